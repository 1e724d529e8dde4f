import type { CompletionRecord } from './record.ts';

/** Tells a completion, or what is said of it, from all others of its grading. */
export function completionKey({ prompt, sample }: Pick<CompletionRecord, 'prompt' | 'sample'>): string {
  return `${sample} ${prompt}`;
}
