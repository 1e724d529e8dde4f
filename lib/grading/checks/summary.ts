/** The checks of many completions as a few figures, and one figure that puts tellers in order without a judge. */
import { checkObject, checkText } from '../../runtime/arguments.ts';
import { checkList } from '../arguments.ts';
import type { CompletionChecks } from './completion.ts';
import type { EndingKind } from './ending.ts';
import { selfSimilarity } from './similarity.ts';

/** A completion with its checks. */
export interface Checked {
  /** Which prompt it belongs to. */
  prompt: string;
  text: string;
  checks: CompletionChecks;
}

/** The checks of many completions; shares are from 0 to 1. */
export interface ChecksSummary {
  completions: number;
  /** Mean number of words. */
  length: number;
  /** Share of the words asked for that are there in some form; null where none were asked for. */
  words: number | null;
  /** Share of the sentences asked for that are there, to the letter or nearly. */
  sentence: number | null;
  /** Of the features asked for that a rule can look at: share present or hinted at. */
  features: number | null;
  /** Share of the completions with a repeated run of four words, and share of such runs among all. */
  repeating: number;
  repeated: number;
  endings: Record<EndingKind, number>;
  /** Share of the sentences in which the rules see no slip. */
  clean: number;
  /** Share of known words, over the words of all. */
  dictionary: number;
  /** Mean R_2 of two completions of a prompt; null where no prompt has two. */
  selfSimilarity: number | null;
  order: OfflineOrder;
}

/** Where a teller stands without a judge, 0 to 1, and what that is made of. */
export interface OfflineOrder {
  value: number;
  /** Each 0 to 1. */
  parts: Record<OrderPart, number>;
}

export const ORDER_PARTS = ['words', 'sentences', 'freshness', 'endings'] as const;
export type OrderPart = (typeof ORDER_PARTS)[number];

/**
 * At this share a part is full. Stories of the paper have some words that the dictionary has not, and repeat a run now and
 * then (measured: 97 % known, 0.7 % repeated), and are not to stand behind a model for it.
 */
export const FULL: Readonly<Record<OrderPart, number>> = {
  words: 0.95,
  sentences: 1,
  freshness: 0.98,
  endings: 1,
};

/** Shares of words, sentences and runs are of those of all completions together; in all else each completion counts alike. @throws InvalidArgumentError */
export function summariseChecks(checked: readonly Checked[]): ChecksSummary {
  checkList('checked', checked);
  for (const one of checked) {
    checkObject('checked', one);
    checkText('checked.text', one.text);
    checkObject('checked.checks', one.checks);
  }
  const all = checked.map(({ checks }) => checks);
  const mean = (value: (checks: CompletionChecks) => number): number =>
    all.length === 0 ? 0 : all.reduce((sum, checks) => sum + value(checks), 0) / all.length;
  const endings = Object.fromEntries(
    (['complete', 'cut', 'rambling'] as const).map((kind) => [
      kind,
      mean(({ ending }) => Number(ending.kind === kind)),
    ]),
  ) as Record<EndingKind, number>;
  const repeated = ratio(all.map(({ repetition }) => [repetition.repeated, repetition.runs]));
  const dictionary = ratio(all.map(({ dictionary: { known, words } }) => [known, words]));
  const clean = ratio(all.map(({ slips }) => [slips.clean, slips.sentences]));
  return {
    completions: all.length,
    length: mean(({ length }) => length),
    words: shareOf(
      all.flatMap(({ words }) => words ?? []),
      ({ how }) => how !== 'missing',
    ),
    sentence: shareOf(
      all.flatMap(({ sentence }) => sentence ?? []),
      (found) => found !== 'missing',
    ),
    features: shareOf(
      all.flatMap(({ features }) => features ?? []).filter(({ verdict }) => verdict !== 'unchecked'),
      ({ verdict }) => verdict === 'present' || verdict === 'hinted',
    ),
    repeating: mean(({ repetition }) => Number(repetition.first !== null)),
    repeated,
    endings,
    clean,
    dictionary,
    selfSimilarity: similarity(checked),
    order: offlineOrder({
      words: dictionary,
      sentences: clean,
      freshness: 1 - repeated,
      endings: endings.complete,
    }),
  };
}

/** The geometric mean of the parts: what lacks one of them entirely is no story. */
export function offlineOrder(measured: Record<OrderPart, number>): OfflineOrder {
  const parts = Object.fromEntries(
    ORDER_PARTS.map((part) => [part, Math.min(1, Math.max(0, measured[part]) / FULL[part])]),
  ) as Record<OrderPart, number>;
  const product = ORDER_PARTS.reduce((value, part) => value * parts[part], 1);
  return { value: product ** (1 / ORDER_PARTS.length), parts };
}

function similarity(checked: readonly Checked[]): number | null {
  const byPrompt = new Map<string, string[]>();
  for (const { prompt, text } of checked) byPrompt.set(prompt, [...(byPrompt.get(prompt) ?? []), text]);
  const means = [...byPrompt.values()].flatMap((texts) => selfSimilarity(texts)?.mean ?? []);
  return means.length === 0 ? null : means.reduce((sum, one) => sum + one, 0) / means.length;
}

function shareOf<T>(items: readonly T[], fits: (item: T) => boolean): number | null {
  return items.length === 0 ? null : items.filter(fits).length / items.length;
}

function ratio(pairs: readonly (readonly [number, number])[]): number {
  const [part, whole] = pairs.reduce(([a, b], [c, d]) => [a + c, b + d], [0, 0]);
  return whole === 0 ? 0 : part / whole;
}
