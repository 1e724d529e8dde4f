/** Programs that need not match generation to the bit: near what the others compute, and the same as training's. */
import { expect, test } from '@jest/globals';
import { gptNeo, Model } from '../../lib/index.ts';
import { loadAddon } from '../../lib/runtime/native.ts';

const [vocab, length] = [300, 40];
const config = { vocab, hidden: 64, layers: 2, heads: 4, maxPositions: length, window: 16 };
const limits = { maxSequences: 2, maxRows: 2 * length, maxLength: length };
const tokens = Int32Array.from({ length: length + 7 }, (_, i) => (i * 37) % vocab);
const batch = { tokens, lengths: Int32Array.of(length, 7) };
const scored = { ...batch, targets: tokens.map((_, i) => tokens[(i + 1) % tokens.length]!) };

test('logits are those of generation to rounding, and to the bit where products have one way', async () => {
  const model = await Model.create(gptNeo(config), { seed: 5 });
  try {
    const [matching, free] = await Promise.all(
      [true, false].map(async (matchGeneration) => {
        const program = model.compile({ ...limits, matchGeneration });
        const { logits } = await program.forward(batch, { logits: 'all' });
        const last = (await program.forward(batch, { logits: 'last' })).logits!;
        // A row's logits do not depend on how many are asked for.
        expect(last.slice(0, vocab)).toEqual(logits!.slice((length - 1) * vocab, length * vocab));
        return logits!;
      }),
    );
    const most = matching!.reduce((high, logit) => Math.max(high, Math.abs(logit)), 0);
    const apart = matching!.reduce((high, logit, i) => Math.max(high, Math.abs(logit - free![i]!)), 0);
    expect(apart / most).toBeLessThan(2e-6);
    if (loadAddon().machine().level === 'amx') expect(free).not.toEqual(matching);
    else expect(free).toEqual(matching);
  } finally {
    model.dispose();
  }
});

test('losses are those of a program that trains, to the bit', async () => {
  const model = await Model.create(gptNeo(config), { seed: 6 });
  try {
    const program = model.compile({ ...limits, matchGeneration: false });
    const training = model.compile({ ...limits, mode: 'train' });
    const [one, other] = [
      await program.forward(scored, { losses: true }),
      await training.forward(scored, { losses: true }),
    ];
    expect(one.losses).toEqual(other.losses);
  } finally {
    model.dispose();
  }
});
