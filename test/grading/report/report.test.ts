/** Reports on made-up runs: what they show, that nothing in them is obeyed, and that they come out the same. */
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FIGURE_4 } from '../../../lib/grading/report/figure-4.ts';
import { gradingReportHtml } from '../../../lib/grading/report/html.ts';
import { gradingReportMarkdown } from '../../../lib/grading/report/markdown.ts';
import { gradingReport } from '../../../lib/grading/report/report.ts';
import { PAPER_HIGH, PAPER_LOW } from '../../../lib/grading/statistics/normalised.ts';
import { FileError, FormatError, InvalidArgumentError } from '../../../lib/runtime/errors.ts';
import { expectFailure, inProcess } from '../../cli/run.ts';
import { makeUpGrading, makeUpRun } from './made-up.ts';

const HOSTILE = `</pre><script>alert("1")</script><img src=x onerror='x'> \`\`\`\n# head\n<!-- | [a](https://b.example) \u0007\u202e***`;
let folder: string;
const at = (...parts: string[]) => join(folder, ...parts);
const count = (text: string, part: string) => text.split(part).length - 1;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grading-report-'));
  await makeUpRun(at('small'), { skill: 4, seed: 1, prompts: 12, gradings: ['final', 'instruct'] });
  await makeUpRun(at('large'), { skill: 6, seed: 2, prompts: 12, gradings: ['final'] });
  await makeUpRun(at('hostile'), { hostile: HOSTILE, missing: 0.3, graded: [] });
  await makeUpRun(at('offline'), { judges: [], gradings: [] });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const both = () => gradingReport([at('small'), at('large')]);

