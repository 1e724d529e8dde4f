/** A small data directory and small models for tests of training. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadAddon } from '../../lib/runtime/native.ts';
import { Random } from '../../lib/runtime/random.ts';
import { END_OF_TEXT, Tokenizer } from '../../lib/tokenizer/tokenizer.ts';
import type { TrainOptions } from '../../lib/training/options.ts';

const NAMES = ['Lily', 'Tom', 'Anna', 'Ben'];
const THINGS = ['a red ball', 'the old tree', 'a small dog', 'some cake'];
const VERBS = ['saw', 'liked', 'found', 'gave away'];

/** Stories with something to learn, the same every time. */
export function stories(count: number, seed: number): string[] {
  const random = new Random(seed, 77);
  const pick = (list: string[]) => list[random.int(list.length)];
  return Array.from({ length: count }, () => {
    const name = pick(NAMES);
    const sentences = Array.from(
      { length: 1 + random.int(5) },
      () => `${name} ${pick(VERBS)} ${pick(THINGS)}.`,
    );
    return sentences.join(' ');
  });
}

/** Writes shards of both splits and their tokenizer; returns the tokenizer. */
export async function makeData(folder: string, options: { train?: number; seed?: number } = {}) {
  const { train = 300, seed = 1 } = options;
  await mkdir(folder, { recursive: true });
  const splits = { train: stories(train, seed), validation: stories(40, seed + 1000) };
  const tokenizer = await Tokenizer.train(splits.train, { vocab: 280 });
  await writeFile(join(folder, 'tokenizer.json'), JSON.stringify(tokenizer.toJSON()));
  const about = {
    vocab: tokenizer.vocab,
    endOfText: tokenizer.endOfText,
    tokenizerHash: tokenizer.hash,
  };
  for (const [split, texts] of Object.entries(splits)) {
    const encoded = texts.map((text) => Int32Array.from([...tokenizer.encode(text), tokenizer.endOfText]));
    const bytes = Uint32Array.from(texts, (text) => Buffer.byteLength(text));
    const counts = Uint32Array.from(encoded, ({ length }) => length);
    const file = await loadAddon().packShard(about, encoded, counts, bytes);
    await writeFile(join(folder, `${split}-00000.tokens`), file);
  }
  const text = splits.validation.map((story) => `${story}\n${END_OF_TEXT}\n`).join('');
  await writeFile(join(folder, 'validation.txt'), text);
  return tokenizer;
}

/** About 15,000 parameters; two layers, so that both kinds of attention are there. */
export const TINY = { hidden: 16, layers: 2, heads: 4, maxPositions: 32, window: 8 };

/** A run of a second: `length` steps of a few hundred tokens. */
export function tinyRun(data: string, out: string, steps: number): TrainOptions {
  return {
    data,
    out,
    model: TINY,
    steps,
    batch: 4,
    learningRate: 1e-2,
    evalEvery: 4,
    evalTokens: 300,
    checkpointEvery: 4,
    threads: 1,
    seed: 7,
    tensorboard: false,
  };
}
