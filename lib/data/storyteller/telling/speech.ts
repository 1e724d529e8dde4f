/** Direct speech: quotation marks, who says it how, and where the tag stands. */
import type { Random } from '../../../runtime/random.ts';
import type { Choice } from '../choice.ts';
import type { Entity } from './references.ts';

export type Mood = 'plain' | 'happy' | 'sad' | 'angry' | 'afraid';

export interface Speech {
  /** Role of the speaker, and who plays it. */
  readonly who: string;
  readonly speaker: Entity;
  /** What is said, a template without quotation marks. */
  readonly words: string;
  readonly mood: Mood;
  /** Whether somebody else has just spoken. */
  readonly answering: boolean;
  /** Decides between several ways to put something. */
  readonly pick: <T>(variants: readonly T[]) => T;
}

/** The template of a sentence or two in which somebody says something. */
export function quote(random: Random, choice: Choice, speech: Speech): string {
  const { who } = speech;
  const words = resolve(speech.pick, speech.words);
  const split = words.search(/[.!?] (?=[A-Z[^])/);
  const first = split < 0 ? words : words.slice(0, split + 1);
  const rest = split < 0 ? '' : words.slice(split + 2);
  const style = random.int(10);
  const said = (text: string): string => speechVerb(random, choice, speech, text);
  if (rest !== '' && style < 5) return `"^${comma(first)}" ${tag(random, speech, said(first))}. "^${rest}"`;
  if (style < 7) return `"^${comma(words)}" ${tag(random, speech, said(words))}.`;
  if (style < 9) return `[${who}] ${said(first)}, "^${words}"`;
  const gesture = random.pick(GESTURES[speech.mood]);
  // A gesture says enough about the mood.
  const verb = said(words).replace(/^(said .*|sighed|laughed)$/, 'said');
  return `[${who}] ${gesture}. "^${comma(words)}" [${who}.he] ${verb}.`;
}

/** Decides the alternatives of a template, so that what is said is known before it is quoted. */
function resolve(pick: Speech['pick'], source: string): string {
  let text = source;
  while (text.includes('{'))
    text = text.replace(/\{([^{}]*)\}/, (_, options: string) => pick(options.split('|')));
  return text;
}

function comma(text: string): string {
  return text.endsWith('.') ? `${text.slice(0, -1)},` : text;
}

/** "he said", or "said Tim" now and then. */
function tag(random: Random, { who, speaker }: Speech, verb: string): string {
  const named = typeof speaker === 'object' && speaker.type === 'character' && speaker.name !== '';
  return named && !verb.includes(' ') && random.chance(0.35) ? `${verb} [${who}.n]` : `[${who}] ${verb}`;
}

/** The required verb where it is one of saying and fits; else one by the words' last mark and the mood. */
function speechVerb(random: Random, choice: Choice, { mood, answering }: Speech, text: string): string {
  const end = text.at(-1) ?? '';
  const { verb } = choice.required;
  if (choice.due('say') && SPEECH[verb.base]?.(end, answering)) {
    choice.verbUsed = true;
    return verb.past;
  }
  if (end === '?') return 'asked';
  return random.pick(end === '!' ? EXCLAIMED[mood] : SAID[mood]);
}

/** Verbs of saying that a story may have to use: what they can end on. */
const SPEECH: Readonly<Record<string, (end: string, answering: boolean) => boolean>> = {
  whisper: (end) => end !== '!',
  shout: (end) => end === '!',
  yell: (end) => end === '!',
  call: (end) => end === '!',
  'cry out': (end) => end === '!',
  answer: (end, answering) => answering && end !== '?',
  reply: (end, answering) => answering && end !== '?',
  explain: (end) => end === '.',
  announce: (end) => end !== '?',
};
const EXCLAIMED: Readonly<Record<Mood, readonly string[]>> = {
  plain: ['said', 'called', 'said', 'cried'],
  happy: ['said', 'cried', 'laughed', 'shouted', 'called', 'cheered'],
  sad: ['cried', 'sobbed', 'cried', 'said'],
  angry: ['shouted', 'yelled', 'cried', 'said'],
  afraid: ['cried', 'screamed', 'called', 'cried'],
};
const SAID: Readonly<Record<Mood, readonly string[]>> = {
  plain: ['said', 'said', 'said', 'said'],
  happy: ['said', 'said', 'said with a smile', 'said happily'],
  sad: ['said', 'said sadly', 'said softly', 'sighed'],
  angry: ['said', 'said angrily', 'grumbled'],
  afraid: ['said', 'whispered', 'said in a small voice'],
};
const GESTURES: Readonly<Record<Mood, readonly string[]>> = {
  plain: ['thought for a moment', 'looked up', 'turned around', 'stopped', 'nodded slowly'],
  happy: ['smiled', 'laughed', 'jumped for joy', 'nodded', 'beamed'],
  sad: ['looked down', 'sighed', 'wiped away a tear', 'sniffed'],
  angry: ['frowned', 'stamped one foot', 'turned red', 'made an angry face'],
  afraid: ['took a step back', 'swallowed hard', 'shook all over', 'held still'],
};
