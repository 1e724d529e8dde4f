/** Sessions: what is decoded from a cache is, bit for bit, what the whole text gives. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { NativeSession, SlotOutput } from '../../lib/runtime/addon.ts';
import { loadAddon } from '../../lib/runtime/native.ts';
import {
  byId,
  sampled,
  someTokens,
  type TinyModel,
  tinyGptNeo,
  tinyModel,
  tinyRotary,
} from './tiny-models.ts';

let neo: TinyModel;
let rotary: TinyModel;
beforeAll(async () => {
  neo = await tinyModel(tinyGptNeo());
  rotary = await tinyModel(tinyRotary());
});
afterAll(() => {
  neo.dispose();
  rotary.dispose();
});

/** Runs a session, `steps` at a time, until every slot is finished; outputs by slot, put together. */
async function finish(session: NativeSession, steps: number): Promise<Map<number, SlotOutput>> {
  const whole = new Map<number, SlotOutput>();
  for (let open = true; open; ) {
    open = false;
    for (const output of await session.run(steps)) {
      const before = whole.get(output.slot);
      whole.set(output.slot, before ? join(before, output) : output);
      if (output.finished === '') open = true;
    }
  }
  return whole;
}

function join(a: SlotOutput, b: SlotOutput): SlotOutput {
  return {
    slot: a.slot,
    ids: Int32Array.from([...a.ids, ...b.ids]),
    logprobs: Float32Array.from([...a.logprobs, ...b.logprobs]),
    topIds: Int32Array.from([...a.topIds, ...b.topIds]),
    topLogprobs: Float32Array.from([...a.topLogprobs, ...b.topLogprobs]),
    finished: b.finished,
  };
}

async function alone(
  model: TinyModel,
  prompt: number[],
  change: Parameters<typeof sampled>[0],
  capacity: number,
) {
  const session = model.session(1, capacity);
  session.add(Int32Array.from(prompt), sampled(change));
  const [output] = (await finish(session, 1_000)).values();
  session.dispose();
  return output;
}

