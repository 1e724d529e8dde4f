import { dirname } from 'node:path';
import type { Command } from 'commander';
import { checkOutputFile } from '../data/output-file.ts';
import { reportHtml } from '../data/report/html.ts';
import { readKnownWords } from '../data/report/known-words.ts';
import { reportCorpora } from '../data/report/report.ts';
import { reportSvg } from '../data/report/svg.ts';
import { reportText } from '../data/report/text.ts';
import { FileError } from '../runtime/errors.ts';
import { exists, writeFileAtomic } from '../runtime/files.ts';
import { checkFileApart } from '../runtime/outputs.ts';
import { realPath } from '../runtime/real-path.ts';
import type { Context } from './context.ts';
import { CliFailure, EXIT } from './exit.ts';
import { positive, seedOption } from './options.ts';
import { ProgressBar } from './progress.ts';
import { printJson } from './terminal.ts';

interface ReportFlags {
  input: string[];
  against?: string[];
  name?: string;
  againstName?: string;
  sample?: number;
  seed?: number;
  html?: string;
  svg?: string;
  wordList?: string;
  json?: boolean;
}

export function addReport(data: Command, { terminal, signal }: Context): void {
  data
    .command('report')
    .description('Say how good a corpus is: repeats, variety, length, and whether it has what was asked for.')
    .requiredOption(
      '--input <file...>',
      'text with <|endoftext|> lines between stories, .jsonl, or folders of them',
    )
    .option('--against <file...>', 'a second corpus, shown beside the first')
    .option('--name <text>', 'what to call the corpus (default: the name of its first file)')
    .option('--against-name <text>', 'what to call the second one')
    .option('--sample <n>', 'stories looked at closely (default: 10000)', positive)
    .addOption(seedOption('another seed, another sample (default: 1)'))
    .option('--html <file>', 'write a page with plots, sample stories and the nearest pair as well')
    .option('--svg <file>', 'write the plots as a picture as well')
    .option('--word-list <file>', 'words, parted by white space: how much of the text is none of them')
    .option('--json', 'print the figures as JSON: an object with one report a corpus in `corpora`')
    .addHelpText(
      'after',
      `
Examples:
  tinystories data report --input data/made/stories.jsonl
  tinystories data report --input data/made/stories.jsonl --against TinyStories-valid.txt --html report.html

Stories, lengths, exact duplicates and what records ask for are counted on all stories, the rest on a random sample,
which is the same on every run. Two corpora are compared on samples of the same size.`,
    )
    .action(
      async ({ input, against, name, againstName, html, svg, wordList, json, ...options }: ReportFlags) => {
        if (againstName !== undefined && !against)
          throw new CliFailure(
            '--against-name names a second corpus; give its files with --against',
            EXIT.usage,
          );
        // Seen before the work, not after it.
        const inputs = [...input, ...(against ?? [])];
        await checkFile('--html', html, inputs, wordList);
        await checkFile('--svg', svg, inputs, wordList);
        if (html !== undefined && svg !== undefined && (await realPath(html)) === (await realPath(svg)))
          throw new CliFailure('--html and --svg name the same file; choose two', EXIT.usage);
        const knownWords = wordList === undefined ? undefined : await readKnownWords(wordList);
        const bar = new ProgressBar(terminal);
        const corpora = [{ inputs: input, name }];
        if (against) corpora.push({ inputs: against, name: againstName });
        const settings = { ...options, knownWords, signal, onProgress: bar.show };
        const reports = await reportCorpora(corpora, settings).finally(() => bar.end());
        if (html !== undefined) await writeFileAtomic(html, reportHtml(reports), { signal });
        if (svg !== undefined) await writeFileAtomic(svg, reportSvg(reports), { signal });
        if (json) {
          printJson(terminal, { corpora: reports });
          return;
        }
        const written = [html && `page: ${html}`, svg && `picture: ${svg}`].filter(Boolean);
        terminal.text(`${reportText(reports)}${written.length > 0 ? `\n${written.join('\n')}\n` : ''}`);
      },
    );
}

/** @throws FileError where the folder is missing; InvalidArgumentError where the file is one that is read */
async function checkFile(
  option: string,
  path: string | undefined,
  inputs: readonly string[],
  wordList: string | undefined,
): Promise<void> {
  if (path === undefined) return;
  if (!(await exists(dirname(path))))
    throw new FileError(path, `there is no folder ${dirname(path)}; make it first, or choose another path`);
  await checkOutputFile(option, path, inputs);
  await checkFileApart(option, path, [wordList]);
}
