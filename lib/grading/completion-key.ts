/** What tells the lines of a grading apart. */
import type { CompletionRecord, GradeRecord } from './record.ts';

/** Tells a completion, or what is said of it, from all others of its grading. */
export function completionKey({ prompt, sample }: Pick<CompletionRecord, 'prompt' | 'sample'>): string {
  return `${sample} ${prompt}`;
}

/** Tells what one judge said of a completion from all other grades. */
export function gradeKey(grade: Pick<GradeRecord, 'prompt' | 'sample' | 'judge'>): string {
  return `${completionKey(grade)} ${grade.judge}`;
}
