/** The questions that a grading would ask, as far as they can be known before: for a dry run. */
import type { LlmRequest } from '../../llm/types.ts';
import { completionKey } from '../completion-key.ts';
import type { PromptSet } from '../prompts/prompt-set.ts';
import type { CompletionRecord, GradingSettings } from '../record.ts';
import { gradedText } from './graded-text.ts';
import { askedWith, questionFor, secondTurn, verdictSchema } from './question.ts';

/** Words of a completion that was not told yet: what the paper's stories leave to tell. */
const COMPLETION_WORDS = 140;
/** Words of an assessment. */
const ASSESSMENT_WORDS = 90;

export type PlanSettings = Pick<
  GradingSettings,
  'samples' | 'cutRepeats' | 'turns' | 'judgeTemperature' | 'judgeMaxTokens'
>;

/**
 * One verdict a text: what cannot be read and is asked again comes on top.
 * @param answered the answer to a question that was asked already; null for others
 */
export async function* plannedQuestions(
  { kind, prompts }: PromptSet,
  told: readonly CompletionRecord[],
  settings: PlanSettings,
  answered: (question: LlmRequest) => Promise<string | null>,
): AsyncGenerator<LlmRequest> {
  const { samples, cutRepeats, turns } = settings;
  const texts = new Map(told.map((one) => [completionKey(one), one.text]));
  const base = { sample: 0, ...askedWith(settings) };
  const schema = verdictSchema(turns);
  for (const prompt of prompts) {
    for (let sample = 0; sample < samples; sample++) {
      const known = texts.get(completionKey({ prompt: prompt.id, sample }));
      if (known === null) continue;
      const text = known === undefined ? words(COMPLETION_WORDS, sample) : gradedText(known, cutRepeats);
      const question = questionFor({ kind, prompt, text }, turns);
      if (turns === 1) {
        yield { ...base, messages: question.first, schema };
        continue;
      }
      const first = { ...base, messages: question.first };
      yield first;
      const assessment = (await answered(first))?.trim() ?? words(ASSESSMENT_WORDS, 0);
      yield { ...base, messages: secondTurn(question, assessment), schema };
    }
  }
}

/** Different for each number, so that no two questions are one. */
function words(count: number, which: number): string {
  return ` word${which}`.repeat(count);
}
