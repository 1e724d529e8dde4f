/** Training runs in processes of their own, for tests that end them in the middle. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../../lib/runtime/here.ts';
import { readMetrics } from '../../lib/training/metrics.ts';
import type { TrainOptions } from '../../lib/training/options.ts';
import { RunDirectory } from '../../lib/training/run-directory.ts';

export interface Outcome {
  /** What ended the process, if a signal did. */
  killed: boolean;
  writes?: number;
  error?: { name: string; message: string };
}

/** Trains in a new process. `fault` is the value of TINYSTORIES_FAULT_WRITE. */
export function trainElsewhere(options: TrainOptions, fault = ''): Promise<Outcome> {
  const script = join(packageRoot, 'test', 'typescript.cjs');
  const child = join(packageRoot, 'test', 'training', 'child.ts');
  const env = { ...process.env, TINYSTORIES_FAULT_WRITE: fault };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [script, child, JSON.stringify(options)], { env }, (error, out, err) => {
      if (error?.signal === 'SIGKILL') resolve({ killed: true });
      else if (out === '') reject(new Error(`the process said nothing: ${err}`));
      else resolve({ killed: false, ...JSON.parse(out.trim().split('\n').at(-1) as string) });
    });
  });
}

/** What two runs that are the same run have in common: every number but the speed, and the last weights. */
export async function trace(run: string): Promise<{ metrics: unknown[]; weights: string; moments: string }> {
  const directory = new RunDirectory(run);
  const metrics = await readMetrics(directory.metrics);
  const { step } = await directory.readPointer('last');
  const folder = directory.checkpoint(step);
  return {
    metrics: metrics.map(({ tokensPerSecond: _, ...rest }) => rest),
    weights: await digest(join(folder, 'model.safetensors')),
    moments: await digest(join(folder, 'training', 'moments.safetensors')),
  };
}

/** Of the whole file: shown in full, a difference of weights would say nothing. */
async function digest(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}
