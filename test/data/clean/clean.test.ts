import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type CleanOptions, cleanStories } from '../../../lib/data/clean/clean.ts';
import { CLEANING_PRESET_STEPS, chosenSteps } from '../../../lib/data/clean/steps.ts';
import { cleanText } from '../../../lib/data/clean/text.ts';
import { faults } from '../../../lib/runtime/files.ts';
import { expectFailure, inProcess } from '../../cli/run.ts';

let folder = '';
let out = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tinystories-'));
  out = join(folder, 'clean');
});
afterEach(async () => {
  faults.failWrite(0);
  await rm(folder, { recursive: true, force: true });
});

async function stored(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

const file = (stories: string[]): string => stories.map((story) => `${story}\n<|endoftext|>\n`).join('');
const tale = (i: number): string =>
  `Once upon a time there was a cat number ${i}. It saw ${i * 7} mice and ${i % 13} dogs, and it was glad of that.`;

async function clean(options: Partial<CleanOptions> & { inputs: string[] }) {
  const report = await cleanStories({ out, ...options });
  const text = await readFile(join(out, 'stories.txt'), 'utf8');
  const counts = Object.fromEntries(
    report.steps
      .filter(({ stories }) => stories > 0)
      .map(({ name, stories, places }) => [name, [stories, places]]),
  );
  return { report, text, counts };
}

test('a broken file of stories: each step counts what it has done', async () => {
  const broken = [
    'u don\'t have to be scared." Tom smiled and they all went home to eat a big warm dinner.',
    tale(1),
    tale(1).toUpperCase(),
    'He said â€œhelloâ€ and itâ€™s a day with ten words or so, is it not?',
    `Possible story:\n\n${tale(2)}`,
    '',
    'Too short.',
    `<p>${tale(3)}</p>`,
    `  ${tale(4)}  It  ran. \r\n`,
    `${tale(5)} And then the cat saw a`,
  ];
  const input = await stored('a.txt', Buffer.concat([Buffer.from('\ufeff'), Buffer.from(file(broken))]));
  const { report, text, counts } = await clean({ inputs: [input] });
  expect(text).toBe(
    file([
      tale(1),
      'He said “hello” and it’s a day with ten words or so, is it not?',
      tale(2),
      `${tale(4)} It ran.`,
    ]),
  );
  expect(counts).toEqual({
    mojibake: [1, 2],
    'mojibake-residue': [1, 1],
    'line-ends': [1, 1],
    controls: [1, 1],
    headings: [1, 1],
    strip: [1, 2],
    spaces: [1, 2],
    empty: [1, 1],
    tiny: [1, 1],
    cut: [2, 2],
    junk: [1, 1],
    'exact-duplicates': [1, 1],
  });
  expect(report).toMatchObject({ read: 10, kept: 4, preset: 'standard' });
  expect(JSON.parse(await readFile(join(out, 'clean.json'), 'utf8'))).toEqual(report);
  const lines = cleanText(report);
  expect(lines).toMatch(/^mojibake +mended +1 +10\.00% +at 2 places$/m);
  expect(lines).toMatch(/^10 stories read, 4 stay \(40\.00%\)$/m);
});

test('the recipe for GPT-4’s stories, as its author’s program has it', async () => {
  const long =
    'The dog ran and ran until it was at home again, and there it slept for a very long time. Good old dog';
  const stories = [
    ` “${long}” — he  said… It’s \\ fine – yes. `,
    `${long}!`,
    `${long} ‘culled’.`,
    `${long}, he/she said.`,
    `${long} and more and more`,
    'Short.',
    `${long} (yes) it is so.`,
    `${long}\tand a tab.`,
  ];
  const input = await stored('a.txt', file(stories));
  const { text, counts } = await clean({ inputs: [input], preset: 'gpt4-clean' });
  expect(text).toBe(file([`"${long}" - he said... It's fine - yes.`, `${long}!`]));
  expect(counts).toMatchObject({ ascii: [2, 2], symbols: [2, 2], ending: [1, 1], short: [1, 1] });
});

test('stories of validation, and their words in another dress, are not in the result', async () => {
  const input = await stored('train.txt', file([tale(1), tale(2), `“${tale(3).toLowerCase()}”`]));
  const validation = await stored('valid.txt', file([tale(3), `  ${tale(1)}`]));
  const { text, counts } = await clean({ inputs: [input], validation: [validation] });
  expect(text).toBe(file([tale(2)]));
  expect(counts.leaked).toEqual([2, 2]);
});

test('records: what is known of the stories that stay stays with them', async () => {
  const records = [
    { story: ` ${tale(1)}`, summary: 'one', source: 'GPT-4' },
    { story: tale(2), summary: 'two', source: 'GPT-3.5' },
    { story: tale(1), summary: 'again', source: 'GPT-4' },
    { story: 'itâ€™s a tale with just enough words for it to stay here.', source: 'GPT-4' },
  ];
  const input = await stored('a.jsonl', records.map((one) => JSON.stringify(one)).join('\n'));
  const { report, text } = await clean({ inputs: [input], source: ['GPT-4'] });
  const lines = (await readFile(join(out, 'stories.jsonl'), 'utf8')).trim().split('\n');
  const mended = 'it’s a tale with just enough words for it to stay here.';
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { story: tale(1), summary: 'one', source: 'GPT-4' },
    { story: mended, source: 'GPT-4' },
  ]);
  expect(text).toBe(file([tale(1), mended]));
  expect(report).toMatchObject({ read: 3, otherSource: 1, kept: 2 });
});

