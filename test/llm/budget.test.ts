/** The budget is a hard stop, whatever is under way at once and whatever goes wrong. */
import { existsSync } from 'node:fs';
import { afterEach, describe, expect, test } from '@jest/globals';
import { get_encoding } from 'tiktoken';
import { Ledger } from '../../lib/llm/ledger.ts';
import { dollarsOf, listedPrice, priceOf } from '../../lib/llm/prices.ts';
import { mostPromptTokens, usualPromptTokens, worstCase } from '../../lib/llm/worst-case.ts';
import { BudgetError, InvalidArgumentError } from '../../lib/runtime/errors.ts';
import { journalOf, openClient, question, questions } from './asking.ts';
import { type Mock, startMock } from './mock.ts';

let mock: Mock | undefined;
afterEach(async () => {
  await mock?.close();
  mock = undefined;
});

/** Answers whose length is drawn, some faults that may have been charged, some that were not. */
const FAULTY = `
export default { latency: [0, 10], rules: [
  { chance: 0.1, do: { fault: 'reset' } }, { chance: 0.1, do: { fault: 'rate-limit', headers: { 'retry-after-ms': '2' } } },
  { chance: 0.1, do: { fault: 'server-error' } }, { chance: 0.1, do: { fault: 'empty' } } ] };
export function act({ n, text }) {
  const share = (n * 0.618) % 1;
  return share < 0.6 ? { reply: 'x', promptTokens: 20, completionTokens: Math.floor(share / 0.6 * 50) } : undefined;
}`;

describe.each([
  ['dollars', 20],
  ['tokens', 3000],
  ['requests', 37],
] as const)('of %s', (name, limit) => {
  test('is never passed under concurrency and faults, and used as far as it goes', async () => {
    mock = await startMock(FAULTY);
    const price = { prompt: 1e3, completion: 1e4 };
    const client = await openClient(mock, { price, budget: { [name]: limit }, concurrency: 16, attempts: 4 });
    let most = 0;
    const watch = setInterval(() => {
      const { spent, reserved } = client.totals;
      most = Math.max(most, spent + reserved);
    }, 1);
    const settled = await Promise.allSettled(questions(300).map((one) => client.ask(one)));
    clearInterval(watch);
    expect(settled.some((one) => one.status === 'rejected' && one.reason instanceof BudgetError)).toBe(true);
    const { spent, reserved } = client.totals;
    expect(reserved).toBe(0);
    const received = mock.received();
    const worst = worstCase(question('question 100'), price);
    if (name === 'dollars') {
      expect(most).toBeLessThanOrEqual(limit);
      // It stopped because another one could have passed it, not earlier.
      expect(spent + worst.dollars).toBeGreaterThan(limit);
    }
    if (name === 'requests') {
      expect(received).toHaveLength(limit);
      await expect(client.ask(question('another'))).rejects.toThrow(/budget of 37 requests/);
      expect(mock.received()).toHaveLength(limit);
    }
    if (name === 'tokens') {
      const counted = client.totals.usage.promptTokens + client.totals.usage.completionTokens;
      expect(counted).toBeLessThanOrEqual(limit);
    }
    await client.close();
    // The next process begins where this one ended.
    const next = await openClient(mock, { price, budget: { [name]: limit } });
    expect(next.totals.spent).toBeCloseTo(spent, 9);
    await expect(next.ask(question(`question never asked${'!'.repeat(100)}`))).rejects.toThrow(BudgetError);
    await next.close();
    expect(mock.received()).toHaveLength(received.length);
  });
});

test('a budget of nothing sends nothing, but what is kept is read', async () => {
  mock = await startMock();
  const client = await openClient(mock);
  await client.ask(question('a'));
  await client.close();
  const next = await openClient(mock, { budget: { requests: 0 } });
  expect((await next.ask(question('a'))).kept).toBe(true);
  await expect(next.ask(question('b'))).rejects.toThrow(
    /1 request spent.*nothing that is in it is asked again/,
  );
  await next.close();
  expect(mock.received()).toHaveLength(1);
});

test('counts that no request can come to are none: the worst case is charged, and the budget holds', async () => {
  const counted = (promptTokens: number, completionTokens: number) => ({ promptTokens, completionTokens });
  mock = await startMock({
    rules: [
      { contains: '<prompt>', do: counted(9e15, 5) },
      { contains: '<completion>', do: counted(10, 1e6) },
      { contains: '<empty>', first: 1, do: { ...counted(9e15, 5), reply: '' } },
      // A gateway's own instructions, or thoughts.
      { contains: '<longer>', do: counted(30_000, 20_000) },
    ],
  });
  const price = { prompt: 1, completion: 1 };
  const client = await openClient(mock, { price, budget: { dollars: 1 } });
  const worst = (text: string) => worstCase(question(text), price).dollars;
  for (const text of ['<prompt>', '<completion>'])
    expect((await client.ask(question(text))).cost).toBeCloseTo(worst(text), 12);
  expect((await client.ask(question('<longer>'))).cost).toBeCloseTo(0.05, 12);
  const before = client.totals.spent;
  const { cost } = await client.ask(question('<empty>'));
  expect(client.totals.spent - before - cost).toBeCloseTo(worst('<empty>'), 12);
  await client.close();
});

