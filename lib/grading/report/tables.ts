/** The tables of a report, in the order they are shown. */
import { count, decimal, percent } from '../../data/report/figures.ts';
import { AGE_GROUPS, AGES, type Grading } from '../record.ts';
import {
  normalised,
  PAPER_COLUMNS,
  PAPER_HIGH,
  PAPER_LOW,
  type PaperColumn,
} from '../statistics/normalised.ts';
import { curveTable } from './curve-table.ts';
import { FIGURE_4, type PaperRow } from './figure-4.ts';
import type { Comparison, Measure } from './measure.ts';
import type { GradingReport } from './report.ts';
import type { Graded, ReportRow } from './rows.ts';
import { NONE, score, short, type Table, type TableRow } from './table.ts';

/** Ours first, then the paper's; in brackets the paper's normalised score. */
export function scoreTable(rows: readonly ReportRow[]): Table {
  const own = rows.filter(({ judge }) => judge !== null).map(ownRow);
  return {
    title: 'Scores beside the paper’s figure 4',
    says:
      'Out of 10, with the 95 % interval of the mean over prompts; in brackets the score between the paper’s smallest ' +
      'model (0) and GPT-4 (1). The paper’s rows were graded by GPT-4 on the paper’s prompts: where judge or prompts ' +
      'differ, compare within rows of one kind. ° is the plot of beginnings, which the paper has not.',
    head: ['model', 'hidden', 'layers', 'in blocks', 'eval loss', ...PAPER_COLUMNS],
    rows: own.length === 0 ? [] : [...own, ...FIGURE_4.map(paperRow)],
  };
}

function ownRow({ name, shape, scores, instruct }: ReportRow): TableRow {
  const cell = (column: PaperColumn): string => {
    const value = scores[column];
    if (!value) return NONE;
    const beginnings = column === 'plot' && instruct === null;
    return `${score(value.mean)}${beginnings ? ' °' : bracket(column, value.mean)}${interval(value)}`;
  };
  return {
    ours: true,
    cells: [
      name,
      shape.hidden?.toString() ?? NONE,
      shape.layers?.toString() ?? NONE,
      shape.blocks === null ? NONE : millions(shape.blocks / 1e6),
      score(shape.evalLoss),
      ...PAPER_COLUMNS.map(cell),
    ],
  };
}

function paperRow(row: PaperRow): TableRow {
  const cell = (column: PaperColumn): string => {
    const value = row[column];
    return value === null ? NONE : `${score(value)}${bracket(column, value)}`;
  };
  const { name, hidden, layers, blocks, evalLoss } = row;
  const shape = [
    hidden?.toString() ?? NONE,
    layers?.toString() ?? NONE,
    blocks === null ? NONE : millions(blocks),
  ];
  return { cells: [`paper ${name}`, ...shape, score(evalLoss), ...PAPER_COLUMNS.map(cell)] };
}

function bracket(column: PaperColumn, value: number): string {
  const between = normalised(value, PAPER_LOW[column], PAPER_HIGH[column]);
  return between === null ? '' : ` (${signed(between)})`;
}

/** With a minus that is as wide as a plus. */
function signed(value: number): string {
  return value.toFixed(2).replace('-', '−');
}

/** On a line of its own, where there is room for one. */
function interval({ interval }: Measure): string {
  return interval ? `\n[${score(interval.low)}, ${score(interval.high)}]` : '';
}

function millions(value: number): string {
  return `${value.toFixed(2)}M`;
}

export function comparisonTable(comparisons: readonly Comparison[]): Table {
  return {
    title: 'Differences, prompt by prompt',
    says:
      'Mean difference on the prompts that both were graded on, and the p-value of a sign-flip test, adjusted for the ' +
      'axes (Holm). What is marked “noise” may be chance: nothing should be built on it.',
    head: ['first − second', 'prompts', 'axis', 'difference', 'p', ''],
    rows: comparisons.flatMap(({ first, second, prompts, axes }) =>
      axes.map(({ axis, difference, p, differs }) => ({
        cells: [
          `${first} − ${second}`,
          count(prompts),
          axis,
          `${difference < 0 ? '−' : '+'}${Math.abs(difference).toFixed(2)}`,
          p < 0.001 ? '< 0.001' : p.toFixed(3),
          differs ? 'differs' : 'noise',
        ],
      })),
    ),
  };
}

