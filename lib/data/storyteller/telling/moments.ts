/** What somebody does at a moment of the story, told so that it belongs there. */
import type { Tale } from '../tale.ts';
import type { Moment } from '../words/entries.ts';
import type { Verb } from '../words/lexicon.ts';
import {
  ALONG,
  FRAMES,
  fill,
  fitting,
  HABITS,
  IN_PASSING,
  IN_THOUGHT,
  OF_THE_MIND,
  ON_ARRIVAL,
  ON_THE_WAY,
} from './frames.ts';

/** How much rarer than a plot offers it a moment is told for which no required verb waits. */
const UNASKED: Readonly<Record<Moment, number>> = {
  fun: 0.9,
  way: 0.3,
  think: 0.3,
  rest: 0.5,
  joy: 0.5,
  sad: 0.6,
  fear: 0.7,
  say: 0,
  game: 0.8,
};

/** Tells of it if the required verb waits for it, or by chance. */
export function momentOf(
  t: Tale,
  kind: Moment,
  who: string,
  chance: number,
  frames?: readonly string[],
): boolean {
  // Where it ends badly, its end tells of what nobody does for joy.
  if (kind === 'joy' && frames === undefined && t.has('BadEnding')) return false;
  // Long after one has set out, there is a better place on the way home.
  if (kind === 'way' && t.stage !== 'home' && t.sinceStage > 4 && t.random.chance(0.6)) return false;
  const time = kind === 'fun' ? t.room || t.brief : t.room && t.unhurried;
  if (!t.choice.due(kind) && !(time && t.random.chance(chance * UNASKED[kind]))) return false;
  const verb = t.choice.verb(kind);
  const complement = complementFor(t, verb, who);
  const frame = t.pick(fitting(frames ?? framesFor(t, kind, verb), complement));
  t.say(fill(frame, verb, complement), { h: t.cast[who]! });
  return true;
}

function framesFor(t: Tale, kind: Moment, verb: Verb): readonly string[] {
  switch (kind) {
    case 'fun':
      return HABITS;
    case 'think':
      return IN_THOUGHT[OF_THE_MIND.has(verb.base) ? 'mind' : 'body'];
    case 'way':
      if (t.stage === 'home') return ALONG;
      if (t.sinceStage > 3) return IN_PASSING;
      return t.stage === 'there' ? ON_ARRIVAL : ON_THE_WAY;
    default:
      return FRAMES[kind];
  }
}

/** One of the verb's complements; no frog croaks "like a frog". */
export function complementFor(t: Tale, verb: Verb, who: string): string {
  const doer = t.cast[who];
  if (typeof doer !== 'object' || doer.type !== 'character') return t.random.pick(verb.complements);
  const fit = verb.complements.filter((one) => !one.endsWith(` ${doer.kind}`));
  return fit.length > 0 ? t.random.pick(fit) : '';
}

/** The waiting verb of such a kind in one of the frames; `mine` stands for "his" where the frame is direct speech. */
export function placeVerb(
  t: Tale,
  kind: Moment,
  who: string,
  frames: readonly string[],
  mine?: string,
): void {
  const verb = t.choice.verb(kind);
  let complement = complementFor(t, verb, who);
  if (mine !== undefined) complement = complement.replaceAll('[his]', mine);
  t.say(fill(t.pick(fitting(frames, complement)), verb, complement), { h: t.cast[who]! });
}
