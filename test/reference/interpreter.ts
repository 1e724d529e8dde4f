/**
 * A reference interpreter of program documents over the operations of operations.ts, sharing nothing with native/.
 * Every operation leaves a function that carries gradients back, beside the computation it is the derivative of.
 * With `round: single` it is a naive float32 implementation, whose error says what is to be expected of that
 * precision. Dropout does nothing here.
 */
import type { HeadOperation, Operation, ProgramDocument } from '../../lib/models/program.ts';
import type { BatchInput } from '../../lib/runtime/addon.ts';
import * as reference from './operations.ts';

type Numbers = ArrayLike<number>;

export interface ReferenceResult {
  /** Weighted mean over the scored tokens, and the sum of their weights. */
  loss: number;
  weight: number;
  losses: Float64Array;
  /** [rows, vocab] */
  logits: Float64Array;
  /** By value name; attention probabilities as `name.probabilities`, [head, query, key] of each sequence in turn. */
  outputs: Map<string, Float64Array>;
  /** By parameter name: of the loss. */
  gradients: Map<string, Float64Array>;
}

export interface ReferenceOptions {
  /** Applied to the result of each arithmetic step; default: float64. */
  round?: reference.Round;
  /** Values to use instead of those computed, by name. */
  replace?: Record<string, Numbers>;
}

/** Runs the program forward and backward over one batch. Parameters by name, row by row. */
export function interpret(
  document: ProgramDocument,
  parameters: ReadonlyMap<string, Numbers>,
  batch: BatchInput,
  options: ReferenceOptions = {},
): ReferenceResult {
  return new Interpreter(document, parameters, batch, options).run();
}

class Interpreter {
  readonly #document: ProgramDocument;
  readonly #batch: BatchInput;
  readonly #replaced: Record<string, Numbers>;
  readonly #round: reference.Round;
  readonly #rows: number;
  readonly #sequences: reference.SequenceShape[] = [];
  readonly #positions: number[] = [];
  readonly #parameters: Numbers[];
  readonly #parameterGradients: Float64Array[];
  readonly #values: Float64Array[] = [];
  readonly #gradients: Float64Array[] = [];
  readonly #probabilities = new Map<string, Float64Array>();
  /** What carries gradients back, in the order of the operations. */
  readonly #backward: (() => void)[] = [];

  constructor(
    document: ProgramDocument,
    parameters: ReadonlyMap<string, Numbers>,
    batch: BatchInput,
    options: ReferenceOptions,
  ) {
    this.#document = document;
    this.#batch = batch;
    this.#replaced = options.replace ?? {};
    this.#round = options.round ?? reference.exact;
    this.#rows = batch.tokens.length;
    let row = 0;
    for (const length of batch.lengths) {
      this.#sequences.push({ row, length, position: 0 });
      for (let t = 0; t < length; t++) this.#positions.push(t);
      row += length;
    }
    this.#parameters = document.parameters.map(({ name }) => parameters.get(name)!);
    this.#parameterGradients = this.#parameters.map((p) => new Float64Array(p.length));
  }

