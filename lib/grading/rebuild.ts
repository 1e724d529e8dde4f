/** Makes the grades of a folder again from its journals: nothing is asked, and the files come out the same. */
import type { OnProgress } from '../runtime/progress.ts';
import { completeFile, type GradingJudge, judgeAll } from './judging/judge-all.ts';
import { openOffline } from './judging/open-judge.ts';
import type { Grading, JudgeRecord } from './record.ts';
import { lockGrading, readGrading, writeGrades, writeGradingFile } from './record-files.ts';

export interface RebuildOptions {
  /** Opens a judge that answers from its journal alone. Default: `openOffline`. */
  open?: (judge: JudgeRecord) => Promise<GradingJudge>;
  signal?: AbortSignal;
  onProgress?: OnProgress;
}

/** @throws FileError, FormatError, LockedError, AbortedError. */
export async function rebuildGrading(folder: string, options: RebuildOptions = {}): Promise<Grading> {
  const { open = (judge) => openOffline(folder, judge), signal, onProgress } = options;
  const lock = await lockGrading(folder);
  const judges: GradingJudge[] = [];
  try {
    const { file, completions, grades: before } = await readGrading(folder);
    for (const judge of file.judges) judges.push(await open(judge));
    const judged = await judgeAll({ file, completions, judges, before, offline: true, signal, onProgress });
    if (judged.aborted) throw judged.aborted;
    const done = completeFile(file, completions, judged.grades, judged.replies);
    await writeGrades(folder, judged.grades);
    await writeGradingFile(folder, done);
    return { folder, file: done, completions, grades: judged.grades };
  } finally {
    for (const { asker } of judges) await asker.close();
    await lock.release();
  }
}