test('several files of several kinds, near duplicates among them, any number of threads: the same bytes', async () => {
  const stories = Array.from({ length: 3000 }, (_, i) => tale(i));
  // A word more or less leaves most runs of five as they are.
  const long = stories.slice(0, 40).join(' ');
  const inputs = [
    await stored('a.txt', file([...stories, long])),
    await stored('b.jsonl', stories.map((story) => JSON.stringify({ text: `${story} Yes!` })).join('\n')),
    await stored('c.txt.gz', gzipSync(file([`${long} The very end.`, tale(5000)]))),
  ];
  const made: string[] = [];
  for (const threads of [1, 2, 5]) {
    const { report, text } = await clean({ inputs, threads, with: ['near-duplicates'], nearThreshold: 0.9 });
    const step = report.steps.find(({ name }) => name === 'near-duplicates');
    expect(step?.stories).toBeGreaterThan(0);
    expect(text).toContain(long);
    expect(text).not.toContain('The very end.');
    expect(report.memory.peakBytes).toBeLessThan(100 * report.memory.stories + (4 << 20));
    made.push(JSON.stringify(report), text);
  }
  expect(made[2]).toBe(made[0]);
  expect(made[3]).toBe(made[1]);
  expect(made[4]).toBe(made[0]);
  expect(made[5]).toBe(made[1]);
});

test('what was cleaned is clean', async () => {
  // The last story ends with a quotation mark of its own, as if it were cut off.
  const without = ['near-duplicates', 'ending', 'short', 'cut'];
  const input = await stored(
    'a.txt',
    file(Array.from({ length: 200 }, (_, i) => ` ${tale(i % 150)}  â€™ \r\n`)),
  );
  const first = await clean({ inputs: [input], preset: 'strict', without });
  const again = await cleanStories({
    inputs: [join(out, 'stories.txt')],
    out: join(folder, 'twice'),
    preset: 'strict',
    without,
  });
  expect(first.report.kept).toBe(150);
  expect(again.kept).toBe(again.read);
  expect(again.files).toEqual(first.report.files);
});

test('an empty file beside others', async () => {
  const empty = await stored('empty.txt', '');
  const { report } = await clean({ inputs: [empty, await stored('a.txt', file([tale(1)]))] });
  expect(report).toMatchObject({ read: 2, kept: 1 });
});

