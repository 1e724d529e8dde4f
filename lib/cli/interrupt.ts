import { AbortedError } from '../runtime/errors.ts';
import { EXIT } from './exit.ts';
import type { Terminal } from './terminal.ts';

/** Below `npm run` one Ctrl-C arrives twice: from the terminal, and forwarded by npm. */
const SAME_PRESS_MS = 500;

/**
 * Ctrl-C: the first asks the work to stop at its next boundary (training leaves a checkpoint), the second ends
 * the process at once. SIGTERM counts as a first one.
 */
export class Interrupt {
  readonly #controller = new AbortController();
  readonly #terminal: Terminal;
  readonly #clock: () => number;
  #received: NodeJS.Signals | undefined;
  #when = 0;

  constructor(terminal: Terminal, clock: () => number = () => performance.now()) {
    this.#terminal = terminal;
    this.#clock = clock;
    process.on('SIGINT', this.#receive);
    process.on('SIGTERM', this.#receive);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** What the process should end with when a signal came; undefined when none did. */
  get exitCode(): number | undefined {
    if (this.#received === undefined) return undefined;
    return this.#received === 'SIGTERM' ? EXIT.terminated : EXIT.interrupted;
  }

  stop(): void {
    process.off('SIGINT', this.#receive);
    process.off('SIGTERM', this.#receive);
  }

  readonly #receive = (signal: NodeJS.Signals): void => {
    if (this.#received !== undefined) {
      if (this.#clock() - this.#when >= SAME_PRESS_MS) process.exit(this.exitCode);
      return;
    }
    this.#received = signal;
    this.#when = this.#clock();
    const begin = this.#terminal.live ? '\r\x1b[2K' : '';
    this.#terminal.err(`${begin}stopping … (Ctrl-C again ends at once, and saves nothing)\n`);
    this.#controller.abort(new AbortedError('interrupted'));
  };
}
