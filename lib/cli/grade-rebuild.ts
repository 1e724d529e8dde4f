import type { Command } from 'commander';
import { rebuildGrading } from '../grading/rebuild.ts';
import { summarise } from '../grading/statistics/summary.ts';
import type { Context } from './context.ts';
import { gradingText } from './grade-text.ts';
import { ProgressBar } from './progress.ts';
import { printJson } from './terminal.ts';

export function addRebuild(grade: Command, { terminal, signal }: Context): void {
  grade
    .command('rebuild')
    .description(
      'Make grades.jsonl and grading.json again from the journals. Asks nobody; they come out the same.',
    )
    .argument('<grading>', 'folder of a grading, with grading.json, completions.jsonl and its journals')
    .option('--json', 'print the statistics as JSON')
    .addHelpText(
      'after',
      `
Examples:
  tinystories grade rebuild runs/first/grades/story-step-002000`,
    )
    .action(async (folder: string, { json }: { json?: boolean }) => {
      const bar = new ProgressBar(terminal);
      const grading = await rebuildGrading(folder, {
        signal,
        onProgress: bar.show,
      }).finally(() => bar.end());
      const summary = await summarise(grading, { signal });
      if (json) printJson(terminal, { folder, file: { ...grading.file, prompts: undefined }, summary });
      else terminal.text(gradingText(grading, summary));
    });
}
