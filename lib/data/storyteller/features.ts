/** The six features of the paper's data (section 2), as its files tag them. */
import type { Random } from '../../runtime/random.ts';

export const FEATURES = [
  'Dialogue',
  'BadEnding',
  'MoralValue',
  'Twist',
  'Foreshadowing',
  'Conflict',
] as const;
export type Feature = (typeof FEATURES)[number];

/** What is asked for each, in our own words, as part of the record's prompt. */
export const FEATURE_REQUESTS: Readonly<Record<Feature, string>> = {
  Dialogue: 'somebody in the story talks',
  BadEnding: 'the story ends badly',
  MoralValue: 'the story teaches something about right and wrong',
  Twist: 'something happens that nobody expects',
  Foreshadowing: 'an early hint comes true later',
  Conflict: 'somebody is at odds with somebody else',
};

/** How often each is asked for. */
const SHARES: Readonly<Record<Feature, number>> = {
  Dialogue: 0.68,
  BadEnding: 0.12,
  MoralValue: 0.35,
  Twist: 0.25,
  Foreshadowing: 0.2,
  Conflict: 0.3,
};

export function drawFeatures(random: Random): Set<Feature> {
  return new Set(FEATURES.filter((feature) => random.chance(SHARES[feature])));
}
