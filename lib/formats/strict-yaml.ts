/**
 * YAML of files that nobody vouches for: UTF-8, no name twice in a mapping, no aliases (which can make a small file a
 * huge value), no tags, and nothing nested deeper than lists for people are.
 */
import { parseDocument } from 'yaml';
import { FormatError } from '../runtime/errors.ts';
import { decodeUtf8 } from '../runtime/utf8.ts';

/** Lists and mappings within each other. */
const DEEPEST = 8;

/** @throws FormatError with `path` and what is wrong. */
export function parseStrictYaml(bytes: Uint8Array, path: string): unknown {
  const text = decodeUtf8(bytes, path, 'YAML');
  if (tooDeep(text)) throw new FormatError(path, `lists within lists, deeper than the ${DEEPEST} allowed`);
  try {
    const document = parseDocument(text, { schema: 'core', uniqueKeys: true, logLevel: 'silent' });
    const [problem] = [...document.errors, ...document.warnings];
    if (problem) throw problem;
    return document.toJS({ maxAliasCount: 0 });
  } catch (cause) {
    const [what] = (cause as Error).message.split('\n');
    throw new FormatError(path, `not valid YAML: ${what}`, { cause });
  }
}

/**
 * Seen before it is parsed, for a parser that calls itself for each level runs out of stack. Dashes at the beginning of
 * a line, and brackets wherever they stand: text with that many open ones is no story.
 */
function tooDeep(text: string): boolean {
  let open = 0;
  for (const line of text.split('\n')) {
    const dashes = /^(?:\s*[-?:](?=\s))*/.exec(line)?.[0] ?? '';
    if (dashes.replace(/\s/g, '').length > DEEPEST) return true;
    for (const c of line) {
      if (c === '[' || c === '{') open++;
      else if ((c === ']' || c === '}') && open > 0) open--;
      if (open > DEEPEST) return true;
    }
  }
  return false;
}
