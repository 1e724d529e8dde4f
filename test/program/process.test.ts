/** Workers and the end of processes and workers while calls run. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { packageRoot } from '../../lib/runtime/here.ts';

const script = (name: string) => [
  join(packageRoot, 'test', 'typescript.cjs'),
  join(packageRoot, 'test', 'program', name),
];

function run(scenario: string) {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [...script('ending.ts'), scenario], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, signal, stdout: stdout.trim(), stderr };
}

describe('a process with calls running', () => {
  test.each([
    ['exit', 7, 'leaving'],
    ['throw', 1, ''],
    ['drain', 0, 'done 2'],
    ['leave', 0, 'ABORTED ABORTED'],
    ['forget', 0, 'forgotten'],
  ])('%s', (scenario, status, stdout) => {
    expect(run(scenario)).toMatchObject({ status, signal: null, stdout });
  });
});

describe('workers', () => {
  test.each([
    ['workers', 'the same in 3 workers and here'],
    ['terminate', 'terminated 4 times; still here'],
    ['only-workers', 'loaded by workers alone, 3 times'],
    ['exit-in-worker', 'left with 3'],
    ['exit-with-workers', 'leaving'],
  ])('%s', (scenario, stdout) => {
    expect(run(scenario)).toMatchObject({ status: 0, signal: null, stdout });
  });
});