  run(): ReferenceResult {
    for (const operation of this.#document.operations.slice(0, -1)) this.#execute(operation);
    const scored = this.#head(this.#document.operations.at(-1) as HeadOperation);
    for (const step of this.#backward.reverse()) step();
    const outputs = new Map(this.#probabilities);
    this.#document.values.forEach(({ name }, i) => {
      outputs.set(name, this.#values[i]!);
    });
    const gradients = new Map<string, Float64Array>();
    this.#document.parameters.forEach(({ name }, i) => {
      gradients.set(name, this.#parameterGradients[i]!);
    });
    return { ...scored, outputs, gradients };
  }

  #execute(o: Operation): void {
    const r = this.#round;
    const rows = this.#rows;
    switch (o.op) {
      case 'embedding': {
        const width = this.#width(o.y);
        const { tokens } = this.#batch;
        const positions = o.positions === null ? null : this.#parameters[o.positions]!;
        this.#make(
          o.y,
          reference.embedding(tokens, this.#positions, this.#parameters[o.table]!, positions, width, r),
        );
        this.#backward.push(() => {
          const dy = this.#gradients[o.y]!;
          this.#scatter(o.table, tokens, dy, width);
          if (o.positions !== null) this.#scatter(o.positions, this.#positions, dy, width);
        });
        break;
      }
      case 'norm': {
        const gain = this.#parameters[o.gain]!;
        const bias = o.bias === null ? null : this.#parameters[o.bias]!;
        const residual = o.residual === null ? null : this.#values[o.residual]!;
        const whole = reference.norm(o.kind, this.#values[o.x]!, residual, gain, bias, o.epsilon, r);
        if (o.sum !== null) this.#make(o.sum, whole.sum);
        const sum = this.#values[o.sum ?? o.x]!;
        // A replaced sum is what gets normalised.
        const { y, mean, rstd } = reference.norm(o.kind, sum, null, gain, bias, o.epsilon, r);
        this.#make(o.y, y);
        this.#backward.push(() => {
          const d = reference.normBackward(o.kind, sum, gain, mean, rstd, this.#gradients[o.y]!, r);
          this.#addTo(this.#parameterGradients[o.gain]!, d.dGain);
          if (o.bias !== null) this.#addTo(this.#parameterGradients[o.bias]!, d.dBias);
          this.#addTo(this.#gradients[o.sum ?? o.x]!, d.dSum);
          if (o.sum === null) return;
          this.#addTo(this.#gradients[o.x]!, this.#gradients[o.sum]!);
          this.#addTo(this.#gradients[o.residual!]!, this.#gradients[o.sum]!);
        });
        break;
      }
      case 'linear': {
        const width = this.#width(o.y);
        const pre = new Float64Array(rows * width);
        const backs: ((d: Float64Array) => void)[] = [];
        let at = 0;
        o.weights.forEach((weight, part) => {
          const { out, back } = this.#product(o.x, weight, o.biases[part]!);
          const outs = out.length / rows;
          const from = at;
          for (let i = 0; i < out.length; i++)
            pre[Math.floor(i / outs) * width + from + (i % outs)] = out[i]!;
          backs.push((d) => back(out.map((_, i) => d[Math.floor(i / outs) * width + from + (i % outs)]!)));
          at += outs;
        });
        this.#make(
          o.y,
          pre.map((v) => reference.activate(o.activation, v, r)),
        );
        this.#backward.push(() => {
          const dy = this.#gradients[o.y]!;
          const d = pre.map((v, i) => r(dy[i]! * reference.slope(o.activation, v, r)));
          for (const back of backs) back(d);
        });
        break;
      }
      case 'gated_linear': {
        const gate = this.#product(o.x, o.gate, null);
        const up = this.#product(o.x, o.up, null);
        const active = gate.out.map((v) => reference.activate(o.activation, v, r));
        this.#make(
          o.y,
          active.map((v, i) => r(v * up.out[i]!)),
        );
        this.#backward.push(() => {
          const dy = this.#gradients[o.y]!;
          gate.back(gate.out.map((v, i) => r(r(dy[i]! * up.out[i]!) * reference.slope(o.activation, v, r))));
          up.back(active.map((v, i) => r(dy[i]! * v)));
        });
        break;
      }
      case 'attention': {
        const first = this.#batch.first ?? null;
        const x = this.#values[o.x]!;
        const turned = o.ropeTheta ? reference.rotate(x, this.#sequences, o, 1, r) : x;
        const { y, probabilities } = reference.attention(turned, this.#sequences, o, first, r);
        this.#probabilities.set(`${this.#document.values[o.y]!.name}.probabilities`, probabilities);
        this.#make(o.y, y);
        this.#backward.push(() => {
          const dy = this.#gradients[o.y]!;
          const d = reference.attentionBackward(turned, this.#sequences, o, first, dy, r);
          this.#addTo(
            this.#gradients[o.x]!,
            o.ropeTheta ? reference.rotate(d, this.#sequences, o, -1, r) : d,
          );
        });
        break;
      }
      case 'dropout':
      case 'add': {
        const inputs = o.op === 'add' ? [o.a, o.b] : [o.x];
        const [a, b] = inputs.map((input) => this.#values[input]!);
        this.#make(o.y, b ? a!.map((v, i) => r(v + b[i]!)) : a!.slice());
        this.#backward.push(() => {
          for (const input of inputs) this.#addTo(this.#gradients[input]!, this.#gradients[o.y]!);
        });
        break;
      }
    }
  }

  #head({ x, weight }: HeadOperation): Omit<ReferenceResult, 'outputs' | 'gradients'> {
    const r = this.#round;
    const input = this.#values[x]!;
    const w = this.#parameters[weight]!;
    const width = this.#width(x);
    const logits = reference.product(input, w, null, this.#rows, this.#document.vocab, width, r);
    const targets = this.#batch.targets ?? new Int32Array(this.#rows).fill(-1);
    const weights = Array.from(targets, (t, n) => (t < 0 ? 0 : (this.#batch.lossWeights?.[n] ?? 1)));
    const total = weights.reduce((sum, v) => sum + v, 0);
    const scale = total > 0 ? 1 / total : 0;
    const before = this.#parameterGradients[weight]!;
    const d = reference.crossEntropy(input, w, targets, weights, scale, width, before, r);
    this.#parameterGradients[weight]!.set(d.dWeight);
    this.#gradients[x]!.set(d.dx);
    const sum = d.losses.reduce((s, v, n) => s + v * weights[n]!, 0);
    return { loss: sum * scale, weight: total, losses: d.losses, logits };
  }

  #width(value: number): number {
    return this.#document.values[value]!.width;
  }

  /** Stores a value, or what stands in for it: then no gradient passes. */
  #make(value: number, computed: Float64Array): void {
    const given = this.#replaced[this.#document.values[value]!.name];
    this.#values[value] = given ? Float64Array.from(given) : computed;
    const gradient = new Float64Array(computed.length);
    this.#gradients[value] = gradient;
    if (given) this.#backward.push(() => gradient.fill(0));
  }

  #product(
    x: number,
    weight: number,
    bias: number | null,
  ): { out: Float64Array; back: (d: Float64Array) => void } {
    const r = this.#round;
    const rows = this.#rows;
    const [outs, ins] = this.#document.parameters[weight]!.shape as [number, number];
    const w = this.#parameters[weight]!;
    const input = this.#values[x]!;
    const b = bias === null ? null : this.#parameters[bias]!;
    const out = reference.product(input, w, b, rows, outs, ins, r);
    const back = (d: Float64Array) => {
      const columns = reference.transpose(d, rows, outs);
      const dw = reference.product(columns, reference.transpose(input, rows, ins), null, outs, ins, rows, r);
      this.#addTo(this.#parameterGradients[weight]!, dw);
      if (bias !== null) this.#addTo(this.#parameterGradients[bias]!, reference.columnSums(d, outs, r));
      const dx = reference.product(d, reference.transpose(w, outs, ins), null, rows, ins, outs, r);
      this.#addTo(this.#gradients[x]!, dx);
    };
    return { out, back };
  }

  #scatter(parameter: number, index: Numbers, dy: Numbers, width: number): void {
    const to = this.#parameterGradients[parameter]!;
    to.set(reference.scatterAdd(index, dy, to, width, this.#round));
  }

  #addTo(to: Float64Array, from: Float64Array): void {
    for (let i = 0; i < to.length; i++) to[i] = this.#round(to[i]! + from[i]!);
  }
}
