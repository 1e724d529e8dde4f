/** How a text is to be continued: options, their defaults, and what they may be. */
import { randomBytes } from 'node:crypto';
import { checkNumber, checkSignal } from '../runtime/arguments.ts';
import { InvalidArgumentError } from '../runtime/errors.ts';
import { checkWhole } from '../runtime/whole.ts';

/**
 * Cuts are applied in the order penalty, temperature, top-k, top-p, min-p, each to what the one before left.
 */
export interface GenerateOptions {
  /** Divides the logits; below 1 safer, above 1 wilder, 0: always the likeliest token. Default 0.8. */
  temperature?: number;
  /** Only the k likeliest tokens; 0: all. Default 0. */
  topK?: number;
  /** Only the likeliest tokens that together reach this probability; 1: all. Default 1. */
  topP?: number;
  /** Drops tokens less likely than this share of the likeliest one; 0: none. Default 0. */
  minP?: number;
  /** Above 1: makes tokens of the prompt and of the text so far less likely. Default 1. */
  repetitionPenalty?: number;
  /** Same seed, same text. Default: drawn anew; `Generation.seed` says which. */
  seed?: number;
  /** New tokens at most. Default: as many as the context holds. */
  maxTokens?: number;
  /** Continuations of each prompt, computed as one batch. Default 1. */
  samples?: number;
  /** The text ends before the first of these, at most 256. */
  stop?: string | readonly string[];
  /** Ends at the end-of-text token. Default true. */
  stopAtEnd?: boolean;
  /**
   * Starts from the end-of-text token, as stories do in training. Default true; an empty prompt always does.
   */
  fromStart?: boolean;
  /** How many of the likeliest alternatives to report with each token. Default 0. */
  logprobs?: number;
  /** Beam search over so many beams instead of sampling; `samples` is then how many of the best to return. */
  beams?: number;
  /** Beam search ranks by log-probability ÷ length^lengthPenalty. Default 1. */
  lengthPenalty?: number;
  signal?: AbortSignal;
}

/** All options with their defaults filled in. */
export interface ResolvedOptions extends Required<Omit<GenerateOptions, 'stop' | 'signal'>> {
  stop: readonly string[];
  signal: AbortSignal | undefined;
}

const MOST_SAMPLES = 10_000;
const MOST_ALTERNATIVES = 1024;
/** Each is looked for at every token. */
const MOST_STOPS = 256;

const DEFAULTS = {
  temperature: 0.8,
  topK: 0,
  topP: 1,
  minP: 0,
  repetitionPenalty: 1,
  maxTokens: 0x7fff_ffff,
  samples: 1,
  stopAtEnd: true,
  fromStart: true,
  logprobs: 0,
  beams: 1,
  lengthPenalty: 1,
} as const;

const KNOWN = new Set([...Object.keys(DEFAULTS), 'seed', 'stop', 'signal']);

/** What only sampling uses: beam search takes no chances. */
const SAMPLING_ONLY = ['topK', 'topP', 'minP', 'repetitionPenalty', 'logprobs'] as const;

/**
 * Checks `options` and fills in what is absent.
 * @throws InvalidArgumentError naming the option, what it may be and what it was.
 */
export function resolveOptions(options: GenerateOptions): ResolvedOptions {
  if (typeof options !== 'object' || options === null) {
    throw new InvalidArgumentError('options', 'an object', options);
  }
  for (const key of Object.keys(options)) {
    if (!KNOWN.has(key)) {
      throw new InvalidArgumentError('options', `only ${[...KNOWN].sort().join(', ')}`, key);
    }
  }
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const seed = options.seed ?? randomBytes(4).readUInt32LE();
  const resolved: ResolvedOptions = {
    ...DEFAULTS,
    ...(given as GenerateOptions),
    seed,
    stop: stopStrings(options.stop),
    signal: options.signal,
  };

  checkNumber('temperature', resolved.temperature, 0, 1e6);
  checkWhole('topK', resolved.topK, 0, 0x7fff_ffff);
  checkNumber('topP', resolved.topP, 0, 1);
  checkNumber('minP', resolved.minP, 0, 1);
  checkNumber('repetitionPenalty', resolved.repetitionPenalty, 1e-6, 1e6);
  checkWhole('seed', resolved.seed, 0);
  checkWhole('maxTokens', resolved.maxTokens, 1, 0x7fff_ffff);
  checkWhole('samples', resolved.samples, 1, MOST_SAMPLES);
  checkWhole('logprobs', resolved.logprobs, 0, MOST_ALTERNATIVES);
  checkWhole('beams', resolved.beams, 1, 256);
  checkNumber('lengthPenalty', resolved.lengthPenalty, -10, 10);
  for (const key of ['stopAtEnd', 'fromStart'] as const) {
    if (typeof resolved[key] !== 'boolean')
      throw new InvalidArgumentError(key, 'true or false', resolved[key]);
  }
  checkSignal(resolved.signal);
  if (resolved.beams > 1) checkBeams(options, resolved);
  return resolved;
}

function checkBeams(options: GenerateOptions, resolved: ResolvedOptions): void {
  for (const key of SAMPLING_ONLY) {
    if (resolved[key] !== DEFAULTS[key]) {
      throw new InvalidArgumentError(key, 'nothing, as beam search does not sample', resolved[key]);
    }
  }
  if ((options.temperature ?? 0) !== 0) {
    throw new InvalidArgumentError(
      'temperature',
      '0 or nothing, as beam search does not sample',
      options.temperature,
    );
  }
  if (resolved.samples > resolved.beams) {
    throw new InvalidArgumentError('samples', `at most the ${resolved.beams} beams`, resolved.samples);
  }
}

function stopStrings(stop: GenerateOptions['stop']): readonly string[] {
  if (stop === undefined) return [];
  const given = typeof stop === 'string' ? [stop] : stop;
  // A copy has no holes, which `every` would pass over.
  const strings = Array.isArray(given) ? [...given] : null;
  const good = strings?.every((text) => typeof text === 'string' && text.length > 0);
  if (!strings || !good)
    throw new InvalidArgumentError('stop', 'one or more strings, none of them empty', stop);
  if (strings.length > MOST_STOPS)
    throw new InvalidArgumentError('stop', `at most ${MOST_STOPS} strings`, strings.length);
  return strings;
}
