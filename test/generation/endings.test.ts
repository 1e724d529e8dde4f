/** Processes and workers that end while a model tells. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

async function run(how: string): Promise<{ code: number | null; signal: string | null; said: string }> {
  const script = [join(__dirname, '../typescript.cjs'), join(__dirname, 'ending-child.ts'), how];
  const child = spawn(process.execPath, script, { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    said += chunk;
  });
  const [code, signal] = await once(child, 'close');
  return { code, signal, said };
}

test('a process may exit while it tells', async () => {
  expect(await run('exit')).toEqual({ code: 7, signal: null, said: '' });
});

test('a process that is done ends by itself, whether or not it disposed of its model', async () => {
  expect(await run('end')).toEqual({ code: 0, signal: null, said: '5\n' });
});

test('workers may be terminated while they tell; the others go on', async () => {
  expect(await run('worker')).toEqual({ code: 0, signal: null, said: '5\n' });
});
