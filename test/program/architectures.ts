/** Models that native/ has never heard of, recorded in TypeScript alone. */
import type { ProgramDocument } from '../../lib/models/program.ts';
import { type ParameterOptions, Recorder, type Value } from '../../lib/models/recorder.ts';

const spread: ParameterOptions = { init: { kind: 'normal', std: 0.2 } };

/**
 * Attention and MLP side by side over one RMS norm (as in GPT-J), rotary positions, two query heads for each
 * key/value head, SwiGLU, a window in the second layer, an untied head.
 */
export function parallelBlocks(vocab = 37): ProgramDocument {
  const [hidden, heads, kvHeads, headSize, inner] = [24, 6, 2, 6, 40];
  const r = new Recorder('parallel');
  let stream = r.embedding('embedding', r.parameter('embed', [vocab, hidden], spread));
  for (const layer of [0, 1]) {
    const name = (part: string) => `blocks.${layer}.${part}`;
    const matrix = (part: string, rows: number, columns: number) =>
      r.parameter(name(part), [rows, columns], spread);
    const gain = r.parameter(name('norm'), [hidden], { init: { kind: 'constant', value: 1.1 } });
    const x = r.rmsNorm(name('x'), stream, gain, 1e-5);
    const qkv = r.linear(name('qkv'), x, [
      matrix('q', heads * headSize, hidden),
      matrix('k', kvHeads * headSize, hidden),
      matrix('v', kvHeads * headSize, hidden),
    ]);
    const mixed = r.attention(qkv, {
      name: name('attention'),
      heads,
      kvHeads,
      headSize,
      window: layer === 1 ? 3 : 0,
      scale: 1 / Math.sqrt(headSize),
      ropeTheta: 1000,
    });
    const attended = r.linear(name('out'), mixed, matrix('o', hidden, heads * headSize));
    const gated = r.gatedLinear(name('gated'), x, matrix('gate', inner, hidden), matrix('up', inner, hidden));
    const mlp = r.linear(name('down'), gated, matrix('down', hidden, inner));
    stream = r.add(name('stream'), stream, r.add(name('branches'), attended, mlp));
  }
  const last = r.parameter('norm', [hidden], { init: { kind: 'constant', value: 0.9 } });
  return r.head(r.rmsNorm('last', stream, last, 1e-5), r.parameter('head', [vocab, hidden], spread));
}

/**
 * Layers of one square product each, behind a norm and added to what that norm read: the gradient of a product's result lies
 * where the norm before it adds its own.
 */
export function squareLayers(hidden: number, vocab = 41): ProgramDocument {
  const r = new Recorder('square');
  const small: ParameterOptions = { init: { kind: 'normal', std: 0.05 } };
  const gain = (name: string) => r.parameter(name, [hidden], { init: { kind: 'constant', value: 1.1 } });
  const table = r.parameter('table', [vocab, hidden], small);
  let stream = r.embedding('x', table);
  let normal = r.rmsNorm('norm.0', stream, gain('gain.0'), 1e-5);
  for (const layer of [1, 2, 3]) {
    const branch = r.linear(
      `linear.${layer}`,
      normal,
      r.parameter(`square.${layer}`, [hidden, hidden], small),
    );
    const next = r.addRmsNorm(`norm.${layer}`, stream, branch, gain(`gain.${layer}`), 1e-5);
    stream = next.sum;
    normal = next.y;
  }
  return r.head(normal, table);
}

/**
 * Every way in which gradients can meet: a value used three times, twice by one addition, through an activation
 * and past it, a norm whose two results both go on, a value that leads nowhere, tied weights.
 */
export function tangle(vocab = 23, frozen: string[] = []): ProgramDocument {
  const hidden = 12;
  const r = new Recorder('tangle');
  const matrix = (name: string, rows = hidden) =>
    r.parameter(name, [rows, hidden], { ...spread, frozen: frozen.includes(name) });
  const vector = (name: string, value = 0) =>
    r.parameter(name, [hidden], {
      init: { kind: 'normal', std: 0.3 + value },
      frozen: frozen.includes(name),
    });
  const table = matrix('table', vocab);
  const shared = matrix('shared');
  const x: Value = r.embedding('x', table, matrix('positions', 16));
  const a = r.linear('a', x, shared, vector('a.bias'), 'gelu_erf');
  const twice = r.add('twice', a, a);
  const beside = r.add('beside', twice, x);
  const b = r.linear('b', a, shared, null, 'silu');
  const met = r.add('met', b, beside);
  const { sum, y } = r.addLayerNorm('normed', met, a, vector('gain', 1), vector('bias'), 1e-4);
  r.linear('nowhere', y, shared);
  const c = r.linear(
    'c',
    y,
    [matrix('c.0', 5), matrix('c.1', 7)],
    [null, r.parameter('c.1.bias', [7], { frozen: frozen.includes('c.1.bias') })],
    'relu',
  );
  const d = r.add('d', sum, c);
  const twin = r.addRmsNorm('twin', d, d, vector('twin.gain', 1), 1e-4);
  const through = r.add('through', twin.y, y);
  const e = r.linear('e', through, matrix('e'), vector('e.bias'), 'gelu_tanh');
  const f = r.layerNorm('f', r.add('ends', e, through), vector('f.gain', 1), null, 1e-5);
  const all = r.add('all', f, twin.sum);
  // One gradient buffer for five values, two of which get another contribution.
  const u = r.linear('u', through, matrix('u'));
  const closed = r.add('closed', u, through);
  const crossed = r.add('crossed', u, f);
  const last = r.add('last', r.add('most', closed, crossed), all);
  // The gradient that a linear operation reads lies where it should add its own.
  return r.head(r.add('end', r.linear('z', last, matrix('z')), last), table);
}