describe.each([
  ['GPT-Neo with windowed layers', 53, () => neo],
  ['rotary, grouped heads', 31, () => rotary],
])('%s', (_name, vocab, modelOf) => {
  let model: TinyModel;
  beforeAll(() => {
    model = modelOf();
  });

  test('cache on equals cache off, far past the window, whatever the chunks', async () => {
    const text = someTokens(330, vocab);
    const session = model.session(2, 340);
    // One slot is fed token by token, the other from long prompts: chunks of 128 and their ends.
    const slot = session.add(Int32Array.of(text[0]), sampled());
    for (let at = 1; at < text.length; at++) {
      const { ids, logprobs } = await session.step(Int32Array.of(slot), Int32Array.of(text[at]), vocab);
      if (at % 29 === 0 || at > 325) {
        expect(byId(ids, logprobs)).toEqual(await model.logprobsAfter(text.slice(0, at + 1)));
      }
    }
    for (const length of [1, 2, 7, 127, 128, 129, 256, 257, 330]) {
      const other = session.add(Int32Array.from(text.slice(0, length)), sampled());
      const { ids, logprobs } = await session.step(Int32Array.of(other), Int32Array.of(-1), vocab);
      expect(byId(ids, logprobs)).toEqual(await model.logprobsAfter(text.slice(0, length)));
      session.remove(other);
    }
    session.dispose();
  });

  test.each(['bf16', 'int8'] as const)(
    '%s weights: near the model, and the same however computed',
    async (weights) => {
      const text = someTokens(150, vocab, 4);
      const following = async (session: NativeSession, tokens: number[], token = -1) => {
        const slot = session.add(Int32Array.from(tokens), sampled());
        const { ids, logprobs } = await session.step(Int32Array.of(slot), Int32Array.of(token), vocab);
        session.remove(slot);
        return byId(ids, logprobs);
      };
      const session = model.session(3, 200, weights);
      const whole = model.session(1, 200);
      for (const length of [1, 2, 5, 131, 150]) {
        const tokens = text.slice(0, length);
        const got = await following(session, tokens);
        const exact = await following(whole, tokens);
        // Not the same numbers: a session that forgot its option would pass otherwise.
        expect(got).not.toEqual(exact);
        got.forEach((logprob, id) => {
          expect(Math.abs(logprob - exact[id])).toBeLessThan(1);
        });
        if (length > 1) expect(await following(session, tokens.slice(0, -1), tokens.at(-1))).toEqual(got);
      }
      session.dispose();
      whole.dispose();
    },
  );

  test('the log-probabilities of sampled tokens are those of the whole text', async () => {
    const prompt = someTokens(40, vocab, 3);
    const { ids, logprobs, topIds, topLogprobs } = await alone(
      model,
      prompt,
      { maxTokens: 60, logprobs: vocab },
      200,
    );
    for (const i of [0, 1, 13, 59]) {
      const expected = await model.logprobsAfter([...prompt, ...ids.slice(0, i)]);
      expect(logprobs[i]).toBe(expected[ids[i]]);
      const row = [i * vocab, (i + 1) * vocab];
      expect(byId(topIds.slice(...row), topLogprobs.slice(...row))).toEqual(expected);
    }
  });

  test('a batch says what each says alone, whatever joins and leaves, however many steps at a time', async () => {
    const jobs = [1, 5, 140, 33, 2, 64, 90].map((length, i) => ({
      prompt: someTokens(length, vocab, i + 10),
      change: { stream: i, maxTokens: 20 + 7 * i, temperature: i === 3 ? 0 : 1.2, topK: i === 5 ? 4 : 0 },
    }));
    const expected: SlotOutput[] = [];
    for (const { prompt, change } of jobs) expected.push(await alone(model, prompt, change, 250));

    const session = model.session(3, 250);
    const waiting = jobs.map((job, index) => ({ ...job, index }));
    const running = new Map<number, { index: number; output: SlotOutput | null }>();
    const steps = [1, 3, 16, 2, 7];
    for (let round = 0; waiting.length > 0 || running.size > 0; round++) {
      while (running.size < 3 && waiting.length > 0) {
        const { prompt, change, index } = waiting.shift() as (typeof waiting)[0];
        running.set(session.add(Int32Array.from(prompt), sampled(change)), { index, output: null });
      }
      for (const output of await session.run(steps[round % steps.length])) {
        const job = running.get(output.slot) as { index: number; output: SlotOutput | null };
        job.output = job.output ? join(job.output, output) : output;
        if (output.finished === '') continue;
        running.delete(output.slot);
        session.remove(output.slot);
        expect({ ...job.output, slot: 0 }).toEqual(expected[job.index]);
      }
    }
    session.dispose();
  });

  test('a fork goes on as its origin does, and each its own way', async () => {
    const prompt = someTokens(150, vocab, 20);
    const session = model.session(3, 300);
    const origin = session.add(Int32Array.from(prompt), sampled({ maxTokens: 90 }));
    const [first] = await session.run(30);
    const twin = await session.fork(origin);
    const other = await session.fork(origin);
    await session.step(Int32Array.of(other), Int32Array.of((first.ids[29] + 1) % vocab), 1);
    const ends = await finish(session, 9);
    expect(ends.get(twin)?.ids).toEqual(ends.get(origin)?.ids);
    expect(ends.get(other)?.ids).not.toEqual(ends.get(origin)?.ids);
    const whole = [...first.ids, ...(ends.get(origin) as SlotOutput).ids];
    expect(whole).toEqual(Array.from((await alone(model, prompt, { maxTokens: 90 }, 300)).ids));
    const path = [...prompt, ...first.ids, (first.ids[29] + 1) % vocab];
    const { ids } = ends.get(other) as SlotOutput;
    expect(ids[0]).toBe((await alone(model, path, { maxTokens: 1 }, 300)).ids[0]);
    session.dispose();
  });

  test('one thread and many give the same', async () => {
    const single = await tinyModel(model.document, 1, 1);
    const prompt = someTokens(77, vocab, 5);
    expect(await alone(single, prompt, { maxTokens: 40 }, 200)).toEqual(
      await alone(model, prompt, { maxTokens: 40 }, 200),
    );
    single.dispose();
  });
});

