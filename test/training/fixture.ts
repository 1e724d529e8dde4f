/** A small data directory and small models for tests of training. */
import { writeFile } from 'node:fs/promises';
import { prepare } from '../../lib/data/prepare.ts';
import { Random } from '../../lib/runtime/random.ts';
import { END_OF_TEXT } from '../../lib/tokenizer/end-of-text.ts';
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

/** Prepares a data directory, with the stories beside it as `FOLDER.txt`. */
export async function makeData(folder: string, options: { count?: number; seed?: number } = {}) {
  const { count = 300, seed = 1 } = options;
  const input = `${folder}.txt`;
  const text = stories(count, seed).map((story) => `${story}\n${END_OF_TEXT}\n`);
  await writeFile(input, text.join(''));
  return prepare({ inputs: [input], out: folder, vocab: 280, validationShare: 0.1, threads: 1 });
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
