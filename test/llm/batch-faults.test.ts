/** What servers do to batches: answers that say nothing, batches that vanish, a queue that is full. */
import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Journal } from '../../lib/llm/journal.ts';
import { scanJournal } from '../../lib/llm/journal-scan.ts';
import type { LlmNotice } from '../../lib/llm/types.ts';
import { LlmError } from '../../lib/runtime/errors.ts';
import { journalOf, openClient, question, questions } from './asking.ts';
import { type Mock, startMock } from './mock.ts';

let mock: Mock;
afterEach(() => mock.close());

const price = { prompt: 1e6, completion: 1e6 };
const poll = { first: 0.01, last: 0.02 };
/** Requests of a method whose path is just this. */
const requests = (method: string, path: string) =>
  mock.received(path).filter((one) => one.method === method && one.path === path);
const posts = () => requests('POST', '/v1/batches');
const lists = () => requests('GET', '/v1/batches');

/** How many questions each batch of the journal had, in order. */
async function sizes(): Promise<number[]> {
  const lines = (await readFile(journalOf(mock), 'utf8')).trimEnd().split('\n');
  const counts = new Map<number, number>();
  for (const { kind, batch } of lines.map((line) => JSON.parse(line))) {
    if (kind === 'reserve') counts.set(batch, (counts.get(batch) ?? 0) + 1);
  }
  return [...counts.values()];
}

test('a wait that was cut short is not tried again', async () => {
  const do_ = { fault: 'rate-limit', headers: { 'retry-after': '120' } };
  mock = await startMock({ rules: [{ path: '/v1/files', method: 'POST', to: 9, do: do_ }] });
  const client = await openClient(mock, { attempts: 6, longestWait: 0.01, backoff: 0.001 });
  await expect(client.askInBatches(questions(3), { poll })).rejects.toThrow(/429.*\(attempt 2\)/);
  await client.close();
  expect(requests('POST', '/v1/files')).toHaveLength(2);
});

describe('a batch is created once', () => {
  const rule = (action: object, to = 1) => ({ path: '/v1/batches', method: 'POST', to, do: action });

  test.each([500, 503, 529])('where a %d came after it was made', async (status) => {
    mock = await startMock({ rules: [rule({ fault: 'created-then-error', status })] });
    const client = await openClient(mock);
    expect(await client.askInBatches(questions(3), { poll })).toMatchObject({ done: 3 });
    await client.close();
    expect(posts()).toHaveLength(1);
  });

  test('where what came says nothing', async () => {
    mock = await startMock({ rules: [rule({ status: 200, body: 'null' }, 2)] });
    const client = await openClient(mock);
    expect(await client.askInBatches(questions(3), { poll })).toMatchObject({ done: 3 });
    await client.close();
    // Nothing had been made: the list was asked each time.
    expect(posts()).toHaveLength(3);
    expect(lists()).toHaveLength(2);
  });

  test('where more than a thousand are newer', async () => {
    const others = { count: 1150, at: 4_000_000_000 };
    mock = await startMock({ others, rules: [rule({ fault: 'created-then-error' })] });
    const client = await openClient(mock);
    expect(await client.askInBatches(questions(3), { poll })).toMatchObject({ done: 3 });
    await client.close();
    expect(posts()).toHaveLength(1);
  });

  test('and is not looked for among those that are older than its file', async () => {
    mock = await startMock({
      others: { count: 1150, at: 1_000_000_000 },
      rules: [rule({ fault: 'server-error' })],
    });
    const client = await openClient(mock);
    expect(await client.askInBatches(questions(3), { poll })).toMatchObject({ done: 3 });
    await client.close();
    expect(posts()).toHaveLength(2);
    expect(lists()).toHaveLength(1);
  });
});

