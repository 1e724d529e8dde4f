/** Levels, threads and memory of the CPU backend. */
import { spawnSync } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from '@jest/globals';
import { packageRoot } from '../../../lib/runtime/here.ts';
import { type Arrays, addon, expectSameBits, levels, Numbers, poison } from './harness.ts';

function machineWith(level: string): { stdout: string; status: number | null } {
  const script = `
    try {
      const machine = require('node-gyp-build')(process.argv[1]).machine();
      console.log(JSON.stringify({ level: machine.level }));
    } catch (error) {
      console.log(JSON.stringify({ code: error.code, message: error.message }));
    }`;
  return spawnSync(process.execPath, ['-e', script, packageRoot], {
    cwd: packageRoot,
    env: { ...process.env, TINYSTORIES_CPU: level },
    encoding: 'utf8',
  });
}

describe('levels', () => {
  test('the base level is always there, the strongest is chosen', () => {
    const machine = addon.machine();
    expect(machine.compiledLevels[0]).toBe('base');
    expect(machine.usableLevels[0]).toBe('base');
    expect(machine.threads).toBeGreaterThanOrEqual(1);
    expect(JSON.parse(machineWith('').stdout)).toEqual({ level: machine.usableLevels.at(-1) });
  });

  test.each(levels)('TINYSTORIES_CPU=%s is obeyed', (level) => {
    expect(JSON.parse(machineWith(level).stdout)).toEqual({ level });
  });

  test('an unknown level is an error that names the choices', () => {
    const { code, message } = JSON.parse(machineWith('sse9').stdout);
    expect(code).toBe('UNSUPPORTED');
    expect(message).toMatch(/TINYSTORIES_CPU=sse9.*expected one of base/);
  });
});

function linearInputs(seed: number): { attributes: Record<string, number>; arrays: Arrays } {
  const data = new Numbers(seed);
  const [rows, inner, out] = [600, 64, 96];
  return {
    attributes: { rows, in: inner, activation: 1 },
    arrays: {
      x: data.floats(rows * inner),
      weight0: data.floats(out * inner),
      dy: data.floats(rows * out),
      pre: data.floats(rows * out),
      dx: poison(rows * inner),
      dWeight0: new Float32Array(out * inner),
      dBias0: new Float32Array(out),
    },
  };
}

test('operations of several threads of Node share the pool and keep their bits', async () => {
  const { attributes, arrays } = linearInputs(51);
  const expected = addon.runOperation('linearBackward', attributes, arrays, { level: 'base', threads: 1 });
  const code = `
    const { parentPort, workerData } = require('node:worker_threads');
    const addon = require('node-gyp-build')(workerData.root);
    const { attributes, arrays, threads } = workerData;
    let last;
    for (let i = 0; i < 15; i++) last = addon.runOperation('linearBackward', attributes, arrays, { level: 'base', threads });
    parentPort.postMessage(last);`;
  const results = await Promise.all(
    [1, 2, 3, 4].map(
      (threads) =>
        new Promise<Arrays>((resolve, reject) => {
          const workerData = { root: packageRoot, attributes, arrays, threads };
          const worker = new Worker(code, { eval: true, workerData });
          worker.once('message', resolve);
          worker.once('error', reject);
        }),
    ),
  );
  for (const result of results) expectSameBits(result, expected);
});

test('memory running out is an error, whichever allocation fails', () => {
  const { attributes, arrays } = linearInputs(52);
  const options = { level: levels[0], threads: 2 };
  const expected = addon.runOperation('linearBackward', attributes, arrays, options);
  let failures = 0;
  for (let nth = 1; ; nth++) {
    addon.failAllocation(nth);
    try {
      const got = addon.runOperation('linearBackward', attributes, arrays, options);
      expect(addon.failAllocation(0)).toBeLessThan(nth);
      expectSameBits(got, expected);
      break;
    } catch (error) {
      expect((error as { code?: string }).code).toBe('OUT_OF_MEMORY');
      expect((error as Error).message).toMatch(/no memory/);
      failures++;
    } finally {
      addon.failAllocation(0);
    }
  }
  // The arrays outside the arena, the arena, the rearranged weights and the workspace.
  const outside = Object.keys(arrays).filter((name) => !/^(weight|bias)/.test(name));
  expect(failures).toBeGreaterThanOrEqual(outside.length + 3);
});
