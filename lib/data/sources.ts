/**
 * Stories as they come: text files with `<|endoftext|>` lines, JSON, tables, parquet, archives of these, and folders
 * of all of them. See docs/sources.md.
 */

import { createReadStream, type Stats } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { throwIfAborted } from '../runtime/abort.ts';
import { checkOptions, checkPaths, checkTexts } from '../runtime/arguments.ts';
import { FileError, FormatError, InvalidArgumentError, TinyStoriesError } from '../runtime/errors.ts';
import { checkStatus } from '../runtime/file-errors.ts';
import { fileError } from '../runtime/files.ts';
import { realPath } from '../runtime/real-path.ts';
import { CsvCutter } from './readers/csv.ts';
import { JsonArrayCutter } from './readers/json-array.ts';
import { JsonLineCutter } from './readers/json-lines.ts';
import { readParquet } from './readers/parquet.ts';
import type { Cutter, SourceStory } from './readers/source.ts';
import { readTar } from './readers/tar.ts';
import { TextCutter } from './readers/text.ts';
import { Utf8Parts } from './readers/utf8.ts';

export type { SourceStory } from './readers/source.ts';

export type SourceFormat = 'text' | 'jsonl' | 'json' | 'csv' | 'parquet' | 'tar';

export interface SourceFile {
  path: string;
  /** What tells the file from others of the same data: its name, with folders when a folder was given. */
  name: string;
  format: SourceFormat;
  /** Whether it is compressed by gzip. */
  gzip: boolean;
  bytes: number;
}

/** What was met in a file, filled in while it is read. */
export interface SourceCount {
  stories: number;
  /** Stories of white space alone, which are left out. */
  empty: number;
}

export interface ReadSourceOptions {
  signal?: AbortSignal | undefined;
  /** Sees every part of the file. */
  onBytes?: ((part: Uint8Array) => void) | undefined;
  count?: SourceCount;
  /** Field or column with the text; default `story` or `text`. */
  field?: string | undefined;
}

/** Small enough that hashing and cutting a part does not hold up the event loop. */
const PART = 1 << 18;
/** The Instruct records that `data make` writes are the stories beside them once more. */
const TWIN_OF: Record<string, string> = { 'instruct.txt': 'stories' };
/** What `data generate` writes beside stories.jsonl, and what is none of the corpus's stories. */
const NO_STORIES: readonly string[] = ['rejected.jsonl', 'journal.jsonl'];
const FORMATS: Record<string, SourceFormat> = {
  '.txt': 'text',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.json': 'json',
  '.csv': 'csv',
  '.tsv': 'csv',
  '.parquet': 'parquet',
  '.tar': 'tar',
  '.tgz': 'tar',
};
const KINDS =
  '.txt (stories parted by <|endoftext|>), .jsonl, .json, .csv, .tsv, .parquet, .tar, or one with .gz after it';

/**
 * The files that inputs stand for, in a fixed order: inputs as given, folders by name and with their subfolders.
 * In a folder, a `.txt` beside a `.jsonl` of the same name is left out: it is taken for the same stories; so is
 * `instruct.txt` beside `stories.jsonl`, `test.txt` of an out-of-distribution split, and a `.json` that is no array. Named itself it is read.
 * An input may be a pipe, unless it is in a folder or will be read more than once. A folder to which links of another
 * lead is walked once.
 * @throws InvalidArgumentError where `inputs` are no paths, by their `name`; FileError for what is not there, is of no kind
 * that is read, or holds none.
 */
export async function listSources(
  inputs: readonly string[],
  { again = false, name = 'inputs' }: { again?: boolean; name?: string } = {},
): Promise<SourceFile[]> {
  checkPaths(name, inputs);
  const files: SourceFile[] = [];
  for (const input of inputs) {
    const status = await look(input);
    const found = status.isDirectory()
      ? await listFolder(input, basename(input), new Set())
      : [sourceFile(input, basename(input), status, again)];
    if (found.length === 0)
      throw new FileError(input, 'the folder holds no .txt, .jsonl or other file with stories');
    for (const file of found) files.push(file);
  }
  return files;
}

/**
 * For who wants only the records of some `source`: of a text nobody knows whether it is one of them.
 * @throws InvalidArgumentError that names the first file of text, or for a `source` that is no list of names
 */
