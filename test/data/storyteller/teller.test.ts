import { expect, test } from '@jest/globals';
import { Cast } from '../../../lib/data/storyteller/cast.ts';
import { GOES_ON, type Roles, Teller } from '../../../lib/data/storyteller/telling/teller.ts';
import { scopeOf } from '../../../lib/data/storyteller/variety.ts';
import { ENGLISH } from '../../../lib/data/storyteller/words/lexicon.ts';
import { Random } from '../../../lib/runtime/random.ts';

const FULL = scopeOf('full', ENGLISH);

function told(source: string, roles: Roles = {}, phrasings = 1): string {
  const teller = new Teller(new Random(1), phrasings);
  teller.write(source, roles);
  return teller.text;
}

test('alternatives nest, and may be empty', () => {
  expect(told('{The {red|blue} ball|A cat} rolled{| away}.')).toBe('The red ball rolled.');
  const texts = new Set<string>();
  const teller = new Teller(new Random(2), Number.POSITIVE_INFINITY);
  for (let i = 0; i < 100; i++) {
    teller.write('{a{1|2}|b}', {});
    texts.add(teller.text.slice(teller.text.lastIndexOf(' ') + 1));
  }
  expect([...texts].sort()).toEqual(['A1', 'A2', 'B']);
});

test('sentences and speech begin large, and speech goes on small after a tag', () => {
  expect(told('it rained. [a] came! "^oh," she said. "it is wet?" she asked.', { a: 'the dog' })).toBe(
    'It rained. The dog came! "Oh," she said. "It is wet?" she asked.',
  );
  expect(told(`"^yes," he said, "${GOES_ON}but not now."`)).toBe('"Yes," he said, "but not now."');
});

test('"a" becomes "an" by the word that follows, wherever that comes from', () => {
  expect(told('a(n) [a] and a(n) [b] saw a(n) {apple|pear} (new).', { a: 'owl', b: 'red ant' })).toBe(
    'An owl and a red ant saw an apple (new).',
  );
});

test('of two sentences in a row, only the first begins with "But"', () => {
  const teller = new Teller(new Random(1), 1);
  for (const source of ['It rained. But nobody saw it.', 'But then it stopped.', 'But the sun came out.'])
    teller.write(source, {});
  expect(teller.text).toBe('It rained. But nobody saw it. Then it stopped. But the sun came out.');
});

test('a forced pronoun gives way to the name where another of the gender was named since', () => {
  const cast = new Cast(new Random(1), FULL);
  const h = { ...cast.named('child', undefined), name: 'Ben', pronoun: 'he' } as const;
  const f = { ...h, name: 'Tom' };
  const g = { ...h, name: 'Ann', pronoun: 'she' } as const;
  expect(told('[h.n] saw [f.n]. Then [h.he] ran.', { h, f })).toBe('Ben saw Tom. Then Ben ran.');
  expect(told('[h.n] saw [f.n]. Then [h.his] hat fell.', { h, f })).toBe("Ben saw Tom. Then Ben's hat fell.");
  expect(told('[h.n] saw [g.n]. Then [h.he] ran.', { h, g })).toBe('Ben saw Ann. Then he ran.');
  expect(told('[f.n] was there. [h.n] said that [h.he] ran.', { h, f })).toBe(
    'Tom was there. Ben said that he ran.',
  );
});

test('nobody is called "she" after a name of which nobody knows yet whether it is a he or a she', () => {
  const texts = Array.from({ length: 20 }, (_, seed) => {
    const cast = new Cast(new Random(seed), FULL);
    const h = { ...cast.named('child', undefined), name: 'Flora', pronoun: 'she' } as const;
    const f = { ...h, name: 'Bao', pronoun: 'he' } as const;
    const said = (source: string): string => {
      const teller = new Teller(new Random(seed), 9);
      for (const one of source.split('/')) teller.write(one, { h, f });
      return teller.text;
    };
    expect(said('[h.s] friend [f.n] came./[h] fell.')).toBe("Flora's friend Bao came. Flora fell.");
    return said('[h.n] saw [f.n], and [f.he] ran./[h] fell.');
  });
  expect(new Set(texts)).toContain('Flora saw Bao, and he ran. She fell.');
});

test('who lives at a place goes to another one', () => {
  for (let seed = 0; seed < 50; seed++) {
    const cast = new Cast(new Random(seed), FULL);
    const pig = cast.named('animal', undefined, ['pig']);
    cast.bind({ home: 'on a farm with a blue gate' });
    expect(cast.somewhere(pig, ['farm']).id).not.toBe('farm');
  }
});

test('words are counted', () => {
  const teller = new Teller(new Random(1), 1);
  teller.write('[a] ran.', { a: 'the old cat' });
  teller.write('', {});
  teller.paragraph();
  teller.write('It was {very|not} fast.', {});
  expect(teller.text).toBe('The old cat ran.\n\nIt was very fast.');
  expect(teller.words).toBe(8);
});

test.each([
  ['a {b|c', /no } closes/],
  ['a {b|<knowledge?c|d}', /no } closes/],
  ['a <knowledge?b|c', /no > closes/],
  ['a b} c', /unbalanced }/],
  ['a [b', /unbalanced \[/],
  ['a <what?b|c> d', /no kind of probe "what"/],
  ['a [b] c', /role "b", which nobody plays/],
])('%s is refused', (source, message) => {
  expect(() => told(source)).toThrow(message);
});
