import { withoutControls } from '../data/text/controls.ts';

/** Where a verb writes: results to stdout, everything else (progress, remarks, errors) to stderr. */
export interface Terminal {
  out(text: string): void;
  /** To stdout as well, for text that a model told or a file held: it cannot steer the terminal. */
  text(text: string): void;
  err(text: string): void;
  /** stderr is a terminal that lets lines be drawn anew. */
  readonly live: boolean;
  /** Columns of stderr. */
  width(): number;
}

/** The terminal of this process. Survives readers that go away (`tinystories … | head`). */
export function processTerminal(env: NodeJS.ProcessEnv = process.env): Terminal {
  // Nobody reads the result any more: like other filters, end without a word.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    process.stderr.write(`error: stdout: the result could not be written (${error.message})\n`);
    process.exit(1);
  });
  // Nobody watches any more: the work itself goes on.
  process.stderr.on('error', () => {});
  return {
    out: (text) => void process.stdout.write(text),
    text: (text) => void process.stdout.write(process.stdout.isTTY ? withoutControls(text) : text),
    err: (text) => void process.stderr.write(text),
    live: process.stderr.isTTY === true && !env.NO_COLOR && !env.CI && env.TERM !== 'dumb',
    width: () => process.stderr.columns ?? 80,
  };
}

/** Writes one line of JSON, for machines. */
export function printJson(terminal: Terminal, value: unknown): void {
  terminal.out(`${JSON.stringify(value)}\n`);
}
