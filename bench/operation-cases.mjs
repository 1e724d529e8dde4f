// The operations of a training step at the paper's shapes: what each is given, the floating-point operations of its
// matrix products, and the bytes it must at least read and write.
import { CONTEXT, HEADS, someTokens, tokensOf, VOCAB } from './shapes.mjs';

/**
 * `make` builds the arrays, which takes a while, so only where the case is run.
 * @typedef {{ id: string, operation: string, attributes: Record<string, number>,
 *   make: () => Record<string, Float32Array | Int32Array>, work: import('./roofline.mjs').Work }} OperationCase
 */

const { imul } = Math;
let made = 0;

/**
 * Numbers between −scale/2 and scale/2 without order, others in every array: where rows of two arrays were alike, a
 * softmax of their products would be so sharp that its tails were denormal numbers, on which processors are slow.
 */
function floats(count, scale = 1) {
  const seed = imul(++made, 0x9e3779b1);
  const array = new Float32Array(count);
  const unit = scale / 2 ** 32;
  for (let i = 0; i < count; i++) {
    let x = imul(i ^ seed, 0x85ebca6b);
    x = imul(x ^ (x >>> 13), 0xc2b2ae35);
    array[i] = (x ^ (x >>> 16)) * unit;
  }
  return array;
}

/** Weights of a matrix with so many inputs: what comes out is about as large as what went in. */
const weights = (inner, out) => floats(inner * out, 3 / Math.sqrt(inner));

const FLOAT = 4;

/** @returns {OperationCase[]} */
export function operationCases(hidden) {
  const rows = tokensOf(hidden);
  return [
    ...embeddingCases(hidden, rows),
    ...normCases(hidden, rows),
    ...linearCases('qkv', hidden, rows, hidden, 3 * hidden, { parts: 3 }),
    ...linearCases('out', hidden, rows, hidden, hidden, { bias: true }),
    ...linearCases('gelu', hidden, rows, hidden, 4 * hidden, { bias: true, activation: 1 }),
    ...linearCases('down', hidden, rows, 4 * hidden, hidden, { bias: true }),
    ...mlpCases(hidden, rows),
    ...gatedCases(hidden, rows),
    ...attentionCases('global', hidden, rows, CONTEXT, 0),
    ...attentionCases('window', hidden, rows, 2 * CONTEXT, CONTEXT),
    ...headCases(hidden, rows),
    ...rowCases(hidden, rows),
    adamwCase(hidden),
  ];
}

function sequences(rows, length) {
  const count = rows / length;
  return {
    sequences: Int32Array.from(
      { length: 4 * count },
      (_, i) => [(i >> 2) * length, length, 0, i >> 2][i & 3],
    ),
    positions: Int32Array.from({ length: rows }, (_, i) => i % length),
  };
}

function embeddingCases(hidden, rows) {
  const size = rows * hidden * FLOAT;
  const batch = () => ({ ...sequences(rows, CONTEXT), tokens: someTokens(rows) });
  return [
    {
      id: `embedding/${hidden}/forward`,
      operation: 'embedding',
      attributes: { rows, width: hidden },
      make: () => ({
        ...batch(),
        table: floats(VOCAB * hidden),
        positionTable: floats(CONTEXT * hidden),
        y: floats(rows * hidden),
      }),
      work: { reads: size, writes: size },
    },
    {
      id: `embedding/${hidden}/backward`,
      operation: 'embeddingBackward',
      attributes: { rows, width: hidden, vocab: VOCAB, maxPositions: CONTEXT },
      make: () => ({
        ...batch(),
        dy: floats(rows * hidden),
        dTable: floats(VOCAB * hidden),
        dPositions: floats(CONTEXT * hidden),
      }),
      // Each row of the gradient is read, and the table's row that it is added to read and written.
      work: { reads: 2 * size, writes: size },
    },
  ];
}

function normCases(hidden, rows) {
  const count = rows * hidden;
  const size = count * FLOAT;
  const statistics = { mean: floats(rows), rstd: floats(rows).map((x) => 1 + x * x) };
  return [
    {
      id: `norm/${hidden}/forward`,
      operation: 'norm',
      attributes: { rows, width: hidden, kind: 0, epsilon: 1e-5 },
      make: () => ({
        x: floats(count),
        residual: floats(count),
        sum: floats(count),
        y: floats(count),
        gain: floats(hidden),
        bias: floats(hidden),
        ...statistics,
      }),
      work: { reads: 2 * size, writes: 2 * size },
    },
    {
      id: `norm/${hidden}/backward`,
      operation: 'normBackward',
      attributes: { rows, width: hidden, kind: 0, accumulate: 0 },
      make: () => ({
        sum: floats(count),
        dy: floats(count),
        dSum: floats(count),
        gain: floats(hidden),
        dGain: floats(hidden),
        dBias: floats(hidden),
        ...statistics,
      }),
      work: { reads: 2 * size, writes: size },
    },
  ];
}

