/** What long-running library calls report while they work. Library code never prints; a caller may. */
export interface Progress {
  /** What is being done, in a few words: `reading`, `training the tokenizer`. */
  stage: string;
  done: number;
  /** 0: not known beforehand. */
  total: number;
  /** What is counted: `bytes`, `stories`, `steps`. */
  unit: string;
}

export type OnProgress = (progress: Progress) => void;
