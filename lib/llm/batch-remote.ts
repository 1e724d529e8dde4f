/** What a server says of its files and batches, read. Nothing is guessed: what cannot be used is `Unreadable`. */
import { isJsonObject } from '../formats/strict-json.ts';
import { Unreadable } from './replies.ts';

export interface RemoteBatch {
  id: string;
  status: string;
  /** Nothing more comes of it. */
  ended: boolean;
  outputFile: string | null;
  errorFile: string | null;
  /** Why it failed as a whole. */
  errors: { code: string | null; message: string | null }[];
}

/** A batch as a list names it; `value` is for `readBatch`. */
export interface ListedBatch {
  id: string;
  inputFile: string | null;
  /** Seconds since 1970 by the server's clock; null where it does not say. */
  createdAt: number | null;
  value: unknown;
}

const UNDER_WAY = ['validating', 'in_progress', 'finalizing', 'cancelling'];
const ENDED = ['completed', 'failed', 'expired', 'cancelled'];

/** The id of what was made. */
export function readId(value: unknown, what: 'file' | 'batch'): string | Unreadable {
  const id = isJsonObject(value) ? text(value.id) : null;
  return id ?? new Unreadable(`the server gave its ${what} no id; does it have a Batch API?`);
}

export function readBatch(value: unknown): RemoteBatch | Unreadable {
  const id = isJsonObject(value) ? text(value.id) : null;
  if (!isJsonObject(value) || id === null) return new Unreadable('what came is no batch');
  const { status } = value;
  const ended = ENDED.some((one) => one === status);
  if (typeof status !== 'string' || (!ended && !UNDER_WAY.includes(status)))
    return new Unreadable(`the status of batch ${id} is ${JSON.stringify(status)}, which says nothing`);
  const errors = isJsonObject(value.errors) && Array.isArray(value.errors.data) ? value.errors.data : [];
  return {
    id,
    status,
    ended,
    outputFile: text(value.output_file_id),
    errorFile: text(value.error_file_id),
    errors: errors.filter(isJsonObject).map(({ code, message }) => ({
      code: text(code),
      message: text(message),
    })),
  };
}

/** A page of the server's list, newest first; `more`: older ones follow. */
export function readList(value: unknown): { batches: ListedBatch[]; more: boolean } | Unreadable {
  if (!isJsonObject(value) || !Array.isArray(value.data))
    return new Unreadable('what came is no list of batches');
  const batches: ListedBatch[] = [];
  for (const one of value.data) {
    const id = isJsonObject(one) ? text(one.id) : null;
    if (id === null) continue;
    const { input_file_id: file, created_at: at } = one;
    batches.push({ id, inputFile: text(file), createdAt: typeof at === 'number' ? at : null, value: one });
  }
  return { batches, more: value.has_more === true };
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
