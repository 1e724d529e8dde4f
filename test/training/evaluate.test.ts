/** Bits per byte of a trained model, against a slow reference that shares nothing but the forward pass. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openSplit } from '../../lib/data/dataset.ts';
import { LanguageModel } from '../../lib/generation/language-model.ts';
import { likelihoods } from '../../lib/grading/checks/second-model.ts';
import { loadModelFolder } from '../../lib/models/checkpoint.ts';
import { AbortedError, FormatError, InvalidArgumentError, MismatchError } from '../../lib/runtime/errors.ts';
import { Tokenizer } from '../../lib/tokenizer/tokenizer.ts';
import { evaluate } from '../../lib/training/evaluate.ts';
import { train } from '../../lib/training/trainer.ts';
import { makeData, tinyRun } from './fixture.ts';

let folder = '';
let data = '';
let run = '';
let checkpoint = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evaluate-'));
  data = join(folder, 'data');
  run = join(folder, 'run');
  await makeData(data, { count: 200 });
  const result = await train({ ...tinyRun(data, run, 8), context: 24 });
  checkpoint = result.best as string;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Texts of the validation stories. */
async function validation(): Promise<string[]> {
  const tokenizer = await Tokenizer.load(data);
  const shards = await openSplit(data, 'validation');
  const texts = shards.flatMap((shard) =>
    Array.from({ length: shard.stories }, (_, i) => tokenizer.decode(shard.readStory(i).slice(0, -1))),
  );
  for (const shard of shards) shard.dispose();
  return texts;
}

/** Window by window through `logits`, softmax in float64. */
async function reference(texts: string[], context: number) {
  const { model } = await loadModelFolder(checkpoint);
  const tokenizer = await Tokenizer.load(checkpoint);
  const program = model.compile({ maxLength: context });
  let nats = 0;
  let tokens = 0;
  for (const text of texts) {
    const ids = [tokenizer.endOfText, ...tokenizer.encode(text), tokenizer.endOfText];
    for (let begin = 0; begin < ids.length - 1; begin += context) {
      const window = ids.slice(begin, Math.min(begin + context, ids.length - 1));
      const { logits } = await program.forward(
        { tokens: Int32Array.from(window), lengths: Int32Array.of(window.length) },
        { logits: 'all' },
      );
      for (let i = 0; i < window.length; i++) {
        const row = [...logits!.subarray(i * tokenizer.vocab, (i + 1) * tokenizer.vocab)];
        const top = Math.max(...row);
        const sum = row.reduce((total, logit) => total + Math.exp(logit - top), 0);
        nats += top + Math.log(sum) - row[ids[begin + i + 1]];
        tokens++;
      }
    }
  }
  model.dispose();
  const bytes = texts.reduce((total, text) => total + Buffer.byteLength(text), 0);
  return { loss: nats / tokens, bitsPerByte: nats / Math.LN2 / bytes, tokens, bytes };
}

test('agrees with the reference, for a data directory and for the text of the same stories', async () => {
  const texts = await validation();
  expect(texts.length).toBeGreaterThan(5);
  const expected = await reference(texts, 24);
  const result = await evaluate(run, data);
  expect(result).toMatchObject({ tokens: expected.tokens, bytes: expected.bytes, stories: texts.length });
  // Single precision keeps about 7 digits of a loss, and errors of the sum average out.
  expect(Math.abs(result.loss - expected.loss)).toBeLessThan(1e-5);
  expect(Math.abs(result.bitsPerByte - expected.bitsPerByte)).toBeLessThan(1e-5);
  expect(result.perplexity).toBe(Math.exp(result.loss));
  // Stories of more than one window are among them.
  expect(expected.tokens).toBeGreaterThan(24 * texts.length);

  const file = join(folder, 'validation.txt');
  await writeFile(file, texts.map((text) => `${text}\n<|endoftext|>\n`).join(''));
  expect(await evaluate(checkpoint, file)).toEqual(result);
  const lines = join(folder, 'validation.jsonl');
  await writeFile(lines, texts.map((story) => JSON.stringify({ story })).join('\n'));
  expect(await evaluate(checkpoint, lines)).toEqual(result);
});

test('neither batch nor threads leave a trace in the result', async () => {
  const result = await evaluate(run, data);
  expect(await evaluate(run, data, { batchTokens: 24, threads: 1 })).toEqual(result);
  expect(await evaluate(run, data, { batchTokens: 100, threads: 2 })).toEqual(result);
});

test('the windows are those of the training unless others are asked for', async () => {
  const texts = (await validation()).slice(0, 3);
  const result = await evaluate(run, data, { context: 8, stories: 3 });
  expect(result.bitsPerByte).toBeCloseTo((await reference(texts, 8)).bitsPerByte, 5);
  await expect(evaluate(run, data, { context: 25 })).rejects.toThrow(InvalidArgumentError);
});

test('data of another tokenizer, empty data and an abort are typed errors', async () => {
  const other = join(folder, 'other');
  await makeData(other, { count: 60, seed: 2 });
  await expect(evaluate(run, other)).rejects.toThrow(MismatchError);
  const empty = join(folder, 'empty.txt');
  await writeFile(empty, '\n');
  await expect(evaluate(run, empty)).rejects.toThrow(FormatError);
  await expect(evaluate(run, data, { signal: AbortSignal.abort() })).rejects.toThrow(AbortedError);
  await expect(evaluate(join(folder, 'nothing'), data)).rejects.toThrow(/does not exist/);
});

test('a checkpoint beside a tokenizer that is not its own is not measured, nor does it tell', async () => {
  const there = join(folder, 'exchanged');
  await cp(checkpoint, there, { recursive: true });
  const { vocab } = await Tokenizer.load(checkpoint);
  const texts = (await validation()).slice(0, 20);
  const exchanged = await Tokenizer.train([...texts, ...Array(9).fill('zzq qqz zzq zqzq qzz zzzq')], {
    vocab,
  });
  expect(exchanged.vocab).toBe(vocab);
  await exchanged.save(there);
  const stories = join(folder, 'stories.txt');
  await writeFile(stories, texts.join('\n<|endoftext|>\n'));
  for (const use of [evaluate(there, stories), LanguageModel.load(there), likelihoods(there, [])]) {
    const error = await use.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(MismatchError);
    expect(String(error)).toMatch(/exchanged was trained with another tokenizer/);
  }
  // The one that it was trained with, from wherever it is taken.
  const named = await LanguageModel.load(there, { tokenizer: data });
  named.dispose();
});

test('the checkpoint says on which context it was trained', async () => {
  const config = JSON.parse(await readFile(join(checkpoint, 'config.json'), 'utf8'));
  expect(config.trained_context ?? config.max_position_embeddings).toBe(24);
});
