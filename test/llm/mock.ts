/** Starts the mock server (mock-openai.mjs) for a test, and reads what it received. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** A line of the mock's log. */
export interface Received {
  n: number;
  at: number;
  method: string;
  path: string;
  /** SHA-256 of the bearer token. */
  key: string;
  // biome-ignore lint/suspicious/noExplicitAny: bodies of every shape, for tests to look into
  body: any;
  /** SHA-256 of the body. */
  text: string;
  seen: number;
  done: string | number;
}

export interface Mock {
  baseURL: string;
  /** A folder of the test's own; removed by `close`. */
  folder: string;
  /** What the server received so far, requests of `path` only where given (part of the path). */
  received(path?: string): Received[];
  close(): Promise<void>;
}

/** `script`: what the head of mock-openai.mjs describes, or the text of a JavaScript module. */
export async function startMock(script: object | string = {}): Promise<Mock> {
  const folder = await mkdtemp(join(tmpdir(), 'mock-openai-'));
  const log = join(folder, 'received.jsonl');
  const file = join(folder, typeof script === 'string' ? 'script.mjs' : 'script.json');
  await writeFile(log, '');
  await writeFile(file, typeof script === 'string' ? script : JSON.stringify(script));
  const child = spawn(
    process.execPath,
    [resolve(__dirname, 'mock-openai.mjs'), '--log', log, '--script', file],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  // A test that fails may leave its mock behind; it ends with the process.
  child.unref();
  (child.stdin as Socket).unref();
  const { baseURL } = JSON.parse(await firstLine(child)) as { baseURL: string };
  return {
    baseURL,
    folder,
    received(path = '') {
      const lines = readFileSync(log, 'utf8')
        .split('\n')
        // Behind the last newline is a line that is being written.
        .slice(0, -1);
      return lines.map((line) => JSON.parse(line) as Received).filter((line) => line.path.includes(path));
    },
    async close() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** How the mock's log names a key. */
export function hashOfKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

async function firstLine(child: ChildProcess): Promise<string> {
  let text = '';
  for await (const piece of child.stdout!) {
    text += piece;
    if (text.includes('\n')) break;
  }
  if (!text.includes('\n')) throw new Error('the mock server ended before it listened');
  return text.slice(0, text.indexOf('\n'));
}
