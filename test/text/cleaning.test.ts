import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CLEANING_PRESET_STEPS, CLEANING_STEPS } from '../../lib/data/clean/steps.ts';
import type { CleaningBlock, NativeCleaner } from '../../lib/runtime/addon-text.ts';
import { loadAddon } from '../../lib/runtime/native.ts';
import { runChild } from '../child.ts';
import {
  type Cleaned,
  cleaned,
  nearDuplicates,
  type Rules,
  splitFile,
  wordsOf,
} from './cleaning-reference.ts';

const addon = loadAddon();
const MARK = '<|endoftext|>';
const ALWAYS = CLEANING_STEPS.filter(({ kind }) => kind === 'always').map(({ name }) => name);
const rulesOf = (steps: readonly string[], more: Partial<Rules> = {}): Rules => ({
  steps: [...ALWAYS, ...steps],
  tinyWords: 3,
  shortCharacters: 20,
  nearThreshold: 0.8,
  ...more,
});

/** A file as raw blocks of so many bytes, the last one maybe shorter. */
function rawBlocks(file: Buffer, size: number): CleaningBlock[] {
  const count = Math.max(1, Math.ceil(file.length / size));
  return Array.from({ length: count }, (_, i) => ({
    bytes: file.subarray(i * size, (i + 1) * size),
    first: i === 0,
    last: i === count - 1,
  }));
}

/** Stories as packed blocks of so many. */
function packedBlocks(stories: Buffer[], size: number): CleaningBlock[] {
  const count = Math.max(1, Math.ceil(stories.length / size));
  return Array.from({ length: count }, (_, i) => {
    const part = stories.slice(i * size, (i + 1) * size);
    let end = 0;
    const ends = Uint32Array.from(part, ({ length }) => {
      end += length;
      return end;
    });
    return { bytes: Buffer.concat(part), ends, first: i === 0, last: i === count - 1 };
  });
}

async function native(
  files: CleaningBlock[][],
  rules: Rules,
  { threads = 2, protect = [] }: { threads?: number; protect?: CleaningBlock[] } = {},
): Promise<Cleaned> {
  const cleaner: NativeCleaner = new addon.Cleaner(rules);
  for (const block of protect) await cleaner.protect(block, threads);
  if (rules.steps.includes('near-duplicates')) {
    for (const block of files.flat()) await cleaner.survey(block, threads);
    await cleaner.settle(threads);
  }
  const bytes: Buffer[] = [];
  const verdicts: string[] = [];
  for (const block of files.flat()) {
    const made = await cleaner.clean(block, threads);
    let begin = 0;
    for (const end of made.ends) {
      const story = Buffer.from(made.bytes.subarray(begin, end));
      expect(story.subarray(-MARK.length - 2).toString()).toBe(`\n${MARK}\n`);
      bytes.push(story.subarray(0, -MARK.length - 2));
      begin = end;
    }
    verdicts.push(...Array.from(made.verdicts, (step) => addon.cleaningSteps[step] ?? 'kept'));
  }
  const { steps } = await cleaner.finish();
  const counts = Object.fromEntries(Object.entries(steps).filter(([, { stories }]) => stories > 0));
  return { kept: bytes.map(String), verdicts, counts };
}

/** Counts of steps that did something. */
function plain({ counts, ...rest }: Cleaned): Cleaned {
  return {
    ...rest,
    counts: Object.fromEntries(Object.entries(counts).filter(([, { stories }]) => stories > 0)),
  };
}

test('steps have the same names and order on both sides', () => {
  expect(addon.cleaningSteps).toEqual(CLEANING_STEPS.map(({ name }) => name));
});

