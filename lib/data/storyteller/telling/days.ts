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
  'It was a(n) [a] {day|morning}.',
  'The {day|morning} was [a].',
  'It was [a] {outside|that day|that morning}.',
  'It was a(n) [a] {day|morning}, and {birds sang in the trees|the air was fresh|the grass smelled good}.',
  'What a(n) [a] day it was!',
  'It was [a], {just right for a walk|and it was good to be outside|and everybody was outside}.',
  'The day was [a] {and quiet|and full of small sounds}.',
  'After two days in the house, it was good to be out, even if it was only [a].',
];
const PAST: readonly string[] = [
  'It had been [a] the day before, but now {the sun was out|the sky was blue|it was warm}.',
  'The night had been [a], but the morning was {clear|warm|bright}.',
  'After a(n) [a] {night|week}, {the sun was out again|it was a fine day at last}.',
  'It had been too [a] to go out all week. Now {it was fine|the sky was clear} at last.',
  'The day before, it had been so [a] that {nobody went out|everybody stayed at home}. Now it was dry and warm.',
];

const FEELINGS: readonly string[] = ['happy', 'glad', 'excited', 'cheerful', 'calm', 'rested', 'curious'];

export function dayOf(t: Tale, who: string, chance: number): void {
  if (t.choice.waits('weather') || (t.room && t.random.chance(chance / 3))) {
    const word = t.choice.quality('weather');
    t.say(FAIR.includes(word) ? FINE : PAST, { a: word });
  }
  if (t.choice.waits('feeling') || (t.room && t.random.chance(chance / 6)))
    t.say(
      [
        `That {day|morning}, [${who}] felt [a].`,
        `[${who}] felt [a] {that morning|that day|when [${who}.he] got up}.`,
        `[${who}] had woken up early and felt [a].`,
      ],
      { a: t.choice.quality('feeling', FEELINGS) },
    );
}

const SAD: readonly string[] = ['sad', 'upset', 'unhappy', 'worried', 'sad'];

/** That something went wrong shows: places an adjective of being hurt if one waits. */
export function sorrowOf(t: Tale, who: string, favorites: readonly string[] = SAD): void {
  t.say(
    [
      `[${who}] [${who}.was] [a].`,
      `[${who}] felt [a].`,
      `This made [${who}.o] [a].`,
      `Now [${who}] [${who}.was] [a].`,
      `[${who}] looked [a] and {did not know what to do|said nothing|stood still}.`,
      `It made [${who}.o] feel [a].`,
      `All at once, [${who}] felt [a], and {the day was not so bright any more|everything looked gray}.`,
      `[${who}] swallowed hard and felt [a].`,
      `[${who}] [${who}.was] [a], and anybody could see it.`,
      `[${who}.s] smile was gone. [${who}.he] felt [a].`,
      `For a moment, nothing moved. [${who}] [${who}.was] [a].`,
    ],
    { a: t.choice.quality('hurt', favorites) },
  );
}
