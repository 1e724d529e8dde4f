/**
 * Typed errors. Each says what was wrong, what was expected and what to do; `code` is stable.
 */

export type ErrorCode =
  | 'INVALID_ARGUMENT'
  | 'ADDON_NOT_LOADED'
  | 'DISPOSED'
  | 'BUSY'
  | 'OUT_OF_MEMORY'
  | 'FILE'
  | 'FORMAT'
  | 'MISMATCH'
  | 'LOCKED'
  | 'NON_FINITE'
  | 'UNSUPPORTED'
  | 'DEVICE'
  | 'ABORTED'
  | 'NATIVE'
  | 'WORKER'
  | 'LLM'
  | 'BUDGET';

/** Base of every error that this package throws on purpose. */
export class TinyStoriesError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** A value of the caller's that cannot be meant. */
export class InvalidArgumentError extends TinyStoriesError {
  constructor(what: string, expected: string, actual: unknown) {
    super('INVALID_ARGUMENT', `${what}: expected ${expected}, got ${show(actual)}`);
  }
}

/** The native addon could not be loaded; the message holds the reason and the command that helps. */
export class AddonError extends TinyStoriesError {
  constructor(message: string, options?: ErrorOptions) {
    super('ADDON_NOT_LOADED', message, options);
  }
}

/** Used after `dispose()`. */
export class DisposedError extends TinyStoriesError {
  constructor(what: string) {
    super('DISPOSED', `${what} was disposed of and cannot be used any more`);
  }
}

/** A call that may not overlap with the one still running. */
export class BusyError extends TinyStoriesError {
  constructor(message: string) {
    super('BUSY', message);
  }
}

/** Memory planned exceeds what there is; the message names need, limit and the largest batch that fits. */
export class OutOfMemoryError extends TinyStoriesError {
  constructor(message: string) {
    super('OUT_OF_MEMORY', message);
  }
}

/** A file could not be read or written. `path` is the file; the cause is kept. */
export class FileError extends TinyStoriesError {
  readonly path: string;

  constructor(path: string, message: string, options?: ErrorOptions) {
    super('FILE', `${path}: ${message}`, options);
    this.path = path;
  }
}

/** A file's content is not what its format allows. */
export class FormatError extends TinyStoriesError {
  readonly path: string;

  constructor(path: string, message: string, options?: ErrorOptions) {
    super('FORMAT', `${path}: ${message}`, options);
    this.path = path;
  }
}

/** Two things that must belong together do not (tokenizer and shard, checkpoint and model). */
export class MismatchError extends TinyStoriesError {
  constructor(message: string, options?: ErrorOptions) {
    super('MISMATCH', message, options);
  }
}

/** Another process works in this folder, with this journal, or on this download. */
export class LockedError extends TinyStoriesError {
  constructor(message: string) {
    super('LOCKED', message);
  }
}

/** Training met NaN or infinity too often, or a model's weights are broken so that it computes them. */
export class NonFiniteError extends TinyStoriesError {
  constructor(message: string) {
    super('NON_FINITE', message);
  }
}

/** Asked for something that is not there, with what to do instead. */
export class UnsupportedError extends TinyStoriesError {
  constructor(message: string) {
    super('UNSUPPORTED', message);
  }
}

/** The device asked for cannot be used, or failed; the message says why, and what to do. */
export class DeviceError extends TinyStoriesError {
  constructor(message: string, options?: ErrorOptions) {
    super('DEVICE', message, options);
  }
}

/** Ended by an AbortSignal or `cancel()`. Named as the platform names it. */
export class AbortedError extends TinyStoriesError {
  constructor(message = 'the operation was aborted', options?: ErrorOptions) {
    super('ABORTED', message, options);
    this.name = 'AbortError';
  }
}

/** The native side failed for a reason that has no class of its own. */
export class NativeError extends TinyStoriesError {
  constructor(message: string, options?: ErrorOptions) {
    super('NATIVE', message, options);
  }
}

/** A worker thread ended before its work was done. */
export class WorkerError extends TinyStoriesError {
  constructor(message: string, options?: ErrorOptions) {
    super('WORKER', message, options);
  }
}

/** A language model's server refused, failed or answered with what cannot be read; the message says what to do. */
export class LlmError extends TinyStoriesError {
  /** HTTP status of the last answer; null where none came, or where the error stands for many questions. */
  readonly status: number | null;
  /** True: it would meet every other question as well, and nothing more is sent. False: this question alone is lost. */
  readonly final: boolean;

  constructor(message: string, options: { status?: number | null; final?: boolean } = {}) {
    super('LLM', message);
    this.status = options.status ?? null;
    this.final = options.final ?? false;
  }
}

/** A hard stop of dollars, tokens or requests: what was asked for was not sent. */
export class BudgetError extends TinyStoriesError {
  constructor(message: string) {
    super('BUDGET', message);
  }
}

/** Items of an array that are shown. */
const SHOWN_ITEMS = 8;

/** A value in a message: short whatever it is, and without an error of its own. */
function show(value: unknown): string {
  try {
    if (!Array.isArray(value)) return showOne(value);
    const items = Array.from(value.slice(0, SHOWN_ITEMS), (item) =>
      Array.isArray(item) ? `an array of ${item.length}` : showOne(item),
    );
    const more = value.length - items.length;
    return `[${items.join(', ')}${more > 0 ? `, … ${more} more` : ''}]`;
  } catch {
    // A proxy or a getter that throws.
    return 'what cannot be shown';
  }
}

function showOne(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(cut(value));
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return cut(String(value));
  const name: unknown = value.constructor?.name;
  return `an object of ${typeof name === 'string' && name !== '' ? cut(name) : 'no class'}`;
}

function cut(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
