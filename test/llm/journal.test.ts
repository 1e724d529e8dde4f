/** The journal against crashes, damage and full disks. */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { LlmClient } from '../../lib/llm/client.ts';
import { Journal } from '../../lib/llm/journal.ts';
import { sealed, unsealed } from '../../lib/llm/journal-lines.ts';
import { type Scan, scanJournal } from '../../lib/llm/journal-scan.ts';
import type { LlmNotice } from '../../lib/llm/types.ts';
import { FileError, FormatError, TinyStoriesError } from '../../lib/runtime/errors.ts';
import { faults } from '../../lib/runtime/files.ts';
import { journalOf, openClient, question, questions } from './asking.ts';
import { type Mock, startMock } from './mock.ts';

let folder: string;
let mock: Mock | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'journal-'));
});
afterEach(async () => {
  faults.failWrite(0);
  await rm(folder, { recursive: true, force: true });
  await mock?.close();
  mock = undefined;
});

const MODEL = 'mock';
const URL = 'http://127.0.0.1:9/v1';
const keyOf = (n: number) => createHash('sha256').update(String(n)).digest('hex');

/** A journal with some lines of every kind; returns its bytes. */
async function written(count: number): Promise<Buffer> {
  const path = join(folder, 'whole.jsonl');
  const journal = await Journal.open(path, MODEL, URL);
  const usage = { promptTokens: 3, completionTokens: 2, cachedTokens: 0 };
  const at = '2026-01-01T00:00:00.000Z';
  for (let id = 1; id <= count; id++) {
    const key = keyOf(id);
    await journal.append({ kind: 'reserve', id, key, dollars: 10, tokens: 100 });
    if (id % 4 === 0) {
      await journal.append({
        kind: 'failure',
        id,
        key,
        status: 500,
        message: 'no',
        dollars: 0,
        tokens: 0,
        at,
      });
    } else {
      const text = `text ${id}, “größer”\n${'x'.repeat(id)}`;
      await journal.append({
        kind: 'reply',
        id,
        key,
        text,
        finish: 'stop',
        model: MODEL,
        usage,
        cost: 1,
        at,
      });
    }
  }
  await journal.close();
  return readFile(path);
}

test('a line is JSON with its checksum, and no change of a byte goes unseen', () => {
  const line = { kind: 'note', note: 'no-schema', message: 'ä "quoted" \u2028 text', at: 'now' } as const;
  const bytes = sealed(line, 7);
  expect(bytes.at(-1)).toBe(10);
  const whole = bytes.subarray(0, -1);
  expect(JSON.parse(whole.toString())).toEqual({
    ...line,
    n: 7,
    crc: expect.stringMatching(/^[0-9a-f]{8}$/),
  });
  expect(unsealed(whole)).toEqual({ ...line, n: 7 });
  for (let at = 0; at < whole.length; at++) {
    for (const bit of [1, 4, 128]) {
      const changed = Buffer.from(whole);
      changed[at]! ^= bit;
      const read = unsealed(changed);
      expect(read).toBeNull();
    }
    expect(unsealed(whole.subarray(0, at))).toBeNull();
  }
});

test('what is appended is there again, in any number of groups', async () => {
  const path = join(folder, 'j.jsonl');
  const journal = await Journal.open(path, MODEL, URL);
  const usage = { promptTokens: 1, completionTokens: 2, cachedTokens: 0 };
  const count = 3000;
  await Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const key = keyOf(i * 7919 + 1);
      await journal.append({ kind: 'reserve', id: i + 1, key, dollars: 2, tokens: 10 });
      const reply = {
        key,
        text: `t${i}`,
        finish: 'stop',
        model: MODEL,
        usage,
        cost: 0.5,
        at: 'now',
      } as const;
      await journal.append({ kind: 'reply', id: i + 1, ...reply });
      expect(await journal.read(key)).toEqual({ ...reply, kept: true });
    }),
  );
  await journal.close();
  const again = await Journal.open(path, MODEL, URL);
  expect(again.state.index.size).toBe(count);
  expect(again.state.spent).toEqual({ dollars: count / 2, tokens: 3 * count, requests: count });
  expect(again.state.lost).toBe(0);
  for (let i = 0; i < count; i += 97) {
    expect(await again.read(keyOf(i * 7919 + 1))).toMatchObject({ text: `t${i}` });
  }
  expect(await again.read(keyOf(5))).toBeNull();
  await again.close();
});

