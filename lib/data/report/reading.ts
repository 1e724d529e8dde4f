/** The pass over all stories of a corpus: what is counted on each of them, and the sample drawn on the way. */
import { FileError } from '../../runtime/errors.ts';
import { Pace } from '../../runtime/pace.ts';
import type { OnProgress } from '../../runtime/progress.ts';
import { listSources, readSourceStories, type SourceStory } from '../sources.ts';
import { fold, scan, WORD } from '../text/words.ts';
import { type CheckFigures, Checks } from './checks.ts';
import { type ExactDuplicateFigures, ExactDuplicates } from './duplicates.ts';
import { type LengthFigures, Lengths, SentenceCounter } from './lengths.ts';
import { Sampler } from './sample.ts';
import { TextHash } from './text-hash.ts';

export interface ReadingOptions {
  /** What messages and progress call the corpus. */
  name: string;
  sample: number;
  seed: number;
  signal: AbortSignal | undefined;
  onProgress: OnProgress | undefined;
}

/** What a corpus is on the whole. */
export interface Reading {
  files: { name: string; bytes: number }[];
  stories: number;
  empty: number;
  lengths: LengthFigures;
  exact: ExactDuplicateFigures;
  checks: CheckFigures | null;
  sampler: Sampler;
}

/** @throws FileError where the inputs cannot be read or hold no story; FormatError; AbortedError. */
export async function readCorpus(inputs: readonly string[], options: ReadingOptions): Promise<Reading> {
  const { name, signal, onProgress } = options;
  const files = await listSources(inputs);
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const pace = new Pace(`reading ${name}`, signal);
  const counters = new Counters(options);
  const count = { stories: 0, empty: 0 };
  let done = 0;
  const onBytes = (part: Uint8Array): void => {
    done += part.length;
  };
  // Sizes as read: a pipe has none before.
  const sizes: number[] = [];
  for (const file of files) {
    const before = done;
    for await (const stories of readSourceStories(file, { signal, onBytes, count })) {
      for (const story of stories) {
        counters.add(story);
        if (pace.due) await pace.rest();
      }
      onProgress?.({ stage: `reading ${name}`, done, total, unit: 'bytes' });
    }
    sizes.push(done - before);
  }
  if (count.stories === 0)
    throw new FileError(
      inputs.join(', '),
      'holds no story; expected text with <|endoftext|> lines or JSON lines',
    );
  return {
    files: files.map(({ name }, i) => ({ name, bytes: sizes[i] as number })),
    ...count,
    ...counters.figures(),
  };
}

class Counters {
  readonly #hash = new TextHash();
  readonly #sentences = new SentenceCounter();
  readonly #lengths = new Lengths();
  readonly #exact = new ExactDuplicates();
  readonly #checks = new Checks();
  readonly #sampler: Sampler;

  constructor({ sample, seed }: ReadingOptions) {
    this.#sampler = new Sampler(sample, seed);
  }

  add({ text, record }: SourceStory): void {
    const folded = fold(text);
    const words = scan(folded, (begin, end, kind) => {
      if (kind === WORD) this.#hash.word(folded, begin, end);
      this.#sentences.see(folded, begin, end, kind);
    });
    this.#lengths.add(text, words, this.#sentences.take());
    this.#exact.add(this.#hash.take(), text);
    this.#checks.add(text, record);
    this.#sampler.see(text);
  }

  figures(): Pick<Reading, 'lengths' | 'exact' | 'checks' | 'sampler'> {
    return {
      lengths: this.#lengths.figures(),
      exact: this.#exact.figures(),
      checks: this.#checks.figures(),
      sampler: this.#sampler,
    };
  }
}
