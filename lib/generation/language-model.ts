/**
 * A model with its tokenizer, ready to tell.
 *
 * Several generations may go on at once: they share one session, are computed together and do not change each
 * other's texts. Disposing ends them all.
 */
import { loadModelFolder } from '../models/checkpoint.ts';
import type { Program } from '../models/compiled.ts';
import { fullLength, type Model, mostPositions } from '../models/model.ts';
import { findModelFolder } from '../models/model-path.ts';
import { checkTrainedTokenizer, checkVocabulary } from '../models/model-tokenizer.ts';
import type { Compute, NativeSession, WeightPrecision } from '../runtime/addon.ts';
import { checkOptions, checkPath, checkSignal, checkText, type OptionNames } from '../runtime/arguments.ts';
import { type ChosenDevice, type Device, resolveDevice } from '../runtime/devices.ts';
import { DisposedError, FileError, InvalidArgumentError } from '../runtime/errors.ts';
import { loadAddon } from '../runtime/native.ts';
import { checkWhole } from '../runtime/whole.ts';
import { TokenStream } from '../tokenizer/stream.ts';
import { checkTokenizer, loadTokenizerFile, Tokenizer } from '../tokenizer/tokenizer.ts';
import { BeamProducer } from './beam-producer.ts';
import { BeamSessions } from './beam-sessions.ts';
import { Generation } from './generate.ts';
import { type GenerateOptions, resolveOptions } from './options.ts';
import { SamplingProducer } from './sampling.ts';
import { Scheduler } from './scheduler.ts';

export interface LoadOptions {
  /** Where to compute (docs/gpu.md). Default `auto`. */
  device?: Device;
  /** What it computes in: `bf16` (the default on a GPU) or `float32` (the default, and all there is, on the CPU). */
  compute?: Compute;
  /** Sequences computed at once, each with a cache of its own; more wait for their turn. Default 16. */
  slots?: number;
  /** Tokens a text may have, prompt included. Default: the context the model was trained with. */
  context?: number;
  /** 0 (default): as many as the process may use. The texts are the same for any number. */
  threads?: number;
  /**
   * How matrix products read the weights. `bf16` and `int8` read a half and a quarter of the memory for each token,
   * so they tell faster, and change the texts a little (docs/generation.md says how much). Default `float32`.
   */
  weights?: WeightPrecision;
  /** A `tokenizer.json`, a folder with one, or `gpt2`. Default: the model's own. */
  tokenizer?: string;
  signal?: AbortSignal;
}

/** For a model and tokenizer that are at hand; see `LanguageModel.of`. */
export interface OfOptions extends Omit<LoadOptions, 'device' | 'compute' | 'tokenizer' | 'signal'> {
  /** The token that ends a text and stands before the first. Default: the tokenizer's `<|endoftext|>`. */
  endOfText?: number;
}

const KNOWN_OF_BOTH = { slots: true, context: true, threads: true, weights: true } as const;
const KNOWN_OF_LOAD: OptionNames<LoadOptions> = {
  ...KNOWN_OF_BOTH,
  device: true,
  compute: true,
  tokenizer: true,
  signal: true,
};
const KNOWN_OF_OF: OptionNames<OfOptions> = { ...KNOWN_OF_BOTH, endOfText: true };

const DEFAULT_SLOTS = 16;
/** What the option `weights` may be. */
export const WEIGHT_PRECISIONS: readonly WeightPrecision[] = ['float32', 'bf16', 'int8'];
const NOTHING = new Uint8Array(0);
/** Rows of the program that a session borrows its settings from; it computes nothing itself. */
const LEAST_ROWS = 1;

/** @throws InvalidArgumentError for what is no model, by the method it would have */
function checkModel(model: unknown): void {
  if (typeof (model as Model | null | undefined)?.compile !== 'function')
    throw new InvalidArgumentError('model', 'a Model', model);
}

