import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { calibrate } from '../../lib/grading/calibration/calibrate.ts';
import { parseCsv } from '../../lib/grading/calibration/csv.ts';
import { parseHumanScores } from '../../lib/grading/calibration/human-scores.ts';
import { inProcess } from '../cli/run.ts';
import { type Mock, startMock } from '../llm/mock.ts';

let folder = '';
let mock: Mock | null = null;
afterEach(async () => {
  await mock?.close();
  mock = null;
  if (folder !== '') await rm(folder, { recursive: true, force: true });
});

describe('CSV', () => {
  test('quotes, commas and line ends in fields; CRLF; a byte order mark', () => {
    const rows = parseCsv('\uFEFFa,b\r\n"x, ""y""","1\n2"\r\n,\r\nlast,line', 'f');
    expect(rows.map(({ line, fields }) => [line, ...fields.values()])).toEqual([
      [2, 'x, "y"', '1\n2'],
      [4, '', ''],
      [5, 'last', 'line'],
    ]);
  });

  test.each([
    ['', /empty; expected a line/],
    ['a,a\n1,2', /column "a" stands twice/],
    ['a,b\n1', /line 2: 1 cells, where the first row has 2/],
    ['a,b\n1,2,3', /line 2: 3 cells/],
    ['a,b\n"1,2', /line 2: a quotation mark that is never closed/],
    ['a,b\n"1"x,2', /line 2: "x" after a closing/],
    ['a,b\n1"2",3', /line 2: a quotation mark inside/],
    ['a,b\n1,2\rx', /line 2: a carriage return/],
  ])('refused: %j', (text, message) => {
    expect(() => parseCsv(text, 'f')).toThrow(message);
  });
});

describe('scores of people', () => {
  test('of completions by number, on any scale', () => {
    const csv = 'model,prompt,sample,grammar,plot,notes\na,p1,0,0.5,,fine\na,p1,1,1,0,';
    expect(parseHumanScores(csv, 'f', 1)).toEqual([
      { model: 'a', prompt: 'p1', sample: 0, text: null, scores: { grammar: 5 } },
      { model: 'a', prompt: 'p1', sample: 1, text: null, scores: { grammar: 10, plot: 0 } },
    ]);
  });

  test('of texts: the same beginning again is the next sample', () => {
    const csv = 'beginning,completion,plot\nOnce,a,1\nOnce,b,2\nTwice,c,3';
    const scores = parseHumanScores(csv, 'f', 10);
    expect(scores.map(({ model, sample }) => [model, sample])).toEqual([
      ['model', 0],
      ['model', 1],
      ['model', 0],
    ]);
    expect(scores[0]!.prompt).toBe(scores[1]!.prompt);
    expect(scores[2]!.prompt).not.toBe(scores[1]!.prompt);
  });

  test.each([
    ['prompt,sample\np,0', /at least one column of grammar/],
    ['prompt,grammar\np,1', /expected either the columns prompt, sample or beginning, completion/],
    ['prompt,sample,beginning,completion,plot\np,0,a,b,1', /expected either/],
    ['prompt,sample,gramar\np,0,1', /unknown column "gramar"/],
    ['prompt,sample,plot', /no scores below/],
    ['prompt,sample,plot,grammar\np,0,,\nq,0,,', /no score at all/],
    ['prompt,sample,plot\np,0,11', /line 2: plot: expected a number from 0 to 10, got "11"/],
    ['prompt,sample,plot\np,0,-1', /got "-1"/],
    ['prompt,sample,plot\np,0,1e1', /got "1e1"/],
    ['prompt,sample,plot\np,0,NaN', /got "NaN"/],
    ['prompt,sample,plot\np,0, 5', /got " 5"/],
    ['prompt,sample,plot\np,0,8/10', /got "8\/10"/],
    ['prompt,sample,plot\np,x,5', /line 2: sample: expected a whole number/],
    ['prompt,sample,plot\n,0,5', /an empty prompt/],
    ['model,prompt,sample,plot\n,p,0,5', /an empty model/],
    ['prompt,sample,plot\np,0,5\np,0,6', /line 3: p, sample 0, stands twice/],
    ['beginning,completion,plot\n ,x,5', /an empty beginning/],
  ])('refused: %j', (text, message) => {
    expect(() => parseHumanScores(text, 'f', 10)).toThrow(message);
  });
});

const BEGINNINGS = ['Once', 'Then', 'A cat', 'The dog', 'One day'];

/** People score three models as their names say; the judge of the mock likes long texts. */
function labels(lengths: Record<string, number>): string {
  const rows = Object.entries({ weak: 1, middling: 4, strong: 8 }).flatMap(([model, score]) =>
    BEGINNINGS.map(
      (beginning, i) => `${model},${beginning},"${' word'.repeat(lengths[model]! + i)}",${score + i / 4}`,
    ),
  );
  return `model,beginning,completion,plot\n${rows.join('\n')}\n`;
}

/** What the command is called with to have a mock judge grade these texts. */
async function judging(lengths: Record<string, number>): Promise<string[]> {
  folder = await mkdtemp(join(tmpdir(), 'calibration-'));
  mock = await startMock({ mode: 'judge', judge: 'long' });
  const csv = join(folder, 'labels.csv');
  await writeFile(csv, labels(lengths));
  const judge = `judge@${mock.baseURL}`;
  return ['grade', 'calibrate', '--human', csv, '--judge', judge, '--out', join(folder, 'out')];
}

test('a judge is asked about the texts, and compared: order kept, bias, rank correlation', async () => {
  const args = await judging({ weak: 20, middling: 150, strong: 400 });
  const { code, stdout, stderr } = await inProcess(...args, '--json');
  expect([code, stderr.includes('error')]).toEqual([0, false]);
  const [calibration] = JSON.parse(stdout).calibrations;
  expect(calibration).toMatchObject({ judge: 'judge', texts: 15, ungraded: 0, axes: { grammar: null } });
  const { plot } = calibration.axes;
  expect(plot.order).toEqual({ pairs: 3, kept: 3, turned: [] });
  expect(plot.models.map(({ model }: { model: string }) => model)).toEqual(['weak', 'middling', 'strong']);
  expect(plot.rank).toBeGreaterThan(0.8);
  // Five texts of each of three models, two turns each; asked again, nothing.
  expect(mock!.received('/chat')).toHaveLength(30);
  const again = await inProcess(...args);
  expect(again.stdout).toMatch(/plot +15 .* 3 of 3\n/);
  expect(again.stdout).toContain('! texts of only 5 of the prompts: the intervals are rough\n');
  expect(mock!.received('/chat')).toHaveLength(30);
});

test('a judge that turns the order is said to', async () => {
  const { stdout } = await inProcess(...(await judging({ weak: 400, middling: 150, strong: 20 })));
  expect(stdout).toMatch(/plot +15 .* 0 of 3\n/);
  expect(stdout).toMatch(/people find strong better than weak, the judge does not/);
  expect(stdout).toMatch(/does not show that the judge orders texts as people do/);
});

test('scores of models without a grading', async () => {
  const people = parseHumanScores('model,prompt,sample,plot\na,p,0,5', 'f', 10);
  await expect(calibrate(people, new Map())).rejects.toThrow(/no grading of a/);
});
