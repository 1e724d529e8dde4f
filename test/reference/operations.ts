export * from './attention.ts';

/**
 * Every operation of the table (native/program/backend.h) written out plainly. `round` is applied to the result
 * of each arithmetic step: the identity gives the float64 reference, `Math.fround` a naive float32 version whose
 * error says what is to be expected of that precision.
 */
export type Round = (x: number) => number;
export const exact: Round = (x) => x;
export const single: Round = Math.fround;

type Numbers = ArrayLike<number>;

/** In the order of ts_activation. */
export const ACTIVATIONS = ['identity', 'gelu_tanh', 'silu', 'relu', 'gelu_erf'] as const;
export type ActivationName = (typeof ACTIVATIONS)[number];

const SQRT_2_OVER_PI = Math.sqrt(2 / Math.PI);

/** erf by its series, erfc far out by its continued fraction (Abramowitz & Stegun 7.1.5, 7.1.14). */
export function erfc(x: number): number {
  if (x < 0) return 2 - erfc(-x);
  if (x < 2.5) {
    let term = x;
    let total = x;
    for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(total); n++) {
      term *= (-x * x) / n;
      total += term / (2 * n + 1);
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * total;
  }
  let fraction = 0;
  for (let n = 120; n > 0; n--) fraction = n / 2 / (x + fraction);
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction);
}

export function activate(kind: ActivationName, x: number, r: Round): number {
  switch (kind) {
    case 'identity':
      return x;
    case 'relu':
      return x > 0 ? x : 0;
    case 'silu':
      return r(x / r(1 + r(Math.exp(-x))));
    case 'gelu_tanh': {
      const u = r(SQRT_2_OVER_PI * r(x + r(0.044715 * r(x * r(x * x)))));
      return r(r(0.5 * x) * r(1 + r(Math.tanh(u))));
    }
    case 'gelu_erf':
      return r(x * r(0.5 * r(erfc(-x / Math.SQRT2))));
  }
}

export function slope(kind: ActivationName, x: number, r: Round): number {
  switch (kind) {
    case 'identity':
      return 1;
    case 'relu':
      return x > 0 ? 1 : 0;
    case 'silu': {
      const s = r(1 / r(1 + r(Math.exp(-x))));
      return r(s * r(1 + r(x * r(1 - s))));
    }
    case 'gelu_tanh': {
      const u = r(SQRT_2_OVER_PI * r(x + r(0.044715 * r(x * r(x * x)))));
      const t = r(Math.tanh(u));
      const du = r(SQRT_2_OVER_PI * r(1 + r(3 * 0.044715 * r(x * x))));
      return r(r(0.5 * r(1 + t)) + r(r(0.5 * x) * r(r(1 - r(t * t)) * du)));
    }
    case 'gelu_erf':
      return r(
        r(0.5 * r(erfc(-x / Math.SQRT2))) + r(x * r(r(Math.exp(-0.5 * x * x)) / Math.sqrt(2 * Math.PI))),
      );
  }
}

/** y[n] = table[tokens[n]] + positions[at[n]]. */
export function embedding(
  tokens: Numbers,
  at: Numbers,
  table: Numbers,
  positions: Numbers | null,
  width: number,
  r: Round,
): Float64Array {
  const y = new Float64Array(tokens.length * width);
  for (let n = 0; n < tokens.length; n++) {
    for (let c = 0; c < width; c++) {
      const token = table[tokens[n] * width + c];
      y[n * width + c] = positions ? r(token + positions[at[n] * width + c]) : token;
    }
  }
  return y;
}

/** Adds dy's rows to the rows of `d` that `index` names. */
export function scatterAdd(index: Numbers, dy: Numbers, d: Numbers, width: number, r: Round): Float64Array {
  const out = Float64Array.from(d as ArrayLike<number>);
  for (let n = 0; n < index.length; n++) {
    for (let c = 0; c < width; c++) {
      out[index[n] * width + c] = r(out[index[n] * width + c] + dy[n * width + c]);
    }
  }
  return out;
}

export interface NormResult {
  sum: Float64Array;
  y: Float64Array;
  mean: Float64Array;
  rstd: Float64Array;
}

export function norm(
  kind: 'layer' | 'rms',
  x: Numbers,
  residual: Numbers | null,
  gain: Numbers,
  bias: Numbers | null,
  epsilon: number,
  r: Round,
): NormResult {
  const width = gain.length;
  const rows = x.length / width;
  const out = {
    sum: new Float64Array(x.length),
    y: new Float64Array(x.length),
    mean: new Float64Array(rows),
    rstd: new Float64Array(rows),
  };
  for (let n = 0; n < rows; n++) {
    const at = n * width;
    let mean = 0;
    for (let c = 0; c < width; c++) {
      out.sum[at + c] = residual ? r(x[at + c] + residual[at + c]) : x[at + c];
      mean = r(mean + out.sum[at + c]);
    }
    mean = kind === 'layer' ? r(mean / width) : 0;
    let squares = 0;
    for (let c = 0; c < width; c++) squares = r(squares + r(r(out.sum[at + c] - mean) ** 2));
    const rstd = r(1 / r(Math.sqrt(r(r(squares / width) + epsilon))));
    for (let c = 0; c < width; c++) {
      const normal = r(r(out.sum[at + c] - mean) * rstd);
      out.y[at + c] = r(r(normal * gain[c]) + (bias ? bias[c] : 0));
    }
    out.mean[n] = mean;
    out.rstd[n] = rstd;
  }
  return out;
}

