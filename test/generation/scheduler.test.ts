/** Many readers at once, in every mood: whole texts are the same whatever the others do. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Generation } from '../../lib/generation/generate.ts';
import { AbortedError } from '../../lib/runtime/errors.ts';
import { Random } from '../../lib/runtime/random.ts';
import { type Storybook, storybook } from './storybook.ts';

let book: Storybook;
beforeAll(async () => {
  book = await storybook();
});
afterAll(() => book.model.dispose());

const PROMPTS = ['Once upon a time', '', 'The cat', 'One day a girl named Zoë found a café.'];
const pause = () => new Promise((resolve) => setImmediate(resolve));

/** Reads as a slow client does: a pause after some of the pieces. */
async function readSlowly(generation: Generation, random: Random): Promise<string> {
  let text = '';
  for await (const piece of generation) {
    text += piece.text;
    for (let i = random.int(6); i > 3; i--) await pause();
  }
  return text;
}

test.each([1, 2, 5, 16])('sixty readers and %p slots', async (slots) => {
  const random = new Random(11, slots);
  const alone = book.open({ slots: 1 });
  const crowd = book.open({ slots });
  const requests = Array.from({ length: 60 }, (_, seed) => ({
    prompt: random.pick(PROMPTS),
    options: { seed, maxTokens: 1 + random.int(70), temperature: 1.1 },
    mood: random.pick(['whole', 'slow', 'leaves', 'aborts'] as const),
  }));
  await Promise.all(
    requests.map(async ({ prompt, options, mood }) => {
      for (let i = random.int(8); i > 0; i--) await pause();
      const expected = () => alone.generate(prompt, options).text();
      if (mood === 'whole') expect(await crowd.generate(prompt, options).text()).toBe(await expected());
      if (mood === 'slow') {
        expect(await readSlowly(crowd.generate(prompt, options), random)).toBe(await expected());
      }
      if (mood === 'leaves') {
        for await (const _ of crowd.generate(prompt, options)) if (random.chance(0.2)) break;
      }
      if (mood === 'aborts') {
        const controller = new AbortController();
        const reading = crowd.generate(prompt, { ...options, signal: controller.signal }).text();
        setImmediate(() => controller.abort());
        await reading.catch((error) => expect(error).toBeInstanceOf(AbortedError));
      }
    }),
  );
  // All slots are free again: as many texts as there are slots, each to the end of the context.
  const full = { samples: slots, stopAtEnd: false, seed: 1 };
  expect(await crowd.generate('', full).texts()).toEqual(await alone.generate('', full).texts());
  alone.dispose();
  crowd.dispose();
});
