/**
 * The words that requests are made of, by part of speech: the storyteller's lists, or plain ones of any language.
 * A plain list has one word a line, and after it, parted by `/`, the other forms in which it may stand in a story.
 */
import { join } from 'node:path';
import { checkPath } from '../../runtime/arguments.ts';
import { sha256 } from '../../runtime/digest.ts';
import { FormatError } from '../../runtime/errors.ts';
import { readBytes } from '../../runtime/files.ts';
import { decodeUtf8 } from '../../runtime/utf8.ts';
import { PARTS_OF_SPEECH, storyWords } from '../storyteller/wishes.ts';

export interface ListedWord {
  word: string;
  /** Forms that the list gives, the word itself not among them. */
  forms: readonly string[];
}

/** Words to draw from, by part of speech. */
export interface WordBank {
  verb: readonly ListedWord[];
  noun: readonly ListedWord[];
  adjective: readonly ListedWord[];
  /** SHA-256 of the words and forms, so that a corpus goes on with just those it was begun with. */
  sha256: string;
}

const MOST_BYTES = 16 << 20;
const LONGEST = 60;

/**
 * @param lists a folder with verbs.txt, nouns.txt and adjectives.txt, as the storyteller takes them or plain ones;
 *   default: the package's own
 * @throws FileError, FormatError with file and line
 */
export async function readWordBank(lists?: string): Promise<WordBank> {
  if (lists === undefined) return bankOf(storyWords());
  checkPath('lists', lists);
  const texts: Record<string, string> = {};
  for (const part of PARTS_OF_SPEECH) texts[part] = await textOf(join(lists, `${part}s.txt`));
  // Only the storyteller's verbs have moments, parted from the verb by a bar.
  if (texts.verb?.split('\n').some((line) => !line.startsWith(';;') && line.includes('|')))
    return bankOf(storyWords(lists));
  const [verb, noun, adjective] = PARTS_OF_SPEECH.map((part) =>
    plainWords(join(lists, `${part}s.txt`), texts[part] ?? ''),
  ) as [ListedWord[], ListedWord[], ListedWord[]];
  return withHash({ verb, noun, adjective });
}

function bankOf(words: ReturnType<typeof storyWords>): WordBank {
  const listed = (all: readonly string[]): ListedWord[] => all.map((word) => ({ word, forms: [] }));
  return withHash({
    verb: listed(words.verb),
    noun: listed(words.noun),
    adjective: listed(words.adjective),
  });
}

function withHash(words: Omit<WordBank, 'sha256'>): WordBank {
  return { ...words, sha256: sha256(JSON.stringify(words)) };
}

async function textOf(path: string): Promise<string> {
  return decodeUtf8(await readBytes(path, { limit: MOST_BYTES }), path, 'one word a line');
}

function plainWords(path: string, text: string): ListedWord[] {
  const words = new Map<string, ListedWord>();
  text.split('\n').forEach((line, i) => {
    const [word = '', ...forms] = line.split('/').map((form) => form.trim());
    if (line.trim() === '' || line.startsWith(';;')) return;
    const refuse = (what: string) => new FormatError(path, `line ${i + 1}: ${what}`);
    if (word === '' || forms.includes(''))
      throw refuse('expected a word, or a word and its forms parted by /');
    if ([word, ...forms].some((form) => form.length > LONGEST || form.includes('"')))
      throw refuse(`expected words of at most ${LONGEST} characters without quotation marks`);
    if (words.has(word)) throw refuse(`"${word}" stands twice; put both lines into one`);
    words.set(word, { word, forms });
  });
  if (words.size === 0) throw new FormatError(path, 'holds no word; expected one a line');
  return [...words.values()];
}
