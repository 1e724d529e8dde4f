/** docs/grading.md against the code. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parseHumanScores } from '../../lib/grading/calibration/human-scores.ts';
import { JUDGING_DEFAULTS, TELLING_DEFAULTS } from '../../lib/grading/grade.ts';
import { readVerdict } from '../../lib/grading/judging/verdict.ts';
import { CATEGORIES } from '../../lib/grading/prompts/beginnings.ts';
import { MISSING_REASONS } from '../../lib/grading/record.ts';
import { GRADING_FILES } from '../../lib/grading/record-files.ts';

const page = readFileSync(join(__dirname, '../../docs/grading.md'), 'utf8');

test.each([...MISSING_REASONS, ...CATEGORIES, ...Object.values(GRADING_FILES)])(
  '%s is on the page',
  (name) => {
    expect(page).toContain(`\`${name}\``);
  },
);

test('the line that it says can be read can be read', () => {
  const line = /`(Grammar: [^`]+)`/.exec(page)![1]!;
  expect(readVerdict(line, 2)).toHaveProperty('scores');
});

test('the columns of its table are those of the CSV', () => {
  const table = page.slice(page.indexOf('| column |'));
  const columns = [...table.matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(([, cell]) =>
    cell!.replaceAll('`', '').split(', '),
  );
  const without = (names: string[]): string[] => columns.filter((name) => !names.includes(name));
  for (const names of [without(['beginning', 'completion']), without(['prompt', 'sample'])]) {
    expect(parseHumanScores(`${names.join(',')}\n${names.map(() => '1').join(',')}`, 'f', 10)).toHaveLength(
      1,
    );
  }
  expect(columns).toHaveLength(10);
});

test('the defaults that it names are those there are', () => {
  expect(page).toContain(`\`--reasks\` times (${JUDGING_DEFAULTS.reasks})`);
  expect([TELLING_DEFAULTS.samples, TELLING_DEFAULTS.temperature]).toEqual([10, 1]);
});
