import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Contender } from '../../bench/contender.mjs';
import { cacheSizes, isBusy, residentMemory, slug, threadCounts } from '../../bench/machine.mjs';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tinystories-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('cache sizes are read as the system tells them, of data and shared caches', () => {
  const caches = [
    ['1', 'Data', '48K'],
    ['1', 'Instruction', '32K'],
    ['2', 'Unified', '2048K'],
    ['3', 'Unified', '30M'],
  ];
  for (const [i, [level, type, size]] of caches.entries()) {
    mkdirSync(join(folder, `index${i}`));
    for (const [name, text] of Object.entries({ level, type, size })) {
      writeFileSync(join(folder, `index${i}`, name), `${text}\n`);
    }
  }
  expect(cacheSizes(folder)).toEqual({ L1: 48 << 10, L2: 2 << 20, L3: 30 << 20, known: true });
  expect(cacheSizes(join(folder, 'none'))).toMatchObject({ known: false });
});

test('names, threads, business', () => {
  expect(slug('AMD EPYC 9B14')).toBe('amd-epyc-9b14');
  expect([threadCounts(1), threadCounts(2), threadCounts(8)]).toEqual([[1], [1, 2], [1, 2]]);
  expect([isBusy(0.1, 2), isBusy(1.5, 2)]).toEqual([false, true]);
});

test('a peak of memory is no lower than what is resident', () => {
  const memory = residentMemory();
  if (process.platform === 'linux') expect(memory?.peak).toBeGreaterThanOrEqual(memory?.now ?? Number.NaN);
  else expect(memory).toBeNull();
});

describe('a contender', () => {
  const script = () => join(folder, 'side.mjs');
  beforeAll(() => {
    writeFileSync(
      script(),
      `import { createInterface } from 'node:readline';
       console.log('a greeting that is no answer');
       for await (const line of createInterface({ input: process.stdin })) {
         const { do: what, seconds, more } = JSON.parse(line);
         if (what === 'end') { console.error('out of paper'); process.exit(3); }
         if (what === 'fail') console.log(JSON.stringify({ error: 'cannot' }));
         else console.log(JSON.stringify({ times: [seconds, more, process.env.SIDE] }));
       }`,
    );
  });

  test('answers in order, and ends with its input', async () => {
    const side = new Contender(process.execPath, [script()], { SIDE: 'x' });
    const answers = await Promise.all([side.times(1, { more: 2 }), side.times(3, { more: 4 })]);
    expect(answers).toEqual([
      [1, 2, 'x'],
      [3, 4, 'x'],
    ]);
    await expect(side.ask({ do: 'fail' })).rejects.toThrow('cannot');
    await side.close();
    await expect(side.ask({ do: 'run' })).rejects.toThrow('ended with status 0');
  });

  test('that ends says how, and its last words', async () => {
    const side = new Contender(process.execPath, [script()]);
    await expect(side.ask({ do: 'end' })).rejects.toThrow(/ended with status 3: out of paper/);
    await side.close();
  });

  test('that is not there is an error, not a crash', async () => {
    const side = new Contender(join(folder, 'no-program'), []);
    await expect(side.ask({ do: 'run' })).rejects.toThrow('ENOENT');
    await side.close();
  });
});
