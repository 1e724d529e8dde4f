/**
 * Whether a model has understood what it was trained on: knowledge, reasoning and context (paper section 4.2), tried
 * at places of held-out stories where only one continuation is right. Two answers count: what the model says by
 * itself (its likeliest words), and which of the right and the wrong continuations it finds likeliest.
 */

import { readStories } from '../data/sources.ts';
import { PROBE_KINDS, type Probe, type ProbeKind, storyProbes } from '../data/storyteller/probes.ts';
import type { Variety } from '../data/storyteller/storyteller.ts';
import { LanguageModel } from '../generation/language-model.ts';
import type { Program } from '../models/compiled.ts';
import { throwIfAborted } from '../runtime/abort.ts';
import type { Compute } from '../runtime/addon.ts';
import { checkOptions, checkTexts, type OptionNames } from '../runtime/arguments.ts';
import type { ChosenDevice, Device } from '../runtime/devices.ts';
import { MismatchError } from '../runtime/errors.ts';
import type { OnProgress } from '../runtime/progress.ts';
import { brokenWeights, pack, type Window } from './scoring.ts';

/** Tokens of its own that a model may say for an answer. */
const ANSWER_TOKENS = 12;
const ROWS = 8192;

const OPTIONS: OptionNames<UnderstandingOptions> = {
  perKind: true,
  variety: true,
  trainedOn: true,
  device: true,
  compute: true,
  threads: true,
  signal: true,
  onProgress: true,
};

export interface UnderstandingOptions {
  /** Probes of each kind. Default 100. */
  perKind?: number;
  /** Whose stories they are from. Default `full`. */
  variety?: Variety;
  /** Files and folders of the stories it was trained on: probes that stand in one of them are left out. */
  trainedOn?: readonly string[];
  /** Where to compute (docs/gpu.md), and in what. Default `auto`, and the device's own. */
  device?: Device;
  compute?: Compute;
  /** 0 (default): as many as the process may use. */
  threads?: number;
  signal?: AbortSignal;
  onProgress?: OnProgress;
}

export interface Answer extends Probe {
  /** How the model goes on, always with the likeliest token. */
  said: string;
  /** Whether that begins with the right continuation. */
  saidRight: boolean;
  /** The continuation it finds likeliest among the right and the wrong ones. */
  chosen: string;
}

export interface KindScore {
  probes: number;
  /** Share of the probes in which the model itself says what is right. */
  said: number;
  /** Share of the probes in which the right continuation is the likeliest of those given. */
  chosen: number;
  /** What choosing blindly would reach. */
  chance: number;
}

export interface Understanding {
  kinds: Record<ProbeKind, KindScore>;
  answers: Answer[];
  /** Probes left out because their story is longer than the model's context. */
  tooLong: number;
  /** Probes left out because a story of `trainedOn` begins like theirs. */
  seen: number;
  /** Where it was computed. */
  device: ChosenDevice;
}

/**
 * Tries a model.
 * @param path run, checkpoint or Hugging Face folder
 * @throws MismatchError when no probe fits into the context; NonFiniteError for weights that are broken;
 * InvalidArgumentError; what loading a model throws; AbortedError.
 */
export async function understanding(
  path: string,
  options: UnderstandingOptions = {},
): Promise<Understanding> {
  checkOptions('understanding', options, OPTIONS);
  const { perKind = 100, variety = 'full', trainedOn = [], threads = 0, signal, onProgress } = options;
  const { device, compute } = options;
  checkTexts('trainedOn', trainedOn);
  const found = storyProbes({ perKind, variety });
  const all = await unseen(found, trainedOn, signal);
  await using model = await LanguageModel.load(path, {
    threads,
    ...(device ? { device } : {}),
    ...(compute ? { compute } : {}),
    ...(signal ? { signal } : {}),
  });
  const { context, tokenizer } = model;
  const length = (text: string): number => tokenizer.encode(text).length;
  const probes = all.filter(({ prompt, right, wrong }) =>
    [right, ...wrong].every((end) => length(prompt + end) + ANSWER_TOKENS < context),
  );
  if (probes.length === 0) throw new MismatchError(`no probe fits into the model's ${context} tokens`);
  const chosen = await choose(model, probes, threads, signal, onProgress);
  const said = await say(model, probes, signal);
  const answers = probes.map((probe, i) => ({
    ...probe,
    said: said[i]!,
    saidRight: begins(said[i]!, probe.right),
    chosen: chosen[i]!,
  }));
  const kinds = Object.fromEntries(
    PROBE_KINDS.map((kind) => [kind, scoreOf(answers.filter((answer) => answer.kind === kind))]),
  ) as Record<ProbeKind, KindScore>;
  return {
    kinds,
    answers,
    tooLong: all.length - probes.length,
    seen: found.length - all.length,
    device: model.device,
  };
}