describe('what cannot be had any more', () => {
  const results = {
    path: '/content',
    method: 'GET',
    do: { status: 404, body: { error: { message: 'gone' } } },
  };

  test.each([
    ['a batch', { path: '/v1/batches', method: 'POST', to: 1, do: { batch: 'lost' } }],
    ['a file of results', { ...results, to: 3 }],
  ])('%s: charged, told, and asked anew by the next run alone', async (_what, rule) => {
    mock = await startMock({ rules: [rule] });
    const notices: LlmNotice[] = [];
    const options = { price, attempts: 3, onNotice: (notice: LlmNotice) => notices.push(notice) };
    const client = await openClient(mock, options);
    const worst = (await client.estimate(questions(2), { batch: true })).mostDollars;
    expect(worst).toBeGreaterThan(0);
    const result = await client.askInBatches(questions(2), { poll });
    const reason = expect.stringMatching(/deleted.*may have cost stays charged/);
    expect(result).toMatchObject({ done: 0, pending: 0, missing: [{ reason }, { reason }] });
    expect(notices).toEqual([{ type: 'batch', status: 'lost', missing: 2, message: reason }]);
    expect(client.totals).toMatchObject({ reserved: 0, spent: worst });
    expect(posts()).toHaveLength(1);
    expect(await client.askInBatches([], { poll })).toMatchObject({ requests: 0, missing: [] });
    expect(await client.askInBatches(questions(2), { poll })).toMatchObject({ done: 2, missing: [] });
    await client.close();
    const { state } = await scanJournal(journalOf(mock));
    expect(state.spent.dollars).toBeGreaterThan(worst!);
    expect(state.batches.size).toBe(0);
  });

  test('is not given up while the server has no list of batches either', async () => {
    const away = { status: 404, body: { error: { message: 'Not Found' } } };
    mock = await startMock({ rules: [{ path: '/v1/batches', method: 'GET', do: away }] });
    const client = await openClient(mock, { attempts: 2 });
    const error = await client.askInBatches(questions(2), { poll }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LlmError);
    expect(error).toMatchObject({ status: 404, message: expect.stringMatching(/no Batch API here/) });
    await client.close();
    const { state } = await scanJournal(journalOf(mock));
    expect([...state.batches.values()].map(({ open }) => open.size)).toEqual([2]);
  });

  test('a single 404 is none: the batch is looked at again', async () => {
    mock = await startMock({ rules: [{ path: '/v1/batches/', method: 'GET', to: 1, do: results.do }] });
    const client = await openClient(mock);
    expect(await client.askInBatches(questions(2), { poll })).toMatchObject({ done: 2 });
    await client.close();
  });
});

describe('a queue that holds only so much', () => {
  test('takes the next batch when one has ended, as large as it was', async () => {
    mock = await startMock({ queue: 6, batchPolls: 3 });
    // What the queue does not take counts for no budget.
    const client = await openClient(mock, { budget: { requests: 12 } });
    const result = await client.askInBatches(questions(12), { poll, size: 4, attempts: 1 });
    expect(result).toMatchObject({ done: 12, missing: [] });
    await client.close();
    expect(await sizes()).toEqual([4, 4, 4, 4, 4]);
    expect((await scanJournal(journalOf(mock))).state.spent.requests).toBe(12);
  });

  test('takes smaller ones where not even one alone fits', async () => {
    mock = await startMock({ queue: 3 });
    const client = await openClient(mock);
    const result = await client.askInBatches(questions(8), { poll, attempts: 1 });
    expect(result).toMatchObject({ done: 8, missing: [] });
    await client.close();
    expect(await sizes()).toEqual([8, 4, 2, 2, 2, 2]);
  });

  test('is left when it does not take a single question', async () => {
    mock = await startMock({ queue: 0 });
    const client = await openClient(mock);
    const result = await client.askInBatches(questions(1), { poll, attempts: 2 });
    expect(result.missing).toMatchObject([{ reason: expect.stringMatching(/token limit/) }]);
    // Without waiting, nothing is asked of it a second time.
    await client.askInBatches(questions(1), { wait: false });
    await client.close();
    expect(await sizes()).toEqual([1, 1, 1]);
  });
});

