/** From stories to a data set that can be trained on. */

import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { throwIfAborted } from '../runtime/abort.ts';
import { checkOptions, checkPath, checkPaths, type OptionNames } from '../runtime/arguments.ts';
import { FileError, FormatError, InvalidArgumentError, MismatchError } from '../runtime/errors.ts';
import { FileLock } from '../runtime/file-lock.ts';
import { exists, fileError, makeDirectory, removeLeftovers, removePath } from '../runtime/files.ts';
import { writeJson } from '../runtime/json.ts';
import { checkFileApart } from '../runtime/outputs.ts';
import type { OnProgress } from '../runtime/progress.ts';
import { checkWhole } from '../runtime/whole.ts';
import { END_OF_TEXT } from '../tokenizer/end-of-text.ts';
import { TextPacker } from '../tokenizer/packed.ts';
import { checkTokenizer, loadTokenizerFile, Tokenizer } from '../tokenizer/tokenizer.ts';
import { TokenizerTraining } from '../tokenizer/train.ts';
import { DATA_FILE, type DataInfo, type InputInfo, type Recipe, readDataInfo } from './dataset.ts';
import { ResponseFinder, responseRange } from './responses.ts';
import { ShardBuilder, shardName } from './shard-builder.ts';
import { listSources, readSource, type SourceFile } from './sources.ts';
import { SplitRule, storyHash } from './split-rule.ts';

export interface PrepareOptions {
  /** `.txt` and `.jsonl` files and folders of them; see sources.ts. */
  inputs: readonly string[];
  /** The data directory to make. */
  out: string;
  /** A tokenizer, or what `Tokenizer.load` takes. Absent: one is trained on the training stories. */
  tokenizer?: Tokenizer | string | undefined;
  /** Tokens of a tokenizer to train; default 4096. */
  vocab?: number | undefined;
  /** Share of the stories kept for validation, in (0, 0.5]; default 0.02. See split-rule.ts. */
  validationShare?: number | undefined;
  /** Tokens after which a shard is closed; default 2^24. */
  shardTokens?: number | undefined;
  /**
   * The inputs are Instruct records: the shards then say which tokens are the response (the story and its end token), for
   * training with the loss on these alone, and records of one story are in one split.
   */
  responses?: boolean | undefined;
  /** 0 (default): all that the process may use. The files are the same for any number. */
  threads?: number | undefined;
  /** Replaces another data set in `out`. */
  force?: boolean | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: OnProgress | undefined;
}

export interface PreparedData extends DataInfo {
  folder: string;
  /** The same data set stood there already and was left as it is. */
  unchanged: boolean;
}

const LOCK_FILE = 'lock.json';

const OPTIONS: OptionNames<PrepareOptions> = {
  inputs: true,
  out: true,
  tokenizer: true,
  vocab: true,
  validationShare: true,
  shardTokens: true,
  responses: true,
  threads: true,
  force: true,
  signal: true,
  onProgress: true,
};

interface Settings extends PrepareOptions {
  vocab: number;
  validationShare: number;
  shardTokens: number;
  threads: number;
}

/**
 * Reads all stories twice, once to learn what is there (and to train a tokenizer), once to encode them, and writes
 * `train-00000.tokens` …, `validation-00000.tokens` …, `tokenizer.json` and, last, `data.json`: a folder without
 * it is unfinished. The same inputs and options give the same bytes. Memory does not grow with the inputs.
 * @throws FileError and FormatError for inputs; InvalidArgumentError; MismatchError when `out` holds other data;
 * LockedError when another process writes there; AbortedError.
 */
export async function prepare(options: PrepareOptions): Promise<PreparedData> {
  const settings = withDefaults(options);
  const { out, force = false } = settings;
  const given = await givenTokenizer(settings.tokenizer);
  const files = await listSources(settings.inputs, { again: true });
  const read = files.map(({ path }) => path);
  for (const name of [DATA_FILE, 'tokenizer.json']) await checkFileApart('out', join(out, name), read);
  await checkFolder(out, given, await standing(out, force), force);

  const rule = new SplitRule(settings.validationShare);
  const training = given ? null : new TokenizerTraining([END_OF_TEXT], settings);
  const inputs = await survey(files, rule, training, settings);
  rule.settle();
  const recipe: Recipe = {
    inputs,
    tokenizer: given ? { hash: given.hash } : { train: settings.vocab },
    validationShare: settings.validationShare,
    shardTokens: settings.shardTokens,
    ...(settings.responses && { responses: true }),
  };
  const before = await made(out, recipe, force);
  if (before) return before;
  await makeDirectory(out);
  const lock = await FileLock.acquire(join(out, LOCK_FILE), out, 'prepares data in this folder');
  try {
    // Somebody else may have made it meanwhile.
    const meanwhile = await made(out, recipe, force);
    if (meanwhile) return meanwhile;
    const tokenizer = given ?? (await Tokenizer.create(await (training as TokenizerTraining).finish()));
    return { ...(await write(files, recipe, rule, tokenizer, settings)), folder: out, unchanged: false };
  } finally {
    await lock.release();
  }
}

