/**
 * Where things stand in a run directory:
 *
 *     run.json  metrics.jsonl  samples.jsonl  events.out.tfevents.*  lock.json (while training)
 *     checkpoints/step-000020/   last.json  best.json
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError, readJson, writeJson } from '../runtime/files.ts';

const CHECKPOINT = /^step-(\d{6,15})$/;

/** Names one checkpoint of a run; `last.json` and `best.json` beside the checkpoints. */
export interface Pointer {
  step: number;
  /** Name of the folder, beside the pointer. */
  folder: string;
  /** Validation loss after that step, nats a token, where it was measured. */
  valLoss: number | null;
}

export class RunDirectory {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  get runFile(): string {
    return join(this.path, 'run.json');
  }

  get metrics(): string {
    return join(this.path, 'metrics.jsonl');
  }

  get samples(): string {
    return join(this.path, 'samples.jsonl');
  }

  get checkpoints(): string {
    return join(this.path, 'checkpoints');
  }

  checkpoint(step: number): string {
    return join(this.checkpoints, checkpointName(step));
  }

  /** Steps of which a checkpoint folder stands, ascending. */
  async steps(): Promise<number[]> {
    const names = await readdir(this.checkpoints).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') return [];
      throw fileError(this.checkpoints, cause, 'read');
    });
    return names
      .flatMap((name) => {
        const match = CHECKPOINT.exec(name);
        return match ? [Number(match[1])] : [];
      })
      .sort((a, b) => a - b);
  }

  async writePointer(name: 'last' | 'best', pointer: Pointer): Promise<void> {
    await writeJson(join(this.checkpoints, `${name}.json`), pointer);
  }

  async readPointer(name: 'last' | 'best'): Promise<Pointer> {
    return (await readJson(join(this.checkpoints, `${name}.json`))) as Pointer;
  }
}

export function checkpointName(step: number): string {
  return `step-${String(step).padStart(6, '0')}`;
}
