/** Tasks done on worker threads, with their results in order and few of them waiting. */
import { Worker } from 'node:worker_threads';
import { onAbort } from './abort.ts';
import { AbortedError, MismatchError, type TinyStoriesError, WorkerError } from './errors.ts';

export interface WorkerPoolOptions {
  /** The compiled module that calls `serveTasks`, an absolute path. */
  script: string;
  workers: number;
  /** What is being done, for messages: `making stories in corpus`. */
  what: string;
  signal?: AbortSignal | undefined;
}

/** A task on its way to a worker. */
export interface Assignment {
  id: number;
  task: unknown;
}

/** What a worker answers. */
export interface Answer {
  id: number;
  result?: unknown;
  /** Classes do not cross threads; code and message do. */
  failure?: { code: string | null; message: string };
}

/** Tasks given out and not yet taken, for each worker: enough that none waits for the taker. */
const AHEAD = 4;

/**
 * Yields the result of every task in the order of the tasks. A worker that is free gets the next task, but only so
 * many results wait for the one before them or for the caller. However this ends, the threads have ended too.
 * @throws AbortedError; WorkerError when a thread ends too soon; MismatchError as a task threw it.
 */
export async function* inWorkers<Task, Result>(
  tasks: Iterable<Task>,
  options: WorkerPoolOptions,
): AsyncGenerator<Result, void, void> {
  const { script, workers, what, signal } = options;
  const waiting = tasks[Symbol.iterator]();
  const answers = new Map<number, Answer>();
  const free: Worker[] = [];
  let given = 0;
  let taken = 0;
  let exhausted = false;
  let failure: Error | null = null;
  let wake = (): void => {};

  const giveOut = (): void => {
    while (free.length > 0 && !exhausted && given - taken < workers * AHEAD) {
      const next = waiting.next();
      if (next.done) exhausted = true;
      else free.pop()!.postMessage({ id: given++, task: next.value } satisfies Assignment);
    }
  };
  const fail = (error: Error): void => {
    failure ??= error;
    wake();
  };
  const start = (): Worker => {
    // Flags of the caller's such as --input-type would keep the thread from starting.
    const worker = new Worker(script, { execArgv: [] });
    worker.on('message', (answer: Answer) => {
      answers.set(answer.id, answer);
      free.push(worker);
      giveOut();
      wake();
    });
    worker.on('error', (cause) => fail(ended(what, cause.message, cause)));
    worker.on('exit', (code) => fail(ended(what, `exit code ${code}`)));
    return worker;
  };

  const aborted = (): void => fail(new AbortedError(`${what} was aborted`, { cause: signal?.reason }));
  const unlisten = signal ? onAbort(signal, aborted) : () => {};
  if (signal?.aborted) aborted();
  const pool: Worker[] = [];
  try {
    while (pool.length < workers && failure === null) pool.push(start());
    free.push(...pool);
    giveOut();
    while (!exhausted || taken < given) {
      if (failure !== null) throw failure;
      const answer = answers.get(taken);
      if (answer) {
        // In its turn, so that the error is the same for any number of workers.
        if (answer.failure) throw revived(answer.failure, what);
        answers.delete(taken++);
        giveOut();
        yield answer.result as Result;
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    unlisten();
    await Promise.all(pool.map((worker) => worker.terminate()));
  }
}

function ended(what: string, why: string, cause?: unknown): WorkerError {
  const advice = 'run it again, with one worker if it happens again';
  return new WorkerError(`${what}: a worker thread ended before its work was done (${why}); ${advice}`, {
    cause,
  });
}

function revived({ code, message }: NonNullable<Answer['failure']>, what: string): TinyStoriesError {
  return code === 'MISMATCH'
    ? new MismatchError(message)
    : new WorkerError(`${what}: a worker thread failed: ${message}`);
}
