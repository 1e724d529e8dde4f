import type { Terminal } from './terminal.ts';

/** What a verb is given besides its options. */
export interface Context {
  readonly terminal: Terminal;
  /** Fires at the first Ctrl-C. */
  readonly signal: AbortSignal;
}
