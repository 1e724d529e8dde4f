/** The tables of a report, in the order they are shown. */
import { count, decimal, partOf, percent } from '../../data/report/figures.ts';
import { AGE_GROUPS, AGES, AXES, type Grading } from '../record.ts';
import type { Interval } from '../statistics/bootstrap.ts';
import {
  normalised,
  PAPER_COLUMNS,
  PAPER_HIGH,
  PAPER_LOW,
  type PaperColumn,
} from '../statistics/normalised.ts';
import type { RowComparison } from './comparisons.ts';
import { curveTable } from './curve-table.ts';
import { FIGURE_4, PAPER_VOCABULARY, type PaperRow } from './figure-4.ts';
import type { GradingReport } from './report.ts';
import { firstOf, type Graded, type ReportRow } from './rows.ts';
import { NONE, score, shortHash, type Table, type TableRow } from './table.ts';

/** Ours first, then the paper's; in brackets the paper's normalised score. */
function scoreTable(rows: readonly ReportRow[]): Table {
  const own = rows.filter(({ judge }) => judge !== null).map(ownRow);
  return {
    title: 'Scores beside the paper’s figure 4',
    says:
      'Out of 10, with the 95 % interval of the mean over prompts; in brackets the score between the paper’s smallest ' +
      'model (0) and GPT-4 (1). The paper’s rows were graded by GPT-4 on the paper’s prompts: where judge or prompts ' +
      'differ, compare within rows of one kind. ° is the plot of beginnings, which the paper has not. The eval loss is one of ' +
      'tokens, in nats: it compares rows of the same vocabulary and the same stories alone, which ours and the paper’s are ' +
      'not; over vocabularies, compare the bits per byte that `tinystories eval` gives.',
    head: ['model', 'hidden', 'layers', 'in blocks', 'vocabulary', 'eval loss', ...PAPER_COLUMNS],
    rows: own.length === 0 ? [] : [...own, ...FIGURE_4.map(paperRow)],
  };
}

function ownRow({ name, shape, scores, instruct }: ReportRow): TableRow {
  const cell = (column: PaperColumn): string => {
    const value = scores[column];
    if (!value) return NONE;
    const beginnings = column === 'plot' && instruct === null;
    return `${score(value.mean)}${beginnings ? ' °' : bracket(column, value.mean)}${within(value.interval)}`;
  };
  return {
    ours: true,
    cells: [
      name,
      shape.hidden?.toString() ?? NONE,
      shape.layers?.toString() ?? NONE,
      shape.blocks === null ? NONE : millions(shape.blocks / 1e6),
      shape.vocabulary === null ? NONE : count(shape.vocabulary),
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
    evalLoss === null ? NONE : count(PAPER_VOCABULARY),
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
function within(interval: Interval | null): string {
  return interval ? `\n[${signed(interval.low)}, ${signed(interval.high)}]` : '';
}

function millions(value: number): string {
  return `${value.toFixed(2)}M`;
}

function comparisonTable(comparisons: readonly RowComparison[]): Table {
  return {
    title: 'Differences, prompt by prompt',
    says:
      'Second less first on the prompts that both were graded on, with its 95 % interval, and the p-value of a sign-flip ' +
      'test, adjusted for the axes (Holm). What is marked “noise” may be chance: nothing should be built on it.',
    head: ['first, second', 'prompts', 'axis', 'difference', 'p', '', 'prompts to show it'],
    rows: comparisons.flatMap(({ first, second, kind, prompts, axes }) =>
      AXES.map((axis) => {
        const { mean, interval, adjusted, noise, promptsNeeded } = axes[axis];
        return {
          cells: [
            `${first}, ${second}${kind === 'instruct' ? ' (instruct)' : ''}`,
            count(prompts),
            axis,
            `${mean < 0 ? '−' : '+'}${Math.abs(mean).toFixed(2)}${within(interval)}`,
            adjusted < 0.001 ? '< 0.001' : adjusted.toFixed(3),
            noise ? 'noise' : 'differs',
            noise && promptsNeeded !== null ? count(promptsNeeded) : NONE,
          ],
        };
      }),
    ),
  };
}

/** How sure the means are, and where the spread of grades comes from. */
function spreadTable(rows: readonly ReportRow[]): Table {
  return {
    title: 'Where the spread of grades comes from',
    says:
      'Deviation of single grades; variance between prompts, and between samples of one; rank correlation of the grade ' +
      'with the length of the text; completions for an interval of ± 0.25. With several judges, the share of the spread ' +
      'that they agree on (intraclass correlation).',
    head: [
      'model',
      'axis',
      'deviation',
      'between prompts',
      'between samples',
      'with length',
      'completions for ± 0.25',
      'judges agree',
    ],
    rows: rows.flatMap((row) =>
      gradedOf(row).flatMap(({ grading, statistics, whole }) =>
        AXES.flatMap((axis) => {
          const of = statistics?.axes?.[axis];
          if (!of) return [];
          const { deviation, spread, length, needed } = of;
          return {
            of: row.name,
            cells: [
              kindOf(row, grading),
              axis,
              score(deviation),
              score(spread.prompts),
              score(spread.samples),
              score(length),
              needed === null ? NONE : count(needed.completions),
              score(whole.betweenJudges?.[axis].agreement),
            ],
          };
        }),
      ),
    ),
  };
}

function checksTable(rows: readonly ReportRow[]): Table {
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
      'bits a byte under a second model',
    ],
    rows: rows.flatMap(({ name, story, instruct }) =>
      [story, instruct].flatMap((graded) => {
        if (!graded) return [];
        const { checks, second } = graded;
        const kind = story && instruct ? ` (${graded.grading.file.kind})` : '';
        return {
          of: name,
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
            second ? `${score(second.bitsPerByte)} (${second.name}, ${shortHash(second.hash)})` : NONE,
          ],
        };
      }),
    ),
  };
}

