/** Texts from a language model: what comes out, piece by piece and whole. */
import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { LanguageModel } from '../../lib/generation/language-model.ts';
import { saveModelFolder } from '../../lib/models/checkpoint.ts';
import { gptNeo } from '../../lib/models/gpt-neo.ts';
import { Model } from '../../lib/models/model.ts';
import { DisposedError, InvalidArgumentError, UnsupportedError } from '../../lib/runtime/errors.ts';
import { Tokenizer } from '../../lib/tokenizer/tokenizer.ts';
import { evaluate } from '../../lib/training/evaluate.ts';
import { collect, type Storybook, storybook } from './storybook.ts';
import { tinyConfig } from './tiny-models.ts';

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

describe('weights', () => {
  test.each(['bf16', 'int8'] as const)(
    '%s: a text of its own, the same in a batch and for any threads',
    async (weights) => {
      const options = { seed: 3, maxTokens: 60 };
      const [one, two] = [1, 2].map((threads) => book.open({ weights, threads }));
      try {
        const text = await one.generate('Once upon', options).text();
        expect(await two.generate('Once upon', options).text()).toBe(text);
        const [, [beside] = []] = await two.generateBatch(['The cat', 'Once upon'], options).texts();
        expect(beside).toBe(text);
        const [[own]] = await one.generate('One day', { temperature: 0 }).completions();
        const [[whole]] = await teller.generate('One day', { temperature: 0 }).completions();
        expect(own.logprobs).not.toEqual(whole.logprobs);
      } finally {
        one.dispose();
        two.dispose();
      }
    },
  );

  test('float32 is what is meant without a word', async () => {
    const named = book.open({ weights: 'float32' });
    const options = { seed: 5, maxTokens: 40 };
    expect(await named.generate('The', options).text()).toBe(await teller.generate('The', options).text());
    named.dispose();
  });

  test('another word is refused', () => {
    expect(() => book.open({ weights: 'int4' as 'int8' })).toThrow(InvalidArgumentError);
    expect(() => book.open({ weights: 'int4' as 'int8' })).toThrow(/weights: .*float32, bf16, int8.*int4/);
  });
});

