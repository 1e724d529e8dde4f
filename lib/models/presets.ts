/**
 * The models of the TinyStories paper by name: its whole grid (Figure 4), and the names under which seven of
 * them were released. The vocabulary is not part of a preset; it comes from the data.
 */
import { checkObject, checkText } from '../runtime/arguments.ts';
import { InvalidArgumentError } from '../runtime/errors.ts';
import { likest } from '../runtime/spelling.ts';
import { checkWhole } from '../runtime/whole.ts';
import type { GptNeoConfig } from './gpt-neo.ts';

export interface ModelPreset {
  /** hidden x layers, such as `64x8`. */
  name: string;
  /** The released model of this shape, without its `TinyStories-`; null when there is none. */
  released: string | null;
  hidden: number;
  layers: number;
  heads: number;
  /** Positions trained, and rows of the position table. */
  context: number;
  /** Keys that a local layer sees. */
  window: number;
}

/** What a run is given when the user says nothing. */
export interface SuitedSettings {
  /** Peak of the schedule. */
  learningRate: number;
  /** Sequences in one update. */
  batch: number;
}

const CONTEXT = 512;
const WINDOW = 256;
const HEADS = 16;
/** Rows of a table at most, as in config.json. */
const MOST_ROWS = 2 ** 31 - 1;
/** Updates from which on a run counts as long. */
const LONG_RUN = 10_000;
const RELEASED: ReadonlyMap<string, string> = new Map([
  ['64x8', '1M'],
  ['128x8', '3M'],
  ['256x8', '8M'],
  ['512x8', '28M'],
  ['768x4', '33M'],
  ['1024x1', '1Layer-21M'],
  ['1024x2', '2Layers-33M'],
]);

/** The 26 models of Figure 4, narrow to wide, shallow to deep. */
export const presets: readonly ModelPreset[] = [64, 128, 256, 512, 768, 1024].flatMap((hidden) =>
  [1, 2, 4, 8, 12]
    .filter((layers) => layers > 1 || hidden >= 768)
    .map((layers) => {
      const name = `${hidden}x${layers}`;
      const released = RELEASED.get(name) ?? null;
      return { name, released, hidden, layers, heads: HEADS, context: CONTEXT, window: WINDOW };
    }),
);

const byName: ReadonlyMap<string, ModelPreset> = new Map(
  presets.flatMap((preset) => names(preset).map((name) => [name.toLowerCase(), preset] as const)),
);

/**
 * Finds a preset by any of its names, in any case: `64x8`, `1M`, `TinyStories-1M`, `Instruct-1M` (the same
 * shape), with or without `roneneldan/`.
 * @throws InvalidArgumentError that names the nearest ones.
 */
export function findPreset(name: string): ModelPreset {
  const preset = lookUpPreset(name);
  if (preset) return preset;
  throw new InvalidArgumentError('model', `a model file or one of ${nearest(name).join(', ')}`, name);
}

/** Like `findPreset`, undefined when there is none. @throws InvalidArgumentError for what is no name */
export function lookUpPreset(name: string): ModelPreset | undefined {
  checkText('model', name);
  return byName.get(
    name
      .trim()
      .toLowerCase()
      .replace(/^roneneldan\//, ''),
  );
}

/**
 * The model of a preset over a vocabulary. `context` shortens or lengthens the position table.
 * @throws InvalidArgumentError for what is no preset, and for numbers that cannot be meant.
 */
export function presetConfig(preset: ModelPreset, vocab: number, context?: number): GptNeoConfig {
  checkObject('preset', preset);
  checkWhole('vocab', vocab, 1, MOST_ROWS);
  if (context !== undefined) checkWhole('context', context, 1, MOST_ROWS);
  const { hidden, layers, heads, window } = preset;
  return { vocab, hidden, layers, heads, maxPositions: context ?? preset.context, window };
}

/**
 * Learning rate and batch suited to a model of this width and to a run of `tokens` (omitted: a long one).
 *
 * Of a long run the rate is 1e-3 at a width of 512 and falls with the square root of the width. A run of few
 * updates bears more: published sweeps at that width found 3e-3 best for 1,000 updates and 1.2e-3 for 10,000. A
 * width of 64 gained nothing beyond 4e-3. A short run lacks updates sooner than smooth gradients (a million tokens
 * of real stories at width 64: 1,000 updates of two sequences reached 3.86, 500 of four 4.05), hence some 3,000.
 */
export function suitedSettings(hidden: number, context: number, tokens?: number): SuitedSettings {
  const longest = Math.max(1, Math.round((128 * CONTEXT) / context));
  const wanted = tokens === undefined ? longest : tokens / 3000 / context;
  const power = 2 ** Math.round(Math.log2(Math.max(1, wanted)));
  const batch = Math.min(longest, Math.max(2, power));
  const updates = tokens === undefined ? LONG_RUN : Math.max(1, tokens / (batch * context));
  const boost = Math.min(2.5, Math.max(1, Math.sqrt(LONG_RUN / updates)));
  const learningRate = Math.min(4e-3, 1e-3 * Math.sqrt(512 / hidden) * boost);
  return { learningRate: Number(learningRate.toPrecision(2)), batch };
}

/** Every name of a preset; the first is its own. */
export function names(preset: ModelPreset): string[] {
  const { name, released } = preset;
  if (released === null) return [name];
  // The hub spells one of the instruct models `Instuct`, and the paper's text says 9M where the hub says 8M.
  const short = [released, `Instruct-${released}`, `Instuct-${released}`];
  if (released === '8M') short.push('9M');
  if (released === '1Layer-21M') short.push('1Layer');
  if (released === '2Layers-33M') short.push('2Layers', '2Layer');
  return [name, ...short.flatMap((one) => [one, `TinyStories-${one}`])];
}

/** The names most like what was asked for, at most five. */
function nearest(name: string): string[] {
  const known = presets
    .map((preset) => preset.released ?? preset.name)
    .concat(presets.filter(({ released }) => released).map((preset) => preset.name));
  return likest(name, known, 5);
}
