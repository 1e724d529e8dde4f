/** What the last of a story says of the time it has come to. Asked of its text, since anything may have been told. */
import type { Tale } from '../tale.ts';

/** Whether a word of the time stands in the last so many characters. */
const lately = (t: Tale, words: RegExp, characters: number): boolean => words.test(t.text.slice(-characters));

/** What tells that the evening of the day has come already, or has passed. */
const PAST_EVENING =
  /\b(?:nights?|next (?:day|morning|week)|in the morning|asleep|slept|in bed|to bed|grew light|by morning|woke up|moon|weeks?|months?|days)\b/i;
/** Whether what was told last is of the night or of another day. */
export function pastEvening(t: Tale): boolean {
  return lately(t, PAST_EVENING, 400);
}

const EVENING = /\bevening\b/i;
/** Whether the evening was spoken of just now, so that it need not be again. */
export function eveningNamed(t: Tale): boolean {
  return lately(t, EVENING, 250);
}

const IN_THE_EVENING = /\b(?:that|in the) evening\b/i;
/** Whether what was told last happened in the evening. */
export function inTheEvening(t: Tale): boolean {
  return lately(t, IN_THE_EVENING, 300);
}

const EVENING_BEGUN = /\b(?:evening|dinner|night)\b/i;
/** Whether the evening has begun, as far back as the story may still be in it. */
export function eveningBegun(t: Tale): boolean {
  return lately(t, EVENING_BEGUN, 1000);
}

const DAYS =
  /\b(?:next (?:day|morning|week|time)|(?:day|night) after (?:day|night)|weeks?|months?|days|years?)\b/i;
/** Whether the story has taken more than a day. */
export function severalDays(t: Tale): boolean {
  return lately(t, DAYS, 1200);
}
