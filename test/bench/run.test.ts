/** The whole of `npm run bench`, on little; how fast anything was is not looked at. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { packageRoot } from '../../lib/runtime/here.ts';
import { ensureDist } from '../small-model.ts';

const addon = require('node-gyp-build')(packageRoot) as {
  machine(): { usableLevels: string[]; threads: number };
  multiplyAdds(options: object): Float64Array;
  bandwidth(options: object): Float64Array;
  runOperation(name: string, attributes: object, arrays: object, options: object): Record<string, unknown>;
};
let folder = '';

beforeAll(() => {
  ensureDist();
  folder = mkdtempSync(join(tmpdir(), 'tinystories-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function bench(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(packageRoot, 'bench/run.mjs'), ...args],
    {
      encoding: 'utf8',
    },
  );
  return { status, stdout, stderr };
}

describe('ceilings', () => {
  test.each(addon.machine().usableLevels)('multiply-adds and bandwidth of %s', (level) => {
    for (const threads of [1, 2]) {
      const options = { level, threads, seconds: 0.001 };
      const rates = [
        addon.multiplyAdds(options),
        ...['read', 'copy', 'triad'].map((kind) => addon.bandwidth({ ...options, kind, bytes: 1 << 16 })),
      ];
      for (const trials of rates) {
        expect(trials.length).toBeGreaterThanOrEqual(3);
        expect(trials.every((rate) => rate > 0 && Number.isFinite(rate))).toBe(true);
      }
    }
  });

  test('what cannot be meant is refused', () => {
    const code = (call: () => unknown) => {
      try {
        call();
        return 'none';
      } catch (error) {
        return (error as { code?: string }).code;
      }
    };
    expect(code(() => addon.multiplyAdds({ level: 'sse9' }))).toBe('INVALID_ARGUMENT');
    expect(code(() => addon.multiplyAdds({ threads: 0 }))).toBe('INVALID_ARGUMENT');
    expect(code(() => addon.bandwidth({ kind: 'guess', bytes: 1 << 16 }))).toBe('INVALID_ARGUMENT');
    expect(code(() => addon.bandwidth({ kind: 'read', bytes: 1 }))).toBe('INVALID_ARGUMENT');
  });
});

test('an operation tells of every repetition, and of its workspace', () => {
  const arrays = { a: new Float32Array(8), b: new Float32Array(8), y: new Float32Array(8) };
  const attributes = { rows: 2, width: 4 };
  const once = addon.runOperation('add', attributes, arrays, {});
  expect('times' in once).toBe(false);
  const { times, workspaceBytes } = addon.runOperation('add', attributes, arrays, { repeat: 4 });
  expect((times as Float64Array).length).toBe(4);
  expect(workspaceBytes).toBe(0);
});

describe('npm run bench', () => {
  test('measures what the filter names, writes it, and compares with it', () => {
    const out = join(folder, 'results.json');
    const args = ['--seconds', '0.01', '--filter', 'operations/(add|linear-out)/64/'];
    const first = bench(...args, '--out', out);
    expect(first).toMatchObject({ status: 0 });
    const results = JSON.parse(readFileSync(out, 'utf8'));
    expect(results).toMatchObject({
      format: 1,
      machine: { threads: expect.any(Number) },
      runs: [expect.any(Array)],
    });
    const ids: string[] = results.runs[0].map(({ id }: { id: string }) => id);
    expect(ids.filter((id) => !id.startsWith('ceilings/'))).toContain('operations/linear-out/64/backward/t1');
    expect(ids).toContain('ceilings/fma/base/t1');
    expect(ids).toContain('ceilings/L1/read/t1');
    const linear = results.runs[0].find(
      ({ id }: { id: string }) => id === 'operations/linear-out/64/forward/t1',
    );
    expect(linear).toMatchObject({ unit: 'FLOP/s', by: expect.any(String) });
    expect(linear.share).toBeGreaterThan(0);
    // Of a part there are only the targets of that part: here none.
    expect(first.stdout).not.toMatch(/ {2}(met|missed)$|not shown/m);

    const second = bench(...args, '--compare', out);
    expect(second.status).toBe(0);
    expect(second.stdout).toMatch(/\d+ faster, \d+ slower, \d+ within noise/);
  });

  test('lists names without measuring', () => {
    const { status, stdout } = bench('--list');
    expect(status).toBe(0);
    const ids = stdout.trim().split('\n');
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ['training/1024x1/t1', 'decoding/64x8/float32/b64/t1', 'peers/pytorch/training/768x4']) {
      expect(ids).toContain(id);
    }
    expect(bench('--list', '--no-peers').stdout).not.toContain('peers/');
  });

  test('a peer that is absent is not shown, with the reason', () => {
    const filter = 'peers/(pytorch/training|decoding)/64x8';
    const absent = join(folder, 'no-python');
    const { status, stdout } = bench('--seconds', '0.01', '--filter', filter, '--python', absent, '--json');
    expect(status).toBe(0);
    const rows: { id: string; notShown?: string }[] = JSON.parse(stdout).runs[0];
    const peers = rows.filter(({ id }) => id.startsWith('peers/'));
    expect(peers.find(({ id }) => id.includes('pytorch'))?.notShown).toContain(
      'no-python cannot import torch',
    );
    expect(peers.find(({ id }) => id.endsWith('float32'))?.notShown).toContain('--llama2c');
  });

  test('a program that decodes gets a model of its format and the shape', () => {
    const program = join(folder, 'program');
    writeFileSync(
      program,
      `#!${process.execPath}
       const { readFileSync, statSync } = require('node:fs');
       const [model, ...args] = process.argv.slice(2);
       const tokenizer = args[args.indexOf('-z') + 1];
       const header = Array.from({ length: 7 }, (_, i) => readFileSync(model).readInt32LE(4 * i));
       if (header.join() !== '64,171,8,16,16,10000,256' || !statSync(tokenizer).size) process.exit(1);
       console.error('achieved tok/s: ' + 1000 * Number(process.env.OMP_NUM_THREADS));`,
      { mode: 0o755 },
    );
    const filter = 'peers/decoding/64x8/float32';
    const { status, stdout } = bench('--seconds', '0.01', '--filter', filter, '--llama2c', program, '--json');
    expect(status).toBe(0);
    const rows: { id: string; unit?: string; more?: object }[] = JSON.parse(stdout).runs[0];
    const threads = Math.min(2, addon.machine().threads);
    expect(rows.find(({ id }) => id === filter)).toMatchObject({
      unit: '×',
      more: { peer: { name: 'llama2.c', threads, tokensPerSecond: 1000 * threads } },
    });
  });

  test('what is not understood ends with status 2 and the help', () => {
    for (const args of [
      ['--seconds', 'x'],
      ['--filter', 'nothing like it'],
      ['--compare', join(folder, 'no-results.json')],
    ]) {
      const { status, stderr } = bench(...args);
      expect(status).toBe(2);
      expect(stderr).toContain(`error: ${args[0]}`);
    }
  });
});
