/**
 * Whether a corpus has phrases of the prompts: six words in a row, whatever the case and the marks between them. A
 * model that was trained on the phrase would continue it by heart. The corpus is streamed; only the phrases of the
 * prompts are held.
 */

import { listSources, readSource } from '../../data/sources.ts';
import { wordsOf } from '../../data/text/words.ts';
import { checkObject, checkOptions } from '../../runtime/arguments.ts';
import { Pace } from '../../runtime/pace.ts';
import type { OnProgress } from '../../runtime/progress.ts';
import { checkList, checkPrompts } from '../arguments.ts';
import type { OverlapRecord, PromptRecord } from '../record.ts';
import type { PromptSet } from './prompt-set.ts';

const WORDS = 6;

export interface OverlapOptions {
  signal?: AbortSignal | undefined;
  onProgress?: OnProgress | undefined;
}

/**
 * @param corpus files and folders of stories, as `data report` reads them
 * @throws InvalidArgumentError, also where `corpus` has no paths; FileError, FormatError, AbortedError.
 */
export async function findOverlap(
  prompts: readonly PromptRecord[],
  corpus: readonly string[],
  options: OverlapOptions = {},
): Promise<OverlapRecord> {
  checkPrompts('prompts', prompts);
  checkOptions<OverlapOptions>('findOverlap', options, { signal: true, onProgress: true });
  const { signal, onProgress } = options;
  const phrases = new Phrases(prompts);
  const files = await listSources(corpus, { name: 'corpus' });
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const stage = 'comparing the prompts with the corpus';
  const pace = new Pace(stage, signal);
  let done = 0;
  let stories = 0;
  const onBytes = (part: Uint8Array): void => {
    done += part.length;
  };
  for (const file of files) {
    for await (const texts of readSource(file, { signal, onBytes })) {
      for (const text of texts) {
        phrases.lookIn(text);
        if (pace.due) await pace.rest();
      }
      stories += texts.length;
      onProgress?.({ stage, done, total, unit: 'bytes' });
    }
  }
  return {
    corpus: files.map(({ name }) => name),
    n: WORDS,
    stories,
    prompts: phrases.figures(),
    dropped: [],
  };
}

/** The prompts that share no phrase with the corpus; ids of the others are noted in `overlap.dropped`. @throws InvalidArgumentError */
export function withoutOverlap(set: PromptSet, overlap: OverlapRecord): PromptSet {
  checkObject('set', set);
  checkPrompts('set.prompts', set.prompts);
  checkObject('overlap', overlap);
  checkList('overlap.prompts', overlap.prompts);
  const shared = new Set(overlap.prompts.filter((prompt) => prompt.shared.length > 0).map(({ id }) => id));
  overlap.dropped = [...shared];
  return { ...set, prompts: set.prompts.filter(({ id }) => !shared.has(id)) };
}

class Phrases {
  readonly #prompts: { id: string; phrases: string[] }[];
  readonly #all: Map<string, boolean> = new Map();
  /** Words of the prompts by number, from 1. A word of the corpus without one breaks every phrase. */
  readonly #words: Map<string, number> = new Map();

  constructor(prompts: readonly PromptRecord[]) {
    this.#prompts = prompts.map(({ id, text }) => {
      const words = wordsOf(text).map((word) => this.#numberOf(word));
      const phrases = new Set(words.slice(WORDS - 1).map((_, i) => words.slice(i, i + WORDS).join(' ')));
      for (const phrase of phrases) this.#all.set(phrase, false);
      return { id, phrases: [...phrases] };
    });
  }

  lookIn(text: string): void {
    let run: number[] = [];
    for (const word of wordsOf(text)) {
      const number = this.#words.get(word);
      if (number === undefined) {
        run = [];
        continue;
      }
      run.push(number);
      if (run.length < WORDS) continue;
      const phrase = run.join(' ');
      if (this.#all.has(phrase)) this.#all.set(phrase, true);
      run.shift();
    }
  }

  figures(): OverlapRecord['prompts'] {
    const words = [...this.#words.keys()];
    const spelled = (phrase: string): string =>
      phrase
        .split(' ')
        .map((number) => words[Number(number) - 1])
        .join(' ');
    return this.#prompts.map(({ id, phrases }) => ({
      id,
      phrases: phrases.length,
      shared: phrases.filter((phrase) => this.#all.get(phrase)).map(spelled),
    }));
  }

  #numberOf(word: string): number {
    const number = this.#words.get(word) ?? this.#words.size + 1;
    this.#words.set(word, number);
    return number;
  }
}
