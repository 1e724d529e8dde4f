/** What happens to a language model over its life: failures, training beside it, thousands of texts. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { LanguageModel } from '../../lib/generation/language-model.ts';
import type { GenerateOptions } from '../../lib/generation/options.ts';
import { DisposedError, NonFiniteError } from '../../lib/runtime/errors.ts';
import { loadAddon } from '../../lib/runtime/native.ts';
import { type Storybook, storybook } from './storybook.ts';

let book: Storybook;
beforeAll(async () => {
  book = await storybook();
});
afterAll(() => book.model.dispose());

function collectGarbage(): void {
  setFlagsFromString('--expose_gc');
  (runInNewContext('gc') as () => void)();
}

/** Slope of the least-squares line through (0, y0), (1, y1), … */
function slope(y: number[]): number {
  const middle = (y.length - 1) / 2;
  const mean = y.reduce((sum, v) => sum + v, 0) / y.length;
  const top = y.reduce((sum, v, i) => sum + (i - middle) * (v - mean), 0);
  return top / y.reduce((sum, _, i) => sum + (i - middle) ** 2, 0);
}

test('a thousand texts leave no memory behind', async () => {
  const teller = book.open({ slots: 4 });
  const heap: number[] = [];
  const resident: number[] = [];
  const signal = new AbortController().signal;
  for (let round = 0; round < 24; round++) {
    const texts: Promise<unknown>[] = [];
    for (let i = 0; i < 50; i++) {
      const given = { seed: 50 * round + i, maxTokens: 8, stop: 'The end', signal };
      const generation = teller.generate('Once', given);
      // Every fifth reader leaves early.
      const leave = async () => {
        for await (const _ of generation) break;
      };
      texts.push(i % 5 === 0 ? leave() : generation.text());
    }
    await Promise.all(texts);
    collectGarbage();
    if (round < 4) continue;
    const { heapUsed, external, rss } = process.memoryUsage();
    heap.push(heapUsed + external);
    resident.push(rss);
  }
  // A text that left its generation, its pieces or its listener behind would cost more than these a round of 50:
  // a kilobyte a text in the heap, and a page a text of resident memory.
  expect(slope(heap)).toBeLessThan(50 * 1024);
  expect(slope(resident)).toBeLessThan(50 * 4096);
  teller.dispose();
});

test('opening and disposing of language models leaves no memory behind', async () => {
  const resident: number[] = [];
  for (let round = 0; round < 30; round++) {
    const teller = book.open({ slots: 16 });
    const { cache } = teller.memory();
    expect(cache).toBeGreaterThan(2 ** 20);
    await teller.generate('Once', { maxTokens: 4 }).text();
    await teller[Symbol.asyncDispose]();
    collectGarbage();
    if (round >= 6) resident.push(process.memoryUsage().rss);
  }
  // Less than a twentieth of one cache a round.
  expect(slope(resident)).toBeLessThan(2 ** 20 / 20);
});

test('a failed run fails the texts in it, and the next ones are told', async () => {
  const teller = book.open({ slots: 2 });
  const name = 'transformer.ln_f.bias';
  const sound = await book.model.readParameter(name);
  const before = await teller.generate('Once', { seed: 1, maxTokens: 20 }).text();
  await book.model.writeParameter(name, sound.slice().fill(Number.NaN));
  const failed = await Promise.allSettled(
    ['Once', 'The', ''].map((prompt) => teller.generate(prompt).text()),
  );
  for (const end of failed) expect(end.status === 'rejected' && end.reason).toBeInstanceOf(NonFiniteError);
  await expect(teller.generate('Once', { beams: 2 }).text()).rejects.toBeInstanceOf(NonFiniteError);
  await book.model.writeParameter(name, sound);
  expect(await teller.generate('Once', { seed: 1, maxTokens: 20 }).text()).toBe(before);
  teller.dispose();
});

test('texts are told while the model trains', async () => {
  const { model } = await storybook();
  const training = model.compile({ mode: 'train', maxSequences: 2, maxLength: 32 });
  const beside = LanguageModel.of(model, book.tokenizer);
  const tokens = Int32Array.from({ length: 64 }, (_, i) => (7 * i) % 200);
  const batch = { tokens, lengths: Int32Array.of(32, 32), targets: tokens.map((id) => (id + 7) % 200) };
  const optimizer = {
    learningRate: 1e-3,
    beta1: 0.9,
    beta2: 0.95,
    epsilon: 1e-8,
    weightDecay: 0.1,
    clip: 1,
  };
  let done = false;
  const steps = (async () => {
    for (let step = 1; step <= 60; step++) await training.trainStep([batch], 1, { ...optimizer, step });
    done = true;
  })();
  let told = 0;
  while (!done) {
    await beside.generate('Once', { maxTokens: 20 }).text();
    told++;
  }
  await steps;
  expect(told).toBeGreaterThan(0);
  // What is begun now is of the weights as they are now, whatever slots held before.
  const fresh = LanguageModel.of(model, book.tokenizer);
  const options = { seed: 1, maxTokens: 30, samples: 3 };
  expect(await beside.generate('Once', options).texts()).toEqual(
    await fresh.generate('Once', options).texts(),
  );
  for (const object of [beside, fresh, model]) object.dispose();
});

test.each([{ samples: 500 }, { beams: 64 }])(
  'disposed of while it tells %j: nothing is held any more',
  async (many) => {
    const { liveAllocations } = loadAddon();
    const tell = async (options: GenerateOptions) => {
      const teller = book.open({});
      const reading = teller.generate('Once', options).text();
      const refused = expect(reading).rejects.toThrow(DisposedError);
      await new Promise((resolve) => setTimeout(resolve, 5));
      const during = liveAllocations();
      await teller[Symbol.asyncDispose]();
      return { during, after: liveAllocations(), refused };
    };
    // What the weights keep rearranged is theirs from the first time on.
    const first = await tell(many);
    await first.refused;
    const second = await tell(many);
    expect(second.during).toBeGreaterThan(first.after);
    expect(second.after).toBe(first.after);
    await second.refused;
  },
);
