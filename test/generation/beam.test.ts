/** Beam search against looking at every text there is. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type BeamOptions, beamSearch, type Hypothesis, type Reading } from '../../lib/generation/beam.ts';
import type { FinishReason } from '../../lib/generation/pieces.ts';
import { StopReading } from '../../lib/generation/stop-reading.ts';
import { StopStrings } from '../../lib/generation/stop-strings.ts';
import type { NativeSession } from '../../lib/runtime/addon.ts';
import { Random } from '../../lib/runtime/random.ts';
import { TokenStream } from '../../lib/tokenizer/stream.ts';
import { plainBeamSearch } from '../reference/beam.ts';
import { collect, type Storybook, storybook } from './storybook.ts';
import { someTokens, type TinyModel, tinyModel, tinyRotary } from './tiny-models.ts';

const VOCAB = 5;
const END = 2;

let model: TinyModel;
beforeAll(async () => {
  model = await tinyModel(tinyRotary({ vocab: VOCAB }), 3);
});
afterAll(() => model.dispose());

function options(change: Partial<BeamOptions>): BeamOptions {
  return {
    beams: 4,
    lengthPenalty: 1,
    maxTokens: 4,
    capacity: 64,
    vocab: VOCAB,
    end: END,
    reading: null,
    check: () => {},
    ...change,
  };
}

async function search(prompt: number[], given: BeamOptions): Promise<Hypothesis[]> {
  const session = model.session(given.beams, given.capacity);
  try {
    const found = await beamSearch(session, Int32Array.from(prompt), given);
    // Its slots are free again.
    for (let i = 0; i < given.beams; i++) {
      const none = new Int32Array(0);
      const plain = { repetitionPenalty: 1, temperature: 0, topK: 0, topP: 1, minP: 0, seed: 0, stream: 0 };
      session.add(Int32Array.of(0), { ...plain, stop: none, maxTokens: 1, logprobs: 0 });
    }
    return found;
  } finally {
    session.dispose();
  }
}

/** Every text that ends, or is as long as it may be, best first. */
async function everyText(
  prompt: number[],
  { lengthPenalty, maxTokens, end }: BeamOptions,
): Promise<Hypothesis[]> {
  const all: Hypothesis[] = [];
  const grow = async (ids: number[], logprobs: number[], total: number) => {
    const next = await model.logprobsAfter([...prompt, ...ids]);
    for (let id = 0; id < VOCAB; id++) {
      const grown = { ids: [...ids, id], logprobs: [...logprobs, next[id]], total: total + next[id] };
      const length = grown.ids.length;
      const finish: FinishReason | null = id === end ? 'end' : length === maxTokens ? 'length' : null;
      if (finish) all.push({ ...grown, score: grown.total / length ** lengthPenalty, finish });
      else await grow(grown.ids, grown.logprobs, grown.total);
    }
  };
  await grow([], [], 0);
  return all.sort((a, b) => b.score - a.score);
}

