/** Runs the command line for tests: the real file in a process of its own, or its `run` in this one. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { run } from '../../lib/cli/main.ts';

const scripts = join(__dirname, '../../scripts');
export const bin: string = join(scripts, 'tinystories.mjs');

export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface SpawnOptions {
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  input?: string;
  /** Another entry point than `bin`, in scripts/. */
  script?: string;
  /** Called when the process has started. */
  onStart?: (child: ChildProcess) => void;
  /** Called with every chunk of stderr so far, to act on what the process says. */
  onStderr?: (text: string, child: ChildProcess) => void;
}

/** `tinystories …args` as a user starts it. */
export function tinystories(args: string[], options: SpawnOptions = {}): Promise<Outcome> {
  const env = { ...process.env, TINYSTORIES_DEBUG: '', NO_COLOR: '1', ...options.env };
  const child = spawn(process.execPath, [options.script ? join(scripts, options.script) : bin, ...args], {
    env,
    cwd: options.cwd ?? process.cwd(),
  });
  options.onStart?.(child);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    stderr += chunk;
    options.onStderr?.(stderr, child);
  });
  child.stdin.end(options.input ?? '');
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** The same without a process of its own: quick, for what does not depend on one. */
export async function inProcess(...args: string[]): Promise<Outcome> {
  const out: string[] = [];
  const err: string[] = [];
  const terminal = {
    out: (text: string) => void out.push(text),
    text: (text: string) => void out.push(text),
    err: (text: string) => void err.push(text),
    live: false,
    width: () => 100,
  };
  const code = await run(args, { terminal, signal: new AbortController().signal });
  return { code, stdout: out.join(''), stderr: err.join('') };
}

/** What every failure must look like: one line for people, no stack. */
export function expectFailure(outcome: Outcome, code: number, message: RegExp): void {
  expect(outcome.stderr).toMatch(message);
  expect(outcome.stderr).toMatch(/^error: [^\n]+\n$/m);
  expect(outcome.stderr).not.toMatch(/\n\s+at /);
  expect(outcome.stdout).toBe('');
  expect(outcome.code).toBe(code);
}
