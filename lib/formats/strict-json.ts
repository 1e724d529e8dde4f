/**
 * JSON of files that nobody vouches for: bytes that must be UTF-8, and objects in which a name stands once.
 * JSON.parse lets a later duplicate win in silence, so two readers could see two different files.
 */
import { FormatError } from '../runtime/errors.ts';

/**
 * Parses UTF-8 JSON. Names such as `__proto__` come out as plain own properties; read objects through
 * `Object.entries`. Throws FormatError (with `path`, and `what` in the message) on bytes that are not UTF-8, on
 * broken JSON and on duplicate names.
 */
export function parseStrictJson(bytes: Uint8Array, path: string, what: string): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new FormatError(path, `${what} is not valid UTF-8`, { cause });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new FormatError(path, `${what} is not valid JSON: ${(cause as Error).message}`, { cause });
  }
  const twice = duplicateName(text);
  if (twice !== null) throw new FormatError(path, `${what} holds the name ${JSON.stringify(twice)} twice`);
  return value;
}

/** True for a JSON object (not an array, not null). */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value of a file in a message: as JSON, and never more than a line of it. */
export function shownJson(value: unknown): string {
  const text = jsonOf(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'nothing';
  } catch {
    // JSON.parse reads what is nested however deeply; writing it again would take more stack than there is.
    return 'what is nested too deeply to be shown';
  }
}

/** A member of what may be an object, and its own: records of strangers may be called `__proto__`, and inherit nothing. */
export function ownMember(value: unknown, name: string): unknown {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The first name that an object of this (valid) JSON text holds twice, or null. */
function duplicateName(text: string): string | null {
  // One set a level; null for an array, in which strings are never names.
  const levels: (Set<string> | null)[] = [];
  let nameExpected = false;
  let at = 0;
  while (at < text.length) {
    const c = text[at];
    if (c === '"') {
      const end = stringEnd(text, at);
      const names = levels.at(-1);
      if (nameExpected && names) {
        const name = JSON.parse(text.slice(at, end)) as string;
        if (names.has(name)) return name;
        names.add(name);
        nameExpected = false;
      }
      at = end;
      continue;
    }
    if (c === '{') levels.push(new Set());
    else if (c === '[') levels.push(null);
    else if (c === '}' || c === ']') levels.pop();
    if (c === '{' || c === ',') nameExpected = true;
    at++;
  }
  return null;
}

/** Index after the closing quote of the string that begins at `at`. */
function stringEnd(text: string, at: number): number {
  let i = at + 1;
  while (text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
  return i + 1;
}