describe('beam search', () => {
  test.each([-1, 0, 0.6, 1, 2])(
    'wide enough, it finds the best of all texts (length penalty %p)',
    async (lengthPenalty) => {
      const given = options({ beams: 150, lengthPenalty });
      const prompt = someTokens(9, VOCAB);
      const every = await everyText(prompt, given);
      expect(await search(prompt, given)).toEqual(every.slice(0, 150));
    },
  );

  test('narrow, it finds texts as likely as it says, and never a likelier one than there is', async () => {
    const prompt = someTokens(12, VOCAB, 4);
    const best = (await everyText(prompt, options({})))[0];
    for (const beams of [1, 2, 3, 8]) {
      const found = await search(prompt, options({ beams }));
      expect(found.length).toBeLessThanOrEqual(beams);
      expect(found[0].score).toBeLessThanOrEqual(best.score);
      for (const { ids, logprobs, total, score } of found) {
        for (let i = 0; i < ids.length; i++) {
          expect(logprobs[i]).toBe((await model.logprobsAfter([...prompt, ...ids.slice(0, i)]))[ids[i]]);
        }
        expect(total).toBe(logprobs.reduce((sum, x) => sum + x, 0));
        expect(score).toBe(total / ids.length);
      }
    }
  });

  test('one beam without an end is greedy', async () => {
    const prompt = someTokens(5, VOCAB, 6);
    const [{ ids, finish }] = await search(prompt, options({ beams: 1, end: null, maxTokens: 20 }));
    expect([ids.length, finish]).toEqual([20, 'length']);
    for (let i = 0; i < 20; i++) {
      const next = await model.logprobsAfter([...prompt, ...ids.slice(0, i)]);
      expect(ids[i]).toBe(next.indexOf(Math.max(...next)));
    }
  });

  test('ends where the session is full, and finds nothing where the prompt fills it', async () => {
    const prompt = someTokens(6, VOCAB);
    const found = await search(prompt, options({ capacity: 8, maxTokens: 100, end: null }));
    expect(found.every(({ ids, finish }) => ids.length === 2 && finish === 'context')).toBe(true);
    expect(await search(prompt, options({ capacity: 6, maxTokens: 100 }))).toEqual([]);
  });

  test('a stop ends a text', async () => {
    const reading: Reading = { push: (id) => (id === 1 ? null : reading) };
    const found = await search(someTokens(6, VOCAB), options({ beams: 30, reading, maxTokens: 3 }));
    for (const { ids, finish } of found) {
      expect(ids.slice(0, -1)).not.toContain(1);
      expect(finish === 'stop').toBe(ids.at(-1) === 1);
    }
    expect(found.some(({ finish }) => finish === 'stop')).toBe(true);
  });

  test('gives up when it is told to', async () => {
    const check = () => {
      throw new Error('enough');
    };
    await expect(search([1], options({ check }))).rejects.toThrow('enough');
  });
});

/** A session whose log-probabilities are a function of the tokens so far; those of `rows` that are -Infinity cannot be. */
function sessionOf(after: (ids: readonly number[]) => Float32Array): NativeSession {
  const texts: (number[] | null)[] = [];
  const add = (ids: number[]) => texts.push(ids) - 1;
  const session: Pick<NativeSession, 'add' | 'fork' | 'remove' | 'step'> = {
    add: () => add([]),
    fork: async (slot) => add([...texts[slot]!]),
    remove: (slot) => {
      texts[slot] = null;
    },
    step: async (slots, tokens, top) => {
      const ids: number[] = [];
      const logprobs: number[] = [];
      slots.forEach((slot, i) => {
        if (tokens[i] >= 0) texts[slot]!.push(tokens[i]);
        const next = Array.from(after(texts[slot]!), (logprob, id) => ({ id, logprob }));
        for (const { id, logprob } of next.sort((a, b) => b.logprob - a.logprob).slice(0, top)) {
          ids.push(logprob === Number.NEGATIVE_INFINITY ? -1 : id);
          logprobs.push(logprob);
        }
      });
      return { ids: Int32Array.from(ids), logprobs: Float32Array.from(logprobs) };
    },
  };
  return session as NativeSession;
}

test('finds what a plain search finds, bit for bit, equals in the same order', async () => {
  const finishes = new Set<string>();
  for (let seed = 0; seed < 300; seed++) {
    const random = new Random(seed, 5);
    // Few different values make many equals, of tokens and of texts.
    const values = 2 + random.int(3);
    const vocab = 3 + random.int(6);
    const after = (ids: readonly number[]) => {
      const here = new Random(seed, 1 + ids.reduce((hash, id) => (31 * hash + id + 1) % 1_000_003, 7));
      return Float32Array.from({ length: vocab }, () =>
        here.chance(0.1) ? Number.NEGATIVE_INFINITY : -0.3 * here.int(values),
      );
    };
    const stop = random.chance(0.5) ? random.int(vocab) : -1;
    const shared = {
      beams: 1 + random.int(12),
      lengthPenalty: random.pick([-1, 0, 0.7, 1, 3]),
      maxTokens: 1 + random.int(7),
      vocab,
      end: random.chance(0.7) ? random.int(vocab) : null,
    };
    const reading: Reading = { push: (id) => (id === stop ? null : reading) };
    const found = await beamSearch(sessionOf(after), Int32Array.of(0), options({ ...shared, reading }));
    const plain = plainBeamSearch(after, { ...shared, stops: (ids) => ids.at(-1) === stop });
    expect(found).toEqual(plain);
    for (const { finish } of found) finishes.add(finish);
  }
  expect([...finishes].sort()).toEqual(['end', 'length', 'stop']);
});

