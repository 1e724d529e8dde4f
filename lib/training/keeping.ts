/** Which checkpoints of a run stay: the newest, and the best. Only whole ones are ever given a name here. */
import { FileError, FormatError } from '../runtime/errors.ts';
import { moveAway, removePath } from '../runtime/files.ts';
import { type TrainingState, verifyCheckpoint } from './checkpoint.ts';
import type { RunDirectory } from './run-directory.ts';
import { checkpointName } from './run-directory.ts';

/** Steps whose checkpoints may go, when the newest `keep` and the best one stay. */
export function superfluous(steps: readonly number[], keep: number, best: number | null): number[] {
  const newest = new Set([...steps].sort((a, b) => b - a).slice(0, Math.max(1, keep)));
  return steps.filter((step) => !newest.has(step) && step !== best);
}

/** After a checkpoint was committed: points `last` and `best` at whole folders, then removes what may go. */
export async function tidy(run: RunDirectory, state: TrainingState, keep: number): Promise<void> {
  const { step, valLoss, best } = state;
  await run.writePointer('last', { step, folder: checkpointName(step), valLoss });
  const steps = await run.steps();
  // The best evaluation always comes with a checkpoint, but somebody may have taken it away since.
  const kept = best && steps.includes(best.step) ? best : null;
  if (kept) {
    await run.writePointer('best', {
      step: kept.step,
      folder: checkpointName(kept.step),
      valLoss: kept.valLoss,
    });
  }
  for (const old of superfluous(steps, keep, kept?.step ?? null)) await removePath(run.checkpoint(old));
}

/**
 * Finds the newest whole checkpoint. Damaged ones that are newer get another name, so that they never count as
 * the newest again, and are reported; their bytes are kept for whoever wants to look.
 */
export async function newestWhole(
  run: RunDirectory,
  damaged: (folder: string, reason: string) => void,
): Promise<TrainingState | null> {
  for (const step of (await run.steps()).reverse()) {
    const folder = run.checkpoint(step);
    try {
      const state = await verifyCheckpoint(folder);
      if (state.step === step) return state;
      damaged(folder, `holds step ${state.step}`);
    } catch (error) {
      if (!isDamage(error)) throw error;
      damaged(folder, error.message);
    }
    await removePath(`${folder}.damaged`);
    await moveAway(folder, `${folder}.damaged`);
  }
  return null;
}

/** What is wrong with the folder itself; a file that may not be read, say, is for the user to mend. */
function isDamage(error: unknown): error is Error {
  if (error instanceof FormatError) return true;
  return error instanceof FileError && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
}