export function checkSource(files: readonly SourceFile[], source: readonly string[] | undefined): void {
  if (source !== undefined) checkTexts('source', source);
  const text = files.find(({ format }) => format === 'text');
  if (source !== undefined && text !== undefined)
    throw new InvalidArgumentError(
      'source',
      'inputs that are records; text does not say who wrote it',
      text.path,
    );
}

/**
 * All stories of files and folders one by one: trimmed, with `\n` as line end, empty ones left out.
 * @throws InvalidArgumentError where `inputs` are no paths; FileError, FormatError (with the line), AbortedError.
 */
export async function* readStories(
  inputs: readonly string[],
  options: { signal?: AbortSignal | undefined } = {},
): AsyncGenerator<string> {
  checkOptions<typeof options>('readStories', options, { signal: true });
  for (const file of await listSources(inputs)) {
    for await (const stories of readSource(file, options)) yield* stories;
  }
}

/** The texts of one file, a few at a time, in memory that does not depend on its size. */
export async function* readSource(
  file: SourceFile,
  options: ReadSourceOptions = {},
): AsyncGenerator<string[]> {
  for await (const stories of readSourceStories(file, options)) yield stories.map(({ text }) => text);
}

/** As `readSource`, with all that the file says of each story. */
export async function* readSourceStories(
  file: SourceFile,
  options: ReadSourceOptions = {},
): AsyncGenerator<SourceStory[]> {
  const { count = { stories: 0, empty: 0 } } = options;
  for await (const raw of readRawStories(file, options)) {
    const stories = raw
      .map((story) => ({ ...story, text: story.text.replaceAll('\r\n', '\n').trim() }))
      .filter(({ text }) => text !== '');
    count.stories += stories.length;
    count.empty += raw.length - stories.length;
    yield stories;
  }
}

/** As `readSourceStories`, with the texts as they stand in the file and the empty ones among them. */
export async function* readRawStories(
  file: SourceFile,
  options: ReadSourceOptions = {},
): AsyncGenerator<SourceStory[]> {
  const { path, format } = file;
  const { field } = options;
  if (format === 'parquet') {
    if (options.onBytes) for await (const _ of readParts(file, options));
    yield* readParquet(path, options);
  } else if (format === 'tar') {
    let entries = 0;
    const wanted = (name: string): boolean => cutterOf(name) !== undefined && !basename(name).startsWith('.');
    for await (const entry of readTar(path, readParts(file, options), wanted)) {
      entries++;
      const inner = `${path} (${entry.name})`;
      yield* cut(inner, entry.parts, cutterOf(entry.name)!(inner, field));
    }
    if (entries === 0)
      throw new FormatError(path, `holds no file with stories; expected some that end in ${KINDS}`);
  } else {
    yield* cut(path, readParts(file, options), CUTTERS[format](path, field));
  }
}

/** The bytes of a file, unpacked where it is compressed. `onBytes` sees them as they are in the file. */
export async function* readParts(
  file: SourceFile,
  { signal, onBytes }: Pick<ReadSourceOptions, 'signal' | 'onBytes'> = {},
): AsyncGenerator<Uint8Array> {
  const { path, gzip } = file;
  const raw = tapped(createReadStream(path, { highWaterMark: PART }), onBytes);
  const unpacked = gzip ? createGunzip({ chunkSize: PART }) : null;
  // A failure of the file comes out of the end that is read.
  if (unpacked) pipeline(Readable.from(raw), unpacked).catch(() => {});
  try {
    for await (const part of unpacked ?? raw) {
      throwIfAborted(signal, `reading ${path} was aborted`);
      yield part as Uint8Array;
    }
  } catch (cause) {
    if (cause instanceof TinyStoriesError) throw cause;
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code?.startsWith('Z_'))
      throw new FormatError(path, `damaged or cut short (${message}); download it again`, { cause });
    throw fileError(path, cause, 'read');
  } finally {
    unpacked?.destroy();
  }
}

async function* tapped(
  parts: AsyncIterable<Uint8Array>,
  onBytes: ((part: Uint8Array) => void) | undefined,
): AsyncGenerator<Uint8Array> {
  for await (const part of parts) {
    onBytes?.(part);
    yield part;
  }
}