/** Things that stories are made of, and all that goes wrong in them. */
const fragment = fc.oneof(
  fc
    .constantFrom(
      'Once upon a time there was a cat. ',
      'The end.',
      'He said, “Hello!” — and left – early… ',
      'it’s ',
      '‘single’ ',
      'â€œquotedâ€\u009d ',
      'â€™',
      'â€ lost ',
      'â€\u00a0',
      'â€\ufffd',
      'â\u0080\u0099',
      'â\u0080',
      'Ã©tÃ© ',
      'Ã¢â‚¬â„¢',
      'Â ',
      'Ã ',
      'ðŸ˜€',
      'ðŸ',
      'ï»¿',
      'É’S CAFÉ” — ',
      'été 日本 👩‍👩‍👧 ',
      'ПРИВЕТ привет ',
      'İSTANBUL ß ﬁ ',
      '\r\n',
      '\r',
      '\n\n',
      '\t',
      '  ',
      '   ',
      '\\',
      '\\n',
      '\ufeff',
      '\u0000',
      '\u007f',
      '\u0085',
      '\u00a0',
      '\u2028',
      '\u3000',
      'Possible story: ',
      '\n STORY:\n',
      '<b>',
      '<|im_start|>',
      'he/she ',
      'HIS/HER',
      'http://x ',
      'www.x ',
      'WWW.',
      '```',
      'a < b / c * d_e&f@g~h#i%j[k]+(l)',
      '<|endof',
      'text|>',
      '<\\|endoftext|>',
      '<|end\u0000oftext|>',
      '.',
      '!”',
      '?"',
      "u don't",
    )
    .map((text) => Buffer.from(text)),
  // No UTF-8: stray, overlong, cut off, surrogates, past the end, windows-1252.
  fc
    .constantFrom(
      [0x92],
      [0x81],
      [0x9d, 0x20],
      [0xc0, 0xaf],
      [0xe2, 0x80],
      [0xed, 0xa0, 0x80],
      [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80],
      [0xf4, 0x90, 0x80, 0x80],
      [0xff, 0xfe],
      [0xf0, 0x9f, 0x98],
    )
    .map((bytes) => Buffer.from(bytes)),
  fc.string({ unit: 'binary', maxLength: 12 }).map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes)),
);
const story = fc.array(fragment, { maxLength: 12 }).map((parts) => Buffer.concat(parts));
const stepSet = fc.oneof(
  fc.constantFrom(
    CLEANING_PRESET_STEPS.standard,
    CLEANING_PRESET_STEPS['gpt4-clean'],
    CLEANING_PRESET_STEPS.none,
  ),
  fc.subarray(
    CLEANING_STEPS.filter(({ kind }) => kind === 'mend' || kind === 'drop').map(({ name }) => name),
  ),
);

test('packed stories: every step does what the plain one does', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(story, { maxLength: 12 }),
      stepSet,
      fc.integer({ min: 1, max: 5 }),
      fc.constantFrom(1, 3),
      async (stories, steps, size, threads) => {
        const rules = rulesOf(steps);
        const made = await native([packedBlocks(stories, size)], rules, { threads });
        expect(made).toEqual(plain(cleaned([stories], rules)));
      },
    ),
    { numRuns: 500 },
  );
});

test('files: stories come out whole wherever the blocks are cut', async () => {
  const separator = fc.constantFrom(MARK, `\n${MARK}\n`, `\r\n${MARK}\r\n`, `\n\n${MARK}\n\n`);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.tuple(story, separator), { maxLength: 6 }), { minLength: 1, maxLength: 3 }),
      fc.constantFrom('', '\n', ' \n\n', 'the rest', 'Its own end.'),
      stepSet,
      fc.integer({ min: 1, max: 90 }),
      async (parts, end, steps, size) => {
        const files = parts.map((file) =>
          Buffer.concat([...file.flatMap(([text, mark]) => [text, Buffer.from(mark)]), Buffer.from(end)]),
        );
        const rules = rulesOf(steps);
        const made = await native(
          files.map((file) => rawBlocks(file, size)),
          rules,
        );
        expect(made).toEqual(plain(cleaned(files.map(splitFile), rules)));
      },
    ),
    { numRuns: 300 },
  );
});

const word = fc.constantFrom('Tom', 'tom', 'TOM', 'été', 'ÉTÉ', 'İz', 'σας', 'ΣΑΣ', 'कि', 'क', '日本', 'a1');
const spaced = fc.array(fc.tuple(word, fc.constantFrom(' ', ', ', '—', "'", '\n\n', '')), { maxLength: 4 });

test('exact duplicates: the earliest of those with the same words stays; so do leaks go', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(spaced, { maxLength: 40 }),
      fc.array(spaced, { maxLength: 5 }),
      fc.integer({ min: 1, max: 9 }),
      async (texts, leaks, size) => {
        const join = (parts: string[][]): Buffer => Buffer.from(parts.flat().join(''));
        const stories = texts.map(join);
        const rules = rulesOf(['leaked', 'exact-duplicates']);
        const protect = packedBlocks(leaks.map(join), 2);
        const expected = plain(cleaned([stories], rules, leaks.map(join).map(String)));
        for (const threads of [1, 4])
          expect(await native([packedBlocks(stories, size)], rules, { threads, protect })).toEqual(expected);
      },
    ),
    { numRuns: 200 },
  );
});

/** Stories of which some differ from others by a few words. */
const related = fc
  .array(fc.tuple(fc.nat(3), fc.array(fc.tuple(fc.nat(59), fc.nat(9)), { maxLength: 12 })), { maxLength: 30 })
  .map((all) =>
    all.map(([kind, changes]) => {
      const words = Array.from({ length: 60 }, (_, i) => `w${kind}x${i}`);
      for (const [place, other] of changes) words[place] = `other${other}`;
      return words.join(' ');
    }),
  );

