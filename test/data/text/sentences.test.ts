import { describe, expect, test } from '@jest/globals';
import { sentences } from '../../../lib/data/text/sentences.ts';
import { someStories } from '../../tokenizer/corpus.ts';

describe('sentences', () => {
  test.each([
    ['plain ones', 'Tom ran. He fell! Was he hurt? No.', ['Tom ran.', 'He fell!', 'Was he hurt?', 'No.']],
    ['several in one speech', '"Look! A frog!" said Tom. He ran.', ['"Look! A frog!" said Tom.', 'He ran.']],
    ['who spoke, after a mark', '"Help!" Tom cried. "Come!"', ['"Help!" Tom cried.', '"Come!"']],
    [
      'who spoke, in more words',
      '"Is it mine?" the cat said. "Why?" The old owl asked.',
      ['"Is it mine?" the cat said.', '"Why?" The old owl asked.'],
    ],
    [
      'what is done after speech, not said',
      '"Can we go?" Tom took his hat. "Yes." Ann smiled.',
      ['"Can we go?"', 'Tom took his hat.', '"Yes."', 'Ann smiled.'],
    ],
    ['an answer', '"May I?" Mom said, "Yes."', ['"May I?"', 'Mom said, "Yes."']],
    ['titles', 'Mr. Bear met Mrs. Fox. Dr. Owl came.', ['Mr. Bear met Mrs. Fox.', 'Dr. Owl came.']],
    [
      'numbers',
      'He ran... and fell. Then 3 birds came. 4 left.',
      ['He ran... and fell.', 'Then 3 birds came.', '4 left.'],
    ],
    ['curly marks', 'He said, “Wow! It is big.” She nodded.', ['He said, “Wow! It is big.”', 'She nodded.']],
    ['lines and paragraphs', 'One day\n\nTom ran. He\n  fell. ', ['One day', 'Tom ran.', 'He', 'fell.']],
    ['a mark too few', '"Go! Tom ran. He fell.', ['"Go!', 'Tom ran.', 'He fell.']],
    ['nothing', ' \n', []],
  ])('%s', (_, story, expected) => {
    expect(sentences(story)).toEqual(expected);
  });

  test('lose nothing of a story, and stand in it as they are', () => {
    for (const story of someStories(500)) {
      const found = sentences(story);
      expect(found.join('').replace(/\s/g, '')).toBe(story.replace(/\s/g, ''));
      expect(found.filter((sentence) => !story.includes(sentence))).toEqual([]);
    }
  });

  test('a long line of marks takes no long time', () => {
    expect(sentences(`Tom${'.'.repeat(200_000)}x`)).toHaveLength(1);
    expect(sentences('"Go!" Tom ran. '.repeat(30_000))).toHaveLength(60_000);
  });
});
