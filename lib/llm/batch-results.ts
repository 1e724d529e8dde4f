/** Reads the files in which a batch gives its results. Their lines come in any order. */
import { type Failure, notDone, refused, unreadable } from './failures.ts';
import { type Answer, readValue, Unreadable } from './replies.ts';
import type { LlmUsage } from './types.ts';

export type Result =
  | { key: string; answer: Answer }
  | { key: string; failure: Failure; usage: LlmUsage | null };

/** The results in an output file or an error file. A line that cannot be read has no key, so it is nobody's. */
export function* readResults(bytes: Buffer, api: 'chat' | 'responses'): Generator<Result> {
  for (let from = 0; from < bytes.length; ) {
    const newline = bytes.indexOf(10, from);
    const end = newline < 0 ? bytes.length : newline;
    // Some servers begin with a byte order mark.
    const result = resultOf(bytes.toString('utf8', from, end).replace(/^\uFEFF/, ''), api);
    if (result !== null) yield result;
    from = end + 1;
  }
}

/** Whether these bytes are such a file: a gateway may send its own page instead. */
export function holdsResults(bytes: Buffer, api: 'chat' | 'responses'): boolean {
  return bytes.length === 0 || readResults(bytes, api).next().done === false;
}

function resultOf(text: string, api: 'chat' | 'responses'): Result | null {
  let line: ResultLine | null;
  try {
    line = JSON.parse(text) as ResultLine | null;
  } catch {
    return null;
  }
  const key = line?.custom_id;
  if (line === null || typeof key !== 'string') return null;
  const given = line.response?.status_code;
  const status = typeof given === 'number' ? given : null;
  if (status === 200) {
    const read = readValue(api, line.response?.body);
    if (!(read instanceof Unreadable)) return { key, answer: read };
    return { key, failure: unreadable(read.message, read.status), usage: read.usage };
  }
  const error = line.response?.body?.error ?? line.error;
  const message = typeof error?.message === 'string' ? error.message : 'the batch holds no answer';
  const code = typeof error?.code === 'string' ? error.code : null;
  if (status === null) return { key, failure: notDone(message, code), usage: null };
  const param = typeof error?.param === 'string' ? error.param : null;
  const failure = refused({ status, headers: new Headers(), code, param, message });
  return { key, failure: { ...failure, charged: false }, usage: null };
}

interface ResultLine {
  custom_id?: unknown;
  response?: { status_code?: unknown; body?: { error?: ResultError } } | null;
  error?: ResultError | null;
}

interface ResultError {
  message?: unknown;
  code?: unknown;
  param?: unknown;
}
