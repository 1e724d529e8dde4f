/** Going out, and looking for what is lost. */
import type { Tale } from '../tale.ts';
import type { Place } from '../words/places.ts';
import { interlude } from './interludes.ts';
import { placeVerb } from './moments.ts';

/** Starts the day on which it happens; without a time of day, so that what follows can take place at any. */
export const ONE_DAY =
  '{One day|One day|One fine day|Then, one day|One Sunday|On a quiet day|One Saturday|On a day like any other}';

/** The same with one, where nothing but the way follows. */
const ONE_MORNING = '{One morning|One afternoon|Early one morning|One day|After lunch one day}';

const WALKS: readonly string[] = [
  `${ONE_MORNING}, [h] went [to].`,
  `${ONE_DAY}, [h] went [to] to play.`,
  `${ONE_DAY}, [h] decided to go [to].`,
  `${ONE_MORNING}, [h] took a walk [to].`,
  `${ONE_DAY}, [h] {ran|went out|set out} [to] {after breakfast|after lunch|to see what was new there}.`,
  `${ONE_DAY}, [h] {felt like going|wanted to go} [to].`,
  `{There was nothing to do at home|It was too nice to stay at home}, so [h] went [to].`,
  `After {breakfast|lunch}, [h] {put on [h.his] shoes and |}ran [to].`,
  `Where should [h] go that day? [h.he] {thought for a moment and|looked around and then} walked [to].`,
  `${ONE_DAY}, [h] had a free {morning|afternoon}. [h.he] {went|walked} [to].`,
  `[h] woke up early and could not sleep any more. So [h.he] got up and went [to].`,
  `It all began when [h] went [to] {one morning|one day|after lunch}.`,
  `${ONE_DAY}, when {the dishes were done|all the work was done|breakfast was over}, [h] {skipped|walked|hurried} [to].`,
];
const STAYS: readonly string[] = [
  `${ONE_DAY}, [h] was playing [at].`,
  `${ONE_DAY}, [h] was [at] and looked for something to do.`,
  `[h] liked it best [at]. So that was where [h.he] was {one morning|one day|one afternoon}.`,
  `It happened [at], where [h] {often played|spent the whole morning|was having a good time}.`,
];

/**
 * The hero goes somewhere; returns where.
 * @param indoors whether it may be under a roof
 */
export function goOut(
  t: Tale,
  why: readonly string[] = [],
  scenes?: readonly string[],
  notAt: readonly string[] = [],
  indoors = false,
): Place {
  const hero = t.character('h');
  const place = t.somewhere(hero, scenes, notAt, indoors);
  t.world.go(hero, place);
  t.bind({ to: place.to, at: place.at, the: place.the });
  const source = t.pick(why.length > 0 ? why : t.random.chance(0.8) ? WALKS : STAYS);
  const barefoot = hero.sort === 'animal';
  t.say(barefoot ? source.replace('{put on [h.his] shoes and |}', '') : source);
  t.moveTo(source.includes('[to]') ? 'way' : 'there');
  if (!place.indoors) t.day('h');
  onTheWay(t);
  // Where the plot says why one goes there, it goes on at once.
  if (why.length === 0) interlude(t, 'out');
  return place;
}

/** Verbs that wait take their chance here, for the plot may have no place for them. */
function onTheWay(t: Tale): void {
  if (t.choice.due('way') && t.random.chance(0.6)) t.moment('way', 'h', 1);
  else if (t.choice.due('fun') && t.random.chance(0.15))
    placeVerb(t, 'fun', 'h', [
      'If there was time later, [h] wanted to <base>.',
      '[h] was already thinking of the evening, when [h.he] would <base>.',
    ]);
}

const FOUND: readonly string[] = [
  'a bug',
  'some leaves',
  'a stone',
  'an old stick',
  'dust',
  'a snail',
  'an old nut',
  'a cold puddle',
  'some feathers',
  'a piece of string',
  'a surprised beetle',
  'two old buttons',
  'a lot of sand',
  'a spider who wanted to be left alone',
];

/** The hero looks in `count` wrong spots, or fewer where there is no time, for the thing in role `o`. */
export function search(t: Tale, place: Place, count: number, truth: string): void {
  const most = t.brief ? 1 : t.unhurried ? count : 2;
  const spots = t.random
    .shuffle(place.spots.filter((spot) => spot !== truth))
    .slice(0, Math.min(count, most));
  spots.forEach((spot, index) => {
    const last = index === spots.length - 1 && index > 0;
    const order = spots.length === 1 ? '' : index === 0 ? 'First, ' : last ? 'After that, ' : 'Then ';
    t.say(
      [
        `${order}[h] looked [spot], but [o.the] was not there.`,
        `${order}[h] searched [spot]. {Nothing!|There was nothing.|It was not there.}`,
        `${order}[h] looked [spot], but found only [b].`,
        `Was it [spot]? [h] {looked|bent down and looked}. {No.|No, nothing but [b].}`,
        `[spot], [h] found only [b].`,
        `${order}[h] got down on [h.his] knees and looked [spot]. {Nothing!|Nothing but [b]!|No luck.}`,
        `${order}[h] went to look [spot]. No, [o.the] was not there{| either}.`.replace(
          '{| either}',
          index > 0 ? '{| either}' : '',
        ),
      ],
      { spot, b: t.random.pick(FOUND) },
    );
  });
}
