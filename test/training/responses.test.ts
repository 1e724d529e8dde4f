/** Loss on responses alone, against references that know nothing of weights. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { instructFor } from '../../lib/data/instruct.ts';
import { prepare } from '../../lib/data/prepare.ts';
import { tellStory } from '../../lib/data/storyteller/storyteller.ts';
import { Model } from '../../lib/models/model.ts';
import type { BatchInput } from '../../lib/runtime/addon.ts';
import { Tokenizer } from '../../lib/tokenizer/tokenizer.ts';
import { evaluate } from '../../lib/training/evaluate.ts';
import { readMetrics } from '../../lib/training/metrics.ts';
import { readRunFile } from '../../lib/training/run-file.ts';
import { train } from '../../lib/training/trainer.ts';
import { TrainingData } from '../../lib/training/training-data.ts';
import { makeData, tinyRun } from './fixture.ts';

const RECORDS = Array.from({ length: 80 }, (_, i) => instructFor(tellStory(41, i), 41, i));
let folder = '';
let data = '';
let tokenizer: Tokenizer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'responses-'));
  data = join(folder, 'data');
  const input = join(folder, 'instruct.txt');
  await writeFile(input, RECORDS.map((record) => `${record}\n<|endoftext|>\n`).join(''));
  await prepare({
    inputs: [input],
    out: data,
    vocab: 300,
    responses: true,
    validationShare: 0.2,
    threads: 1,
  });
  tokenizer = await Tokenizer.load(data);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const SHAPE = { batch: 4, context: 256, accumulation: 1, sequences: 'stories', seed: 7 } as const;

/** Which tokens of a record, its end token included, are the response: by the layout, as text. */
function responseOf(ids: readonly number[]): boolean[] {
  const bytes = ids.map((id) => Buffer.from(tokenizer.tokenBytes(id)));
  const text = Buffer.concat(bytes.slice(0, -1)).toString('latin1');
  const story = text.indexOf('Story: \n\n') + 'Story: \n\n'.length;
  let end = 0;
  return bytes.map(({ length }, i) => {
    end += length;
    return i === ids.length - 1 || end > story;
  });
}

/** The same for a stretch of the stream of records; of a record that it begins within, nothing is known. */
function scored(targets: Int32Array): (boolean | null)[] {
  const all: (boolean | null)[] = [];
  let begin = 0;
  for (let i = 0; i < targets.length; i++) {
    if (targets[i] !== tokenizer.endOfText) continue;
    const ids = [...targets.subarray(begin, i + 1)];
    all.push(...(begin === 0 ? ids.map(() => null) : responseOf(ids)));
    begin = i + 1;
  }
  return [...all, ...Array(targets.length - begin).fill(null)];
}

async function updates(loss: 'all' | 'responses', count: number): Promise<BatchInput[]> {
  const opened = await TrainingData.open(data);
  const stream = opened.stream({ ...SHAPE, loss }, null);
  const batches = Array.from({ length: count }, () => stream.next().batches[0]!);
  opened.close();
  return batches;
}

async function tinyModel(dataFolder = data): Promise<{ model: Model; document: object }> {
  const out = join(folder, `shape-${Math.random()}`);
  await train({ ...tinyRun(dataFolder, out, 1), loss: 'all', evalEvery: 0 });
  const { model } = await readRunFile(join(out, 'run.json'));
  return { model: await Model.create(model.document, { seed: 7 }), document: model.document };
}

test('the weights are those of the layout', async () => {
  let known = 0;
  for (const { targets, lossWeights } of await updates('responses', 12)) {
    scored(targets!).forEach((expected, i) => {
      if (expected === null) return;
      known++;
      expect(lossWeights![i]).toBe(expected ? 1 : 0);
    });
  }
  expect(known).toBeGreaterThan(1500);
  for (const batch of await updates('all', 1)) expect(batch.lossWeights).toBeUndefined();
});