test('a misspelt budget is refused before anything is sent, and leaves no journal', async () => {
  mock = await startMock();
  const budget = { request: 1 } as unknown as { requests: number };
  await expect(openClient(mock, { budget })).rejects.toThrow(InvalidArgumentError);
  await expect(openClient(mock, { budget, offline: true })).rejects.toThrow(InvalidArgumentError);
  expect(existsSync(journalOf(mock))).toBe(false);
  const client = await openClient(mock);
  const misspelt = { seize: 1 } as unknown as { size: number };
  await expect(client.askInBatches([question('a')], misspelt)).rejects.toThrow(
    /one such as size, got "seize"/,
  );
  await client.close();
  expect(mock.received()).toHaveLength(0);
});

test('the ledger waits for what is in flight before it refuses', async () => {
  const amount = (dollars: number) => ({ dollars, tokens: 1, requests: 1 });
  const ledger = new Ledger({ dollars: 10 }, { dollars: 2, tokens: 0, requests: 0 });
  const { signal } = new AbortController();
  await ledger.reserve(amount(6), signal);
  const second = ledger.reserve(amount(5), signal);
  const third = ledger.reserve(amount(5), signal);
  ledger.settle(amount(6), amount(1));
  await second;
  expect(ledger.reserved.dollars).toBe(5);
  ledger.settle(amount(5), amount(5));
  await expect(third).rejects.toThrow(BudgetError);
  expect(ledger.spent).toEqual({ dollars: 8, tokens: 2, requests: 2 });
  // What can never fit is refused at once, whatever is in flight.
  await ledger.reserve(amount(1), signal);
  await expect(ledger.reserve(amount(3), signal)).rejects.toThrow(BudgetError);
  const controller = new AbortController();
  const waiting = ledger.reserve(amount(2), controller.signal);
  controller.abort();
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
});

describe('the worst case', () => {
  test('is never below what tokenizers count, on text of any kind', () => {
    const texts = [
      'Once upon a time, in a big forest, there lived a rhinoceros named Roxy.',
      'a'.repeat(500),
      '你好，世界。'.repeat(20),
      '🦏🧵'.repeat(30),
      '\u0000\u0001\ud800 ~~~ \n\n\t',
      ' '.repeat(300),
      'ß§Ω≈ç√∫˜µ≤≥÷',
    ];
    for (const name of ['r50k_base', 'cl100k_base', 'o200k_base'] as const) {
      const encoding = get_encoding(name);
      for (const text of texts) {
        const counted = encoding.encode(text).length + 8;
        expect(mostPromptTokens(question(text))).toBeGreaterThanOrEqual(counted);
      }
      // English prose, for dry runs: about right.
      const prose = texts[0]!.repeat(20);
      expect(usualPromptTokens(question(prose)) / encoding.encode(prose).length).toBeCloseTo(1, 0);
      encoding.free();
    }
  });

  test('counts every message, the schema and the whole answer', () => {
    const price = { prompt: 1e6, cachedPrompt: 5e5, completion: 2e6 };
    const one = worstCase(question('abc'), price);
    expect(one).toEqual({ dollars: 3 + 16 + 64 + 100, tokens: 3 + 16 + 64 + 50, requests: 1 });
    const withSchema = worstCase(question('abc', { schema: { name: 's', schema: { a: 1 } } }), price);
    expect(withSchema.tokens).toBeGreaterThan(one.tokens + 2 * JSON.stringify({ a: 1 }).length);
    expect(worstCase(question('abc'), price, 0.5).dollars).toBe(one.dollars / 2);
    expect(worstCase(question('abc'), null).dollars).toBe(0);
  });
});

describe('prices', () => {
  test('a model’s date is left out, another model’s name is not mistaken', () => {
    expect(listedPrice('gpt-4o-mini')).toEqual({ prompt: 0.15, cachedPrompt: 0.075, completion: 0.6 });
    expect(listedPrice('gpt-4o-2024-08-06')).toEqual(listedPrice('gpt-4o'));
    expect(listedPrice('gpt-4-0613')).toEqual(listedPrice('gpt-4'));
    expect(listedPrice('gpt-4o-2024-05-13')?.prompt).toBe(5);
    for (const name of ['gpt-4o-audio-preview', 'ft:gpt-4o-mini:x', 'toString', 'llama']) {
      expect(listedPrice(name)).toBeNull();
    }
  });

  test('a given one goes first; cached tokens cost their own', () => {
    expect(priceOf('gpt-4o', { prompt: 1, completion: 2 })).toEqual({
      prompt: 1,
      cachedPrompt: 1,
      completion: 2,
    });
    expect(() => priceOf('gpt-4o', { prompt: -1, completion: 2 })).toThrow(InvalidArgumentError);
    const usage = { promptTokens: 100, cachedTokens: 40, completionTokens: 10 };
    const price = { prompt: 1e6, cachedPrompt: 1e5, completion: 2e6 };
    expect(dollarsOf(price, usage)).toBeCloseTo(60 + 4 + 20, 9);
    expect(dollarsOf(price, usage, 0.5)).toBeCloseTo(42, 9);
    expect(dollarsOf(null, usage)).toBe(0);
  });
});