test('a line that comes in any turn after the last one is written too', async () => {
  const journal = await Journal.open(join(folder, 'j.jsonl'), MODEL, URL);
  const note = { kind: 'note', note: 'no-schema', message: '', at: 'now' } as const;
  for (let turns = 0; turns < 20; turns++) {
    await journal.append(note);
    for (let turn = 0; turn < turns; turn++) await null;
    await journal.append(note);
  }
  await journal.close();
  expect((await scanJournal(join(folder, 'j.jsonl'))).state.notes).toHaveLength(40);
});

describe('a journal torn', () => {
  test('at any byte keeps its whole lines, is cut there, and can be gone on with', async () => {
    const bytes = await written(6);
    const path = join(folder, 'torn.jsonl');
    const lines = bytes.toString('latin1').split('\n');
    const header = lines[0]!.length + 1;
    const from = bytes.length - lines.slice(-6).join('\n').length;
    const cuts = [...range(1, header + 1), ...range(from, bytes.length)];
    for (const cut of cuts) {
      await writeFile(path, bytes.subarray(0, cut));
      const end = bytes.lastIndexOf(10, cut - 1) + 1;
      const scan = await scanJournal(path);
      expect(scan.torn).toEqual({ lines: end === cut ? 0 : 1, bytes: cut - end });
      if (cut % 10 !== 0 && cut !== header) continue;
      const journal = await Journal.open(path, MODEL, URL);
      expect(journal.torn).toEqual({ lines: end === cut ? 0 : 1, bytes: cut - end });
      await journal.append({ kind: 'note', note: 'no-schema', message: 'after', at: 'now' });
      await journal.close();
      const after = await readFile(path);
      if (cut >= header) expect(after.subarray(0, end)).toEqual(bytes.subarray(0, end));
      const { state, torn } = await scanJournal(path);
      expect(torn).toEqual({ lines: 0, bytes: 0 });
      expect(state.notes).toHaveLength(1);
      const whole = bytes
        .subarray(0, end)
        .toString()
        .split('\n')
        .filter((line) => line !== '');
      const kinds = whole.map((line) => JSON.parse(line).kind);
      expect(state.index.size).toBe(kinds.filter((kind) => kind === 'reply').length);
      // Reserved without an outcome: charged at its worst.
      const settled = kinds.filter((kind) => kind === 'reply' || kind === 'failure').length;
      const lost = kinds.filter((kind) => kind === 'reserve').length - settled;
      expect(state.lost).toBe(lost);
      expect(state.spent.dollars).toBe(state.index.size + 10 * lost);
    }
  });

  test('with zeros or noise behind its lines is cut, and told', async () => {
    const bytes = await written(3);
    const path = join(folder, 'noise.jsonl');
    for (const noise of [
      Buffer.alloc(5000),
      Buffer.from('\n\n\n'),
      Buffer.from('{"kind":"reply"}\n{"kind":'),
    ]) {
      await writeFile(path, Buffer.concat([bytes, noise]));
      const journal = await Journal.open(path, MODEL, URL);
      expect(journal.torn.bytes).toBe(noise.length);
      expect(journal.torn.lines).toBeGreaterThan(0);
      await journal.close();
      expect(await readFile(path)).toEqual(bytes);
    }
  });
});

