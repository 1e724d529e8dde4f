/** How a day is, how somebody feels in it, and how it shows that something went wrong. */
import type { Tale } from '../tale.ts';

/** Weather that a fine day may have. */
const FAIR: readonly string[] = [
  'sunny',
  'windy',
  'cloudy',
  'mild',
  'breezy',
  'bright',
  'warm',
  'hot',
  'cool',
  'clear',
];

const FINE: readonly string[] = [
  'It was a(n) [a] day.',
  'The day was [a].',
  'It was [a] {outside|that day}.',
  'It was a(n) [a] day, and {birds sang in the trees|the air was fresh|the grass smelled good}.',
  'It was [a], {just right for a walk|and it was good to be outside|and everybody was outside}.',
  'The day was [a] {and quiet|and full of small sounds}.',
  'It was good to be out on such a(n) [a] day.',
];
const PAST: readonly string[] = [
  'It had been [a] the day before, but now {the sun was out|the sky was blue|it was warm}.',
  'The night had been [a], but the day was {clear|warm|bright}.',
  'After a(n) [a] {night|week}, {the sun was out again|it was a fine day at last}.',
  'It had been too [a] to go out all week, but now it was fine.',
  'The day before, it had been so [a] that {nobody went out|everybody stayed at home}.',
];

const FOR_A_REASON: ReadonlySet<string> = new Set(
  'thankful grateful pleased delighted thrilled surprised better loved'.split(' '),
);

export function dayOf(t: Tale, who: string, chance: number): void {
  if (t.choice.waits('weather') || spare(t, chance / 3)) {
    const word = t.choice.quality('weather');
    t.say(FAIR.includes(word) ? FINE : PAST, { a: word });
  }
  const { word } = t.choice.required.adjective;
  // What one feels for a reason is told when there is one, at the end.
  if (t.choice.waits('feeling') && (t.has('BadEnding') || !FOR_A_REASON.has(word)))
    t.say([`That day, [${who}] felt [a].`, `[${who}] felt [a] that day.`], {
      a: feelingOf(t.choice.quality('feeling')),
    });
}

/** By chance, where there is time for it. */
function spare(t: Tale, chance: number): boolean {
  return t.unhurried && t.room && t.random.chance(chance);
}

/** What one can be called that is felt: "ready for anything". */
export function feelingOf(word: string): string {
  return word === 'ready' ? 'ready for anything' : word;
}

const SAD: readonly string[] = ['sad', 'upset', 'unhappy', 'worried', 'miserable', 'disappointed', 'gloomy'];
/** What one feels, but neither is nor looks. */
const FELT: ReadonlySet<string> = new Set(['bad', 'awful', 'terrible']);

/** What comes and goes, and is not made by what went wrong. */
const PASSING: ReadonlySet<string> = new Set([
  'lonely',
  'frightened',
  'scared',
  'afraid',
  'confused',
  'puzzled',
  'nervous',
]);

/** That something went wrong shows: places an adjective of being hurt if one waits. */
export function sorrowOf(t: Tale, who: string, favorites: readonly string[] = SAD): void {
  const word = t.choice.quality('hurt', favorites);
  if (PASSING.has(word) && !favorites.includes(word)) {
    t.say(
      [
        `For a moment, [${who}] felt [a].`,
        `[${who}] felt [a] for a moment.`,
        `A little later, [${who}] felt [a].`,
      ],
      { a: word },
    );
    return;
  }
  const felt = [
    `[${who}] felt [a].`,
    `That made [${who}.o] feel [a].`,
    `[${who}] felt [a] and did not know what to do.`,
    `All at once, [${who}] felt [a].`,
    `[${who}] swallowed hard and felt [a].`,
    `[${who}.s] smile was gone. [${who}.he] felt [a].`,
  ];
  const was = [
    `[${who}] [${who}.was] [a].`,
    `Now [${who}] [${who}.was] [a].`,
    `[${who}] looked [a].`,
    `[${who}] [${who}.was] [a], and anybody could see it.`,
    `[${who}] [${who}.was] [a] now.`,
  ];
  t.say(FELT.has(word) ? felt : t.brief ? was : [...was, ...felt], { a: word });
}
