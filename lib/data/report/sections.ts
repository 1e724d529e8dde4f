/** The figures of one or more reports under headings, one row each: what the text and the page both show. */
import type { Agreement, CheckFigures } from './checks.ts';
import { count, decimal, partOf, percent } from './figures.ts';
import type { DistinctShare } from './ngrams.ts';
import type { CorpusReport } from './report.ts';
import { LONGEST_SAMPLED } from './sample.ts';
import type { Spread } from './tally.ts';

export interface Section {
  /** Ends in ` *` where the sample was measured and there are more stories. */
  title: string;
  rows: Row[];
}

export interface Row {
  label: string;
  /** One for each report. */
  cells: string[];
}

export function sections(reports: readonly CorpusReport[]): Section[] {
  const row = (label: string, cell: (report: CorpusReport) => string): Row => ({
    label,
    cells: reports.map(cell),
  });
  const all: (Section & { on: 'all' | 'sample' })[] = [
    {
      title: 'Stories',
      on: 'all',
      rows: [
        row('stories', ({ stories }) => count(stories)),
        row('empty, left out', ({ empty }) => count(empty)),
        row('in the sample', ({ sample }) => count(sample.stories)),
        ...(reports.some(({ sample }) => sample.cut > 0)
          ? [row(`cut at ${count(LONGEST_SAMPLED)} characters`, ({ sample }) => count(sample.cut))]
          : []),
      ],
    },
    {
      title: 'Length (5 % … median … 95 %)',
      on: 'all',
      rows: (['words', 'characters', 'sentences', 'paragraphs'] as const).flatMap((unit) => [
        row(unit, ({ lengths }) => spread(lengths[unit])),
        row(`${unit}, mean`, ({ lengths }) => decimal(lengths[unit].mean)),
      ]),
    },
    {
      title: 'Exact duplicates',
      on: 'all',
      rows: [
        row('repeat an earlier story', ({ stories, duplicates }) =>
          partOf(duplicates.exact.repeats, stories),
        ),
        row('largest group of equal ones', ({ duplicates }) => together(duplicates.exact.largest)),
      ],
    },
    { title: 'Near duplicates', on: 'sample', rows: nearRows(reports, row) },
    {
      title: 'Distinct n-grams',
      on: 'sample',
      rows: [
        ...ngramRows('words', row, ({ ngrams }) => ngrams.words),
        ...ngramRows('words and marks', row, ({ ngrams }) => ngrams.tokens),
        row('stories repeating a 4-gram', ({ ngrams }) => percent(ngrams.selfRepetition.stories)),
        row('4-grams repeated in a story', ({ ngrams }) => percent(ngrams.selfRepetition.mean)),
      ],
    },
    {
      title: 'Likeness (Rouge-2)',
      on: 'sample',
      rows: [
        row('r_i: median', ({ rouge }) => fixed(rouge.median, 3)),
        row('r_i: mode', ({ rouge }) => fixed(rouge.mode, 2)),
        row('r_i: 95 %', ({ rouge }) => fixed(rouge.p95, 3)),
        row('mean of all pairs', ({ rouge }) => fixed(rouge.pairMean, 3)),
        row('groups compared within', ({ rouge }) =>
          rouge.pairMean === null ? '–' : `${rouge.groups} of ${rouge.groupSize} stories`,
        ),
      ],
    },
    {
      title: 'Vocabulary',
      on: 'sample',
      rows: [
        row('words', ({ vocabulary }) => count(vocabulary.total)),
        row('different words', ({ vocabulary }) => count(vocabulary.distinct)),
        row('of them, met once', ({ vocabulary }) => partOf(vocabulary.once, vocabulary.distinct)),
        ...[0, 1, 2].map((i) =>
          row(`words that make up ${percentOf(reports, i)}`, ({ vocabulary }) =>
            count(vocabulary.coverage[i]?.words ?? 0),
          ),
        ),
        row('most frequent', ({ vocabulary }) =>
          vocabulary.frequent
            .slice(0, 8)
            .map(({ word }) => word)
            .join(' '),
        ),
        ...(reports.some(({ vocabulary }) => vocabulary.unknown)
          ? [
              row('text of unknown words', ({ vocabulary }) =>
                vocabulary.unknown ? percent(vocabulary.unknown.text) : '–',
              ),
              row('different words that are unknown', ({ vocabulary }) =>
                vocabulary.unknown ? percent(vocabulary.unknown.distinct) : '–',
              ),
              row('most frequent unknown words', ({ vocabulary }) =>
                (vocabulary.unknown?.frequent ?? [])
                  .slice(0, 8)
                  .map(({ word }) => word)
                  .join(' '),
              ),
            ]
          : []),
      ],
    },
    { title: 'Openings', on: 'sample', rows: openingRows(reports, row) },
  ];
  if (reports.some(({ checks }) => checks !== null)) {
    const checked = (label: string, cell: (checks: CheckFigures) => string) =>
      row(label, ({ checks }) => (checks ? cell(checks) : '–'));
    all.push({ title: 'What was asked for', on: 'all', rows: checkRows(reports, checked) });
  }
  const whole = isWhole(reports);
  return all.map(({ title, on, rows }) => ({ title: on === 'all' || whole ? title : `${title} *`, rows }));
}

