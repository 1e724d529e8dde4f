/** Stories as they come: text files with `<|endoftext|>` lines, JSON lines, and folders of both. */
import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { isJsonObject } from '../formats/strict-json.ts';
import { AbortedError, FileError, FormatError } from '../runtime/errors.ts';
import { fileError } from '../runtime/files.ts';
import { END_OF_TEXT } from '../tokenizer/end-of-text.ts';

export interface SourceFile {
  path: string;
  /** What tells the file from others of the same data: its name, with folders when a folder was given. */
  name: string;
  format: 'text' | 'jsonl';
  bytes: number;
}

/** A story as its file has it. */
export interface SourceStory {
  text: string;
  /** The whole JSON object of a `.jsonl` line: whatever else it says of the story. Not checked. */
  record?: Readonly<Record<string, unknown>>;
}

/** What was met in a file, filled in while it is read. */
export interface SourceCount {
  stories: number;
  /** Stories of white space alone, which are left out. */
  empty: number;
}

export interface ReadSourceOptions {
  signal?: AbortSignal | undefined;
  /** Sees every part of the file before it is taken apart. */
  onBytes?: (part: Uint8Array) => void;
  count?: SourceCount;
}

/** Small enough that hashing and cutting a part does not hold up the event loop. */
const PART = 1 << 18;
/** UTF-16 code units. A longer story is a file of another kind. */
const LONGEST = 1 << 26;
/** The Instruct records that `data make` writes are the stories beside them once more. */
const TWIN_OF: Record<string, string> = { 'instruct.txt': 'stories' };
/** What `data generate` writes beside stories.jsonl, and what is none of the corpus's stories. */
const NO_STORIES: readonly string[] = ['rejected.jsonl', 'journal.jsonl'];
const FORMATS: Record<string, 'text' | 'jsonl'> = { '.txt': 'text', '.jsonl': 'jsonl' };

/**
 * The files that inputs stand for, in a fixed order: inputs as given, folders by name and with their subfolders.
 * In a folder, a `.txt` beside a `.jsonl` of the same name is left out: it is taken for the same stories; so is
 * `instruct.txt` beside `stories.jsonl`, and `test.txt` of an out-of-distribution split. Named itself it is read.
 * @throws FileError for what is not there, is no `.txt` or `.jsonl`, or holds none.
 */
export async function listSources(inputs: readonly string[]): Promise<SourceFile[]> {
  const files: SourceFile[] = [];
  for (const input of inputs) {
    const status = await look(input);
    const found = status.isDirectory()
      ? await listFolder(input, basename(input))
      : [sourceFile(input, basename(input), status.size)];
    if (found.length === 0)
      throw new FileError(input, 'the folder holds no .txt or .jsonl file with stories');
    files.push(...found);
  }
  return files;
}

/**
 * All stories of files and folders one by one: trimmed, with `\n` as line end, empty ones left out.
 * @throws FileError, FormatError (with the line), AbortedError.
 */
export async function* readStories(
  inputs: readonly string[],
  options: { signal?: AbortSignal | undefined } = {},
): AsyncGenerator<string> {
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
  const { signal, onBytes, count = { stories: 0, empty: 0 } } = options;
  const cutter = file.format === 'text' ? new TextCutter(file.path) : new LineCutter(file.path);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const clean = (raw: SourceStory[]): SourceStory[] => {
    const stories = raw
      .map((story) => ({ ...story, text: story.text.replaceAll('\r\n', '\n').trim() }))
      .filter(({ text }) => text !== '');
    count.stories += stories.length;
    count.empty += raw.length - stories.length;
    return stories;
  };
  let line = 1;
  let previous: Uint8Array = new Uint8Array(0);
  const decode = (part: Uint8Array | null): string => {
    try {
      return part === null ? decoder.decode() : decoder.decode(part, { stream: true });
    } catch (cause) {
      // A character may have begun in the part before.
      const bytes = Buffer.concat([previous, part ?? new Uint8Array(0)]);
      const where = line - newlines(previous) + goodLines(bytes);
      const advice = 'expected UTF-8; convert the file, for example with `iconv -f WINDOWS-1252 -t UTF-8`';
      throw new FormatError(file.path, `line ${where} is not valid UTF-8; ${advice}`, { cause });
    }
  };
  try {
    for await (const part of createReadStream(file.path, { highWaterMark: PART })) {
      if (signal?.aborted) throw new AbortedError(`reading ${file.path} was aborted`);
      onBytes?.(part);
      const text = decode(part);
      line += newlines(part);
      previous = part;
      yield clean(cutter.push(text));
    }
  } catch (cause) {
    throw fileError(file.path, cause, 'read');
  }
  yield clean(cutter.end(decode(null)));
}

interface Cutter {
  push(text: string): SourceStory[];
  end(text: string): SourceStory[];
}

class TextCutter implements Cutter {
  readonly #path: string;
  #held = '';
  #stories = 0;