export function checksTable(rows: readonly ReportRow[]): Table {
  const share = (value: number | null): string => (value === null ? NONE : percent(value));
  return {
    title: 'Checks without a judge',
    says:
      'By rules, from the texts alone; what each means stands in docs/grade-report.md. “order” puts tellers in a row, ' +
      '0 to 1; it is no grade.',
    head: [
      'model',
      'texts',
      'order',
      'known words',
      'clean sentences',
      'repeated 4-grams',
      'complete',
      'cut',
      'rambling',
      'words',
      'self-similarity',
      'asked words',
      'asked sentence',
      'features',
    ],
    rows: rows.flatMap(({ name, story, instruct }) =>
      [story, instruct].flatMap((graded) => {
        if (!graded) return [];
        const { checks } = graded;
        const kind = story && instruct ? ` (${graded.grading.file.kind})` : '';
        return {
          cells: [
            name + kind,
            count(checks.completions),
            score(checks.order.value),
            share(checks.dictionary),
            share(checks.clean),
            share(checks.repeated),
            share(checks.endings.complete),
            share(checks.endings.cut),
            share(checks.endings.rambling),
            decimal(checks.length),
            checks.selfSimilarity === null ? NONE : score(checks.selfSimilarity),
            share(checks.words),
            share(checks.sentence),
            share(checks.features),
          ],
        };
      }),
    ),
  };
}

export function ageTable(rows: readonly ReportRow[]): Table {
  return {
    title: 'Age that the judge guessed',
    head: ['model', ...AGE_GROUPS.map((group) => `${group} (${AGES[group]})`)],
    rows: rows
      .filter(({ judge }) => judge !== null)
      .map(({ name, ages }) => {
        const all = AGE_GROUPS.reduce((sum, group) => sum + ages[group], 0);
        const cells = AGE_GROUPS.map((group) =>
          all === 0 ? NONE : `${count(ages[group])} (${percent(ages[group] / all)})`,
        );
        return { cells: [name, ...cells] };
      }),
  };
}

/** What it cost, and what is missing and why. */
export function costTable(rows: readonly ReportRow[]): Table {
  return {
    title: 'Cost, and what is missing',
    says: 'Dollars as the price given to the grading says; 0 where none was given. What is missing counts in no mean.',
    head: ['model', 'grades', 'missing', 'why', 'answers', 'tokens asked', 'tokens answered', 'dollars'],
    rows: rows.flatMap((row) =>
      gradedOf(row).flatMap(({ grading, grades }) => {
        if (!row.judge) return [];
        const judge = grading.file.judges.find(({ id }) => id === row.judge?.id);
        const missing = grades.filter((grade) => grade.missing !== null);
        const answers = grades.reduce((sum, grade) => sum + grade.attempts, 0);
        return {
          cells: [
            kindOf(row, grading),
            count(grades.length),
            missing.length === 0
              ? '0'
              : `${count(missing.length)} (${percent(missing.length / grades.length)})`,
            reasons(missing.map((grade) => grade.missing!)),
            count(answers),
            count(judge?.usage.promptTokens ?? 0),
            count(judge?.usage.completionTokens ?? 0),
            (judge?.cost ?? 0).toFixed(4),
          ],
        };
      }),
    ),
  };
}

function reasons(missing: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const reason of missing) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  if (counts.size === 0) return NONE;
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([reason, times]) => `${reason} ${count(times)}`)
    .join(', ');
}

/** Where everything comes from. */
export function provenanceTable(rows: readonly ReportRow[]): Table {
  return {
    title: 'Where it comes from',
    says: 'Beginnings of SHA-256 hashes; dates are those of the judges’ answers.',
    head: [
      'model',
      'weights',
      'step',
      'prompts',
      'samples',
      'temperature',
      'seed',
      'judge',
      'judge answered as',
      'question',
      'dates',
      'package',
    ],
    rows: rows.flatMap((row) =>
      gradedOf(row).map(({ grading }) => {
        const { teller, prompts, settings, questionHash, dates, packageVersion, judges } = grading.file;
        const judge = judges.find(({ id }) => id === row.judge?.id);
        const { first, last } = dates;
        return {
          cells: [
            kindOf(row, grading),
            short(teller.hash),
            teller.step === null ? NONE : count(teller.step),
            `${prompts.source}, ${count(prompts.items.length)} (${short(prompts.hash)})`,
            count(settings.samples),
            String(settings.temperature),
            String(settings.seed),
            judge ? `${judge.model}, ${settings.turns === 2 ? 'two turns' : 'one turn'}` : 'none',
            judge && judge.answered.length > 0 ? judge.answered.join(', ') : NONE,
            judge ? short(questionHash) : NONE,
            first === null || last === null ? NONE : first === last ? first : `${first} to ${last}`,
            packageVersion,
          ],
        };
      }),
    ),
  };
}

export function gradedOf({ story, instruct }: ReportRow): Graded[] {
  return [story, instruct].filter((graded) => graded !== null);
}

function kindOf({ name, story, instruct }: ReportRow, { file }: Grading): string {
  return story && instruct ? `${name} (${file.kind})` : name;
}

/** All that have something to say. */
export function allTables(report: GradingReport): Table[] {
  const { rows, comparisons } = report;
  return [
    scoreTable(rows),
    comparisonTable(comparisons),
    ageTable(rows),
    curveTable(report),
    checksTable(rows),
    costTable(rows),
    provenanceTable(rows),
  ].filter((table) => table.rows.length > 0);
}