describe('answers that say nothing', () => {
  const upload = { path: '/v1/files', method: 'POST' };
  const create = { path: '/v1/batches', method: 'POST' };
  const look = { path: '/v1/batches/', method: 'GET' };
  const said = (body: unknown) => ({ status: 200, body: JSON.stringify(body) });
  const web = { fault: 'html' };

  test.each([
    ['null for a file', upload, said(null)],
    ['an array for a file', upload, said([])],
    ['null for a batch', create, said(null)],
    ['a batch without an id', create, said({ object: 'batch', status: 'validating' })],
    ['null for a look', look, said(null)],
    ['an array for a look', look, said([])],
    ['a web page for a look', look, web],
    ['a status that nobody knows', look, said({ id: 'batch_2', status: 'resting' })],
    ['a web page for the results', { path: '/content', method: 'GET' }, web],
  ])('%s: asked again, then given up', async (_what, where, action) => {
    mock = await startMock({ rules: [{ ...where, do: action }] });
    const client = await openClient(mock, { attempts: 3 });
    const error = await client.askInBatches(questions(2), { poll }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LlmError);
    expect(error).toMatchObject({ status: 200, message: expect.stringMatching(/\(attempt 3\)/) });
    await client.close();
  });

  test.each([
    ['a file', upload],
    ['a look', look],
    ['results', { path: '/content', method: 'GET' }],
  ])('once, for %s, does not matter', async (_what, where) => {
    mock = await startMock({ rules: [{ ...where, to: 1, do: web }] });
    const client = await openClient(mock);
    expect(await client.askInBatches(questions(2), { poll })).toMatchObject({ done: 2 });
    await client.close();
    expect(posts()).toHaveLength(1);
  });

  test('a list that is none: no second batch is risked', async () => {
    mock = await startMock({
      rules: [
        { ...create, do: { fault: 'created-then-error' } },
        { path: '/v1/batches', method: 'GET', do: said(null) },
      ],
    });
    const client = await openClient(mock, { attempts: 2 });
    await expect(client.askInBatches(questions(2), { poll })).rejects.toThrow(/no list of batches/);
    await client.close();
    expect(posts()).toHaveLength(1);
  });
});

test('what was never sent counts for no budget', async () => {
  mock = await startMock({
    rules: [{ path: '/v1/files', method: 'POST', to: 1, do: { fault: 'bad-request' } }],
  });
  // Of a process that ended before its file was uploaded.
  const journal = await Journal.open(journalOf(mock), 'mock', mock.baseURL);
  const key = 'ab'.repeat(32);
  await journal.append({ kind: 'reserve', id: 1, key, dollars: 0, tokens: 10, batch: 1 });
  await journal.close();
  for (const failing of [true, false]) {
    const client = await openClient(mock, { budget: { requests: 2 } });
    const asked = client.askInBatches(questions(2), { poll });
    if (failing) await expect(asked).rejects.toThrow(/context length/);
    else expect(await asked).toMatchObject({ done: 2 });
    await client.close();
  }
  const { state } = await scanJournal(journalOf(mock));
  expect(state.spent).toMatchObject({ requests: 2 });
});

test('a request that expired is told as the server tells it', async () => {
  mock = await startMock({ rules: [{ path: '#line', contains: 'late', do: { fault: 'expired' } }] });
  const client = await openClient(mock, { price });
  const result = await client.askInBatches([question('late')], { poll, attempts: 2 });
  expect(result.missing.map(({ reason }) => reason)).toEqual(['This request could not be executed in time.']);
  expect(client.totals).toMatchObject({ spent: 0, reserved: 0 });
  await client.close();
  expect(mock.received('#line')).toHaveLength(2);
});

test('a question that is in a batch under way is told to be paid for twice, once', async () => {
  mock = await startMock({ batchPolls: 9 });
  const notices: LlmNotice[] = [];
  const client = await openClient(mock, { onNotice: (notice) => notices.push(notice) });
  await client.askInBatches(questions(3), { wait: false });
  await client.ask(question('another'));
  expect(notices).toEqual([]);
  await Promise.all(questions(2).map((one) => client.ask(one)));
  expect(notices).toEqual([{ type: 'in-batches', requests: 3 }]);
  await client.close();
});
