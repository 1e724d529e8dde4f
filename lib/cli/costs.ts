import type { FlopsEstimate, MemoryEstimate, ParameterSplit } from '../models/accounting.ts';
import { bytes, count, percent, short, table } from './format.ts';

/** What a model costs, as a table: parameters by kind, memory of training on `rows` tokens at once, FLOPs. */
export function renderCosts(
  split: ParameterSplit,
  memory: MemoryEstimate,
  flops: FlopsEstimate,
  rows: number,
): string {
  const share = (part: number) => percent(part / split.total, 1);
  const parameters: [string, number][] = [
    ['token table', split.tokens],
    ['positions', split.positions],
    ['attention', split.attention],
    ['MLP', split.mlp],
    ['norms', split.norms],
    ['head', split.head],
  ];
  return table(
    [
      ...parameters.filter(([, size]) => size > 0).map(([name, size]) => [name, count(size), share(size)]),
      ['parameters', count(split.total)],
      ['weights', bytes(memory.weights)],
      ['gradients', bytes(memory.gradients)],
      ['moments', bytes(memory.moments)],
      ['activations', `≤ ${bytes(memory.activations)}`, `${count(rows)} tokens at once`],
      ['FLOPs per token', short(flops.forward), 'forward'],
      ['', short(flops.training), 'training'],
    ],
    [1],
  );
}
