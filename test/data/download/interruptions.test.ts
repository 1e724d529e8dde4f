/** Downloads that were broken off go on. */
import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { downloadSources } from '../../../lib/data/download/download.ts';
import { ensureDist } from '../../small-model.ts';
import { arrives } from './arrival.ts';
import { PIECE, SIZE, TestHub } from './hub.ts';

let hub: TestHub;
beforeAll(ensureDist);
beforeEach(async () => {
  hub = await TestHub.start();
});
afterEach(() => hub.stop());

describe('interruptions', () => {
  /** The first bytes of all pieces that are asked for. */
  const begins = async (from: number): Promise<number[]> =>
    (await hub.requests()).slice(from).map(({ range }) => Number(/bytes=(\d+)/.exec(range ?? '')?.[1]));

  test('killed again and again, it goes on with what was there', async () => {
    // Slow enough to be killed in the middle, quick enough to get a few pieces done each time.
    await hub.script([{ from: 2, drip: 1500 }]);
    const { patience: _, ...options } = hub.options({ connections: 2 });
    let kills = 0;
    for (let done = false; !done; ) {
      done = await new Promise<boolean>((resolve) => {
        const child = spawn(process.execPath, [join(__dirname, 'child.mjs'), JSON.stringify(options)]);
        let lines = 0;
        child.stdout.on('data', (text) => {
          lines += String(text).split('\n').length - 1;
          if (lines > 7) child.kill('SIGKILL');
        });
        child.stderr.on('data', (text) => process.stderr.write(text));
        child.on('exit', (code) => resolve(code === 0));
      });
      if (!done) kills++;
      expect(kills).toBeLessThan(30);
      if (kills > 3) await hub.script([]);
    }
    expect(kills).toBeGreaterThan(2);
    expect((await hub.arrived())?.equals(hub.content)).toBe(true);
    expect((await readdir(hub.out)).sort()).toEqual(['download.json', 'stories.txt']);
    // Of a piece that was finished before a kill nothing is asked again: no piece as often as there were starts.
    const firsts = (await begins(0)).filter((at) => at % PIECE === 0 && at > 0);
    expect(firsts.length).toBeLessThan(Math.ceil(SIZE / PIECE) + 2 * (kills + 1));
  });

  test('aborted and gone on with; a piece that was damaged meanwhile comes again', async () => {
    await hub.script([{ from: 8, hang: true }]);
    const stop = new AbortController();
    const first = downloadSources({
      ...hub.options({ signal: stop.signal, connections: 1 }),
      onProgress: ({ done }) => done >= 5 * PIECE && stop.abort(),
    });
    await expect(first).rejects.toMatchObject({
      code: 'ABORTED',
      message: expect.stringMatching(/run it again to go on/),
    });
    const part = join(hub.out, 'stories.txt.part');
    const bytes = await readFile(part);
    bytes[PIECE + 7]! ^= 1;
    await writeFile(part, bytes);
    await hub.script([]);
    const before = (await hub.requests()).length;
    await arrives(hub, { connections: 1 });
    const again = (await begins(before)).slice(1);
    expect(again).toContain(PIECE);
    expect(again).not.toContain(0);
    expect(again).not.toContain(2 * PIECE);
  });

  test('pieces of another file, or a torn log, are not gone on with', async () => {
    await mkdir(hub.out);
    await writeFile(join(hub.out, 'stories.txt.part'), Buffer.alloc(SIZE));
    await writeFile(join(hub.out, 'stories.txt.part.log'), 'nonsense\n0 1\n');
    await arrives(hub);
  });

  test('two at once: the second says who is at it', async () => {
    await hub.script([{ from: 2, drip: 400 }]);
    const both = await Promise.allSettled([downloadSources(hub.options()), downloadSources(hub.options())]);
    const failed = both.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
    expect(failed.map(({ reason }) => reason.code)).toEqual(['LOCKED']);
    expect((await hub.arrived())?.equals(hub.content)).toBe(true);
  });

  test('a lock that a dead process left is taken over', async () => {
    await mkdir(hub.out);
    const lock = JSON.stringify({ pid: 2 ** 22 + 1, host: hostname() });
    await writeFile(join(hub.out, 'stories.txt.part.lock'), lock);
    await arrives(hub);
  });
});
