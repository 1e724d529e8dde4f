/**
 * Records a program. A model definition is a plain function that calls these methods once; each appends one
 * fused operation and returns the value it makes. Shapes are checked here for early, readable errors; the
 * native side checks everything again.
 */
import { InvalidArgumentError } from '../runtime/errors.ts';
import {
  type Activation,
  type Initialiser,
  type Operation,
  type ParameterSpec,
  PROGRAM_FORMAT,
  PROGRAM_VERSION,
  type ProgramDocument,
  type ValueSpec,
} from './program.ts';

/** A parameter of the program being recorded. */
export interface Parameter {
  readonly index: number;
  readonly shape: readonly number[];
}

/** An intermediate of the program being recorded: [N, width]. */
export interface Value {
  readonly index: number;
  readonly width: number;
}

export interface ParameterOptions {
  init?: Initialiser;
  /** Default: matrices decay, vectors do not. */
  decay?: boolean;
  frozen?: boolean;
}

export interface AttentionOptions {
  name: string;
  heads: number;
  kvHeads?: number;
  headSize: number;
  window?: number;
  scale: number;
  ropeTheta?: number;
}

/**
 * Shapes below: N tokens (never stated), C the width of the value given, V vocabulary, P positions. Every method
 * throws InvalidArgumentError for shapes that do not fit together and for a name that stands for another value.
 */
