/** Processes and workers that end while a model tells. */
import { expect, test } from '@jest/globals';
import { type Ended, runChild } from '../child.ts';

const run = (how: string): Promise<Ended> => runChild('generation/ending-child.ts', how);

test('a process may exit while it tells', async () => {
  expect(await run('exit')).toEqual({ code: 7, signal: null, said: '' });
});

test('a process that is done ends by itself, whether or not it disposed of its model', async () => {
  expect(await run('end')).toEqual({ code: 0, signal: null, said: '5\n' });
});

test('workers may be terminated while they tell; the others go on', async () => {
  expect(await run('worker')).toEqual({ code: 0, signal: null, said: '5\n' });
});
