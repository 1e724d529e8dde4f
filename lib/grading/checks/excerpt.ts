/**
 * Stories of a corpus as completions: the first two fifths, cut within a sentence, is the prompt, and the rest what was
 * told. What models tell can be held against it by the same checks.
 */
import type { CompletionRecord, PromptRecord } from '../record.ts';

/** As the paper cuts stories in its section 4.4. */
const BEGINNING = 0.4;

export function excerpts(stories: readonly string[]): {
  prompts: PromptRecord[];
  completions: CompletionRecord[];
} {
  const prompts: PromptRecord[] = [];
  const completions: CompletionRecord[] = [];
  for (const [i, story] of stories.entries()) {
    const cut = cutWithinSentence(story);
    if (cut === null) continue;
    const id = `story-${i + 1}`;
    prompts.push({ id, category: 'corpus', text: story.slice(0, cut) });
    const unknown = { seed: null, tokens: null, perplexity: null };
    completions.push({ prompt: id, sample: 0, text: story.slice(cut), finish: 'end', ...unknown });
  }
  return { prompts, completions };
}

/** Between two words, from two fifths on; null where there is no such place. */
function cutWithinSentence(story: string): number | null {
  const from = Math.floor(story.length * BEGINNING);
  const place = /(?<=[\p{L}\p{N}]) (?=[\p{L}\p{N}])/u.exec(story.slice(from));
  return place ? from + place.index : null;
}
