/** Calls that only untyped code can make: typed errors that name the argument, none of the engine's own. */
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import * as library from '../lib/index.ts';
import {
  buildInstructCorpus,
  checkOutOfDistribution,
  cleanStories,
  evaluate,
  findOverlap,
  InvalidArgumentError,
  importStories,
  LanguageModel,
  LlmClient,
  prepare,
  reportCorpus,
  Tokenizer,
  train,
} from '../lib/index.ts';

const wrong = (value: unknown) => value as never;
const gpt2 = Tokenizer.load('gpt2');
const program = library.gptNeo({ vocab: 9, hidden: 4, layers: 1, heads: 1, maxPositions: 4, window: 2 });
const few = { stories: 1, out: 'b' };
/** A file of records that is there. */
const records = join(__dirname, '../package.json');

test.each<[string, RegExp, () => Promise<unknown>]>([
  ['LanguageModel.load()', /^model: /, () => LanguageModel.load(wrong(undefined))],
  ['LanguageModel.load(5)', /^model: /, () => LanguageModel.load(wrong(5))],
  ["LanguageModel.load('')", /^model: /, () => LanguageModel.load('')],
  [
    'LanguageModel.load of null',
    /^options of LanguageModel\.load: /,
    () => LanguageModel.load('m', wrong(null)),
  ],
  [
    'LanguageModel.load, misspelt',
    /^option of LanguageModel\.load: expected one such as weights, got "weight"/,
    () => LanguageModel.load('m', wrong({ weight: 'int8' })),
  ],
  [
    'LanguageModel.of, misspelt',
    /^option of LanguageModel\.of: expected one such as slots, got "slot"/,
    async () => LanguageModel.of(wrong({}), wrong({}), wrong({ slot: 2 })),
  ],
  ['LanguageModel.load, signal', /^signal: /, () => LanguageModel.load('m', wrong({ signal: {} }))],
  [
    'LanguageModel.load, tokenizer',
    /^tokenizer: expected a path, got null/,
    () => LanguageModel.load('m', wrong({ tokenizer: null })),
  ],
  ...[5, {}, null].map((model): [string, RegExp, () => Promise<unknown>] => [
    `LanguageModel.of(${JSON.stringify(model)})`,
    /^model: expected a Model, got /,
    async () => LanguageModel.of(wrong(model), await gpt2),
  ]),
  [
    'LanguageModel.of(model, 5)',
    /^tokenizer: expected a Tokenizer, got 5/,
    async () => LanguageModel.of(wrong({ compile() {} }), wrong(5)),
  ],
  ['Tokenizer.load(7)', /^tokenizer: /, () => Tokenizer.load(wrong(7))],
  ['evaluate(model)', /^data: /, () => evaluate('model', wrong(undefined))],
  ['evaluate({})', /^model: /, () => evaluate(wrong({}), 'data')],
  ['evaluate of null', /^options of evaluate: /, () => evaluate('model', 'data', wrong(null))],
  [
    'evaluate, misspelt',
    /^option of evaluate: expected one such as stories, got "story"/,
    () => evaluate('model', 'data', wrong({ story: 5 })),
  ],
  ['evaluate, signal', /^signal: /, () => evaluate('model', 'data', { signal: wrong('now') })],
  ['evaluate of a text of stories', /^stories: /, () => evaluate('model', 'data', { stories: wrong('5') })],
  ['LlmClient.open()', /^options of LlmClient\.open: /, () => LlmClient.open(wrong(undefined))],
  ['LlmClient.open(null)', /^options of LlmClient\.open: /, () => LlmClient.open(wrong(null))],
  ...(
    [
      [{ bugdet: { requests: 1 } }, /^option of LlmClient\.open: expected one such as budget, got "bugdet"/],
      [{ budget: { request: 1 } }, /^option of budget: expected one such as requests, got "request"/],
      [{ budget: 5 }, /^options of budget: expected an object, got 5/],
      [{ budget: null }, /^options of budget: expected an object, got null/],
      [{ budget: { dollars: '5' } }, /^budget\.dollars: expected a number, 0 or more, got "5"/],
      [{ budget: { tokens: Number.NaN } }, /^budget\.tokens: expected a number, 0 or more, got NaN/],
      [{ budget: { requests: -1 } }, /^budget\.requests: /],
      [{ price: { promt: 1, completion: 1 } }, /^option of price: expected one such as prompt, got "promt"/],
      [{ timeout: '5' }, /^timeout: /],
      [{ baseURL: 5 }, /^baseURL: /],
      [{ journal: 5 }, /^journal: /],
      [{ offline: 'no' }, /^offline: /],
    ] as [object, RegExp][]
  ).map(([options, message]): [string, RegExp, () => Promise<unknown>] => [
    `LlmClient.open of ${JSON.stringify(options)}`,
    message,
    () => LlmClient.open({ model: 'gpt-4o-mini', baseURL: 'http://127.0.0.1:9/v1', ...options }),
  ]),
  ['prepare({})', /^inputs: /, () => prepare(wrong({}))],
  ['prepare of a hole', /^inputs: /, () => prepare({ inputs: new Array(1), out: 'b' })],
  ['prepare without out', /^out: /, () => prepare(wrong({ inputs: ['a.txt'] }))],
  ['prepare of a string', /^inputs: /, () => prepare(wrong({ inputs: 'a.txt', out: 'b' }))],
  ['cleanStories of a string', /^inputs: /, () => cleanStories(wrong({ inputs: 'a.txt', out: 'b' }))],
  [
    'cleanStories with validation of a string',
    /^validation: /,
    () => cleanStories(wrong({ inputs: ['a.txt'], validation: 'v.txt', out: 'b' })),
  ],
  ['importStories of a string', /^inputs: /, () => importStories(wrong({ inputs: 'a.txt', out: 'b' }))],
  [
    'buildInstructCorpus of one',
    /^inputs: /,
    () => buildInstructCorpus(wrong({ inputs: 'a.txt', out: 'b' })),
  ],
  ['reportCorpus of a string', /^inputs: /, () => reportCorpus(wrong('a.txt'))],
  ['checkOutOfDistribution of a string', /^test: /, () => checkOutOfDistribution(['a.txt'], wrong('b.txt'))],
  ['findOverlap of a string', /^corpus: /, () => findOverlap([], wrong('a.txt'))],
  ['train()', /^options of train: /, () => train(wrong(undefined))],
])('%s', async (_name, message, call) => {
  const error = await call().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(InvalidArgumentError);
  expect((error as Error).message).toMatch(message);
});

