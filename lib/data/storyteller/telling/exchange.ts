/** A few words between two at the end, where a story is to have dialogue and nobody has answered anybody yet. */
import type { Tale } from '../tale.ts';
import { bindFamily } from './company.ts';
import { eveningBegun, pastEvening } from './day-time.ts';

/** What one says, and what the other answers. */
type Pair = readonly [said: string, answer: string];

/** With somebody of the family, in role `e1`, who was not there. */
const GLAD: readonly Pair[] = [
  ['Are you happy now?', 'Yes, I am.'],
  ['And is all well now?', 'Yes, {everything is well|all is well}.'],
  ['I am so glad that it ended well.', 'So am I!'],
  ['What a story! Will you tell it again tomorrow?', 'Tomorrow, and the day after!'],
  ['I wish that I had been there.', 'But now you know {all|everything} about it!'],
  ['Which part did you like best?', 'The end!'],
  ['You must be tired after all that.', 'I am. But I am {happy|glad}, too.'],
  ['Did all that really happen?', '{Yes, every bit of it!|It did! I promise!}'],
  ['So it ended well after all?', 'Yes! It could not be better!'],
  ['That is a good story.', 'And it is a true one!'],
];

/** With a friend who is there, in role `f`. */
const GLAD_FRIENDS: readonly Pair[] = [
  ['Shall we meet again tomorrow?', '{Yes, as early as we can!|Yes! I will wait for you!}'],
  ['I am glad that you are my friend.', 'And I am glad that you are mine.'],
  ['I will never forget this day.', 'Neither will I.'],
  ['Are you as hungry as I am?', 'Even more!'],
  ['What shall we do tomorrow?', '{Everything!|You choose!}'],
  ['It is good to have a friend.', 'I think so too.'],
  ['Are you happy?', '{Very!|Yes! Are you?}'],
];

const SAD: readonly Pair[] = [
  ['Do you want to talk about it?', 'No. It hurts too much.'],
  ['Can I do anything for you?', 'No. Nobody can.'],
  ['I am so sorry.', 'So am I.'],
  ['One day, it will hurt less.', 'But now it hurts so much.'],
  ['Will you be all right?', 'I do not know.'],
  ['Come here. Let me hold you.', 'I am so sad.'],
  ['Is there nothing that can be done?', 'No. It is too late.'],
  ['Do not cry.', 'But I cannot stop.'],
];

const HOME: readonly string[] = [
  'In the evening, [h] told [h.his] [e1.kind] {everything|all about it}.',
  'At home, [h.s] [e1.kind] wanted to hear all about it.',
  'At dinner, [h] told [h.his] [e1.kind] {everything|the whole story}.',
  '[h.s] [e1.kind] heard the whole story that evening.',
];
const HOME_SAD: readonly string[] = [
  'In the evening, [h] told [h.his] [e1.kind] about it.',
  'At home, [h.s] [e1.kind] saw that something was wrong, and [h] told [e1.him] everything.',
  '[h.s] [e1.kind] heard of it that evening.',
  'That evening, [h] sat on the lap of [h.his] [e1.kind].',
];
/** The same where it is past that evening, or nobody knows. */
const SOME_TIME: readonly string[] = [
  '[h] told [h.his] [e1.kind] {everything|all about it}.',
  '[h.s] [e1.kind] wanted to hear it all, from the beginning to the end.',
  '[h.s] [e1.kind] had to hear the story, of course.',
];
const SOME_TIME_SAD: readonly string[] = [
  '[h] told [h.his] [e1.kind] about it.',
  '[h.s] [e1.kind] heard of it, too.',
];

interface Options {
  /** Whether the hero is still with the friend. */
  readonly friends?: boolean;
  /** Whether the story has left the day on which it began; asked only where that matters. */
  readonly later?: () => boolean;
  /** Whether the hero has been at home all the time. */
  readonly indoors?: boolean;
}

/** Tells it where it is needed; whether it is evening now. */
export function exchange(
  t: Tale,
  ending: 'happy' | 'sad',
  { friends = false, later = () => false, indoors = false }: Options = {},
): boolean {
  if (!t.has('Dialogue') || t.exchanged) return false;
  if (friends) {
    speak(t, 'f', GLAD_FRIENDS, 'happy');
    return false;
  }
  if (!bindFamily(t)) return false;
  const sad = ending === 'sad';
  const past = later() || pastEvening(t);
  if (!past) t.late = true;
  if (past || eveningBegun(t)) t.say(sad ? SOME_TIME_SAD : SOME_TIME);
  else {
    const lines = sad ? HOME_SAD : HOME;
    t.say(indoors ? lines.filter((line) => !line.startsWith('At home')) : lines);
  }
  speak(t, 'e1', sad ? SAD : GLAD, sad ? 'sad' : 'happy');
  return !past;
}

function speak(t: Tale, who: string, pairs: readonly Pair[], mood: 'happy' | 'sad'): void {
  const [said, answer] = t.pick(pairs);
  t.speak(who, [said], [], 'plain');
  t.speak('h', [answer], [], mood);
}
