/**
 * Proof that an out-of-distribution split has no leak: no training record has both words and a summary, whether before
 * its story or after it; every test record asks for both; no story of the test occurs in training.
 */
import { createHash } from 'node:crypto';
import { checkOptions } from '../runtime/arguments.ts';
import { FormatError } from '../runtime/errors.ts';
import type { OnProgress } from '../runtime/progress.ts';
import { type InstructKind, parseInstruct } from './instruct.ts';
import { listSources, readSource } from './sources.ts';
import { wordsOf } from './text/words.ts';

export interface OutOfDistributionCheck {
  trainRecords: number;
  testRecords: number;
  /** Training records that have both words and a summary. */
  trainWithBoth: number;
  /** Test records that do not ask for both. */
  testWithoutBoth: number;
  /** Training records whose story is one of the test's: the same words in the same order. */
  shared: number;
  /** The first leak found, in words; null when there is none. */
  firstLeak: string | null;
}

export interface CheckOptions {
  signal?: AbortSignal | undefined;
  onProgress?: OnProgress | undefined;
}

/**
 * Checks files of Instruct records. Memory holds 16 bytes or so for each test story.
 * @throws InvalidArgumentError where one of the two has no paths; FormatError for a text that is no record, FileError,
 * AbortedError.
 */
export async function checkOutOfDistribution(
  train: readonly string[],
  test: readonly string[],
  options: CheckOptions = {},
): Promise<OutOfDistributionCheck> {
  checkOptions<CheckOptions>('checkOutOfDistribution', options, { signal: true, onProgress: true });
  const result: OutOfDistributionCheck = {
    trainRecords: 0,
    testRecords: 0,
    trainWithBoth: 0,
    testWithoutBoth: 0,
    shared: 0,
    firstLeak: null,
  };
  const leak = (text: string): void => {
    result.firstLeak ??= text;
  };
  const held = new Set<string>();
  for await (const { path, text, number } of records(test, 'test', 'reading the test', options)) {
    const { story, asked } = parseInstruct(text, path);
    result.testRecords++;
    held.add(storyFingerprint(story).key);
    if (asksBoth(asked)) continue;
    result.testWithoutBoth++;
    leak(`record ${number} of ${path} does not ask for both words and a summary`);
  }
  for await (const { path, text, number } of records(
    train,
    'train',
    'reading the training records',
    options,
  )) {
    const { story } = parseInstruct(text, path);
    result.trainRecords++;
    if (showsBoth(text)) {
      result.trainWithBoth++;
      leak(`record ${number} of ${path} has both words and a summary`);
    }
    if (held.has(storyFingerprint(story).key)) {
      result.shared++;
      leak(`the story of record ${number} of ${path} is one of the test's`);
    }
  }
  // A split without records has no leak, and proves nothing.
  for (const [inputs, records] of [
    [test, result.testRecords],
    [train, result.trainRecords],
  ] as const) {
    if (records === 0)
      throw new FormatError(inputs.join(', '), 'no Instruct record in it, so nothing is proven');
  }
  return result;
}

/** Whether the two kinds are asked for that no training record may have together. */
export function asksBoth(asked: readonly InstructKind[]): boolean {
  return asked.includes('words') && asked.includes('summary');
}

/**
 * Whether a record has a line of words and one of a summary, wherever they stand and however they are written: a model
 * reads `words :` much as `Words:`.
 */
export function showsBoth(text: string): boolean {
  return /^[ \t]*words[ \t]*:/im.test(text) && /^[ \t]*summary[ \t]*:/im.test(text);
}

/**
 * What tells stories apart: their words in order, whatever case, marks and white space. Equal stories have equal keys, so
 * a check by keys overlooks nothing. `number` is uniform in [0, 2^32).
 */
export function storyFingerprint(story: string): { key: string; number: number } {
  const digest = createHash('sha256').update(wordsOf(story).join(' ')).digest();
  return { key: digest.toString('latin1', 0, 16), number: digest.readUInt32LE(16) };
}

async function* records(
  inputs: readonly string[],
  name: string,
  stage: string,
  { signal, onProgress }: CheckOptions,
): AsyncGenerator<{ path: string; text: string; number: number }> {
  const files = await listSources(inputs, { name });
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  for (const file of files) {
    const onBytes = (part: Uint8Array): void => {
      done += part.length;
      onProgress?.({ stage, done, total, unit: 'bytes' });
    };
    let number = 0;
    for await (const texts of readSource(file, { signal, onBytes })) {
      for (const text of texts) yield { path: file.path, text, number: ++number };
    }
  }
}
