import { expect, test } from '@jest/globals';
import { Checks } from '../../../lib/data/report/checks.ts';
import { formsOf, holdsPhrase } from '../../../lib/data/text/word-forms.ts';

const found = (text: string, word: string) =>
  formsOf(word).some((form) => holdsPhrase(text.toLowerCase(), form));

test.each([
  ['run', 'She ran home.'],
  ['hop', 'They were hopping.'],
  ['make', 'He is making it.'],
  ['lie', 'It was lying there.'],
  ['cry', 'He cries.'],
  ['carry', 'They carried it.'],
  ['steal', 'It was stolen.'],
  ['child', 'All children came.'],
  ['knife', 'two knives'],
  ['bush', 'behind the bushes'],
  ['dog', "the dog's tail"],
  ['big', 'the biggest of all'],
  ['happy', 'a happier day'],
  ['good', 'the best cake'],
  ['Tuesday', 'on tuesday'],
  ['ice-cream', 'an ice cream, please'],
  ['ice cream', 'two ice creams'],
  ['x-ray', 'an X-ray'],
])('%s stands in %j', (word, text) => {
  expect(found(text, word)).toBe(true);
});

test.each([
  ['cat', 'a category'],
  ['cat', 'a bobcat'],
  ['run', 'a runner'],
  ['play', 'a player'],
  ['red', 'a hundred'],
  ['', 'anything'],
])('%j does not stand in %j', (word, text) => {
  expect(found(text, word)).toBe(false);
});

function record(words: unknown, features: unknown, summary?: unknown) {
  return { instruction: { words, features }, ...(summary === undefined ? {} : { summary }) };
}

test('words, features, speech, lessons and summaries are held against the story', () => {
  const checks = new Checks();
  checks.add(
    '“Run!” said Tom. The dog ran. He learned that dogs are fast.',
    record(['run', 'dog', 'fast'], ['Dialogue', 'MoralValue'], 'A dog runs.'),
  );
  checks.add('The dogs slept.', record(['run', 'dog', 'lazy'], ['Dialogue'], ' '));
  checks.add('"Hi," said Ann.', record(['hi'], ['Twist', 'Odd one', 'Twist']));
  checks.add('No record.', undefined);
  checks.add('No instruction.', { source: 'x' });
  expect(checks.figures()).toEqual({
    records: 3,
    words: {
      asked: 7,
      verbatim: 4,
      inflected: 1,
      missing: 2,
      complete: 2 / 3,
      mostMissed: [
        { word: 'lazy', asked: 1, missing: 1 },
        { word: 'run', asked: 2, missing: 1 },
      ],
    },
    features: [
      { name: 'Dialogue', asked: 2, share: 2 / 3 },
      { name: 'BadEnding', asked: 0, share: 0 },
      { name: 'MoralValue', asked: 1, share: 1 / 3 },
      { name: 'Twist', asked: 1, share: 1 / 3 },
      { name: 'Foreshadowing', asked: 0, share: 0 },
      { name: 'Conflict', asked: 0, share: 0 },
      { name: 'Odd one', asked: 1, share: 1 / 3 },
    ],
    dialogue: { asked: 2, askedAndFound: 1, unasked: 1, unaskedAndFound: 1 },
    moral: { asked: 1, askedAndFound: 1, unasked: 2, unaskedAndFound: 0 },
    summary: { present: 1, share: 1 / 3, words: 3 },
  });
});

test('records that are anything at all', () => {
  const checks = new Checks();
  for (const instruction of [null, 3, 'x', [], {}, { words: 'run', features: 7 }, { words: [1, null, ''] }])
    checks.add('A story.', { instruction, summary: 5 });
  checks.add(
    'A story.',
    JSON.parse('{"instruction":{"__proto__":{"words":["no"]},"features":["__proto__"]}}'),
  );
  for (let i = 0; i < 100; i++) checks.add('A story.', record([], [`feature ${i}`]));
  const figures = checks.figures();
  expect(figures?.words.asked).toBe(0);
  expect(figures?.features.length).toBeLessThan(40);
  expect(figures?.features.find(({ name }) => name === '__proto__')?.asked).toBe(1);
  expect(new Checks().figures()).toBeNull();
});