test('flipped bits are refused, or cut where nothing whole follows; nothing false is ever read', async () => {
  const bytes = await written(5);
  const path = join(folder, 'flipped.jsonl');
  const last = bytes.lastIndexOf(10, bytes.length - 2) + 1;
  const original = (await scanJournal(join(folder, 'whole.jsonl'))).state;
  for (let at = 0; at < bytes.length; at += at > last - 200 ? 2 : 13) {
    const flipped = Buffer.from(bytes);
    flipped[at]! ^= 1 << (at % 8);
    await writeFile(path, flipped);
    const scan = await scanJournal(path).catch((error: unknown) => error);
    if (!(scan instanceof Error)) {
      const { state, torn } = scan as Scan;
      // The last line alone, or the newline before it, which joins the last two.
      expect(at).toBeGreaterThanOrEqual(last - 1);
      expect(torn.bytes).toBeGreaterThan(0);
      expect(state.index.size).toBe(original.index.size - 1);
      // The answer is gone, its reservation stands.
      if (at >= last) expect(state.spent.dollars).toBe(original.spent.dollars - 1 + 10);
    } else {
      expect(scan).toBeInstanceOf(FormatError);
      expect(at).toBeLessThan(last);
      if (at % 50 === 0) await expect(Journal.open(path, MODEL, URL)).rejects.toThrow(FormatError);
      // It is left as it was, for whoever mends it.
      expect(await readFile(path)).toEqual(flipped);
    }
  }
});

describe('a line taken away', () => {
  const path = () => join(folder, 'shorter.jsonl');
  const put = (lines: readonly Buffer[]) => writeFile(path(), Buffer.concat(lines));

  /** The lines of a journal of some, each with its newline. */
  async function linesWritten(count: number): Promise<Buffer[]> {
    const text = (await written(count)).toString();
    return text.match(/.*\n/g)!.map((line) => Buffer.from(line));
  }

  test('is missed wherever it stood, and the lines before it can be gone on with', async () => {
    const lines = await linesWritten(4);
    for (let gone = 1; gone < lines.length - 1; gone++) {
      const left = lines.toSpliced(gone, 1);
      await put(left);
      const end = Buffer.concat(lines.slice(0, gone)).length;
      const message = `line ${gone + 1} was written as line ${gone + 2}: a line was taken away`;
      await expect(Journal.open(path(), MODEL, URL)).rejects.toThrow(message);
      await expect(Journal.openReadOnly(path())).rejects.toThrow(`head -c ${end}`);
      expect(await readFile(path())).toEqual(Buffer.concat(left));
      await writeFile(path(), Buffer.concat(left).subarray(0, end));
      await (await Journal.open(path(), MODEL, URL)).close();
    }
    await put(lines.toSpliced(2, 3));
    await expect(scanJournal(path())).rejects.toThrow(/3 lines were taken away/);
    await put([...lines.slice(0, 3), ...lines.slice(1)]);
    await expect(scanJournal(path())).rejects.toThrow(/line 4 was written as line 2: lines stand twice/);
  });

  test('at the end is what a crash does, and its number is given again', async () => {
    const lines = await linesWritten(4);
    await put(lines.slice(0, -1));
    const journal = await Journal.open(path(), MODEL, URL);
    await journal.append({ kind: 'note', note: 'no-schema', message: '', at: 'now' });
    await journal.close();
    const last = (await readFile(path(), 'utf8')).trimEnd().split('\n').at(-1)!;
    expect(JSON.parse(last)).toMatchObject({ kind: 'note', n: lines.length });
  });

  test('of a journal without numbers is not missed, but any is once it was gone on with', async () => {
    const lines = await linesWritten(3);
    const old = lines.map((line) => {
      const { n, ...bare } = unsealed(line.subarray(0, -1))!;
      expect(n).toBeGreaterThan(0);
      return sealed(bare);
    });
    await put(old);
    const journal = await Journal.open(path(), MODEL, URL);
    expect(journal.state.index.size).toBe(3);
    await journal.append({ kind: 'note', note: 'no-schema', message: '', at: 'now' });
    await journal.close();
    expect((await scanJournal(path())).lines).toBe(old.length + 1);
    const whole = (await readFile(path(), 'utf8')).match(/.*\n/g)!;
    await put(whole.toSpliced(2, 1).map((line) => Buffer.from(line)));
    await expect(scanJournal(path())).rejects.toThrow(/a line was taken away/);
  });
});

