/**
 * Bits per byte: each story is scored from its own `<|endoftext|>`, in windows of the trained context; the nats
 * of all its tokens, the end token included, over ln 2, over the UTF-8 bytes of the story.
 */
import type { BatchInput, ForwardResult } from '../runtime/addon.ts';
import { AbortedError } from '../runtime/errors.ts';

/** A story as ids, without any end token, and its length in bytes. */
export interface ScoredStory {
  tokens: Int32Array;
  bytes: number;
}

export interface Evaluation {
  /** Nats a token. */
  loss: number;
  /** e to the loss. */
  perplexity: number;
  bitsPerByte: number;
  /** Tokens scored: those of the stories and an end token each. */
  tokens: number;
  /** UTF-8 bytes of the stories. */
  bytes: number;
  stories: number;
}

/** As much of a program as scoring needs. */
export interface Scorer {
  forward(batch: BatchInput, options: { losses: true }): Promise<ForwardResult>;
}

export interface ScoringOptions {
  /** Tokens of a window. Windows of a story follow one another; each begins at position 0. */
  context: number;
  endOfText: number;
  /** Rows and sequences of a call at most; they change the speed, never the result. */
  maxRows: number;
  maxSequences: number;
  signal?: AbortSignal | undefined;
  /** Stories scored so far. */
  onStories?: ((stories: number) => void) | undefined;
}

export interface Window {
  tokens: Int32Array;
  targets: Int32Array;
}

/** Scores stories in their order. The sum runs in order as well, so the batches leave no trace in it. */
export async function scoreStories(
  scorer: Scorer,
  stories: AsyncIterable<ScoredStory> | Iterable<ScoredStory>,
  options: ScoringOptions,
): Promise<Evaluation> {
  const { context, endOfText, maxRows, maxSequences, signal, onStories } = options;
  let nats = 0;
  let tokens = 0;
  let bytes = 0;
  let count = 0;
  let waiting: Window[] = [];
  let rows = 0;
  const flush = async () => {
    if (waiting.length === 0) return;
    if (signal?.aborted) throw new AbortedError('the evaluation was aborted');
    const batch = pack(waiting, rows);
    waiting = [];
    rows = 0;
    const { losses } = await scorer.forward(batch, { losses: true });
    for (const loss of losses as Float32Array) nats += loss;
    onStories?.(count);
  };
  for await (const story of stories) {
    for (const window of windowsOf(story.tokens, context, endOfText)) {
      if (rows + window.tokens.length > maxRows || waiting.length === maxSequences) await flush();
      waiting.push(window);
      rows += window.tokens.length;
      tokens += window.tokens.length;
    }
    bytes += story.bytes;
    count++;
  }
  await flush();
  const loss = nats / tokens;
  return {
    loss,
    perplexity: Math.exp(loss),
    bitsPerByte: nats / Math.LN2 / bytes,
    tokens,
    bytes,
    stories: count,
  };
}

/** Every token of the story and its end token stand once among the targets. */
export function* windowsOf(story: Int32Array, context: number, endOfText: number): Generator<Window> {
  const inputs = new Int32Array(story.length + 1);
  const targets = new Int32Array(story.length + 1);
  inputs[0] = endOfText;
  inputs.set(story, 1);
  targets.set(story);
  targets[story.length] = endOfText;
  for (let at = 0; at < inputs.length; at += context) {
    yield { tokens: inputs.subarray(at, at + context), targets: targets.subarray(at, at + context) };
  }
}

export function pack(windows: readonly Window[], rows: number): BatchInput {
  const tokens = new Int32Array(rows);
  const targets = new Int32Array(rows);
  const lengths = Int32Array.from(windows, (window) => window.tokens.length);
  let at = 0;
  for (const window of windows) {
    tokens.set(window.tokens, at);
    targets.set(window.targets, at);
    at += window.tokens.length;
  }
  return { tokens, targets, lengths };
}
