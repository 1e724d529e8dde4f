/** How much of some files is read, on a bar: for commands that read stories themselves. */
import type { SourceFile } from '../data/sources.ts';
import type { ProgressBar } from './progress.ts';

/** What to call with each number of bytes that was read. */
export function showReading(
  files: readonly SourceFile[],
  stage: string,
  bar: ProgressBar,
): (bytes: number) => void {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  return (bytes) => {
    done += bytes;
    bar.show({ stage, done, total, unit: 'bytes' });
  };
}
