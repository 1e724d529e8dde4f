/** A prepared data set: a folder with token shards, the tokenizer that made them and `data.json`. */
import { join } from 'node:path';
import { isJsonObject } from '../formats/strict-json.ts';
import { checkOptions, checkPath } from '../runtime/arguments.ts';
import { FormatError, InvalidArgumentError, MismatchError } from '../runtime/errors.ts';
import { exists } from '../runtime/files.ts';
import { readJson } from '../runtime/json.ts';
import { Shard, type TokenizerIdentity } from './shards.ts';

const SPLITS = ['train', 'validation'] as const;
export type SplitName = (typeof SPLITS)[number];

export interface ShardEntry {
  file: string;
  stories: number;
  tokens: number;
  bytes: number;
}

export interface SplitInfo {
  stories: number;
  /** End tokens included. */
  tokens: number;
  /** UTF-8 bytes of the stories. */
  bytes: number;
  /** What a restricted tokenizer has lost: tokens that became `<unk>`, and the bytes they stood for. */
  lost?: { tokens: number; bytes: number };
  /** Where responses are known: their tokens (end tokens included) and bytes. */
  responses?: { tokens: number; bytes: number };
  shards: ShardEntry[];
}

export interface InputInfo {
  name: string;
  bytes: number;
  sha256: string;
  stories: number;
  /** Stories of white space alone, left out. */
  empty: number;
}

/** Everything that decides what the data set holds: equal recipes, equal files. */
export interface Recipe {
  inputs: InputInfo[];
  /** A given tokenizer by its hash, or the size of one to train. */
  tokenizer: { hash: string } | { train: number };
  validationShare: number;
  shardTokens: number;
  /** Whether the shards say which part of each record is the response. */
  responses?: true;
}

/** The content of `data.json`. */
export interface DataInfo {
  format: 'tinystories data';
  version: 1;
  recipe: Recipe;
  tokenizer: { hash: string; vocab: number; endOfText: number };
  train: SplitInfo;
  validation: SplitInfo;
}

export const DATA_FILE = 'data.json';

/**
 * Reads and checks `data.json` of a data directory.
 * @throws InvalidArgumentError; FormatError for a folder that `data prepare` has not finished, or a damaged file; FileError.
 */
export async function readDataInfo(folder: string): Promise<DataInfo> {
  checkPath('data', folder);
  const path = join(folder, DATA_FILE);
  if (!(await exists(path))) {
    throw new FormatError(
      folder,
      `no ${DATA_FILE} in it: not a data directory, or \`data prepare\` has not finished; run \`data prepare --out ${folder}\``,
    );
  }
  const value = await readJson(path);
  if (!isJsonObject(value) || value.format !== 'tinystories data') {
    throw new FormatError(
      path,
      'not the description of a prepared data set; expected what `data prepare` writes',
    );
  }
  if (value.version !== 1) {
    throw new FormatError(
      path,
      `version ${String(value.version)}, this package reads version 1; update it or run \`data prepare\` again`,
    );
  }
  const { tokenizer, recipe } = value;
  if (!isJsonObject(tokenizer) || typeof tokenizer.hash !== 'string' || !isJsonObject(recipe)) {
    throw new FormatError(path, 'its tokenizer or recipe is damaged; run `data prepare` again');
  }
  for (const split of SPLITS) checkSplit(path, split, value[split]);
  return value as unknown as DataInfo;
}

/**
 * Opens the shards of one split, all checked.
 * @throws InvalidArgumentError; MismatchError when they are not those that `data.json` describes, or of another tokenizer than the one
 * given; FormatError, FileError.
 */
export async function openSplit(
  folder: string,
  split: SplitName,
  options: { tokenizer?: TokenizerIdentity | undefined } = {},
): Promise<Shard[]> {
  checkOptions<typeof options>('openSplit', options, { tokenizer: true });
  if (!SPLITS.includes(split)) throw new InvalidArgumentError('split', `one of ${SPLITS.join(', ')}`, split);
  const info = await readDataInfo(folder);
  const tokenizer = options.tokenizer ?? info.tokenizer;
  const shards: Shard[] = [];
  try {
    for (const entry of info[split].shards) {
      const shard = await Shard.open(join(folder, entry.file), { tokenizer });
      shards.push(shard);
      const { stories, tokens, bytes } = shard.header;
      if (stories === entry.stories && tokens === entry.tokens && bytes === entry.bytes) continue;
      throw new MismatchError(
        `${shard.path} is not the shard that ${DATA_FILE} describes (${tokens} tokens instead of ${entry.tokens}); run \`data prepare\` again`,
      );
    }
    return shards;
  } catch (error) {
    for (const shard of shards) shard.dispose();
    throw error;
  }
}

function checkSplit(path: string, name: string, split: unknown): void {
  const bad = (what: string): FormatError =>
    new FormatError(path, `${name}: ${what}; run \`data prepare\` again`);
  if (!isJsonObject(split) || !Array.isArray(split.shards)) throw bad('its shards are missing');
  for (const entry of split.shards) {
    if (!isJsonObject(entry) || typeof entry.file !== 'string') throw bad('a shard has no file');
    // A name, not a way out of the folder.
    if (!/^[A-Za-z0-9_.-]+\.tokens$/.test(entry.file)) throw bad(`${entry.file} is no name of a shard`);
    for (const field of ['stories', 'tokens', 'bytes']) {
      if (!Number.isSafeInteger(entry[field])) throw bad(`${field} of ${entry.file} is not a number`);
    }
  }
}
