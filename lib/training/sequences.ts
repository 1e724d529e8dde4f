/** How a stretch of the stream of stories becomes the sequences of a batch. */
import type { BatchInput } from '../runtime/addon.ts';
import type { SequenceKind } from './options.ts';

export interface Cut {
  sequences: SequenceKind;
  /** Tokens of a sequence at most. */
  context: number;
  endOfText: number;
}

/**
 * Lengths of the sequences that inputs are cut into. For `stories` an end token begins one, since what it
 * predicts is the first token of a story; the rest of a story longer than the context follows as one more, and so
 * does, at the start of a batch, the rest of the story that the batch before could not hold.
 */
export function cutLengths(tokens: Int32Array, cut: Cut): Int32Array {
  const { sequences, context, endOfText } = cut;
  const lengths: number[] = [];
  let length = 0;
  for (const token of tokens) {
    if (length === context || (length > 0 && sequences === 'stories' && token === endOfText)) {
      lengths.push(length);
      length = 0;
    }
    length++;
  }
  if (length > 0) lengths.push(length);
  return Int32Array.from(lengths);
}

/**
 * Cuts a stream of tokens into batches of `rows`, each of which predicts the token after every one of its own.
 * @param weights Of each token of the stream, what its loss counts.
 */
export function cutBatches(
  stream: Int32Array,
  rows: number,
  cut: Cut,
  weights: Float32Array | null = null,
): BatchInput[] {
  const batches: BatchInput[] = [];
  for (let begin = 0; begin < stream.length - 1; begin += rows) {
    const end = Math.min(stream.length - 1, begin + rows);
    const tokens = stream.subarray(begin, end);
    batches.push({
      tokens,
      targets: stream.subarray(begin + 1, end + 1),
      lengths: cutLengths(tokens, cut),
      ...(weights && { lossWeights: weights.subarray(begin + 1, end + 1) }),
    });
  }
  return batches;
}
