/** Files of JSON: read with care, for they may come from anywhere, and written atomically. */
import { FormatError } from './errors.ts';
import { type ReadOptions, readBytes, type WriteOptions, writeFileAtomic } from './files.ts';
import { decodeUtf8 } from './utf8.ts';

const LIMIT = 64 << 20;

/** Writes a value as JSON, two spaces deep, with a newline at the end; atomically. */
export async function writeJson(path: string, value: unknown, options: WriteOptions = {}): Promise<void> {
  await writeFileAtomic(path, `${JSON.stringify(value, null, 2)}\n`, options);
}

/**
 * Reads a JSON file that may be hostile: its size is capped (default 64 MiB), it must be UTF-8, and a key
 * `__proto__` is refused. The result's shape is for the caller to check.
 */
export async function readJson(path: string, options: ReadOptions = {}): Promise<unknown> {
  const bytes = await readBytes(path, { limit: LIMIT, ...options });
  return parseJson(path, bytes);
}

/** `readJson` for bytes or text already in memory; `path` is for the message. */
export function parseJson(path: string, bytes: Uint8Array | string): unknown {
  const text = typeof bytes === 'string' ? bytes : decodeUtf8(bytes, path, 'JSON');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new FormatError(path, `not valid JSON: ${(cause as Error).message}`, { cause });
  }
  // The name can only arise from the letters themselves or from an escape.
  if (/__proto__|\\u00/i.test(text) && holdsProto(value)) {
    throw new FormatError(path, 'a key named __proto__, which no file of ours has; do not trust this file');
  }
  return value;
}

function holdsProto(value: unknown): boolean {
  const waiting = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== 'object' || next === null) continue;
    if (Object.hasOwn(next, '__proto__')) return true;
    for (const inner of Object.values(next)) waiting.push(inner);
  }
  return false;
}
