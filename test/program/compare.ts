/** Comparison with the float64 reference, with a tolerance taken from a naive float32 run of the same program. */
import { expect } from '@jest/globals';
import type { Model } from '../../lib/models/model.ts';
import type { BatchInput } from '../../lib/runtime/addon.ts';
import { interpret, type ReferenceResult } from '../reference/interpreter.ts';
import { single } from '../reference/operations.ts';

export async function readAll(model: Model): Promise<Map<string, Float32Array>> {
  const all = new Map<string, Float32Array>();
  for (const { name } of model.document.parameters) all.set(name, await model.readParameter(name));
  return all;
}

export async function readGradients(model: Model): Promise<Map<string, Float32Array>> {
  const all = new Map<string, Float32Array>();
  for (const { name, offset, count } of model.weights.layout()) {
    all.set(name, await model.weights.read('gradients', offset, count));
  }
  return all;
}

export interface References {
  exact: ReferenceResult;
  naive: ReferenceResult;
}

export async function references(model: Model, batch: BatchInput): Promise<References> {
  const parameters = await readAll(model);
  return {
    exact: interpret(model.document, parameters, batch),
    naive: interpret(model.document, parameters, batch, { round: single }),
  };
}

const size = (values: ArrayLike<number>) => Math.sqrt(Array.from(values).reduce((s, v) => s + v * v, 0));
const distance = (a: ArrayLike<number>, b: ArrayLike<number>) => size(Array.from(a, (v, i) => v - b[i]!));

/** Ours may be twice as far from the truth as the naive float32 version, plus a few roundings of the result. */
export function expectClose(
  ours: ArrayLike<number>,
  exact: ArrayLike<number>,
  naive: ArrayLike<number>,
): void {
  expect(ours.length).toBe(exact.length);
  const floor = 8 * 2 ** -24 * size(exact);
  expect(distance(ours, exact)).toBeLessThanOrEqual(2 * distance(naive, exact) + floor);
}

/** A batch of that many sequences' lengths with random tokens, targets and, on request, weights and masks. */
export function randomBatch(
  vocab: number,
  lengths: number[],
  options: { seed?: number; weights?: boolean; first?: boolean } = {},
): BatchInput {
  let state = (options.seed ?? 1) * 2654435761;
  const next = (n: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
  const rows = lengths.reduce((a, b) => a + b, 0);
  const batch: BatchInput = {
    tokens: Int32Array.from({ length: rows }, () => next(vocab)),
    targets: Int32Array.from({ length: rows }, () => next(vocab + 2) - 1).map((t) => Math.min(t, vocab - 1)),
    lengths: Int32Array.from(lengths),
  };
  if (options.weights) batch.lossWeights = Float32Array.from({ length: rows }, () => next(4) / 2);
  if (options.first) {
    batch.first = Int32Array.from(
      lengths.flatMap((n) => Array.from({ length: n }, (_, t) => (t < n / 2 ? 0 : Math.floor(n / 2)))),
    );
  }
  return batch;
}
