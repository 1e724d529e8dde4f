/** Stories of the offline storyteller as candidates: what `data make` writes, before it is checked. */
import type { StoryRecord } from '../storyteller/record.ts';
import { type Recipe, tellBlocks } from '../tell-blocks.ts';
import type { Candidate, StoryProvider } from './provider.ts';

export interface TellOptions {
  workers: number;
  /** What is being done, for messages. */
  what: string;
  signal?: AbortSignal | undefined;
}

export class ToldStories implements StoryProvider {
  readonly #recipe: Recipe;
  readonly #options: TellOptions;

  constructor(recipe: Recipe, options: TellOptions) {
    this.#recipe = recipe;
    this.#options = options;
  }

  async *candidates(): AsyncGenerator<Candidate, void, void> {
    const decoder = new TextDecoder();
    let index = 0;
    for await (const { records } of tellBlocks(this.#recipe, Number.POSITIVE_INFINITY, this.#options)) {
      for (const line of decoder.decode(records).split('\n')) {
        if (line === '') continue;
        yield { index: index++, ...(JSON.parse(line) as StoryRecord) };
      }
    }
  }
}
