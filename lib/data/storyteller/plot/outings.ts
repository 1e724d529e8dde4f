/** What stories at home begin with: where somebody had been before, and who comes over. */
import type { Tale } from '../tale.ts';
import { friend } from '../telling/beats.ts';
import type { Place } from '../words/places.ts';
import type { Character } from '../world.ts';

/** The hero had been somewhere earlier that day: the place for what is seen in passing. */
export function beenOut(t: Tale, scenes?: readonly string[]): Place {
  const hero = t.character('h');
  const place = t.somewhere(hero, scenes);
  t.world.go(hero, place);
  t.bind({ to: place.to, at: place.at, the: place.the });
  t.say([
    '{One day|One fine day|One spring day}, [h] had been [at] until the sun went down.',
    '{One day|One Sunday|One autumn day}, [h] had gone [to], and it was late when [h.he] came back.',
    'It had been a long day. [h] had been [at] {from morning to evening|all afternoon|since lunch}.',
    '{One day|One summer day}, [h] spent the whole afternoon [at].',
  ]);
  t.day('h', 0.3);
  t.scenery('h', 0.3);
  t.moment('way', 'h', 0.3);
  return place;
}

/** In the morning the hero goes for a short walk: the same for a story that goes on by day. */
export function shortWalk(t: Tale, scenes?: readonly string[]): Place {
  const hero = t.character('h');
  const place = t.somewhere(hero, scenes);
  t.world.go(hero, place);
  t.bind({ to: place.to, at: place.at, the: place.the });
  t.say([
    '{One day|One morning}, [h] took a short walk [to] and back.',
    'Early {one day|one morning}, [h] had already been [at].',
    '{One day|One Saturday|One spring day}, [h] went [to] before breakfast.',
    '{One morning|One fine morning}, [h] ran [to] and home again.',
  ]);
  t.day('h', 0.3);
  t.scenery('h', 0.3);
  t.moment('way', 'h', 0.3);
  return place;
}

/** A friend comes to the hero's home. */
export function friendVisits(t: Tale): Character {
  const other = friend(t);
  t.say(
    other.sort === 'animal'
      ? [
          '[h.s] friend came over to play, [f.a].',
          'Then somebody knocked. It was [f.a], a good friend.',
          'At the door stood [f.a], who was [h.his] friend.',
        ]
      : [
          '[h.s] friend [f.n] came over to play.',
          'Then somebody knocked. It was [f.n], [h.ns] best friend.',
          'In the afternoon, [h.ns] friend [f.n] came to visit.',
          '[f.n], who lived next door, came over.',
        ],
  );
  return other;
}
