import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { LlmClient } from '../../lib/llm/client.ts';
import type { LlmNotice } from '../../lib/llm/types.ts';
import {
  AbortedError,
  BusyError,
  DisposedError,
  InvalidArgumentError,
  LlmError,
  LockedError,
  MismatchError,
} from '../../lib/runtime/errors.ts';
import { journalOf, openClient, question, questions } from './asking.ts';
import { type Mock, startMock } from './mock.ts';

let mock: Mock;
afterEach(() => mock.close());

const CHAT = '/v1/chat/completions';

describe('an answer', () => {
  test('is what the server said, counted and priced', async () => {
    mock = await startMock({ model: 'mock-2026' });
    const client = await openClient(mock, { price: { prompt: 1, completion: 10 } });
    const reply = await client.ask(question('hello'));
    const { promptTokens, completionTokens } = reply.usage;
    expect(reply).toMatchObject({ text: 'echo: hello', finish: 'stop', model: 'mock-2026', kept: false });
    expect(reply.key).toBe(client.keyOf(question('hello')));
    expect(promptTokens).toBeGreaterThan(0);
    expect(reply.cost).toBeCloseTo((promptTokens + 10 * completionTokens) / 1e6, 12);
    expect(client.totals).toMatchObject({ asked: 1, answered: 1, kept: 0, inFlight: 0, reserved: 0 });
    expect(client.totals.spent).toBe(reply.cost);
    await client.close();
  });

  test('passes everything on, in the words of each API', async () => {
    mock = await startMock();
    const schema = { name: 'grade', schema: { type: 'object', properties: { n: { type: 'integer' } } } };
    const full = question('hello', { temperature: 0.5, topP: 0.9, seed: 7, schema });
    const chat = await openClient(mock);
    expect(JSON.parse((await chat.ask(full)).text)).toEqual({ n: expect.any(Number) });
    await chat.close();
    expect(mock.received(CHAT)[0]!.body).toEqual({
      model: 'mock',
      messages: [{ role: 'user', content: 'hello' }],
      max_tokens: 50,
      temperature: 0.5,
      top_p: 0.9,
      seed: 7,
      response_format: { type: 'json_schema', json_schema: { ...schema, strict: true } },
    });
    const responses = await openClient(mock, { api: 'responses', journal: `${journalOf(mock)}-2` });
    expect(JSON.parse((await responses.ask(full)).text)).toEqual({ n: expect.any(Number) });
    await responses.close();
    expect(mock.received('/v1/responses')[0]!.body).toEqual({
      model: 'mock',
      input: [{ role: 'user', content: 'hello' }],
      max_output_tokens: 50,
      store: false,
      temperature: 0.5,
      top_p: 0.9,
      text: { format: { type: 'json_schema', ...schema, strict: true } },
    });
  });

  test('is read from the journal by the next process, whatever the API', async () => {
    mock = await startMock();
    const first = await openClient(mock, { price: { prompt: 1, completion: 1 } });
    const asked = await Promise.all(questions(20).map((one) => first.ask(one)));
    await first.close();
    const second = await openClient(mock, { api: 'responses', price: { prompt: 1, completion: 1 } });
    expect(second.totals.spent).toBeCloseTo(first.totals.spent, 12);
    expect(second.totals.usage).toEqual(first.totals.usage);
    const again = await Promise.all(questions(20).map((one) => second.ask(one)));
    expect(again).toEqual(asked.map((reply) => ({ ...reply, kept: true })));
    expect(second.totals).toMatchObject({ asked: 0, kept: 20 });
    await second.close();
    expect(mock.received()).toHaveLength(20);
  });

  test('without a journal is not kept', async () => {
    mock = await startMock();
    const client = await LlmClient.open({ model: 'mock', baseURL: mock.baseURL });
    await client.ask(question('a'));
    expect((await client.ask(question('a'))).kept).toBe(false);
    await client.close();
    expect(mock.received()).toHaveLength(2);
  });

  test('of a server that does not count is charged at its worst', async () => {
    mock = await startMock({ usage: false });
    const client = await openClient(mock, { price: { prompt: 0, completion: 1e6 } });
    const reply = await client.ask(question('a'));
    expect(reply.cost).toBe(50);
    expect(reply.usage.completionTokens).toBe(50);
    await client.close();
  });

  test('of another model than before is told', async () => {
    mock = await startMock({ rules: [{ from: 2, do: { model: 'mock-new' } }] });
    const notices: LlmNotice[] = [];
    const client = await openClient(mock, { onNotice: (notice) => notices.push(notice) });
    await client.ask(question('a'));
    expect((await client.ask(question('b'))).model).toBe('mock-new');
    await client.close();
    expect(notices).toEqual([{ type: 'model', from: 'mock', to: 'mock-new' }]);
  });
});

