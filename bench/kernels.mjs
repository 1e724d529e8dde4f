// Single operations of the CPU backend on one thread, as a share of the machine's limit: of the multiply-adds that
// one thread can do in registers, measured in the same run and on the same instruction-set level.
import { createRequire } from 'node:module';
import { root } from '../scripts/ensure-built.mjs';

const addon = createRequire(import.meta.url)('node-gyp-build')(root);
const ROWS = 4096;

/** Name, operation, attributes, arrays, and the floating-point operations it takes. */
function cases() {
  const list = [];
  for (const [hidden, headSize, length] of [
    [64, 4, 256],
    [256, 16, 256],
    [768, 64, 512],
  ]) {
    const rows = (ROWS * 64) / hidden;
    const floats = (count) =>
      Float32Array.from({ length: count }, (_, i) => ((i * 7919) % 1000) / 1000 - 0.5);
    const wide = 4 * hidden;
    const product = 2 * rows * hidden * wide;
    const linear = { rows, in: hidden, activation: 1 };
    const weight0 = floats(wide * hidden);
    const dense = { x: floats(rows * hidden), weight0, pre: floats(rows * wide) };
    list.push([`linear+gelu ${hidden}`, 'linear', linear, { ...dense, y: floats(rows * wide) }, product]);
    const gradients = { dy: floats(rows * wide), dx: floats(rows * hidden), dWeight0: weight0.slice() };
    list.push([
      `linear backward ${hidden}`,
      'linearBackward',
      linear,
      { ...dense, ...gradients },
      2 * product,
    ]);

    const heads = hidden / headSize;
    const count = Math.max(1, Math.floor(rows / length));
    const tokens = count * length;
    const attention = { rows: tokens, heads, headSize, scale: 1 };
    const arrays = {
      sequences: Int32Array.from(
        { length: 4 * count },
        (_, i) => [(i >> 2) * length, length, 0, i >> 2][i & 3],
      ),
      positions: Int32Array.from({ length: tokens }, (_, i) => i % length),
      qkv: floats(tokens * 3 * hidden),
      y: floats(tokens * hidden),
      lse: new Float32Array(tokens * heads).fill(5),
    };
    // Half of the keys are seen; two products forward, five backward.
    const seen = tokens * (length / 2) * hidden * 2;
    list.push([`attention ${heads} x ${headSize}`, 'attention', attention, arrays, 2 * seen]);
    const back = { ...arrays, dy: floats(tokens * hidden), dQkv: floats(tokens * 3 * hidden) };
    list.push([`attention backward ${heads} x ${headSize}`, 'attentionBackward', attention, back, 5 * seen]);
  }
  return list;
}

export function benchKernels() {
  const limit = addon.multiplyAdds();
  const kernels = { limit };
  for (const [name, operation, attributes, arrays, operations] of cases()) {
    const { seconds } = addon.runOperation(operation, attributes, arrays, { threads: 1, repeat: 12 });
    kernels[name] = { perSecond: operations / seconds, share: operations / seconds / limit };
  }
  return { kernels };
}
