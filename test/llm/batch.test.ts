/** The Batch API against the mock: submitted, collected, and what goes wrong in between. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { scanJournal } from '../../lib/llm/journal-scan.ts';
import type { LlmBatchProgress, LlmNotice } from '../../lib/llm/types.ts';
import { BudgetError, LlmError } from '../../lib/runtime/errors.ts';
import { journalOf, openClient, question, questions } from './asking.ts';
import { type Mock, startMock } from './mock.ts';

let mock: Mock;
afterEach(() => mock.close());

const price = { prompt: 1e6, completion: 1e6 };
const poll = { first: 0.01, last: 0.02 };
/** Texts of the questions that were put into batches, in order. */
const lines = () =>
  mock.received('#line').map(({ body }) => (body.messages ?? body.input)[0].content as string);
const created = () =>
  mock.received('/v1/batches').filter((one) => one.method === 'POST' && !one.path.includes('#'));

describe.each(['chat', 'responses'] as const)('%s', (api) => {
  test('every answer, once, at half the price, where ask finds it', async () => {
    mock = await startMock({ batchPolls: 3 });
    const client = await openClient(mock, { api, price });
    const progress: LlmBatchProgress[] = [];
    const onProgress = (one: LlmBatchProgress) => progress.push(one);
    const result = await client.askInBatches([...questions(25), question('question 3')], {
      poll,
      size: 10,
      onProgress,
    });
    expect(result).toEqual({ requests: 25, done: 25, pending: 0, missing: [] });
    expect(progress[0]).toEqual({ requests: 25, done: 0, pending: 25 });
    expect(progress.at(-1)).toEqual({ requests: 25, done: 25, pending: 0 });
    expect(created().map(({ body }) => body.endpoint)).toEqual(
      Array(3).fill(api === 'chat' ? '/v1/chat/completions' : '/v1/responses'),
    );
    expect(lines().sort()).toEqual(
      questions(25)
        .map(({ messages }) => messages[0]!.content)
        .sort(),
    );
    for (const [i, one] of questions(25).entries()) {
      const reply = await client.ask(one);
      expect(reply).toMatchObject({
        text: `echo: question ${i}`,
        finish: 'stop',
        kept: true,
        key: client.keyOf(one),
      });
      expect(reply.cost).toBeCloseTo((reply.usage.promptTokens + reply.usage.completionTokens) / 2, 9);
    }
    const { usage, spent, reserved } = client.totals;
    expect(spent).toBeCloseTo((usage.promptTokens + usage.completionTokens) / 2, 6);
    expect(reserved).toBe(0);
    await client.close();
    expect(mock.received('/chat')).toEqual([]);
    // Again: all is there, and nothing is sent.
    const before = mock.received().length;
    const next = await openClient(mock, { api, price });
    expect(next.totals.spent).toBeCloseTo(spent, 6);
    expect(await next.askInBatches(questions(25), { poll })).toMatchObject({ done: 25 });
    await next.close();
    expect(mock.received()).toHaveLength(before);
  });
});

test('submitted without waiting, collected by another process', async () => {
  mock = await startMock({ batchPolls: 3 });
  const first = await openClient(mock, { price });
  expect(await first.askInBatches(questions(5), { wait: false })).toMatchObject({ done: 0, pending: 5 });
  const { reserved } = first.totals;
  expect(reserved).toBeGreaterThan(0);
  await first.close();
  const second = await openClient(mock, { price });
  expect(second.totals).toMatchObject({ reserved, spent: 0 });
  expect(await second.askInBatches(questions(5), { wait: false })).toMatchObject({ done: 0, pending: 5 });
  expect(await second.askInBatches(questions(7), { poll })).toMatchObject({
    requests: 7,
    done: 7,
    pending: 0,
  });
  expect(second.totals.reserved).toBe(0);
  await second.close();
  expect(created()).toHaveLength(2);
  expect(lines()).toHaveLength(7);
});

describe('a batch that', () => {
  test.each(['expired', 'cancelled'])(
    'has %s halfway: what it did is kept, the rest is in the next one',
    async (batch) => {
      mock = await startMock({
        rules: [{ path: '/v1/batches', method: 'POST', to: 1, do: { batch, share: 0.4 } }],
      });
      const notices: LlmNotice[] = [];
      const client = await openClient(mock, { price, onNotice: (notice) => notices.push(notice) });
      expect(await client.askInBatches(questions(10), { poll })).toMatchObject({ done: 10, missing: [] });
      expect(notices).toEqual([{ type: 'batch', status: batch, missing: 6, message: `batch ${batch}` }]);
      expect(lines()).toHaveLength(10);
      expect(new Set(lines()).size).toBe(10);
      const { usage, spent } = client.totals;
      expect(spent).toBeCloseTo((usage.promptTokens + usage.completionTokens) / 2, 6);
      await client.close();
    },
  );

  test('failed: told, tried again, and given up with its reason', async () => {
    mock = await startMock({ rules: [{ path: '/v1/batches', method: 'POST', do: { batch: 'failed' } }] });
    const client = await openClient(mock, { price });
    const result = await client.askInBatches(questions(3), { poll, attempts: 2 });
    expect(result).toMatchObject({ requests: 3, done: 0, pending: 0 });
    expect(result.missing).toEqual(
      questions(3).map((one) => ({
        key: client.keyOf(one),
        reason: expect.stringMatching(/batch failed: This line is not/),
      })),
    );
    expect(created()).toHaveLength(2);
    expect(client.totals).toMatchObject({ spent: 0, reserved: 0, failed: 3 });
    await client.close();
  });

  test('is larger than the queue of the server is cut up', async () => {
    mock = await startMock({
      rules: [{ path: '/v1/batches', method: 'POST', to: 2, do: { batch: 'token-limit' } }],
    });
    const client = await openClient(mock, { price });
    expect(await client.askInBatches(questions(8), { poll, attempts: 1 })).toMatchObject({ done: 8 });
    expect(lines()).toHaveLength(8);
    await client.close();
  });
});