describe('the same question', () => {
  test('asked by many at once is sent once', async () => {
    mock = await startMock({ latency: 50 });
    const client = await openClient(mock);
    const replies = await Promise.all(Array.from({ length: 10 }, () => client.ask(question('a'))));
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
    expect(replies.filter(({ kept }) => !kept)).toHaveLength(1);
    expect(mock.received()).toHaveLength(1);
    await client.close();
  });

  test('as another sample is another question', async () => {
    mock = await startMock({ vary: true });
    const client = await openClient(mock);
    const samples = Array.from({ length: 10 }, (_, sample) => question('a', { sample }));
    const replies = await Promise.all(samples.map((one) => client.ask(one)));
    expect(new Set(replies.map(({ key }) => key)).size).toBe(10);
    await Promise.all(samples.map((one) => client.ask(one)));
    expect(mock.received()).toHaveLength(10);
    await client.close();
  });

  test('has a key that every part of the content changes, and the order of a schema’s fields does not', async () => {
    mock = await startMock();
    const client = await openClient(mock);
    const different = [
      question('a'),
      question('b'),
      question('a', { messages: [{ role: 'system', content: 'a' }] }),
      question('a', { messages: [...question('a').messages, ...question('a').messages] }),
      question('a', { sample: 1 }),
      question('a', { maxTokens: 51 }),
      question('a', { temperature: 0 }),
      question('a', { topP: 0 }),
      question('a', { seed: 0 }),
      question('a', { schema: { name: 's', schema: {} } }),
      question('a', { schema: { name: 's', schema: { type: 'object' } } }),
    ];
    const keys = different.map((one) => client.keyOf(one));
    expect(new Set(keys).size).toBe(different.length);
    for (const key of keys) expect(key).toMatch(/^[0-9a-f]{64}$/);
    const ab = question('a', { schema: { name: 's', schema: { a: 1, b: { c: 2, d: 3 } } } });
    const ba = question('a', { schema: { name: 's', schema: { b: { d: 3, c: 2 }, a: 1 } } });
    expect(client.keyOf(ab)).toBe(client.keyOf(ba));
    await client.close();
  });
});

describe('opening', () => {
  test('refuses what cannot be meant', async () => {
    mock = await startMock();
    const { baseURL } = mock;
    const refused = [
      { model: '' },
      { model: 'm', api: 'soap' as 'chat' },
      { model: 'm', concurrency: 0 },
      { model: 'm', attempts: 1.5 },
      { model: 'm', timeout: 0 },
      { model: 'm', timeout: 301 },
      { model: 'm', budget: { tokens: -1 } },
      { model: 'm', budget: { dollars: 1 } },
      { model: 'm', price: { prompt: Number.NaN, completion: 1 } },
      { model: 'm', baseURL: 'ftp://here' },
      { model: 'm', baseURL: 'nowhere' },
    ];
    for (const options of refused) {
      await expect(LlmClient.open({ baseURL, ...options })).rejects.toThrow(InvalidArgumentError);
    }
    const client = await openClient(mock);
    const wrong = [
      question('a', { messages: [] }),
      question('a', { sample: -1 }),
      question('a', { maxTokens: 0 }),
      question('a', { temperature: 3 }),
      question('a', { messages: [{ role: 'tool' as 'user', content: 'a' }] }),
    ];
    for (const one of wrong) await expect(client.ask(one)).rejects.toThrow(InvalidArgumentError);
    await client.close();
    expect(mock.received()).toHaveLength(0);
  });

  test('an unknown model with a budget of dollars says what to do', async () => {
    mock = await startMock();
    await expect(openClient(mock, { budget: { dollars: 1 } })).rejects.toThrow(/not in the table.*price/s);
    const priced = { budget: { dollars: 1 }, price: { prompt: 0, completion: 0 } };
    await (await openClient(mock, priced)).close();
  });

  test('asks for a key where one is needed, and for none where not', async () => {
    mock = await startMock();
    const kept = process.env.OPENAI_API_KEY;
    delete process.env.OPENAI_API_KEY;
    try {
      await expect(LlmClient.open({ model: 'gpt-4o-mini' })).rejects.toThrow(/OPENAI_API_KEY/);
      await expect(openClient(mock, { keyVariable: 'NOT_SET_AT_ALL' })).rejects.toThrow(/NOT_SET_AT_ALL/);
      const client = await openClient(mock);
      await client.ask(question('a'));
      await client.close();
    } finally {
      if (kept !== undefined) process.env.OPENAI_API_KEY = kept;
    }
  });

  test('a journal belongs to one process, one model and one server', async () => {
    mock = await startMock();
    const client = await openClient(mock);
    await expect(openClient(mock)).rejects.toThrow(LockedError);
    await client.close();
    await expect(openClient(mock, { model: 'other' })).rejects.toThrow(MismatchError);
    await expect(openClient(mock, { baseURL: 'http://127.0.0.1:9/v1' })).rejects.toThrow(MismatchError);
    await (await openClient(mock)).close();
  });
});

