import { describe, expect, test } from '@jest/globals';
import * as reference from '../../reference/operations.ts';
import { type Arrays, expectSameBits, Numbers, poison } from '../operations/harness.ts';
import { bf16, type Compute, expectNear, given, places, runOn } from './harness.ts';

const SILU = 2;
const kept = (compute: Compute) => (compute === 'bf16' ? bf16 : Math.fround);

/** Odd sizes, few rows, and tiles with weights that stay. */
const SHAPES = [
  { rows: 1, inner: 1, out: 1, aligned: 0 },
  { rows: 33, inner: 19, out: 37, aligned: 0 },
  { rows: 7, inner: 24, out: 40, aligned: 1 },
  { rows: 30, inner: 72, out: 44, aligned: 1 },
  { rows: 130, inner: 64, out: 136, aligned: 1 },
];

describe.each(places)('%s %s', (backend, compute) => {
  function inputs({ rows, inner, out }: (typeof SHAPES)[number]) {
    const data = new Numbers(5);
    return {
      gate: given(compute, data.floats(out * inner)),
      up: given(compute, data.floats(out * inner)),
      x: given(compute, data.floats(rows * inner, 2)),
      dy: given(compute, data.floats(rows * out)),
      dx: given(compute, data.floats(rows * inner)),
      dGate: data.floats(out * inner),
      dUp: data.floats(out * inner),
    };
  }
  const attributes = ({ rows, inner, out, aligned }: (typeof SHAPES)[number]) => ({
    rows,
    in: inner,
    out,
    aligned,
    activation: SILU,
  });
  const poisoned = ({ rows, out }: (typeof SHAPES)[number]): Arrays => ({
    y: poison(rows * out),
    gatePre: poison(rows * out),
    upPre: poison(rows * out),
  });

  test.each(SHAPES)('gated linear $rows x $inner -> $out, aligned $aligned', (shape) => {
    const { rows, inner, out } = shape;
    const { gate, up, x } = inputs(shape);
    const forward = (r: reference.Round, keep: reference.Round) => {
      const gatePre = reference.product(x, gate, null, rows, out, inner, r);
      const upPre = reference.product(x, up, null, rows, out, inner, r);
      return {
        gatePre: gatePre.map(keep),
        upPre: upPre.map(keep),
        y: gatePre.map((g, i) => keep(r(reference.activate('silu', g, r) * upPre[i]!))),
      };
    };
    const got = runOn(backend, compute, 'gatedLinear', attributes(shape), {
      gate,
      up,
      x,
      ...poisoned(shape),
    });
    const exact = forward(reference.exact, reference.exact);
    const naive = forward(reference.single, kept(compute));
    for (const name of ['gatePre', 'upPre', 'y'] as const)
      expectNear(name, compute, got[name]!, exact[name], naive[name], 2);
    const plain = runOn(backend, compute, 'gatedLinear', attributes(shape), {
      gate,
      up,
      x,
      y: poison(rows * out),
    });
    expectSameBits({ y: plain.y! }, { y: got.y! });
  });

  test.each(SHAPES)('its gradients, $rows x $inner -> $out, aligned $aligned', (shape) => {
    const { rows, inner, out } = shape;
    const { gate, up, x, dy, dx, dGate, dUp } = inputs(shape);
    const data = new Numbers(6);
    const gatePre = given(compute, data.floats(rows * out, 4));
    const upPre = given(compute, data.floats(rows * out, 4));
    const got = runOn(
      backend,
      compute,
      'gatedLinearBackward',
      { ...attributes(shape), accumulate: 1 },
      { gate, up, x, dy, gatePre, upPre, dx, dGate, dUp },
    );
    const before = (r: reference.Round, keep: reference.Round) => ({
      gatePre: Float64Array.from(dy, (d, i) =>
        keep(r(r(d * upPre[i]!) * reference.slope('silu', gatePre[i]!, r))),
      ),
      upPre: Float64Array.from(dy, (d, i) => keep(r(d * reference.activate('silu', gatePre[i]!, r)))),
    });
    const exactBefore = before(reference.exact, reference.exact);
    const naiveBefore = before(reference.single, kept(compute));
    for (const name of ['gatePre', 'upPre'] as const)
      expectNear(name, compute, got[name]!, exactBefore[name], naiveBefore[name], 4);

    // The rest follows from those gradients as they were kept.
    const after = (r: reference.Round, keep: reference.Round) => {
      const through = (d: Float32Array, w: Float32Array) =>
        reference.product(d, reference.transpose(w, out, inner), null, rows, inner, out, r);
      const byWeight = (d: Float32Array, start: Float32Array) =>
        reference
          .product(
            reference.transpose(d, rows, out),
            reference.transpose(x, rows, inner),
            null,
            out,
            inner,
            rows,
            r,
          )
          .map((v, i) => r(v + start[i]!));
      const throughUp = through(got.upPre!, up);
      return {
        dx: through(got.gatePre!, gate).map((v, i) => keep(r(v + throughUp[i]!) + dx[i]!)),
        dGate: byWeight(got.gatePre!, dGate),
        dUp: byWeight(got.upPre!, dUp),
      };
    };
    const exact = after(reference.exact, reference.exact);
    const naive = after(reference.single, kept(compute));
    expectNear('dx', compute, got.dx!, exact.dx, naive.dx, 2);
    expectNear('dGate', 'float32', got.dGate!, exact.dGate, naive.dGate, 4);
    expectNear('dUp', 'float32', got.dUp!, exact.dUp, naive.dUp, 4);

    const frozen = runOn(backend, compute, 'gatedLinearBackward', attributes(shape), {
      gate,
      up,
      x,
      dy,
      gatePre,
      upPre,
      dUp,
    });
    expectSameBits({ dUp: frozen.dUp! }, { dUp: got.dUp! });
  });

  test('a row has the same bits alone and in a batch', () => {
    const shape = { rows: 130, inner: 40, out: 72, aligned: 1 };
    const { gate, up, x } = inputs(shape);
    const whole = runOn(backend, compute, 'gatedLinear', attributes(shape), {
      gate,
      up,
      x,
      ...poisoned(shape),
    });
    for (const row of [0, 77, 129]) {
      const one = { ...shape, rows: 1 };
      const alone = runOn(backend, compute, 'gatedLinear', attributes(one), {
        gate,
        up,
        x: x.slice(row * 40, row * 40 + 40),
        ...poisoned(one),
      });
      expectSameBits({ y: alone.y! }, { y: whole.y!.slice(row * 72, row * 72 + 72) });
    }
    const part = runOn(
      backend,
      compute,
      'gatedLinear',
      { ...attributes(shape), begin: 3, end: 20 },
      { gate, up, x, ...poisoned(shape) },
    );
    expectSameBits({ y: part.y!.slice(3 * 72, 20 * 72) }, { y: whole.y!.slice(3 * 72, 20 * 72) });
    expect(part.y!.slice(20 * 72).every(Number.isNaN)).toBe(true);
  });
});
