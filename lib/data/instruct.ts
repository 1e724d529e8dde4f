/**
 * Records of TinyStories-Instruct: a random non-empty subset of four kinds of instruction in random order, then the
 * story (section 2.1 of the paper), laid out as the released files are:
 *
 *     Words: climb, kite, brave
 *     Features: Dialogue, Twist
 *     Story: ⏎
 *     ⏎
 *     Once upon a time …
 *
 * In files a line `<|endoftext|>` follows each record.
 */
import { checkObject, checkOptions, checkText } from '../runtime/arguments.ts';
import { FormatError, InvalidArgumentError } from '../runtime/errors.ts';
import { Random, seedFor } from '../runtime/random.ts';
import { END_OF_TEXT } from '../tokenizer/end-of-text.ts';
import type { StoryRecord } from './storyteller/record.ts';
import { sentences } from './text/sentences.ts';

/** What an Instruct record may ask of its story, in the order in which it does. */
export const INSTRUCT_KINDS = ['words', 'features', 'summary', 'sentence'] as const;
export type InstructKind = (typeof INSTRUCT_KINDS)[number];

/** What a record can be made of; what is not known is left out or empty. */
export interface InstructSource {
  story: string;
  words?: readonly string[] | undefined;
  features?: readonly string[] | undefined;
  summary?: string | undefined;
}

export interface InstructLayout {
  /** Whether a blank line stands before the story, as in the training file; the validation file has none. Default true. */
  blankLine?: boolean;
}

/** A record taken apart. */
export interface InstructRecord {
  story: string;
  words?: string[];
  features?: string[];
  summary?: string;
  /** A sentence that occurs in the story word for word. */
  sentence?: string;
  /** The kinds that stand before the story, in their order: what is asked for. What follows it only describes it. */
  asked: InstructKind[];
}

const LABELS: Readonly<Record<InstructKind, string>> = {
  words: 'Words',
  features: 'Features',
  summary: 'Summary',
  sentence: 'Random sentence',
};
const STORY = 'Story';
const LABEL_LINE = new RegExp(`^(${[...Object.values(LABELS), STORY].join('|')}):(?: |$)`);
/** Keeps these numbers apart from those that stories are made with. */
const PURPOSE = 0x696e7374;

/**
 * The record of a story, without the line that parts records. The kinds are drawn from those that the story has:
 * one without features gets no `Features:`, one of a single sentence no `Random sentence:`. The sentence is never
 * the first.
 * @throws InvalidArgumentError when there is nothing to ask for, the story is no text, or it could not be told from the layout.
 */
export function buildInstruct(source: InstructSource, random: Random, layout: InstructLayout = {}): string {
  checkObject('source', source);
  checkText('story', source.story);
  checkOptions<InstructLayout>('buildInstruct', layout, { blankLine: true });
  const story = source.story.trim();
  if (!canBeRecord(story))
    throw new InvalidArgumentError(
      'story',
      `a text without ${END_OF_TEXT} and without lines that begin like "${LABELS.summary}:"`,
      story,
    );
  const drawn = drawInstruct(source, random, layout);
  if (drawn === null)
    throw new InvalidArgumentError('story', 'words, features, a summary or a second sentence', story);
  return drawn.text;
}

/** `buildInstruct` for a story that can be one, with what is asked for; null when there is nothing to ask for. */
export function drawInstruct(
  source: InstructSource,
  random: Random,
  layout: InstructLayout = {},
): { text: string; asked: InstructKind[] } | null {
  const story = source.story.trim();
  const fields = available(source, story);
  const kinds = INSTRUCT_KINDS.filter((kind) => fields[kind] !== null);
  if (kinds.length === 0) return null;
  const subset = 1 + random.int(2 ** kinds.length - 1);
  const asked = random.shuffle(kinds.filter((_, bit) => subset & (1 << bit)));
  const lines = asked.map((kind) => {
    const field = fields[kind]!;
    return `${LABELS[kind]}: ${typeof field === 'string' ? field : random.pick(field)}`;
  });
  const gap = (layout.blankLine ?? true) ? '\n' : '';
  return { text: `${lines.join('\n')}\n${STORY}: \n${gap}${story}`, asked };
}

/** Whether a text can be the story of a record: whether it could be told from the layout. */
export function canBeRecord(story: string): boolean {
  return (
    story.trim() !== '' &&
    !story.includes(END_OF_TEXT) &&
    !story.split('\n').some((line) => LABEL_LINE.test(line))
  );
}

/**
 * What a model is given that was trained on such records: what is asked for, and the label after which it tells. The
 * blanks and lines before the story are its own to tell: cut off behind them, their tokens would be others.
 */
