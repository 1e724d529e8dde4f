/** Folders whose model is a recorded program: opened, told from and scored as any other, and trusted by nobody. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { LanguageModel } from '../../lib/generation/language-model.ts';
import { loadModelFolder, readModelFolder, saveModelFolder } from '../../lib/models/checkpoint.ts';
import { Model } from '../../lib/models/model.ts';
import { findModelFolder } from '../../lib/models/model-path.ts';
import type { ProgramDocument } from '../../lib/models/program.ts';
import { faults } from '../../lib/runtime/files.ts';
import { evaluate } from '../../lib/training/evaluate.ts';
import { type Storybook, storybook } from '../generation/storybook.ts';
import { parallelBlocks } from '../program/architectures.ts';

const STORY = 'Once upon a time there was a happy little cat.';

let dir = '';
let book: Storybook;
/** The same weights: as a GPT-Neo, and as the program that it is. */
let neo = '';
let program = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'program-'));
  book = await storybook();
  [neo, program] = [join(dir, 'neo'), join(dir, 'program')];
  await book.save(neo, 64);
  await save(program);
  await writeFile(join(dir, 'stories.txt'), `${STORY}\n<|endoftext|>\nThe cat was happy.\n`);
});
afterAll(async () => {
  book?.model.dispose();
  await rm(dir, { recursive: true, force: true });
});

const save = (folder: string, model: Model = book.model) => {
  const { tokenizer } = book;
  const { endOfText } = tokenizer;
  return saveModelFolder(folder, model, { tokenizer: JSON.stringify(tokenizer), endOfText, context: 64 });
};
const documentOf = async (folder: string) =>
  JSON.parse(await readFile(join(folder, 'program.json'), 'utf8')) as ProgramDocument;

test('a program folder is found, and says what a GPT-Neo folder says', async () => {
  expect((await readdir(program)).sort()).toEqual([
    'generation_config.json',
    'model.safetensors',
    'program.json',
    'tokenizer.json',
  ]);
  expect(await findModelFolder(program)).toBe(program);
  const [one, other] = [await readModelFolder(neo), await readModelFolder(program)];
  expect(other).toMatchObject({ config: null, context: 64, endOfText: one.endOfText });
  expect(other.document).toEqual(book.model.document);
});

test('it tells and scores as the same weights in a GPT-Neo folder do', async () => {
  const answers = [];
  for (const folder of [neo, program]) {
    await using model = await LanguageModel.load(folder, { slots: 2 });
    const told = model.generateBatch(['The', 'One day', ''], { seed: 3, maxTokens: 20, samples: 2 });
    const searched = model.generate('Once', { beams: 2, maxTokens: 6 });
    answers.push({
      context: model.context,
      told: await told.completions(),
      searched: await searched.text(),
      scored: await evaluate(folder, join(dir, 'stories.txt')),
    });
  }
  expect(answers[1]).toEqual(answers[0]);
});

test('an architecture of one’s own comes back bit for bit, without a limit of positions', async () => {
  const folder = join(dir, 'own');
  await using model = await Model.create(parallelBlocks(book.tokenizer.vocab), { seed: 2 });
  await save(folder, model);
  const loaded = await loadModelFolder(folder);
  await using copy = loaded.model;
  expect(loaded.document).toEqual(model.document);
  for (const { name } of model.document.parameters)
    expect(await copy.readParameter(name)).toEqual(await model.readParameter(name));

  await using teller = await LanguageModel.load(folder, { context: 90 });
  await using near = LanguageModel.of(model, book.tokenizer, { context: 90 });
  const options = { seed: 1, maxTokens: 30 };
  expect(await teller.generate('The cat', options).text()).toBe(
    await near.generate('The cat', options).text(),
  );
  expect((await evaluate(folder, join(dir, 'stories.txt'), { context: 100 })).stories).toBe(2);

  await rm(join(folder, 'generation_config.json'));
  expect(await readModelFolder(folder)).toMatchObject({ context: 512, endOfText: null });
});

test('names that GPT-Neo’s files carry along are names like any other', async () => {
  const folder = join(dir, 'masked');
  const document = structuredClone(book.model.document);
  const taken = 'h.0.attn.attention.bias';
  document.parameters.find(({ name }) => name.endsWith('ln_f.bias'))!.name = taken;
  await using model = await Model.create(document, { seed: 4 });
  await model.writeParameter(taken, new Float32Array(model.document.values[0]!.width).fill(2));
  await save(folder, model);
  const { model: copy } = await loadModelFolder(folder);
  expect(await copy.readParameter(taken)).toEqual(await model.readParameter(taken));
  await copy[Symbol.asyncDispose]();
});

test('a folder keeps one description: what was saved last', async () => {
  const folder = join(dir, 'turns');
  await save(folder);
  await book.save(folder);
  expect(await readdir(folder)).not.toContain('program.json');
  await save(folder);
  expect(await readdir(folder)).not.toContain('config.json');
});

