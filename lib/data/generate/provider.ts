/** Who tells the stories of a corpus: a language model, or the offline storyteller. */
import type { StoryRecord } from '../storyteller/record.ts';
import type { Rejection } from './check.ts';

/** What became of one request, before it is checked. */
export interface Candidate {
  /** Which request: 0, 1, 2 … */
  index: number;
  instruction: StoryRecord['instruction'];
  /** The story, or whatever was answered instead of it. */
  story: string;
  /** '' where there is none yet. */
  summary: string;
  source: string;
  /** Where the answer cannot be a story whatever it says. */
  rejection?: Rejection;
  /** The text came from a journal. */
  kept?: boolean;
}

export interface StoryProvider {
  /**
   * Candidates by index from 0, in order. `room` says whether another may be asked for, given how many are awaited;
   * where telling costs nothing it need not be asked.
   */
  candidates(room: (awaited: number) => boolean): AsyncIterable<Candidate>;
  /** The summary of a story that is kept; not there where candidates come with theirs. Null: none could be had. */
  summarize?(candidate: Candidate): Promise<string | null>;
}