/** Whether the samples hold all stories. */
export function isWhole(reports: readonly CorpusReport[]): boolean {
  return reports.every(({ stories, sample }) => stories === sample.stories);
}

type MakeRow = (label: string, cell: (report: CorpusReport) => string) => Row;

function spread({ p5, median, p95 }: Spread): string {
  return `${count(p5)} … ${count(median)} … ${count(p95)}`;
}

/** A dash where there is no such figure. */
function fixed(value: number | null, digits: number): string {
  return value === null ? '–' : value.toFixed(digits);
}

/** The size of the largest group of stories that are alike. */
function together(size: number): string {
  return size > 1 ? `${count(size)} stories` : '–';
}

function percentOf(reports: readonly CorpusReport[], i: number): string {
  return percent(reports[0]?.vocabulary.coverage[i]?.share ?? 0).replace('.0', '');
}

function nearRows(reports: readonly CorpusReport[], row: MakeRow): Row[] {
  const levels = reports[0]?.duplicates.near.levels ?? [];
  return levels.flatMap(({ jaccard }, i) => [
    row(`have one at Jaccard ≥ ${jaccard}`, ({ duplicates: { near } }) =>
      partOf(near.levels[i]?.clustered ?? 0, near.stories),
    ),
    row(`largest group at ≥ ${jaccard}`, ({ duplicates: { near } }) =>
      together(near.levels[i]?.largest ?? 0),
    ),
  ]);
}

function ngramRows(
  what: string,
  row: MakeRow,
  shares: (report: CorpusReport) => readonly DistinctShare[],
): Row[] {
  return [1, 2, 3, 4].map((n) =>
    row(`${n}-grams of ${what}`, (report) => percent(shares(report)[n - 1]?.share ?? 0)),
  );
}

function openingRows(reports: readonly CorpusReport[], row: MakeRow): Row[] {
  const kinds = reports[0]?.openings ?? [];
  const last = kinds.length - 1;
  return [
    ...kinds.flatMap(({ words }, i) => [
      row(`first ${words} words: entropy`, ({ openings }) => `${openings[i]?.entropy.toFixed(2)} bits`),
      row(`first ${words} words: top 1, top 10`, ({ openings }) =>
        openings[i] ? `${percent(openings[i].top1)}, ${percent(openings[i].top10)}` : '–',
      ),
    ]),
    ...[0, 1, 2, 3, 4].map((i) =>
      row(`no. ${i + 1}`, ({ openings }) => {
        const entry = openings[last]?.frequent[i];
        return entry ? `${entry.opening} ${percent(entry.share)}` : '–';
      }),
    ),
  ];
}

function checkRows(
  reports: readonly CorpusReport[],
  row: (label: string, cell: (checks: CheckFigures) => string) => Row,
): Row[] {
  const names = new Set(reports.flatMap(({ checks }) => checks?.features.map(({ name }) => name) ?? []));
  const found = ({ asked, askedAndFound, unasked, unaskedAndFound }: Agreement) =>
    `${partOf(askedAndFound, asked)} / ${partOf(unaskedAndFound, unasked)}`;
  return [
    row('stories with a record', ({ records }) => count(records)),
    row('required words found', ({ words }) => partOf(words.asked - words.missing, words.asked)),
    row('of them, in another form', ({ words }) => partOf(words.inflected, words.asked - words.missing)),
    row('stories with all their words', ({ words }) => percent(words.complete)),
    ...(reports.some(({ checks }) => checks?.words.mostMissed.length)
      ? [row('most missed', ({ words }) => words.mostMissed.slice(0, 5).map(missed).join(', ') || '–')]
      : []),
    ...[...names].map((name) =>
      row(`asked for ${name}`, ({ features }) =>
        percent(features.find((feature) => feature.name === name)?.share ?? 0),
      ),
    ),
    row('speech where asked / not asked', ({ dialogue }) => found(dialogue)),
    row('lesson hint where asked / not', ({ moral }) => found(moral)),
    row('with a summary', ({ summary }) => percent(summary.share)),
    row('words of a summary, mean', ({ summary }) => (summary.present ? decimal(summary.words) : '–')),
  ];
}

function missed({ word, missing, asked }: { word: string; missing: number; asked: number }): string {
  return `${word} (${missing}/${asked})`;
}
