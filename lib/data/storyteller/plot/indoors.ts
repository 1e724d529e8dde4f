/** What stories at home share: where somebody had been before, and how they end. */
import type { Tale } from '../tale.ts';
import { exchange } from '../telling/exchange.ts';
import type { Place } from '../words/places.ts';
import type { Character } from '../world.ts';
import { leisure } from './leisure.ts';

/** The hero had been somewhere earlier that day: the place for what is seen in passing. */
export function beenOut(t: Tale, scenes?: readonly string[]): Place {
  const hero = t.character('h');
  const place = t.somewhere(hero, scenes);
  t.world.go(hero, place);
  t.bind({ to: place.to, at: place.at, the: place.the });
  t.say([
    '{One day|One fine day|One spring day}, [h] had been [at] until the sun went down.',
    '{One day|One Sunday|One autumn day}, [h] had gone [to] and stayed there until it was late.',
    'It had been a long day. [h] had been [at] {from morning to evening|all afternoon|since lunch}.',
    '{One day|One summer day}, [h] spent the whole afternoon [at].',
  ]);
  const more = leisure(t) ? 0.3 : 0;
  t.day('h', more);
  t.scenery('h', more);
  t.moment('way', 'h', more);
  startled(t);
  return place;
}

/** The same before a story of the night, which needs the day only for a word that waits; whether the day is told of. */
export function outFirst(t: Tale, needed = false): boolean {
  if (t.choice.done && !needed) return false;
  beenOut(t);
  return true;
}

const SHORT_WALK: readonly string[] = [
  '{One day|One morning}, [h] took a short walk [to].',
  'Early {one day|one morning}, [h] was already [at].',
  '{One day|One Saturday|One spring day}, [h] went [to] before breakfast.',
  '{One morning|One fine morning}, [h] ran [to] and looked around.',
  '{One day|One quiet morning}, [h] was [at] for a while.',
];

/** In the morning the hero goes for a short walk; the plot brings the hero home when it goes on. */
export function shortWalk(t: Tale, lines: readonly string[] = SHORT_WALK, scenes?: readonly string[]): Place {
  const hero = t.character('h');
  const place = t.somewhere(hero, scenes);
  t.world.go(hero, place);
  t.bind({ to: place.to, at: place.at, the: place.the });
  t.say(lines);
  const more = leisure(t) ? 0.3 : 0;
  t.day('h', more);
  t.scenery('h', more);
  t.moment('way', 'h', more);
  startled(t);
  return place;
}

/** The same before a story that plays at home, which needs it only for a word that waits; whether the hero went. */
export function walkFirst(t: Tale): boolean {
  if (t.choice.done) return false;
  shortWalk(t);
  return true;
}

/** Something that frightens for a moment, in a story that has no other place for the verb of fear that it must use. */
export function startled(t: Tale): void {
  if (!t.choice.due('fear')) return;
  t.say([
    'All at once, a gate shut with a bang.',
    'Suddenly, something big and black ran past.',
    'Then a dry branch cracked, very loudly and very near.',
    'Just then, a crow flew up right in front of [h.o].',
    'A big dog barked behind a fence.',
  ]);
  t.moment('fear', 'h', 1);
  t.say(['Then it was quiet again.', 'But it was nothing bad.', 'A moment later, it was over.']);
}

/** A brother or sister of the hero's with a name, in role `m`. */
export function sibling(t: Tale): Character {
  const hero = t.character('h');
  const child = t.named('child', hero);
  const other: Character = { ...child, kind: child.pronoun === 'he' ? 'brother' : 'sister', of: hero };
  t.bind({ m: other });
  return other;
}

/** The lesson, where it is too late at night to talk about it. */
export function moralAtNight(t: Tale, ...lessons: readonly string[]): void {
  if (!t.has('MoralValue')) return;
  t.mark('MoralValue');
  const lesson = t.pick(lessons);
  t.say([
    `Now [h] knew that ${lesson}.`,
    `And so [h] learned that ${lesson}.`,
    `That night, [h] learned that ${lesson}.`,
    `[h] never forgot what [h.he] had learned: ${lesson}.`,
    `There is a lesson in this: ${lesson}.`,
    `From that night on, [h] knew that ${lesson}.`,
  ]);
}

/** The last sentences of a story that ends well at home, in the evening or in the morning. */
export function happyAtHome(t: Tale, when: 'evening' | 'morning' = 'evening'): void {
  exchange(t, 'happy', { indoors: true });
  t.moment('joy', 'h', 0.15);
  t.moment('rest', 'h', 0.15);
  t.say(
    when === 'morning'
      ? [
          'Outside, the sun shone, and [h] was glad.',
          '[h] jumped out of bed. It was going to be a good day.',
          '[h] was {very happy|as happy as could be|wide awake and happy}.',
          'Whenever [h] thought of that dream, [h.he] {smiled|felt warm inside}.',
        ]
      : [
          'Everything had ended well, and [h] was glad.',
          'That night, [h] {fell asleep with a smile|slept very well|dreamed a sweet dream}.',
          '[h] was {very happy|as happy as could be|happy and a little proud}.',
          'In bed, [h] {thought of it all and smiled|was warm, tired and happy|was glad about how it had turned out}.',
          'Whenever [h] thought of that day, [h.he] {smiled|felt warm inside}.',
        ],
  );
}

/** The last sentences of a story that ends badly at home. */
export function sadAtHome(t: Tale): void {
  t.mark('BadEnding');
  exchange(t, 'sad', { indoors: true });
  t.moment('sad', 'h', 0.5);
  t.say([
    '[h] sat in a corner for a long time, and there was nothing to be done about it.',
    'It was the saddest day of [h.s] life.',
    '[h] [h.was] sad for a very long time.',
    'Nothing could make [h.o] happy again {that day|for a long time}.',
    '[h] hid under a blanket and cried. That night was long, and the next day was no better.',
  ]);
}