function linearCases(name, hidden, rows, inner, out, { parts = 1, bias = false, activation = 0 }) {
  const part = out / parts;
  const flops = 2 * rows * inner * out;
  const [x, y, matrix] = [rows * inner, rows * out, inner * out].map((count) => count * FLOAT);
  const each = (what, count, scale = 1) =>
    Object.fromEntries(Array.from({ length: parts }, (_, i) => [what + i, floats(count, scale)]));
  const attributes = { rows, in: inner, parts, activation };
  const common = () => ({
    x: floats(rows * inner),
    ...each('weight', part * inner, 3 / Math.sqrt(inner)),
    ...(activation ? { pre: floats(rows * out) } : {}),
  });
  return [
    {
      id: `linear-${name}/${hidden}/forward`,
      operation: 'linear',
      attributes,
      make: () => ({ ...common(), ...(bias ? each('bias', part) : {}), y: floats(rows * out) }),
      work: { flops, reads: x + matrix, writes: activation ? 2 * y : y },
    },
    {
      id: `linear-${name}/${hidden}/backward`,
      operation: 'linearBackward',
      attributes,
      make: () => ({
        ...common(),
        ...(bias ? each('dBias', part) : {}),
        dy: floats(rows * out, 1e-3),
        dx: floats(rows * inner),
        ...each('dWeight', part * inner),
      }),
      work: {
        flops: 2 * flops,
        reads: x + (activation ? 2 : 1) * y + 2 * matrix,
        writes: x + matrix,
        workingSet: 2 * x + (activation ? 2 : 1) * y + 2 * matrix,
      },
    },
  ];
}

/** Both layers as one operation, in a model of several: a narrow one keeps what is activated, a wide one nothing. */
function mlpCases(hidden, rows) {
  const middle = 4 * hidden;
  const kept = hidden < 256;
  const flops = 4 * rows * hidden * middle;
  const [x, pre, matrix] = [rows * hidden, kept ? rows * middle : 0, 2 * hidden * middle].map(
    (n) => n * FLOAT,
  );
  const attributes = {
    rows,
    in: hidden,
    hidden: middle,
    out: hidden,
    activation: 1,
    train: 1,
    place: 0,
    count: 2,
  };
  attributes.keeps = kept ? 3 : 1;
  const common = () => ({
    x: floats(rows * hidden),
    weight1: weights(hidden, middle),
    bias1: floats(middle),
    weight2: weights(middle, hidden),
    ...(kept ? { pre: floats(rows * middle) } : {}),
  });
  return [
    {
      id: `mlp/${hidden}/forward`,
      operation: 'mlp',
      attributes,
      make: () => ({ ...common(), bias2: floats(hidden), y: floats(rows * hidden) }),
      work: { flops, reads: x + matrix, writes: x + pre },
    },
    {
      id: `mlp/${hidden}/backward`,
      operation: 'mlpBackward',
      attributes,
      make: () => ({
        ...common(),
        dy: floats(rows * hidden, 1e-3),
        dx: floats(rows * hidden),
        dWeight1: floats(hidden * middle),
        dBias1: floats(middle),
        dWeight2: floats(hidden * middle),
        dBias2: floats(hidden),
      }),
      work: {
        flops: 2 * flops,
        reads: 2 * x + pre + 2 * matrix,
        writes: x + matrix,
        workingSet: 3 * x + pre + 2 * matrix,
      },
    },
  ];
}

/** As wide as makes a gated layer cost what the paper's plain one does. */
function gatedCases(hidden, rows) {
  const out = Math.round((8 * hidden) / 3 / 16) * 16;
  const flops = 4 * rows * hidden * out;
  const [x, y, matrix] = [rows * hidden, rows * out, 2 * hidden * out].map((count) => count * FLOAT);
  const attributes = { rows, in: hidden, out, activation: 2 };
  const common = () => ({
    x: floats(rows * hidden),
    gate: weights(hidden, out),
    up: weights(hidden, out),
    gatePre: floats(rows * out),
    upPre: floats(rows * out),
  });
  return [
    {
      id: `gated-linear/${hidden}/forward`,
      operation: 'gatedLinear',
      attributes,
      make: () => ({ ...common(), y: floats(rows * out) }),
      work: { flops, reads: x + matrix, writes: 3 * y },
    },
    {
      id: `gated-linear/${hidden}/backward`,
      operation: 'gatedLinearBackward',
      attributes,
      make: () => ({
        ...common(),
        dy: floats(rows * out, 1e-3),
        dx: floats(rows * hidden),
        dGate: floats(out * hidden),
        dUp: floats(out * hidden),
      }),
      work: {
        flops: 2 * flops,
        reads: x + 3 * y + 2 * matrix,
        writes: x + matrix,
        workingSet: 2 * x + 3 * y + 2 * matrix,
      },
    },
  ];
}

