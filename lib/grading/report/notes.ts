/** What stands before the figures: where they are not whole, not comparable, or not told apart. */
import { count, percent } from '../../data/report/figures.ts';
import type { Comparison } from './measure.ts';
import type { ReportRow } from './rows.ts';
import { gradedOf } from './tables.ts';

/** From this share on, missing grades may move a mean. */
const MISSING = 0.02;

export function notesOn(rows: readonly ReportRow[], comparisons: readonly Comparison[]): string[] {
  const notes: string[] = [];
  const judged = rows.filter(({ judge }) => judge !== null);
  if (rows.length > 0 && judged.length === 0)
    notes.push('No judge has graded these texts: only the checks by rules say something of them.');
  for (const row of rows) {
    for (const { grading, grades } of gradedOf(row)) {
      const { name, complete, settings } = grading.file;
      if (!complete)
        notes.push(
          `${row.name}: the grading “${name}” is not complete; go on with it before its figures are used.`,
        );
      const missing = grades.filter((grade) => grade.missing !== null).length;
      if (missing > MISSING * grades.length)
        notes.push(
          `${row.name}: ${count(missing)} of ${count(grades.length)} grades (${percent(missing / grades.length)}) are ` +
            'missing. If texts of a kind are missing, the means of the others are off.',
        );
      if (settings.cutRepeats)
        notes.push(
          `${row.name}: texts were cut at their first repeated 4-gram before they were graded, as the paper does with base models.`,
        );
    }
  }
  const different = (what: string, values: readonly string[]): void => {
    if (new Set(values).size > 1) notes.push(`${what}: compare only rows of the same.`);
  };
  const stories = judged.flatMap(({ story }) => story?.grading.file ?? []);
  different(
    'Rows have different judges',
    judged.map(({ judge }) => judge!.model),
  );
  different(
    'Rows were told from different prompts',
    stories.map(({ prompts }) => prompts.hash),
  );
  different(
    'Judges were asked in different words',
    stories.map(({ questionHash }) => questionHash),
  );
  different(
    'Texts were told at different temperatures',
    stories.map(({ settings }) => String(settings.temperature)),
  );
  for (const { first, second, axes } of comparisons)
    if (!axes.some(({ differs }) => differs))
      notes.push(
        `${first} and ${second}: no axis differs by more than chance. Which of the two is better cannot be said.`,
      );
  return notes;
}
