/** Kills on a real child, faults on real sockets: the corpus has the same records as without. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { Random } from '../../../lib/runtime/random.ts';
import { type Outcome, tinystories } from '../../cli/run.ts';
import type { Mock } from '../../llm/mock.ts';
import { ensureDist } from '../../small-model.ts';
import { contents, lines, mockOf, place, setUpCorpora } from './corpora.ts';

const STORIES = 48;
setUpCorpora();
beforeAll(ensureDist);

/** Each fault once for some of the questions; asked again they are answered. */
const FAULTY = `
  const kind = hash(text + 'fault')[0];
  if (seen > 1 || kind > 100 || !path.includes('/chat')) return;
  const told = prompt.startsWith('What') ? { fault: 'reset' } : answer(prompt);
  return [
    { fault: 'rate-limit', headers: { 'retry-after': '0' } },
    { fault: 'rate-limit', headers: { 'retry-after-ms': '20' } },
    { fault: 'rate-limit', 'retry-date': 0 },
    { fault: 'rate-limit', headers: { 'retry-after': 'soon' } },
    { fault: 'server-error' },
    { fault: 'server-error', status: 502 },
    { fault: 'server-error', status: 503 },
    { fault: 'server-error', status: 529 },
    { fault: 'reset' },
    { fault: 'cut' },
    { fault: 'html' },
    { fault: 'error-200' },
    { fault: 'not-json' },
    { fault: 'no-choices' },
    { fault: 'null' },
    { fault: 'work-then-hang' },
    // The same answer, byte by byte, which takes longer than is waited for, or nearly.
    { fault: 'drip', pace: 1, ...told },
  ][kind % 17];`;

/** @param killAfter Questions that the server receives before the process is killed; absent: it ends by itself. */
function generate(mock: Mock, out: string, more: string[] = [], killAfter?: number): Promise<Outcome> {
  const asking = ['--model', 'mock', '--base-url', mock.baseURL, '--concurrency', '8', '--timeout', '1.5'];
  const args = ['data', 'generate', '--stories', String(STORIES), '--out', out, ...asking, ...more];
  return tinystories(args, {
    env: { OPENAI_API_KEY: 'test-key' },
    onStart: (child) => {
      if (killAfter === undefined) return;
      const at = mock.received('/chat').length + killAfter;
      const watch = setInterval(() => {
        if (mock.received('/chat').length < at) return;
        clearInterval(watch);
        child.kill('SIGKILL');
      }, 3);
      child.on('close', () => clearInterval(watch));
    },
  });
}

test.each([1, 2])(
  'killed at random moments (seed %i), with every fault of the server: the same records, and nothing journalled asked twice',
  async (seed) => {
    const plain = await mockOf();
    const whole = place();
    const { stdout, stderr, code } = await generate(plain, whole);
    expect([code, stdout]).toEqual([0, expect.stringContaining(`${STORIES} stories`)]);
    expect(stderr).toMatch(/generating .*asked/);
    const mock = await mockOf({ before: FAULTY, settings: { latency: [5, 60] } });
    const out = place();
    const random = new Random(seed);
    let kills = 0;
    let journalled = 0;
    for (;;) {
      const killed = await generate(mock, out, [], kills < 8 ? 1 + random.int(12) : undefined);
      const answered = (await lines(out, 'journal.jsonl')).filter(({ kind }) => kind === 'reply').length;
      expect(answered).toBeGreaterThanOrEqual(journalled);
      journalled = answered;
      if (killed.code === 0) break;
      expect(killed.code).toBeNull();
      kills++;
    }
    expect(kills).toBeGreaterThan(1);
    expect(await contents(out)).toEqual(await contents(whole));
    const replies = (await lines(out, 'journal.jsonl'))
      .filter(({ kind }) => kind === 'reply')
      .map(({ key }) => key);
    expect(new Set(replies).size).toBe(replies.length);
    expect(replies).toHaveLength(plain.received('/chat').length);
    // Asked more than once: for a fault, for what a kill lost in flight, and for nothing else.
    const asked = mock.received('/chat');
    const again = asked.filter(({ seen }) => seen > 1).length;
    const faults = asked.filter(
      ({ done }) => !['answer', 'refusal', 'content_filter'].includes(String(done)),
    ).length;
    expect(again).toBeLessThanOrEqual(faults + 8 * kills);
  },
  240_000,
);

test('never over budget, whatever is killed: what was in flight counts', async () => {
  const mock = await mockOf({ before: FAULTY, settings: { latency: [5, 60] } });
  const out = place();
  const random = new Random(3);
  const budget = ['--budget-requests', '70'];
  for (let kills = 0; kills < 5; kills++) await generate(mock, out, budget, 1 + random.int(12));
  const { code, stderr } = await generate(mock, out, budget);
  expect(code).toBe(9);
  expect(stderr).toMatch(
    /\n\d+ of 48 stories stand in .*; the same command goes on\nerror: .*budget of 70 requests/,
  );
  expect(mock.received('/chat').length).toBeLessThanOrEqual(70);
  const { stories, complete } = JSON.parse(await readFile(join(out, 'generate.json'), 'utf8'));
  expect(complete).toBe(false);
  expect((await readFile(join(out, 'stories.jsonl'), 'utf8')).split('\n')).toHaveLength(stories + 1);
}, 240_000);
