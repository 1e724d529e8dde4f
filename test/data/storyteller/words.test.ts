import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { compose } from '../../../lib/data/storyteller/compose.ts';
import { checkNeeds } from '../../../lib/data/storyteller/needs.ts';
import { SHOWN } from '../../../lib/data/storyteller/telling/shown.ts';
import { FIRST, fewWords } from '../../../lib/data/storyteller/words/few.ts';
import { wordsOf } from '../../../lib/data/storyteller/words/finder.ts';
import {
  article,
  ENGLISH,
  MOMENTS,
  parseLexicon,
  readLexicon,
  regularForms,
  regularPlural,
  type WordLists,
} from '../../../lib/data/storyteller/words/lexicon.ts';
import { HERO_ANIMALS, NAMES_HER, NAMES_HIM } from '../../../lib/data/storyteller/words/people.ts';
import { PLACES } from '../../../lib/data/storyteller/words/places.ts';
import { packageRoot } from '../../../lib/runtime/here.ts';
import { Random } from '../../../lib/runtime/random.ts';

const { verbs, nouns, adjectives } = ENGLISH;

/** Irregular verbs of the list: base, past, and the -ing form where it is not by rule. */
const IRREGULAR: [base: string, past: string, ing?: string][] = (
  'run ran; swim swam; sing sang; draw drew; build built; read read; write wrote; ride rode; slide slid; ' +
  'swing swung; throw threw; catch caught; dig dug; fly flew; spin spun; hide hid; seek sought; cut cut; ' +
  'make made; sweep swept; feel felt; see saw; hear heard; sit sat; stand stood; lie lay; sleep slept; ' +
  'wake woke; eat ate; drink drank; bite bit; give gave; weep wept; shake shook; freeze froze; fall fell; ' +
  'think thought; find found; ring rang; drive drove; teach taught; tell told; meet met; beat beat; ' +
  'begin began beginning; bend bent; blow blew; break broke; bring brought; burst burst; buy bought; ' +
  'choose chose; creep crept; do did; forget forgot forgetting; get got; go went; grow grew; hang hung; ' +
  'have had; hold held; keep kept; kneel knelt; know knew; lay laid; leave left; let let; light lit; ' +
  'put put; say said; sell sold; send sent; set set; shine shone; shut shut; speak spoke; stick stuck; ' +
  'take took; understand understood; wear wore; weave wove; win won; wind wound; spread spread; feed fed; ' +
  'lead led; come came; pay paid'
)
  .split('; ')
  .map((forms) => forms.split(' ') as [string, string]);

const repeated = (words: readonly string[]): string[] =>
  words.filter((word, at) => words.indexOf(word) !== at);

test('no name, place or animal stands twice', () => {
  expect(repeated([...NAMES_HER, ...NAMES_HIM])).toEqual([]);
  expect(repeated(PLACES.map(({ id }) => id))).toEqual([]);
  expect(repeated(HERO_ANIMALS.map(({ kind }) => kind))).toEqual([]);
});

