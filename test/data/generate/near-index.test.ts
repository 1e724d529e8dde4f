import { describe, expect, test } from '@jest/globals';
import { NearIndex } from '../../../lib/data/generate/near-index.ts';
import { Sketcher } from '../../../lib/data/generate/sketch.ts';
import { jaccardIndex, shingles } from '../../../lib/data/report/near-duplicates.ts';
import { mix } from '../../../lib/data/report/text-hash.ts';
import { tellStory } from '../../../lib/data/storyteller/storyteller.ts';
import { wordsOf } from '../../../lib/data/text/words.ts';
import { Random } from '../../../lib/runtime/random.ts';

const WORDS = Array.from({ length: 800 }, (_, n) => `w${n}`);

function text(random: Random, length: number): string[] {
  return Array.from({ length }, () => random.pick(WORDS));
}

/** The text with so many of its words exchanged. */
function changed(random: Random, words: readonly string[], places: number): string[] {
  const copy = [...words];
  for (let n = 0; n < places; n++) copy[random.int(copy.length)] = random.pick(WORDS);
  return copy;
}

function jaccard(one: readonly string[], other: readonly string[]): number {
  const numbers = new Map<string, number>();
  const numbered = (words: readonly string[]) =>
    Uint32Array.from(words, (word) => {
      if (!numbers.has(word)) numbers.set(word, numbers.size);
      return numbers.get(word) as number;
    });
  return jaccardIndex(shingles(numbered(one)), shingles(numbered(other)));
}

/** Finds it, or adds it. */
function meet(index: NearIndex, sketcher: Sketcher, story: string) {
  sketcher.sketch(story);
  const like = index.find(sketcher);
  if (like === null) index.add(sketcher);
  return like;
}

test('equal words are found whatever their case and marks, at any threshold', () => {
  for (const near of [0.5, 0.8, 1]) {
    const index = new NearIndex(near);
    const sketcher = new Sketcher();
    const { story } = tellStory(1, 0);
    expect(meet(index, sketcher, tellStory(1, 1).story)).toBeNull();
    expect(meet(index, sketcher, story)).toBeNull();
    expect(meet(index, sketcher, story.toUpperCase().replaceAll('.', ' !\n'))).toEqual({
      place: 1,
      same: true,
    });
  }
});

test('texts without a word, and of one, are stories like others', () => {
  const index = new NearIndex(0.8);
  const sketcher = new Sketcher();
  const seen = ['', 'one', '', 'one', 'two', 'one two three'].map(
    (story) => meet(index, sketcher, story)?.place,
  );
  expect(seen).toEqual([undefined, undefined, 0, 1, undefined, undefined]);
});

describe('of pairs whose index is known', () => {
  const random = new Random(7);
  const sketcher = new Sketcher();
  const pairs = Array.from({ length: 1000 }, () => {
    const one = text(random, 60 + random.int(200));
    const other = changed(random, one, random.int(14));
    return { one, other, jaccard: jaccard(one, other) };
  });
  const found = (near: number) =>
    pairs.map(({ one, other, jaccard }) => {
      const index = new NearIndex(near);
      meet(index, sketcher, one.join(' '));
      return { jaccard, found: meet(index, sketcher, other.join(' ')) !== null };
    });
  const share = (all: { found: boolean }[]) => all.filter((one) => one.found).length / all.length;

  test('those well above the threshold are found, those well below are not', () => {
    const at = found(0.8);
    const above = at.filter(({ jaccard }) => jaccard >= 0.9);
    const below = at.filter(({ jaccard }) => jaccard <= 0.65);
    expect(above.length).toBeGreaterThan(100);
    expect(below.length).toBeGreaterThan(100);
    // 99.8 % share a group of hashes, and the estimate is within 2.5 standard errors of 0.03.
    expect(share(above)).toBeGreaterThan(0.97);
    // Three and a half standard errors and more below it.
    expect(share(below)).toBeLessThan(0.01);
  });

  test('with 1, none but equal ones are', () => {
    expect(found(1).filter((one) => one.found && one.jaccard < 1)).toEqual([]);
  });
});

test('stories that have nothing in common are never taken for each other', () => {
  const index = new NearIndex(0.5);
  const sketcher = new Sketcher();
  const random = new Random(3);
  for (let n = 0; n < 1000; n++) meet(index, sketcher, text(random, 100).join(' '));
  expect(index.size).toBe(1000);
});

/** Sketches by number, without a text. */
class Numbered {
  readonly bits = new Uint32Array(6);
  readonly keys = new Uint32Array(14);

  set(number: number): this {
    let state = number + 1;
    for (const array of [this.bits, this.keys])
      for (let i = 0; i < array.length; i++) {
        state = mix(state + 0x9e3779b9);
        array[i] = state;
      }
    return this;
  }
}

test('repeats are found over many segments, in bounded memory a story', () => {
  const index = new NearIndex(0.8);
  const sketch = new Numbered() as unknown as Sketcher & Numbered;
  const full = (1 << 14) + (1 << 16);
  for (let n = 0; n < full; n++) index.add(sketch.set(n));
  expect(index.bytes / index.size).toBeLessThan(62);
  index.add(sketch.set(full));
  const asked = [0, 1, 16383, 16384, 50000, full - 1, full];
  expect(asked.map((n) => index.find(sketch.set(n)))).toEqual(asked.map((place) => ({ place, same: true })));
  expect(index.find(sketch.set(full + 5))).toBeNull();
});

test('stories of one template crowd out each other, and no others', () => {
  const index = new NearIndex(0.8);
  const sketcher = new Sketcher();
  const { story } = tellStory(2, 0);
  meet(index, sketcher, story);
  const frame = wordsOf(tellStory(2, 1).story);
  const random = new Random(5);
  for (let n = 0; n < 500; n++) meet(index, sketcher, changed(random, frame, 40).join(' '));
  expect(meet(index, sketcher, story)).toEqual({ place: 0, same: true });
});
