/** Blocks of the storyteller's stories in order, told by worker threads or, with pauses, by this one. */

import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { throwIfAborted } from '../runtime/abort.ts';
import { packageRoot } from '../runtime/here.ts';
import { checkWhole } from '../runtime/whole.ts';
import { inWorkers } from '../runtime/worker-pool.ts';
import { type Block, blockTasks, type Recipe, tellBlockInPieces } from './make-block.ts';

export type { Block, Recipe } from './make-block.ts';

/** A thread starts in the time that so many stories take. */
const STORIES_PER_WORKER = 1000;
/** Milliseconds of telling after which this thread sees to other things. */
const TURN = 5;

export interface TellBlocksOptions {
  /** 1: none, told on this thread. */
  workers: number;
  /** What is being done, for messages: `making stories in corpus`. */
  what: string;
  signal?: AbortSignal | undefined;
}

/**
 * @param stories how many; may be Infinity for a taker that stops by itself
 * @throws MismatchError as the storyteller does; WorkerError; AbortedError
 */
export async function* tellBlocks(
  recipe: Recipe,
  stories: number,
  { workers, what, signal }: TellBlocksOptions,
): AsyncGenerator<Block, void, void> {
  const tasks = blockTasks(recipe, stories);
  if (workers > 1) {
    // Threads run what was compiled, also where the rest is run from its sources.
    const script = join(packageRoot, 'dist', 'data', 'make-worker.js');
    yield* inWorkers(tasks, { script, workers, what, signal });
    return;
  }
  const breathe = turns();
  for (const task of tasks) {
    const block = await tellBlockInPieces(task, () => {
      throwIfAborted(signal, `${what} was aborted`);
      return breathe();
    });
    yield block;
  }
}

/** How many threads tell so many stories. @throws InvalidArgumentError */
export function workersFor(stories: number, workers: number | undefined): number {
  if (workers === undefined)
    return Math.max(1, Math.min(availableParallelism(), Math.floor(stories / STORIES_PER_WORKER)));
  return checkWhole('workers', workers, 1, 1024);
}

/** A promise of a pause whenever this thread has worked for so long, null before. */
function turns(): () => Promise<void> | null {
  let began = performance.now();
  return () => {
    if (performance.now() - began < TURN) return null;
    return new Promise((resolve) => {
      setImmediate(() => {
        began = performance.now();
        resolve();
      });
    });
  };
}