describe('ends', () => {
  const vocab = 53;
  let model: TinyModel;
  beforeAll(() => {
    model = neo;
  });

  test('a stop token is told, and nothing follows', async () => {
    const free = await alone(model, [1, 2, 3], { maxTokens: 50 }, 100);
    const stop = free.ids[20];
    const first = free.ids.indexOf(stop);
    const { ids, finished } = await alone(
      model,
      [1, 2, 3],
      { maxTokens: 50, stop: Int32Array.of(stop) },
      100,
    );
    expect([finished, Array.from(ids)]).toEqual(['stop', Array.from(free.ids.slice(0, first + 1))]);
  });

  test('the capacity counts prompt and text; a prompt that fills it gets no token', async () => {
    const near = await alone(model, someTokens(97, vocab), {}, 100);
    expect([near.finished, near.ids.length]).toEqual(['capacity', 3]);
    const full = await alone(model, someTokens(100, vocab), {}, 100);
    expect([full.finished, full.ids.length]).toEqual(['capacity', 0]);
  });

  test('a finished slot is told once', async () => {
    const session = model.session(2, 50);
    session.add(Int32Array.of(1), sampled({ maxTokens: 2 }));
    session.add(Int32Array.of(1), sampled({ maxTokens: 5 }));
    expect((await session.run(3)).map(({ slot, finished }) => [slot, finished])).toEqual([
      [0, 'length'],
      [1, ''],
    ]);
    expect((await session.run(3)).map(({ slot, finished }) => [slot, finished])).toEqual([[1, 'length']]);
    expect(await session.run(3)).toEqual([]);
    session.dispose();
  });

  test('only the slots asked for go on', async () => {
    const session = model.session(2, 50);
    session.add(Int32Array.of(1), sampled({ stream: 1 }));
    session.add(Int32Array.of(1), sampled({ stream: 2 }));
    const [b] = await session.run(6, Int32Array.of(1));
    expect([b.slot, b.ids.length]).toEqual([1, 6]);
    const [a] = await session.run(6, Int32Array.of(0));
    expect(a.ids).toEqual((await alone(model, [1], { stream: 1, maxTokens: 6 }, 50)).ids);
    session.dispose();
  });
});

describe('misuse', () => {
  let model: TinyModel;
  beforeAll(() => {
    model = neo;
  });
  const code = (name: string) => expect.objectContaining({ code: name });

  test('is refused with its reason, and the session lives on', async () => {
    const session = model.session(1, 10);
    const add = (tokens: number[]) => session.add(Int32Array.from(tokens), sampled());
    expect(() => add([])).toThrow(/the prompt is empty/);
    expect(() => add(someTokens(11, 53))).toThrow(/11 tokens, but a sequence of the session may have 10/);
    expect(() => add([1, 53])).toThrow(/token 1 of the prompt is 53: expected 0 to 52/);
    expect(() => add([-1])).toThrow(code('INVALID_ARGUMENT'));
    expect(() => session.remove(0)).toThrow(/slot 0 holds no sequence/);
    const slot = add([1, 2]);
    expect(() => add([1])).toThrow(code('BUSY'));
    await expect(session.fork(slot)).rejects.toThrow(/all 1 slots/);
    await expect(session.fork(5)).rejects.toThrow(code('INVALID_ARGUMENT'));
    await expect(session.run(0)).rejects.toThrow(code('INVALID_ARGUMENT'));
    await expect(session.run(1, Int32Array.of(0, 0))).rejects.toThrow(/named twice/);
    await expect(session.step(Int32Array.of(0), Int32Array.of(53), 1)).rejects.toThrow(/token 53/);
    await expect(session.step(Int32Array.of(0), Int32Array.of(), 1)).rejects.toThrow(/a token for each/);
    expect((await session.run(3))[0].ids.length).toBe(3);
    session.dispose();
    expect(() => add([1])).toThrow(code('DISPOSED'));
    await expect(session.run(1)).rejects.toThrow(code('DISPOSED'));
    session.dispose();
  });

  test('more positions than the model has are refused', () => {
    expect(() => model.session(1, 401)).toThrow(
      /capacity: expected at most the model's 400 positions, got 401/,
    );
    expect(() => model.session(0, 10)).toThrow(code('INVALID_ARGUMENT'));
  });

  // A model without a limit of positions can be kept busy for as long as a slow machine needs to look.
  const ENDLESS = 100_000;

  test('while it computes, everything else is refused', async () => {
    const session = rotary.session(2, ENDLESS);
    const slot = session.add(Int32Array.of(1), sampled());
    const running = session.run(ENDLESS);
    expect(() => session.add(Int32Array.of(1), sampled())).toThrow(code('BUSY'));
    expect(() => session.remove(slot)).toThrow(code('BUSY'));
    await expect(session.run(1)).rejects.toThrow(code('BUSY'));
    await expect(session.fork(slot)).rejects.toThrow(code('BUSY'));
    session.cancel();
    await expect(running).rejects.toThrow(code('ABORTED'));
    session.remove(slot);
    session.dispose();
  });

  test('what was computed before a cancel is told by the next run', async () => {
    const session = rotary.session(1, ENDLESS);
    session.add(Int32Array.of(3), sampled());
    const running = session.run(ENDLESS);
    setTimeout(() => session.cancel(), 100);
    await expect(running).rejects.toThrow(code('ABORTED'));
    const [{ ids, logprobs }] = await session.run(1);
    expect(ids.length).toBeGreaterThan(1);
    const expected = await alone(rotary, [3], { maxTokens: ids.length }, ENDLESS);
    expect(ids).toEqual(expected.ids);
    expect(logprobs).toEqual(expected.logprobs);
    session.dispose();
  });

  test('dispose while it computes ends the call', async () => {
    const session = rotary.session(1, ENDLESS);
    session.add(Int32Array.of(3), sampled());
    const running = session.run(ENDLESS);
    session.dispose();
    await expect(running).rejects.toThrow(code('ABORTED'));
  });
});

