/** A real process that asks is ended at random moments, and gone on with: nothing is lost, nothing paid for twice. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, test } from '@jest/globals';
import { LlmClient } from '../../lib/llm/client.ts';
import { scanJournal } from '../../lib/llm/journal-scan.ts';
import { packageRoot } from '../../lib/runtime/here.ts';
import { Random } from '../../lib/runtime/random.ts';
import { journalOf, questions } from './asking.ts';
import { type Mock, startMock } from './mock.ts';

let mock: Mock;
afterEach(() => mock.close());

const COUNT = 60;
const BUDGET = { requests: 200 };

interface Ended {
  signal: NodeJS.Signals | null;
  said: { texts?: string[]; error?: string; message?: string; totals?: { spent: number } };
}

function start(options: object, fault = ''): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(
    process.execPath,
    [
      `${packageRoot}/test/typescript.cjs`,
      `${packageRoot}/test/llm/asking-child.ts`,
      JSON.stringify({
        model: 'mock',
        baseURL: mock.baseURL,
        journal: journalOf(mock),
        count: COUNT,
        concurrency: 6,
        budget: BUDGET,
        price: { prompt: 0, completion: 1e6 },
        backoff: 0.005,
        ...options,
      }),
    ],
    { env: { ...process.env, TINYSTORIES_FAULT_WRITE: fault }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let text = '';
  child.stdout!.on('data', (piece) => {
    text += piece;
  });
  const ended = once(child, 'close').then(([, signal]) => ({
    signal,
    said: text === '' ? {} : JSON.parse(text),
  }));
  return { child, ended };
}

/** Questions whose answer the journal holds now, by their text. */
async function journalled(): Promise<Set<string>> {
  const client = await LlmClient.open({ model: 'mock', journal: journalOf(mock), offline: true });
  const kept = new Set<string>();
  for (const one of questions(COUNT)) {
    const { kept: is } = await client.estimate([one]);
    if (is === 1) kept.add(one.messages[0]!.content);
  }
  await client.close();
  return kept;
}

const asked = () => mock.received('/chat').map(({ body }) => body.messages[0].content as string);

/** Runs, ends and goes on until it is done; checks after every end that nothing kept is asked again. */
async function untilDone(
  options: object,
  end: (child: ChildProcess) => Promise<void>,
  fault: () => string,
): Promise<number> {
  for (let kills = 0; ; kills++) {
    const kept = kills === 0 ? new Set<string>() : await journalled();
    const before = asked().length;
    const { child, ended } = start(options, fault());
    await Promise.race([end(child), ended]);
    const { signal, said } = await ended;
    const since = asked().slice(before);
    expect(since.filter((text) => kept.has(text))).toEqual([]);
    if (signal === 'SIGKILL') continue;
    expect(said.message).toBeUndefined();
    expect(said.texts).toEqual(questions(COUNT).map((_, i) => `echo: question ${i}`));
    return kills;
  }
}

test.each([1, 2, 3, 4])(
  'kill -9 at random moments (seed %i): every answer once, the budget kept',
  async (seed) => {
    mock = await startMock({ latency: [0, 25] });
    const random = new Random(seed);
    let left = 4;
    const end = async (child: ChildProcess) => {
      if (left-- <= 0) return;
      const at = asked().length + 1 + Math.floor(random.float() * 15);
      while (asked().length < at && child.exitCode === null) await new Promise((wake) => setTimeout(wake, 3));
      child.kill('SIGKILL');
    };
    const kills = await untilDone({}, end, () => '');
    expect(kills).toBeGreaterThan(1);
    const total = asked();
    expect(new Set(total).size).toBe(COUNT);
    // In flight when it ended: at most as many as may be under way.
    expect(total.length).toBeLessThanOrEqual(COUNT + kills * 6);
    const { state, torn } = await scanJournal(journalOf(mock));
    expect(torn.lines).toBe(0);
    expect(state.index.size).toBe(COUNT);
    // All that the server has received is accounted for.
    expect(state.spent.requests).toBeGreaterThanOrEqual(total.length);
    expect(state.spent.requests).toBe(COUNT + state.lost);
    expect(total.length).toBeLessThanOrEqual(BUDGET.requests);
  },
);

test('ended in the middle of a write to the journal: the same', async () => {
  mock = await startMock();
  const random = new Random(9);
  let left = 6;
  const fault = () => (left-- > 0 ? `${8 + Math.floor(random.float() * 20)}:kill` : '');
  const kills = await untilDone({ concurrency: 3 }, async () => {}, fault);
  expect(kills).toBeGreaterThan(2);
  expect(new Set(asked()).size).toBe(COUNT);
  const { state } = await scanJournal(journalOf(mock));
  expect(state.index.size).toBe(COUNT);
  expect(state.spent.requests).toBeGreaterThanOrEqual(asked().length);
});

test('Ctrl-C: what was sent is journalled, the rest not sent; the next run asks the rest alone', async () => {
  mock = await startMock({ latency: 40 });
  const { child, ended } = start({});
  while (asked().length < 15) await new Promise((wake) => setTimeout(wake, 3));
  child.kill('SIGINT');
  expect((await ended).said.error).toBe('AbortError');
  const sent = asked();
  expect(sent.length).toBeLessThan(COUNT);
  expect((await journalled()).size).toBe(sent.length);
  const { state } = await scanJournal(journalOf(mock));
  expect(state.lost).toBe(0);
  await start({}).ended;
  expect(asked()).toHaveLength(COUNT);
});

test('a budget of requests holds across ends: the run stops, and says so', async () => {
  mock = await startMock({ latency: 10 });
  const limited = { budget: { requests: 40 } };
  for (let kills = 0; kills < 2; kills++) {
    const { child, ended } = start(limited);
    const at = asked().length + 10;
    while (asked().length < at && child.exitCode === null) await new Promise((wake) => setTimeout(wake, 3));
    child.kill('SIGKILL');
    await ended;
  }
  const { said } = await start(limited).ended;
  expect(said.error).toBe('BudgetError');
  const { state } = await scanJournal(journalOf(mock));
  expect(state.spent.requests).toBe(40);
  expect(asked().length).toBeLessThanOrEqual(40);
});

test('kill -9 while batches are under way: every answer once, none at the full price', async () => {
  mock = await startMock({ latency: 8, batchPolls: 2 });
  const random = new Random(5);
  let left = 8;
  const end = async (child: ChildProcess) => {
    if (left-- <= 0) return;
    const at = mock.received().length + 1 + Math.floor(random.float() * 20);
    while (mock.received().length < at && child.exitCode === null)
      await new Promise((wake) => setTimeout(wake, 2));
    child.kill('SIGKILL');
  };
  const kills = await untilDone({ batch: true }, end, () => '');
  expect(kills).toBeGreaterThan(2);
  expect(asked()).toEqual([]);
  const lines = mock.received('#line').map(({ body }) => body.messages[0].content as string);
  expect(new Set(lines).size).toBe(COUNT);
  expect(lines).toHaveLength(COUNT);
  const { state } = await scanJournal(journalOf(mock));
  expect(state.batches.size).toBe(0);
  expect(state.index.size).toBe(COUNT);
});
