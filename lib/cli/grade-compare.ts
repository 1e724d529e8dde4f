import type { Command } from 'commander';
import { readGrading } from '../grading/record-files.ts';
import { compareGradings } from '../grading/statistics/compare.ts';
import type { Context } from './context.ts';
import { comparisonText } from './grade-text.ts';
import { seedOption } from './options.ts';
import { printJson } from './terminal.ts';

interface CompareFlags {
  judge?: string;
  seed?: number;
  json?: boolean;
}

export function addCompare(grade: Command, { terminal, signal }: Context): void {
  grade
    .command('compare')
    .description('Say whether two gradings differ by more than chance, prompt by prompt.')
    .argument('<first>', 'folder of a grading')
    .argument('<second>', 'folder of another one, with the same prompts and judge')
    .option('--judge <id>', 'which judge (default: each that both have)')
    .addOption(seedOption('of bootstrap and test (default: 1)'))
    .option('--json', 'print the comparison as JSON')
    .addHelpText(
      'after',
      `
Examples:
  tinystories grade compare runs/a/grades/story-step-002000 runs/b/grades/story-step-002000

p is that of a sign-flip test by prompts, for the four axes together (Holm).`,
    )
    .action(async (first: string, second: string, { json, ...options }: CompareFlags) => {
      const [a, b] = [await readGrading(first), await readGrading(second)];
      const comparisons = await compareGradings(a, b, { ...options, signal });
      if (json) printJson(terminal, { first, second, comparisons });
      else terminal.text(comparisonText(first, second, comparisons));
    });
}
