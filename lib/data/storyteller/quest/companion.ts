/** The friend who shares the trouble. */
import { absent } from '../plot/wayside.ts';
import type { Tale } from '../tale.ts';
import type { Character } from '../world.ts';
import type { Problem } from './problem.ts';

const TRIES = 8;

/** Somebody like the hero, of none of the kinds; an animal is like nobody in the story. */
export function peer(t: Tale, notFor: readonly string[] = []): Character {
  const hero = t.character('h');
  const sort = hero.sort === 'animal' ? 'animal' : 'child';
  let other = t.named(sort, hero);
  const unfit = ({ kind }: Character): boolean =>
    notFor.includes(kind) || (sort === 'animal' && !absent(t, kind));
  for (let tries = 0; tries < TRIES && unfit(other); tries++) other = t.named(sort, hero);
  return other;
}

/** A friend of the hero's in role `f`, one for whom the problem is one. */
export function companion(t: Tale, { notFor }: Problem): Character {
  const hero = t.character('h');
  const other = peer(t, notFor);
  other.place = hero.place;
  t.bind({ f: other, both: t.group(hero, other) });
  return other;
}

/** The friend comes by. */
export function companionComes(t: Tale, problem: Problem): void {
  const { sort } = companion(t, problem);
  t.say(
    sort === 'animal'
      ? [
          'There, [h] met [h.his] friend, [f.a].',
          '[h.s] friend came along, [f.a].',
          'Soon [h] saw [f.a], who was [h.his] friend.',
          '[f.a] was there too, and [h] was glad, because [f.n] was a good friend.',
        ]
      : [
          'There, [h] met [h.his] friend [f.n].',
          'Just then, [h.his] friend [f.n] came along.',
          '[h.s] friend [f.n] was there too.',
          '[h.s] best friend [f.n] came along.',
          'Soon [h.his] friend [f.n] came by.',
          '[f.n] from {next door|the house across the street} was there too.',
          'Somebody called. It was [f.n], a good friend.',
        ],
  );
}
