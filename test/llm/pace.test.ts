/** How long is waited, and how many ask at once. */
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { LlmClient } from '../../lib/llm/client.ts';
import { KeyIndex } from '../../lib/llm/key-index.ts';
import { waitOf } from '../../lib/llm/retry-after.ts';
import { Throttle, type Turn } from '../../lib/llm/throttle.ts';
import type { LlmNotice } from '../../lib/llm/types.ts';
import { Random } from '../../lib/runtime/random.ts';
import { questions } from './asking.ts';

describe('Retry-After', () => {
  const now = Date.UTC(2026, 0, 1, 12, 0, 0);
  test.each<[Record<string, string>, number | null]>([
    [{}, null],
    [{ 'retry-after': '3' }, 3],
    [{ 'retry-after': ' 1.5 ' }, 1.5],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': '3600' }, 3600],
    [{ 'retry-after-ms': '250' }, 0.25],
    [{ 'retry-after-ms': '250', 'retry-after': '7' }, 0.25],
    [{ 'retry-after-ms': 'x', 'retry-after': '7' }, 7],
    [{ 'retry-after': 'Thu, 01 Jan 2026 12:00:30 GMT' }, 30],
    [{ 'retry-after': 'Thu, 01 Jan 2026 11:00:00 GMT' }, 0],
    // The server's clock is wrong by an hour, and its date with it.
    [{ 'retry-after': 'Thu, 01 Jan 2026 13:00:05 GMT', date: 'Thu, 01 Jan 2026 13:00:00 GMT' }, 5],
    [{ 'retry-after': 'soon' }, null],
    [{ 'retry-after': '-5' }, null],
    [{ 'retry-after': '1e3' }, null],
    [{ 'retry-after': 'NaN' }, null],
    [{ 'retry-after': '' }, null],
    [{ 'x-ratelimit-reset-requests': '1s' }, 1],
    [{ 'x-ratelimit-reset-tokens': '6m0s' }, 360],
    [{ 'x-ratelimit-reset-tokens': '1h2m3.5s' }, 3723.5],
    [{ 'x-ratelimit-reset-tokens': '120ms', 'x-ratelimit-reset-requests': '80ms' }, 0.12],
    [{ 'x-ratelimit-reset-tokens': '9s', 'x-ratelimit-remaining-tokens': '100' }, null],
    [{ 'x-ratelimit-reset-tokens': 'later' }, null],
    [{ 'x-ratelimit-reset-tokens': '' }, null],
  ])('%j', (headers, seconds) => expect(waitOf(new Headers(headers), now)).toBe(seconds));
});

describe('the pace', () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
  });
  afterEach(() => {
    jest.useRealTimers();
  });
  const never = new AbortController().signal;

  /** One request of some milliseconds. */
  async function answer(throttle: Throttle, ms: number): Promise<void> {
    const turn = await throttle.acquire(never);
    jest.advanceTimersByTime(ms);
    throttle.answered(turn);
    throttle.release();
  }

  test('who goes on with a talk goes before those who begin one', async () => {
    const throttle = new Throttle(1);
    await throttle.acquire(never);
    const order: string[] = [];
    const waiting = [false, false, true].map((goesOn, i) =>
      throttle.acquire(never, goesOn).then(() => {
        order.push(goesOn ? 'goes on' : `begins ${i}`);
        throttle.release();
      }),
    );
    throttle.release();
    await Promise.all(waiting);
    expect(order).toEqual(['goes on', 'begins 0', 'begins 1']);
  });

  test('grows to the most allowed, halves once for a crowd pushed back, and grows slowly again', async () => {
    const throttle = new Throttle(64);
    expect(throttle.limit).toBe(8);
    for (let i = 0; i < 100; i++) await answer(throttle, 10);
    expect(throttle.limit).toBe(64);
    const crowd: Turn[] = [];
    for (let i = 0; i < 64; i++) crowd.push(await throttle.acquire(never));
    for (const turn of crowd) throttle.pushedBack(turn);
    for (const _ of crowd) throttle.release();
    expect(throttle.limit).toBe(32);
    for (let i = 0; i < 33; i++) await answer(throttle, 10);
    expect(throttle.limit).toBe(33);
    for (let i = 0; i < 20; i++) {
      throttle.pushedBack(await throttle.acquire(never));
      throttle.release();
    }
    expect(throttle.limit).toBe(1);
  });

  test('shrinks when answers take much longer than they did', async () => {
    const throttle = new Throttle(16);
    for (let i = 0; i < 200; i++) await answer(throttle, 10);
    expect(throttle.limit).toBe(16);
    for (let i = 0; i < 200; i++) await answer(throttle, 15);
    expect(throttle.limit).toBe(16);
    for (let i = 0; i < 70; i++) await answer(throttle, 100);
    expect(throttle.limit).toBeLessThan(15);
  });

  test('holds everybody, and whoever leaves takes no place', async () => {
    const throttle = new Throttle(2);
    expect(throttle.hold(10)).toBe(true);
    expect(throttle.hold(5)).toBe(false);
    const turns: string[] = [];
    const leaving = new AbortController();
    const first = throttle.acquire(never).then(() => turns.push('first'));
    const gone = throttle.acquire(leaving.signal).catch(() => turns.push('gone'));
    const third = throttle.acquire(never).then(() => turns.push('third'));
    await flush();
    leaving.abort();
    await gone;
    jest.advanceTimersByTime(9_999);
    await flush();
    expect(turns).toEqual(['gone']);
    jest.advanceTimersByTime(2);
    await Promise.all([first, third]);
    expect(turns).toEqual(['gone', 'first', 'third']);
    const waiting = throttle.acquire(never).then(() => turns.push('fourth'));
    await flush();
    expect(turns).toHaveLength(3);
    throttle.release();
    await waiting;
  });
});