test('loss and gradients are those of the response tokens alone', async () => {
  const { model } = await tinyModel();
  const program = model.compile({
    mode: 'train',
    maxRows: 1024,
    maxSequences: 64,
    maxLength: 32,
    threads: 1,
  });
  const [batch] = await updates('responses', 1);
  // Sequences no longer than the positions of the small model.
  const lengths: number[] = [];
  for (let left = batch!.tokens.length; left > 0; left -= 32) lengths.push(Math.min(32, left));
  const cut: BatchInput = { ...batch!, lengths: Int32Array.from(lengths) };
  const { lossWeights: weights, ...plain } = cut;

  const { logits } = await program.forward(plain, { logits: 'all' });
  const vocab = tokenizer.vocab;
  let nats = 0;
  let tokens = 0;
  cut.targets!.forEach((target, i) => {
    if (weights![i] === 0) return;
    const row = [...logits!.subarray(i * vocab, (i + 1) * vocab)];
    const top = Math.max(...row);
    nats += top + Math.log(row.reduce((sum, logit) => sum + Math.exp(logit - top), 0)) - row[target]!;
    tokens++;
  });
  expect(tokens).toBeGreaterThan(100);
  expect(tokens).toBeLessThan(cut.targets!.length);
  const masked = await program.forward(cut, {});
  expect(masked.weight).toBe(tokens);
  expect(masked.loss).toBeCloseTo(nats / tokens, 4);

  // Targets of −1 are not scored by another rule than weights of 0.
  const targets = cut.targets!.map((target, i) => (weights![i] === 0 ? -1 : target));
  const gradients = async (input: BatchInput) => {
    const { loss } = await program.gradients([input], 1, 1);
    const values = await model.weights.read('gradients', 0, model.weights.count);
    return { loss, values: Buffer.from(values.slice().buffer) };
  };
  const weighed = await gradients(cut);
  const unscored = await gradients({ ...plain, targets });
  expect(weighed.loss).toBeCloseTo(masked.loss, 5);
  expect(weighed.loss).toBe(unscored.loss);
  expect(weighed.values.equals(unscored.values)).toBe(true);
  expect(weighed.values.equals((await gradients(plain)).values)).toBe(false);
  program.dispose();
  model.dispose();
});

test('a run with the loss on responses logs that loss, and keeps to it when it is resumed', async () => {
  const out = join(folder, 'run');
  const options = { ...tinyRun(data, out, 2), loss: 'responses' as const, evalEvery: 1, context: 32 };
  await train(options);
  const run = await readRunFile(join(out, 'run.json'));
  expect(run.settings.loss).toBe('responses');
  const [first] = await readMetrics(join(out, 'metrics.jsonl'));
  const model = await Model.create(run.model.document, { seed: 7 });
  const program = model.compile({
    mode: 'evaluate',
    maxRows: 128,
    maxSequences: 128,
    maxLength: 32,
    threads: 1,
  });
  const opened = await TrainingData.open(data);
  const [batch] = opened.stream(run.settings, null).next().batches;
  const { loss } = await program.forward(batch!, {});
  expect(first!.loss).toBeCloseTo(loss, 5);
  opened.close();
  program.dispose();
  model.dispose();
  await expect(train({ ...options, steps: 2, loss: 'all', resume: true })).rejects.toThrow(/loss: expected/);
});

test('evaluation on responses scores their tokens and bytes alone', async () => {
  const out = join(folder, 'evaluated');
  await train({ ...tinyRun(data, out, 2), context: 32 });
  const all = await evaluate(out, data);
  const responses = await evaluate(out, data, { loss: 'responses' });
  expect(responses.stories).toBe(all.stories);
  expect(responses.tokens).toBeLessThan(all.tokens);
  expect(responses.bytes).toBeLessThan(all.bytes);
  expect(responses.loss).not.toBeCloseTo(all.loss, 6);
  const texts = join(folder, 'some.txt');
  await writeFile(texts, RECORDS.slice(0, 9).join('\n<|endoftext|>\n'));
  const some = await evaluate(out, texts, { loss: 'responses' });
  const stories = RECORDS.slice(0, 9).map((record) => record.slice(record.indexOf('Story: \n\n') + 9));
  expect(some.bytes).toBe(stories.reduce((sum, story) => sum + Buffer.byteLength(story), 0));
});

test('data that does not know responses is refused', async () => {
  const plain = join(folder, 'plain');
  await makeData(plain, { count: 60 });
  const out = join(folder, 'refused');
  await expect(train({ ...tinyRun(plain, out, 1), loss: 'responses' })).rejects.toThrow(
    /data prepare --responses/,
  );
  const run = join(folder, 'plain-run');
  await train(tinyRun(plain, run, 1));
  await expect(evaluate(run, plain, { loss: 'responses' })).rejects.toThrow(/data prepare --responses/);
});
