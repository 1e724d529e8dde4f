/** Runs a TypeScript file of the tests in a process of its own, whose memory and life are its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** What it printed. */
  said: string;
}

/** @param path below test/; the file sees `args` from `process.argv[3]` on */
export async function runChild(path: string, ...args: string[]): Promise<Ended> {
  const script = ['--expose-gc', join(__dirname, 'typescript.cjs'), join(__dirname, path), ...args];
  const child = spawn(process.execPath, script, { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    said += chunk;
  });
  const [code, signal] = await once(child, 'close');
  return { code, signal, said };
}