describe('a server that sends everybody away', () => {
  const kept = globalThis.fetch;
  let sent = 0;
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
    sent = 0;
  });
  afterEach(() => {
    jest.useRealTimers();
    globalThis.fetch = kept;
  });

  /** Questions put to one that answers 429 with such a wait, and the reasons why they were given up. */
  async function askAll(count: number, retryAfter: string, notices: LlmNotice[] = []) {
    globalThis.fetch = async () => {
      sent++;
      return Response.json({}, { status: 429, headers: { 'retry-after': retryAfter } });
    };
    const client = await LlmClient.open({
      model: 'm',
      baseURL: 'http://127.0.0.1:9/v1',
      backoff: 8,
      onNotice: (notice) => notices.push(notice),
    });
    const reasons = questions(count).map((one) => client.ask(one).catch((error: unknown) => error));
    await settle();
    return { client, reasons };
  }

  test('after no time at all: it is asked again as late as if it had not said so', async () => {
    const { client, reasons } = await askAll(1, '0');
    expect(sent).toBe(1);
    await jest.advanceTimersByTimeAsync(3_900);
    await settle();
    expect(sent).toBe(1);
    await jest.advanceTimersByTimeAsync(4_200);
    await settle();
    expect(sent).toBe(2);
    await client.close();
    await Promise.all(reasons);
  });

  test('for hours: one wait as long as granted, one notice, and then nothing more', async () => {
    const notices: LlmNotice[] = [];
    const { client, reasons } = await askAll(12, '7200', notices);
    // As many as ask at once in the beginning.
    expect(sent).toBe(8);
    await jest.advanceTimersByTimeAsync(59_900);
    await settle();
    expect(sent).toBe(8);
    await jest.advanceTimersByTimeAsync(200);
    await settle();
    for (const reason of await Promise.all(reasons)) {
      expect(reason).toMatchObject({ code: 'LLM', final: true });
      expect(String(reason)).toMatch(/7200 s, more than the 60 s/);
    }
    // The crowd was halved when it was sent away.
    expect(sent).toBeLessThanOrEqual(12);
    expect(notices).toEqual([expect.objectContaining({ type: 'wait', asked: 7200, seconds: 60 })]);
    await client.close();
  });
});

/** Lets what needs no time come to its end. */
async function settle(): Promise<void> {
  for (let i = 0; i < 50; i++) await new Promise((wake) => setImmediate(wake));
}

test('the index finds every key where it was put, and no other', () => {
  const random = new Random(3);
  const index = new KeyIndex();
  const known = new Map<string, number>();
  const key = () =>
    Array.from({ length: 8 }, () =>
      random
        .int(2 ** 31)
        .toString(16)
        .padStart(8, '0'),
    ).join('');
  for (let i = 0; i < 20_000; i++) {
    const one = key();
    known.set(one, i);
    index.add(one, { offset: i * 1e9, length: i + 1 });
    // The first place stays.
    if (i % 3 === 0) index.add(one, { offset: 1, length: 1 });
  }
  expect(index.size).toBe(known.size);
  for (const [one, i] of known) expect(index.get(one)).toEqual({ offset: i * 1e9, length: i + 1 });
  for (let i = 0; i < 1000; i++) expect(index.get(key())).toBeNull();
});

async function flush(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}
