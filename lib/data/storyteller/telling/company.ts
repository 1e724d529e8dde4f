/** Who comes along: a friend, somebody of the family. */
import { ELDERS } from '../cast.ts';
import type { Tale } from '../tale.ts';
import type { Character } from '../world.ts';
import { hideAndSeek } from './interludes-games.ts';
import { placeVerb } from './moments.ts';

/** A friend of the hero's in role `f`. */
export function friend(t: Tale): Character {
  const hero = t.character('h');
  const other = t.named(hero.sort === 'animal' ? 'animal' : 'child', hero);
  other.place = hero.place;
  other.trait = '';
  t.bind({ f: other, both: t.group(hero, other) });
  return other;
}

/** Introduces the friend by name as the hero's friend; `free` if there is time for a word and a game. */
export function friendComes(t: Tale, free = true): Character {
  const other = friend(t);
  t.say(
    other.sort === 'animal'
      ? [
          'There, [h] met [h.his] friend, [f.a].',
          '[h.s] friend came along, [f.a].',
          'Soon [h] saw [f.a], who was [h.his] friend.',
          'Somebody called. It was [h.s] friend, [f.a].',
          'Close by sat [f.a]. What luck! It was [h.s] best friend.',
          'Something moved close by. Out came [f.a], [h.s] friend.',
          '[h] was not alone for long. [h.his] friend, [f.a], came running.',
          'Who came running? It was [f.a], and nobody was a better friend to [h.o].',
        ]
      : [
          'There, [h] met [h.his] friend [f.n].',
          'Just then, [h.his] friend [f.n] came along.',
          '[h.s] friend [f.n] was there too.',
          '[h.s] best friend [f.n] came along.',
          'Soon [h.his] friend [f.n] came by.',
          'Somebody called [h.his] name. It was [h.s] friend [f.n].',
          '[f.n] from next door was already there and waved.',
          '[h] was not alone for long. [f.n] had seen [h.him] and came running.',
          'Who was that over there? It was [f.n], and [f.n] was [h.s] best friend.',
          '[f.n] came up, out of breath. The two of them were friends.',
          '[h] and [f.n] had been friends since they were very small, and there they met.',
          'A face looked over {a wall|a fence|a bush}. It was [f.n], [h.s] friend.',
          '[h.s] good friend [f.n] was there as well, with a {red nose|big smile|new tooth}.',
        ],
  );
  if (free) {
    hello(t);
    likesOfFriends(t);
    hideAndSeek(t);
  }
  return other;
}

/** A word of greeting now and then. */
function hello(t: Tale): void {
  if (!t.has('Dialogue') || !t.unhurried || !t.random.chance(0.3)) return;
  t.speak(
    'f',
    ['Hello, [h.n]!', 'There you are, [h.n]!', 'Hi, [h.n]! I was looking for you.', 'Good morning, [h.n]!'],
    [],
    'happy',
  );
  t.speak(
    'h',
    ['Hello, [f.n]!', 'Hi, [f.n]! How nice to see you.', 'Good to see you, [f.n]!', 'Hi, [f.n]! Come here!'],
    [],
    'happy',
  );
}

/** The required verb as what friends like or do. */
function likesOfFriends(t: Tale): void {
  const { choice } = t;
  const game = choice.due('game');
  if (!(game || choice.due('fun')) || !t.random.chance(0.4)) return;
  if (game && t.random.chance(0.5)) {
    if (t.has('Dialogue') && t.random.chance(0.6))
      placeVerb(
        t,
        'game',
        'h',
        [
          '"Do you want to <base>?" asked [f.n]. [h.n] said, "Yes!" So that was what they did first.',
          '"Come, let us <base>!" called [f.n], and they <past> until they were out of breath.',
          '"First we will <base>," said [h.n], and they did.',
        ],
        'our',
      );
    else t.moment('game', 'both', 1);
    return;
  }
  if (!choice.due('fun')) return;
  if (t.has('Dialogue') && t.random.chance(0.7))
    placeVerb(
      t,
      'fun',
      'h',
      [
        '"What do you like best?" asked [f.n]. [h.n] said, "I love <ing>."',
        '"Yesterday I <past>," said [h.n]. [f.n] said, "That sounds like fun!"',
        '"Tomorrow I will <base>," said [h.n]. [f.n] asked, "May I come too?" Of course [f.he] could.',
        '"My grandma says that nobody likes <ing> as much as I do," said [h.n], and [f.n] laughed.',
      ],
      'my',
    );
  else
    placeVerb(t, 'fun', 'both', [
      'They had become friends because both of them liked <ing>.',
      'There was one thing that they always did when they met: they <past>.',
      'They talked about <ing>, because that was what they liked best.',
    ]);
}

/** Mom, dad, grandma or grandpa of the hero in role `m`; not whoever is to get a gift, in role `q`. */
export function elder(t: Tale, kinds: readonly string[] = ELDERS): Character {
  const { q } = t.cast;
  const given = typeof q === 'object' && q.type === 'character' ? q.kind : '';
  const relative = t.relative(
    t.character('h'),
    kinds.filter((kind) => kind !== given),
  );
  t.bind({ m: relative });
  return relative;
}

const HOUSEHOLD = /\b(?:his|her) mom(?:,| and)/;
const PARENTS: readonly string[] = ['mom', 'dad'];

/** Somebody of the family who has no part in the story yet, in role `e1`; whether there is one. */
export function bindFamily(t: Tale): boolean {
  const hero = t.character('h');
  const seen = new Set([...t.people].filter(({ of }) => of === hero).map(({ kind }) => kind));
  // Those with whom the hero lives have been told.
  const household = HOUSEHOLD.test(t.text.slice(0, 200)) ? PARENTS : ELDERS;
  const kinds = household.filter((kind) => !seen.has(kind));
  if (kinds.length === 0) return false;
  t.bind({ e1: t.relative(hero, kinds) });
  return true;
}
