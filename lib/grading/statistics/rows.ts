/** The grades of a grading, as statistics take them: for one judge, or for all of them together. */
import { completionKey } from '../completion-key.ts';
import { gradedText } from '../judging/graded-text.ts';
import { type AgeGroup, AXES, type Axis, type Grading, type MissingReason } from '../record.ts';
import { mean } from './moments.ts';

/** The name under which the mean of several judges goes. */
export const ALL_JUDGES = 'all judges';

export interface Row {
  prompt: string;
  sample: number;
  scores: Readonly<Record<Axis, number>>;
  /** null for the mean of several judges. */
  age: AgeGroup | null;
  /** Words of the graded text. */
  words: number;
}

export interface Rows {
  judge: string;
  graded: Row[];
  /** Completions that should have been graded. */
  completions: number;
  missing: Partial<Record<MissingReason, number>>;
}

/** Of each judge, and of all together where there are several: of completions that every judge has graded. */
export function rowsOf(grading: Grading): Rows[] {
  const { file, completions, grades } = grading;
  const words = new Map(
    completions.map((one) => [
      completionKey(one),
      one.text === null ? 0 : (gradedText(one.text, file.settings.cutRepeats).match(/\S+/g)?.length ?? 0),
    ]),
  );
  const all = file.judges.map(({ id: judge }): Rows => {
    const rows: Rows = { judge, graded: [], completions: 0, missing: {} };
    for (const { prompt, sample, scores, missing } of grades.filter((grade) => grade.judge === judge)) {
      rows.completions++;
      if (missing !== null) rows.missing[missing] = (rows.missing[missing] ?? 0) + 1;
      if (scores === null) continue;
      const { age, ...points } = scores;
      rows.graded.push({
        prompt,
        sample,
        scores: points,
        age,
        words: words.get(completionKey({ prompt, sample })) ?? 0,
      });
    }
    return rows;
  });
  return all.length > 1 ? [...all, together(all)] : all;
}

/** Rows of the same completion, one of each judge. */
export function sharedRows(judges: readonly Rows[]): Row[][] {
  const [first, ...others] = judges;
  const maps = others.map(({ graded }) => new Map(graded.map((row) => [completionKey(row), row])));
  return (first?.graded ?? []).flatMap((row) => {
    const rest = maps.map((map) => map.get(completionKey(row)));
    return rest.every((other) => other !== undefined) ? [[row, ...rest]] : [];
  });
}

/** By prompt, in the order met. */
export function byPrompt(rows: readonly Row[], axis: Axis): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (const { prompt, scores } of rows) {
    const group = groups.get(prompt) ?? [];
    group.push(scores[axis]);
    groups.set(prompt, group);
  }
  return groups;
}

function together(judges: readonly Rows[]): Rows {
  const graded = sharedRows(judges).map((rows): Row => {
    const points = AXES.map((axis) => [axis, mean(rows.map(({ scores }) => scores[axis]))]);
    return { ...rows[0]!, scores: Object.fromEntries(points) as Record<Axis, number>, age: null };
  });
  const completions = judges[0]!.completions;
  return { judge: ALL_JUDGES, graded, completions, missing: {} };
}
