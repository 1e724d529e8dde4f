/** Stop strings in a text that arrives in pieces. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { StopStrings } from '../../lib/generation/stop-strings.ts';

function feed(stop: string[], pieces: string[]): { text: string; stopped: boolean; shown: string[] } {
  const matcher = new StopStrings(stop);
  const shown = pieces.map((piece) => matcher.push(piece));
  return { text: shown.join('') + matcher.end(), stopped: matcher.stopped, shown };
}

/** What the text should be, said another way: at each character, does a stop string end here? */
function cut(stop: string[], text: string): string {
  for (let end = 1; end <= text.length; end++) {
    const ending = stop.filter((s) => text.slice(0, end).endsWith(s)).map((s) => s.length);
    if (ending.length > 0) return text.slice(0, end - Math.max(...ending));
  }
  return text;
}

describe('stop strings', () => {
  test('are found across pieces and never shown', () => {
    expect(feed(['The end'], ['Once. Th', 'e e', 'nd. More'])).toEqual({
      text: 'Once. ',
      stopped: true,
      shown: ['Once. ', '', ''],
    });
  });

  test('hold text back no longer than it could begin one', () => {
    expect(feed(['END'], ['a', 'E', 'N', 'X', 'E', 'b']).shown).toEqual(['a', '', '', 'ENX', '', 'Eb']);
    expect(feed(['aab'], ['a', 'a', 'a', 'b']).shown).toEqual(['', '', 'a', '']);
  });

  test('give the held text back when it ends', () => {
    expect(feed(['END'], ['x', 'EN'])).toEqual({ text: 'xEN', stopped: false, shown: ['x', ''] });
  });

  test('that end first win, the longest of those that end together', () => {
    expect(feed(['abcd', 'bc'], ['xabcd']).text).toBe('xa');
    expect(feed(['c', 'abc'], ['xabc']).text).toBe('x');
  });

  test('nothing follows a stop', () => {
    const matcher = new StopStrings(['.']);
    expect([matcher.push('a.b'), matcher.push('c'), matcher.end()]).toEqual(['a', '', '']);
  });

  test('do not depend on how the text is cut into pieces', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'é'), maxLength: 24 });
    const stops = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'é'), minLength: 1, maxLength: 4 }), {
      maxLength: 3,
    });
    fc.assert(
      fc.property(letters, stops, fc.array(fc.nat(24)), (text, stop, cuts) => {
        const at = [0, ...cuts.filter((c) => c < text.length).sort((a, b) => a - b), text.length];
        const pieces = at.slice(1).map((end, i) => text.slice(at[i], end));
        expect(feed(stop, pieces).text).toBe(cut(stop, text));
      }),
      { seed: 1, numRuns: 2000 },
    );
  });
});
