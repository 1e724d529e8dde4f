import { join } from 'node:path';
import { writeFileAtomic } from '../runtime/files.ts';
import { loadAddon } from '../runtime/native.ts';
import { TextPacker } from '../tokenizer/packed.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import type { SplitInfo, SplitName } from './dataset.ts';

/** Bytes of text encoded at once. */
const PART = 4 << 20;

export interface ShardBuilderOptions {
  folder: string;
  split: SplitName;
  tokenizer: Tokenizer;
  /** A shard is closed once it has this many tokens; it bounds the memory needed. */
  shardTokens: number;
  threads: number;
  signal?: AbortSignal | undefined;
}

/** Turns stories into the token shards of one split. */
export class ShardBuilder {
  readonly info: SplitInfo = { stories: 0, tokens: 0, bytes: 0, shards: [] };
  readonly #options: ShardBuilderOptions;
  readonly #packer = new TextPacker();
  #ids: Int32Array[] = [];
  #storyTokens: number[] = [];
  #storyBytes: number[] = [];
  #tokens = 0;

  constructor(options: ShardBuilderOptions) {
    this.#options = options;
  }

  /** Takes a story. Wait for what it returns before the next. */
  async add(story: string): Promise<void> {
    this.#storyBytes.push(this.#packer.add(story).length);
    if (this.#packer.size >= PART) await this.#encode();
  }

  /** Writes what is left. */
  async finish(): Promise<SplitInfo> {
    await this.#encode();
    if (this.#tokens > 0) await this.#write();
    return this.info;
  }

  async #encode(): Promise<void> {
    const { tokenizer, threads, shardTokens } = this.#options;
    if (this.#packer.count === 0) return;
    // Stories are text: whatever looks like a special token in them is spelt out.
    const { ids, counts } = await tokenizer.encodePacked(this.#packer.take(), { special: false, threads });
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
    );
    await writeFileAtomic(join(folder, file), shard, { signal });
    this.info.shards.push({ file, stories, tokens: this.#tokens, bytes });
    this.info.stories += stories;
    this.info.tokens += this.#tokens;
    this.info.bytes += bytes;
    this.#ids = [];
    this.#storyTokens = [];
    this.#storyBytes = [];
    this.#tokens = 0;
  }
}

/** File name of a shard. */
export function shardName(split: SplitName, index: number): string {
  return `${split}-${String(index).padStart(5, '0')}.tokens`;
}
