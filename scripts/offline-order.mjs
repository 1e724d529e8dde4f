#!/usr/bin/env node
// Puts models and a corpus in order by rules alone, without a judge:
//
//   node scripts/offline-order.mjs --corpus stories.txt --model runs/quickstart --model runs/other [--second runs/third]
//
// An untrained model of the first one's shape is always among them. A corpus, a trained model and the untrained one have
// to come out in this order; if they do not, the exit code is 1.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureCompiled, root, succeeded } from './ensure-built.mjs';

const { values } = parseArgs({
  options: {
    corpus: { type: 'string' },
    model: { type: 'string', multiple: true },
    second: { type: 'string' },
    samples: { type: 'string', default: '2' },
  },
});
if (!values.corpus || !values.model) {
  console.error('error: expected --corpus FILE and --model RUN; the head of this file explains them');
  process.exit(2);
}
if (!succeeded(ensureCompiled)) process.exit(1);
const load = (path) => import(join(root, 'dist', path));
const { excerpts } = await load('grading/checks/excerpt.js');
const { checkCompletions } = await load('grading/checks/grading.js');
const { likelihoods } = await load('grading/checks/second-model.js');
const { summariseChecks } = await load('grading/checks/summary.js');
const { ownPrompts } = await load('grading/prompts/prompt-set.js');
const { modelTeller, describeModelTeller } = await load('grading/telling/model-teller.js');
const { LanguageModel } = await load('generation/language-model.js');
const { readStories } = await load('data/sources.js');
const { saveModelFolder, loadModelFolder } = await load('models/checkpoint.js');
const { Model } = await load('models/model.js');
const { findModelFolder } = await load('models/model-path.js');
const { Tokenizer } = await load('tokenizer/tokenizer.js');

const STORIES = 100;
const folder = mkdtempSync(join(tmpdir(), 'offline-order-'));
try {
  const rows = [await corpusRow(values.corpus)];
  for (const model of values.model) rows.push(await modelRow(model, model));
  rows.push(await modelRow('untrained', await untrained(values.model[0])));
  for (const row of rows) console.log(line(row));
  const order = rows.map(({ summary }) => summary.order.value);
  const models = order.slice(1, -1);
  const right = models.every((value) => order[0] > value && value > order.at(-1));
  console.log(right ? 'in order' : 'NOT in order: expected corpus > models > untrained');
  process.exitCode = right ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function corpusRow(path) {
  const stories = [];
  for await (const story of readStories([path])) {
    stories.push(story);
    if (stories.length === STORIES) break;
  }
  const { prompts, completions } = excerpts(stories);
  return row(path, prompts, completions);
}

async function modelRow(name, path) {
  const { prompts } = ownPrompts('story');
  const samples = Number(values.samples);
  const telling = { samples, temperature: 1, topP: 1, maxTokens: null, seed: 1 };
  const model = await LanguageModel.load(path);
  const teller = modelTeller(model, await describeModelTeller(path, model), telling);
  const completions = [];
  const places = Array.from({ length: samples }, (_, sample) => sample);
  for (const prompt of prompts) completions.push(...(await teller.tell(prompt, places)));
  model.dispose();
  return row(name, prompts, completions);
}

async function row(name, prompts, completions) {
  const summary = summariseChecks(await checkCompletions(prompts, completions));
  if (!values.second) return { name, summary };
  const texts = new Map(prompts.map(({ id, text }) => [id, text]));
  const told = completions
    .filter(({ text }) => text)
    .map(({ prompt, text }) => ({ prompt: texts.get(prompt), text }));
  const scored = await likelihoods(values.second, told);
  const nats = scored.reduce((sum, one) => sum + one.nats, 0);
  const bytes = told.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  return { name, summary, bitsPerByte: nats / Math.LN2 / bytes };
}

/** A model of the same shape and tokenizer that has learned nothing. */
async function untrained(path) {
  const from = await findModelFolder(path);
  const loaded = await loadModelFolder(from);
  const tokenizer = await Tokenizer.load(loaded.tokenizerPath);
  const model = await Model.create(loaded.document, { seed: 1 });
  const { config, context } = loaded;
  await saveModelFolder(folder, model, {
    config,
    context,
    tokenizer: JSON.stringify(tokenizer),
    endOfText: tokenizer.endOfText,
  });
  model.dispose();
  loaded.model.dispose();
  return folder;
}

function line({ name, summary, bitsPerByte }) {
  const { order, dictionary, repeated, endings, clean, length, completions, selfSimilarity } = summary;
  const percent = (share) => `${(100 * share).toFixed(1)} %`;
  const ends = `complete ${percent(endings.complete)}, cut ${percent(endings.cut)}, rambling ${percent(endings.rambling)}`;
  const second =
    bitsPerByte === undefined ? '' : `, ${bitsPerByte.toFixed(3)} bits a byte under the second model`;
  const alike = selfSimilarity === null ? '' : `, self-similarity ${selfSimilarity.toFixed(3)}`;
  return `${order.value.toFixed(3)}  ${name}: ${completions} texts of ${length.toFixed(0)} words, known ${percent(dictionary)}, clean ${percent(clean)}, repeated ${percent(repeated)}, ${ends}${alike}${second}`;
}
