/** The side of `inWorkers` that runs on the worker thread. */
import { parentPort, type TransferListItem } from 'node:worker_threads';
import { TinyStoriesError, UnsupportedError } from './errors.ts';
import type { Answer, Assignment } from './worker-pool.ts';

/**
 * Does tasks as they come, until the thread is ended.
 * @param handOver memory of a result that is moved to the other thread instead of copied
 */
export function serveTasks<Task, Result>(
  work: (task: Task) => Result,
  handOver: (result: Result) => TransferListItem[],
): void {
  const port = parentPort;
  if (!port) throw new UnsupportedError('this module is the entry of a worker thread and cannot be imported');
  port.on('message', ({ id, task }: Assignment) => {
    let result: Result;
    try {
      result = work(task as Task);
    } catch (error) {
      const code = error instanceof TinyStoriesError ? error.code : null;
      const message = error instanceof Error ? error.message : String(error);
      port.postMessage({ id, failure: { code, message } } satisfies Answer);
      return;
    }
    port.postMessage({ id, result } satisfies Answer, handOver(result));
  });
}
