/**
 * A model: a program document and the weights it names, in native memory of the device that computes with them.
 *
 * `dispose()` disposes of the programs compiled from it and frees the weights as soon as no call uses them.
 */
import type { NativeWeights, ProgramOptions } from '../runtime/addon.ts';
import { checkOptions, type OptionNames } from '../runtime/arguments.ts';
import { type ChosenDevice, type PlaceWish, resolvePlace } from '../runtime/devices.ts';
import { InvalidArgumentError } from '../runtime/errors.ts';
import { loadAddon } from '../runtime/native.ts';
import { checkWhole } from '../runtime/whole.ts';
import { Program } from './compiled.ts';
import type { ProgramDocument } from './program.ts';
import { checkDocument } from './program-file.ts';

/** Longest sequence when neither the caller nor the model sets one, and the longest that a caller may ask for then. */
const DEFAULT_LENGTH = 512;
const MOST_POSITIONS = 2 ** 24;

/** Where a model computes. Default: the CPU. */
export interface ModelOptions extends PlaceWish {}

const KNOWN_OF_MODEL: OptionNames<ModelOptions> = { device: true, compute: true };
const KNOWN_OF_CREATE: OptionNames<{ seed: number } & ModelOptions> = { ...KNOWN_OF_MODEL, seed: true };
const KNOWN_OF_COMPILE: OptionNames<ProgramOptions> = {
  mode: true,
  maxSequences: true,
  maxRows: true,
  maxLength: true,
  threads: true,
  outputs: true,
  replace: true,
  memoryLimit: true,
  matchGeneration: true,
};

/** Tokens of the longest sequence that a model takes unless somebody says otherwise. */
export function fullLength({ maxPositions }: ProgramDocument): number {
  return maxPositions || DEFAULT_LENGTH;
}

/** Tokens that a sequence of a model may have at most. */
export function mostPositions({ maxPositions }: ProgramDocument): number {
  return maxPositions || MOST_POSITIONS;
}

/** A program document and its weights on a device; `compile` makes programs that compute with them. */
export class Model {
  readonly document: ProgramDocument;
  /** Where the weights live, and every program over them runs. */
  readonly device: ChosenDevice;
  /** The flat arenas; `layout()` says where each parameter stands. */
  readonly weights: NativeWeights;
  readonly #programs = new Set<Program>();

  private constructor(document: ProgramDocument, options: ModelOptions) {
    this.document = document;
    this.device = resolvePlace(options);
    this.weights = new (loadAddon().Weights)(JSON.stringify(document), this.device);
  }

  /**
   * A model with freshly drawn weights: the same seed gives the same bits on every machine and device.
   * @throws InvalidArgumentError naming what is wrong in the document or the options; OutOfMemoryError; DeviceError.
   */
  static async create(document: ProgramDocument, options: { seed: number } & ModelOptions): Promise<Model> {
    checkDocument(document);
    checkOptions('Model.create', options, KNOWN_OF_CREATE);
    const { seed, ...place } = options;
    checkWhole('seed', seed, 0);
    const model = new Model(document, place);
    try {
      await model.weights.initialise(seed);
    } catch (error) {
      model.dispose();
      throw error;
    }
    return model;
  }

  /** A model whose weights are all zero, to be filled by the caller. @throws as `create`. */
  static empty(document: ProgramDocument, options: ModelOptions = {}): Model {
    checkDocument(document);
    checkOptions('Model.empty', options, KNOWN_OF_MODEL);
    return new Model(document, options);
  }

  /** Numbers that training could change or has frozen, each tied one counted once. */
  get parameterCount(): number {
    return this.document.parameters.reduce(
      (sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1),
      0,
    );
  }

  /**
   * Plans a program over these weights. Defaults: `evaluate`, one sequence of the model's full length, and rows
   * for all sequences at full length.
   * @throws InvalidArgumentError for options that there are not or that cannot be meant;
   * OutOfMemoryError naming what is needed, what there is and the largest `maxRows` that fits.
   */
  compile(options: Partial<ProgramOptions> = {}): Program {
    checkOptions('compile', options, KNOWN_OF_COMPILE);
    const { maxSequences = 1, matchGeneration = true } = options;
    const { maxLength = fullLength(this.document) } = options;
    const complete: ProgramOptions = {
      mode: 'evaluate',
      maxRows: maxSequences * maxLength,
      threads: 0,
      outputs: [],
      replace: [],
      memoryLimit: 0,
      ...options,
      matchGeneration,
      maxLength,
      maxSequences,
    };
    const native = new (loadAddon().Program)(JSON.stringify(this.document), this.weights, complete);
    const program = new Program(native, (disposed) => this.#programs.delete(disposed));
    this.#programs.add(program);
    return program;
  }

  /** A parameter's numbers, row by row. */
  async readParameter(name: string): Promise<Float32Array> {
    const { offset, count } = this.#find(name);
    return this.weights.read('parameters', offset, count);
  }

  /** Replaces a parameter's numbers. */
  async writeParameter(name: string, data: Float32Array): Promise<void> {
    const { offset, count } = this.#find(name);
    if (data.length !== count) throw new InvalidArgumentError(name, `${count} numbers`, data.length);
    await this.weights.write('parameters', offset, data);
  }

  /** Aborts what runs; may be called more than once. */
  dispose(): void {
    for (const program of this.#programs) program.dispose();
    this.weights.dispose();
  }

  /** As `dispose()`, and waits until no program runs any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    const programs = [...this.#programs];
    this.dispose();
    await Promise.all(programs.map((program) => program[Symbol.asyncDispose]()));
  }

  #find(name: string): { offset: number; count: number } {
    const entry = this.weights.layout().find((parameter) => parameter.name === name);
    if (!entry) throw new InvalidArgumentError('parameter', `a name of ${this.document.name}`, name);
    return entry;
  }
}