describe('offline', () => {
  test('answers come from the journal, without a key, a lock or a change, and know their server', async () => {
    mock = await startMock();
    const client = await openClient(mock);
    await client.ask(question('a'));
    const before = await readFile(journalOf(mock));
    const offline = await LlmClient.open({ model: 'mock', journal: journalOf(mock), offline: true });
    expect((await offline.ask(question('a'))).text).toBe('echo: a');
    await expect(offline.ask(question('b'))).rejects.toThrow(/offline/);
    const kept = await offline.estimate([question('a'), question('b'), question('b')]);
    expect(kept).toMatchObject({ requests: 2, kept: 1, mostCompletionTokens: 50, dollars: null });
    await offline.close();
    await client.close();
    expect(await readFile(journalOf(mock))).toEqual(before);
    expect(mock.received()).toHaveLength(1);
  });

  test('an estimate bounds what is spent, and a batch’s is half', async () => {
    mock = await startMock({ mode: 'story' });
    const price = { prompt: 2, completion: 8 };
    const asked = questions(30, { maxTokens: 200 });
    const dry = await LlmClient.open({ model: 'mock', baseURL: mock.baseURL, price, offline: true });
    const whole = await dry.estimate(asked);
    const half = await dry.estimate(asked, { batch: true });
    await dry.close();
    const client = await openClient(mock, { price });
    await Promise.all(asked.map((one) => client.ask(one)));
    expect(client.totals.spent).toBeLessThanOrEqual(whole.dollars!);
    expect(whole.dollars!).toBeLessThanOrEqual(whole.mostDollars!);
    expect(client.totals.usage.promptTokens).toBeLessThanOrEqual(whole.mostPromptTokens);
    expect(half.dollars).toBeCloseTo(whole.dollars! / 2, 12);
    await client.close();
  });
});

describe('ending', () => {
  test('an abort of one asker ends its waiting alone; what was sent is journalled', async () => {
    mock = await startMock({ latency: 200 });
    const client = await openClient(mock);
    const controller = new AbortController();
    const gone = client.ask(question('a'), controller.signal);
    const stays = client.ask(question('a'));
    const alone = client.ask(question('b'), controller.signal);
    await until(() => mock.received().length === 2);
    controller.abort();
    await expect(gone).rejects.toThrow(AbortedError);
    await expect(alone).rejects.toThrow(AbortedError);
    expect((await stays).text).toBe('echo: a');
    // Asked again while what was sent is still under way: nothing more is sent.
    expect((await client.ask(question('b'))).text).toBe('echo: b');
    await client.close();
    expect(mock.received()).toHaveLength(2);
  });

  test('close waits for what was sent, and sends nothing more', async () => {
    mock = await startMock({ latency: 150 });
    const client = await openClient(mock, { concurrency: 4 });
    const asked = questions(10).map((one) => client.ask(one).catch((error: unknown) => error));
    await until(() => mock.received().length === 4);
    await client.close();
    for (const one of await Promise.all(asked)) expect(one).toBeInstanceOf(AbortedError);
    await expect(client.ask(question('a'))).rejects.toThrow(DisposedError);
    await client.close();
    const next = await openClient(mock);
    expect(next.totals.spent).toBe(0);
    const kept = await next.estimate(questions(10));
    expect(kept).toMatchObject({ requests: 10, kept: 4 });
    await next.close();
    expect(mock.received()).toHaveLength(4);
  });

  test('the client’s signal ends everything', async () => {
    mock = await startMock({ latency: 100 });
    const controller = new AbortController();
    const client = await openClient(mock, { concurrency: 2, signal: controller.signal });
    const asked = Promise.allSettled(questions(6).map((one) => client.ask(one)));
    await until(() => mock.received().length === 2);
    controller.abort();
    for (const one of await asked) {
      expect(one).toMatchObject({ status: 'rejected', reason: expect.any(AbortedError) });
    }
    await expect(client.ask(question('z'))).rejects.toThrow(AbortedError);
    await client.close();
    expect(mock.received()).toHaveLength(2);
    const next = await openClient(mock);
    expect(await next.estimate(questions(6))).toMatchObject({ kept: 2 });
    await next.close();
  });
});

test('requests under way at once are no more than asked for, and grow to it', async () => {
  mock = await startMock({ latency: 20 });
  const client = await openClient(mock, { concurrency: 12 });
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, client.totals.inFlight);
  }, 1);
  await Promise.all(questions(120).map((one) => client.ask(one)));
  clearInterval(watch);
  expect(most).toBeGreaterThan(8);
  expect(most).toBeLessThanOrEqual(12);
  expect(client.concurrency).toBe(12);
  await client.close();
});

test('a batch beside another is refused', async () => {
  mock = await startMock({ latency: 30 });
  const client = await openClient(mock);
  const first = client.askInBatches(questions(2), { poll: { first: 0.01, last: 0.01 } });
  await expect(client.askInBatches(questions(2))).rejects.toThrow(BusyError);
  await first;
  await client.close();
  const without = await LlmClient.open({ model: 'mock', baseURL: mock.baseURL });
  await expect(without.askInBatches(questions(2))).rejects.toThrow(InvalidArgumentError);
  await without.close();
  const offline = await LlmClient.open({ model: 'mock', baseURL: mock.baseURL, offline: true });
  await expect(offline.askInBatches(questions(2))).rejects.toThrow(LlmError);
});

/** Waits for something that another process does. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((wake) => setTimeout(wake, 5));
}