test('a step of a wide search looks at few of its candidates', async () => {
  const beams = 64;
  const vocab = 200;
  const top = 2 * beams;
  let looked = 0;
  const session = sessionOf(() => Float32Array.from({ length: vocab }, (_, id) => -id / 100));
  const step = session.step.bind(session);
  session.step = async (...given) => {
    const { ids, logprobs } = await step(...given);
    const counted = new Proxy(ids, {
      get: (target, name) => {
        if (typeof name === 'string' && /^\d+$/.test(name)) looked++;
        return Reflect.get(target, name);
      },
    });
    return { ids: counted, logprobs };
  };
  await beamSearch(session, Int32Array.of(0), options({ beams, vocab, end: null, maxTokens: 10 }));
  expect(looked).toBeGreaterThan(0);
  // Each of the beams' best, and a few looks at each that is taken.
  expect(looked).toBeLessThan(10 * (beams + 4 * beams));
  expect(looked).toBeLessThan(10 * beams * top);
});

describe('what stops a text', () => {
  const tokens = ['The', ' end', ' ', 'c', 'é', '🐱', '.'].map((text) => Buffer.from(text));
  // Bytes of their own, so that characters are spread over tokens.
  const bytes = [...tokens, ...Array.from(Buffer.from('é🐱\ufffd'), (byte) => Uint8Array.of(byte))];
  const bytesOf = (id: number) => bytes[id]!;

  test('is found wherever one reader of the whole text finds it', () => {
    for (let seed = 0; seed < 400; seed++) {
      const random = new Random(seed, 6);
      const strings = Array.from({ length: 1 + random.int(3) }, () =>
        random.pick(['The end', 'é', '🐱', 'cé', '\ufffd', '. .', 'x', 'é.', ' '] as const),
      );
      const stream = new TokenStream(bytesOf);
      const whole = new StopStrings(strings);
      let reading: StopReading | null = StopReading.of(strings, bytesOf);
      while (reading !== null && !whole.stopped && random.chance(0.95)) {
        const id = random.int(bytes.length);
        // Another way on changes nothing.
        reading.push(random.int(bytes.length));
        reading = reading.push(id);
        whole.push(stream.push(id));
        expect(reading === null).toBe(whole.stopped);
      }
    }
  });
});

describe('a language model with beams', () => {
  let book: Storybook;
  beforeAll(async () => {
    book = await storybook();
  });
  afterAll(() => book.model.dispose());

  test('returns the best texts, best first, the same every time', async () => {
    const teller = book.open();
    const given = { beams: 5, samples: 3, maxTokens: 12 };
    const [texts] = await teller.generateBatch(['Once', 'The cat'], given).completions();
    const score = ({ logprobs }: { logprobs: number[] }) =>
      logprobs.reduce((sum, x) => sum + x, 0) / logprobs.length;
    expect(texts).toHaveLength(3);
    expect(score(texts[0])).toBeGreaterThanOrEqual(score(texts[1]));
    expect(score(texts[1])).toBeGreaterThanOrEqual(score(texts[2]));
    expect(texts.map(({ text }) => text)).toEqual((await teller.generate('Once', given).texts())[0]);
    const pieces = await collect(teller.generate('Once', given));
    expect(
      pieces
        .filter(({ sample }) => sample === 1)
        .map(({ text }) => text)
        .join(''),
    ).toBe(texts[1].text);
    const greedy = await teller.generate('Once', { temperature: 0, maxTokens: 12 }).completions();
    expect(score(texts[0])).toBeGreaterThanOrEqual(score(greedy[0][0]));
    teller.dispose();
  });

  test('stops at stop strings', async () => {
    const teller = book.open();
    const given = { beams: 3, maxTokens: 15 };
    const whole = await teller.generate('Once', given).text();
    const stop = Array.from(whole)[3];
    for (const [{ text, finish }] of await teller.generate('Once', { ...given, stop }).completions()) {
      expect(text).not.toContain(stop);
      expect(['stop', 'end', 'length']).toContain(finish);
    }
    teller.dispose();
  });
});
