/**
 * What rules can say about the paper's features. Speech is seen; for a moral and a bad ending there are hints in the
 * words, which miss what is told otherwise; a twist, foreshadowing and conflict no rule can see, and none is pretended
 * to. Only what was asked for is looked at.
 */

import { sentences } from '../../data/text/sentences.ts';
import { hasSpeech, hintsAtMoral } from '../../data/text/traits.ts';
import { fold, wordsOf } from '../../data/text/words.ts';
import { checkText, checkTexts } from '../../runtime/arguments.ts';

/**
 * `present` and `absent` are certain, `hinted` and `not hinted` are not; `unchecked`: only a reader or a judge can tell.
 */
export type FeatureVerdict = 'present' | 'absent' | 'hinted' | 'not hinted' | 'unchecked';

export interface CheckedFeature {
  feature: string;
  verdict: FeatureVerdict;
}

/** Words of a last sentence that ends badly, and those that say it did not after all. */
const BAD =
  /^(?:sad|sadly|cried|cry|crying|tears|alone|lost|broken|broke|died|dead|gone|never|sorry|hurt|hungry|scared|afraid|ruined|regretted|lonely|missed|ill|sick)$/;
const GOOD =
  /^(?:happy|happily|happier|smiled|smile|smiling|laughed|laughing|hugged|friends?|fun|safe|better|glad|proud|loved|best|thanked|joy)$/;
/** How many sentences from the end count as the ending. */
const ENDING = 2;

/** What rules see of each feature asked for, in the order of `asked`; one that no rule looks at is `unchecked`. @throws InvalidArgumentError */
export function checkFeatures(text: string, asked: readonly string[]): CheckedFeature[] {
  checkText('text', text);
  checkTexts('asked', asked);
  const folded = fold(text);
  return asked.map((feature) => ({ feature, verdict: verdictOn(feature, text, folded) }));
}

function verdictOn(feature: string, text: string, folded: string): FeatureVerdict {
  switch (feature) {
    case 'Dialogue':
      return hasSpeech(folded) ? 'present' : 'absent';
    case 'MoralValue':
      return hintsAtMoral(folded) ? 'hinted' : 'not hinted';
    case 'BadEnding':
      return endsBadly(text) ? 'hinted' : 'not hinted';
    default:
      return 'unchecked';
  }
}

function endsBadly(text: string): boolean {
  const words = wordsOf(sentences(text).slice(-ENDING).join(' '));
  return words.some((word) => BAD.test(word)) && !words.some((word) => GOOD.test(word));
}
