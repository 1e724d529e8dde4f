/** What is no file is refused by name where a file is needed, and not waited for; a text that is read once may come from it. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { cleanStories } from '../../lib/data/clean/clean.ts';
import { generateStories } from '../../lib/data/generate/generate.ts';
import { ENGLISH_PHRASING, readPhrasing } from '../../lib/data/generate/phrasing.ts';
import { importStories } from '../../lib/data/import.ts';
import { prepare } from '../../lib/data/prepare.ts';
import { readKnownWords } from '../../lib/data/report/known-words.ts';
import { reportCorpora } from '../../lib/data/report/report.ts';
import { listSources } from '../../lib/data/sources.ts';
import { SafetensorsFile } from '../../lib/formats/safetensors.ts';
import { LlmClient } from '../../lib/llm/client.ts';
import { describeModel } from '../../lib/models/description.ts';
import { sha256File } from '../../lib/runtime/digest.ts';
import { FileError, FormatError } from '../../lib/runtime/errors.ts';
import { FileLock } from '../../lib/runtime/file-lock.ts';
import { AppendLog, openFile, readBytes } from '../../lib/runtime/files.ts';
import { readJson } from '../../lib/runtime/json.ts';
import { PartFile } from '../../lib/runtime/part-file.ts';
import { Tokenizer } from '../../lib/tokenizer/tokenizer.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pipes-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function pipe(name: string): string {
  const path = join(folder, name);
  execFileSync('mkfifo', [path]);
  return path;
}

/** A pipe that gives a text once. */
function giving(name: string, text: string): string {
  const path = pipe(name);
  const child = spawn('sh', ['-c', 'cat > "$0"', path], { stdio: ['pipe', 'ignore', 'inherit'] });
  child.stdin.on('error', () => {});
  child.stdin.end(text);
  return path;
}

const asking = { model: 'mock', baseURL: 'http://127.0.0.1:9/v1' };
const out = () => join(folder, 'out');

describe('a pipe that nobody writes to', () => {
  test.each<[string, (path: string) => Promise<unknown>]>([
    ['the journal of a client', (journal) => LlmClient.open({ ...asking, journal })],
    ['the journal of one offline', (journal) => LlmClient.open({ ...asking, journal, offline: true })],
    ['a log', (path) => AppendLog.open(path)],
    ['a file of JSON', (path) => readJson(path)],
    ['a file that is hashed', (path) => sha256File(path)],
    ['a file of tensors', (path) => SafetensorsFile.open(path)],
    [
      'a corpus that is read twice',
      (path) => cleanStories({ inputs: [path], out: out(), with: ['near-duplicates'] }),
    ],
    ['stories to prepare', (path) => prepare({ inputs: [path], out: out(), vocab: 300 })],
    ['stories in a folder', () => listSources([folder])],
  ])('in the place of %s is refused', async (_, work) => {
    const path = pipe('a.jsonl');
    const refusal = expect(work(path)).rejects;
    await refusal.toThrow(FileError);
    await expect(work(path)).rejects.toThrow(`${path}: this is a named pipe, a file was expected`);
    expect((await readdir(folder)).filter((name) => name !== 'a.jsonl')).toEqual([]);
  });

  test('as the journal of a corpus or its words is refused, and a lock like it is taken over', async () => {
    const corpus = out();
    const options = { stories: 1, out: corpus, llm: { client: { ...asking, attempts: 1 } } };
    await expect(generateStories(options)).rejects.toThrow('check the base URL');
    const journal = join(corpus, 'journal.jsonl');
    await rm(journal);
    execFileSync('mkfifo', [journal]);
    await expect(generateStories(options)).rejects.toThrow(`${journal}: this is a named pipe`);
    const lists = join(folder, 'lists');
    await mkdir(lists);
    execFileSync('mkfifo', [join(lists, 'verbs.txt')]);
    const told = { stories: 1, out: join(folder, 'told'), workers: 1, lists };
    await expect(generateStories(told)).rejects.toThrow(/verbs\.txt: this is a named pipe/);
    await (await FileLock.acquire(pipe('lock'), 'the test', 'tests')).release();
  });

  test('in the place of a download begun is refused', async () => {
    const begin = () => PartFile.open(join(folder, 'a'), { size: 10, piece: 5, identity: 'a' });
    pipe('a.part.log');
    await expect(begin()).rejects.toThrow(/a\.part\.log: this is a named pipe/);
    await rm(join(folder, 'a.part.log'));
    pipe('a.part');
    await expect(begin()).rejects.toThrow(/a\.part: this is a named pipe/);
  });
});

