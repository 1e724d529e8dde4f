/**
 * Tries a model on lists of prompts at which only some continuations are right (the paper's section 4.2, figures 9 to
 * 11): it continues each, and rules say whether that is right.
 */
import { LanguageModel } from '../../generation/language-model.ts';
import type { GenerateOptions } from '../../generation/options.ts';
import type { Compute } from '../../runtime/addon.ts';
import { checkObject, checkOptions, type OptionNames } from '../../runtime/arguments.ts';
import type { ChosenDevice, Device } from '../../runtime/devices.ts';
import { InvalidArgumentError, MismatchError } from '../../runtime/errors.ts';
import type { OnProgress } from '../../runtime/progress.ts';
import { checkList } from '../arguments.ts';
import { type ListedPrompt, ownSuitePrompts, type PromptList } from './prompt-list.ts';
import { judgeAnswer, type Verdict } from './rules.ts';

export interface TryOptions {
  /** Default: the package's own. */
  list?: PromptList;
  /** Always the likeliest token (`greedy`, the default, as in the paper's figures), beam search, or sampling. */
  decoding?: Decoding;
  /** New tokens at most. Default 40. */
  maxTokens?: number;
  device?: Device;
  compute?: Compute;
  /** 0 (default): as many as the process may use. */
  threads?: number;
  signal?: AbortSignal;
  onProgress?: OnProgress;
}

export type Decoding =
  | { kind: 'greedy' }
  | { kind: 'beams'; beams: number }
  | { kind: 'sampling'; temperature: number; samples: number; seed: number };

/** One continuation of one prompt. */
export interface Trial {
  id: string;
  category: string;
  prompt: string;
  sample: number;
  said: string;
  /** Null where the prompt has no rules. */
  verdict: Verdict | null;
  /** The phrase that decided. */
  matched: string | null;
}

export interface CategoryScore extends Record<Verdict, number> {
  /** Continuations, and those of them that no phrase of the rules was met in: they count as failures. */
  trials: number;
  unmatched: number;
  /** Those of prompts without rules, which count in nothing else. */
  unruled: number;
  /** (successes + half of the partial ones) of those with rules; null without any. */
  score: number | null;
}

/** What a model made of a list of prompts. */
export interface SuiteResult {
  source: string;
  hash: string;
  decoding: Decoding;
  /** By category, in the order of the list. */
  categories: Record<string, CategoryScore>;
  trials: Trial[];
  /** Prompts left out because they fill the model's context. */
  tooLong: number;
  device: ChosenDevice;
}

const MAX_TOKENS = 40;

const OPTIONS: OptionNames<TryOptions> = {
  list: true,
  decoding: true,
  maxTokens: true,
  device: true,
  compute: true,
  threads: true,
  signal: true,
  onProgress: true,
};

const DECODINGS: { [Kind in Decoding['kind']]: OptionNames<Extract<Decoding, { kind: Kind }>> } = {
  greedy: { kind: true },
  beams: { kind: true, beams: true },
  sampling: { kind: true, temperature: true, samples: true, seed: true },
};

/**
 * @param path run, checkpoint or Hugging Face folder
 * @throws MismatchError when no prompt fits into the context; InvalidArgumentError; what loading a model throws; AbortedError.
 */
export async function tryPrompts(path: string, options: TryOptions = {}): Promise<SuiteResult> {
  checkOptions('tryPrompts', options, OPTIONS);
  const { decoding = { kind: 'greedy' }, maxTokens = MAX_TOKENS, threads = 0, device, compute } = options;
  const { signal, onProgress } = options;
  checkDecoding(decoding);
  if (options.list !== undefined) {
    checkObject('list', options.list);
    checkList('list.prompts', options.list.prompts);
  }
  const { source, hash, prompts: all } = options.list ?? (await ownSuitePrompts());
  await using model = await LanguageModel.load(path, {
    threads,
    ...(device ? { device } : {}),
    ...(compute ? { compute } : {}),
    ...(signal ? { signal } : {}),
  });
  // The end-of-text token in front, and one token at least behind.
  const prompts = all.filter(({ prompt }) => model.tokenizer.encode(prompt).length + 2 <= model.context);
  if (prompts.length === 0)
    throw new MismatchError(`no prompt fits into the model's ${model.context} tokens`);
  const generation = model.generateBatch(
    // The blank at a prompt's end is the answer's: tokens begin with the blank before a word.
    prompts.map(({ prompt }) => prompt.trimEnd()),
    { ...howToTell(decoding), maxTokens, ...(signal ? { signal } : {}) },
  );
  let done = 0;
  const total = prompts.length * (decoding.kind === 'sampling' ? decoding.samples : 1);
  for await (const { finish } of generation)
    if (finish) onProgress?.({ stage: 'trying', done: ++done, total, unit: 'continuations' });
  const told = await generation.completions();
  const trials = prompts.flatMap((prompt, i) =>
    told[i]!.map(({ sample, text }) => judged(prompt, sample, text)),
  );
  return {
    source,
    hash,
    decoding,
    categories: scoresOf(trials),
    trials,
    tooLong: all.length - prompts.length,
    device: model.device,
  };
}

function checkDecoding(decoding: Decoding): void {
  checkObject('decoding', decoding);
  const { kind } = decoding;
  if (!Object.hasOwn(DECODINGS, kind))
    throw new InvalidArgumentError('decoding.kind', `one of ${Object.keys(DECODINGS).join(', ')}`, kind);
  checkOptions('decoding', decoding, DECODINGS[kind]);
}

function howToTell(decoding: Decoding): GenerateOptions {
  switch (decoding.kind) {
    case 'greedy':
      return { temperature: 0, seed: 1 };
    case 'beams':
      return { beams: decoding.beams };
    case 'sampling': {
      const { temperature, samples, seed } = decoding;
      return { temperature, samples, seed };
    }
  }
}

function judged({ id, category, prompt, rules, within }: ListedPrompt, sample: number, said: string): Trial {
  const { verdict, matched } = rules
    ? judgeAnswer(afterWord(prompt, said), rules, within)
    : { verdict: null, matched: null };
  return { id, category, prompt, sample, said, verdict, matched };
}

/** What was said behind the word that the prompt may end with: `star` + `ted to` says `to`. */
function afterWord(prompt: string, said: string): string {
  const inWord = /[\p{L}\p{N}]$/u.test(prompt) && /^[\p{L}\p{N}]/u.test(said);
  return inWord ? said.replace(/^[\p{L}\p{N}]+/u, '') : said;
}

/** The table of scores. */
export function scoresOf(trials: readonly Trial[]): Record<string, CategoryScore> {
  const scores = new Map<string, CategoryScore>();
  for (const { category, verdict, matched } of trials) {
    const score = scores.get(category) ?? emptyScore();
    scores.set(category, score);
    score.trials++;
    if (verdict === null) score.unruled++;
    else {
      score[verdict]++;
      if (matched === null) score.unmatched++;
    }
  }
  for (const score of scores.values()) {
    const ruled = score.trials - score.unruled;
    score.score = ruled === 0 ? null : (score.success + score.partial / 2) / ruled;
  }
  return Object.fromEntries(scores);
}

function emptyScore(): CategoryScore {
  return { trials: 0, success: 0, partial: 0, failure: 0, unmatched: 0, unruled: 0, score: null };
}
