/**
 * Where things stand in a run directory:
 *
 *     run.json  metrics.jsonl  samples.jsonl  events.out.tfevents.*  lock.json (while training)
 *     checkpoints/step-000020/   last.json  best.json
 *     grades/step-000020/        of a checkpoint graded while training; others by other names
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { exists, fileError, removeLeftovers, removePath } from '../runtime/files.ts';
import { readJson, writeJson } from '../runtime/json.ts';

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

  get grades(): string {
    return join(this.path, 'grades');
  }

  /** Grading of a checkpoint, as it was graded while training. */
  grading(step: number): string {
    return join(this.grades, checkpointName(step));
  }

  /** Steps of which a checkpoint folder stands, ascending. */
  steps(): Promise<number[]> {
    return stepsIn(this.checkpoints);
  }

  /** Removes the grades of checkpoints past a step, and what gradings that were killed left. */
  async removeGradesAfter(step: number): Promise<void> {
    const steps = await stepsIn(this.grades);
    for (const later of steps.filter((one) => one > step)) await removePath(this.grading(later));
    if (await exists(this.grades)) await removeLeftovers(this.grades);
  }

  async writePointer(name: 'last' | 'best', pointer: Pointer): Promise<void> {
    await writeJson(join(this.checkpoints, `${name}.json`), pointer);
  }

  async readPointer(name: 'last' | 'best'): Promise<Pointer> {
    return (await readJson(join(this.checkpoints, `${name}.json`))) as Pointer;
  }
}

/** Steps that folders of a folder are named after, ascending; none where it is not there. */
async function stepsIn(folder: string): Promise<number[]> {
  const names = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return [];
    throw fileError(folder, cause, 'read');
  });
  return names
    .flatMap((name) => {
      const match = CHECKPOINT.exec(name);
      return match ? [Number(match[1])] : [];
    })
    .sort((a, b) => a - b);
}

export function checkpointName(step: number): string {
  return `step-${String(step).padStart(6, '0')}`;
}