const paths = { inputs: ['a.txt'], out: 'b' };
const asked = { client: { model: 'x' } };

const telling = { samples: 1, temperature: 1, topP: 1, maxTokens: null, seed: 1 };
const grading = wrong({
  file: { judges: [], prompts: { items: [] }, settings: {} },
  completions: [],
  grades: [],
});
const teller = wrong({ record: {}, computed: {} });
const toGrade = { folder: 'f', prompts: library.ownPrompts('story'), teller, telling, judges: [] };

/** Calls that take options, with ones that would do but for one that there is not. */
test.each<[string, (more: object) => unknown]>([
  ['prepare', (more) => library.prepare({ ...paths, ...more })],
  ['makeStories', (more) => library.makeStories({ stories: 1, out: 'b', ...more })],
  ['generateStories', (more) => library.generateStories({ stories: 1, out: 'b', ...more })],
  ['llm', (more) => library.generateStories({ stories: 1, out: 'b', llm: { ...asked, ...more } })],
  ['estimateStories', (more) => library.estimateStories({ stories: 1, llm: asked, ...more })],
  ['cleanStories', (more) => library.cleanStories({ ...paths, ...more })],
  ['importStories', (more) => library.importStories({ ...paths, ...more })],
  ['buildInstructCorpus', (more) => library.buildInstructCorpus({ ...paths, ...more })],
  ['downloadSources', (more) => library.downloadSources({ sets: ['v2'], out: 'b', ...more })],
  ['patience', (more) => library.downloadSources({ sets: ['v2'], out: 'b', patience: { ...more } })],
  ['reportCorpus', (more) => library.reportCorpus(['a.txt'], more)],
  ['reportCorpora', (more) => library.reportCorpora([{ inputs: ['a.txt'] }], more)],
  ['a corpus', (more) => library.reportCorpora([{ inputs: ['a.txt'], ...more }])],
  ['checkOutOfDistribution', (more) => library.checkOutOfDistribution(['a.txt'], ['b.txt'], more)],
  ['readStories', (more) => library.readStories(['a.txt'], more).next()],
  ['openSplit', (more) => library.openSplit('a', 'train', more)],
  ['Shard.open', (more) => library.Shard.open('a', more)],
  ['BatchStream', (more) => new library.BatchStream([], { batch: 1, context: 1, seed: 1, ...more })],
  ['a story', (more) => library.tellStory(1, 0, more)],
  ['a story', (more) => library.storyRecords(1, 0, 1, more).next()],
  ['words', (more) => library.tellStory(1, 0, { words: more })],
  ['storyProbes', (more) => library.storyProbes({ perKind: 1, ...more })],
  ['buildInstruct', (more) => library.buildInstruct({ story: 'A. B.' }, new library.Random(1, 0), more)],
  ['composePrompt', (more) => library.composePrompt(wrong({ seed: 1, style: 'data', ...more }), 0)],
  ['Tokenizer.train', (more) => Tokenizer.train(['a'], { vocab: 257, ...more })],
  ['encode', async (more) => (await gpt2).encode('a', more)],
  ['encode', async (more) => (await gpt2).encodeBytes(new Uint8Array(1), more)],
  ['encodeBatch', async (more) => (await gpt2).encodeBatch(['a'], more)],
  ['encodeSettled', async (more) => (await gpt2).encodeSettled(new Uint8Array(1), more)],
  ['encodeFile', async (more) => library.encodeFile(await gpt2, 'a', 'b', more)],
  [
    'restrictToTop',
    async (more) => library.restrictToTop(new library.TokenCounts(await gpt2), { top: 1, ...more }),
  ],
  ['grade', (more) => library.grade({ ...toGrade, ...more })],
  ['judging', (more) => library.grade({ ...toGrade, judging: more })],
  ['telling', (more) => library.grade({ ...toGrade, telling: { ...telling, ...more } })],
  ['rebuildGrading', (more) => library.rebuildGrading('f', more)],
  ['summarise', (more) => library.summarise(grading, more)],
  ['compareGradings', (more) => library.compareGradings(grading, grading, more)],
  ['calibrate', (more) => library.calibrate([], new Map(), more)],
  ['gradingReport', (more) => library.gradingReport(['r'], more)],
  ['tryPrompts', (more) => library.tryPrompts('m', more)],
  ['decoding', (more) => library.tryPrompts('m', { decoding: { kind: 'greedy', ...more } })],
  ['understanding', (more) => library.understanding('m', more)],
  ['likelihoods', (more) => library.likelihoods('m', [], more)],
  ['checkCompletions', (more) => library.checkCompletions([], [], more)],
  ['findOverlap', (more) => library.findOverlap([], ['a.txt'], more)],
  ['BackgroundGrader', (more) => new library.BackgroundGrader(more)],
  ['telling', (more) => library.serverTeller(wrong({ model: 'm' }), { ...telling, ...more })],
  ['restrictTo', async (more) => library.restrictTo(await gpt2, [0], more)],
  ['resolveDevice', (more) => library.resolveDevice(more)],
  ['Model.create', (more) => library.Model.create(program, { seed: 1, ...more })],
  ['Model.empty', (more) => library.Model.empty(program, more)],
  ['compile', (more) => library.Model.empty(program).compile(more)],
  ['loadModelFolder', (more) => library.loadModelFolder('a', more)],
  ['saveModelFolder', (more) => library.saveModelFolder('a', wrong({}), wrong({ endOfText: 0, ...more }))],
  ['estimateMemory', (more) => library.estimateMemory(program, 1, more)],
])('%s: an option that there is not', async (what, call) => {
  const error = await failureOf(() => call({ sed: 5 }));
  expect(error).toBeInstanceOf(InvalidArgumentError);
  expect((error as Error).message).toMatch(
    new RegExp(`^option of ${what}: expected one such as \\w+, got "sed"$`),
  );
});

