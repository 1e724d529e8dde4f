/** An animal that helps: because it was helped before, because it is asked, or because it wants something for it. */
import { MismatchError } from '../../../runtime/errors.ts';
import type { Tale } from '../tale.ts';
import type { Noun } from '../words/lexicon.ts';
import type { Character } from '../world.ts';

/** An animal with an ability; the required noun, if it has it. */
export function creature(t: Tale, ability: string): Character {
  const { noun } = t.choice.required;
  const nouns = t.lexicon.nounsWith(ability).filter((other) => other.countable && other.word !== t.character('h').kind);
  if (nouns.length === 0) throw new MismatchError(`no animal has the tag "${ability}"`);
  const chosen: Noun = !t.choice.nounUsed && nouns.includes(noun) ? t.choice.takeNoun() : t.choice.freshOf(nouns);
  const described = t.choice.describe(chosen);
  const animal = t.stranger(chosen.word, described?.word ?? t.random.pick(['little', 'small', 'young', 'quick', 'clever']));
  const other: Character = { ...animal, pronoun: 'it' };
  t.bind({ c: other });
  return other;
}

/** Early in the story, the hero is good to the animal. */
export function kindness(t: Tale): void {
  t.say([
    'On the way, [h] met [c.a] that was hungry. [h] gave [c.o] some bread.',
    'By the road lay [c.a] with a thorn in one foot. [h] pulled the thorn out, very gently.',
    '[c.a] had fallen on its back and could not get up. [h] helped [c.o] to its feet.',
    '[c.a] was caught in a thorn bush. [h] bent the thorns apart until [c.the] was free.',
    '[h] saw [c.a] shaking with cold. [h.he] held [c.o] in [h.his] warm hands for a while.',
    'Some big dogs barked at [c.a]. [h] sent them away, and the dogs ran off.',
    'It was hot, and [c.a] was thirsty. [h] brought [c.o] some water in a shell.',
  ]);
  t.say([
    '[c.the] looked back once and was gone.',
    'It seemed to say thank you, and then it was gone.',
    '[h] smiled and went on.',
    'Then [h] went on and did not think of it any more.',
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
    t.say(['[c.a] had watched it all from behind a leaf.', 'Then [c.a] came closer.', '[c.a] had heard [h.o] and came to see.']);
    t.speak('c', ['Do not worry. I can do that.', 'May I try? I am good at this.', 'You need somebody like me!', 'I will help you, if you want.'], [], 'happy');
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