/** @param own path of the model's own, null where it has none. @param wish what the caller named */
async function tokenizerFor(
  folder: string,
  own: string | null,
  wish: string | undefined,
): Promise<Tokenizer> {
  if (wish !== undefined) return Tokenizer.load(wish);
  if (own !== null) return loadTokenizerFile(own);
  throw new FileError(folder, 'holds no tokenizer.json; name one with the option `tokenizer`, such as gpt2');
}

/** A model with its tokenizer: `load` it once, let it tell any number of texts at a time, dispose of it. */
export class LanguageModel {
  readonly model: Model;
  readonly tokenizer: Tokenizer;
  /** Tokens a text may have, prompt included. */
  readonly context: number;
  readonly endOfText: number;
  readonly #owned: boolean;
  readonly #weights: WeightPrecision;
  readonly #program: Program;
  readonly #session: NativeSession;
  readonly #scheduler: Scheduler;
  readonly #beamSessions: BeamSessions;
  #disposed = false;

  private constructor(model: Model, tokenizer: Tokenizer, options: OfOptions, owned: boolean) {
    const { slots = DEFAULT_SLOTS, threads = 0, context = fullLength(model.document) } = options;
    const { endOfText = tokenizer.endOfText, weights = 'float32' } = options;
    checkWhole('slots', slots, 1, 4096);
    checkWhole('threads', threads, 0, 4096);
    checkWhole('context', context, 2, mostPositions(model.document));
    checkWhole('endOfText', endOfText, 0, model.document.vocab - 1);
    if (!WEIGHT_PRECISIONS.includes(weights)) {
      throw new InvalidArgumentError('weights', `one of ${WEIGHT_PRECISIONS.join(', ')}`, weights);
    }
    checkVocabulary(tokenizer, model.document.vocab);
    this.model = model;
    this.tokenizer = tokenizer;
    this.context = context;
    this.endOfText = endOfText;
    this.#owned = owned;
    this.#weights = weights;
    this.#program = model.compile({ maxSequences: 1, maxLength: 1, maxRows: LEAST_ROWS, threads });
    try {
      this.#session = this.#newSession(slots);
    } catch (error) {
      this.#program.dispose();
      throw error;
    }
    this.#scheduler = new Scheduler(this.#session, slots);
    this.#beamSessions = new BeamSessions((beams) => this.#newSession(beams), slots);
  }

  /**
   * Loads a run directory (its best checkpoint, else its last), a checkpoint or a model folder, of GPT-Neo or of any
   * recorded program.
   * @throws FileError, FormatError, MismatchError (another tokenizer than the one of its training, say) or
   * UnsupportedError for what is wrong with the files,
   * OutOfMemoryError naming how many slots would fit, DeviceError for a GPU that cannot be used; InvalidArgumentError for
   * options that there are not or that cannot be meant.
   */
  static async load(path: string, options: LoadOptions = {}): Promise<LanguageModel> {
    checkOptions('LanguageModel.load', options, KNOWN_OF_LOAD);
    checkSignal(options.signal);
    if (options.tokenizer !== undefined) checkPath('tokenizer', options.tokenizer);
    const folder = await findModelFolder(path);
    const device = resolveDevice({ device: options.device, compute: options.compute });
    const loaded = await loadModelFolder(folder, { device, signal: options.signal });
    try {
      const tokenizer = await tokenizerFor(folder, loaded.tokenizerPath, options.tokenizer);
      await checkTrainedTokenizer(folder, tokenizer);
      const { context = loaded.context, slots = DEFAULT_SLOTS, threads = 0, weights = 'float32' } = options;
      const endOfText = loaded.endOfText ?? tokenizer.endOfText;
      const complete = { context, slots, threads, weights, endOfText };
      return new LanguageModel(loaded.model, tokenizer, complete, true);
    } catch (error) {
      loaded.model.dispose();
      throw error;
    }
  }