export class Recorder {
  readonly #parameters: ParameterSpec[] = [];
  readonly #values: ValueSpec[] = [];
  readonly #operations: Operation[] = [];
  readonly #names = new Set<string>();
  #vocab = 0;
  #maxPositions = 0;
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  /** Declares a parameter under its Hugging Face name. Using it twice ties it. */
  parameter(name: string, shape: number[], options: ParameterOptions = {}): Parameter {
    this.#claim(name, 'parameter');
    const whole = shape.every((size) => Number.isInteger(size) && size > 0);
    if (!whole || shape.length < 1 || shape.length > 2) {
      throw new InvalidArgumentError(`parameter ${name}`, 'one or two positive whole sizes', shape);
    }
    const { init = { kind: 'normal', std: 0.02 }, decay = shape.length === 2, frozen = false } = options;
    this.#parameters.push({ name, shape: [...shape], init, decay, frozen });
    return { index: this.#parameters.length - 1, shape };
  }

  /** y = table[token] + positions[position], [N, C]. table: [V, C]; positions: [P, C], which bounds the length. */
  embedding(name: string, table: Parameter, positions?: Parameter): Value {
    const [vocab, width] = matrix(table, `${name}: table`);
    this.#vocab = vocab;
    if (positions) {
      const [rows, columns] = matrix(positions, `${name}: positions`);
      expect(`${name}: positions`, columns, width);
      this.#maxPositions = rows;
    }
    const y = this.#value(name, width);
    this.#operations.push({
      op: 'embedding',
      table: table.index,
      positions: positions?.index ?? null,
      y: y.index,
    });
    return y;
  }

  /** Each row less its mean, over its standard deviation, times gain, plus bias. x, y: [N, C]; gain, bias: [C]. */
  layerNorm(name: string, x: Value, gain: Parameter, bias: Parameter | null, epsilon: number): Value {
    return this.#norm('layer', name, x, null, gain, bias, epsilon).y;
  }

  /** Each row over the root of its mean square, times gain. x, y: [N, C]; gain: [C]. */
  rmsNorm(name: string, x: Value, gain: Parameter, epsilon: number): Value {
    return this.#norm('rms', name, x, null, gain, null, epsilon).y;
  }

  /** sum = x + residual, y = layerNorm(sum); `sum` goes on as the residual stream. All [N, C]. */
  addLayerNorm(
    name: string,
    x: Value,
    residual: Value,
    gain: Parameter,
    bias: Parameter | null,
    epsilon: number,
  ): { sum: Value; y: Value } {
    const { sum, y } = this.#norm('layer', name, x, residual, gain, bias, epsilon);
    return { sum: sum as Value, y };
  }

  /** sum = x + residual, y = rmsNorm(sum). */
  addRmsNorm(
    name: string,
    x: Value,
    residual: Value,
    gain: Parameter,
    epsilon: number,
  ): { sum: Value; y: Value } {
    const { sum, y } = this.#norm('rms', name, x, residual, gain, null, epsilon);
    return { sum: sum as Value, y };
  }

  /**
   * y = activation(x Wᵀ + b). x: [N, C]; W: [out, C]; b: [out]; y: [N, out]. The outputs of several weights (at most
   * four) stand side by side.
   */
  linear(
    name: string,
    x: Value,
    weight: Parameter | Parameter[],
    bias: Parameter | null | (Parameter | null)[] = null,
    activation: Activation = 'identity',
  ): Value {
    const weights = Array.isArray(weight) ? weight : [weight];
    const biases = Array.isArray(bias) ? bias : weights.map(() => bias);
    expect(`${name}: biases`, biases.length, weights.length);
    let width = 0;
    weights.forEach((part, i) => {
      const [out, inner] = matrix(part, `${name}: weight`);
      expect(`${name}: weight columns`, inner, x.width);
      const partBias = biases[i];
      if (partBias) expect(`${name}: bias length`, length(partBias, `${name}: bias`), out);
      width += out;
    });
    const y = this.#value(name, width);
    this.#operations.push({
      op: 'linear',
      x: x.index,
      weights: weights.map((part) => part.index),
      biases: biases.map((part) => part?.index ?? null),
      activation,
      y: y.index,
    });
    return y;
  }

  /** y = activation(x Gᵀ) · (x Uᵀ); SwiGLU with `silu`. x: [N, C]; G, U: [out, C]; y: [N, out]. */
  gatedLinear(
    name: string,
    x: Value,
    gate: Parameter,
    up: Parameter,
    activation: Activation = 'silu',
  ): Value {
    const [out, inner] = matrix(gate, `${name}: gate`);
    const [upOut, upInner] = matrix(up, `${name}: up`);
    expect(`${name}: gate columns`, inner, x.width);
    expect(`${name}: up columns`, upInner, x.width);
    expect(`${name}: up rows`, upOut, out);
    const y = this.#value(name, out);
    this.#operations.push({
      op: 'gated_linear',
      x: x.index,
      gate: gate.index,
      up: up.index,
      activation,
      y: y.index,
    });
    return y;
  }

  /**
   * Causal attention. x: [N, (heads + 2 kvHeads) headSize], q, k and v side by side; y: [N, heads headSize]. Rotary
   * embedding (`ropeTheta` above 0) turns q and k where they stand, so nothing else may read x then.
   */
  attention(x: Value, options: AttentionOptions): Value {
    const { name, heads, kvHeads = heads, headSize, window = 0, scale, ropeTheta = 0 } = options;
    expect(`${name}: width of q, k and v`, x.width, (heads + 2 * kvHeads) * headSize);
    if (heads % kvHeads !== 0) {
      throw new InvalidArgumentError(`${name}: heads`, `a multiple of ${kvHeads} key/value heads`, heads);
    }
    const y = this.#value(name, heads * headSize);
    this.#operations.push({
      op: 'attention',
      x: x.index,
      heads,
      kvHeads,
      headSize,
      window,
      scale,
      ropeTheta,
      y: y.index,
    });
    return y;
  }

  /** Zeroes entries of x: [N, C] with that probability while training; x itself when it is 0. */
  dropout(name: string, x: Value, probability: number): Value {
    if (!(probability >= 0 && probability < 1)) {
      throw new InvalidArgumentError(`${name}: dropout`, 'a probability in [0, 1)', probability);
    }
    if (probability === 0) return x;
    const y = this.#value(name, x.width);
    this.#operations.push({ op: 'dropout', x: x.index, probability, y: y.index });
    return y;
  }

  /** a + b, both [N, C]. */
  add(name: string, a: Value, b: Value): Value {
    expect(`${name}: width`, b.width, a.width);
    const y = this.#value(name, a.width);
    this.#operations.push({ op: 'add', a: a.index, b: b.index, y: y.index });
    return y;
  }

  /** The vocabulary head, weight [V, C]; ends the recording. */
  head(x: Value, weight: Parameter): ProgramDocument {
    const [vocab, width] = matrix(weight, 'head: weight');
    expect('head: weight columns', width, x.width);
    expect('head: weight rows', vocab, this.#vocab);
    this.#operations.push({ op: 'head', x: x.index, weight: weight.index });
    return {
      format: PROGRAM_FORMAT,
      version: PROGRAM_VERSION,
      name: this.name,
      vocab: this.#vocab,
      maxPositions: this.#maxPositions,
      parameters: this.#parameters,
      values: this.#values,
      operations: this.#operations,
    };
  }

  #norm(
    kind: 'layer' | 'rms',
    name: string,
    x: Value,
    residual: Value | null,
    gain: Parameter,
    bias: Parameter | null,
    epsilon: number,
  ): { sum: Value | null; y: Value } {
    expect(`${name}: gain`, length(gain, `${name}: gain`), x.width);
    if (bias) expect(`${name}: bias`, length(bias, `${name}: bias`), x.width);
    if (residual) expect(`${name}: residual width`, residual.width, x.width);
    const sum = residual ? this.#value(`${name}.sum`, x.width) : null;
    const y = this.#value(name, x.width);
    this.#operations.push({
      op: 'norm',
      kind,
      x: x.index,
      residual: residual?.index ?? null,
      gain: gain.index,
      bias: bias?.index ?? null,
      epsilon,
      sum: sum?.index ?? null,
      y: y.index,
    });
    return { sum, y };
  }

  #value(name: string, width: number): Value {
    this.#claim(name, 'value');
    this.#values.push({ name, width });
    return { index: this.#values.length - 1, width };
  }

  #claim(name: string, what: string): void {
    const key = `${what} ${name}`;
    if (this.#names.has(key)) throw new InvalidArgumentError(what, 'a name not used yet', name);
    this.#names.add(key);
  }
}

function matrix(parameter: Parameter, what: string): [number, number] {
  const [rows, columns] = parameter.shape;
  if (rows === undefined || columns === undefined) {
    throw new InvalidArgumentError(what, 'a matrix', parameter.shape);
  }
  return [rows, columns];
}

function length(parameter: Parameter, what: string): number {
  const [size] = parameter.shape;
  if (size === undefined || parameter.shape.length !== 1) {
    throw new InvalidArgumentError(what, 'a vector', parameter.shape);
  }
  return size;
}

function expect(what: string, actual: number, expected: number): void {
  if (actual !== expected) throw new InvalidArgumentError(what, String(expected), actual);
}
