/** What happens to a language model over its life: failures, training beside it, thousands of texts. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { LanguageModel } from '../../lib/generation/language-model.ts';
import type { GenerateOptions } from '../../lib/generation/options.ts';
import { DisposedError, NonFiniteError } from '../../lib/runtime/errors.ts';
import { loadAddon } from '../../lib/runtime/native.ts';
import { runChild } from '../child.ts';
import { type Storybook, storybook } from './storybook.ts';

let book: Storybook;
beforeAll(async () => {
  book = await storybook();
});
afterAll(() => book.model.dispose());

test('a thousand texts leave no memory behind', async () => {
  const { heap, resident } = JSON.parse((await runChild('generation/memory-child.ts', 'texts')).said);
  // A text that left its generation, its pieces or its listener behind would cost more than these a round of 50:
  // a kilobyte a text in the heap, and a page a text of resident memory.
  expect(heap).toBeLessThan(50 * 1024);
  expect(resident).toBeLessThan(50 * 4096);
});

test('opening and disposing of language models leaves no memory behind', async () => {
  const { resident } = JSON.parse((await runChild('generation/memory-child.ts', 'models')).said);
  // Less than a twentieth of one cache a round.
  expect(resident).toBeLessThan(2 ** 20 / 20);
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