test('saved over a GPT-Neo, it is described when it is complete, whatever write fails', async () => {
  const folder = join(dir, 'faults');
  for (let nth = 1; ; nth++) {
    await book.save(folder);
    faults.failWrite(nth);
    const failure = await save(folder).catch((error: unknown) => error);
    faults.failWrite(0);
    const files = await readdir(folder);
    expect(files.includes('program.json') && files.includes('config.json')).toBe(false);
    if (files.includes('program.json')) (await loadModelFolder(folder)).model.dispose();
    if (failure === undefined) break;
    expect(failure).toMatchObject({ code: 'FILE' });
    expect(nth).toBeLessThan(100);
  }
});

test('two descriptions of one model are one, of two models a mismatch', async () => {
  const folder = join(dir, 'both');
  await book.save(folder, 64);
  const document = await documentOf(program);
  await writeFile(join(folder, 'program.json'), JSON.stringify({ ...document, name: 'other' }));
  expect(await readModelFolder(folder)).toMatchObject({ context: 64, config: { maxPositions: 128 } });
  document.operations.find((one) => one.op === 'norm')!.epsilon = 1e-3;
  await writeFile(join(folder, 'program.json'), JSON.stringify(document));
  await expect(readModelFolder(folder)).rejects.toMatchObject({
    code: 'MISMATCH',
    message: expect.stringMatching(/config\.json and program\.json describe two models/),
  });
});

test('a folder with neither, and one that is not there', async () => {
  const [none, empty] = [join(dir, 'none'), await mkdtemp(join(dir, 'empty-'))];
  await expect(loadModelFolder(none)).rejects.toThrow(/none: does not exist/);
  await expect(loadModelFolder(empty)).rejects.toMatchObject({
    code: 'FILE',
    message: expect.stringMatching(/holds neither config\.json nor program\.json/),
  });
});

test('weights that do not fit are named beside the file that asks for them', async () => {
  const folder = join(dir, 'unfit');
  await save(folder);
  const document = await documentOf(program);
  const [first] = document.parameters;
  first!.name = 'words';
  await writeFile(join(folder, 'program.json'), JSON.stringify(document));
  await expect(loadModelFolder(folder)).rejects.toMatchObject({
    code: 'MISMATCH',
    message: expect.stringMatching(
      /lacks words and holds transformer\.wte\.weight.*; program\.json and the weights/,
    ),
  });
  await using other = await Model.create(parallelBlocks(book.tokenizer.vocab + 1), { seed: 1 });
  await save(folder, other);
  await writeFile(join(folder, 'program.json'), JSON.stringify(parallelBlocks(book.tokenizer.vocab)));
  await expect(loadModelFolder(folder)).rejects.toMatchObject({
    code: 'MISMATCH',
    message: expect.stringMatching(/embed has shape .* program\.json asks for/),
  });
});

const broken: [string, (document: ProgramDocument) => unknown][] = [
  ['nothing', () => ''],
  ['half of it', (document) => JSON.stringify(document).slice(0, 999)],
  ['null', () => 'null'],
  ['a list', () => '[]'],
  ['the same name twice', (document) => `{"vocab":1,${JSON.stringify(document).slice(1)}`],
  ['another version', (document) => ({ ...document, version: 2 })],
  ['no operations', ({ operations: _, ...rest }) => rest],
  ['operations that are numbers', (document) => ({ ...document, operations: [1] })],
  ['a vocabulary beyond all', (document) => ({ ...document, vocab: 2 ** 40 })],
  ['positions below none', (document) => ({ ...document, maxPositions: -1 })],
  ['an input of nowhere', (d) => ({ ...d, operations: d.operations.map((one) => ({ ...one, x: 9999 })) })],
  ['an operation that there is not', (d) => ({ ...d, operations: [{ op: 'exec' }] })],
  ['parameters without a shape', (d) => ({ ...d, parameters: d.parameters.map(({ name }) => ({ name })) })],
  [
    'nesting without end',
    (d) => `${JSON.stringify(d).slice(0, -1)},"x":${'['.repeat(5e4)}${']'.repeat(5e4)}}`,
  ],
];

test.each(broken)('a damaged program is refused: %s', async (_name, damage) => {
  const folder = join(dir, 'damaged');
  await save(folder);
  const damaged = damage(await documentOf(program));
  const text = typeof damaged === 'string' ? damaged : JSON.stringify(damaged);
  await writeFile(join(folder, 'program.json'), text);
  for (const open of [loadModelFolder, LanguageModel.load])
    await expect(open(folder)).rejects.toMatchObject({
      code: 'FORMAT',
      message: expect.stringMatching(/program\.json/),
    });
});

test('a context beyond the positions is damage, an end token beyond the vocabulary none', async () => {
  const folder = join(dir, 'told');
  await save(folder);
  const generation = join(folder, 'generation_config.json');
  await writeFile(generation, JSON.stringify({ eos_token_id: 2 ** 20 }));
  expect(await readModelFolder(folder)).toMatchObject({ endOfText: null, context: 128 });
  await writeFile(generation, JSON.stringify({ max_length: 129 }));
  await expect(readModelFolder(folder)).rejects.toMatchObject({ code: 'FORMAT' });
});