/** The data set, if it stands there already. @throws MismatchError where another one does that is not to be replaced */
async function made(out: string, recipe: Recipe, force: boolean): Promise<PreparedData | null> {
  const old = await standing(out, force);
  if (old && JSON.stringify(old.recipe) === JSON.stringify(recipe) && (await complete(out, old))) {
    return { ...old, folder: out, unchanged: true };
  }
  if (old && !force) {
    throw new MismatchError(
      `${out} holds another data set (${describe(old.recipe)}; asked for: ${describe(recipe)}). Choose another folder, or replace it with --force`,
    );
  }
  return null;
}

async function write(
  files: SourceFile[],
  recipe: Recipe,
  rule: SplitRule,
  tokenizer: Tokenizer,
  settings: Settings,
): Promise<DataInfo> {
  const { out } = settings;
  // From here on the folder is unfinished until the new data.json is there.
  await removePath(join(out, DATA_FILE));
  await removeLeftovers(out);
  const { train, validation } = await encode(files, recipe.inputs, rule, tokenizer, settings);
  await tokenizer.save(out);
  await removeOthers(
    out,
    [...train.info.shards, ...validation.info.shards].map((shard) => shard.file),
  );
  const { hash, vocab, endOfText } = tokenizer;
  const info: DataInfo = {
    format: 'tinystories data',
    version: 1,
    recipe,
    tokenizer: { hash, vocab, endOfText },
    train: train.info,
    validation: validation.info,
  };
  await writeJson(join(out, DATA_FILE), info);
  return info;
}

function withDefaults(options: PrepareOptions): Settings {
  checkOptions('prepare', options, OPTIONS);
  const { inputs, out } = options;
  checkPaths('inputs', inputs);
  checkPath('out', out);
  const { validationShare = 0.02, shardTokens = 2 ** 24, threads = 0, vocab = 4096 } = options;
  if (!(validationShare > 0 && validationShare <= 0.5)) {
    throw new InvalidArgumentError('validationShare', 'a share in (0, 0.5]', validationShare);
  }
  checkWhole('shardTokens', shardTokens, 1, 2 ** 30);
  if (options.tokenizer !== undefined && options.vocab !== undefined) {
    throw new InvalidArgumentError('vocab', 'no size, since a tokenizer is given', vocab);
  }
  return { ...options, validationShare, shardTokens, threads, vocab };
}

async function givenTokenizer(tokenizer: Tokenizer | string | undefined): Promise<Tokenizer | null> {
  if (tokenizer === undefined) return null;
  if (typeof tokenizer === 'string') return Tokenizer.load(tokenizer);
  checkTokenizer(tokenizer);
  return tokenizer;
}

async function standing(out: string, force: boolean): Promise<DataInfo | null> {
  if (!(await exists(join(out, DATA_FILE)))) return null;
  try {
    return await readDataInfo(out);
  } catch (error) {
    if (force && error instanceof FormatError) return null;
    throw error;
  }
}

/** A tokenizer.json without shards beside it, which are always written before it, is somebody's work. */
async function checkFolder(
  out: string,
  given: Tokenizer | null,
  old: DataInfo | null,
  force: boolean,
): Promise<void> {
  const path = join(out, 'tokenizer.json');
  if (old !== null || force || !(await exists(path))) return;
  if (await exists(join(out, shardName('train', 0)))) return;
  const there = await loadTokenizerFile(path);
  if (given?.hash === there.hash) return;
  throw new MismatchError(
    `${path} is another tokenizer than the data set would have. Use it with --tokenizer ${path}, choose another folder, or replace it with --force`,
  );
}