describe('a text', () => {
  test('comes in pieces that make up the whole', async () => {
    const pieces = await collect(teller.generate('Once upon', { seed: 3, maxTokens: 60 }));
    const [[whole]] = await teller.generate('Once upon', { seed: 3, maxTokens: 60 }).completions();
    expect(pieces.map(({ text }) => text).join('')).toBe(whole.text);
    expect(pieces.map(({ id }) => id)).toEqual(whole.ids);
    expect(pieces.map(({ logprob }) => logprob)).toEqual(whole.logprobs);
    expect(pieces.slice(0, -1).every(({ finish }) => finish === null)).toBe(true);
    expect(pieces.at(-1)?.finish).toBe(whole.finish);
    expect(await teller.generate('Once upon', { seed: 3, maxTokens: 60 }).text()).toBe(whole.text);
    const ids = whole.finish === 'end' ? whole.ids.slice(0, -1) : whole.ids;
    expect(whole.text).toBe(book.tokenizer.decode(ids));
  });

  test('never breaks a character', async () => {
    // Random weights give random bytes: most tokens are parts of characters.
    const pieces = await collect(
      teller.generate('', { seed: 1, temperature: 3, maxTokens: 120, samples: 8 }),
    );
    for (let sample = 0; sample < 8; sample++) {
      const own = pieces.filter((piece) => piece.sample === sample);
      const ids = own.map(({ id }) => id).filter((id) => id !== teller.endOfText);
      expect(own.map(({ text }) => text).join('')).toBe(book.tokenizer.decode(ids));
    }
    expect(pieces.some(({ text }) => text === '')).toBe(true);
  });

  test('is the same for the same seed, another for another, and says its seed', async () => {
    const first = teller.generate('The cat');
    const text = await first.text();
    expect(await teller.generate('The cat', { seed: first.seed }).text()).toBe(text);
    expect(await teller.generate('The cat', { seed: first.seed + 1 }).text()).not.toBe(text);
  });

  test('starts from the end-of-text token, unless told otherwise', async () => {
    const options = { temperature: 0, maxTokens: 20 };
    const inStory = await teller.generate('The cat', { ...options, fromStart: false }).text();
    expect(await teller.generate('The cat', options).text()).not.toBe(inStory);
    expect(await teller.generate('<|endoftext|>The cat', { ...options, fromStart: false }).text()).toBe(
      await teller.generate('The cat', options).text(),
    );
    const empty = await teller.generate('', { ...options, fromStart: false }).text();
    expect(await teller.generate('', options).text()).toBe(empty);
  });

  test('ends at the end-of-text token, and goes on past it when asked to', async () => {
    const options = { seed: 1, temperature: 1.5 };
    const samples = (await teller.generate('', { ...options, samples: 40 }).completions())[0];
    const ended = samples.find(({ finish }) => finish === 'end');
    expect(ended?.ids.at(-1)).toBe(teller.endOfText);
    expect(ended?.text).not.toContain('<|endoftext|>');
    const on = (await teller.generate('', { ...options, samples: 40, stopAtEnd: false }).completions())[0];
    expect(on.every(({ finish }) => finish === 'context')).toBe(true);
    expect(on[ended?.sample ?? 0].text.startsWith(`${ended?.text}<|endoftext|>`)).toBe(true);
  });

  test('stops after maxTokens, or when the context is full', async () => {
    const [[short]] = await teller.generate('The', { maxTokens: 5, stopAtEnd: false }).completions();
    expect([short.finish, short.ids.length]).toEqual(['length', 5]);
    const [[long]] = await teller.generate('The', { stopAtEnd: false }).completions();
    expect([long.finish, long.ids.length]).toEqual([
      'context',
      128 - book.tokenizer.encode('The').length - 1,
    ]);
  });

  test('stays within the context that was asked for', async () => {
    const small = book.open({ context: 10 });
    const [[text]] = await small.generate('', { stopAtEnd: false }).completions();
    expect([text.finish, text.ids.length]).toEqual(['context', 9]);
    const full = 'The cat was happy. The cat was happy. The cat was happy.';
    expect(() => small.generate(full)).toThrow(/prompt: expected at most the 10 tokens of the context, got/);
    small.dispose();
  });

  test('a prompt that fills the context gets an empty text', async () => {
    const small = book.open({ context: 1 + book.tokenizer.encode('The cat').length });
    const generation = small.generate('The cat', { samples: 2 });
    expect(await collect(generation)).toEqual([]);
    expect((await generation.completions())[0].map(({ text, finish }) => [text, finish])).toEqual([
      ['', 'context'],
      ['', 'context'],
    ]);
    small.dispose();
  });

  test('alternatives come with their log-probabilities', async () => {
    const generation = teller.generate('The', { temperature: 0, maxTokens: 10, logprobs: 3 });
    const pieces = await collect(generation);
    const [[whole]] = await generation.completions();
    expect(whole.alternatives).toEqual(pieces.map(({ alternatives }) => alternatives));
    for (const { id, logprob, alternatives } of pieces) {
      expect(alternatives.length).toBe(3);
      expect(alternatives[0]).toEqual({ id, logprob });
      expect(alternatives[1].logprob).toBeLessThanOrEqual(logprob);
    }
  });
});

describe('stop strings', () => {
  test('end the text before them and are never shown, wherever tokens part them', async () => {
    const whole = await teller.generate('Once', { seed: 8, maxTokens: 100 }).text();
    for (const [begin, length] of [
      [3, 1],
      [9, 4],
      [17, 9],
      [30, 2],
    ]) {
      const stop = Array.from(whole)
        .slice(begin, begin + length)
        .join('');
      const generation = teller.generate('Once', { seed: 8, maxTokens: 100, stop });
      const pieces = await collect(generation);
      expect(pieces.map(({ text }) => text).join('')).toBe(whole.slice(0, whole.indexOf(stop)));
      expect(pieces.at(-1)?.finish).toBe('stop');
    }
  });

  test('that do not come leave the text whole', async () => {
    const options = { seed: 8, maxTokens: 50 };
    const whole = await teller.generate('Once', options).text();
    const last = whole.at(-1) as string;
    expect(await teller.generate('Once', { ...options, stop: ['nowhere', `${last}never`] }).text()).toBe(
      whole,
    );
  });
});

