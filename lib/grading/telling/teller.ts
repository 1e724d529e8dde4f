/** Whoever continues the prompts: a model of ours, or a server. */
import type { CompletionRecord, PromptRecord, TellerRecord } from '../record.ts';

export interface Teller {
  /** Who it is; `answered` fills while it tells. */
  readonly record: TellerRecord;
  /** Prompts that are worth telling at once. */
  readonly ahead: number;
  /** Where and how it computes, for the settings of the grading. */
  readonly computed: { device: string | null; compute: string | null; weights: string | null };
  /**
   * The samples asked for of a prompt, in that order. A sample is the same text whichever others are asked for.
   * What cannot be told is a completion without text; errors that would meet every prompt are thrown.
   */
  tell(prompt: PromptRecord, samples: readonly number[], signal?: AbortSignal): Promise<CompletionRecord[]>;
}

/** How texts are told, by whoever tells. */
export interface TellingSettings {
  /** Of each prompt. */
  samples: number;
  temperature: number;
  topP: number;
  /** null: what the model's context holds; a server needs a number. */
  maxTokens: number | null;
  seed: number;
}
