import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { reportHtml } from '../../../lib/data/report/html.ts';
import { type CorpusReport, reportCorpora, reportCorpus } from '../../../lib/data/report/report.ts';
import { reportText } from '../../../lib/data/report/text.ts';
import { storyRecords } from '../../../lib/data/storyteller/storyteller.ts';
import { AbortedError, FileError, FormatError, InvalidArgumentError } from '../../../lib/runtime/errors.ts';
import type { Progress } from '../../../lib/runtime/progress.ts';

let folder = '';
const at = (name: string) => join(folder, name);
const HOSTILE = `<script>alert("1")</script><img src=x onerror='x'>&amp; </style></svg>\u0007\u202e "quoted"`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tinystories-report-'));
  const records = [...storyRecords(1, 0, 300)];
  const again = records
    .slice(0, 6)
    .map((record) => ({ ...record, story: `  ${record.story.toUpperCase()}` }));
  await writeFile(
    at('made.jsonl'),
    [...records, ...again].map((record) => JSON.stringify(record)).join('\n'),
  );
  await writeFile(
    at('few.txt'),
    Array.from({ length: 40 }, (_, i) => `Tom saw ${i} dogs.`).join('<|endoftext|>'),
  );
  await writeFile(at('empty.txt'), ' \n<|endoftext|>\n<|endoftext|>');
  const hostile = { story: HOSTILE, instruction: { words: [HOSTILE.slice(0, 30)], features: ['<b>'] } };
  await writeFile(
    at('hostile.jsonl'),
    [hostile, hostile, { text: `${HOSTILE} more` }].map((line) => JSON.stringify(line)).join('\n'),
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('counts over a whole corpus, planted repeats among them', async () => {
  const report = await reportCorpus([at('made.jsonl')]);
  expect(report).toMatchObject({
    format: 'tinystories corpus report',
    version: 1,
    name: 'made.jsonl',
    stories: 306,
    empty: 0,
    sample: { stories: 306, seed: 1, cut: 0 },
    duplicates: { exact: { distinct: 300, repeats: 6, share: 6 / 306, largest: 2 }, near: { stories: 300 } },
    checks: { records: 306, words: { asked: 918, missing: 0 } },
  });
  expect(report.duplicates.exact.example).toMatchObject({ first: 0, again: 300 });
  expect(report.shown).toHaveLength(3);
  // The storyteller keeps its word: those asked to talk do, others do not.
  const { dialogue } = report.checks as NonNullable<CorpusReport['checks']>;
  expect(dialogue.askedAndFound).toBe(dialogue.asked);
  expect(dialogue.unaskedAndFound).toBe(0);
});

test('is plain data, and the same on every run', async () => {
  const first = await reportCorpus([at('made.jsonl')], { sample: 100 });
  expect(JSON.parse(JSON.stringify(first))).toEqual(first);
  expect(await reportCorpus([at('made.jsonl')], { sample: 100 })).toEqual(first);
  const other = await reportCorpus([at('made.jsonl')], { sample: 100, seed: 2 });
  expect(other.shown).not.toEqual(first.shown);
  // What is counted on all stories does not depend on the sample.
  expect([other.lengths, other.duplicates.exact, other.checks]).toEqual([
    first.lengths,
    first.duplicates.exact,
    first.checks,
  ]);
});

test('two corpora are compared on samples of the same size', async () => {
  const [made, few] = (await reportCorpora([
    { inputs: [at('made.jsonl')], name: 'ours' },
    { inputs: [at('few.txt')] },
  ])) as [CorpusReport, CorpusReport];
  expect([made.name, few.name]).toEqual(['ours', 'few.txt']);
  expect([made.stories, few.stories]).toEqual([306, 40]);
  expect([made.sample.stories, few.sample.stories]).toEqual([40, 40]);
  // Four words a story, "tom saw n dogs": 43 different ones.
  expect(few.ngrams.words[0]).toMatchObject({ total: 160, distinct: 43 });
  expect(few.checks).toBeNull();
  const alone = await reportCorpus([at('made.jsonl')], { name: 'ours', sample: 40 });
  // Not the same sample, but of the same size.
  expect(alone.sample.stories).toBe(40);
  const text = reportText([made, few]);
  expect(text).toMatch(/^counted on all stories; .* sample of 40 of each \(seed 1\)$/m);
  expect(text).toMatch(/^ {2}stories +306 +40$/m);
  expect(text).toMatch(/^ {2}repeat an earlier story +6 \(1\.96 %\) +0 \(0 %\)$/m);
});

test('several inputs are one corpus', async () => {
  const report = await reportCorpus([at('made.jsonl'), at('few.txt')]);
  expect(report.stories).toBe(346);
  expect(report.files.map(({ name }) => name)).toEqual(['made.jsonl', 'few.txt']);
  expect(report.checks?.records).toBe(306);
});

test('one story, and stories without a word', async () => {
  await writeFile(at('one.txt'), 'One.');
  await writeFile(at('marks.txt'), '!!!<|endoftext|>???');
  for (const name of ['one.txt', 'marks.txt']) {
    const report = await reportCorpus([at(name)]);
    expect(JSON.stringify(report)).not.toContain('null,null');
    expect(JSON.stringify(report)).not.toMatch(/NaN|Infinity/);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    expect(reportText([report])).not.toMatch(/NaN|undefined|Infinity/);
    expect(reportHtml([report])).not.toMatch(/NaN|undefined|Infinity/);
  }
});

test('of one story nothing is said of likeness; of two there is', async () => {
  await writeFile(at('pair.txt'), 'The dog ran.<|endoftext|>The dog sat.');
  const likeness = async (name: string) =>
    reportText([await reportCorpus([at(name)])]).match(/^ *(r_i: \w+|mean of all).*$/gm);
  const alone = await likeness('one.txt');
  expect(alone).toHaveLength(4);
  for (const line of alone ?? []) expect(line).toMatch(/ –$/);
  for (const line of (await likeness('pair.txt')) ?? []) expect(line).toMatch(/ 0\.\d+$/);
});

describe('the page', () => {
  test('text of the corpus stays text', async () => {
    const reports = await reportCorpora([
      { inputs: [at('hostile.jsonl')], name: HOSTILE },
      { inputs: [at('hostile.jsonl')], name: 'other' },
    ]);
    const page = reportHtml(reports);
    expect(page).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;');
    expect(page).toContain('&amp;amp;');
    expect(page).not.toMatch(/<script|<img|onerror='/);
    expect(page).not.toContain('\u0007');
    expect(page.match(/<\/style>/g)).toHaveLength(1);
    expect(page.match(/<svg/g)).toHaveLength(page.match(/<\/svg>/g)?.length ?? 0);
    expect(page).toContain('asked for &lt;b&gt;');
  });

  test('stands alone: no script, nothing loaded', async () => {
    const page = reportHtml([await reportCorpus([at('made.jsonl')])]);
    expect(page).not.toMatch(/<script|<link|src=|href=|url\(|@import|https?:/);
    expect(page).toContain("default-src 'none'");
  });

  test('two corpora share the plots, each in its colour', async () => {
    const reports = await reportCorpora([{ inputs: [at('made.jsonl')] }, { inputs: [at('few.txt')] }]);
    const page = reportHtml(reports);
    const plots = page.match(/<svg.*?<\/svg>/gs) ?? [];
    expect(plots).toHaveLength(6);
    for (const plot of plots.slice(0, 4)) {
      expect(plot).toContain('series-0');
      expect(plot).toContain('series-1');
    }
    const one = reportHtml(reports.slice(0, 1));
    expect(one).not.toContain('class="legend"');
    expect(one).not.toMatch(/class="(area|line|bar) series-1/);
    expect(() => reportHtml([])).toThrow(InvalidArgumentError);
  });
});

test.each([
  ['a file that is not there', ['none.txt'], FileError, /none\.txt/],
  ['no story at all', ['empty.txt'], FileError, /holds no story/],
  ['no inputs', [], InvalidArgumentError, /at least one file/],
])('%s is refused', async (_, names, kind, message) => {
  const failure = reportCorpus(names.map(at));
  await expect(failure).rejects.toThrow(kind);
  await expect(failure).rejects.toThrow(message);
});

test('lines that are no JSON, and settings that cannot be meant, are refused', async () => {
  await writeFile(at('bad.jsonl'), '{"text":"a"}\n{');
  await expect(reportCorpus([at('bad.jsonl')])).rejects.toThrow(FormatError);
  await expect(reportCorpus([at('few.txt')], { sample: 0 })).rejects.toThrow(InvalidArgumentError);
  await expect(reportCorpus([at('few.txt')], { seed: -1 })).rejects.toThrow(InvalidArgumentError);
});

test('says how far it is, and ends when aborted, while reading and after', async () => {
  const stages: Progress[] = [];
  await reportCorpus([at('made.jsonl')], { onProgress: (progress) => void stages.push(progress) });
  expect(stages.at(-1)).toEqual({ stage: 'measuring made.jsonl', done: 6, total: 6, unit: 'parts' });
  const reading = stages.filter(({ unit }) => unit === 'bytes').at(-1) as Progress;
  expect(reading.done).toBe(reading.total);
  for (const unit of ['bytes', 'parts']) {
    const controller = new AbortController();
    const onProgress = (progress: Progress) => {
      if (progress.unit === unit) controller.abort();
    };
    const report = reportCorpus([at('made.jsonl')], { signal: controller.signal, onProgress });
    await expect(report).rejects.toThrow(AbortedError);
  }
});