test('requests of a batch fail each by itself: asked again, left, or kept as what they are', async () => {
  const rule = (text: string, action: object) => ({ path: '#line', contains: `<${text}>`, do: action });
  mock = await startMock({
    rules: [
      { ...rule('busy', { fault: 'server-error', status: 500 }), first: 1 },
      { ...rule('empty', { fault: 'empty' }), first: 1 },
      rule('long', { fault: 'bad-request' }),
      rule('refused', { fault: 'refusal' }),
      rule('cut', { fault: 'length' }),
    ],
  });
  const client = await openClient(mock, { price });
  const asked = ['busy', 'empty', 'long', 'refused', 'cut', 'fine'].map((name) => question(`<${name}>`));
  const result = await client.askInBatches(asked, { poll });
  expect(result).toMatchObject({ requests: 6, done: 5, pending: 0 });
  expect(result.missing).toEqual([
    { key: client.keyOf(asked[2]!), reason: expect.stringMatching(/context length/) },
  ]);
  expect((await client.ask(asked[3]!)).finish).toBe('refusal');
  expect((await client.ask(asked[4]!)).finish).toBe('length');
  await client.close();
  const times = (name: string) => lines().filter((text) => text === `<${name}>`).length;
  expect(['busy', 'empty', 'long', 'refused', 'cut', 'fine'].map(times)).toEqual([2, 2, 1, 1, 1, 1]);
});

test('a server without structured output is asked in words by the next batch', async () => {
  mock = await startMock({ rules: [{ path: '#line', contains: 'json_schema', do: { fault: 'no-schema' } }] });
  const client = await openClient(mock);
  const schema = { name: 'grade', schema: { type: 'object' } };
  expect(await client.askInBatches(questions(4, { schema }), { poll })).toMatchObject({ done: 4 });
  expect(lines()).toHaveLength(8);
  await client.close();
});

test('an error that all would meet ends the run; what was answered is kept', async () => {
  mock = await startMock({ rules: [{ path: '#line', from: 3, do: { fault: 'no-model' } }] });
  const client = await openClient(mock);
  await expect(client.askInBatches(questions(5), { poll })).rejects.toMatchObject({
    code: 'LLM',
    final: true,
  });
  await client.close();
  const { state } = await scanJournal(journalOf(mock));
  expect(state.index.size).toBe(2);
  expect(state.batches.size).toBe(0);
});

test('a budget that does not hold all: as many as fit, then the next, then a stop', async () => {
  mock = await startMock();
  const one = openClient(mock, { budget: { requests: 5 } });
  const client = await one;
  await expect(client.askInBatches(questions(8), { poll })).rejects.toThrow(BudgetError);
  await client.close();
  expect(lines()).toHaveLength(5);
  const next = await openClient(mock, { budget: { requests: 8 } });
  expect(await next.askInBatches(questions(8), { poll })).toMatchObject({ done: 8 });
  await next.close();
  expect(lines()).toHaveLength(8);
});

test('faults of files and batches: repeated, and no batch is created twice', async () => {
  mock = await startMock({
    rules: [
      { path: '/v1/files', to: 1, do: { fault: 'reset' } },
      { path: '/v1/files', from: 2, to: 2, do: { fault: 'server-error', status: 503 } },
      { path: '/content', method: 'GET', to: 1, do: { fault: 'server-error', status: 500 } },
      { path: '/v1/batches/', method: 'GET', to: 2, do: { fault: 'reset' } },
      { path: '/v1/batches', method: 'POST', to: 1, do: { fault: 'created-then-reset' } },
    ],
  });
  const client = await openClient(mock);
  expect(await client.askInBatches(questions(4), { poll })).toMatchObject({ done: 4 });
  await client.close();
  expect(created()).toHaveLength(1);
  expect(lines()).toHaveLength(4);
});

test('a server without a Batch API is said to have none', async () => {
  mock = await startMock({
    rules: [{ path: '/v1/files', do: { status: 404, body: { error: { message: 'Not Found' } } } }],
  });
  const client = await openClient(mock, { price });
  const error = await client.askInBatches(questions(2), { poll }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(LlmError);
  expect(error).toMatchObject({ status: 404, final: true });
  // What was reserved for it is free again, and the questions can be asked one by one.
  expect(client.totals).toMatchObject({ spent: 0, reserved: 0 });
  expect((await client.ask(question('question 0'))).kept).toBe(false);
  await client.close();
});