export function normBackward(
  kind: 'layer' | 'rms',
  sum: Numbers,
  gain: Numbers,
  mean: Numbers,
  rstd: Numbers,
  dy: Numbers,
  r: Round,
): { dSum: Float64Array; dGain: Float64Array; dBias: Float64Array } {
  const width = gain.length;
  const rows = sum.length / width;
  const dSum = new Float64Array(sum.length);
  const dGain = new Float64Array(width);
  const dBias = new Float64Array(width);
  for (let n = 0; n < rows; n++) {
    const at = n * width;
    const normal = (c: number) => r(r(sum[at + c] - (kind === 'layer' ? mean[n] : 0)) * rstd[n]);
    let one = 0;
    let same = 0;
    for (let c = 0; c < width; c++) {
      const d = r(dy[at + c] * gain[c]);
      one = r(one + d);
      same = r(same + r(d * normal(c)));
      dGain[c] = r(dGain[c] + r(dy[at + c] * normal(c)));
      dBias[c] = r(dBias[c] + dy[at + c]);
    }
    one = kind === 'layer' ? r(one / width) : 0;
    same = r(same / width);
    for (let c = 0; c < width; c++) {
      dSum[at + c] = r(r(r(r(dy[at + c] * gain[c]) - one) - r(normal(c) * same)) * rstd[n]);
    }
  }
  return { dSum, dGain, dBias };
}

/** a [M, K] times b [N, K] transposed, plus bias; each sum starts from what `from` [M, N] holds. */
export function product(
  a: Numbers,
  b: Numbers,
  bias: Numbers | null,
  M: number,
  N: number,
  K: number,
  r: Round,
  from: Numbers | null = null,
): Float64Array {
  const out = new Float64Array(M * N);
  for (let m = 0; m < M; m++) {
    for (let n = 0; n < N; n++) {
      let total = from ? from[m * N + n] : 0;
      for (let k = 0; k < K; k++) total = r(total + r(a[m * K + k] * b[n * K + k]));
      out[m * N + n] = bias ? r(total + bias[n]) : total;
    }
  }
  return out;
}

export function transpose(a: Numbers, rows: number, columns: number): Float64Array {
  const out = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) out[j * rows + i] = a[i * columns + j];
  return out;
}

export function columnSums(a: Numbers, columns: number, r: Round): Float64Array {
  const out = new Float64Array(columns);
  for (let i = 0; i < a.length; i++) out[i % columns] = r(out[i % columns] + a[i]);
  return out;
}

export function crossEntropy(
  x: Numbers,
  weight: Numbers,
  targets: Numbers,
  lossWeights: Numbers | null,
  scale: number,
  width: number,
  dWeightBefore: Numbers,
  r: Round,
): { losses: Float64Array; dx: Float64Array; dWeight: Float64Array } {
  const rows = targets.length;
  const vocab = weight.length / width;
  const logits = product(x, weight, null, rows, vocab, width, r);
  const losses = new Float64Array(rows);
  const dLogits = new Float64Array(rows * vocab);
  for (let n = 0; n < rows; n++) {
    if (targets[n] < 0) continue;
    const z = logits.subarray(n * vocab, (n + 1) * vocab);
    let top = -Infinity;
    for (const value of z) top = Math.max(top, value);
    let total = 0;
    for (const value of z) total = r(total + r(Math.exp(r(value - top))));
    const lse = r(top + r(Math.log(total)));
    losses[n] = r(lse - z[targets[n]]);
    const w = r(scale * (lossWeights ? lossWeights[n] : 1));
    for (let v = 0; v < vocab; v++) {
      dLogits[n * vocab + v] = r(r(Math.exp(r(z[v] - lse))) * w - (v === targets[n] ? w : 0));
    }
  }
  return {
    losses,
    dx: product(dLogits, transpose(weight, vocab, width), null, rows, width, vocab, r),
    dWeight: product(
      transpose(dLogits, rows, vocab),
      transpose(x, rows, width),
      null,
      vocab,
      width,
      rows,
      r,
      dWeightBefore,
    ),
  };
}

export interface AdamwOptions {
  step: number;
  learningRate: number;
  beta1: number;
  beta2: number;
  epsilon: number;
  weightDecay: number;
  clip: number;
}

/** One update as PyTorch's AdamW does it after clip_grad_norm_; `segments` hold [begin, end, decay, trainable]. */
export function adamw(
  parameters: Numbers,
  gradients: Numbers,
  moment1: Numbers,
  moment2: Numbers,
  segments: number[][],
  o: AdamwOptions,
  r: Round,
): { parameters: Float64Array; moment1: Float64Array; moment2: Float64Array; norm: number } {
  const p = Float64Array.from(parameters as ArrayLike<number>);
  const m = Float64Array.from(moment1 as ArrayLike<number>);
  const v = Float64Array.from(moment2 as ArrayLike<number>);
  let squares = 0;
  for (const [begin, end, , trainable] of segments) {
    if (trainable) for (let i = begin; i < end; i++) squares += gradients[i] ** 2;
  }
  const total = Math.sqrt(squares);
  const clip = o.clip > 0 ? Math.min(1, o.clip / (total + 1e-6)) : 1;
  for (const [begin, end, decay, trainable] of segments) {
    if (!trainable) continue;
    for (let i = begin; i < end; i++) {
      const g = r(gradients[i] * clip);
      if (decay) p[i] = r(p[i] * r(1 - o.learningRate * o.weightDecay));
      m[i] = r(r(m[i] * o.beta1) + r(g * r(1 - o.beta1)));
      v[i] = r(r(v[i] * o.beta2) + r(r(g * g) * r(1 - o.beta2)));
      const denominator = r(r(r(Math.sqrt(v[i])) / Math.sqrt(1 - o.beta2 ** o.step)) + o.epsilon);
      p[i] = r(p[i] - r((o.learningRate / (1 - o.beta1 ** o.step)) * r(m[i] / denominator)));
    }
  }
  return { parameters: p, moment1: m, moment2: v, norm: total };
}