/** First reading: what is there, where validation begins, and the words for a tokenizer. */
async function survey(
  files: SourceFile[],
  rule: SplitRule,
  training: TokenizerTraining | null,
  settings: Settings,
): Promise<InputInfo[]> {
  const inputs: InputInfo[] = [];
  const packer = new TextPacker();
  const total = files.reduce((sum, file) => sum + file.bytes, 0);
  let done = 0;
  for (const file of files) {
    const digest = createHash('sha256');
    const input: InputInfo = { name: file.name, bytes: 0, sha256: '', stories: 0, empty: 0 };
    const onBytes = (part: Uint8Array): void => {
      digest.update(part);
      input.bytes += part.length;
      done += part.length;
      settings.onProgress?.({ stage: 'reading', done, total, unit: 'bytes' });
    };
    for await (const stories of readSource(file, { signal: settings.signal, onBytes, count: input })) {
      for (const story of stories) {
        const kept = rule.count(splitHash(packer, story, settings, file));
        if (training && !kept) await training.add(story);
      }
      packer.take();
    }
    input.sha256 = digest.digest('hex');
    inputs.push(input);
  }
  return inputs;
}

/** Second reading: tokens, written shard by shard. */
async function encode(
  files: SourceFile[],
  inputs: InputInfo[],
  rule: SplitRule,
  tokenizer: Tokenizer,
  settings: Settings,
): Promise<{ train: ShardBuilder; validation: ShardBuilder }> {
  const { out: folder, shardTokens, threads, signal } = settings;
  const responses = settings.responses ? await ResponseFinder.of(tokenizer) : null;
  const common = { folder, tokenizer, shardTokens, threads, responses, signal };
  const train = new ShardBuilder({ ...common, split: 'train' });
  const validation = new ShardBuilder({ ...common, split: 'validation' });
  const total = inputs.reduce((sum, input) => sum + input.stories, 0);
  const packer = new TextPacker();
  let done = 0;
  for (const [index, file] of files.entries()) {
    const count = { stories: 0, empty: 0 };
    const known = inputs[index] as InputInfo;
    let bytes = 0;
    const onBytes = (part: Uint8Array): void => {
      bytes += part.length;
    };
    for await (const stories of readSource(file, { signal, onBytes, count })) {
      for (const story of stories) {
        const hash = splitHash(packer, story, settings, file);
        const response = responses ? (responseRange(story) ?? undefined) : undefined;
        await (rule.isValidation(hash) ? validation : train).add(story, response);
      }
      packer.take();
      done += stories.length;
      settings.onProgress?.({ stage: 'encoding', done, total, unit: 'stories' });
    }
    if (bytes !== known.bytes || count.stories !== known.stories) {
      throw new FileError(file.path, 'changed while it was read; run the command again when it is complete');
    }
  }
  await train.finish();
  await validation.finish();
  throwIfAborted(signal, 'preparing the data was aborted');
  if (train.info.stories === 0 || validation.info.stories === 0) {
    throw new FormatError(
      settings.inputs.join(', '),
      `${total} stories are too few to keep some for validation; at least two different ones are needed`,
    );
  }
  return { train, validation };
}

/** Hash that decides about the split: of the text, of a record that of its story. */
function splitHash(packer: TextPacker, text: string, { responses }: Settings, file: SourceFile): number {
  const bytes = packer.add(text);
  if (!responses) return storyHash(bytes);
  const range = responseRange(text);
  if (range === null) {
    const begin = JSON.stringify(text.slice(0, 60));
    throw new FormatError(
      file.path,
      `not a file of Instruct records: ${begin} … has no line "Story:"; prepare it without --responses`,
    );
  }
  return storyHash(bytes.subarray(range.begin, range.end));
}

async function complete(out: string, info: DataInfo): Promise<boolean> {
  const shards = [...info.train.shards, ...info.validation.shards];
  for (const name of ['tokenizer.json', ...shards.map((shard) => shard.file)]) {
    if (!(await exists(join(out, name)))) return false;
  }
  return true;
}

/** Shards of a data set that stood here before. */
async function removeOthers(out: string, keep: string[]): Promise<void> {
  const names = await readdir(out).catch((cause) => {
    throw fileError(out, cause, 'listed');
  });
  for (const name of names) {
    if (/^(train|validation)-\d{5}\.tokens$/.test(name) && !keep.includes(name))
      await removePath(join(out, name));
  }
}

function describe(recipe: Recipe): string {
  const { inputs, tokenizer, validationShare, responses } = recipe;
  const names = inputs.map((input) => `${input.name} ${input.sha256.slice(0, 8)}`).join(', ');
  const how = 'hash' in tokenizer ? `tokenizer ${tokenizer.hash.slice(0, 8)}` : `${tokenizer.train} tokens`;
  return `${names}, ${how}, validation ${validationShare}${responses ? ', responses' : ''}`;
}