describe('many texts', () => {
  test('samples and batches say what each says alone', async () => {
    const prompts = ['Once upon a time', '', 'The cat', 'The cat'];
    const options = { seed: 4, maxTokens: 40, samples: 3, temperature: 1.1 };
    const together = await teller.generateBatch(prompts, options).texts();
    for (const [i, prompt] of prompts.entries()) {
      expect(together[i]).toEqual((await teller.generate(prompt, options).texts())[0]);
    }
    expect(new Set(together[0]).size).toBe(3);
  });

  test('more than there are slots wait for their turn', async () => {
    const few = book.open({ slots: 2 });
    const options = { seed: 4, samples: 7, maxTokens: 30 };
    expect(await few.generate('The', options).texts()).toEqual(await teller.generate('The', options).texts());
    few.dispose();
  });

  test('concurrent generations equal sequential ones', async () => {
    const few = book.open({ slots: 3 });
    const ask = (model: LanguageModel, i: number) =>
      model
        .generate(['Once', 'The cat', '', 'One day a girl'][i % 4], { seed: i, maxTokens: 10 + 9 * i })
        .text();
    const expected: string[] = [];
    for (let i = 0; i < 9; i++) expected.push(await ask(teller, i));
    expect(await Promise.all(expected.map((_, i) => ask(few, i)))).toEqual(expected);
    few.dispose();
  });

  test('a slow reader gives its slot up and still gets its text', async () => {
    const one = book.open({ slots: 1 });
    const options = { seed: 6, stopAtEnd: false };
    const slow = one.generate('Once', options)[Symbol.asyncIterator]();
    const first = await slow.next();
    expect(await one.generate('The', options).text()).toBe(await teller.generate('The', options).text());
    let text = first.value.text;
    for (let next = await slow.next(); !next.done; next = await slow.next()) text += next.value.text;
    expect(text).toBe(await teller.generate('Once', options).text());
    one.dispose();
  });
});

