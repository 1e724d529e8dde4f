/** The plots of one or two reports, for the page and for the picture. */
import type { Chart } from './chart-frame.ts';
import { barChart, histogramChart, lineChart, rankChart } from './charts.ts';
import { percent, round, shorten } from './figures.ts';
import type { CorpusReport } from './report.ts';
import type { Histogram } from './tally.ts';

/** Length, likeness where there are pairs, vocabulary, n-grams, openings; two corpora share all but the last. */
export function plots(reports: readonly CorpusReport[]): Chart[] {
  const lengths = sameWidth(reports.map((report) => report.lengths.words.histogram));
  const width = lengths[0]?.width ?? 1;
  const longest = Math.max(...lengths.map(({ counts }) => counts.length)) * width;
  const likeness = reports.map(({ rouge }) => shares(rouge.histogram));
  const most = Math.max(...likeness.map((bins) => bins.findLastIndex((share) => share > 0) + 1));
  const read = Math.max(...reports.map(({ vocabulary }) => vocabulary.total));
  return [
    histogramChart(
      'Length of stories',
      lengths.map((histogram, i) => shares(histogram.counts, reports[i]?.stories)),
      width,
      { label: `words in a story, in steps of ${width}`, max: longest, format: round },
      { label: '', format: percentTick },
    ),
    // One story alone is like no other.
    ...(most === 0
      ? []
      : [
          histogramChart(
            'Likeness to the nearest story of 100 (r_i)',
            likeness,
            0.02,
            { label: 'largest Rouge-2 with another story of the group', max: most * 0.02, format: tenths },
            { label: '', format: percentTick },
          ),
        ]),
    lineChart(
      'Growth of the vocabulary',
      reports.map(({ vocabulary }) => ({
        points: [
          { x: 0, y: 0 },
          ...vocabulary.growth.map(({ words, distinct }) => ({ x: words, y: distinct })),
        ],
      })),
      { label: 'words read', max: read, format: round },
      { label: '', format: round },
    ),
    barChart(
      'Distinct n-grams of words',
      [1, 2, 3, 4].map((n) => ({
        label: `n = ${n}`,
        values: reports.map(({ ngrams }) => ngrams.words[n - 1]?.share ?? 0),
      })),
      {
        label: '',
        max: Math.max(...reports.flatMap(({ ngrams }) => ngrams.words.map(({ share }) => share))),
        format: percentTick,
      },
    ),
    ...openings(reports),
  ];
}

function openings(reports: readonly CorpusReport[]): Chart[] {
  const lists = reports.map((report) => report.openings.at(-1)?.frequent ?? []);
  const most = Math.max(...lists.map((list) => list[0]?.share ?? 0));
  return lists.map((list, i) =>
    rankChart(
      reports.length === 1 ? 'Most frequent openings' : `Most frequent openings: ${reports[i]?.name}`,
      list.slice(0, 8).map(({ opening, share }) => ({ label: shorten(opening, 56), value: share })),
      most,
      percent,
      i,
    ),
  );
}

/** Histograms with the widest bins among them. */
function sameWidth(histograms: readonly Histogram[]): Histogram[] {
  const width = Math.max(...histograms.map((histogram) => histogram.width));
  return histograms.map((histogram) => {
    const counts: number[] = [];
    histogram.counts.forEach((n, bin) => {
      const place = Math.floor((bin * histogram.width) / width);
      counts[place] = (counts[place] ?? 0) + n;
    });
    return { width, counts, beyond: histogram.beyond };
  });
}

function shares(
  counts: readonly number[],
  whole: number = counts.reduce((sum, value) => sum + value, 0),
): number[] {
  return counts.map((value) => (whole === 0 ? 0 : value / whole));
}

function percentTick(share: number): string {
  return `${Number((share * 100).toFixed(share < 0.1 ? 1 : 0))} %`;
}

function tenths(value: number): string {
  return String(Number(value.toFixed(2)));
}
