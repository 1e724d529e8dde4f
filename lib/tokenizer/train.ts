import { onAbort } from '../runtime/abort.ts';
import type { BpeDefinition, NativeBpeTrainer, TrainedBpe } from '../runtime/addon-text.ts';
import { AbortedError, InvalidArgumentError } from '../runtime/errors.ts';
import { loadAddon } from '../runtime/native.ts';
import type { OnProgress } from '../runtime/progress.ts';
import { TextPacker } from './packed.ts';

export interface TrainTokenizerOptions {
  /** Tokens wanted, the 256 bytes and the special ones included. */
  vocab: number;
  /** 0 (default): all that the process may use. The result is the same for any number. */
  threads?: number;
  /**
   * Different words told apart at most, and so the memory needed; default 2,097,152. Where texts have more, the rarest
   * are forgotten on the way, by a rule that depends on the texts and their order alone.
   */
  words?: number | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: OnProgress | undefined;
  /** Told once the words are counted. */
  onCounted?: ((counted: CountedWords) => void) | undefined;
}

/** What was met in the texts. */
export interface CountedWords {
  words: number;
  /** Different words, those forgotten left out. */
  distinct: number;
  /** How often the rarest words were forgotten; 0: every word was counted exactly. */
  cuts: number;
  /** By how much the count of a word may be too low for that. */
  undercount: number;
}

/** Bytes handed to native code at once. */
const PART = 4 << 20;
/** How often progress is reported, milliseconds. */
const INTERVAL = 100;

/** Collects words, then chooses tokens: training a tokenizer on texts that come one by one. */
export class TokenizerTraining {
  readonly #native: NativeBpeTrainer;
  readonly #packer = new TextPacker();
  readonly #options: TrainTokenizerOptions;
  readonly #special: string[];
  #last: Promise<void> = Promise.resolve();

  /** @throws InvalidArgumentError when the vocabulary cannot hold the bytes and special tokens. */
  constructor(special: string[], options: TrainTokenizerOptions) {
    const least = 256 + special.length;
    if (!Number.isInteger(options.vocab) || options.vocab < least || options.vocab > 1_000_000) {
      throw new InvalidArgumentError('vocab', `a whole number from ${least} to 1000000`, options.vocab);
    }
    const { words } = options;
    if (words !== undefined && (!Number.isInteger(words) || words < 1000 || words > 2 ** 30)) {
      throw new InvalidArgumentError('words', 'a whole number from 1000 to 2^30', words);
    }
    this.#options = options;
    this.#special = special;
    this.#native = new (loadAddon().BpeTrainer)(words);
  }

  /** Takes a text. Wait for what it returns before the next. */
  async add(text: string): Promise<void> {
    this.#packer.add(text);
    if (this.#packer.size >= PART) await this.#count();
  }

  /** Chooses the tokens; to be called once. @throws AbortedError. */
  async finish(): Promise<BpeDefinition> {
    const { vocab, signal, onProgress } = this.#options;
    await this.#count();
    await this.#last;
    const report = (done: number): void =>
      onProgress?.({ stage: 'training the tokenizer', done, total: vocab, unit: 'tokens' });
    const timer = setInterval(() => report(this.#native.tokens()), INTERVAL);
    const unlisten = signal ? onAbort(signal, () => this.#native.cancel()) : () => {};
    try {
      if (signal?.aborted) throw aborted(signal);
      const { definition, ...counted }: TrainedBpe = await this.#native.train(vocab, this.#special);
      report(vocab);
      if (signal?.aborted) throw aborted(signal);
      this.#options.onCounted?.(counted);
      return definition;
    } finally {
      clearInterval(timer);
      unlisten();
    }
  }

  /** One part is counted while the next is read. */
  async #count(): Promise<void> {
    if (this.#options.signal?.aborted) throw aborted(this.#options.signal);
    const before = this.#last;
    this.#last = this.#native.add(this.#packer.take(), this.#options.threads ?? 0);
    // Whoever waits for it hears of a failure; nobody else should.
    this.#last.catch(() => {});
    await before;
  }
}

function aborted({ reason }: AbortSignal): AbortedError {
  return new AbortedError('training of the tokenizer was aborted', { cause: reason });
}

/** Trains on all texts. See `Tokenizer.train`. */
export async function trainDefinition(
  texts: AsyncIterable<string> | Iterable<string>,
  special: string[],
  options: TrainTokenizerOptions,
): Promise<BpeDefinition> {
  const training = new TokenizerTraining(special, options);
  for await (const text of texts) await training.add(text);
  return training.finish();
}
