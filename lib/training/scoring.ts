/**
 * Bits per byte: each story is scored from its own `<|endoftext|>`, in windows of the trained context; the nats
 * of all its tokens, the end token included, over ln 2, over the UTF-8 bytes of the story.
 */
import { throwIfAborted } from '../runtime/abort.ts';
import type { BatchInput, ForwardResult } from '../runtime/addon.ts';
import { NonFiniteError } from '../runtime/errors.ts';

/** A story as ids, without any end token, and its length in bytes. */
export interface ScoredStory {
  tokens: Int32Array;
  bytes: number;
  /** Which of its tokens are scored, the end token as the last one; absent: all. `bytes` are then those of these. */
  scored?: { begin: number; end: number };
}

/** The tokens of a restricted vocabulary that stand for lost ones. */
export interface LostTokens {
  /** Id of `<unk>`. */
  unknown: number;
  /** Bytes that each other token stands for. */
  lengths: Uint32Array;
}

/** Of a restricted vocabulary: what was lost, and the figures without it. */
export interface KnownEvaluation {
  lostTokens: number;
  /** Bytes of the stories that `<unk>` stands for. */
  lostBytes: number;
  /** Nats a token, of tokens that are not lost. */
  loss: number;
  perplexity: number;
  /** Of the same tokens, over the bytes that are not lost. */
  bitsPerByte: number;
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
  /** Only with a vocabulary that has lost tokens, which the figures above count as `<unk>`, predicted like another. */
  known?: KnownEvaluation;
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
  /** Counts what a restricted vocabulary has lost. */
  lost?: LostTokens | undefined;
  signal?: AbortSignal | undefined;
  /** Stories scored so far. */
  onStories?: ((stories: number) => void) | undefined;
}

export interface Window {
  tokens: Int32Array;
  targets: Int32Array;
}

/** A window, and which of its targets are scored. */
export interface ScoredWindow extends Window {
  begin: number;
  end: number;
}

/** What a sum of losses that is no number comes from. */
export function brokenWeights(): NonFiniteError {
  return new NonFiniteError("the model's losses hold NaN or infinity: its weights are broken");
}

/**
 * Scores stories in their order. The sum runs in order as well, so the batches leave no trace in it.
 * @throws NonFiniteError; AbortedError
 */
export async function scoreStories(
  scorer: Scorer,
  stories: AsyncIterable<ScoredStory> | Iterable<ScoredStory>,
  options: ScoringOptions,
): Promise<Evaluation> {
  const { context, endOfText, maxRows, maxSequences, lost, signal, onStories } = options;
  const all = { nats: 0, tokens: 0 };
  const known = { nats: 0, tokens: 0, bytes: 0 };
  let bytes = 0;
  let count = 0;
  let waiting: ScoredWindow[] = [];
  let rows = 0;
  const flush = async () => {
    if (waiting.length === 0) return;
    throwIfAborted(signal, 'the evaluation was aborted');
    const windows = waiting;
    const batch = pack(windows, rows);
    waiting = [];
    rows = 0;
    const { losses } = await scorer.forward(batch, { losses: true });
    let at = 0;
    for (const { targets, begin, end } of windows) {
      for (let i = begin; i < end; i++) {
        const nats = (losses as Float32Array)[at + i] as number;
        all.nats += nats;
        all.tokens++;
        if (!lost || targets[i] === lost.unknown) continue;
        known.nats += nats;
        known.tokens++;
        known.bytes += lost.lengths[targets[i] as number] as number;
      }
      at += targets.length;
    }
    if (!Number.isFinite(all.nats)) throw brokenWeights();
    onStories?.(count);
  };
  for await (const story of stories) {
    for (const window of windowsOf(story, context, endOfText)) {
      if (window.begin === window.end) continue;
      if (rows + window.tokens.length > maxRows || waiting.length === maxSequences) await flush();
      waiting.push(window);
      rows += window.tokens.length;
    }
    bytes += story.bytes;
    count++;
  }
  await flush();
  return {
    ...figures(all, bytes),
    tokens: all.tokens,
    bytes,
    stories: count,
    ...(lost && {
      known: {
        lostTokens: all.tokens - known.tokens,
        lostBytes: bytes - known.bytes,
        ...figures(known, known.bytes),
      },
    }),
  };
}

function figures(
  { nats, tokens }: { nats: number; tokens: number },
  bytes: number,
): Pick<Evaluation, 'loss' | 'perplexity' | 'bitsPerByte'> {
  const loss = nats / tokens;
  return { loss, perplexity: Math.exp(loss), bitsPerByte: nats / Math.LN2 / bytes };
}

/** Every token of the story and its end token stand once among the targets. */
export function* windowsOf(
  { tokens: story, scored = { begin: 0, end: story.length + 1 } }: Pick<ScoredStory, 'tokens' | 'scored'>,
  context: number,
  endOfText: number,
): Generator<ScoredWindow> {
  const inputs = new Int32Array(story.length + 1);
  const targets = new Int32Array(story.length + 1);
  inputs[0] = endOfText;
  inputs.set(story, 1);
  targets.set(story);
  targets[story.length] = endOfText;
  for (let at = 0; at < inputs.length; at += context) {
    const tokens = inputs.subarray(at, at + context);
    const clamp = (place: number) => Math.min(tokens.length, Math.max(0, place - at));
    const window = { tokens, targets: targets.subarray(at, at + context) };
    yield { ...window, begin: clamp(scored.begin), end: clamp(scored.end) };
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
