/** A list of known words for the report: a text file, words parted by white space; what follows `;;` is a remark. */
import { FormatError } from '../../runtime/errors.ts';
import { readBytes } from '../../runtime/files.ts';
import { decodeUtf8 } from '../../runtime/utf8.ts';
import { wordsOf } from '../text/words.ts';

/** A list of 100 MB is no list of words. */
const LIMIT = 100 << 20;

/** @throws FileError, FormatError where there is no word. */
export async function readKnownWords(path: string): Promise<Set<string>> {
  const text = decodeUtf8(
    await readBytes(path, { limit: LIMIT, pipe: true }),
    path,
    'words parted by white space',
  );
  const known = new Set<string>();
  for (const line of text.split('\n')) for (const word of wordsOf(line.replace(/;;.*/, ''))) known.add(word);
  if (known.size === 0) throw new FormatError(path, 'no word in it; expected words parted by white space');
  return known;
}