async function* cut(
  path: string,
  parts: AsyncIterable<Uint8Array>,
  cutter: Cutter,
): AsyncGenerator<SourceStory[]> {
  const utf8 = new Utf8Parts(path);
  for await (const part of parts) yield cutter.push(utf8.push(part));
  yield cutter.end(utf8.end());
}

const CUTTERS: Record<
  Exclude<SourceFormat, 'parquet' | 'tar'>,
  (path: string, field: string | undefined) => Cutter
> = {
  text: (path) => new TextCutter(path),
  jsonl: (path, field) => new JsonLineCutter(path, field),
  json: (path, field) => new JsonArrayCutter(path, field),
  csv: (path, field) => new CsvCutter(path, field),
};

/** For what stands inside of an archive, where nothing is compressed again. */
function cutterOf(name: string): ((path: string, field: string | undefined) => Cutter) | undefined {
  const kind = kindOf(name);
  if (kind === undefined || kind.gzip || kind.format === 'parquet' || kind.format === 'tar') return undefined;
  return CUTTERS[kind.format];
}

function kindOf(name: string): { format: SourceFormat; gzip: boolean } | undefined {
  const lower = name.toLowerCase();
  const plain = lower.endsWith('.gz') ? lower.slice(0, -3) : lower;
  const format = FORMATS[plain.slice(plain.lastIndexOf('.'))];
  // A parquet file is read at many places at once.
  if (format === undefined || (plain !== lower && format === 'parquet')) return undefined;
  return { format, gzip: plain !== lower || lower.endsWith('.tgz') };
}

/** Whether a file of this name is read where it stands in a folder; of a `.json` that depends on its content. */
export function isSourceName(name: string): boolean {
  return kindOf(name) !== undefined;
}

/** @param walked real paths of the folders that have been looked into, to which this one is added */
async function listFolder(folder: string, name: string, walked: Set<string>): Promise<SourceFile[]> {
  const real = await realPath(folder);
  if (walked.has(real)) return [];
  walked.add(real);
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (cause) {
    throw fileError(folder, cause, 'listed');
  }
  const files: SourceFile[] = [];
  const twins = new Set(names.filter((n) => n.endsWith('.jsonl')).map((n) => basename(n, '.jsonl')));
  const generated = names.includes('generate.json');
  // What was held out for a test is not to be trained on.
  const split = names.includes('instruct.json') && names.includes('train.txt');
  for (const entry of names.sort()) {
    if (entry.startsWith('.') || (generated && NO_STORIES.includes(entry))) continue;
    if (split && entry === 'test.txt') continue;
    const path = join(folder, entry);
    const inner = `${name}/${entry}`;
    const status = await look(path);
    if (status.isDirectory()) for (const file of await listFolder(path, inner, walked)) files.push(file);
    else if (entry.endsWith('.txt') && twins.has(TWIN_OF[entry] ?? basename(entry, '.txt'))) continue;
    else if (kindOf(entry) !== undefined) {
      const file = sourceFile(path, inner, status, true);
      if (file.format !== 'json' || file.gzip || (await beginsWithArray(path))) files.push(file);
    }
  }
  return files;
}

/** @param again whether it is read more than once, which a parquet file always is */
function sourceFile(path: string, name: string, status: Stats, again: boolean): SourceFile {
  const kind = kindOf(basename(path));
  if (kind === undefined) throw new FileError(path, `unknown kind of file; expected ${KINDS}`);
  if (again || kind.format === 'parquet') checkStatus(path, status);
  return { path, name, ...kind, bytes: status.size };
}

/** What a folder's other JSON files (reports, settings) do not. */
async function beginsWithArray(path: string): Promise<boolean> {
  const handle = await open(path, 'r').catch((cause) => {
    throw fileError(path, cause, 'read');
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(64), 0, 64, 0);
    return /^\ufeff?\s*\[/.test(buffer.toString('utf8', 0, bytesRead));
  } catch (cause) {
    throw fileError(path, cause, 'read');
  } finally {
    await handle.close();
  }
}

async function look(path: string): Promise<Stats> {
  try {
    return await stat(path);
  } catch (cause) {
    throw fileError(path, cause, 'read');
  }
}
