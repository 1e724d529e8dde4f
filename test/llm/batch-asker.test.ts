/** The asker that asks in batches: whoever has had enough leaves at once, and his batch is not lost. */
import { afterEach, expect, test } from '@jest/globals';
import { BatchAsker } from '../../lib/llm/batch-asker.ts';
import { scanJournal } from '../../lib/llm/journal-scan.ts';
import { AbortedError, LlmError } from '../../lib/runtime/errors.ts';
import { journalOf, openClient, question, questions } from './asking.ts';
import { type Mock, startMock } from './mock.ts';

let mock: Mock;
afterEach(() => mock.close());

/** So long that no test ends by it. */
const NEVER = 3600;
const created = () =>
  mock.received().filter(({ method, path }) => method === 'POST' && path === '/v1/batches');
const looks = () => mock.received('/v1/batches/').filter(({ method }) => method === 'GET');

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((wake) => setTimeout(wake, 5));
}

async function askerOf(options: { quiet?: number; poll?: number } = {}): Promise<BatchAsker> {
  const { quiet = 0.01, poll = 0.01 } = options;
  return new BatchAsker(await openClient(mock), { quiet, poll: { first: poll, last: poll } });
}

test('an abort before anything is sent: that question is not asked, the others are', async () => {
  mock = await startMock();
  const asker = await askerOf({ quiet: 0.3 });
  const leaving = new AbortController();
  const left = asker.ask(question('left'), leaving.signal);
  const stayed = asker.ask(question('stayed'), new AbortController().signal);
  leaving.abort(new Error('enough'));
  await expect(left).rejects.toBeInstanceOf(AbortedError);
  expect((await stayed).text).toBe('echo: stayed');
  await expect(asker.ask(question('late'), leaving.signal)).rejects.toBeInstanceOf(AbortedError);
  await asker.close();
  expect(mock.received('#line')).toHaveLength(1);
});

test('an abort while a batch is under way: left at once, and gone on with by the next process', async () => {
  mock = await startMock({ batchPolls: 3 });
  const asker = await askerOf({ poll: NEVER });
  const leaving = new AbortController();
  const left = questions(3).map((one) => asker.ask(one, leaving.signal));
  await until(() => looks().length === 1);
  leaving.abort();
  for (const one of left) await expect(one).rejects.toBeInstanceOf(AbortedError);
  await asker.close();
  const [state] = (await scanJournal(journalOf(mock))).state.batches.values();
  expect(state?.open.size).toBe(3);

  const next = await askerOf();
  const replies = await Promise.all(questions(3).map((one) => next.ask(one)));
  expect(replies.map(({ text }) => text)).toEqual(questions(3).map((_, i) => `echo: question ${i}`));
  await next.close();
  expect(created()).toHaveLength(1);
});

test('who stays waits on; when the last has left, the same asker takes the batch up again', async () => {
  mock = await startMock({ batchPolls: 40 });
  const asker = await askerOf();
  const [first, last] = [new AbortController(), new AbortController()];
  const left = asker.ask(question('a'), first.signal);
  const stays = asker.ask(question('b'), last.signal);
  await until(() => looks().length > 0);
  first.abort();
  await expect(left).rejects.toBeInstanceOf(AbortedError);
  const before = looks().length;
  await until(() => looks().length > before + 2);
  last.abort();
  await expect(stays).rejects.toBeInstanceOf(AbortedError);
  const replies = await Promise.all([asker.ask(question('a')), asker.ask(question('b'))]);
  expect(replies.map(({ text }) => text)).toEqual(['echo: a', 'echo: b']);
  await asker.close();
  expect(created()).toHaveLength(1);
});

test('a look at a batch that gets no answer holds up nobody who leaves', async () => {
  mock = await startMock({ rules: [{ path: '/v1/batches/', method: 'GET', do: { delay: NEVER * 1000 } }] });
  const asker = await askerOf();
  const leaving = new AbortController();
  const left = asker.ask(question('a'), leaving.signal);
  await until(() => looks().length > 0);
  leaving.abort();
  await expect(left).rejects.toBeInstanceOf(AbortedError);
  await asker.close();
  const [state] = (await scanJournal(journalOf(mock))).state.batches.values();
  expect(state?.open.size).toBe(1);
});

test('a batch that fails rejects those who still wait', async () => {
  mock = await startMock({ rules: [{ path: '#line', do: { fault: 'no-model' } }] });
  const asker = await askerOf();
  await expect(asker.ask(question('a'))).rejects.toBeInstanceOf(LlmError);
  await asker.close();
});
