/**
 * What a grading is, as it stands in a folder `grades/<name>/` of a run directory (or anywhere else):
 *
 *     grading.json       what was graded, by whom, with which settings; what came of it
 *     completions.jsonl  what the model told, a line for each sample of each prompt
 *     grades.jsonl       a line for each completion and judge: scores, or why there are none
 *     journal-<judge>.jsonl   every answer of a judge (lib/llm); grades.jsonl follows from it
 *     journal.telling.jsonl   the same of a server that told
 *
 * Dates are those of the journal, so that a grading made again from it is the same, byte for byte. `record-files.ts`
 * reads and writes these files.
 */
import type { LlmFinish, LlmUsage } from '../llm/types.ts';

/** What a judge gives points for, out of 10; in this order everywhere. */
export const AXES = ['grammar', 'creativity', 'consistency', 'plot'] as const;
export type Axis = (typeof AXES)[number];

/** How old the student seems to be (section 3 of the paper). */
export const AGE_GROUPS = ['A', 'B', 'C', 'D', 'E', 'F'] as const;
export type AgeGroup = (typeof AGE_GROUPS)[number];

/** What each age group is, in years. */
export const AGES: Readonly<Record<AgeGroup, string>> = {
  A: '3 or under',
  B: '4-5',
  C: '6-7',
  D: '8-9',
  E: '10-12',
  F: '13-16',
};

/** The most points of an axis. */
export const FULL_MARKS = 10;

/** `story`: a beginning was continued. `instruct`: a story was asked for, and consistency is with what was asked. */
export type GradingKind = 'story' | 'instruct';

/** Points out of 10 of each axis, and the age group. */
export interface Scores extends Record<Axis, number> {
  age: AgeGroup;
}

/**
 * Why there are no scores:
 * `unreadable` no answer could be read; `truncated` the last one was cut off at its token limit;
 * `refused`, `filtered` the judge or its server would not answer; `failed` the server could not be asked;
 * `budget` asking would have passed a hard stop; `unasked` the grading was stopped before;
 * `untold` there is no completion: the model's own server refused or failed.
 */
export const MISSING_REASONS = [
  'unreadable',
  'truncated',
  'refused',
  'filtered',
  'failed',
  'budget',
  'unasked',
  'untold',
] as const;
export type MissingReason = (typeof MISSING_REASONS)[number];

/** A prompt as it was used. */
export interface PromptRecord {
  /** Tells it from the others: a name, or the first digits of the hash of its text. */
  id: string;
  /** For statistics: `conversation`, `feeling`, `reasoning`, `fact`, `plot` … */
  category: string;
  /** What the model is given, byte for byte. */
  text: string;
  /** What is asked for, of a prompt for an Instruct model. */
  instruction?: Instruction;
}

/** What an Instruct prompt asks for; at least one of the four. */
export interface Instruction {
  words?: string[];
  features?: string[];
  summary?: string;
  sentence?: string;
}

/** How a text ended: as `Completion.finish` for a model of ours, as the server said for others. */
export type CompletionFinish = 'end' | 'stop' | 'length' | 'context' | Exclude<LlmFinish, 'stop' | 'length'>;

/** A line of completions.jsonl. */
export interface CompletionRecord {
  /** `PromptRecord.id`. */
  prompt: string;
  /** Which of the prompt's samples, from 0. */
  sample: number;
  /** What was told, without the prompt; null where the server gave none (`failure` says why). */
  text: string | null;
  finish: CompletionFinish | null;
  /** With this seed the model tells the prompt's samples again, this one among them; null where none was used. */
  seed: number | null;
  /** How many tokens were told, with the one that ends the text. */
  tokens: number | null;
  /** Of the text under the model that told it; null where it is not known. */
  perplexity: number | null;
  failure?: string;
}