function ageTable(rows: readonly ReportRow[]): Table {
  return {
    title: 'Age that the judge guessed',
    head: ['model', ...AGE_GROUPS.map((group) => `${group} (${AGES[group]})`)],
    rows: rows.flatMap((row) => {
      const ages = firstOf(row).statistics?.ages;
      if (!ages) return [];
      const all = AGE_GROUPS.reduce((sum, group) => sum + ages[group], 0);
      return { cells: [row.name, ...AGE_GROUPS.map((group) => partOf(ages[group], all))] };
    }),
  };
}

/** What it cost, and what is missing and why. */
function costTable(rows: readonly ReportRow[]): Table {
  return {
    title: 'Cost, and what is missing',
    says:
      'Dollars as the price given to the grading says, with what failed requests may have cost; 0 where none was given. ' +
      'What is missing counts in no mean.',
    head: ['model', 'grades', 'missing', 'why', 'answers', 'tokens asked', 'tokens answered', 'dollars'],
    rows: rows.flatMap((row) =>
      gradedOf(row).flatMap(({ grading, grades }) => {
        if (!row.judge) return [];
        const judge = grading.file.judges.find(({ id }) => id === row.judge?.id);
        const missing = grades.filter((grade) => grade.missing !== null);
        const answers = grades.reduce((sum, grade) => sum + grade.attempts, 0);
        return {
          of: row.name,
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
function provenanceTable(rows: readonly ReportRow[]): Table {
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
          of: row.name,
          cells: [
            kindOf(row, grading),
            shortHash(teller.hash),
            teller.step === null ? NONE : count(teller.step),
            `${prompts.source}, ${count(prompts.items.length)} (${shortHash(prompts.hash)})`,
            count(settings.samples),
            String(settings.temperature),
            String(settings.seed),
            judge ? `${judge.model}, ${settings.turns === 2 ? 'two turns' : 'one turn'}` : 'none',
            judge && judge.answered.length > 0 ? judge.answered.join(', ') : NONE,
            judge ? shortHash(questionHash) : NONE,
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

/** Name of a row, with the kind of one of its gradings where it has two. */
export function kindOf({ name, story, instruct }: ReportRow, { file }: Grading): string {
  return story && instruct ? `${name} (${file.kind})` : name;
}

/** All that have something to say. */
export function allTables(report: GradingReport): Table[] {
  const { rows, comparisons } = report;
  return [
    scoreTable(rows),
    comparisonTable(comparisons),
    spreadTable(rows),
    ageTable(rows),
    curveTable(report),
    checksTable(rows),
    costTable(rows),
    provenanceTable(rows),
  ].filter((table) => table.rows.length > 0);
}