test('a file of somebody else’s is not touched', async () => {
  const path = join(folder, 'stories.jsonl');
  for (const content of [
    '{"story":"Once"}\n',
    'Once upon a time',
    '{"story":"Once"}',
    '\n',
    '{"kind":"header"}\n',
  ]) {
    await writeFile(path, content);
    await expect(Journal.open(path, MODEL, URL)).rejects.toThrow(/not a journal/);
    expect(await readFile(path, 'utf8')).toBe(content);
  }
  const newer = sealed({
    kind: 'header',
    format: 'tinystories-llm-journal',
    version: 2 as 1,
    model: MODEL,
    baseURL: URL,
    at: '',
  });
  await writeFile(path, newer);
  await expect(Journal.open(path, MODEL, URL)).rejects.toThrow(/version 2.*newer/);
  expect(await readFile(path)).toEqual(newer);
  // An empty file is a beginning.
  await writeFile(path, '');
  await (await Journal.open(path, MODEL, URL)).close();
});

describe('a full disk', () => {
  test('at any write: nothing said to be kept is lost, and what was paid is charged', async () => {
    mock = await startMock();
    const price = { prompt: 0, completion: 1e6 };
    for (let nth = 1; nth <= 30; nth++) {
      await rm(journalOf(mock), { force: true });
      const client = await openClient(mock, { price, attempts: 2, concurrency: 2 });
      faults.failWrite(nth);
      const settled = await Promise.allSettled(questions(5).map((one) => client.ask(one)));
      const failedAt = faults.count >= nth;
      faults.failWrite(0);
      const got = settled.filter(({ status }) => status === 'fulfilled').length;
      for (const one of settled) {
        if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(FileError);
      }
      expect(got === 5).toBe(!failedAt);
      if (failedAt) await expect(client.ask(question('more'))).rejects.toThrow(/disk is full/);
      await client.close();
      const next = await openClient(mock, { price });
      expect((await next.estimate(questions(5))).kept).toBeGreaterThanOrEqual(got);
      expect(next.totals.spent).toBeGreaterThanOrEqual(client.totals.spent);
      const all = await Promise.all(questions(5).map((one) => next.ask(one)));
      expect(all.map(({ text }) => text)).toEqual(questions(5).map((_, i) => `echo: question ${i}`));
      await next.close();
      if (!failedAt) return;
    }
    throw new Error('the fault was never out of reach');
  });

  test('while a journal is begun leaves none that cannot be opened', async () => {
    const options = { model: MODEL, baseURL: URL, journal: join(folder, 'begun.jsonl') };
    for (let nth = 1; nth <= 40; nth++) {
      faults.failWrite(nth);
      const opened = await LlmClient.open(options).catch((error: unknown) => error);
      const reached = faults.count >= nth;
      faults.failWrite(0);
      if (opened instanceof LlmClient) {
        await opened.close();
        if (!reached) return;
      } else expect(opened).toBeInstanceOf(TinyStoriesError);
      await (await LlmClient.open(options)).close();
      await rm(options.journal);
    }
    throw new Error('the fault was never out of reach');
  });
});

test('a repaired end and lost requests are told when a client opens', async () => {
  mock = await startMock();
  const first = await openClient(mock);
  await first.ask(question('a'));
  await first.close();
  const whole = await readFile(journalOf(mock));
  const reserve = sealed({ kind: 'reserve', id: 2, key: keyOf(2), dollars: 0, tokens: 7 });
  await writeFile(journalOf(mock), Buffer.concat([whole, reserve, Buffer.from('{"kind":"rep')]));
  const notices: LlmNotice[] = [];
  const next = await openClient(mock, { onNotice: (notice) => notices.push(notice) });
  expect(notices).toEqual([
    { type: 'torn', lines: 1, bytes: 12 },
    { type: 'lost', requests: 1 },
  ]);
  await next.close();
});

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}
