import { dirname } from 'node:path';
import { type Command, Option } from 'commander';
import { gradingReportHtml } from '../grading/report/html.ts';
import { gradingReportMarkdown } from '../grading/report/markdown.ts';
import { gradingReport } from '../grading/report/report.ts';
import { FileError } from '../runtime/errors.ts';
import { exists, writeFileAtomic } from '../runtime/files.ts';
import type { Context } from './context.ts';
import { nonNegative } from './options.ts';
import { printJson } from './terminal.ts';

interface ReportFlags {
  html?: string;
  markdown?: string;
  completions: number;
  json?: boolean;
}

export function addGradingReport(program: Command, { terminal, signal }: Context): void {
  program
    .command('report')
    .description('Put the grades of runs side by side: scores beside the paper’s, curves, texts, provenance.')
    .argument('<run...>', 'run directories, or folders that `grade` wrote')
    .option('--html <file>', 'write a page that stands alone, with plots and the texts to read')
    .option('--markdown <file>', 'write the same as Markdown, with tables for plots')
    .addOption(
      new Option('--completions <n>', 'texts of each prompt to print').argParser(nonNegative).default(3),
    )
    .option('--json', 'print the figures as JSON')
    .addHelpText(
      'after',
      `
Examples:
  tinystories report runs/first --html report.html
  tinystories report runs/small runs/large --html both.html --markdown both.md

Without --html, --markdown and --json the Markdown goes to stdout. The report follows from the files in the folders
alone: nobody is asked, and it is the same, byte for byte, whenever and wherever it is made.`,
    )
    .action(async (paths: string[], { html, markdown, completions, json }: ReportFlags) => {
      // Seen before the work, not after it.
      for (const file of [html, markdown]) {
        if (file === undefined || (await exists(dirname(file)))) continue;
        throw new FileError(
          file,
          `there is no folder ${dirname(file)}; make it first, or choose another path`,
        );
      }
      const report = await gradingReport(paths, { completions, signal });
      if (html !== undefined) await writeFileAtomic(html, gradingReportHtml(report), { signal });
      if (markdown !== undefined) await writeFileAtomic(markdown, gradingReportMarkdown(report), { signal });
      if (json) printJson(terminal, figuresOf(report));
      else if (html === undefined && markdown === undefined) terminal.text(gradingReportMarkdown(report));
      else {
        const written = [html, markdown].filter((file) => file !== undefined);
        terminal.out(written.map((file) => `report: ${file}\n`).join(''));
      }
    });
}

/** The figures without the texts that they are of. */
function figuresOf({ rows, curves, comparisons, notes }: Awaited<ReturnType<typeof gradingReport>>): unknown {
  return {
    rows: rows.map(({ name, shape, judge, story, instruct, scores }) => ({
      name,
      ...shape,
      judge: judge?.model ?? null,
      scores,
      statistics: { story: story?.statistics ?? null, instruct: instruct?.statistics ?? null },
      checks: { story: story?.checks ?? null, instruct: instruct?.checks ?? null },
      secondModel: { story: story?.second ?? null, instruct: instruct?.second ?? null },
    })),
    curves: curves.map(({ run, points }) => ({ run: run.name, points })),
    comparisons,
    notes,
  };
}