export function instructPrompt(
  asked: Omit<InstructSource, 'story'> & { sentence?: string | undefined },
): string {
  const { words = [], features = [], summary = '', sentence = '' } = asked;
  const fields = { words: words.join(', '), features: features.join(', '), summary, sentence };
  const lines = INSTRUCT_KINDS.filter((kind) => fields[kind] !== '').map(
    (kind) => `${LABELS[kind]}: ${fields[kind].replace(/\s+/g, ' ').trim()}\n`,
  );
  if (lines.length === 0)
    throw new InvalidArgumentError('asked', 'words, features, a summary or a sentence', asked);
  return `${lines.join('')}${STORY}:`;
}

/** The record of story `index` of a seed; a function of these alone, and drawing nothing that the story draws. */
export function instructFor(record: StoryRecord, seed: number, index: number): string {
  checkObject('record', record);
  checkObject('instruction', record.instruction);
  const { story, summary, instruction } = record;
  const { words, features } = instruction;
  return buildInstruct({ story, words, features, summary }, new Random(seedFor(seed, PURPOSE), index));
}

/**
 * Takes a record apart: fields in any order, also after the story; with or without the blank line and the line that
 * ends a record. `readStories` gives the records of a file one by one.
 * @throws InvalidArgumentError for what is no text; FormatError when it has no story, or a field twice.
 */
export function parseInstruct(text: string, path = 'instruct record'): InstructRecord {
  checkText('text', text);
  const fields = new Map<string, string[]>();
  let current: string[] | null = null;
  for (const line of withoutEnd(text).split('\n')) {
    const label = LABEL_LINE.exec(line);
    if (label) {
      const name = label[1] as string;
      if (fields.has(name)) throw new FormatError(path, `${name}: stands twice; expected one record`);
      current = [line.slice(label[0].length)];
      fields.set(name, current);
    } else if (current) current.push(line);
    else if (line.trim() !== '')
      throw new FormatError(path, `a line without a label; expected one such as "${LABELS.words}: …" first`);
  }
  const value = (name: string): string | undefined => fields.get(name)?.join('\n').trim();
  const story = value(STORY);
  if (!story) throw new FormatError(path, `no story; expected a line "${STORY}:" and the text after it`);
  const names = [...fields.keys()];
  const before = names.slice(0, names.indexOf(STORY));
  const words = value(LABELS.words);
  const features = value(LABELS.features);
  const summary = value(LABELS.summary);
  const sentence = value(LABELS.sentence);
  return {
    story,
    ...(words !== undefined && { words: items(words) }),
    ...(features !== undefined && { features: items(features) }),
    ...(summary !== undefined && { summary }),
    ...(sentence !== undefined && { sentence }),
    asked: before.map((name) => INSTRUCT_KINDS.find((kind) => LABELS[kind] === name) as InstructKind),
  };
}

/**
 * Where the story of a record stands in its text, white space around it left out; null when the text has no line
 * `Story:` or nothing after it.
 */
export function storyRange(text: string): { begin: number; end: number } | null {
  let begin = -1;
  let end = text.length;
  for (let at = 0; at < text.length; ) {
    const next = text.indexOf('\n', at);
    const line = text.slice(at, next < 0 ? text.length : next);
    const label = LABEL_LINE.exec(line);
    if (label && begin >= 0) {
      end = at;
      break;
    }
    if (label?.[1] === STORY) begin = at + label[0].length;
    at = next < 0 ? text.length : next + 1;
  }
  if (begin < 0) return null;
  const raw = text.slice(begin, end);
  const story = raw.trim();
  if (story === '') return null;
  begin += raw.length - raw.trimStart().length;
  return { begin, end: begin + story.length };
}

/** What each kind can say: one text, several to draw from, or nothing. */
function available(source: InstructSource, story: string): Record<InstructKind, string | string[] | null> {
  const { words = [], features = [], summary = '' } = source;
  const [first, ...rest] = sentences(story);
  const others = rest.filter((sentence) => sentence !== first);
  const oneLine = summary.replace(/\s+/g, ' ').trim();
  return {
    words: words.length > 0 ? words.join(', ') : null,
    features: features.length > 0 ? features.join(', ') : null,
    summary: oneLine === '' ? null : oneLine,
    sentence: others.length > 0 ? others : null,
  };
}

function items(list: string): string[] {
  return list
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function withoutEnd(text: string): string {
  const whole = text.replaceAll('\r\n', '\n').trim();
  return whole.endsWith(END_OF_TEXT) ? whole.slice(0, -END_OF_TEXT.length) : whole;
}
