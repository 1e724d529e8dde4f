/** An animal that helps: because it was helped before, because it is asked, or because it wants something for it. */

import { leisure } from '../plot/leisure.ts';
import { absent } from '../plot/wayside.ts';
import type { Tale } from '../tale.ts';
import type { Noun } from '../words/lexicon.ts';
import type { Character } from '../world.ts';
import type { Way } from './problem.ts';

/** The flyers that have no beak. */
const BEAKLESS = ['bat'];

/** Those that do not come where children and rabbits play. */
const FAR = ['dolphin', 'whale', 'penguin', 'seal'];

/** An animal that can do it, in a role; the required noun, if it fits. It is an "it", and it talks only if it must. */
export function creature(t: Tale, { needs, unfit, narrow }: Way, role = 'c'): Character {
  // An animal of the real world that nobody is afraid of, and that one can meet on land.
  const fits = (noun: Noun): boolean =>
    noun.countable &&
    noun.kind !== 'fish' &&
    absent(t, noun.word) &&
    !FAR.includes(noun.word) &&
    (noun.word !== 'seagull' || t.character('h').place?.scene === 'sea') &&
    !unfit?.includes(noun.word) &&
    !(narrow && t.lexicon.hasTag(noun, 'strong')) &&
    t.lexicon.hasTag(noun, 'living') &&
    !t.lexicon.hasTag(noun, 'tiny') &&
    !t.lexicon.hasTag(noun, 'scary');
  const { noun } = t.choice.required;
  const wanted = !t.choice.nounUsed && fits(noun) && t.lexicon.hasTag(noun, needs!);
  const chosen = wanted ? t.choice.takeNoun() : t.choice.fresh(needs!, fits);
  const waited = !t.choice.adjectiveUsed;
  const found = t.choice.describe(chosen)?.word;
  // One that is stuffed does nothing, and one that is huge fits into no hole; if the story must use the word, it waits
  // for another place.
  const odd = found === 'stuffed' || (narrow && found !== undefined && LARGE.includes(found));
  if (odd && waited) t.choice.adjectiveUsed = false;
  const described = odd ? undefined : found;
  // One that sleeps does not come along.
  const asleep = described === 'sleeping' && t.choice.required.adjective.word !== described;
  const animal = t.stranger(
    chosen.word,
    (asleep ? 'sleepy' : described) ??
      t.random.pick(['little', 'young', 'quick', 'clever', 'brown', 'quiet']),
  );
  const other: Character = { ...animal, pronoun: 'it' };
  t.bind({ [role]: other, beak: BEAKLESS.includes(other.kind) ? 'mouth' : 'beak' });
  return other;
}

/** Whether the animal in role `c` is bigger than the hero. */
export function strong(t: Tale): boolean {
  const noun = t.lexicon.noun(t.character('c').kind);
  return noun !== undefined && (t.lexicon.hasTag(noun, 'strong') || t.lexicon.hasTag(noun, 'can:carry'));
}

const LITTLE: readonly string[] = ['little', 'small', 'tiny', 'young'];
const LARGE: readonly string[] = [
  'big',
  'large',
  'huge',
  'giant',
  'enormous',
  'gigantic',
  'tall',
  'fat',
  'heavy',
];
const BIG: readonly string[] = [...LARGE, 'old'];

/** Whether one may call the animal in role `c` little. */
export function little(t: Tale): boolean {
  const { kind, trait } = t.character('c');
  if (strong(t) || BIG.includes(trait)) return false;
  const noun = t.lexicon.noun(kind);
  return LITTLE.includes(trait) || (noun !== undefined && t.lexicon.hasTag(noun, 'small'));
}

