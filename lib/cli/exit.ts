import { CommanderError } from 'commander';
import { withoutControls } from '../data/text/controls.ts';
import { type ErrorCode, TinyStoriesError } from '../runtime/errors.ts';

/** What the process ends with. Stable: scripts rely on it (docs/errors.md). */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  /** The native addon cannot be loaded. */
  addon: 3,
  /** Another process works on the same run, folder, journal or file. */
  locked: 4,
  /** Training met NaN or infinity too often, or a model computes them. */
  diverged: 5,
  /** Memory planned exceeds what there is. */
  memory: 6,
  /** The device asked for cannot be used, or failed. */
  device: 7,
  /** A language model's server refused, failed or could not be read. */
  llm: 8,
  /** A budget of dollars, tokens or requests is used up. */
  budget: 9,
  interrupted: 130,
  terminated: 143,
} as const;

const BY_CODE: Partial<Record<ErrorCode, number>> = {
  INVALID_ARGUMENT: EXIT.usage,
  ADDON_NOT_LOADED: EXIT.addon,
  LOCKED: EXIT.locked,
  NON_FINITE: EXIT.diverged,
  OUT_OF_MEMORY: EXIT.memory,
  DEVICE: EXIT.device,
  LLM: EXIT.llm,
  BUDGET: EXIT.budget,
  ABORTED: EXIT.interrupted,
};

/** A verb's own way to fail: one line, and what the process ends with. */
export class CliFailure extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode: number = EXIT.failed) {
    super(message);
    this.exitCode = exitCode;
  }
}

export function exitCode(error: unknown): number {
  if (error instanceof CommanderError) {
    const asked = error.code === 'commander.helpDisplayed' || error.code === 'commander.version';
    return asked ? EXIT.done : EXIT.usage;
  }
  if (error instanceof CliFailure) return error.exitCode;
  if (error instanceof TinyStoriesError) return BY_CODE[error.code] ?? EXIT.failed;
  if (error instanceof Error && error.name === 'AbortError') return EXIT.interrupted;
  return EXIT.failed;
}

/** One line that says what was wrong and what to do; the stack only when `debug`. */
export function describeError(error: unknown, debug: boolean): string {
  if (!(error instanceof Error)) return `error: ${String(error)}\n`;
  // Messages quote files, and files are hostile.
  const line = withoutControls(error.message.trim().replace(/\s*\n\s*/g, ' '));
  const expected = error instanceof TinyStoriesError || error instanceof CliFailure;
  const unexpected = !expected && error.name !== 'AbortError';
  const hint = unexpected && !debug ? ' (unexpected; TINYSTORIES_DEBUG=1 shows where)' : '';
  return `error: ${line}${hint}\n${debug ? `${stacks(error)}\n` : ''}`;
}

function stacks(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stacks(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}