describe('figures', () => {
  test('a row for each teller; instructions join the beginnings of the same weights', async () => {
    const { rows, series, curves } = await both();
    expect(
      rows.map(({ name, story, instruct }) => [name, story?.grading.file.name, instruct?.grading.file.name]),
    ).toEqual([
      ['small', 'final', 'instruct'],
      ['large', 'final', undefined],
    ]);
    expect(series).toEqual(['small', 'large']);
    expect(rows[0]!.shape).toMatchObject({ hidden: 64, layers: 2, parameters: 133_000 });
    expect(rows[0]!.shape.evalLoss).toBeCloseTo(1.65, 1);
    expect(curves.map(({ run, points }) => [run.name, points.map(({ step }) => step)])).toEqual([
      ['small', [100, 200, 300, 400]],
      ['large', [100, 200, 300, 400]],
    ]);
    const last = curves[1]!.points.map(({ axes }) => axes!.grammar.mean);
    expect(last).toEqual([...last].sort((a, b) => a - b));
  });

  test('losses of tokens stand with the vocabulary that they are of, and are not to be compared over two', async () => {
    const text = gradingReportMarkdown(await both());
    expect(text).toMatch(
      /compares rows of the same vocabulary and the same stories alone, which ours and the paper’s/,
    );
    const cells = (name: string) => {
      const row = new RegExp(`^\\| \\**${name}\\** \\|.*$`, 'm').exec(text)![0];
      return row.split('|').map((cell) => cell.trim());
    };
    const [, ...head] = cells('model');
    const place = head.indexOf('vocabulary') + 1;
    expect(head[place]).toBe('eval loss');
    expect([cells('small')[place], cells('paper 64×8 \\(1M\\)')[place]]).toEqual(['500', '10,000']);
    expect(text).not.toContain('different vocabularies');
    await cp(at('large'), at('words'), { recursive: true });
    const path = at('words', 'run.json');
    const run = JSON.parse(await readFile(path, 'utf8'));
    await writeFile(path, JSON.stringify({ ...run, data: { ...run.data, tokenizerHash: 'cd'.repeat(32) } }));
    const { notes } = await gradingReport([at('small'), at('words')]);
    expect(notes.join('\n')).toMatch(/different vocabularies: compare losses/);
  });

  test('plot is that of instructions where there are any', async () => {
    const [small, large] = (await both()).rows;
    expect(small!.scores.plot).toEqual(small!.instruct!.statistics!.axes!.plot);
    expect(small!.scores.instruct).toEqual(small!.instruct!.statistics!.axes!.consistency);
    expect(large!.scores.plot).toEqual(large!.story!.statistics!.axes!.plot);
    expect(large!.scores.instruct).toBeNull();
  });

  test('differences that are there and differences that are not', async () => {
    const { comparisons } = await both();
    expect(comparisons).toHaveLength(1);
    expect(comparisons[0]).toMatchObject({ first: 'small', second: 'large', kind: 'story', prompts: 12 });
    expect(comparisons[0]!.axes.grammar.noise).toBe(false);
    await makeUpRun(at('same'), { skill: 4, seed: 5, prompts: 12, graded: [] });
    const { notes } = await gradingReport([at('small'), at('same')]);
    expect(notes.join('\n')).toMatch(/small and same: no axis differs by more than chance/);
  });

  test('several judges are rows of their own, and one grading is told once', async () => {
    await makeUpRun(at('judges'), { judges: ['gpt-4o', 'other'], graded: [] });
    const report = await gradingReport([at('judges')]);
    expect(report.rows.map(({ name }) => name)).toEqual(['judges · gpt-4o', 'judges · other']);
    const page = gradingReportHtml(report);
    expect(count(page, '<details>')).toBe(6);
    expect(count(page, 'gpt-4o: grammar')).toBe(18);
    expect(count(page, 'other: grammar')).toBe(18);
  });

  test('the paper’s figure 4: 31 rows, whose brackets are the paper’s', () => {
    expect(FIGURE_4).toHaveLength(31);
    const released = FIGURE_4.filter((row) => row.released !== null).map((row) => row.released);
    expect(released).toEqual(['1M', '3M', '8M', '28M', '33M', '2Layers-33M', '1Layer-21M']);
    const low = FIGURE_4.find(({ hidden, layers }) => hidden === 64 && layers === 2);
    expect(low).toMatchObject(PAPER_LOW);
    expect(FIGURE_4.at(-1)).toMatchObject(PAPER_HIGH);
    for (const { creativity, grammar, consistency } of FIGURE_4)
      for (const score of [creativity, grammar, consistency]) expect(score).toBeGreaterThan(2);
  });
});

describe('what is missing', () => {
  test('is counted with its reasons, and is in no mean', async () => {
    const { rows, notes } = await gradingReport([at('hostile')]);
    const { grades, statistics } = rows[0]!.story!;
    const given = grades.filter(({ scores }) => scores !== null);
    expect(given.length).toBeLessThan(grades.length);
    expect(statistics).toMatchObject({ completions: 18, graded: given.length });
    expect(notes.join('\n')).toMatch(/of the grades are missing/);
    const text = gradingReportMarkdown(await gradingReport([at('hostile')]));
    expect(text).toMatch(new RegExp(`unreadable ${grades.length - given.length}`));
  });

  test('without a judge: checks alone, and it says so', async () => {
    const report = await gradingReport([at('offline')]);
    expect(report.notes[0]).toMatch(/No judge/);
    const page = gradingReportHtml(report);
    expect(page).not.toContain('figure 4');
    expect(page).toContain('Checks without a judge');
    expect(page).toContain('Order by rules');
    // The last one made while training stands for the run.
    expect(report.rows[0]!.story!.grading.file.teller.step).toBe(400);
    expect(`${page}${gradingReportMarkdown(report)}`).not.toMatch(/NaN|undefined|Infinity/);
  });

  test('a run that was never graded has its losses', async () => {
    await makeUpRun(at('young'), { graded: [], gradings: [] });
    const page = gradingReportHtml(await gradingReport([at('young')]));
    expect(page).toContain('Loss, nats a token');
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
    const mixed = await gradingReport([at('young'), at('small')]);
    expect(mixed.series).toEqual(['small', 'young']);
  });

  test('a grading that was not finished is named', async () => {
    await cp(at('large'), at('unfinished'), { recursive: true });
    const path = at('unfinished', 'grades', 'final', 'grading.json');
    const file = JSON.parse(await readFile(path, 'utf8'));
    await writeFile(path, JSON.stringify({ ...file, complete: false }));
    expect((await gradingReport([at('unfinished')])).notes[0]).toMatch(/“final” is not complete/);
  });
});

