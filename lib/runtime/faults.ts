/**
 * The fault counter of the file door. Every operation that changes the disk passes here and is counted; tests
 * make one of them fail, or end the process in the middle of it. `TINYSTORIES_FAULT_WRITE=n[:kill|:CODE]` does
 * the same in a child process (n counts from 1; without an action the code is ENOSPC).
 */

type Action = 'kill' | string;

let counted = 0;
let failAt = 0;
let action: Action = 'ENOSPC';

/** Fault injection for writes. Off unless a test turns it on. */
export const faults: {
  /** The n-th change of the disk from now on fails with `code`; 0 turns it off. */
  failWrite(nth: number, code?: string): void;
  /** Changes of the disk counted since the last `failWrite` (or since the start). */
  readonly count: number;
} = {
  failWrite(nth, code = 'ENOSPC') {
    counted = 0;
    failAt = nth;
    action = code;
  },
  get count() {
    return counted;
  },
};

const fromEnvironment = /^(\d+)(?::(\w+))?$/.exec(process.env.TINYSTORIES_FAULT_WRITE ?? '');
if (fromEnvironment) faults.failWrite(Number(fromEnvironment[1]), fromEnvironment[2]);

/**
 * Does one change of the disk, unless it is the one that is to fail. `partly` is what a crash in the middle
 * leaves behind, such as half of the bytes of a write.
 */
export async function change<T>(
  operation: string,
  whole: () => Promise<T>,
  partly?: () => Promise<unknown>,
): Promise<T> {
  counted++;
  if (counted !== failAt) return whole();
  await partly?.();
  if (action === 'kill') {
    process.kill(process.pid, 'SIGKILL');
    await new Promise(() => {});
  }
  throw Object.assign(new Error(`${action}: injected fault, ${operation}`), { code: action });
}