  /** Tells from a model that is at hand, in training for instance; it stays the caller's to dispose of. */
  static of(model: Model, tokenizer: Tokenizer, options: OfOptions = {}): LanguageModel {
    checkOptions('LanguageModel.of', options, KNOWN_OF_OF);
    checkModel(model);
    checkTokenizer(tokenizer);
    return new LanguageModel(model, tokenizer, options, false);
  }

  /**
   * Continues a text. The prompt is taken as the beginning of a story, as stories stand in training: after an
   * end-of-text token (see `fromStart`).
   * @throws InvalidArgumentError for options that cannot be meant, and for a prompt longer than the context.
   */
  generate(prompt: string, options: GenerateOptions = {}): Generation {
    return this.generateBatch([prompt], options);
  }

  /** Continues several texts. Each comes out as it would alone. */
  generateBatch(prompts: readonly string[], options: GenerateOptions = {}): Generation {
    if (this.#disposed) throw new DisposedError('the language model');
    if (!Array.isArray(prompts) || prompts.length === 0) {
      throw new InvalidArgumentError('prompts', 'at least one string', prompts);
    }
    const resolved = resolveOptions(options);
    // `map` would pass over holes.
    const ids = Array.from(prompts, (prompt) => this.#encodePrompt(prompt, resolved.fromStart));
    // Tokens that a padded vocabulary has and the tokenizer has not say nothing, should one be drawn.
    const { tokenizer } = this;
    const bytesOf = (id: number) => (id < tokenizer.vocab ? tokenizer.tokenBytes(id) : NOTHING);
    const source = {
      scheduler: this.#scheduler,
      textStream: () => new TokenStream(bytesOf),
      bytesOf,
      endOfText: this.endOfText,
      context: this.context,
      vocab: this.model.document.vocab,
      disposed: () => this.#disposed,
      sessions: this.#beamSessions,
    };
    const producer =
      resolved.beams > 1
        ? new BeamProducer(source, ids, resolved)
        : new SamplingProducer(source, ids, resolved);
    return new Generation(producer, resolved.seed, prompts.length, resolved.samples, resolved.signal);
  }

  /** Where it computes. */
  get device(): ChosenDevice {
    return this.model.device;
  }

  /** Bytes of the cache that the slots share. */
  memory(): { cache: number } {
    return this.#session.memory();
  }

  /** Ends all generations with DisposedError; may be called more than once. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#scheduler.dispose();
    this.#session.dispose();
    this.#beamSessions.dispose();
    this.#program.dispose();
    if (this.#owned) this.model.dispose();
  }

  /** As `dispose()`, and waits until nothing is computed any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.dispose();
    await Promise.all([this.#scheduler.idle(), this.#beamSessions.idle()]);
    if (this.#owned) await this.model[Symbol.asyncDispose]();
  }

  #encodePrompt(prompt: string, fromStart: boolean): Int32Array {
    checkText('prompt', prompt);
    const fits = `at most the ${this.context} tokens of the context`;
    // What cannot fit is not encoded first: that takes its time on the event loop.
    const most = this.context * this.tokenizer.longestToken;
    if (prompt.length > most)
      throw new InvalidArgumentError('prompt', `${fits}, so ${most} characters or fewer`, prompt.length);
    const ids = this.tokenizer.encode(prompt);
    // A model continues something: without a text that is the beginning of one.
    const begin = (fromStart || ids.length === 0) && ids[0] !== this.endOfText;
    const all = begin ? new Int32Array(1 + ids.length) : ids;
    if (begin) {
      all[0] = this.endOfText;
      all.set(ids, 1);
    }
    if (all.length > this.context) throw new InvalidArgumentError('prompt', fits, all.length);
    return all;
  }

  #newSession(slots: number): NativeSession {
    const options = { slots, capacity: this.context, weights: this.#weights };
    return new (loadAddon().Session)(this.#program.native, options);
  }
}
