/** Generations that end before their texts do: by their reader, by a signal, with their model. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { LanguageModel } from '../../lib/generation/language-model.ts';
import { AbortedError, BusyError, DisposedError } from '../../lib/runtime/errors.ts';
import { collect, type Storybook, storybook } from './storybook.ts';

let book: Storybook;
let teller: LanguageModel;
beforeAll(async () => {
  book = await storybook();
  teller = book.open();
});
afterAll(() => {
  teller.dispose();
  book.model.dispose();
});

test('leaving the loop frees the slot', async () => {
  const one = book.open({ slots: 1 });
  const generation = one.generate('Once', { seed: 1 });
  for await (const piece of generation) {
    expect(piece.prompt).toBe(0);
    break;
  }
  await expect(generation.completions()).rejects.toThrow(BusyError);
  expect(await one.generate('Once', { seed: 2, maxTokens: 5 }).text()).not.toBe('');
  one.dispose();
});

test('the signal rejects with AbortError and its reason; the slot is free', async () => {
  const one = book.open({ slots: 1 });
  const reason = new Error('no more');
  const controller = new AbortController();
  const read = async () => {
    let count = 0;
    for await (const _ of one.generate('Once', { stopAtEnd: false, signal: controller.signal })) {
      if (++count === 3) controller.abort(reason);
    }
  };
  const error = await read().catch((caught) => caught);
  expect(error).toBeInstanceOf(AbortedError);
  expect(error.cause).toBe(reason);
  const before = one.generate('Once', { signal: AbortSignal.abort() });
  await expect(before.text()).rejects.toBeInstanceOf(AbortedError);
  await expect(before.completions()).rejects.toBeInstanceOf(AbortedError);
  expect(await one.generate('Once', { maxTokens: 5 }).text()).not.toBe('');
  one.dispose();
});

test('aborting one generation leaves the others alone', async () => {
  const few = book.open({ slots: 2 });
  const controller = new AbortController();
  const cut = async () => {
    const pieces = few.generate('The', { stopAtEnd: false, signal: controller.signal });
    for await (const _ of pieces) controller.abort();
  };
  const ended = expect(cut()).rejects.toBeInstanceOf(AbortedError);
  const kept = few.generate('Once', { seed: 9, stopAtEnd: false }).text();
  await ended;
  expect(await kept).toBe(await teller.generate('Once', { seed: 9, stopAtEnd: false }).text());
  few.dispose();
});

test('one signal ends many generations, without a warning of too many listeners', async () => {
  const few = book.open({ slots: 2 });
  const controller = new AbortController();
  const warnings: string[] = [];
  const warn = (warning: Error) => warnings.push(warning.name);
  process.on('warning', warn);
  const options = { samples: 50, stopAtEnd: false, signal: controller.signal };
  const texts = Array.from({ length: 20 }, () => few.generate('Once', options).text());
  setTimeout(() => controller.abort(), 2);
  for (const end of await Promise.allSettled(texts)) {
    expect(end.status === 'rejected' && end.reason).toBeInstanceOf(AbortedError);
  }
  process.off('warning', warn);
  expect(warnings).toEqual([]);
  few.dispose();
});

test('dispose ends what runs and what waits', async () => {
  const one = book.open({ slots: 1 });
  // Far more than can be computed before the timer fires.
  const long = { samples: 2000, stopAtEnd: false };
  const running = [
    one.generate('Once', long),
    one.generate('The'),
    one.generate('', { beams: 200, samples: 2 }),
  ];
  const ends = Promise.allSettled(running.map((generation) => generation.text()));
  await new Promise((resolve) => setTimeout(resolve, 5));
  await one[Symbol.asyncDispose]();
  for (const end of await ends) {
    expect(end.status === 'rejected' && end.reason).toBeInstanceOf(DisposedError);
  }
  expect(() => one.generate('Once')).toThrow(DisposedError);
  one.dispose();
});

test('a generation is read once', async () => {
  const generation = teller.generate('Once', { maxTokens: 3 });
  await collect(generation);
  expect(() => generation[Symbol.asyncIterator]()).toThrow(BusyError);
  expect((await generation.completions())[0][0].ids.length).toBeGreaterThan(0);
  const read = teller.generate('Once', { maxTokens: 3 });
  const text = read.text();
  await expect(read.completions()).rejects.toThrow(BusyError);
  const whole = await text;
  expect(await read.text()).toBe(whole);
});

test('nothing is computed for a generation that nobody reads', async () => {
  const one = book.open({ slots: 1 });
  const unread = one.generate('Once');
  expect(await one.generate('The', { maxTokens: 3 }).completions()).toHaveLength(1);
  expect(unread.seed).toBeGreaterThanOrEqual(0);
  one.dispose();
});
