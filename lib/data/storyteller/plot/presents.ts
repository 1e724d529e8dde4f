/** What is nice enough to be given, and what is not broken yet. */
import type { Tale } from '../tale.ts';
import type { Thing } from '../world.ts';

const BROKEN: readonly string[] = ['broken', 'cracked', 'torn', 'bent', 'chipped', 'burnt'];
const SHABBY: readonly string[] = [
  ...BROKEN,
  ...[
    'dirty',
    'dusty',
    'wet',
    'muddy',
    'stiff',
    'sticky',
    'rough',
    'old',
    'ugly',
    'rusty',
    'empty',
    'strange',
    'ordinary',
  ],
  ...['stale', 'sour', 'bitter', 'rotten', 'raw', 'moldy', 'cold', 'spicy', 'salty', 'tangled'],
];

/** A thing with one of the tags, not described as shabby unless the story must use such a word. */
export function present(t: Tale, ...tags: string[]): Thing {
  return decent(t, t.choice.object(...tags));
}

/** The same of a thing that is chosen. */
export function decent(t: Tale, thing: Thing): Thing {
  const { adjective } = thing;
  const shabby =
    adjective !== null && adjective !== t.choice.required.adjective && SHABBY.includes(adjective.word);
  return shabby ? { ...thing, adjective: null } : thing;
}

/** A thing with one of the tags that can still break: a word like "broken" waits for another place. */
export function whole(t: Tale, ...tags: string[]): Thing {
  return unbroken(t, () => t.choice.object(...tags));
}

/** The same of a thing that is chosen in another way. */
export function unbroken(t: Tale, choose: () => Thing): Thing {
  const waited = !t.choice.adjectiveUsed;
  const thing = choose();
  const { adjective } = thing;
  if (adjective === null || !BROKEN.includes(adjective.word)) return thing;
  if (waited && adjective === t.choice.required.adjective) t.choice.adjectiveUsed = false;
  return { ...thing, adjective: null };
}