/** Early in the story, the hero is good to the animal. */
export function kindness(t: Tale): void {
  const all = [
    '{One evening|One cold morning|One day in spring}, [h] met [c.a] that was hungry. [h] gave [c.o] something to eat.',
    'Once, by the road, lay [c.a] with a thorn in one foot. [h] pulled the thorn out, very gently.',
    'Once, [c.a] was caught in a thorn bush. [h] bent the thorns apart until [c.the] was free.',
    'Once, some big dogs barked at [c.a]. [h] sent them away, and the dogs ran off.',
    'One hot day, [c.a] was thirsty. [h] brought [c.o] some water in a bowl.',
    'On a rainy night, [c.a] stood in front of the door, wet and tired. [h] let it sleep in the dry shed.',
    'The week before, [c.a] had lost its way. [h] walked with it until it knew where it was.',
  ];
  if (!strong(t))
    all.push(
      'One night, [c.a] had fallen on its back and could not get up. [h] helped [c.o] to its feet.',
      'One cold night, [h] saw [c.a] shaking with cold. [h.he] held [c.o] close until [c.it] was warm.',
      'Some days before, [c.a] had fallen into a deep bucket. [h] tipped the bucket over and let it out.',
    );
  t.say(all);
  if (!leisure(t) && t.random.chance(0.5)) return;
  t.say([
    '[c.the] looked back once and was gone.',
    '[c] seemed to say thank you, and was gone.',
    '[h] smiled and went home.',
    'Then [h] went home and did not think of it any more.',
    'For a moment, [c.the] looked into [h.ns] eyes. Then it went its way.',
  ]);
}

/** It comes back. */
export function returns(t: Tale): void {
  const { kind } = t.character('c');
  t.bind({ notC: t.random.pick(['bear', 'cow', 'frog', 'owl'].filter((other) => other !== kind)) });
  t.say([
    'Just then, something moved in the grass. It was [c.the] from before!',
    'Then there was a small sound. [c.the] had come back!',
    'Who was that? It was the same <context?[c.kind]|[notC]> that [h] had helped!',
    '[h] turned around. There was the <context?[c.kind]|[notC]> to which [h.he] had been so good.',
    'Was that not [c.the] from that other day? Yes, it was, and it had not forgotten [h.n].',
  ]);
}

/** It happens to be there, and may want something first. */
export function appears(t: Tale): void {
  if (t.has('Dialogue') && t.random.chance(0.6)) talks(t);
  else
    t.say([
      'Then [c.a] came by, stopped and looked.',
      'Not far away sat [c.a]. It had seen everything.',
      '[h] saw [c.a] nearby and had an idea. [h.he] called softly, and [c.the] came closer.',
      '[c.a] had been resting in the shade. Now it got up, stretched and came to see what was going on.',
      'A soft sound came from behind a bush, and out came [c.a].',
      'There was [c.a], and it did not run away. It tilted its head, as if it wanted to ask what was wrong.',
    ]);
  if (leisure(t) && t.random.chance(0.4)) price(t);
}

function talks(t: Tale): void {
  t.say([
    '[c.a] had watched it all from behind a bush.',
    'Then [c.a] came closer.',
    '[c.a] had heard [h.o] and came to see.',
    '[c.a] stopped on its way home.',
  ]);
  t.speak(
    'c',
    [
      'Do not worry. I can do that.',
      'May I try? I am good at this.',
      'You need somebody like me!',
      'I will help you, if you want.',
      'What is all this noise? Oh, I see. That is easy.',
    ],
    [],
    'happy',
  );
  if (!t.random.chance(leisure(t) ? 0.5 : 0.15)) return;
  t.speak(
    'h',
    [
      ...(little(t) ? ['You? But you are so little!'] : []),
      'Would you really do that?',
      'Oh yes, please!',
      'Please try! Nobody else can do it.',
    ],
    [],
  );
}

/** What it wants to have for it. */
function price(t: Tale): void {
  t.say([
    'But first it wanted to be scratched on the head. [h] scratched it on the left, and then on the right.',
    'First, [h] sang a little song for it, because it seemed to like that. It listened until the end.',
    'It sniffed at [h.ns] bag. There was a cookie in it, so [h] broke it in two and gave the bigger half away.',
    'It looked at [h.n] with big eyes and did not move. Of course, it was hungry! [h] brought it something to eat, and it ate all of it.',
    '[h] held out one [hand] and kept very still, until it came close. After that, they were friends.',
  ]);
}

export function thankCreature(t: Tale): void {
  t.speak(
    'h',
    [
      little(t)
        ? 'Thank you, little friend!'
        : strong(t)
          ? 'Thank you, my big friend!'
          : 'Thank you, my friend!',
      'You are the best [c.kind] in the world!',
      'I will never forget this. Thank you!',
      'Without you, I would still be standing here. Thank you!',
      'Come and see me whenever you are hungry!',
    ],
    [
      '[h] thanked [c.the] with all [h.his] heart.',
      '[h] gave [c.the] something good to eat to say thank you.',
      '[h] stroked [c.the] very gently to say thank you.',
      '[h] bowed to [c.the], because it had been so good to [h.o].',
    ],
    'happy',
  );
}
