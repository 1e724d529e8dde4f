import { expect, test } from '@jest/globals';
import { PROBE_KINDS, PROBE_SEED, storyProbes } from '../../../lib/data/storyteller/probes.ts';
import { tellStory, VARIETIES } from '../../../lib/data/storyteller/storyteller.ts';
import { Teller } from '../../../lib/data/storyteller/telling/teller.ts';
import { Random } from '../../../lib/runtime/random.ts';

const PER_KIND = 40;

test.each(VARIETIES)(
  'the %s variety has places of each kind, one answer right and the others not',
  (variety) => {
    const probes = storyProbes({ perKind: PER_KIND, variety });
    for (const kind of PROBE_KINDS)
      expect(probes.filter((probe) => probe.kind === kind)).toHaveLength(PER_KIND);
    for (const { prompt, right, wrong } of probes) {
      expect(right.trim()).toBe(right);
      expect(right).not.toBe('');
      expect(wrong.length).toBeGreaterThan(0);
      expect(wrong).not.toContain(right);
      expect(prompt.length).toBeGreaterThan(40);
    }
  },
);

test('a prompt and its answer stand in a story of the seed that is kept for it', () => {
  const told = Array.from({ length: 3000 }, (_, index) => tellStory(PROBE_SEED, index, 'small').story);
  for (const { prompt, right } of storyProbes({ perKind: 20, variety: 'small' }))
    expect(told.some((story) => story.startsWith(prompt + right))).toBe(true);
});

test('marks leave no trace in the text, and wrong answers none in what follows', () => {
  const teller = new Teller(new Random(1), Number.POSITIVE_INFINITY);
  teller.write('In the bag were [a] and [b]. She took out [a]. Now there was <context?[b]|[a]> in it.', {
    a: 'an apple',
    b: 'a nut',
  });
  teller.paragraph();
  teller.write('It was <knowledge?cold|hot> in the snow.', {});
  expect(teller.text).toBe(
    'In the bag were an apple and a nut. She took out an apple. Now there was a nut in it.\n\nIt was cold in the snow.',
  );
  expect(teller.probes).toEqual([
    {
      kind: 'context',
      prompt: 'In the bag were an apple and a nut. She took out an apple. Now there was ',
      right: 'a nut',
      wrong: ['an apple'],
    },
    {
      kind: 'knowledge',
      prompt: `${teller.text.split('cold')[0]}`,
      right: 'cold',
      wrong: ['hot'],
    },
  ]);
  expect(() => teller.write('<rhyme?a|b>', {})).toThrow(/rhyme/);
  expect(() => teller.write('<context?a|b', {})).toThrow(/closes/);
});

test('a number that cannot be meant is refused', () => {
  expect(() => storyProbes({ perKind: 0 })).toThrow(/perKind/);
});