  constructor(path: string) {
    this.#path = path;
  }

  push(text: string): SourceStory[] {
    // What is held has no separator in it, but may end with the beginning of one.
    const from = Math.max(0, this.#held.length - END_OF_TEXT.length + 1);
    this.#held += text;
    const stories: SourceStory[] = [];
    let begin = 0;
    for (
      let at = this.#held.indexOf(END_OF_TEXT, from);
      at >= 0;
      at = this.#held.indexOf(END_OF_TEXT, begin)
    ) {
      stories.push({ text: this.#held.slice(begin, at) });
      begin = at + END_OF_TEXT.length;
    }
    if (begin > 0) this.#held = this.#held.slice(begin);
    this.#stories += stories.length;
    if (this.#held.length > LONGEST) {
      throw new FormatError(
        this.#path,
        `story ${this.#stories + 1} is longer than ${LONGEST} characters; expected a line with ${END_OF_TEXT} after each story`,
      );
    }
    return stories;
  }

  end(text: string): SourceStory[] {
    const stories = this.push(text);
    // After the last separator there is usually nothing, which is not an empty story.
    if (this.#held.trim() !== '' || this.#stories === 0) stories.push({ text: this.#held });
    return stories;
  }
}

class LineCutter implements Cutter {
  readonly #path: string;
  #held = '';
  #line = 0;

  constructor(path: string) {
    this.#path = path;
  }

  push(text: string): SourceStory[] {
    const lines = text.split('\n');
    lines[0] = this.#held + lines[0];
    this.#held = lines.pop() as string;
    if (this.#held.length > LONGEST) this.#refuse(`longer than ${LONGEST} characters`, this.#line + 1);
    return lines.flatMap((line) => this.#story(line));
  }

  end(text: string): SourceStory[] {
    return [...this.push(text), ...this.#story(this.#held)];
  }

  #story(line: string): SourceStory[] {
    this.#line++;
    if (line.trim() === '') return [];
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch (cause) {
      this.#refuse(`not valid JSON (${(cause as Error).message})`, this.#line, cause);
    }
    if (!isJsonObject(value)) this.#refuse('not a JSON object', this.#line);
    const record = value as Record<string, unknown>;
    for (const field of ['story', 'text']) {
      if (typeof record[field] === 'string' && Object.hasOwn(record, field))
        return [{ text: record[field], record }];
    }
    this.#refuse('without a text in `story` or `text`', this.#line);
  }

  #refuse(what: string, line: number, cause?: unknown): never {
    const expected = 'expected one JSON object a line, such as {"story": "…"}';
    throw new FormatError(this.#path, `line ${line} is ${what}; ${expected}`, { cause });
  }
}

async function listFolder(folder: string, name: string): Promise<SourceFile[]> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (cause) {
    throw fileError(folder, cause, 'listed');
  }
  const files: SourceFile[] = [];
  const twins = new Set(names.filter((n) => extname(n) === '.jsonl').map((n) => basename(n, '.jsonl')));
  const generated = names.includes('generate.json');
  // What was held out for a test is not to be trained on.
  const split = names.includes('instruct.json') && names.includes('train.txt');
  for (const entry of names.sort()) {
    if (entry.startsWith('.') || (generated && NO_STORIES.includes(entry))) continue;
    if (split && entry === 'test.txt') continue;
    const path = join(folder, entry);
    const inner = `${name}/${entry}`;
    const status = await look(path);
    if (status.isDirectory()) files.push(...(await listFolder(path, inner)));
    else if (extname(entry) === '.txt' && twins.has(TWIN_OF[entry] ?? basename(entry, '.txt'))) continue;
    else if (FORMATS[extname(entry)] !== undefined) files.push(sourceFile(path, inner, status.size));
  }
  return files;
}

function sourceFile(path: string, name: string, bytes: number): SourceFile {
  const format = FORMATS[extname(path).toLowerCase()];
  if (format === undefined) {
    throw new FileError(
      path,
      'unknown kind of file; expected .txt (stories parted by <|endoftext|>) or .jsonl',
    );
  }
  return { path, name, format, bytes };
}

async function look(path: string): Promise<{ isDirectory(): boolean; size: number }> {
  try {
    return await stat(path);
  } catch (cause) {
    throw fileError(path, cause, 'read');
  }
}

function newlines(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count++;
  return count;
}

/** Lines of UTF-8 before the first that is none. */
function goodLines(bytes: Buffer): number {
  let lines = 0;
  for (let begin = 0; begin < bytes.length; lines++) {
    const next = bytes.indexOf(10, begin);
    const end = next < 0 ? bytes.length : next + 1;
    // The first line may begin in the middle of a character that is well-formed.
    let first = begin;
    while (begin === 0 && first < 3 && ((bytes[first] ?? 0) & 0xc0) === 0x80) first++;
    if (!isUtf8(bytes.subarray(first, end))) break;
    begin = end;
  }
  return lines;
}
