/** What stands before the figures: where they are not whole, not comparable, or not told apart. */
import { AXES } from '../record.ts';
import type { RowComparison } from './comparisons.ts';
import type { ReportRow } from './rows.ts';
import { gradedOf, kindOf } from './tables.ts';

export function notesOn(rows: readonly ReportRow[], comparisons: readonly RowComparison[]): string[] {
  const notes: string[] = [];
  const judged = rows.filter(({ judge }) => judge !== null);
  if (rows.length > 0 && judged.length === 0)
    notes.push('No judge has graded these texts: only the checks by rules say something of them.');
  const told = new Set<string>();
  for (const row of rows) {
    for (const { grading, statistics, whole } of gradedOf(row)) {
      const { name, complete, settings } = grading.file;
      if (!complete)
        notes.push(
          `${row.name}: the grading “${name}” is not complete; go on with it before its figures are used.`,
        );
      if (settings.cutRepeats)
        notes.push(
          `${row.name}: texts were cut at their first repeated 4-gram before they were graded, as the paper does with ` +
            'base models.',
        );
      const who = kindOf(row, grading);
      notes.push(...(statistics?.doubts ?? []).map((doubt) => `${who}: ${doubt}.`));
      // About judges beside each other: once for each grading, not for each of its rows.
      if (told.has(grading.folder)) continue;
      told.add(grading.folder);
      notes.push(...whole.doubts.map((doubt) => `${row.run.name}, ${name}: ${doubt}.`));
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
  const vocabularies = rows.flatMap(({ run: { run } }) => run?.data.tokenizerHash ?? []);
  if (new Set(vocabularies).size > 1)
    notes.push('Runs have different vocabularies: compare losses, which are a token’s, only of the same.');
  for (const { first, second, kind, axes, doubts } of comparisons) {
    const what = `${first} and ${second}${kind === 'instruct' ? ', from instructions' : ''}`;
    if (AXES.every((axis) => axes[axis].noise))
      notes.push(`${what}: no axis differs by more than chance. Which of the two is better cannot be said.`);
    // What is within noise stands in the table of differences.
    const others = doubts.filter((doubt) => !AXES.some((axis) => doubt.startsWith(`${axis}: `)));
    notes.push(...others.map((doubt) => `${what}: ${doubt}.`));
  }
  return notes;
}