test('sockets and devices are called what they are; a folder is told as ever', async () => {
  const socket = join(folder, 'socket');
  const server = createServer().listen(socket);
  await new Promise((resolve) => server.once('listening', resolve));
  await expect(openFile(socket)).rejects.toThrow('this is a socket, a file was expected');
  server.close();
  await expect(readBytes('/dev/zero')).rejects.toThrow('this is a device, a file was expected');
  await expect(readBytes(folder)).rejects.toThrow('this is a folder, a file was expected');
});

describe('a pipe is read', () => {
  test('where a text is read once, up to as much as may be', async () => {
    expect(await readKnownWords(giving('words', 'cat dog ;; animals\n'))).toEqual(new Set(['cat', 'dog']));
    const long = 'x'.repeat(300_000);
    const bytes = await readBytes(giving('long', long), { pipe: true, limit: long.length });
    expect(Buffer.from(bytes).toString()).toBe(long);
    await expect(readBytes('/dev/zero', { pipe: true, limit: 1 << 20 })).rejects.toThrow(FormatError);
  });

  test('where a setting is named: a tokenizer, a model, a phrasing', async () => {
    const tokenizer = await Tokenizer.train(['one two one two'], { vocab: 260 });
    const path = await tokenizer.save(join(folder, 'tokenizer'));
    const piped = giving('tokenizer.json', await readFile(path, 'utf8'));
    expect((await Tokenizer.load(piped)).hash).toBe(tokenizer.hash);
    const model = { name: 'small', context: 64, hidden: 32, layers: 1, heads: 2 };
    expect((await describeModel(giving('model.json', JSON.stringify(model)))).name).toBe('small');
    const phrasing = giving('phrasing.json', JSON.stringify(ENGLISH_PHRASING));
    expect(await readPhrasing(phrasing)).toEqual(ENGLISH_PHRASING);
  });

  test('by import, by cleaning that reads once, and by reporting, which tell its size', async () => {
    const told = await importStories({ inputs: [giving('a.jsonl', '{"story":"Once."}\n')], out: out() });
    expect(told).toMatchObject({ stories: 1, inputs: [{ bytes: 18 }] });
    const story =
      'Once upon a time there was a cat that saw ten mice and two dogs, and it was glad of that. ';
    const text = giving('a.txt', `${story}It slept.\n<|endoftext|>\n`);
    const report = await cleanStories({ inputs: [text], out: out(), without: ['near-duplicates'] });
    expect(report).toMatchObject({ kept: 1, inputs: [{ bytes: Buffer.byteLength(story) + 24 }] });
    const [reported] = await reportCorpora([{ inputs: [giving('b.txt', `${story}It slept.\n`)] }]);
    expect(reported?.files).toEqual([{ name: 'b.txt', bytes: Buffer.byteLength(story) + 10 }]);
  });

  test('but not where files are read at many places', async () => {
    await expect(importStories({ inputs: [pipe('a.parquet')], out: out() })).rejects.toThrow('named pipe');
    await writeFile(join(folder, 'b.jsonl'), '{"story":"Once."}\n');
    await expect(importStories({ inputs: [folder], out: out() })).rejects.toThrow('named pipe');
  });
});
