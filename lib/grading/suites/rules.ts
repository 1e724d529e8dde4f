/**
 * Rules that say whether an answer is right: phrases looked for among its first words. The phrase that is met first
 * decides, so "the green hat, not the yellow one" is green. A phrase is words with blanks between; `a|b` either word,
 * `(a|b)` the same within a longer phrase, `star~` the word in any form, `..` any words between, `^` in front: the answer
 * begins with it. `did not|didn't` is refused, for it may be read in two ways. There are no regular expressions in it: a
 * list of prompts may come from anywhere, and an expression can take for ever.
 */
import { formsOf } from '../../data/text/word-forms.ts';
import { wordsOf } from '../../data/text/words.ts';
import { InvalidArgumentError } from '../../runtime/errors.ts';

export const VERDICTS = ['success', 'partial', 'failure'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** The phrases of each verdict; what is met by none of them is a failure. */
export type Rules = Record<Verdict, readonly Phrase[]>;

export interface Phrase {
  /** As it was written. */
  readonly text: string;
  readonly anchored: boolean;
  /** Runs of words, any words between one and the next. */
  readonly runs: readonly (readonly ReadonlySet<string>[])[];
}

export interface Judged {
  verdict: Verdict;
  /** The phrase that decided; null where none was met. */
  matched: string | null;
}

const MOST_WORDS = 12;
const MOST_ALTERNATIVES = 16;
const LONGEST = 200;

/** @throws InvalidArgumentError for what is no phrase. */
export function parsePhrase(text: string): Phrase {
  const wrong = (expected: string): InvalidArgumentError =>
    new InvalidArgumentError('phrase', expected, text);
  if (text.length > LONGEST) throw wrong(`at most ${LONGEST} characters`);
  const anchored = text.startsWith('^');
  const parts = text
    .slice(anchored ? 1 : 0)
    .split(/\s+/)
    .filter(Boolean);
  if (parts.length === 0 || parts.length > MOST_WORDS) throw wrong(`1 to ${MOST_WORDS} words`);
  const runs: ReadonlySet<string>[][] = [[]];
  for (const part of parts) {
    if (part === '..') {
      if (runs.at(-1)!.length === 0) throw wrong('words before and after ..');
      runs.push([]);
      continue;
    }
    const grouped = part.startsWith('(') && part.endsWith(')');
    // Of longer phrases one would think that | parts the whole.
    if (part.includes('|') && !grouped && parts.length > 1)
      throw wrong('parentheses around words with | between, as in "one (red|green) hat", or several phrases');
    const alternatives = (grouped ? part.slice(1, -1) : part).split('|');
    if (alternatives.length > MOST_ALTERNATIVES) throw wrong(`at most ${MOST_ALTERNATIVES} alternatives`);
    runs.at(-1)!.push(new Set(alternatives.flatMap((one) => formsIn(one, wrong))));
  }
  if (runs.at(-1)!.length === 0) throw wrong('words before and after ..');
  return { text, anchored, runs };
}

function formsIn(alternative: string, wrong: (expected: string) => Error): string[] {
  const inflected = alternative.endsWith('~');
  const words = wordsOf(inflected ? alternative.slice(0, -1) : alternative);
  if (words.length !== 1 || /[()]/.test(alternative))
    throw wrong('words, | between alternatives, ~ behind a word in any form');
  return inflected ? formsOf(words[0]!) : words;
}

/**
 * @param said the completion; where the prompt ends within a word, without the rest of that word
 * @param within how many of its words count
 */
export function judgeAnswer(said: string, rules: Rules, within: number): Judged {
  const words = wordsOf(said).slice(0, within);
  let best: { verdict: Verdict; at: number; length: number; text: string } | null = null;
  // Failures first: where two phrases are met at the same place and are as long, doubt is not in the model's favour.
  for (const verdict of VERDICTS.toReversed()) {
    for (const phrase of rules[verdict]) {
      const at = find(words, phrase);
      const length = phrase.runs.flat().length;
      if (at < 0 || (best && (at > best.at || (at === best.at && length <= best.length)))) continue;
      best = { verdict, at, length, text: phrase.text };
    }
  }
  return best ? { verdict: best.verdict, matched: best.text } : { verdict: 'failure', matched: null };
}

/** Where the phrase begins, -1 where it is not met. Each run is looked for behind the one before. */
function find(words: readonly string[], { anchored, runs }: Phrase): number {
  let begin = -1;
  let from = 0;
  for (const [i, run] of runs.entries()) {
    const at = findRun(words, run, from);
    if (at < 0 || (i === 0 && anchored && at > 0)) return -1;
    if (i === 0) begin = at;
    from = at + run.length;
  }
  return begin;
}

function findRun(words: readonly string[], run: readonly ReadonlySet<string>[], from: number): number {
  for (let at = from; at + run.length <= words.length; at++)
    if (run.every((alternatives, i) => alternatives.has(words[at + i]!))) return at;
  return -1;
}
