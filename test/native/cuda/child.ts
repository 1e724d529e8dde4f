/** A script of this folder in a process of its own, whose environment says which of several ways kernels go. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** `input` comes to it as JSON on standard input, and what it prints is JSON too. */
export function runScript<Result>(
  script: string,
  input: object,
  environment: Record<string, string>,
): Result {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [join(__dirname, '../../typescript.cjs'), join(__dirname, script)],
    {
      input: JSON.stringify(input),
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      env: { ...process.env, ...environment },
    },
  );
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Result;
}
