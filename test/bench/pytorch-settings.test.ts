/** PyTorch's best settings are found by changing one after another. */
import { expect, test } from '@jest/globals';
import { descend } from '../../bench/peers/pytorch-settings.mjs';

const ALL = { mode: ['compiled', 'eager'], allocator: ['a', 'b', 'c'], threads: [2, 1] };

const tries = async (seconds: (s: Record<string, unknown>) => number) => {
  const seen: string[] = [];
  await descend(ALL, async (settings: Record<string, unknown>) => {
    seen.push(Object.values(settings).join(' '));
    return seconds(settings);
  });
  return seen;
};

test('what is faster is kept for the settings that follow', async () => {
  const cost: Record<string, number> = { compiled: 3, eager: 2, a: 5, b: 1, c: 4, 2: 1, 1: 2 };
  const seconds = (s: Record<string, unknown>) =>
    Object.values(s).reduce((sum: number, v) => sum + cost[String(v)], 0);
  expect(await tries(seconds)).toEqual(['compiled a 2', 'eager a 2', 'eager b 2', 'eager c 2', 'eager b 1']);
});

test('a setting that does not run is passed over', async () => {
  const seconds = (s: Record<string, unknown>) => (s.mode === 'compiled' ? Number.POSITIVE_INFINITY : 1);
  expect((await tries(seconds)).slice(1)).toEqual(['eager a 2', 'eager b 2', 'eager c 2', 'eager a 1']);
});