/** The probes whose prompt is not the beginning of a story in the files. */
async function unseen(
  probes: readonly Probe[],
  files: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Probe[]> {
  if (files.length === 0) return [...probes];
  const seen = new Set<Probe>();
  for await (const story of readStories(files, { signal }))
    for (const probe of probes) if (story.startsWith(probe.prompt)) seen.add(probe);
  return probes.filter((probe) => !seen.has(probe));
}

function scoreOf(answers: readonly Answer[]): KindScore {
  const share = (count: (answer: Answer) => number): number =>
    answers.length === 0 ? 0 : answers.reduce((sum, answer) => sum + count(answer), 0) / answers.length;
  return {
    probes: answers.length,
    said: share(({ saidRight }) => Number(saidRight)),
    chosen: share(({ chosen, right }) => Number(chosen === right)),
    chance: share(({ wrong }) => 1 / (1 + wrong.length)),
  };
}

/** Whether a text begins with an answer, and the answer's last word is whole. */
function begins(said: string, right: string): boolean {
  const text = said.trimStart();
  return text.startsWith(right) && !/^\p{L}/u.test(text.slice(right.length));
}

/** Tokens end before the blank that words begin with, so the blank at a prompt's end is the answer's. */
async function say(
  model: LanguageModel,
  probes: readonly Probe[],
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const generation = model.generateBatch(
    probes.map(({ prompt }) => prompt.trimEnd()),
    { temperature: 0, maxTokens: ANSWER_TOKENS, ...(signal ? { signal } : {}) },
  );
  return (await generation.completions()).map(([one]) => one!.text);
}

interface Candidate extends Window {
  readonly probe: number;
  readonly text: string;
  /** Where its tokens part from those of the others. */
  from: number;
}

/** For each probe, the continuation to which the model gives the highest probability. */
async function choose(
  { model, tokenizer, endOfText, context }: LanguageModel,
  probes: readonly Probe[],
  threads: number,
  signal: AbortSignal | undefined,
  onProgress: OnProgress | undefined,
): Promise<string[]> {
  const candidates = probes.flatMap(({ prompt, right, wrong }, probe): Candidate[] => {
    const ends = [right, ...wrong].map((text) => ({ text, ids: tokenizer.encode(prompt + text) }));
    let from = 0;
    while (ends.every(({ ids }) => from < ids.length && ids[from] === ends[0]!.ids[from])) from++;
    return ends.map(({ text, ids }) => {
      const tokens = new Int32Array(ids.length);
      tokens[0] = endOfText;
      tokens.set(ids.subarray(0, -1), 1);
      return { probe, text, from, tokens, targets: ids };
    });
  });
  const most = Math.max(ROWS, context);
  const program: Program = model.compile({
    mode: 'evaluate',
    maxRows: most,
    maxSequences: most,
    maxLength: context,
    matchGeneration: false,
    threads,
  });
  const best = probes.map(() => ({ text: '', nats: Number.POSITIVE_INFINITY }));
  try {
    for (let begin = 0, end = 0; begin < candidates.length; begin = end) {
      throwIfAborted(signal, 'trying the model was aborted');
      let rows = 0;
      while (end < candidates.length && rows + candidates[end]!.tokens.length <= most)
        rows += candidates[end++]!.tokens.length;
      const batch = candidates.slice(begin, end);
      const { losses } = await program.forward(pack(batch, rows), { losses: true });
      let at = 0;
      for (const { probe, text, from, tokens } of batch) {
        const nats = (losses as Float32Array)
          .subarray(at + from, at + tokens.length)
          .reduce((a, b) => a + b, 0);
        if (!Number.isFinite(nats)) throw brokenWeights();
        if (nats < best[probe]!.nats) best[probe] = { text, nats };
        at += tokens.length;
      }
      onProgress?.({ stage: 'trying', done: end, total: candidates.length, unit: 'continuations' });
    }
  } finally {
    program.dispose();
  }
  return best.map(({ text }) => text);
}
