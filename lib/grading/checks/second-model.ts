/**
 * How likely another model finds what was told, given the prompt: a text that it expects at every word is at least of
 * its kind. The other model should not be the one that told: every model expects its own texts.
 */
import { throwIfAborted } from '../../runtime/abort.ts';
import type { BatchInput } from '../../runtime/addon.ts';
import { checkObject, checkOptions, checkText, type OptionNames } from '../../runtime/arguments.ts';
import type { OnProgress } from '../../runtime/progress.ts';
import {
  type OpenScorer,
  openScorer,
  SCORER_OPTIONS,
  type ScorerOptions,
} from '../../training/open-scorer.ts';
import { brokenWeights, pack, type ScoredWindow, windowsOf } from '../../training/scoring.ts';
import { checkList } from '../arguments.ts';

export interface Told {
  prompt: string;
  /** Without the prompt. */
  text: string;
}

export interface Likelihood {
  /** Tokens of the completion, in the second model's tokenizer. */
  tokens: number;
  /** Sum over them. */
  nats: number;
  /** Of the completion; null where it has no token. */
  perplexity: number | null;
  /** Compares models of different tokenizers; null where the completion is empty. */
  bitsPerByte: number | null;
}

export interface SecondModelOptions extends ScorerOptions {
  onProgress?: OnProgress;
}

const OPTIONS: OptionNames<SecondModelOptions> = {
  ...SCORER_OPTIONS,
  onProgress: true,
};

/**
 * Scores completions in their order.
 * @param model run, checkpoint or Hugging Face folder
 * @throws InvalidArgumentError; what opening a model throws; NonFiniteError for weights that are broken; AbortedError.
 */
export async function likelihoods(
  model: string,
  told: readonly Told[],
  options: SecondModelOptions = {},
): Promise<Likelihood[]> {
  checkList('told', told);
  for (const one of told) {
    checkObject('told', one);
    checkText('told.prompt', one.prompt);
    checkText('told.text', one.text);
  }
  checkOptions('likelihoods', options, OPTIONS);
  const scorer = await openScorer(model, options);
  try {
    return await score(scorer, told, options);
  } finally {
    scorer.dispose();
  }
}

/** A window, and whose completion is scored in it. */
interface Part extends ScoredWindow {
  readonly of: number;
}

async function score(
  { program, tokenizer, context, maxRows, maxSequences }: OpenScorer,
  told: readonly Told[],
  { signal, onProgress }: SecondModelOptions,
): Promise<Likelihood[]> {
  const sums = told.map(() => ({ tokens: 0, nats: 0 }));
  let waiting: Part[] = [];
  let rows = 0;
  const flush = async (done: number): Promise<void> => {
    throwIfAborted(signal, 'scoring with the second model was aborted');
    if (waiting.length === 0) return;
    const batch: BatchInput = pack(waiting, rows);
    const { losses } = await program.forward(batch, { losses: true });
    let at = 0;
    for (const { of, begin, end, tokens } of waiting) {
      const sum = sums[of]!;
      for (let i = begin; i < end; i++) sum.nats += (losses as Float32Array)[at + i]!;
      if (!Number.isFinite(sum.nats)) throw brokenWeights();
      sum.tokens += end - begin;
      at += tokens.length;
    }
    waiting = [];
    rows = 0;
    onProgress?.({ stage: 'scoring with the second model', done, total: told.length, unit: 'completions' });
  };
  for (const [of, { prompt, text }] of told.entries()) {
    const whole = tokenizer.encode(prompt + text, { special: false });
    const begin = commonBeginning(tokenizer.encode(prompt, { special: false }), whole);
    // Where the text ends is the teller's affair (`ending`): the end token is not scored.
    const scored = { begin, end: whole.length };
    for (const window of windowsOf({ tokens: whole, scored }, context, tokenizer.endOfText)) {
      if (window.begin === window.end) continue;
      const { length } = window.tokens;
      if (rows + length > maxRows || waiting.length === maxSequences) await flush(of);
      waiting.push({ ...window, of });
      rows += length;
    }
  }
  await flush(told.length);
  return sums.map(({ tokens, nats }, i) => {
    const bytes = Buffer.byteLength(told[i]!.text);
    return {
      tokens,
      nats,
      perplexity: tokens === 0 ? null : Math.exp(nats / tokens),
      bitsPerByte: bytes === 0 ? null : nats / Math.LN2 / bytes,
    };
  });
}

/** Tokens that the prompt has alone and with the text behind it: the last one may have grown into the text. */
function commonBeginning(one: Int32Array, other: Int32Array): number {
  let same = 0;
  while (same < one.length && same < other.length && one[same] === other[same]) same++;
  return same;
}
