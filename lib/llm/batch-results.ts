/** Reads the files in which a batch gives its results. Their lines come in any order. */
import { type Failure, refused, unreadable } from './failures.ts';
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
    const result = resultOf(bytes.toString('utf8', from, end), api);
    if (result !== null) yield result;
    from = end + 1;
  }
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
  const status = line.response?.status_code ?? null;
  if (status === 200) {
    const read = readValue(api, line.response?.body);
    if (!(read instanceof Unreadable)) return { key, answer: read };
    return { key, failure: unreadable(read.message, read.status), usage: read.usage };
  }
  const error = line.response?.body?.error ?? line.error;
  const message = typeof error?.message === 'string' ? error.message : 'the batch holds no answer';
  const code = typeof error?.code === 'string' ? error.code : null;
  const param = typeof error?.param === 'string' ? error.param : null;
  // Without a status (expired, say) the request was not done, and may be in another batch.
  const failure = refused({ status: status ?? 500, headers: new Headers(), code, param, message });
  return { key, failure: { ...failure, charged: false }, usage: null };
}

interface ResultLine {
  custom_id?: unknown;
  response?: { status_code?: number; body?: { error?: ResultError } } | null;
  error?: ResultError | null;
}

interface ResultError {
  message?: unknown;
  code?: unknown;
  param?: unknown;
}
