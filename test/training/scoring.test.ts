import { beforeEach, expect, test } from '@jest/globals';
import type { BatchInput } from '../../lib/runtime/addon.ts';
import { AbortedError, NonFiniteError } from '../../lib/runtime/errors.ts';
import { type ScoredStory, type Scorer, scoreStories } from '../../lib/training/scoring.ts';

const END = 99;

/** Loss of a token in a place, as a function that a slow reference can use as well. */
function nats(sequence: readonly number[], at: number, target: number): number {
  let sum = target * 0.125 + at * 0.5;
  for (let i = 0; i <= at; i++) sum += sequence[i] * 0.0625 * ((i % 3) + 1);
  return Math.fround(sum % 7);
}

const calls: BatchInput[] = [];
const scorer: Scorer & { forward(batch: BatchInput, options: object): ReturnType<Scorer['forward']> } = {
  async forward(batch) {
    calls.push(batch);
    const losses = new Float32Array(batch.tokens.length);
    let row = 0;
    for (const length of batch.lengths) {
      const sequence = [...batch.tokens.subarray(row, row + length)];
      for (let i = 0; i < length; i++) losses[row + i] = nats(sequence, i, batch.targets![row + i]);
      row += length;
    }
    expect(row).toBe(batch.tokens.length);
    const sum = losses.reduce((total, loss) => total + loss, 0);
    return { losses, loss: sum / losses.length, weight: losses.length, outputs: {} };
  },
};
beforeEach(() => {
  calls.length = 0;
});

const stories: ScoredStory[] = [0, 1, 3, 4, 5, 8, 9, 23].map((length, s) => ({
  tokens: Int32Array.from({ length }, (_, i) => (i * 7 + s * 13) % 90),
  bytes: length * 3 + 1,
}));

/** The definition, word by word: no batches, no arrays reused. */
function reference(context: number) {
  let total = 0;
  let tokens = 0;
  for (const story of stories) {
    const whole = [END, ...story.tokens, END];
    for (let begin = 0; begin < whole.length - 1; begin += context) {
      const window = whole.slice(begin, Math.min(begin + context, whole.length - 1));
      window.forEach((_, i) => {
        total += nats(window, i, whole[begin + i + 1]);
        tokens++;
      });
    }
  }
  const bytes = stories.reduce((sum, story) => sum + story.bytes, 0);
  return { bitsPerByte: total / Math.log(2) / bytes, loss: total / tokens, tokens, bytes };
}

const options = { context: 4, endOfText: END, maxRows: 16, maxSequences: 3 };

test.each([1, 4, 5, 1000])('windows of %i agree with the definition', async (context) => {
  const result = await scoreStories(scorer, stories, { ...options, context, maxRows: 1000 });
  const expected = reference(context);
  expect(result).toMatchObject({ tokens: expected.tokens, bytes: expected.bytes, stories: 8 });
  expect(result.bitsPerByte).toBeCloseTo(expected.bitsPerByte, 12);
  expect(result.loss).toBeCloseTo(expected.loss, 12);
  expect(result.perplexity).toBeCloseTo(Math.exp(expected.loss), 9);
});

test('the size of the batches leaves no trace in the result', async () => {
  const alone = await scoreStories(scorer, stories, { ...options, maxRows: 4, maxSequences: 1 });
  for (const [maxRows, maxSequences] of [
    [16, 3],
    [7, 100],
    [1000, 1000],
  ]) {
    calls.length = 0;
    expect(await scoreStories(scorer, stories, { ...options, maxRows, maxSequences })).toEqual(alone);
    for (const { tokens, lengths } of calls) {
      expect(tokens.length).toBeLessThanOrEqual(maxRows);
      expect(lengths.length).toBeLessThanOrEqual(maxSequences);
    }
  }
});

test('an abort ends it between two batches', async () => {
  const controller = new AbortController();
  const onStories = () => controller.abort();
  const scoring = scoreStories(scorer, stories, { ...options, signal: controller.signal, onStories });
  await expect(scoring).rejects.toThrow(AbortedError);
  expect(calls).toHaveLength(1);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY])('a loss of %d ends it', async (loss) => {
  const broken: Scorer = {
    async forward(batch, losses) {
      const result = await scorer.forward(batch, losses);
      // Not the first batch, so that the sum was a number before.
      if (calls.length === 2) result.losses![1] = loss;
      return result;
    },
  };
  await expect(scoreStories(broken, stories, options)).rejects.toThrow(NonFiniteError);
  expect(calls).toHaveLength(2);
});

test('scored tokens alone, wherever windows cut', async () => {
  const ranges = stories.map(({ tokens }, s) => ({
    begin: s % 3,
    end: Math.max(s % 3, tokens.length + (s % 2)),
  }));
  const given = stories.map((story, s) => ({ ...story, scored: ranges[s]! }));
  for (const context of [1, 4, 1000]) {
    const result = await scoreStories(scorer, given, { ...options, context, maxRows: 1000 });
    let total = 0;
    let tokens = 0;
    stories.forEach((story, s) => {
      const whole = [END, ...story.tokens, END];
      for (let begin = 0; begin < whole.length - 1; begin += context) {
        const window = whole.slice(begin, Math.min(begin + context, whole.length - 1));
        window.forEach((_, i) => {
          if (begin + i < ranges[s]!.begin || begin + i >= ranges[s]!.end) return;
          total += nats(window, i, whole[begin + i + 1]);
          tokens++;
        });
      }
    });
    expect(result.tokens).toBe(tokens);
    expect(result.loss).toBeCloseTo(total / tokens, 12);
    // Windows without any are not even computed.
    if (context === 1) expect(calls.reduce((sum, call) => sum + call.tokens.length, 0)).toBe(tokens);
    calls.length = 0;
  }
});

test('lost tokens: counted like others, and left out', async () => {
  const unknown = stories[5]!.tokens[2]!;
  const lengths = Uint32Array.from({ length: 100 }, (_, id) =>
    id === unknown || id === END ? 0 : 1 + (id % 3),
  );
  const lost = { unknown, lengths };
  const all = await scoreStories(scorer, stories, options);
  const result = await scoreStories(scorer, stories, { ...options, lost });
  const { known, ...rest } = result;
  expect(rest).toEqual(all);
  let total = 0;
  let tokens = 0;
  let bytes = 0;
  for (const story of stories) {
    const whole = [END, ...story.tokens, END];
    for (let begin = 0; begin < whole.length - 1; begin += 4) {
      const window = whole.slice(begin, Math.min(begin + 4, whole.length - 1));
      window.forEach((_, i) => {
        const target = whole[begin + i + 1]!;
        if (target === unknown) return;
        total += nats(window, i, target);
        tokens++;
        bytes += lengths[target]!;
      });
    }
  }
  expect(known).toMatchObject({ lostTokens: all.tokens - tokens, lostBytes: all.bytes - bytes });
  expect(known!.lostTokens).toBeGreaterThan(0);
  expect(known!.loss).toBeCloseTo(total / tokens, 12);
  expect(known!.bitsPerByte).toBeCloseTo(total / Math.log(2) / bytes, 12);
});