/** FLOPs of the pairs that the mask lets through; what the backward pass computes a second time is not counted. */
function attentionCases(name, hidden, rows, length, window) {
  const full = window || length;
  const keys = ((full * (full + 1)) / 2 + (length - full) * full) / length;
  const flops = 4 * rows * keys * hidden;
  const [qkv, y] = [3 * rows * hidden, rows * hidden].map((count) => count * FLOAT);
  const attributes = { rows, heads: HEADS, headSize: hidden / HEADS, window, scale: 1 };
  const common = () => ({
    ...sequences(rows, length),
    qkv: floats(3 * rows * hidden),
    y: floats(rows * hidden),
    lse: new Float32Array(rows * HEADS).fill(5),
  });
  return [
    {
      id: `attention-${name}/${hidden}/forward`,
      operation: 'attention',
      attributes,
      make: common,
      work: { flops, reads: qkv, writes: y },
    },
    {
      id: `attention-${name}/${hidden}/backward`,
      operation: 'attentionBackward',
      attributes,
      make: () => ({ ...common(), dy: floats(rows * hidden), dQkv: floats(3 * rows * hidden) }),
      work: { flops: 2 * flops, reads: qkv + 2 * y, writes: qkv },
    },
  ];
}

function headCases(hidden, rows) {
  const flops = 2 * rows * hidden * VOCAB;
  const [x, table] = [rows * hidden, VOCAB * hidden].map((count) => count * FLOAT);
  const attributes = { rows, width: hidden, vocab: VOCAB, scale: 1 / rows };
  const common = () => ({
    x: floats(rows * hidden),
    weight: weights(hidden, VOCAB),
    targets: someTokens(rows),
    losses: floats(rows),
  });
  const few = 16;
  return [
    {
      id: `head/${hidden}/forward`,
      operation: 'crossEntropy',
      attributes,
      make: common,
      work: { flops, reads: x + table, writes: rows * FLOAT },
    },
    {
      id: `head/${hidden}/forward-and-backward`,
      operation: 'crossEntropy',
      attributes,
      make: () => ({ ...common(), dx: floats(rows * hidden), dWeight: floats(VOCAB * hidden) }),
      work: { flops: 3 * flops, reads: x + 2 * table, writes: x + table, workingSet: 2 * x + 2 * table },
    },
    {
      id: `logits/${hidden}/${few}-rows`,
      operation: 'logits',
      attributes: { width: hidden, vocab: VOCAB },
      make: () => ({
        x: floats(few * hidden),
        weight: weights(hidden, VOCAB),
        rowIndex: Int32Array.from({ length: few }, (_, i) => i),
        y: floats(few * VOCAB),
      }),
      work: { flops: 2 * few * hidden * VOCAB, reads: table, writes: few * VOCAB * FLOAT },
    },
  ];
}

function rowCases(hidden, rows) {
  const size = rows * hidden * FLOAT;
  const one = () => floats(rows * hidden);
  return [
    {
      id: `dropout/${hidden}/forward`,
      operation: 'dropout',
      attributes: { rows, width: hidden, probability: 0.1, operation: 1 },
      make: () => ({ x: one(), y: one() }),
      work: { reads: size, writes: size },
    },
    {
      id: `dropout/${hidden}/backward`,
      operation: 'dropout',
      attributes: { rows, width: hidden, probability: 0.1, operation: 1, accumulate: 1 },
      make: () => ({ x: one(), y: one() }),
      work: { reads: 2 * size, writes: size, workingSet: 2 * size },
    },
    {
      id: `add/${hidden}/forward`,
      operation: 'add',
      attributes: { rows, width: hidden },
      make: () => ({ a: one(), b: one(), y: one() }),
      work: { reads: 2 * size, writes: size },
    },
  ];
}

/** The parameters of one layer. */
function adamwCase(hidden) {
  const count = 12 * hidden * hidden;
  const size = count * FLOAT;
  return {
    id: `adamw/${hidden}/update`,
    operation: 'adamw',
    attributes: {
      step: 10,
      learningRate: 1e-4,
      beta1: 0.9,
      beta2: 0.95,
      epsilon: 1e-8,
      weightDecay: 0.1,
      clip: 1,
    },
    make: () => ({
      parameters: floats(count),
      gradients: floats(count),
      moment1: floats(count),
      moment2: floats(count).map(Math.abs),
      segments: Int32Array.of(0, count, 1, 1),
      norm: new Float32Array(2),
    }),
    work: { reads: 4 * size, writes: 3 * size, workingSet: 4 * size },
  };
}
