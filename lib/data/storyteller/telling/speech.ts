/** Direct speech: quotation marks, who says it how, and where the tag stands. */
import type { Random } from '../../../runtime/random.ts';
import type { Choice } from '../choice.ts';
import type { Entity } from './references.ts';
import {
  ASKING_GESTURES,
  EXCLAIMED,
  GENTLE_GESTURES,
  GESTURES,
  type Mood,
  SAID,
  SPEECH,
} from './speech-words.ts';
import { GOES_ON } from './teller.ts';

export type { Mood } from './speech-words.ts';

export interface Speech {
  /** Role of the speaker, and who plays it. */
  readonly who: string;
  readonly speaker: Entity;
  /** What is said, a template without quotation marks. */
  readonly words: string;
  readonly mood: Mood;
  /** Whether somebody else has just spoken. */
  readonly answering: boolean;
  /** Whether the same one has just spoken. */
  readonly adding: boolean;
  /** Whether the same one has spoken right before, be it in another paragraph. */
  readonly again: boolean;
  /** Whether it is clear who speaks even if nobody says so. */
  readonly clear: boolean;
  /** Whether nobody said who spoke last. */
  readonly untagged: boolean;
  /** Gestures that the story has had. */
  readonly done: Set<string>;
  /** The templates of what was told last. */
  readonly before: string;
  /** Decides between several ways to put something. */
  readonly pick: <T>(variants: readonly T[]) => T;
}

