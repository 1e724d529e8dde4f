import { join } from 'node:path';
import { writeFileAtomic } from '../runtime/files.ts';
import { loadAddon } from '../runtime/native.ts';
import { TextPacker } from '../tokenizer/packed.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import type { SplitInfo, SplitName } from './dataset.ts';
import type { ByteRange, ResponseFinder, ResponseTokens } from './responses.ts';

/** Bytes of text encoded at once. */
const PART = 4 << 20;

export interface ShardBuilderOptions {
  folder: string;
  split: SplitName;
  tokenizer: Tokenizer;
  /** A shard is closed once it has this many tokens; it bounds the memory needed. */
  shardTokens: number;
  threads: number;
  /** Finds the responses, which are then written into the shards; null: stories have none. */
  responses: ResponseFinder | null;
  signal?: AbortSignal | undefined;
}

/** Turns stories into the token shards of one split. */
export class ShardBuilder {
  readonly info: SplitInfo = { stories: 0, tokens: 0, bytes: 0, shards: [] };
  readonly #options: ShardBuilderOptions;
  readonly #packer = new TextPacker();
  readonly #lengths: Uint32Array;
  #ids: Int32Array[] = [];
  #ranges: ByteRange[] = [];
  #responses: ResponseTokens[] = [];
  #storyTokens: number[] = [];
  #storyBytes: number[] = [];
  #tokens = 0;

  constructor(options: ShardBuilderOptions) {
    const { tokenizer, responses } = options;
    this.#options = options;
    this.#lengths = tokenizer.tokenLengths();
    if (tokenizer.unknown !== undefined) this.info.lost = { tokens: 0, bytes: 0 };
    if (responses) this.info.responses = { tokens: 0, bytes: 0 };
  }

  /**
   * Takes a story. Wait for what it returns before the next.
   * @param response Where its response stands; needed when responses are.
   */
  async add(story: string, response?: ByteRange): Promise<void> {
    this.#storyBytes.push(this.#packer.add(story).length);
    if (response) this.#ranges.push(response);
    if (this.#packer.size >= PART) await this.#encode();
  }

  /** Writes what is left. */
  async finish(): Promise<SplitInfo> {
    await this.#encode();
    if (this.#tokens > 0) await this.#write();
    return this.info;
  }

  async #encode(): Promise<void> {
    const { tokenizer, threads, shardTokens, responses } = this.#options;
    if (this.#packer.count === 0) return;
    // Stories are text: whatever looks like a special token in them is spelt out.
    const texts = this.#packer.take();
    const encoded = await tokenizer.encodePacked(texts, { special: false, threads });
    const { ids, counts } = encoded;
    this.#countLost(ids, texts.bytes.length);
    if (responses) {
      const found = await responses.find(texts, encoded, this.#ranges.splice(0), threads);
      for (const response of found) this.#responses.push(response);
    }
    const all = new Int32Array(ids.length + counts.length).fill(tokenizer.endOfText);
    let from = 0;
    let to = 0;
    for (const count of counts) {
      all.set(ids.subarray(from, from + count), to);
      from += count;
      to += count + 1;
      this.#storyTokens.push(count + 1);
    }
    this.#ids.push(all);
    this.#tokens += all.length;
    if (this.#tokens >= shardTokens) await this.#write();
  }

  #countLost(ids: Int32Array, bytes: number): void {
    const { lost } = this.info;
    if (!lost) return;
    const { unknown } = this.#options.tokenizer;
    let known = 0;
    for (const id of ids) {
      if (id === unknown) lost.tokens++;
      else known += this.#lengths[id] as number;
    }
    lost.bytes += bytes - known;
  }

  async #write(): Promise<void> {
    const { folder, split, tokenizer, signal } = this.#options;
    const { vocab, endOfText, hash: tokenizerHash } = tokenizer;
    const stories = this.#storyTokens.length;
    const bytes = this.#storyBytes.reduce((sum, count) => sum + count, 0);
    const file = shardName(split, this.info.shards.length);
    const shard = await loadAddon().packShard(
      { vocab, endOfText, tokenizerHash },
      this.#ids,
      Uint32Array.from(this.#storyTokens),
      Uint32Array.from(this.#storyBytes),
      this.#options.responses ? this.#packedResponses() : undefined,
    );
    await writeFileAtomic(join(folder, file), shard, { signal });
    this.info.shards.push({ file, stories, tokens: this.#tokens, bytes });
    this.info.stories += stories;
    this.info.tokens += this.#tokens;
    this.info.bytes += bytes;
    this.#ids = [];
    this.#storyTokens = [];
    this.#storyBytes = [];
    this.#responses = [];
    this.#tokens = 0;
  }

  #packedResponses(): Uint32Array {
    const { responses } = this.info;
    const packed = new Uint32Array(3 * this.#responses.length);
    for (const [i, { begin, end, bytes }] of this.#responses.entries()) {
      packed.set([begin, end, bytes], 3 * i);
      if (!responses) continue;
      responses.tokens += end - begin;
      responses.bytes += bytes;
    }
    return packed;
  }
}

/** File name of a shard. */
export function shardName(split: SplitName, index: number): string {
  return `${split}-${String(index).padStart(5, '0')}.tokens`;
}