describe('loading', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'tinystories-generation-'));
    await book.save(join(dir, 'model'), 64);
  });
  afterAll(() => rm(dir, { recursive: true }));

  test('a folder tells what the model at hand tells, within the trained context', async () => {
    const loaded = await LanguageModel.load(join(dir, 'model'), { slots: 2 });
    expect(loaded.context).toBe(64);
    const here = book.open({ context: 64 });
    const options = { seed: 2, stopAtEnd: false };
    expect(await loaded.generate('Once', options).completions()).toEqual(
      await here.generate('Once', options).completions(),
    );
    expect((await loaded.generate('Once', options).completions())[0][0].finish).toBe('context');
    here.dispose();
    await loaded[Symbol.asyncDispose]();
    expect(() => loaded.model.weights.layout()).toThrow(DisposedError);
  });

  test('tokens that only a padded vocabulary has say nothing', async () => {
    const config = { ...tinyConfig({ vocab: book.tokenizer.vocab + 100, maxPositions: 64 }) };
    const padded = await Model.create(gptNeo(config), { seed: 5 });
    const { endOfText, vocab } = book.tokenizer;
    const tokenizer = JSON.stringify(book.tokenizer);
    await saveModelFolder(join(dir, 'padded'), padded, { config, tokenizer, endOfText });
    padded.dispose();
    const loaded = await LanguageModel.load(join(dir, 'padded'));
    for (const beams of [1, 3]) {
      const options = { stopAtEnd: false, beams, ...(beams > 1 ? {} : { temperature: 1, seed: 1 }) };
      const [[{ ids, text }]] = await loaded.generate('Once', options).completions();
      expect(ids.some((id) => id >= vocab)).toBe(true);
      expect(text).toBe(book.tokenizer.decode(ids.filter((id) => id < vocab)));
    }
    await loaded[Symbol.asyncDispose]();
  });

  test('nobody waits for a pipe in the place of its tokenizer', async () => {
    const copy = join(dir, 'piped');
    await cp(join(dir, 'model'), copy, { recursive: true });
    const path = join(copy, 'tokenizer.json');
    await rm(path);
    execFileSync('mkfifo', [path]);
    const calls = [LanguageModel.load(copy), Tokenizer.load(copy), evaluate(copy, 'stories.txt')];
    for (const end of await Promise.allSettled(calls))
      expect(String(end.status === 'rejected' && end.reason)).toContain(`${path}: this is a named pipe`);
  });

  test('sizes that fit the file and not the computing are unsupported, by its name', async () => {
    const copy = join(dir, 'wide');
    await cp(join(dir, 'model'), copy, { recursive: true });
    const path = join(copy, 'config.json');
    const config = JSON.parse(await readFile(path, 'utf8'));
    await writeFile(path, JSON.stringify({ ...config, hidden_size: 512, num_heads: 1 }));
    const error = await LanguageModel.load(copy).catch((reason) => reason);
    expect(error).toBeInstanceOf(UnsupportedError);
    expect(error.message).toMatch(/config\.json .*`headSize`: .*, got 512/);
  });

  test('an abort keeps its reason', async () => {
    const reason = new Error('no more');
    const load = LanguageModel.load(join(dir, 'model'), { signal: AbortSignal.abort(reason) });
    await expect(load).rejects.toMatchObject({ code: 'ABORTED', cause: reason });
  });

  test('what is missing or does not fit is said', async () => {
    await expect(LanguageModel.load(join(dir, 'nothing'))).rejects.toThrow(/does not exist/);
    await expect(LanguageModel.load(join(dir, 'model'), { tokenizer: 'gpt2' })).rejects.toThrow(
      /the tokenizer has 50257 tokens, the model only \d+/,
    );
    await expect(LanguageModel.load(join(dir, 'model'), { context: 129 })).rejects.toThrow(
      /context: expected/,
    );
    await expect(LanguageModel.load(join(dir, 'model'), { slots: 0 })).rejects.toThrow(/slots: expected/);
    await rm(join(dir, 'model', 'tokenizer.json'));
    await expect(LanguageModel.load(join(dir, 'model'))).rejects.toThrow(/holds no tokenizer.json/);
    await writeFile(join(dir, 'model', 'tokenizer.json'), JSON.stringify(book.tokenizer));
  });
});

test('prompts that are no strings are refused', () => {
  expect(() => teller.generate(3 as unknown as string)).toThrow(/prompt: expected a string, got 3/);
  expect(() => teller.generateBatch(new Array(1).concat('a'))).toThrow(/prompt: expected a string, got und/);
  expect(() => teller.generateBatch([])).toThrow(/prompts: expected at least one string/);
  expect(() => teller.generateBatch('Once' as unknown as string[])).toThrow(/prompts/);
});

test('a prompt of any length is refused with a typed error, and one far too long without being encoded', () => {
  const encode = jest.spyOn(book.tokenizer, 'encode');
  try {
    const open = book.open({ context: 10 });
    expect(() => open.generate('x'.repeat(300_000))).toThrow(InvalidArgumentError);
    expect(() => open.generate('x'.repeat(300_000))).toThrow(
      /^prompt: expected at most the 10 tokens of the context, so \d+ characters or fewer, got 300000$/,
    );
    expect(encode).not.toHaveBeenCalled();
    const longest = Math.max(...book.tokenizer.tokenLengths(), '<|endoftext|>'.length);
    expect(() => open.generate('x'.repeat(10 * longest))).toThrow(/ of the context, got \d+$/);
    expect(encode).toHaveBeenCalledTimes(1);
    // So many that they are no arguments of one call.
    encode.mockReturnValueOnce(new Int32Array(300_000));
    expect(() => open.generate('x')).toThrow(/ of the context, got 300001$/);
    open.dispose();
  } finally {
    encode.mockRestore();
  }
});
