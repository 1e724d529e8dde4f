/**
 * What a round of telling leaves behind in a process that does nothing else, in bytes a round: prints `heap` and
 * `resident` as JSON. See lifecycle.test.ts.
 */
import { storybook } from './storybook.ts';

/** Slope of the least-squares line through (0, y0), (1, y1), … */
function slope(y: number[]): number {
  const middle = (y.length - 1) / 2;
  const mean = y.reduce((sum, v) => sum + v, 0) / y.length;
  const top = y.reduce((sum, v, i) => sum + (i - middle) * (v - mean), 0);
  return top / y.reduce((sum, _, i) => sum + (i - middle) ** 2, 0);
}

/** @param warm rounds that are not counted */
async function grown(rounds: number, warm: number, round: (number: number) => Promise<void>) {
  const heap: number[] = [];
  const resident: number[] = [];
  for (let number = 0; number < rounds; number++) {
    await round(number);
    global.gc!();
    if (number < warm) continue;
    const { heapUsed, external, rss } = process.memoryUsage();
    heap.push(heapUsed + external);
    resident.push(rss);
  }
  return { heap: slope(heap), resident: slope(resident) };
}

async function texts() {
  const book = await storybook();
  const teller = book.open({ slots: 4 });
  const signal = new AbortController().signal;
  return grown(24, 4, async (round) => {
    const told: Promise<unknown>[] = [];
    for (let i = 0; i < 50; i++) {
      const given = { seed: 50 * round + i, maxTokens: 8, stop: 'The end', signal };
      const generation = teller.generate('Once', given);
      // Every fifth reader leaves early.
      const leave = async () => {
        for await (const _ of generation) break;
      };
      told.push(i % 5 === 0 ? leave() : generation.text());
    }
    await Promise.all(told);
  });
}

async function models() {
  const book = await storybook();
  return grown(30, 6, async () => {
    const teller = book.open({ slots: 16 });
    if (teller.memory().cache < 2 ** 20) throw new Error('the cache is too small to be seen');
    await teller.generate('Once', { maxTokens: 4 }).text();
    await teller[Symbol.asyncDispose]();
  });
}

void (process.argv[3] === 'texts' ? texts() : models()).then((result) => console.log(JSON.stringify(result)));
