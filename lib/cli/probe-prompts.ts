/** `probe --prompts`: the package's own prompts of the paper's kinds, or those of a file. */
import { readPromptList } from '../grading/suites/prompt-list.ts';
import { VERDICTS } from '../grading/suites/rules.ts';
import {
  type Decoding,
  type SuiteResult,
  type Trial,
  type TryOptions,
  tryPrompts,
} from '../grading/suites/try-prompts.ts';
import { CliFailure, EXIT } from './exit.ts';
import { percent, table } from './format.ts';

export interface DecodingFlags {
  beams?: number;
  temperature?: number;
  samples?: number;
  seed?: number;
}

/** @param prompts `true`: the package's own, else the name of a file */
export async function probePrompts(
  model: string,
  prompts: string | true,
  flags: DecodingFlags,
  options: Omit<TryOptions, 'list' | 'decoding'>,
): Promise<SuiteResult> {
  const decoding = decodingOf(flags);
  const list = prompts === true ? {} : { list: await readPromptList(prompts) };
  return tryPrompts(model, { ...options, ...list, decoding });
}

function decodingOf({ beams, temperature, samples = 1, seed = 1 }: DecodingFlags): Decoding {
  if (beams !== undefined && temperature !== undefined)
    throw new CliFailure('--beams takes no chances, so it does not go with --temperature', EXIT.usage);
  if (beams !== undefined && beams > 1) return { kind: 'beams', beams };
  if (temperature === undefined || temperature === 0) {
    if (samples > 1)
      throw new CliFailure('--samples needs a --temperature above 0, or they are all the same', EXIT.usage);
    return { kind: 'greedy' };
  }
  return { kind: 'sampling', temperature, samples, seed };
}

/** The table of scores, and some continuations of each category. */
export function renderSuite({ categories, trials, tooLong }: SuiteResult, show: number): string {
  const rows = Object.entries(categories).map(([name, score]) => [
    name,
    ...[score.trials, ...VERDICTS.map((verdict) => score[verdict]), score.unmatched].map(String),
    score.score === null ? '–' : percent(score.score, 0),
  ]);
  const head = ['', 'prompts', ...VERDICTS, 'unmatched', 'score'];
  const lines = [table([head, ...rows], [1, 2, 3, 4, 5, 6])];
  if (tooLong > 0) lines.push(`${tooLong} left out: they fill the model's context\n`);
  for (const name of Object.keys(categories))
    for (const trial of trials.filter(({ category }) => category === name).slice(0, show))
      lines.push(`\n${shown(trial)}\n`);
  return lines.join('');
}

function shown({ category, prompt, said, verdict, matched }: Trial): string {
  const line = said.trim().replace(/\s+/g, ' ');
  const why = matched === null ? '' : `, by “${matched}”`;
  return `${category}: ${prompt.replace(/\s+/g, ' ')}\n  → ${line}\n  ${verdict ?? 'to be read'}${why}`;
}
