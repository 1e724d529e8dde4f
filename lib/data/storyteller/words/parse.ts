/** Reads the word lists; the head of each file of en/ explains its lines. */
import { FormatError } from '../../../runtime/errors.ts';
import { regularForms, regularPlural } from './english.ts';
import { type Adjective, MOMENTS, type Moment, type Noun, SCENES, type Scene, type Verb } from './entries.ts';

/** A list's text, and what it is called in errors. */
export interface ListText {
  readonly name: string;
  readonly text: string;
}

interface Row {
  readonly text: string;
  error(problem: string): FormatError;
}

export function parseVerbs(list: ListText, nouns: readonly Noun[]): Verb[] {
  const known = new Set(nouns.flatMap((noun) => [noun.word, `kind:${noun.kind}`, ...noun.tags]));
  const bases = new Set<string>();
  return rows(list).map((row) => {
    const [forms, moments, complements = '', objects = '', ...rest] = split(row.text, '|');
    if (!forms || !moments || rest.length > 0)
      throw row.error(
        'expected "forms | moments | complements", and after them "| what it is done to" or nothing',
      );
    const [base = '', past, ing, third, ...more] = split(forms, '/');
    if (base === '' || more.length > 0)
      throw row.error('expected "base/past/-ing form/third person", the last three if irregular');
    if (bases.has(base)) throw row.error(`the verb "${base}" stands twice; put both lines into one`);
    bases.add(base);
    const regular = regularForms(base);
    for (const moment of words(moments))
      if (!MOMENTS.includes(moment as Moment))
        throw row.error(`no moment "${moment}"; expected some of ${MOMENTS.join(', ')}`);
    const done = words(objects).map(spaced);
    for (const object of done)
      if (!known.has(object))
        throw row.error(`"${object}" is no noun, kind:kind or tag of the list of nouns`);
    return {
      base,
      past: past || regular.past,
      ing: ing || regular.ing,
      third: third || regular.third,
      moments: words(moments) as Moment[],
      complements: split(complements, ';').map((text) => (text === '-' ? '' : text)),
      objects: done,
    };
  });
}

const NOUN =
  /^(?<name>[^@:~>]+?)(\s+@\s+(?<scenes>[^:~>]+?))?(\s+:\s+(?<tags>[^~>]+?))?(\s+~\s+(?<uses>[^>]+?))?(\s+>\s+(?<sentences>.+))?$/;

export function parseNouns(list: ListText): Noun[] {
  const nouns: Noun[] = [];
  const known = new Set<string>();
  let kind = '';
  const kinds = new Map<string, readonly string[]>();
  for (const row of rows(list)) {
    if (row.text.startsWith('#')) {
      kind = section(row, kinds, words);
      continue;
    }
    if (kind === '') throw row.error('expected a line "# kind = tags" before the first noun');
    const kindTags = kinds.get(kind)!;
    for (const entry of row.text.includes('>') ? [row.text] : split(row.text, ';')) {
      const parts = NOUN.exec(entry)?.groups;
      if (!parts)
        throw row.error(
          `"${entry}": expected "word/plural @ scenes : tags ~ uses > sentences", all but the word optional`,
        );
      const [word = '', plural] = split(parts.name ?? '', '/');
      if (word === '') throw row.error(`"${entry}": expected a word`);
      if (known.has(word)) throw row.error(`the noun "${word}" stands twice`);
      known.add(word);
      const uncounted = plural === '-' || plural === '=';
      const found = words(parts.scenes ?? '');
      for (const scene of found)
        if (!SCENES.includes(scene as Scene))
          throw row.error(`no scene "${scene}"; expected some of ${SCENES.join(', ')}`);
      const own = words(parts.tags ?? '');
      const without = own.filter((tag) => tag.startsWith('-')).map((tag) => tag.slice(1));
      for (const tag of without)
        if (!kindTags.includes(tag)) throw row.error(`"-${tag}": a ${kind} has no tag "${tag}" to take away`);
      const uses = split(parts.uses ?? '', ',').filter((use) => use !== '');
      for (const use of uses)
        if (!/^[a-z]+ (.* )?_/.test(use)) throw row.error(`"${use}": expected a verb and "_" for the noun`);
      nouns.push({
        word,
        plural: uncounted ? word : plural || regularPlural(word),
        countable: !uncounted,
        pluralOnly: plural === '=',
        kind,
        tags: new Set([
          ...kindTags.filter((tag) => !without.includes(tag)),
          ...own.filter((tag) => !tag.startsWith('-')),
        ]),
        found: found as Scene[],
        uses,
        sentences: split(parts.sentences ?? '', ';').filter((text) => text !== ''),
      });
    }
  }
  return nouns;
}

export function parseAdjectives(list: ListText, nouns: readonly Noun[]): Adjective[] {
  const known = new Set(
    nouns.flatMap((noun) => [noun.kind, `=${noun.word}`, ...[...noun.tags].map((tag) => `+${tag}`)]),
  );
  const adjectives: Adjective[] = [];
  const seen = new Set<string>();
  let kind = '';
  const kinds = new Map<string, ReadonlySet<string>>();
  const fitting = (text: string, row: Row): Set<string> => {
    const fits = words(text).map(spaced);
    for (const noun of fits)
      if (!known.has(noun)) throw row.error(`"${noun}" is no kind, "=noun" or "+tag" of the list of nouns`);
    return new Set(fits);
  };
  for (const row of rows(list)) {
    if (row.text.startsWith('#')) {
      kind = section(row, kinds, fitting);
      continue;
    }
    if (kind === '') throw row.error('expected a line "# kind = nouns" before the first adjective');
    for (const entry of split(row.text, ';')) {
      const [word = '', fits, ...rest] = split(entry, '>');
      if (word === '' || fits === '' || rest.length > 0)
        throw row.error(`"${entry}": expected "word" or "word > nouns"`);
      if (seen.has(word)) throw row.error(`the adjective "${word}" stands twice`);
      seen.add(word);
      adjectives.push({ word, kind, fits: fits === undefined ? kinds.get(kind)! : fitting(fits, row) });
    }
  }
  return adjectives;
}

function rows({ name, text }: ListText): Row[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const row = line.trim();
    if (row === '' || row.startsWith(';;')) return [];
    return {
      text: row,
      error(problem: string): FormatError {
        return new FormatError(name, `line ${index + 1}: ${problem}`);
      },
    };
  });
}

/** The kind that a line "# kind = rest" names; what `read` makes of the rest is kept for it. */
function section<Rest>(row: Row, kinds: Map<string, Rest>, read: (text: string, row: Row) => Rest): string {
  const [, kind, rest] = /^#\s*([a-z]+)\s*(?:=(.*))?$/.exec(row.text) ?? [];
  if (kind === undefined) throw row.error('expected "# kind" or "# kind = …", the kind in small letters');
  if (rest !== undefined && kinds.has(kind))
    throw row.error(`kind "${kind}" stands above already; "# ${kind}" alone takes it up again`);
  if (!kinds.has(kind)) kinds.set(kind, read(rest ?? '', row));
  return kind;
}

function split(text: string, sign: string): string[] {
  return text.split(sign).map((part) => part.trim());
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

function spaced(word: string): string {
  return word.replaceAll('_', ' ');
}
