/** The checks of a grading's completions. They follow from what stands in its folder, so nothing of them is stored. */
import { checkOptions } from '../../runtime/arguments.ts';
import { Pace } from '../../runtime/pace.ts';
import { checkList, checkPrompts, checkWords } from '../arguments.ts';
import type { CompletionRecord, PromptRecord } from '../record.ts';
import { checkCompletion } from './completion.ts';
import type { Checked } from './summary.ts';

export interface CompletionCheckOptions {
  /** Words of a dictionary of one's own, in lower case; default: the storyteller's. */
  knownWords?: ReadonlySet<string>;
  signal?: AbortSignal;
}

/** Which sample of its prompt, as well. */
export interface CheckedCompletion extends Checked {
  sample: number;
}

/**
 * Checks completions in their order; those without a text are left out.
 * @throws InvalidArgumentError; AbortedError
 */
export async function checkCompletions(
  prompts: readonly PromptRecord[],
  completions: readonly CompletionRecord[],
  options: CompletionCheckOptions = {},
): Promise<CheckedCompletion[]> {
  checkPrompts('prompts', prompts);
  checkList('completions', completions);
  checkOptions<CompletionCheckOptions>('checkCompletions', options, { knownWords: true, signal: true });
  const { knownWords, signal } = options;
  if (knownWords !== undefined) checkWords('knownWords', knownWords);
  const byId = new Map(prompts.map((prompt) => [prompt.id, prompt]));
  const pace = new Pace('checking completions', signal);
  const checked: CheckedCompletion[] = [];
  for (const { prompt, sample, text, finish } of completions) {
    if (text === null) continue;
    const { words, sentence, features } = byId.get(prompt)?.instruction ?? {};
    const asked = {
      text,
      finish,
      ...(words ? { words } : {}),
      ...(sentence ? { sentence } : {}),
      ...(features ? { features } : {}),
    };
    checked.push({ prompt, sample, text, checks: checkCompletion(asked, knownWords) });
    if (pace.due) await pace.rest();
  }
  return checked;
}