test('the name most like an option that there is not is told', async () => {
  await expect(library.makeStories(wrong({ stories: 1, out: 'b', sed: 5 }))).rejects.toThrow(/such as seed,/);
  await expect(prepare(wrong({ ...paths, shardtokens: 5 }))).rejects.toThrow(/such as shardTokens,/);
});

test.each<[string, RegExp, () => unknown]>([
  ['prepare()', /^options of prepare: /, () => prepare(wrong(undefined))],
  ['prepare with a tokenizer that is none', /^tokenizer: /, () => prepare(wrong({ ...paths, tokenizer: 5 }))],
  ['makeStories()', /^options of makeStories: /, () => library.makeStories(wrong(undefined))],
  ['makeStories without out', /^out: /, () => library.makeStories(wrong({ stories: 1 }))],
  ['makeStories of another word', /^features: /, () => library.makeStories(wrong({ ...few, features: 'x' }))],
  ['generateStories()', /^options of generateStories: /, () => library.generateStories(wrong(undefined))],
  ['generateStories without out', /^out: /, () => library.generateStories(wrong({ stories: 1 }))],
  [
    'generateStories of null',
    /^options of llm: /,
    () => library.generateStories(wrong({ ...few, llm: null })),
  ],
  ['generateStories without client', /^client: /, () => library.generateStories(wrong({ ...few, llm: {} }))],
  [
    'generateStories, require',
    /^require: /,
    () => library.generateStories(wrong({ ...few, require: 'words' })),
  ],
  ['estimateStories()', /^options of estimateStories: /, () => library.estimateStories(wrong(undefined))],
  ['estimateStories without llm', /^options of llm: /, () => library.estimateStories(wrong({ stories: 1 }))],
  ['cleanStories()', /^options of cleanStories: /, () => cleanStories(wrong(undefined))],
  ['cleanStories without inputs', /^inputs: /, () => cleanStories(wrong({ out: 'b' }))],
  ['cleanStories without out', /^out: /, () => cleanStories(wrong({ inputs: ['a.txt'] }))],
  ['cleanStories, preset', /^preset: /, () => cleanStories(wrong({ ...paths, preset: 'x' }))],
  ['cleanStories, with', /^with: /, () => cleanStories(wrong({ ...paths, with: 'ascii' }))],
  [
    'cleanStories, source',
    /^source: /,
    () => cleanStories(wrong({ inputs: [records], out: 'b', source: 'GPT' })),
  ],
  ['importStories()', /^options of importStories: /, () => importStories(wrong(undefined))],
  ['importStories without out', /^out: /, () => importStories(wrong({ inputs: ['a.txt'] }))],
  [
    'importStories, source',
    /^source: /,
    () => importStories(wrong({ inputs: [records], out: 'b', source: 'GPT' })),
  ],
  ['buildInstructCorpus()', /^options of buildInstructCorpus: /, () => buildInstructCorpus(wrong(undefined))],
  ['buildInstructCorpus without out', /^out: /, () => buildInstructCorpus(wrong({ inputs: ['a.txt'] }))],
  ['downloadSources()', /^options of downloadSources: /, () => library.downloadSources(wrong(undefined))],
  ['downloadSources without out', /^out: /, () => library.downloadSources(wrong({ sets: ['v2'] }))],
  ...(['attempts', 'backoff', 'longestWait', 'idle'] as const).map(
    (name): [string, RegExp, () => unknown] => [
      `downloadSources, ${name}`,
      new RegExp(`^patience\\.${name}: `),
      () => library.downloadSources({ sets: ['v2'], out: 'b', patience: { [name]: 0 } }),
    ],
  ),
  ['reportCorpus({})', /^inputs: /, () => reportCorpus(wrong({}))],
  ['reportCorpora()', /^corpora: /, () => library.reportCorpora(wrong(undefined))],
  ['reportCorpora([null])', /^options of a corpus: /, () => library.reportCorpora(wrong([null]))],
  ['readDataInfo()', /^data: /, () => library.readDataInfo(wrong(undefined))],
  ['openSplit of another', /^split: /, () => library.openSplit('a', wrong('test'))],
  ['Shard.open()', /^path: /, () => library.Shard.open(wrong(undefined))],
  [
    'new BatchStream()',
    /^options of BatchStream: /,
    () => new library.BatchStream(wrong(undefined), wrong(undefined)),
  ],
  ['tellStory(1, 0, null)', /^options of a story: /, () => library.tellStory(1, 0, wrong(null))],
  ['storyWords(5)', /^lists: /, () => library.storyWords(wrong(5))],
  ['storyProbes()', /^options of storyProbes: /, () => library.storyProbes(wrong(undefined))],
  ['buildInstruct()', /^source: /, () => library.buildInstruct(wrong(undefined), wrong(undefined))],
  ['instructFor()', /^record: /, () => library.instructFor(wrong(undefined), 1, 0)],
  ['parseInstruct()', /^text: /, () => library.parseInstruct(wrong(undefined))],
  ['responseRange()', /^text: /, () => library.responseRange(wrong(undefined))],
  ['composePrompt()', /^options of composePrompt: /, () => library.composePrompt(wrong(undefined), 0)],
  ['readPhrasing()', /^phrasing: /, () => library.readPhrasing(wrong(undefined))],
  ['readWordBank(5)', /^lists: /, () => library.readWordBank(wrong(5))],
  ['Tokenizer.create()', /^definition: /, () => Tokenizer.create(wrong(undefined))],
  ['Tokenizer.train(texts)', /^options of Tokenizer.train: /, () => Tokenizer.train(['a'], wrong(undefined))],
  ['Tokenizer.train of one text', /^texts: /, () => Tokenizer.train('a text', { vocab: 257 })],
  ['encode()', /^text: /, async () => (await gpt2).encode(wrong(undefined))],
  ['encodeBytes(text)', /^bytes: /, async () => (await gpt2).encodeBytes(wrong('a'))],
  ['encodeBatch(text)', /^texts: /, async () => (await gpt2).encodeBatch(wrong('a'))],
  ['encodeSettled()', /^bytes: /, async () => (await gpt2).encodeSettled(wrong(undefined))],
  ['decode(null)', /^ids: /, async () => (await gpt2).decode(wrong(null))],
  ['decode(text)', /^ids: /, async () => (await gpt2).decode(wrong('12'))],
  ['save()', /^folder: /, async () => (await gpt2).save(wrong(undefined))],
  ['encodeFile()', /^tokenizer: /, () => library.encodeFile(wrong(undefined), 'a', 'b')],
  ['encodeFile(tokenizer)', /^input: /, async () => library.encodeFile(await gpt2, wrong(undefined), 'b')],
  ['new TokenCounts()', /^tokenizer: /, () => new library.TokenCounts(wrong(undefined))],
  ['restrictToTop()', /^counted: /, () => library.restrictToTop(wrong(undefined), { top: 1 })],
  [
    'restrictTo, a flag',
    /^options of restrictTo: /,
    async () => library.restrictTo(await gpt2, [0], wrong(true)),
  ],
  ['Model.create()', /^document: /, () => library.Model.create(wrong(undefined), { seed: 1 })],
  [
    'Model.create(document)',
    /^options of Model.create: /,
    () => library.Model.create(program, wrong(undefined)),
  ],
  ['Model.create, seed', /^seed: /, () => library.Model.create(program, wrong({}))],
  [
    'Model.create, device',
    /^device: /,
    () => library.Model.create(program, { seed: 1, device: wrong('gpu') }),
  ],
  ['Model.create, place', /^device: /, () => library.Model.create(program, { seed: 1, device: wrong({}) })],
  ['Model.empty({})', /^document: /, () => library.Model.empty(wrong({}))],
  ['loadModelFolder()', /^dir: /, () => library.loadModelFolder(wrong(undefined))],
  ['loadModelFolder, device', /^device: /, () => library.loadModelFolder('a', { device: wrong('gpu') })],
  ['loadModelFolder, compute', /^compute: /, () => library.loadModelFolder('a', { compute: 'bf16' })],
  [
    'saveModelFolder()',
    /^dir: /,
    () => library.saveModelFolder(wrong(undefined), wrong({}), { endOfText: 0 }),
  ],
  [
    'saveModelFolder(dir)',
    /^model: /,
    () => library.saveModelFolder('a', wrong(undefined), { endOfText: 0 }),
  ],
  [
    'saveModelFolder of weights',
    /^config: /,
    () => library.saveModelFolder('a', wrong({}), { endOfText: 0 }),
  ],
  ['countParameters({})', /^document: /, () => library.countParameters(wrong({}))],
  ['estimateMemory of NaN', /^rows: /, () => library.estimateMemory(program, Number.NaN)],
  ['estimateFlops of -3', /^context: /, () => library.estimateFlops(program, -3)],
  ['listedPrice(5)', /^model: /, () => library.listedPrice(wrong(5))],
  ['findPreset(5)', /^model: /, () => library.findPreset(wrong(5))],
  ['presetConfig()', /^preset: /, () => library.presetConfig(wrong(undefined), 300)],
  ['presetConfig of -5', /^vocab: /, () => library.presetConfig(library.findPreset('1M'), -5)],
  ['presetConfig of half', /^context: /, () => library.presetConfig(library.findPreset('1M'), 300, 0.5)],
  ['cleanText()', /^report: /, () => library.cleanText(wrong(undefined))],
  ['cleanText({})', /^memory of the report: /, () => library.cleanText(wrong({}))],
  ['pick of none', /^items: /, () => new library.Random(1).pick([])],
  ['restrictTo(tokenizer)', /^kept: /, async () => library.restrictTo(await gpt2, wrong(undefined))],
  ['grade()', /^options of grade: /, () => library.grade(wrong(undefined))],
  ['grade without folder', /^folder: /, () => library.grade({ ...toGrade, folder: '' })],
  ['grade of null', /^options of judging: /, () => library.grade({ ...toGrade, judging: wrong(null) })],
  ['summarise({})', /^grading\.file: /, () => library.summarise(wrong({}))],
  ['summarise, precision', /^precision: /, () => library.summarise(grading, { precision: -5 })],
  ['compareGradings({})', /^first\.file: /, () => library.compareGradings(wrong({}), grading)],
  ['calibrate(5)', /^people: /, () => library.calibrate(wrong(5), new Map())],
  ['calibrate of an object', /^gradings: /, () => library.calibrate([], wrong({}))],
  ['calibrate, tolerance', /^tolerance: /, () => library.calibrate([], new Map(), { tolerance: -1 })],
  ['gradingReport of one', /^runs: /, () => library.gradingReport(wrong('r'))],
  ['gradingReportHtml({})', /^report\.runs: /, () => library.gradingReportHtml(wrong({}))],
  ['gradingReportMarkdown({})', /^report\.runs: /, () => library.gradingReportMarkdown(wrong({}))],
  ['listGradings(5)', /^run: /, () => library.listGradings(wrong(5))],
  ['gradingFolder(run)', /^name: /, () => library.gradingFolder('r', wrong(undefined))],
  ['readGrading()', /^folder: /, () => library.readGrading(wrong(undefined))],
  ['rebuildGrading(5)', /^folder: /, () => library.rebuildGrading(wrong(5))],
  ["ownPrompts('nope')", /^kind: expected one of story, instruct, /, () => library.ownPrompts(wrong('nope'))],
  ['readPromptFile of another', /^kind: /, () => library.readPromptFile('p.yaml', wrong('nope'))],
  ['readPromptList(5)', /^path: /, () => library.readPromptList(wrong(5))],
  ['promptsHash(5)', /^prompts: /, () => library.promptsHash(wrong(5))],
  ['withoutOverlap({})', /^set\.prompts: /, () => library.withoutOverlap(wrong({}), wrong({}))],
  ['tryPrompts(5)', /^model: /, () => library.tryPrompts(wrong(5))],
  [
    'tryPrompts, kind',
    /^decoding\.kind: /,
    () => library.tryPrompts('m', { decoding: wrong({ kind: 'x' }) }),
  ],
  ['likelihoods of a text', /^told: /, () => library.likelihoods('m', wrong('a'))],
  ['understanding, trainedOn', /^trainedOn: /, () => library.understanding('m', { trainedOn: wrong('a') })],
  ['repetition(5)', /^text: /, () => library.repetition(wrong(5))],
  ['cutAtRepetition(5)', /^text: /, () => library.cutAtRepetition(wrong(5))],
  ['ending(5)', /^text: /, () => library.ending(wrong(5))],
  ['checkFeatures of one', /^asked: /, () => library.checkFeatures('a', wrong('Twist'))],
  ["selfSimilarity('abc')", /^texts: /, () => library.selfSimilarity(wrong('abc'))],
  ['checkCompletion({})', /^text: /, () => library.checkCompletion(wrong({}))],
  ['checkCompletion, words', /^words: /, () => library.checkCompletion({ text: 'a', words: wrong('a') })],
  [
    'checkCompletions, knownWords',
    /^knownWords: /,
    () => library.checkCompletions([], [], { knownWords: wrong(['a']) }),
  ],
  ['summariseChecks(5)', /^checked: /, () => library.summariseChecks(wrong(5))],
  ['readHumanScores(5)', /^path: /, () => library.readHumanScores(wrong(5))],
  ['openJudge, id', /^id: /, () => library.openJudge('f', 'a/b', { model: 'm' })],
  ['openOffline({})', /^judge\.journal: /, () => library.openOffline('f', wrong({}))],
  ['modelTeller({})', /^model: /, () => library.modelTeller(wrong({}), wrong({}), telling)],
  ['describeModelTeller({})', /^model: /, () => library.describeModelTeller('r', wrong({}))],
  ['serverTeller({})', /^client\.model: /, () => library.serverTeller(wrong({}), telling)],
  [
    'serverTeller, samples',
    /^telling\.samples: expected a whole number from 1 to 1000000, got 1\.5/,
    () => library.serverTeller(wrong({ model: 'm' }), { ...telling, samples: 1.5 }),
  ],
])('%s', async (_name, message, call) => {
  const error = await failureOf(call);
  expect(error).toBeInstanceOf(InvalidArgumentError);
  expect((error as Error).message).toMatch(message);
});

async function failureOf(call: () => unknown): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    return error;
  }
  return new Error('no failure');
}