test('where no story stays nothing is written, and it is said why', async () => {
  const records = [tale(1), tale(2), tale(3)].map((story) => JSON.stringify({ story, source: 'GPT-4' }));
  const good = await stored('a.jsonl', records.join('\n'));
  await clean({ inputs: [good] });
  const before = await readFile(join(out, 'stories.txt'), 'utf8');
  const dropped = file(['', 'Too short.', `<p>${tale(3)}</p>`, tale(1)]);
  for (const [options, message] of [
    [
      { inputs: [good], source: ['NOPE'] },
      /a\.jsonl: no story of 3 stays \(3 of another source\).*; ask for another source$/,
    ],
    [{ inputs: [await stored('empty.txt', '')] }, /empty\.txt: holds no story; expected/],
    [{ inputs: [join(folder, 'empty.txt')], preset: 'none' }, /empty\.txt: holds no story; expected/],
    [{ inputs: [await stored('none.jsonl', '')] }, /none\.jsonl: holds no story; expected/],
    [
      { inputs: [await stored('b.txt', dropped)], validation: [good] },
      /no story of 4 stays \(1 empty, 1 tiny, 1 junk, 1 leaked\).*; ask for fewer steps$/,
    ],
  ] as const) {
    await expect(clean({ ...options, inputs: [...options.inputs] })).rejects.toMatchObject({
      code: 'FILE',
      message: expect.stringMatching(message),
    });
    expect(await readFile(join(out, 'stories.txt'), 'utf8')).toBe(before);
  }
  expect((await readdir(out)).sort()).toEqual(['clean.json', 'stories.jsonl', 'stories.txt']);
  const args = ['data', 'clean', '--input', good, '--out', join(folder, 'new'), '--source', 'NOPE'];
  expectFailure(await inProcess(...args), 1, /3 of another source/);
  expect(await readdir(folder)).not.toContain('new');
});

test('aborted, and failed at any write: nothing is left, what stood there stays', async () => {
  const input = await stored('a.txt', file(Array.from({ length: 5000 }, (_, i) => tale(i))));
  await clean({ inputs: [input], preset: 'none' });
  const before = await readFile(join(out, 'clean.json'), 'utf8');
  const options = { inputs: [input], out, with: ['near-duplicates'] };
  const stop = new AbortController();
  const stopped = cleanStories({ ...options, signal: stop.signal, onProgress: () => stop.abort() });
  await expect(stopped).rejects.toMatchObject({ code: 'ABORTED' });
  for (const nth of [1, 2, 3, 5, 7]) {
    faults.failWrite(nth);
    await expect(cleanStories(options)).rejects.toMatchObject({ code: 'FILE' });
    faults.failWrite(0);
  }
  expect(await readFile(join(out, 'clean.json'), 'utf8')).toBe(before);
  expect((await readdir(folder)).sort()).toEqual(['a.txt', 'clean']);
});

test('steps by name', () => {
  expect(chosenSteps('none')).toEqual(['oversized', 'utf8', 'marks']);
  expect(chosenSteps('none', ['near-duplicates', 'strip'])).toEqual([
    'oversized',
    'utf8',
    'strip',
    'marks',
    'near-duplicates',
  ]);
  expect(chosenSteps('strict', [], [...CLEANING_PRESET_STEPS.strict])).toEqual(chosenSteps('none'));
  expect(() => chosenSteps('none', ['near-duplicate'])).toThrow(/near-duplicates\?/);
  expect(() => chosenSteps('standard', [], ['utf8'])).toThrow(/can be turned off/);
});

test('on the command line', async () => {
  const input = await stored('a.txt', file([tale(1), tale(1), tale(2)]));
  const args = ['data', 'clean', '--input', input, '--out', out];
  const json = await inProcess(...args, '--json');
  expect(JSON.parse(json.stdout)).toMatchObject({ out, read: 3, kept: 2 });
  const text = await inProcess(...args, '--preset', 'none', '--with', 'exact-duplicates');
  expect(text.stdout).toMatch(/^exact-duplicates +dropped +1 +33\.33%$/m);
  expectFailure(await inProcess(...args, '--with', 'nonsense'), 2, /step: expected a step of cleaning/);
  expectFailure(await inProcess(...args, '--near-threshold', '0'), 2, /nearThreshold/);
  expectFailure(await inProcess(...args, '--source', 'GPT-4'), 2, /inputs that are records/);
  expectFailure(await inProcess('data', 'clean', '--input', `${input}x`, '--out', out), 1, /no such file/);
  const imported = await inProcess('data', 'import', '--input', input, '--out', join(folder, 'i'));
  expect(imported.stdout).toMatch(/3 stories/);
  const listed = await inProcess('data', 'download', '--list');
  expect(listed.stdout).toMatch(/TinyStoriesV2-GPT4-train\.txt +2\.1 GiB +6418d412de72/);
  expectFailure(await inProcess('data', 'download', 'v3', '--out', out), 2, /set: expected one of v1, v2/);
  expectFailure(await inProcess('data', 'download', '--out', out), 2, /name what to download/);
  expectFailure(await inProcess('data', 'download', 'v2'), 2, /--out is missing/);
});
