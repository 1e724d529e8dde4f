/**
 * Slips of grammar that rules can see: pairs of words which never stand side by side in simple English, articles and
 * verbs in the wrong form, capitals within a sentence, marks in a heap, quotation marks that do not close. A text without
 * slips need not be good; a text with many is none. Few rules, each of which hardly ever fires on a printed story.
 */

import { ENGLISH } from '../../data/storyteller/words/lexicon.ts';
import { sentences } from '../../data/text/sentences.ts';
import { fold, isLetter, MARK, scan, WORD } from '../../data/text/words.ts';

export interface Slips {
  sentences: number;
  /** Sentences without one. */
  clean: number;
  /** The first ones, at most ten, such as `the was`. */
  first: string[];
}

const SHOWN = 10;

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** Before a noun and its adjectives; `her` and `his` may stand alone. */
const ARTICLES = set('a an the my your our their');
const SUBJECTS = set('i he she they we');
const AUXILIARIES = set('was were is are am had has did does do could would should can will must may might');
const CONJUNCTIONS = set('and but or because so if');
const PREPOSITIONS = set('of at with from into onto for');
/** What may follow no article. */
const NOT_AFTER_ARTICLE: ReadonlySet<string> = new Set([
  ...ARTICLES,
  ...SUBJECTS,
  ...AUXILIARIES,
  ...CONJUNCTIONS,
  ...PREPOSITIONS,
  ...set('him them us his it to there then who when where went came that this'),
]);
/** "Will", "May" and "I" are names of people and months, and letters. */
const AFTER_ARTICLE_AFTER_ALL = set('will may might can i by must');
const NOT_AFTER_SUBJECT: ReadonlySet<string> = new Set([...ARTICLES, ...SUBJECTS, ...set('him them his of')]);
const NOT_AFTER_PREPOSITION: ReadonlySet<string> = new Set([...SUBJECTS, ...set('and but or went of')]);
const NOT_AFTER_TO: ReadonlySet<string> = new Set([
  ...SUBJECTS,
  ...set('was were is are had did and but of'),
]);
/** Want a verb in its base form behind them, one adverb in between at most. */
const BEFORE_BASE = set("to could would should must didn't did can can't cannot couldn't wouldn't");
/** A question or a wish: `did he go`. */
const INVERTS = set(
  "do does did don't doesn't didn't can could will would shall should may might must let that if make makes made see saw hear heard watch watched help helped have had",
);
const DOUBLED = set(
  'very had that so no ha bye night far more many long on big yes really knock and up down again over round around hop',
);
const SOUNDS_LIKE_CONSONANT = /^(?:u(?:n(?:i|if)|s[eu]|t)|eu|one|once)/;
const SOUNDS_LIKE_VOWEL = /^(?:hour|honest|heir|honou?r|x)/;
/** Words of which a capital within a sentence can only be a slip. */
const SMALL = set(
  'the a an and but or was were is are he she they we it his her their of to in on at with from for then when who what so not had said that this there very',
);

let verbs: { bases: ReadonlySet<string>; pasts: ReadonlySet<string> } | undefined;

export function slips(text: string): Slips {
  const found: string[] = [];
  const parts = sentences(text);
  let clean = 0;
  for (const part of parts) {
    const before = found.length;
    inSentence(part, found);
    if (found.length === before) clean++;
  }
  // Speech may go over several sentences, so marks are paired in a paragraph. The first one may begin, and the last one
  // be cut, within a quotation.
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  for (const line of lines.slice(1, -1)) {
    if ((fold(line).match(/"/g) ?? []).length % 2 === 0) continue;
    found.push('an open "');
    clean = Math.max(0, clean - 1);
  }
  return { sentences: parts.length, clean, first: found.slice(0, SHOWN) };
}

interface Token {
  word: string;
  kind: typeof WORD | typeof MARK;
  begin: number;
  end: number;
}

function inSentence(sentence: string, found: string[]): void {
  const plain = sentence.replace(/[\u2018\u2019]/g, "'").replace(/[\u201c\u201d]/g, '"');
  const tokens: Token[] = [];
  scan(plain, (begin, end, kind) => {
    tokens.push({ word: plain.slice(begin, end).toLowerCase(), kind, begin, end });
  });
  for (const [i, token] of tokens.entries()) {
    const next = tokens[i + 1];
    const before = i > 0 ? tokens[i - 1] : undefined;
    if (token.kind === MARK) {
      if (isHeap(plain, token, next)) found.push(plain.slice(token.begin, next!.end));
      continue;
    }
    if (next?.kind === MARK && ',.!?;:'.includes(next.word)) {
      if (ARTICLES.has(token.word) && token.word !== 'a') found.push(plain.slice(token.begin, next.end));
      if (plain.slice(token.end, next.begin) !== '') found.push(plain.slice(token.begin, next.end));
    }
    if (next?.kind !== WORD) continue;
    const pair = plain.slice(token.begin, next.end);
    if (wrongPair(token.word, next.word, before?.kind === WORD ? before.word : '')) found.push(pair);
    else if (SMALL.has(next.word) && /^\p{Ll}\S*\s+\p{Lu}/u.test(pair)) found.push(pair);
  }
}

/** `.:`, `,.`, `,,`, but not `...`, `?!` and what closes a quotation. */
function isHeap(plain: string, mark: Token, next: Token | undefined): boolean {
  if (next?.kind !== MARK || next.begin !== mark.end || isLetter(plain, next.end)) return false;
  return /^(?:[,;:][,;:.!?]|[.!?][,;:])$/.test(plain.slice(mark.begin, next.end));
}

function wrongPair(first: string, second: string, before: string): boolean {
  if (first === second) return !DOUBLED.has(first);
  if (ARTICLES.has(first)) {
    if (NOT_AFTER_ARTICLE.has(second) && !AFTER_ARTICLE_AFTER_ALL.has(second)) return true;
    if (first === 'a') return /^[aeiou]/.test(second) && !SOUNDS_LIKE_CONSONANT.test(second);
    if (first === 'an') return /^[^aeiou\d]/.test(second) && !SOUNDS_LIKE_VOWEL.test(second);
    return false;
  }
  if (SUBJECTS.has(first) && NOT_AFTER_SUBJECT.has(second)) return true;
  if (PREPOSITIONS.has(first) && NOT_AFTER_PREPOSITION.has(second)) return true;
  if (first === 'to' && NOT_AFTER_TO.has(second)) return true;
  const { bases, pasts } = verbForms();
  if (BEFORE_BASE.has(first) && pasts.has(second)) return true;
  return (first === 'he' || first === 'she') && bases.has(second) && !INVERTS.has(before);
}

/** Forms of verbs that are those forms alone: `saw` is a thing as well, `put` is both. */
function verbForms(): NonNullable<typeof verbs> {
  if (verbs) return verbs;
  const nouns = new Set(ENGLISH.nouns.flatMap(({ word, plural }) => [word, plural]));
  const adjectives = new Set(ENGLISH.adjectives.map(({ word }) => word));
  const single = ENGLISH.verbs.filter(({ base, past }) => !base.includes(' ') && base !== past);
  const all = new Set(single.map(({ base }) => base));
  verbs = {
    // "Lay" is the past of "lie" as well.
    bases: new Set(
      single
        .map(({ base }) => base)
        .filter((base) => base !== 'lay' && !nouns.has(base) && !adjectives.has(base)),
    ),
    pasts: new Set(
      single
        .map(({ past }) => past)
        .filter((past) => !all.has(past) && !nouns.has(past) && !adjectives.has(past)),
    ),
  };
  return verbs;
}
