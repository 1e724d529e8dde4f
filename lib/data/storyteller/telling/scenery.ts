/** What is seen in passing: the place for a noun or adjective that was asked for when the plot has no use for it. */
import type { Tale } from '../tale.ts';
import { SHOWN } from './shown.ts';
import { show } from './vignettes.ts';

/** Kinds of nouns for an adjective that waits, the most natural first. */
const DESCRIBED: readonly string[] = (
  'furniture building beast bird toy clothes garment tool gear treasure fruit baked land plant fragile vehicle place ' +
  'bug meal drink vegetable paper instrument shape event sound role people fish zoo fabled'
)
  .split(' ')
  .map((kind) => `kind:${kind}`);

/** How often a word that waits is shown at once; else it stands later in the story. */
const AT_ONCE = 0.75;
/** How often something is shown that nobody asked for, of the times that a plot would allow it. */
const UNASKED = 0.5;

/** Says what `who` sees, has or goes past; by chance, or because a word that was asked for waits. */
export function scenery(t: Tale, who: string, chance: number): void {
  const { choice } = t;
  const place = t.character(who).place;
  if (!choice.nounUsed) {
    const own = choice.required.noun.sentences.length > 0;
    if (t.brief || own || t.random.chance(AT_ONCE)) show(t, choice.takeNoun(), who);
  } else if (place !== null && t.unhurried && t.room && !t.interluded && t.random.chance(chance * UNASKED)) {
    t.interluded = true;
    show(
      t,
      choice.fresh(`at:${place.scene}`, ({ kind, sentences }) => kind in SHOWN && sentences.length === 0),
      who,
    );
  }
  if (!choice.adjectiveUsed && t.random.chance(AT_ONCE)) {
    const other = choice.nounForAdjective([`at:${place?.scene ?? 'town'}`, ...DESCRIBED]);
    if (other !== null) show(t, other, who);
  }
}