/** What is said to comfort or to help; nobody jumps for joy meanwhile. */
const GENTLE = /\b(help|sorry|cry|worry|sad|wrong|afraid|hurt|promise|forgive|mistakes?|we will|I will)\b/i;
/** What is said to somebody who is sad. Nobody says it happily. */
const COMFORTS = /\b(do not (cry|worry|be (sad|afraid))|are you hurt|sorry)\b/i;
/** What one asks because one wants to know. */
const WH = /\b(who|what|where|when|why|how much|how many)\b/i;
/** Where a tag can stand within a sentence. */
const JOINT = /, (?=(?:but|and|so|or|because) )/;
/** What a sentence ends with, and what another can begin with. */
const ENDS = '.!?';
const BEGINS = /[A-Z[^]/;
/** Words of the longest reply that can do without a tag. */
const LONGEST_UNTAGGED = 9;

/** The template of a sentence or two in which somebody says something. */
export function quote(random: Random, choice: Choice, speech: Speech): string {
  const { who } = speech;
  const words = resolve(speech.pick, speech.words);
  const verbDue = choice.due('say');
  if (speech.clear && !verbDue && spaces(words) < LONGEST_UNTAGGED && random.chance(0.35))
    return `"^${words}"`;
  const split = secondSentence(words);
  const first = split < 0 ? words : words.slice(0, split + 1);
  const rest = split < 0 ? '' : words.slice(split + 2);
  const led = (then: string): string =>
    `${then}[${who}] ${plain(speechVerb(choice, speech, first))}, "^${words}"`;
  // What follows words without a tag must not look like the tag to them.
  if (speech.untagged) return led('Then ');
  // What the same one says next must not look like an answer: it does not begin with the words themselves.
  const style = speech.again ? 9 + random.int(3) : random.int(12);
  const said = (text: string): string => speechVerb(choice, speech, text);
  if (rest !== '' && style < 6) return `"^${comma(first)}" ${tag(random, speech, said(first))}. "^${rest}"`;
  const joint = style < 3 && rest === '' && words.endsWith('.') ? words.search(JOINT) : -1;
  if (joint > 8) {
    const [before, after] = [words.slice(0, joint), words.slice(joint + 2)];
    return `"^${before}," ${tag(random, speech, said('.'))}, "${GOES_ON}${after}"`;
  }
  if (style < 9) return `"^${comma(words)}" ${tag(random, speech, said(words))}.`;
  if (style < 10) return led(speech.adding ? 'Then ' : '');
  const left = gestures(speech, words).filter(
    (gesture) => !speech.done.has(gesture) && !speech.before.includes(gesture),
  );
  if (left.length === 0 && speech.again) return led(speech.adding ? 'Then ' : '');
  if (left.length === 0) return `"^${comma(words)}" ${tag(random, speech, said(words))}.`;
  const gesture = speech.pick(left);
  speech.done.add(gesture);
  const done = gesture.replaceAll('[his]', `[${who}.his]`);
  // A gesture says enough about who speaks, and how.
  if (!verbDue && random.chance(0.6)) return `[${who}] ${done}. "^${words}"`;
  const verb = said(words).replace(/^(said .*|sighed|laughed|cheered|sobbed)$/, 'said');
  return `[${who}] ${done}. "^${comma(words)}" [${who}.he] ${verb}.`;
}

/** A verb that can stand before what is said. */
function plain(verb: string): string {
  return verb === 'wanted to know' ? 'asked' : verb;
}

/** What only somebody does who has been spoken to. */
const IN_ANSWER = /^(?:nodded|shook|thought|waited)/;

function gestures({ mood, answering }: Speech, words: string): readonly string[] {
  const asking = words.endsWith('?') && (mood === 'plain' || mood === 'curious');
  const all = asking ? ASKING_GESTURES : GENTLE.test(words) ? GENTLE_GESTURES[mood] : GESTURES[mood];
  // Nobody thinks twice before mocking or shouting.
  const suiting = words.includes('!') ? all.filter((one) => !one.startsWith('thought')) : all;
  return answering || mood === 'afraid' ? suiting : suiting.filter((one) => !IN_ANSWER.test(one));
}

/** Decides the alternatives of a template, so that what is said is known before it is quoted. */
function resolve(pick: Speech['pick'], source: string): string {
  let text = source;
  // The first that closes is an innermost one.
  for (let end = text.indexOf('}'); end >= 0; end = text.indexOf('}')) {
    const start = text.lastIndexOf('{', end);
    if (start < 0) break;
    text = text.slice(0, start) + pick(text.slice(start + 1, end).split('|')) + text.slice(end + 1);
  }
  return text;
}

function spaces(text: string): number {
  let count = 0;
  for (let at = text.indexOf(' '); at >= 0; at = text.indexOf(' ', at + 1)) count++;
  return count;
}

/** Where the first sentence ends, if a second follows; else -1. */
function secondSentence(text: string): number {
  for (let at = text.indexOf(' '); at > 0; at = text.indexOf(' ', at + 1))
    if (ENDS.includes(text[at - 1]!) && BEGINS.test(text[at + 1] ?? '')) return at - 1;
  return -1;
}

function comma(text: string): string {
  return text.endsWith('.') ? `${text.slice(0, -1)},` : text;
}

/** "he said", or "said Tim" now and then. */
function tag(random: Random, { who, speaker }: Speech, verb: string): string {
  const named = typeof speaker === 'object' && speaker.type === 'character' && speaker.name !== '';
  return named && !verb.includes(' ') && random.chance(0.3) ? `${verb} [${who}.n]` : `[${who}] ${verb}`;
}

/** The required verb where it is one of saying and fits; else one by the words, their last mark and the mood. */
function speechVerb(choice: Choice, speech: Speech, text: string): string {
  const { answering, adding, pick } = speech;
  const mood = speech.mood === 'happy' && COMFORTS.test(text) ? 'calm' : speech.mood;
  const end = text.at(-1) ?? '';
  const { verb } = choice.required;
  if (choice.due('say') && SPEECH[verb.base]?.(end, answering)) {
    choice.verbUsed = true;
    return verb.past;
  }
  if (end === '?') {
    if (adding || mood === 'angry' || !WH.test(text) || GENTLE.test(text)) return 'asked';
    return pick(ASKED[mood === 'afraid' || mood === 'sad' ? 'low' : 'plain']);
  }
  if (end === '!') {
    if (text.startsWith('Help')) return pick(CALLED);
    if (/^(?:Listen|Hush|Shh)/.test(text)) return pick(HUSHED);
    if (GENTLE.test(text) || text.startsWith('Thank')) return pick(['said', 'said', 'called', 'said']);
    return pick(text.startsWith('Please') ? BEGGED : unlike(text, EXCLAIMED[mood]));
  }
  if (adding) return pick(['added', 'said', 'went on', 'said']);
  if (text.startsWith('I will ') || text.startsWith('We will ')) return pick(PROMISED);
  if (answering && mood === 'plain')
    return pick(/^(Yes|Sure|Of course|Okay|All right)/.test(text) ? AGREED : ANSWERED);
  return pick(unlike(text, SAID[mood]));
}

/** Those that do not say what the words say: not "I am so sad," he said sadly. */
function unlike(text: string, verbs: readonly string[]): readonly string[] {
  const said = text.toLowerCase();
  return verbs.filter((verb) => {
    const how = /(\w+?)i?ly$/.exec(verb)?.[1];
    return how === undefined || !said.includes(how);
  });
}

const ASKED = {
  plain: ['asked', 'asked', 'asked', 'asked', 'wanted to know'],
  low: ['asked', 'asked', 'asked softly', 'asked', 'asked in a low voice'],
};
const CALLED = ['called', 'cried', 'called', 'cried', 'called out'];
const HUSHED = ['said', 'whispered', 'said in a low voice'];
const BEGGED = ['begged', 'cried', 'said', 'begged', 'called'];
const PROMISED = ['said', 'promised', 'said', 'said'];
const AGREED = ['said', 'answered', 'said', 'agreed'];
const ANSWERED = ['said', 'answered', 'said', 'answered', 'said', 'replied'];
