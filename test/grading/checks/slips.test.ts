/** Slips that rules see; and texts without any, which they must leave alone. */
import { expect, test } from '@jest/globals';
import { storyRecords } from '../../../lib/data/storyteller/storyteller.ts';
import { slips } from '../../../lib/grading/checks/slips.ts';

test.each([
  ['He took the the ball.', 'the the'],
  ['He saw a apple.', 'a apple'],
  ['He saw an dog.', 'an dog'],
  ['He wanted to went home.', 'to went'],
  ['He could saw it not, and could took it.', 'could took'],
  ['He go home.', 'He go'],
  ['Tom and the was happy.', 'the was'],
  ['She he ran.', 'She he'],
  ['It was of and.', 'of and'],
  ['The dog saw The cat.', 'saw The'],
  ['He took my.', 'my.'],
  ['He ran ,and she ran.', 'ran ,'],
  ['He ran,. She ran.', ',.'],
  ['He sat.\n\n"Hi, he said.\n\nHe ran.', 'an open "'],
])('%j: %s', (text, slip) => {
  const { first, clean, sentences } = slips(text);
  expect(first).toContain(slip);
  expect(clean).toBe(sentences - 1);
});

test.each([
  'An hour later a unicorn had a used umbrella and a one-eyed cat.',
  'He had had enough. It was very, very late. "No, no, no!" he said.',
  'Did he go? Let him go. Why did she cry? He lay down. She put it away.',
  'I saw a lot. Is it a Mr. Tom? Mom said that he was her friend.',
  '"Will you come?" she asked. "I will..." he said. "What?!" By and by he came.',
  ' and ran home." She laughed.\n\nThe end.',
  'His was red, hers was blue. “Look!” he said.',
  '',
])('%j has none', (text) => {
  expect(slips(text).first).toEqual([]);
});

test('made stories have hardly any', () => {
  const counted = [...storyRecords(5, 0, 200)].map(({ story }) => slips(story));
  const all = counted.reduce((sum, { sentences }) => sum + sentences, 0);
  expect(counted.flatMap(({ first }) => first).length / all).toBeLessThan(0.001);
});
