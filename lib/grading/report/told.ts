/** The completions with what judges and rules say of them, as page and Markdown print them. */
import type { CompletionChecks } from '../checks/completion.ts';
import { completionKey } from '../completion-key.ts';
import { AXES, type CompletionRecord, type GradeRecord, type Grading, type PromptRecord } from '../record.ts';
import type { GradingReport } from './report.ts';
import type { Graded } from './rows.ts';
import { gradedOf } from './tables.ts';

export interface ToldGrading {
  /** Names of the rows it belongs to. */
  title: string;
  prompts: ToldPrompt[];
  /** Completions that are not printed. */
  omitted: number;
}

export interface ToldPrompt {
  prompt: PromptRecord;
  completions: ToldCompletion[];
}

export interface ToldCompletion {
  /** A beginning is continued within its sentence; instructions stand apart. */
  continues: boolean;
  /** What was told; why nothing was, in `failure`. */
  text: string | null;
  failure: string | null;
  sample: number;
  verdicts: ToldVerdict[];
  /** What the rules say, in a line. */
  checks: string | null;
}

export interface ToldVerdict {
  judge: string;
  marks: string;
  missing: boolean;
  assessment: string | null;
}

/** Each grading once, whichever judges graded it. */
export function toldGradings({ rows, completions: most }: GradingReport): ToldGrading[] {
  const gradings = new Map<Grading, { graded: Graded; names: string[] }>();
  for (const row of rows) {
    for (const graded of gradedOf(row)) {
      const met = gradings.get(graded.grading);
      if (met) met.names.push(row.name);
      else gradings.set(graded.grading, { graded, names: [row.name] });
    }
  }
  return [...gradings.values()].map(({ graded, names }) => toldGrading(graded, names, most));
}

function toldGrading({ grading, checked }: Graded, names: readonly string[], most: number): ToldGrading {
  const { file, completions, grades } = grading;
  const checks = new Map(checked.map((one) => [completionKey(one), one.checks]));
  const verdicts = new Map<string, GradeRecord[]>();
  for (const one of grades) {
    const key = completionKey(one);
    verdicts.set(key, [...(verdicts.get(key) ?? []), one]);
  }
  let omitted = 0;
  const prompts = file.prompts.items.map((prompt) => {
    const all = completions.filter((completion) => completion.prompt === prompt.id);
    omitted += Math.max(0, all.length - most);
    const shown = all.slice(0, most);
    return {
      prompt,
      completions: shown.map((one) =>
        told(prompt, one, verdicts.get(completionKey(one)) ?? [], checks.get(completionKey(one)) ?? null),
      ),
    };
  });
  const kind = file.kind === 'instruct' ? ', from instructions' : '';
  return {
    title: `${names.join(' and ')}${kind}`,
    prompts: prompts.filter((one) => one.completions.length > 0),
    omitted,
  };
}

function told(
  prompt: PromptRecord,
  completion: CompletionRecord,
  grades: readonly GradeRecord[],
  checks: CompletionChecks | null,
): ToldCompletion {
  const { text, failure = null, sample } = completion;
  return {
    continues: prompt.instruction === undefined,
    text,
    failure,
    sample,
    verdicts: grades.map(({ judge, scores, missing, assessment, faults }) => ({
      judge,
      marks: scores
        ? `${AXES.map((axis) => `${axis} ${Number(scores[axis].toFixed(2))}`).join(', ')}; age group ${scores.age}`
        : `no grade: ${missing}${faults.length > 0 ? ` (${faults.at(-1)})` : ''}`,
      missing: scores === null,
      assessment,
    })),
    checks: checks && checksLine(checks),
  };
}

function checksLine({
  ending,
  repetition,
  dictionary,
  slips,
  words,
  sentence,
  features,
}: CompletionChecks): string {
  const parts = [`${ending.kind} (${ending.why})`];
  if (repetition.first)
    parts.push(`repeats “${repetition.first.words}” from word ${repetition.first.word + 1} on`);
  if (slips.first.length > 0) parts.push(`slips: ${slips.first.map((slip) => `“${slip}”`).join(', ')}`);
  if (dictionary.unknown.length > 0) parts.push(`not known: ${dictionary.unknown.join(', ')}`);
  if (words) {
    const missing = words.filter(({ how }) => how === 'missing').map(({ word }) => word);
    parts.push(
      missing.length === 0
        ? 'has all words asked for'
        : `lacks the word${missing.length > 1 ? 's' : ''} ${missing.join(', ')}`,
    );
  }
  if (sentence) parts.push(`the sentence asked for: ${sentence}`);
  if (features) parts.push(features.map(({ feature, verdict }) => `${feature}: ${verdict}`).join(', '));
  return parts.join('; ');
}
