/** The gradients of an MLP, y = act(x W1^T + b1) W2^T + b2, written out plainly. */
import * as reference from './operations.ts';

export interface MlpShape {
  rows: number;
  width: number;
  hidden: number;
  activation: reference.ActivationName;
}

/** As the operations `mlp` and `mlpBackward` take them. */
export const mlpAttributes = (c: MlpShape) => ({
  rows: c.rows,
  in: c.width,
  hidden: c.hidden,
  out: c.width,
  activation: reference.ACTIVATIONS.indexOf(c.activation),
});

/** What the gradients are made of. */
export interface MlpArrays {
  x: ArrayLike<number>;
  dy: ArrayLike<number>;
  weight1: ArrayLike<number>;
  bias1?: ArrayLike<number>;
  weight2: ArrayLike<number>;
}

/** All gradients; `keep` rounds what is stored. */
export function mlpGradients(c: MlpShape, arrays: MlpArrays, r: reference.Round, keep: reference.Round) {
  const { rows, width, hidden } = c;
  const pre = reference.product(arrays.x, arrays.weight1, arrays.bias1 ?? null, rows, hidden, width, r);
  const act = Float64Array.from(pre, (v) => keep(reference.activate(c.activation, v, r)));
  const turned2 = reference.transpose(arrays.weight2, width, hidden);
  const dAct = reference.product(arrays.dy, turned2, null, rows, hidden, width, r);
  const dPre = Float64Array.from(dAct, (d, i) => keep(r(d * reference.slope(c.activation, pre[i]!, r))));
  const across = (a: ArrayLike<number>, columns: number) => reference.transpose(a, rows, columns);
  const turned1 = reference.transpose(arrays.weight1, hidden, width);
  return {
    dx: reference.product(dPre, turned1, null, rows, width, hidden, r),
    dWeight1: reference.product(across(dPre, hidden), across(arrays.x, width), null, hidden, width, rows, r),
    dBias1: reference.columnSums(dPre, hidden, r),
    dWeight2: reference.product(across(arrays.dy, width), across(act, hidden), null, width, hidden, rows, r),
    dBias2: reference.columnSums(arrays.dy, width, r),
  };
}
