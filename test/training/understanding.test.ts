/** Trying models: one that knows nothing, one that knows the stories by heart. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { compose } from '../../lib/data/storyteller/compose.ts';
import { PROBE_SEED, storyProbes } from '../../lib/data/storyteller/probes.ts';
import { saveModelFolder } from '../../lib/models/checkpoint.ts';
import { gptNeo } from '../../lib/models/gpt-neo.ts';
import { Model } from '../../lib/models/model.ts';
import { Tokenizer } from '../../lib/tokenizer/tokenizer.ts';
import { understanding } from '../../lib/training/understanding.ts';
import { breakWeights, smallModelFolder } from '../small-model.ts';

const PER_KIND = 2;
const CONTEXT = 640;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understanding-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The stories that the first probes are from. */
function stories(): string[] {
  const prompts = storyProbes({ perKind: PER_KIND, variety: 'small' }).map(({ prompt }) => prompt);
  const found: string[] = [];
  for (let index = 0; prompts.some((prompt) => !found.some((text) => text.startsWith(prompt))); index++) {
    const { text } = compose(PROBE_SEED, index, { variety: 'small' }).tale;
    if (prompts.some((prompt) => text.startsWith(prompt))) found.push(text);
  }
  return found;
}

async function saved(name: string, steps: number): Promise<string> {
  const texts = stories();
  const tokenizer = await Tokenizer.train(texts, { vocab: 400 });
  const { vocab, endOfText } = tokenizer;
  const config = { vocab, hidden: 64, layers: 2, heads: 4, maxPositions: CONTEXT, window: CONTEXT };
  const model = await Model.create(gptNeo(config), { seed: 1 });
  const batches = texts.map((text) => {
    const ids = tokenizer.encode(text).slice(0, CONTEXT - 1);
    const tokens = Int32Array.of(endOfText, ...ids);
    return { tokens, targets: Int32Array.of(...ids, endOfText), lengths: Int32Array.of(tokens.length) };
  });
  const program = model.compile({ mode: 'train', maxSequences: 1, maxRows: CONTEXT, maxLength: CONTEXT });
  const adam = { learningRate: 3e-3, beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0, clip: 1 };
  for (let step = 1; step <= steps; step++) await program.trainStep(batches, 1, { step, ...adam });
  program.dispose();
  const path = join(folder, name);
  await saveModelFolder(path, model, { config, tokenizer: JSON.stringify(tokenizer), endOfText });
  model.dispose();
  return path;
}

test('a model that knows the stories by heart answers right, an untrained one does not', async () => {
  const options = { perKind: PER_KIND, variety: 'small' as const };
  const knows = await understanding(await saved('knows', 150), options);
  const untrained = await understanding(await saved('untrained', 0), options);
  for (const { probes, said, chosen } of Object.values(knows.kinds)) {
    expect(probes).toBe(PER_KIND);
    expect(said).toBe(1);
    expect(chosen).toBe(1);
  }
  for (const { said, chance } of Object.values(untrained.kinds)) {
    expect(said).toBe(0);
    expect(chance).toBeGreaterThan(0);
    expect(chance).toBeLessThanOrEqual(0.5);
  }
  expect(knows.tooLong).toBe(0);
  for (const { said, right, saidRight } of knows.answers)
    expect(saidRight).toBe(said.trimStart().startsWith(right));
});

test('what stands in a story it was trained on is not tried', async () => {
  const path = await saved('seen', 0);
  const file = join(folder, 'seen.txt');
  const [first, ...others] = stories();
  await writeFile(file, `${first}\n<|endoftext|>\n`);
  const options = { perKind: PER_KIND, variety: 'small' as const };
  const { seen, answers } = await understanding(path, { ...options, trainedOn: [file] });
  expect(seen).toBeGreaterThan(0);
  for (const { prompt } of answers) {
    expect(first!.startsWith(prompt)).toBe(false);
    expect(others.some((story) => story.startsWith(prompt))).toBe(true);
  }
});

test('the same for any number of threads', async () => {
  const path = await saved('few', 20);
  const options = { perKind: PER_KIND, variety: 'small' as const };
  expect(await understanding(path, { ...options, threads: 1 })).toEqual(
    await understanding(path, { ...options, threads: 2 }),
  );
});

test('a context that no story fits into is an error; an abort is one as well', async () => {
  const path = join(folder, 'short');
  await smallModelFolder(path);
  await expect(understanding(path, { perKind: 1 })).rejects.toThrow(/no probe fits/);
  const signal = AbortSignal.abort();
  await expect(understanding(path, { perKind: 1, signal })).rejects.toThrow(
    expect.objectContaining({ name: 'AbortError' }),
  );
});

test('weights that are no numbers are refused before anything is told', async () => {
  const broken = await saved('broken', 0);
  await breakWeights(broken);
  const options = { perKind: PER_KIND, variety: 'small' as const };
  await expect(understanding(broken, options)).rejects.toThrow(/losses hold NaN or infinity/);
});
