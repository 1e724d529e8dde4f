/** Makes the grades of a folder again from its journals: nothing is asked, and the files come out the same. */
import { checkOptions, checkPath } from '../runtime/arguments.ts';
import { MismatchError } from '../runtime/errors.ts';
import type { OnProgress } from '../runtime/progress.ts';
import { gradeKey } from './completion-key.ts';
import { completeFile, type GradingJudge, judgeAll } from './judging/judge-all.ts';
import { openOffline } from './judging/open-judge.ts';
import type { GradeRecord, Grading } from './record.ts';
import {
  GRADING_FILES,
  lockGrading,
  readForRebuild,
  readGradingFile,
  writeGrades,
  writeGradingFile,
} from './record-files.ts';

export interface RebuildOptions {
  signal?: AbortSignal;
  onProgress?: OnProgress;
}

/**
 * @throws FileError; FormatError, where completions were lost too; LockedError; MismatchError where journals have lost what was
 * graded; InvalidArgumentError; AbortedError. Nothing is changed then.
 */
export async function rebuildGrading(folder: string, options: RebuildOptions = {}): Promise<Grading> {
  checkPath('folder', folder);
  checkOptions<RebuildOptions>('rebuildGrading', options, { signal: true, onProgress: true });
  const { signal, onProgress } = options;
  // Said of the grading, not of its lock, where there is none.
  await readGradingFile(folder);
  const lock = await lockGrading(folder);
  const judges: GradingJudge[] = [];
  try {
    const { file, completions, grades: before } = await readForRebuild(folder);
    for (const judge of file.judges) judges.push(await openOffline(folder, judge));
    const judged = await judgeAll({ file, completions, judges, before, offline: true, signal, onProgress });
    if (judged.aborted) throw judged.aborted;
    refuseLoss(folder, before, judged.grades);
    const done = completeFile(file, completions, judged);
    await writeGrades(folder, judged.grades);
    await writeGradingFile(folder, done);
    return { folder, file: done, completions, grades: judged.grades };
  } finally {
    for (const { asker } of judges) await asker.close();
    await lock.release();
  }
}

/** Grades are not thrown away because a journal was left behind or cut short. */
function refuseLoss(folder: string, before: readonly GradeRecord[], now: readonly GradeRecord[]): void {
  const kept = new Set(now.filter(({ missing }) => missing !== 'unasked').map(gradeKey));
  const lost = before.filter((grade) => grade.scores !== null && !kept.has(gradeKey(grade)));
  if (lost.length === 0) return;
  const judges = [...new Set(lost.map(({ judge }) => judge))].join(', ');
  throw new MismatchError(
    `${folder}: ${lost.length} ${lost.length === 1 ? 'grade has' : 'grades have'} no answer in the journal of ${judges}, ` +
      `and would be lost; nothing was changed. Bring the whole journal, or remove ${GRADING_FILES.grades} to go by what ` +
      'there is',
  );
}