describe('the same again', () => {
  test('byte for byte: again, elsewhere, in another time zone and locale', async () => {
    const [page, text] = [gradingReportHtml(await both()), gradingReportMarkdown(await both())];
    for (const name of ['small', 'large']) await cp(at(name), at('elsewhere', name), { recursive: true });
    const before = { TZ: process.env.TZ, LC_ALL: process.env.LC_ALL };
    Object.assign(process.env, { TZ: 'Asia/Tokyo', LC_ALL: 'de_DE.UTF-8' });
    try {
      const again = await gradingReport([at('elsewhere', 'small'), at('elsewhere', 'large')]);
      expect(gradingReportHtml(again)).toBe(page);
      expect(gradingReportMarkdown(again)).toBe(text);
    } finally {
      for (const [name, value] of Object.entries(before))
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
    }
  });

  test('no clock: no date but those of the answers', async () => {
    const page = gradingReportHtml(await both());
    const dates = new Set(page.match(/20\d\d-\d\d-\d\dT[\d:.]+Z/g));
    expect([...dates].sort()).toEqual(['2026-01-02T03:04:05.000Z', '2026-01-02T04:05:06.000Z']);
    expect(page).not.toContain(folder);
  });
});

describe('the page', () => {
  test('text from outside stays text', async () => {
    const page = gradingReportHtml(await gradingReport([at('hostile')]));
    expect(page).not.toMatch(/<script|<img|<pre|onerror='/);
    for (const mark of ['\u0007', '\u202e']) expect(page).not.toContain(mark);
    expect(page).toContain('&lt;script&gt;alert(&quot;1&quot;)');
    for (const tag of ['style', 'svg', 'table', 'details', 'main', 'div', 'section', 'figure'])
      expect([tag, count(page, `<${tag}>`) + count(page, `<${tag} `)]).toEqual([
        tag,
        count(page, `</${tag}>`),
      ]);
  });

  test('stands alone: no script, nothing loaded', async () => {
    const page = gradingReportHtml(await both());
    expect(page).not.toMatch(/<script|<link|src=|href=|url\(|@import|https?:/);
    expect(page).toContain("default-src 'none'");
  });

  test('plots: loss, four axes, order, radar, four distributions, ages', async () => {
    const plots = gradingReportHtml(await both()).match(/<svg.*?<\/svg>/gs) ?? [];
    expect(plots).toHaveLength(1 + 4 + 1 + 1 + 4 + 1);
    for (const plot of plots) {
      expect(plot).toContain('series-0');
      expect(plot).toContain('series-1');
      for (const [, points] of plot.matchAll(/points="([^"]*)"/g))
        expect(points).toMatch(/^(-?[\d.]+,-?[\d.]+ ?)+$/);
    }
  });

  test('completions as many as were asked for', async () => {
    const told = async (completions: number) =>
      count(gradingReportHtml(await gradingReport([at('large')], { completions })), 'class="told"');
    expect(await told(3)).toBe(36);
    expect(await told(1)).toBe(12);
    expect(await told(0)).toBe(0);
    const text = gradingReportMarkdown(await gradingReport([at('large')], { completions: 1 }));
    expect(text).toContain('24 more completions are not printed.');
  });
});

describe('the Markdown', () => {
  test('text from outside marks nothing up', async () => {
    const text = gradingReportMarkdown(await gradingReport([at('hostile')]));
    // Blocks end with a fence of their own length; what is outside of them is escaped.
    const lines = text.split('\n');
    const outside: string[] = [];
    let fence = '';
    for (const line of lines) {
      const mark = /^(`{3,})(text)?$/.exec(line);
      if (fence === '' && mark?.[2]) fence = mark[1]!;
      else if (fence !== '' && line === fence) fence = '';
      else if (fence === '') outside.push(line);
    }
    expect(fence).toBe('');
    expect(outside.join('\n')).not.toMatch(/(?<!\\)</);
    expect(outside.join('\n')).not.toMatch(/https:\/\//);
    expect(outside.filter((line) => /^# /.test(line))).toHaveLength(1);
    for (const mark of ['\u0007', '\u202e']) expect(text).not.toContain(mark);
  });

  test('rows of a table have as many cells as its head', async () => {
    const text = gradingReportMarkdown(await gradingReport([at('hostile'), at('small')]));
    const tables = text.match(/(?:^\|.*\n)+/gm) ?? [];
    expect(tables.length).toBeGreaterThan(5);
    for (const table of tables) {
      const cells = table
        .trim()
        .split('\n')
        .map((line) => line.split(/(?<!\\)\|/).length);
      expect(new Set(cells).size).toBe(1);
    }
  });
});

describe('what is refused', () => {
  test('paths with nothing to report on', async () => {
    await mkdir(at('empty'));
    await expect(gradingReport([at('none')])).rejects.toThrow(/does not exist/);
    await expect(gradingReport([at('empty')])).rejects.toThrow(FileError);
    await expect(gradingReport([])).rejects.toThrow(InvalidArgumentError);
    await expect(gradingReport([at('small')], { completions: -1 })).rejects.toThrow(InvalidArgumentError);
  });

  test('more rows than there are colours', async () => {
    const nine = Array.from({ length: 9 }, () => at('large'));
    await expect(gradingReport(nine)).rejects.toThrow(/at most 8/);
    const { series } = await gradingReport(nine.slice(0, 2));
    expect(series).toEqual(['large', 'large (2)']);
  });

  test('files that are not what they should be', async () => {
    await cp(at('large'), at('broken'), { recursive: true });
    await writeFile(at('broken', 'grades', 'final', 'grades.jsonl'), '{"prompt": 1}\n');
    await expect(gradingReport([at('broken')])).rejects.toThrow(FormatError);
  });

  test('an abort ends it', async () => {
    await expect(gradingReport([at('large')], { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});

describe('tinystories report', () => {
  test('a single grading, page and Markdown', async () => {
    await makeUpGrading(at('alone'), { prompts: 3 });
    const args = ['report', at('alone'), '--html', at('page.html'), '--markdown', at('page.md')];
    const { code, stdout } = await inProcess(...args);
    expect([code, stdout]).toEqual([0, `report: ${at('page.html')}\nreport: ${at('page.md')}\n`]);
    expect(await readFile(at('page.html'), 'utf8')).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
    expect(await readFile(at('page.md'), 'utf8')).toMatch(/^# Grades of alone\n/);
  });

  test('Markdown to stdout, and figures as JSON', async () => {
    expect((await inProcess('report', at('large'))).stdout).toMatch(/^# Grades of large\n/);
    const { stdout } = await inProcess('report', at('large'), '--json');
    expect(JSON.parse(stdout)).toMatchObject({ rows: [{ name: 'large', judge: 'gpt-4o', hidden: 64 }] });
  });

  test.each([
    ['no run', [], 2, /run/],
    ['a run that is not there', ['/none'], 1, /does not exist/],
    ['a page in a folder that is not there', ['RUN', '--html', '/none/page.html'], 1, /page\.html/],
    ['a number that is none', ['RUN', '--completions', 'x'], 2, /--completions/],
  ])('%s', async (_, args, code, message) => {
    const real = args.map((arg) => (arg === 'RUN' ? at('large') : arg));
    expectFailure(await inProcess('report', ...real), code, message);
  });
});
