import { AbortedError } from '../runtime/errors.ts';
import { EXIT } from './exit.ts';
import type { Terminal } from './terminal.ts';

/**
 * Ctrl-C: the first asks the work to stop at its next boundary (training leaves a checkpoint), the second ends
 * the process at once. SIGTERM counts as a first one.
 */
export class Interrupt {
  readonly #controller = new AbortController();
  readonly #terminal: Terminal;
  #received: NodeJS.Signals | undefined;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
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
    if (this.#received !== undefined) process.exit(this.exitCode);
    this.#received = signal;
    this.#terminal.err(
      `${this.#terminal.live ? '\r\x1b[2K' : ''}stopping … (Ctrl-C again ends at once, without saving)\n`,
    );
    this.#controller.abort(new AbortedError('interrupted'));
  };
}
