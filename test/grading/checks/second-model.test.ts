/** Likelihoods under a second model, against the package's own evaluation of the same texts. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { likelihoods } from '../../../lib/grading/checks/second-model.ts';
import { FileError, NonFiniteError } from '../../../lib/runtime/errors.ts';
import { evaluate } from '../../../lib/training/evaluate.ts';
import { breakWeights, smallModelFolder } from '../../small-model.ts';

let folder: string;
const model = () => join(folder, 'model');
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'second-model-'));
  await smallModelFolder(model());
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const STORY =
  'Tom had a red ball. He was happy. Anna saw a dog, and the dog was sad. Lily had a cat as well, and Tom saw it.';

test('prompt and completion together are the story that evaluate scores, but for the end token', async () => {
  const whole = join(folder, 'story.txt');
  await writeFile(whole, STORY);
  const [all] = await likelihoods(model(), [{ prompt: '', text: STORY }], { threads: 1 });
  const evaluation = await evaluate(model(), whole, { threads: 1 });
  expect(all!.tokens).toBe(evaluation.tokens - 1);
  // An end token is about as likely as any other to a model that has learned nothing: one of 300.
  const end = evaluation.loss * evaluation.tokens - all!.nats;
  expect(end).toBeGreaterThan(2);
  expect(end).toBeLessThan(9);
  expect(all!.perplexity).toBeCloseTo(Math.exp(all!.nats / all!.tokens), 10);
  expect(all!.bitsPerByte).toBeCloseTo(all!.nats / Math.LN2 / Buffer.byteLength(STORY), 10);
});

test('only the completion counts, wherever windows are cut', async () => {
  // The model has 64 positions, so the story takes several windows.
  const cuts = [1, 20, 47, STORY.length - 1];
  const told = cuts.map((cut) => ({ prompt: STORY.slice(0, cut), text: STORY.slice(cut) }));
  const [all] = await likelihoods(model(), [{ prompt: '', text: STORY }]);
  const parts = await likelihoods(model(), told);
  const tokens = parts.map((part) => part.tokens);
  expect(tokens).toEqual([...tokens].sort((a, b) => b - a));
  for (const [i, { nats, tokens: count }] of parts.entries()) {
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThanOrEqual(all!.tokens);
    expect(nats).toBeLessThanOrEqual(all!.nats + 1e-6);
    const [alone] = await likelihoods(model(), [told[i]!], { batchTokens: 64 });
    expect(alone!.nats).toBeCloseTo(nats, 4);
  }
});

test('weights that are no numbers: what they say is refused, here as by evaluate', async () => {
  const broken = join(folder, 'broken');
  await smallModelFolder(broken);
  await breakWeights(broken);
  await expect(likelihoods(broken, [{ prompt: 'Tom', text: ' had a ball.' }])).rejects.toThrow(
    NonFiniteError,
  );
  const whole = join(folder, 'one.txt');
  await writeFile(whole, STORY);
  await expect(evaluate(broken, whole)).rejects.toThrow(/hold NaN or infinity: its weights are broken/);
});

test('an empty completion, and what is refused', async () => {
  expect(await likelihoods(model(), [{ prompt: 'Tom had', text: '' }])).toEqual([
    { tokens: 0, nats: 0, perplexity: null, bitsPerByte: null },
  ]);
  expect(await likelihoods(model(), [])).toEqual([]);
  await expect(likelihoods(join(folder, 'none'), [])).rejects.toThrow(FileError);
  const signal = AbortSignal.abort();
  await expect(likelihoods(model(), [{ prompt: '', text: 'a' }], { signal })).rejects.toMatchObject({
    name: 'AbortError',
  });
});
