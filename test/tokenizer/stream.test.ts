import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Tokenizer } from '../../lib/tokenizer/tokenizer.ts';
import { hardText, wellFormed } from './unicode.ts';

const load = Tokenizer.load('gpt2');

test('pieces add up to the text, and no piece holds part of a character', async () => {
  const gpt2 = await load;
  fc.assert(
    fc.property(hardText, (raw) => {
      const text = wellFormed(raw);
      const stream = gpt2.stream();
      let sum = '';
      for (const id of gpt2.encode(text)) {
        const piece = stream.push(id);
        sum += piece;
        expect(text.startsWith(sum)).toBe(true);
        // A surrogate pair, too, comes in one piece.
        expect(piece).toBe(wellFormed(piece));
      }
      expect(stream.end()).toBe('');
      expect(sum).toBe(text);
    }),
    { numRuns: 1000 },
  );
});

test('any ids: pieces and the end give what decode gives', async () => {
  const gpt2 = await load;
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 50256 }), { maxLength: 30 }), (ids) => {
      const stream = gpt2.stream();
      const pieces = ids.map((id) => stream.push(id));
      expect(pieces.join('') + stream.end()).toBe(gpt2.decode(ids));
    }),
  );
});

test('bytes that never become a character come out at the end as U+FFFD, and the stream starts anew', async () => {
  const gpt2 = await load;
  const stream = gpt2.stream();
  const [first] = gpt2.encodeBytes(Uint8Array.of(0xf0));
  expect(stream.push(first!)).toBe('');
  expect(stream.end()).toBe('\ufffd');
  expect(stream.push(gpt2.encode('a')[0]!)).toBe('a');
});
