/** Some stories of a corpus in a row, as the bytes that go to its files. */
import { END_OF_TEXT } from '../tokenizer/end-of-text.ts';
import { instructFor } from './instruct.ts';
import type { StoryRecord } from './storyteller/record.ts';
import { type StoryWishes, storyRecords } from './storyteller/storyteller.ts';

/** What all blocks of a corpus have in common; it crosses to worker threads. */
export interface Recipe {
  seed: number;
  wishes: StoryWishes;
  /** Whether instruct.txt is made. */
  instruct: boolean;
}

export interface BlockTask {
  recipe: Recipe;
  from: number;
  count: number;
}

export interface Block {
  stories: number;
  records: Uint8Array;
  text: Uint8Array;
  /** Empty when not asked for. */
  instruct: Uint8Array;
}

/** Stories of a block: a few hundred kilobytes, some dozens of milliseconds of work. */
const STORIES = 128;

/** The blocks of a corpus of `stories` stories, the same whoever tells them. */
export function* blockTasks(recipe: Recipe, stories: number): Generator<BlockTask, void, void> {
  for (let from = 0; from < stories; from += STORIES)
    yield { recipe, from, count: Math.min(STORIES, stories - from) };
}

export function tellBlock(task: BlockTask): Block {
  const builder = new BlockBuilder(task.recipe);
  for (const _ of addStories(builder, task));
  return builder.end();
}

/** The same with a pause wherever `breathe` takes one, for a thread that has other things to do. */
export async function tellBlockInPieces(
  task: BlockTask,
  breathe: () => Promise<void> | null,
): Promise<Block> {
  const builder = new BlockBuilder(task.recipe);
  for (const _ of addStories(builder, task)) {
    const pause = breathe();
    if (pause) await pause;
  }
  return builder.end();
}

function* addStories(builder: BlockBuilder, { recipe, from, count }: BlockTask): Generator<void, void, void> {
  let index = from;
  for (const record of storyRecords(recipe.seed, from, count, recipe.wishes)) {
    builder.add(record, index++);
    yield;
  }
}

/** What JSON writes another way than a story's letters, besides quotation marks and ends of lines. */
const UNUSUAL = /[^\n\x20-\x5b\x5d-\x7e]/;

/** The record as JSON; the story, which is most of it, is quoted here, which takes a third of the time. */
function lineOf(record: StoryRecord): string {
  const { story, ...rest } = record;
  if (UNUSUAL.test(story)) return JSON.stringify(record);
  const quoted = story.replaceAll('"', '\\"').replaceAll('\n', '\\n');
  return `{"story":"${quoted}",${JSON.stringify(rest).slice(1)}`;
}

/** Gathers records as the bytes of the files. */
export class BlockBuilder {
  readonly #recipe: Pick<Recipe, 'seed' | 'instruct'>;
  readonly #records: string[] = [];
  readonly #text: string[] = [];
  readonly #instruct: string[] = [];

  constructor(recipe: Pick<Recipe, 'seed' | 'instruct'>) {
    this.#recipe = recipe;
  }

  /** Records so far. */
  get size(): number {
    return this.#records.length / 2;
  }

  add(record: StoryRecord, index: number): void {
    const { seed, instruct } = this.#recipe;
    this.#records.push(lineOf(record), '\n');
    this.#text.push(record.story, '\n', END_OF_TEXT, '\n');
    if (instruct) this.#instruct.push(instructFor(record, seed, index), '\n', END_OF_TEXT, '\n');
  }

  end(): Block {
    // Not Buffer.from, whose small buffers share memory and cannot be handed to another thread.
    const bytes = (parts: string[]) => new TextEncoder().encode(parts.join(''));
    return {
      stories: this.size,
      records: bytes(this.#records),
      text: bytes(this.#text),
      instruct: bytes(this.#instruct),
    };
  }
}