describe('the lists', () => {
  test('hold about fifteen hundred words', () => {
    expect(verbs.length).toBeGreaterThanOrEqual(420);
    expect(nouns.length).toBeGreaterThanOrEqual(720);
    expect(adjectives.length).toBeGreaterThanOrEqual(360);
    const all = [...verbs.map(({ base }) => base), ...[...nouns, ...adjectives].map(({ word }) => word)];
    expect(new Set(all).size).toBeGreaterThanOrEqual(1450);
  });

  test('hold small letters, and no word of two classes but the few that English has', () => {
    for (const word of [
      ...verbs.map(({ base }) => base),
      ...[...nouns, ...adjectives].map(({ word }) => word),
    ])
      expect(word).toMatch(/^[a-z]+([ -][a-z]+)*$/);
    const things = new Set(nouns.map(({ word }) => word));
    const both = adjectives.filter(({ word }) => things.has(word)).map(({ word }) => word);
    expect(both.sort()).toEqual(['giant', 'light', 'magic', 'orange', 'secret', 'silver']);
    const actions = new Set(verbs.map(({ base }) => base));
    const done = adjectives.filter(({ word }) => actions.has(word)).map(({ word }) => word);
    expect(done.sort()).toEqual(['clean', 'cross', 'dry', 'empty', 'light', 'open', 'tidy', 'warm']);
  });

  test('say what every tag means', () => {
    const head = readFileSync(join(packageRoot, 'lib/data/storyteller/words/en/nouns.txt'), 'utf8');
    const documented = new Set([...head.matchAll(/^;; {3}([a-z:]+) {2,}\S/gm)].map(([, tag]) => tag!));
    const used = new Set(nouns.flatMap(({ tags }) => [...tags]));
    expect([...used].filter((tag) => !documented.has(tag))).toEqual([]);
    const columns = ['plural', 'scenes', 'uses', 'sentences'];
    expect([...documented].filter((tag) => !used.has(tag) && !columns.includes(tag))).toEqual([]);
  });

  test('give planners several of each thing that is of use', () => {
    const wanted: Record<string, number> = {};
    for (const tag of 'own lose share break tear eat wear gift make small big light float roll stuck dirty'.split(
      ' ',
    ))
      wanted[tag] = 25;
    wanted.drink = 5;
    for (const use of 'reach cut light dig pull carry cross fix warm clean catch write call'.split(' '))
      wanted[`does:${use}`] = 3;
    for (const able of 'fly swim climb dig gnaw carry'.split(' ')) wanted[`can:${able}`] = 5;
    for (const tag of ['living', 'strong', 'tiny', 'scary', 'friendly', 'pet', 'helper']) wanted[tag] = 7;
    const few = Object.entries(wanted).filter(([tag, least]) => ENGLISH.nounsWith(tag).length < least);
    expect(few).toEqual([]);
  });

  test('have a way to show every noun', () => {
    for (const noun of nouns) {
      if (noun.sentences.length > 0)
        expect([noun.word, noun.sentences.length >= 2]).toEqual([noun.word, true]);
      else expect([noun.word, noun.kind in SHOWN || noun.tags.has('imagined')]).toEqual([noun.word, true]);
      if (noun.pluralOnly && !noun.tags.has('pair') && noun.kind !== 'meal')
        expect([noun.word, noun.sentences.length > 0]).toEqual([noun.word, true]);
      for (const sentence of noun.sentences) {
        expect(sentence).toMatch(/^(\[h|[A-Z]|_ |A_ |P_ ).*_.*[.!?]$/);
        // Whoever passes by has no pronoun: those of the story's own people must stay clear.
        expect(sentence).not.toMatch(/(?<!h\.)\b(he|she|him|her|his|hers)\b/i);
      }
    }
    for (const [kind, frames] of Object.entries(SHOWN)) {
      expect([kind, frames.length >= 3]).toEqual([kind, true]);
      expect([kind, nouns.some((noun) => noun.kind === kind)]).toEqual([kind, true]);
    }
  });

  test('have verbs for all that one does with things, and nouns for all that verbs are done to', () => {
    const heads = new Set(verbs.map(({ base }) => base.split(' ')[0]));
    for (const noun of nouns)
      for (const use of noun.uses)
        expect([noun.word, use, heads.has(use.split(' ')[0])]).toEqual([noun.word, use, true]);
    expect(nouns.filter((noun) => ENGLISH.uses(noun).length > 0).length).toBeGreaterThan(250);
    expect(verbs.filter(({ objects }) => objects.length > 0).length).toBeGreaterThan(120);
    const done = (word: string): string[] => ENGLISH.verbsOn(ENGLISH.noun(word)!).map(({ base }) => base);
    expect(done('ball')).toEqual(expect.arrayContaining(['throw', 'kick', 'bounce', 'catch']));
    expect(done('soup')).toEqual(expect.arrayContaining(['cook', 'stir', 'eat']));
    expect(done('soup')).not.toContain('kick');
  });
});

test('a few of the words, for small stories, have all that plots need', () => {
  const few = fewWords(ENGLISH);
  expect(few.verbs.slice(0, FIRST)).toEqual(verbs.slice(0, FIRST));
  expect(few.verbs.length).toBeLessThan(verbs.length / 3);
  expect(few.nouns.length).toBeLessThan(nouns.length / 2);
  expect(few.adjectives.length).toBeLessThan(adjectives.length / 2);
  for (const kind of new Set(nouns.map((noun) => noun.kind)))
    expect(few.nounsWith(`kind:${kind}`)[0]).toBe(ENGLISH.nounsWith(`kind:${kind}`)[0]);
  checkNeeds(few);
});

test('what is done with the few things is inflected as with all', () => {
  const few = fewWords(ENGLISH);
  for (const { uses } of few.nouns) {
    for (const use of uses) expect(few.inflect(use, 'past')).toBe(ENGLISH.inflect(use, 'past'));
  }
});

describe('inflection', () => {
  test.each([
    ['jump', 'jumped', 'jumping', 'jumps'],
    ['dance', 'danced', 'dancing', 'dances'],
    ['carry', 'carried', 'carrying', 'carries'],
    ['play', 'played', 'playing', 'plays'],
    ['watch', 'watched', 'watching', 'watches'],
    ['stop', 'stopped', 'stopping', 'stops'],
    ['paint', 'painted', 'painting', 'paints'],
    ['cry out', 'cried out', 'crying out', 'cries out'],
  ])('of %s by rule', (base, past, ing, third) => {
    expect(regularForms(base)).toEqual({ past, ing, third });
  });

  test('of phrases: the first word alone, by the list before the rule', () => {
    expect(ENGLISH.inflect('fly a kite', 'past')).toBe('flew a kite');
    expect(ENGLISH.inflect('hide', 'ing')).toBe('hiding');
    expect(ENGLISH.inflect('look at the run', 'third')).toBe('looks at the run');
    expect(ENGLISH.inflect('cry out', 'past')).toBe('cried out');
    expect(ENGLISH.inflect('zip up _', 'past')).toBe('zipped up _');
    expect(ENGLISH.inflect('sing a song', 'base')).toBe('sing a song');
  });

  test('of the irregular verbs', () => {
    const wrong = IRREGULAR.filter(([base, past, ing]) => {
      const verb = verbs.find((other) => other.base === base);
      return verb && (verb.past !== past || (ing !== undefined && verb.ing !== ing));
    });
    expect(wrong).toEqual([]);
    const irregular = new Set(IRREGULAR.map(([base]) => base));
    const unknown = verbs.filter(
      ({ base, past }) => !irregular.has(base.split(' ')[0]!) && !/ed$/.test(past.split(' ')[0]!),
    );
    expect(unknown.map(({ base }) => base)).toEqual([]);
    expect(ENGLISH.inflect('have a rest', 'third')).toBe('has a rest');
    expect(ENGLISH.inflect('go home', 'third')).toBe('goes home');
  });

  test('every verb doubles and drops letters as English does', () => {
    for (const { base, past, ing } of verbs) {
      const head = base.split(' ')[0]!;
      const bare = ing.split(' ')[0]!;
      expect(bare).toMatch(/^[a-z]+ing$/);
      if (/[^aeiouy]e$/.test(head)) expect([base, bare]).toEqual([base, `${head.slice(0, -1)}ing`]);
      // One vowel, one consonant, one syllable: the consonant doubles (run, running).
      if (/^[^aeiou]*[aeiou][bdgklmnprt]$/.test(head))
        expect([base, bare]).toEqual([base, `${head}${head.at(-1)}ing`]);
      if (/^[^aeiou]*[aeiou][bdgklmnprt]$/.test(head) && past.endsWith('ed'))
        expect([base, past]).toEqual([base, `${head}${head.at(-1)}ed`]);
      expect(past).not.toMatch(/[^aeiou]yed|eed$(?<!need|feed)/);
    }
  });

  test('plurals', () => {
    for (const [word, plural] of [
      ['ball', 'balls'],
      ['berry', 'berries'],
      ['toy', 'toys'],
      ['box', 'boxes'],
      ['brush', 'brushes'],
    ])
      expect(regularPlural(word!)).toBe(plural);
    const odd = ['leaf', 'foot', 'tooth', 'mouse', 'goose', 'wolf', 'shelf', 'tomato', 'potato', 'fox'];
    const plurals = odd.map((word) => ENGLISH.noun(word)?.plural);
    expect(plurals).toEqual([
      'leaves',
      'feet',
      'teeth',
      'mice',
      'geese',
      'wolves',
      'shelves',
      'tomatoes',
      'potatoes',
      'foxes',
    ]);
    for (const { countable, word, plural } of nouns) if (!countable) expect(plural).toBe(word);
  });

  test('articles go by sound', () => {
    for (const text of [
      'apple',
      'old owl',
      'hour',
      'honest boy',
      'umbrella',
      'unusual hat',
      'independent fox',
    ])
      expect(article(text)).toBe('an');
    for (const text of ['ball', 'useful rope', 'usual day', 'yo-yo', 'house'])
      expect(article(text)).toBe('a');
  });
});

describe('the words that a story uses', () => {
  /** The only adjective that can be asked for by the sentence. */
  const adjective = (sentence: string): string | undefined =>
    wordsOf(new Random(1, 0), `The cat climbed on a chair. ${sentence}`, ENGLISH)?.adjective.word;

  test.each([
    ['Somewhere a bird was singing.', undefined],
    ['Then stop talking and listen.', undefined],
    ['The ball was flying over the fence.', undefined],
    ['Her singing stopped at once.', undefined],
    ['I love matching socks by color.', undefined],
    ['The talking, the laughing, it all ended.', undefined],
    ['There sat a singing bird.', 'singing'],
    ['It was my matching sock.', 'matching'],
    ['The rope was strong.', 'strong'],
  ])('%s', (sentence, found) => {
    expect(adjective(sentence)).toBe(found);
  });
});

test('every word can be used: moments, tags, something that fits it', () => {
  for (const moment of MOMENTS) expect(ENGLISH.verbsFor(moment).length).toBeGreaterThan(4);
  for (const verb of verbs) {
    expect(verb.moments.length).toBeGreaterThan(0);
    for (const complement of verb.complements) expect(complement).toMatch(/^[A-Za-z',[\] ]*$/);
  }
  const special = ['trait', 'feeling', 'hurt', 'weather', 'place'];
  for (const adjective of adjectives) {
    const usable =
      special.includes(adjective.kind) ||
      nouns.some((noun) => ENGLISH.adjectivesFor(noun).includes(adjective));
    expect([adjective.word, usable]).toEqual([adjective.word, true]);
  }
  for (const place of PLACES) expect(place.spots.length).toBeGreaterThanOrEqual(3);
});

describe('lists of one’s own', () => {
  const lists: WordLists = {
    verbs: ';; remark\n\nkick | fun way | a ball; - | kind:toy ice_cream wind\nsing/sang | joy | songs',
    nouns:
      '# toy = thing own\nkite : wind -own ~ fly _, look up at _ ; ball @ town home\n# food\nice cream/- > There was some _.; [h] had A_.',
    adjectives: '# color = toy =ice_cream\nred; soft > =kite\n# mood\nsad',
  };

  test('say what goes with what', () => {
    const own = parseLexicon(lists);
    const [kite, ball, ice] = own.nouns;
    expect([...kite!.tags]).toEqual(['thing', 'wind']);
    expect(own.uses(kite!)).toEqual(['fly _', 'look up at _']);
    expect(ice).toMatchObject({
      countable: false,
      kind: 'food',
      sentences: ['There was some _.', '[h] had A_.'],
    });
    expect(own.nounsWith('own')).toEqual([ball]);
    expect(own.nounsWith('kind:toy')).toEqual([kite, ball]);
    expect(own.nounsWith('at:home')).toEqual([ball]);
    expect(own.hasTag(ball!, 'at:town')).toBe(true);
    expect(own.verbsOn(ice!).map(({ base }) => base)).toEqual(['kick']);
    expect(own.verbs[0]!.complements).toEqual(['a ball', '']);
    expect(own.adjectivesFor(kite!).map(({ word }) => word)).toEqual(['red', 'soft']);
    expect(own.adjectivesFor(ice!).map(({ word }) => word)).toEqual(['red']);
    expect(own.inflect('sing', 'past')).toBe('sang');
  });

  test('tell stories', () => {
    const folder = mkdtempSync(join(tmpdir(), 'words-'));
    try {
      const source = join(packageRoot, 'lib/data/storyteller/words/en');
      const list = (file: string): string => readFileSync(join(source, file), 'utf8');
      writeFileSync(join(folder, 'verbs.txt'), list('verbs.txt'));
      writeFileSync(join(folder, 'adjectives.txt'), list('adjectives.txt'));
      writeFileSync(join(folder, 'nouns.txt'), `${list('nouns.txt')}\n# toy\ngrizzlewump ~ hug _\n`);
      const own = readLexicon(folder);
      const words = { verb: own.verbs[0]!, noun: own.noun('grizzlewump')!, adjective: own.adjectives[0]! };
      for (let index = 0; index < 20; index++)
        expect(compose(1, index, { lexicon: own, words }).tale.text).toMatch(/\bgrizzlewump\b/);
    } finally {
      rmSync(folder, { recursive: true });
    }
    expect(() => readLexicon(folder)).toThrow(
      /verbs.txt: .*expected verbs.txt, nouns.txt and adjectives.txt/,
    );
  });

  test('that lack what plots need are refused with what is missing', () => {
    expect(() => compose(1, 0, { lexicon: parseLexicon(lists) })).toThrow(
      /too few words to tell stories with: .*nouns with "lose"/,
    );
  });

  test.each<[Partial<WordLists>, RegExp]>([
    [{ verbs: 'fly | up | high' }, /verbs.txt: line 1: no moment "up"; expected some of fun, way/],
    [{ verbs: '\n;; x\nfly' }, /verbs.txt: line 3: expected "forms \| moments/],
    [{ verbs: 'fly | fun | high | cloud' }, /line 1: "cloud" is no noun, kind:kind or tag/],
    [{ verbs: 'run | fun | far\nrun | way | off' }, /line 2: the verb "run" stands twice/],
    [{ nouns: 'ball' }, /nouns.txt: line 1: expected a line "# kind = tags"/],
    [{ nouns: '# Toy' }, /nouns.txt: line 1: expected "# kind"/],
    [{ nouns: '# toy\nball @ moon' }, /line 2: no scene "moon"/],
    [{ nouns: '# toy\nball; ball' }, /line 2: the noun "ball" stands twice/],
    [{ nouns: '# toy = own\nball : -lose' }, /line 2: "-lose": a toy has no tag "lose"/],
    [{ nouns: '# toy\nball ~ kick it' }, /line 2: "kick it": expected a verb and "_"/],
    [{ adjectives: 'red' }, /adjectives.txt: line 1: expected a line "# kind = nouns"/],
    [{ adjectives: '# color = sky' }, /line 1: "sky" is no kind/],
    [{ adjectives: '# color\nred > =cloud' }, /line 2: "=cloud" is no kind, "=noun" or "\+tag"/],
  ])('%j is refused with its line', (broken, message) => {
    expect(() => parseLexicon({ ...lists, ...broken })).toThrow(message);
  });
});