test('weights that change between calls are read anew; what is cached stays', async () => {
  const model = await tinyModel(tinyGptNeo());
  const session = model.session(2, 50);
  const text = someTokens(20, 53);
  const stale = session.add(Int32Array.from(text), sampled());
  await session.step(Int32Array.of(stale), Int32Array.of(-1), 1);
  await model.weights.initialise(2);
  const fresh = session.add(Int32Array.from(text), sampled());
  const { ids, logprobs } = await session.step(Int32Array.of(fresh, stale), Int32Array.of(5, 5), 53);
  const expected = await model.logprobsAfter([...text, 5]);
  expect(byId(ids.slice(0, 53), logprobs.slice(0, 53))).toEqual(expected);
  expect(byId(ids.slice(53), logprobs.slice(53))).not.toEqual(expected);
  session.dispose();
  model.dispose();
});

test('broken weights are an error, not a token', async () => {
  const model = await tinyModel(tinyGptNeo());
  const { offset } = model.weights.layout()[0];
  await model.weights.write('parameters', offset, new Float32Array(53 * 24).fill(Number.NaN));
  const session = model.session(1, 50);
  session.add(Int32Array.of(1), sampled());
  await expect(session.run(1)).rejects.toThrow(expect.objectContaining({ code: 'NON_FINITE' }));
  session.dispose();
  model.dispose();
});

test('a session that finds no memory says so and leaves nothing behind', async () => {
  const addon = loadAddon();
  const refused = () => {
    try {
      neo.session(2, 100).dispose();
      return false;
    } catch (error) {
      expect(error).toEqual(expect.objectContaining({ code: 'OUT_OF_MEMORY' }));
      return true;
    }
  };
  let failing = 0;
  for (let nth = 1; ; nth++) {
    addon.failAllocation(nth);
    const failed = refused();
    addon.failAllocation(0);
    if (!failed) break;
    failing++;
  }
  // Keys and values of four layers, and the runner's own.
  expect(failing).toBeGreaterThanOrEqual(8 + 3);
  expect((await alone(neo, [1], { maxTokens: 3 }, 100)).ids.length).toBe(3);
  expect(() => rotary.session(4096, 2 ** 24)).toThrow(/at most \d+ sequences fit/);
});

test('a token takes no memory from the backend', async () => {
  const { failAllocation } = loadAddon();
  for (const weights of ['float32', 'int8'] as const) {
    const session = neo.session(2, 120, weights);
    for (const first of [1, 2]) session.add(Int32Array.of(first, 3), sampled({ logprobs: 2, topK: 5 }));
    await session.run(2);
    failAllocation(0);
    await session.run(100);
    expect(failAllocation(0)).toBe(0);
    session.dispose();
  }
});