test('near duplicates: the same go as by the plain search, whatever the threads and the blocks', async () => {
  await fc.assert(
    fc.asyncProperty(
      related,
      fc.constantFrom(0.5, 0.7, 0.8, 0.95),
      fc.integer({ min: 1, max: 9 }),
      async (texts, nearThreshold, size) => {
        const stories = texts.map((text) => Buffer.from(text));
        const rules = rulesOf(['exact-duplicates', 'near-duplicates'], { nearThreshold });
        const expected = plain(cleaned([stories], rules));
        for (const threads of [1, 3])
          expect(await native([packedBlocks(stories, size)], rules, { threads })).toEqual(expected);
      },
    ),
    { numRuns: 60 },
  );
});

test('near duplicates: what is clearly near goes, what is clearly not stays', () => {
  const base = Array.from({ length: 200 }, (_, i) => `word${i}`);
  const changed = (count: number): string[] => base.map((one, i) => (i < count ? `new${count}x${i}` : one));
  const jaccard = (a: string[], b: string[]): number => {
    const runs = (words: string[]): Set<string> =>
      new Set(words.slice(4).map((_, i) => words.slice(i, i + 5).join(' ')));
    const [x, y] = [runs(a), runs(b)];
    const common = [...x].filter((run) => y.has(run)).length;
    return common / (x.size + y.size - common);
  };
  for (const count of [1, 5, 10, 60, 100]) {
    const other = changed(count);
    const index = jaccard(base, other);
    const gone = nearDuplicates([base, other], 0.8).has(1);
    if (index > 0.9) expect(gone).toBe(true);
    if (index < 0.65) expect(gone).toBe(false);
  }
  expect(wordsOf("Don’t, DON'T")).toEqual(['don', 't', 'don', 't']);
});

test('a line of 100 MB is passed over in little memory, and the story after it is there', async () => {
  const { steps } = rulesOf(['strip', 'empty']);
  const { said } = await runChild('text/long-line-child.ts', JSON.stringify(steps));
  const { verdicts, text, grown } = JSON.parse(said);
  expect(verdicts).toEqual(['kept', 'oversized', 'kept']);
  expect(text).toBe(`Before it.\n${MARK}\nAfter it.\n${MARK}\n`);
  expect(grown).toBeLessThan(100 << 20);
});

test('memory for duplicates: at most 100 bytes a story', async () => {
  const rules = rulesOf(['exact-duplicates', 'near-duplicates']);
  const cleaner = new addon.Cleaner(rules);
  const count = 120_000;
  const blocks = Array.from({ length: 12 }, (_, b) =>
    packedBlocks(
      Array.from({ length: count / 12 }, (_, i) =>
        Buffer.from(`tale ${b} of ${i} is not the tale ${i * b} ${b}`),
      ),
      count,
    ),
  ).flat();
  for (const block of blocks) await cleaner.survey(block, 2);
  await cleaner.settle(2);
  for (const block of blocks) await cleaner.clean(block, 2);
  const { peakBytes, compared } = await cleaner.finish();
  expect(compared).toBe(count);
  expect(peakBytes / compared).toBeLessThan(100);
  expect(peakBytes / compared).toBeGreaterThan(57);
});

test('what is not the same the second time is refused', async () => {
  const block = (text: string) => packedBlocks([Buffer.from(text), Buffer.from(`${text} more`)], 9)[0]!;
  const rules = rulesOf(['empty', 'near-duplicates']);
  const cleaner = new addon.Cleaner(rules);
  await cleaner.survey(block('one'), 1);
  await expect(cleaner.clean(block('one'), 1)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  await cleaner.settle(1);
  await cleaner.clean(packedBlocks([Buffer.from('one')], 1)[0]!, 1);
  await expect(cleaner.finish()).rejects.toMatchObject({ code: 'MISMATCH' });
  await cleaner.clean(packedBlocks([Buffer.from('two')], 1)[0]!, 1);
  await cleaner.finish();
  await expect(cleaner.clean(block('one'), 1)).rejects.toMatchObject({ code: 'MISMATCH' });
});

test.each([
  [{ ...rulesOf([]), steps: ['nonsense'] }, /no step "nonsense"/],
  [rulesOf([], { nearThreshold: 0 }), /nearThreshold/],
  [rulesOf([], { tinyWords: -1 }), /tinyWords/],
])('rules that cannot be meant are refused', (rules, reason) => {
  expect(() => new addon.Cleaner(rules)).toThrow(reason);
});

test('blocks that cannot be meant are refused', async () => {
  const cleaner = new addon.Cleaner(rulesOf([]));
  const block = { bytes: Buffer.from('abc'), ends: Uint32Array.of(2, 1), first: true, last: true };
  await expect(cleaner.clean(block, 1)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  await expect(cleaner.clean({ ...block, ends: Uint32Array.of(4) }, 1)).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
  });
});
