/** Animals that take things: which ones, why, and what they like better. */
import { absent } from '../../plot/wayside.ts';
import type { Tale } from '../../tale.ts';
import type { Scene } from '../../words/entries.ts';
import type { Character } from '../../world.ts';

export interface Thief {
  readonly kind: string;
  readonly traits: readonly string[];
  readonly scenes: readonly Scene[];
  /** It comes and takes the thing. */
  readonly takes: readonly string[];
  /** How it gets away: "up into a tree". */
  readonly away: string;
  /** Where it is with the thing. */
  readonly lair: string;
  readonly likes: string;
  /** What it does not eat. */
  readonly dislikes: string;
  /** What it wants the thing for; `nest`: for its little ones, `play`: it is bored, `hungry`: it thinks that it is food. */
  readonly why: 'nest' | 'play' | 'hungry';
}

const THIEVES: readonly Thief[] = [
  {
    kind: 'magpie',
    traits: ['black and white', 'big', 'clever'],
    scenes: ['town', 'field', 'farm', 'wood'],
    takes: [
      '[z.a] had been watching from a fence. It came down like an arrow, took [o.the] in its beak and flew off.',
      'Something black and white shot past. It was [z.a], and when it was gone, [o.the] was gone too.',
    ],
    away: 'up into a tall tree',
    lair: 'in a nest at the top of a tall tree',
    likes: 'some bread',
    dislikes: 'grass',
    why: 'nest',
  },
  {
    kind: 'crow',
    traits: ['black', 'old', 'big'],
    scenes: ['town', 'field', 'farm', 'wood', 'sea'],
    takes: [
      '[z.a] hopped closer, one step, two steps. Snap! It had [o.the] in its beak and was up in the air.',
      'A shadow fell on the ground. Then [z.a] came down, took [o.the], and flew off with a loud cry.',
    ],
    away: 'up on a high branch',
    lair: 'in a nest on a high branch',
    likes: 'some nuts',
    dislikes: 'hay',
    why: 'nest',
  },
  {
    kind: 'goat',
    traits: ['white', 'fat', 'young', 'brown'],
    scenes: ['farm', 'field'],
    takes: [
      '[z.a] came out from behind a bush, sniffed at [o.the], and took it. Then it trotted off.',
      'Nobody had seen [z.a] coming. It pulled at [o.the] once, and then it ran, with [o.the] between its teeth.',
    ],
    away: 'to the other end of the grass',
    lair: 'behind an old cart',
    likes: 'a carrot',
    dislikes: 'a piece of fish',
    why: 'hungry',
  },
  {
    kind: 'puppy',
    traits: ['brown', 'spotted', 'fat', 'little'],
    scenes: ['town', 'farm', 'sea', 'field'],
    takes: [
      '[z.a] came running with flying ears. It jumped up, took [o.the] in its mouth and was off again.',
      'Something cold and wet touched [h.ns] leg. It was the nose of [z.a]. The next moment, it ran away with [o.the].',
    ],
    away: 'behind some bushes',
    lair: 'under a bush',
    likes: 'a piece of cheese',
    dislikes: 'a daisy',
    why: 'play',
  },
  {
    kind: 'raccoon',
    traits: ['gray', 'fat', 'clever'],
    scenes: ['wood', 'water'],
    takes: [
      'A small gray hand came out from behind a log and took hold of [o.the]. It was [z.a], and it ran off with it.',
      '[z.a] with a black mask walked up as if [o.the] were its own, took it, and was gone between the bushes.',
    ],
    away: 'over a log',
    lair: 'in a hollow tree',
    likes: 'an egg',
    dislikes: 'a dry leaf',
    why: 'hungry',
  },
  {
    kind: 'monkey',
    traits: ['little', 'brown', 'funny'],
    scenes: ['town'],
    takes: [
      'A man with a music box had [z.a]. It jumped down from the box, took [o.the], and ran off with it.',
      '[z.a] had run away from the circus. It sat on a wall, reached down with one long arm, and had [o.the].',
    ],
    away: 'up a lamp post',
    lair: 'on top of a lamp post',
    likes: 'a banana',
    dislikes: 'a stone',
    why: 'play',
  },
  {
    kind: 'squirrel',
    traits: ['red', 'quick', 'little'],
    scenes: ['wood', 'town'],
    takes: [
      '[z.a] ran down a trunk head first, took [o.the] with both paws, and was up again before anyone could move.',
      'Tap, tap, tap, went four small feet. [z.a] took [o.the] and ran off with its tail in the air.',
    ],
    away: 'up the trunk of a pine',
    lair: 'in a hole high up in a pine',
    likes: 'a walnut',
    dislikes: 'a piece of cheese',
    why: 'nest',
  },
];

/** Things that are too big for a beak or for small paws, and thieves who have no more than those. */
const BIG: readonly string[] = ['robe', 'raincoat', 'helmet', 'cape'];
const CARRY_LITTLE: readonly string[] = ['magpie', 'crow', 'squirrel'];

const chosen = new WeakMap<Character, Thief>();

/** Puts a thief of these parts into role `z`, and what belongs to it into roles of their own. */
export function thiefComes(t: Tale): void {
  const scene = t.character('h').place?.scene ?? 'field';
  const { word } = t.thing('o').noun;
  const big = BIG.includes(word);
  // Nobody gets a carrot back for a carrot.
  const about = THIEVES.filter(
    ({ scenes, kind, likes }) =>
      scenes.includes(scene) && absent(t, kind) && !likes.replace(/s$/, '').endsWith(` ${word}`),
  );
  const strong = about.filter(({ kind }) => !CARRY_LITTLE.includes(kind));
  const here = big && strong.length > 0 ? strong : about;
  const { required, nounUsed } = t.choice;
  const wanted = nounUsed ? undefined : here.find(({ kind }) => kind === required.noun.word);
  if (wanted) t.choice.takeNoun();
  const thief = wanted ?? t.random.pick(here);
  const animal: Character = { ...t.stranger(thief.kind, t.random.pick(thief.traits)), pronoun: 'it' };
  chosen.set(animal, thief);
  t.bind({
    z: animal,
    away: thief.away,
    lair: thief.lair,
    likes: thief.likes,
    dislikes: thief.dislikes,
  });
}

/** Those that sit high up with what they have taken. */
const CLIMBING_AWAY: readonly string[] = ['magpie', 'crow', 'squirrel', 'monkey'];

/** Whether whoever plays role `z` is up there, so that nobody can come near. */
export function upThere(t: Tale): boolean {
  return CLIMBING_AWAY.includes(t.character('z').kind);
}

/** Who plays role `z`. */
export function thiefOf(t: Tale): Thief {
  return chosen.get(t.character('z'))!;
}
