/** An animal that helps: because it was helped before, because it is asked, or because it wants something for it. */
import type { Tale } from '../tale.ts';
import type { Character } from '../world.ts';

/** An animal whose noun has a tag, that does not talk of itself as a he or she, in a role; the required noun, if it fits. */
export function creature(t: Tale, ability: string, role = 'c'): Character {
  const { noun } = t.choice.required;
  const wanted =
    !t.choice.nounUsed &&
    noun.countable &&
    t.lexicon.hasTag(noun, ability) &&
    noun.word !== t.character('h').kind;
  const chosen = wanted
    ? t.choice.takeNoun()
    : t.choice.fresh(ability, ({ word }) => word !== t.character('h').kind);
  const described = t.choice.describe(chosen);
  const animal = t.stranger(
    chosen.word,
    described?.word ?? t.random.pick(['little', 'small', 'young', 'quick', 'clever']),
  );
  const other: Character = { ...animal, pronoun: 'it' };
  t.bind({ [role]: other });
  return other;
}

/** Early in the story, the hero is good to the animal. */
export function kindness(t: Tale): void {
  t.say([
    '{One evening|One cold morning|One day in spring}, [h] met [c.a] that was hungry. [h] gave [c.o] some bread.',
    'Once, by the road, lay [c.a] with a thorn in one foot. [h] pulled the thorn out, very gently.',
    'One night, [c.a] had fallen on its back and could not get up. [h] helped [c.o] to its feet.',
    'Once, [c.a] was caught in a thorn bush. [h] bent the thorns apart until [c.the] was free.',
    'One cold night, [h] saw [c.a] shaking with cold. [h.he] held [c.o] in [h.his] warm hands for a while.',
    'Once, some big dogs barked at [c.a]. [h] sent them away, and the dogs ran off.',
    'One hot day, [c.a] was thirsty. [h] brought [c.o] some water in a shell.',
  ]);
  t.say([
    '[c.the] looked back once and was gone.',
    '[c] seemed to say thank you, and was gone.',
    '[h] smiled and went home.',
    'Then [h] went home and did not think of it any more.',
  ]);
}

/** It comes back. */
export function returns(t: Tale): void {
  t.say([
    'Just then, something moved in the grass. It was [c.the] from before!',
    'Then there was a small sound. [c.the] had come back!',
    'Who was that? It was the same [c.kind] that [h] had helped!',
  ]);
}

/** It happens to be there. */
export function appears(t: Tale): void {
  if (t.has('Dialogue') && t.random.chance(0.6)) {
    t.say([
      '[c.a] had watched it all from behind a leaf.',
      'Then [c.a] came closer.',
      '[c.a] had heard [h.o] and came to see.',
    ]);
    t.speak(
      'c',
      [
        'Do not worry. I can do that.',
        'May I try? I am good at this.',
        'You need somebody like me!',
        'I will help you, if you want.',
      ],
      [],
      'happy',
    );
    if (t.random.chance(0.4)) {
      t.speak('h', ['You? But you are so little!', 'Would you really do that?', 'Oh yes, please!'], []);
      return;
    }
    return;
  }
  t.say([
    'Then [c.a] came by, stopped and looked.',
    'Not far away sat [c.a]. It had seen everything.',
    '[h] saw [c.a] nearby and had an idea. [h.he] held out some bread, and [c.the] came closer.',
  ]);
}

export function thankCreature(t: Tale): void {
  t.speak(
    'h',
    [
      'Thank you, little friend!',
      'You are the best [c.kind] in the world!',
      'I will never forget this. Thank you!',
    ],
    ['[h] thanked [c.the] with all [h.his] heart.', '[h] gave [c.the] some bread to say thank you.'],
    'happy',
  );
}