/** A line of grades.jsonl: one completion before one judge. */
export interface GradeRecord {
  prompt: string;
  sample: number;
  /** `JudgeRecord.id`. */
  judge: string;
  /** null: missing, never a default. */
  scores: Scores | null;
  missing: MissingReason | null;
  /** What the judge says of the text freely; null where it was not asked, or gave none. */
  assessment: string | null;
  /** Answers asked for, readable or not. */
  attempts: number;
  /** What was wrong with each answer that could not be used, in order. */
  faults: string[];
  /** Keys of the answers in the journal, in order. */
  replies: string[];
  /** Places of the graded text that were changed because they could be taken for marks or verdicts. */
  neutralised: number;
  /** Dollars of the answers together, without those of requests that came to nothing. */
  cost: number;
  /** When the last answer was journalled, ISO 8601; null without one. */
  at: string | null;
}

/** Who told. */
export interface TellerRecord {
  /** `given`: the texts were there before, from whoever. */
  source: 'model' | 'server' | 'given';
  /** What to call it: the path or the name given. */
  name: string;
  /** SHA-256 (hex) of its weights; null for a server. */
  hash: string | null;
  /** Checkpoint of the run, where it is one. */
  step: number | null;
  parameters: number | null;
  /** Validation loss of that checkpoint, nats a token, where it was measured. */
  valLoss: number | null;
  /** Of a server, without user and password. */
  baseURL: string | null;
  /** Models that the server says have told, in the order met. */
  answered: string[];
}

/** Who graded. */
export interface JudgeRecord {
  /** Tells judges of a grading apart, and names the journal. */
  id: string;
  model: string;
  /** Without user and password; null: the one of the `openai` package. */
  baseURL: string | null;
  api: 'chat' | 'responses';
  /** Models that the server says have answered, in the order met: the judge's version. */
  answered: string[];
  /** Name of its journal in the folder. */
  journal: string;
  /** Tokens of all answers of its journal. */
  usage: LlmUsage;
  /** Dollars, as its budget reckons: all answers, and whatever may have been charged for requests that came to nothing. */
  cost: number;
}

/** How it was told and judged; a grading is gone on with under the same settings alone. */
export interface GradingSettings {
  /** Completions of each prompt. */
  samples: number;
  temperature: number;
  topP: number;
  maxTokens: number | null;
  seed: number;
  /** Where and how a model of ours was computed. */
  device: string | null;
  compute: string | null;
  weights: string | null;
  /** Texts were cut at the first repeated 4-gram before they were graded, as the paper does with base models. */
  cutRepeats: boolean;
  /** 2: assessment, then grades; 1: both at once. */
  turns: 1 | 2;
  /** How often an answer that cannot be read is asked for again. */
  reasks: number;
  /** null: the server's own. */
  judgeTemperature: number | null;
  judgeMaxTokens: number;
}

/** Phrases of a prompt that stand in a corpus as well. */
export interface OverlapRecord {
  /** Names of the corpus's files. */
  corpus: string[];
  /** Words of a phrase: 6. */
  n: number;
  stories: number;
  prompts: {
    id: string;
    /** Different phrases of the prompt. */
    phrases: number;
    /** Those that the corpus has. */
    shared: string[];
  }[];
  /** Ids of prompts left out for it. */
  dropped: string[];
}

/** grading.json. */
export interface GradingFile {
  version: 1;
  name: string;
  kind: GradingKind;
  /** Of this package, which wrote the prompts and the judge's instructions. */
  packageVersion: string;
  teller: TellerRecord;
  prompts: {
    /** `own`, or the name of a file. */
    source: string;
    /** SHA-256 (hex) of ids and texts. */
    hash: string;
    items: PromptRecord[];
    overlap: OverlapRecord | null;
  };
  settings: GradingSettings;
  /** SHA-256 (hex) of the words in which the judges are asked. */
  questionHash: string;
  judges: JudgeRecord[];
  /** False until everything that can be asked has been. */
  complete: boolean;
  counts: { completions: number; untold: number; grades: number; missing: number };
  /** First and last answer of the journals, ISO 8601; null without any. */
  dates: { first: string | null; last: string | null };
}

/** A grading as read from its folder. */
export interface Grading {
  folder: string;
  file: GradingFile;
  /** By prompt in the order of the file, then by sample. */
  completions: CompletionRecord[];
  /** By prompt, sample and judge in the order of the file. */
  grades: GradeRecord[];
}
