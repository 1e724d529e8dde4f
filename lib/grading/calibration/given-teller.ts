/** Texts that were told before, as a teller: so that they are judged and kept as all others are. */
import type { PromptSet } from '../prompts/prompt-set.ts';
import type { CompletionRecord } from '../record.ts';
import type { Teller } from '../telling/teller.ts';
import type { HumanScore } from './human-scores.ts';

/** The texts of one model; scores without a text are left out. */
export function givenTeller(
  model: string,
  scores: readonly HumanScore[],
): { teller: Teller; prompts: PromptSet; samples: number } {
  const texts = scores.flatMap(({ prompt, sample, text }) => (text ? [{ prompt, sample, ...text }] : []));
  const beginnings = new Map(texts.map(({ prompt, beginning }) => [prompt, beginning]));
  const prompts = [...beginnings].map(([id, text]) => ({ id, category: 'calibration', text }));
  return {
    samples: Math.max(1, ...texts.map(({ sample }) => sample + 1)),
    prompts: { kind: 'story', source: 'given', prompts },
    teller: {
      record: {
        source: 'given',
        name: model,
        hash: null,
        step: null,
        parameters: null,
        valLoss: null,
        baseURL: null,
        answered: [],
      },
      ahead: 1,
      computed: { device: null, compute: null, weights: null },
      tell: async (prompt, samples) =>
        texts
          .filter((text) => text.prompt === prompt.id && samples.includes(text.sample))
          .map(
            ({ sample, completion }): CompletionRecord => ({
              prompt: prompt.id,
              sample,
              text: completion,
              finish: 'end',
              seed: null,
              tokens: null,
              perplexity: null,
            }),
          ),
    },
  };
}
