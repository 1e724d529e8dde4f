import { describe, expect, test } from '@jest/globals';
import { judgeAnswer, parsePhrase, type Rules } from '../../../lib/grading/suites/rules.ts';
import { InvalidArgumentError } from '../../../lib/runtime/errors.ts';

function rules(success: string[], failure: string[] = [], partial: string[] = []): Rules {
  const parsed = (phrases: string[]) => phrases.map(parsePhrase);
  return { success: parsed(success), partial: parsed(partial), failure: parsed(failure) };
}
const verdict = (said: string, of: Rules, within = 10) => judgeAnswer(said, of, within);

describe('phrases', () => {
  test('a word, a form of a word, alternatives, words in a row', () => {
    expect(verdict(' stars in the sky', rules(['star~'])).verdict).toBe('success');
    expect(verdict(' stars in the sky', rules(['star'])).verdict).toBe('failure');
    expect(verdict(" I can't.", rules(["cannot|can't"])).verdict).toBe('success');
    expect(verdict('the green, round hat', rules(['green round'])).verdict).toBe('success');
    expect(verdict('the green and round hat', rules(['green round'])).verdict).toBe('failure');
    expect(verdict('the green and round hat', rules(['green .. hat~'])).verdict).toBe('success');
    expect(verdict('the hat was green', rules(['green .. hat~'])).verdict).toBe('failure');
    expect(verdict('No, thank you', rules(['^no'])).verdict).toBe('success');
    expect(verdict('He said no', rules(['^no'])).verdict).toBe('failure');
    const hats = rules(['a (green|red) hat~']);
    expect(verdict('a green hat and a red hat', hats).verdict).toBe('success');
    expect(verdict('a blue hat and a red cap', hats).verdict).toBe('failure');
    expect(verdict("they didn't", rules(["^(did|didn't)"])).verdict).toBe('failure');
    // The gap may be empty, and a word counts once.
    expect(verdict('a b', rules(['a .. b'])).verdict).toBe('success');
    expect(verdict('a', rules(['a .. a'])).verdict).toBe('failure');
  });

  test('what is met first decides', () => {
    const hats = rules(['green'], ['yellow'], ['hat']);
    expect(verdict('green hat, not the yellow one', hats)).toEqual({ verdict: 'success', matched: 'green' });
    expect(verdict('yellow hat, not the green one', hats)).toEqual({ verdict: 'failure', matched: 'yellow' });
    expect(verdict('big hat in green', hats)).toEqual({ verdict: 'partial', matched: 'hat' });
    expect(verdict('nothing of the sort', hats)).toEqual({ verdict: 'failure', matched: null });
  });

  test('at the same place the longer one, and of two as long the failure', () => {
    expect(verdict('ice cream', rules(['ice'], ['ice cream'])).verdict).toBe('failure');
    expect(verdict('ice cream', rules(['ice cream'], ['ice'])).verdict).toBe('success');
    expect(verdict('ice', rules(['ice'], ['ice'])).verdict).toBe('failure');
  });

  test('words behind the window do not count', () => {
    expect(verdict('one two three star', rules(['star']), 3).matched).toBeNull();
    expect(verdict('one two three star', rules(['star']), 4).matched).toBe('star');
  });

  test.each([
    '',
    '  ',
    '..',
    'a ..',
    '.. a',
    '^',
    '~',
    'a b~c',
    'a||b',
    '!',
    'a '.repeat(13),
    'x'.repeat(201),
    'a|'.repeat(20),
    "did not|didn't",
    '^red|green hat',
    'a (red| green) hat',
    'a (red',
    '()',
    '((a))',
  ])('%j is none', (text) => {
    expect(() => parsePhrase(text)).toThrow(InvalidArgumentError);
  });
});
