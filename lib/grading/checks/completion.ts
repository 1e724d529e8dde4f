/** Everything that rules can say of one completion, without a judge and without a model. */
import { checkObject, checkText, checkTexts } from '../../runtime/arguments.ts';
import { checkWords } from '../arguments.ts';
import type { CompletionFinish } from '../record.ts';
import { type DictionaryShare, dictionaryShare } from './dictionary.ts';
import { type Ending, ending } from './ending.ts';
import { type CheckedFeature, checkFeatures } from './features.ts';
import { type Repetition, repetition } from './repetition.ts';
import { type RequiredWord, requiredSentence, requiredWords, type SentenceFound } from './required.ts';
import { type Slips, slips } from './slips.ts';

/** Characters that are looked at; a completion longer than that is rambling anyway, and must not take long. */
const MOST = 32_768;

/** A completion, and what of it was asked for. */
export interface ToCheck {
  /** What was told, without the prompt. */
  text: string;
  finish?: CompletionFinish | null;
  /** What was asked for, where something was. */
  words?: readonly string[];
  sentence?: string;
  features?: readonly string[];
}

/** What the rules say of one completion; docs/grade-report.md explains each. */
export interface CompletionChecks {
  /** Words of the completion. */
  length: number;
  /** Null where nothing of the kind was asked for. */
  words: RequiredWord[] | null;
  sentence: SentenceFound | null;
  features: CheckedFeature[] | null;
  repetition: Repetition;
  ending: Ending;
  dictionary: DictionaryShare;
  slips: Slips;
}

/**
 * @param knownWords words of a dictionary of one's own, in lower case; default: the storyteller's.
 * @throws InvalidArgumentError
 */
export function checkCompletion(asked: ToCheck, knownWords?: ReadonlySet<string>): CompletionChecks {
  checkObject('completion', asked);
  const { finish = null, words, sentence, features } = asked;
  checkText('text', asked.text);
  if (words !== undefined) checkTexts('words', words);
  if (sentence !== undefined) checkText('sentence', sentence);
  if (features !== undefined) checkTexts('features', features);
  if (knownWords !== undefined) checkWords('knownWords', knownWords);
  const long = asked.text.length > MOST;
  const text = long ? asked.text.slice(0, MOST) : asked.text;
  const dictionary = dictionaryShare(text, knownWords);
  return {
    length: dictionary.words,
    words: words?.length ? requiredWords(text, words) : null,
    sentence: sentence ? requiredSentence(text, sentence) : null,
    features: features?.length ? checkFeatures(text, features) : null,
    repetition: repetition(text),
    ending: long ? { kind: 'rambling', why: `longer than ${MOST} characters` } : ending(text, finish),
    dictionary,
    slips: slips(text),
  };
}
