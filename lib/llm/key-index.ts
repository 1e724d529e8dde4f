/**
 * Where in a journal the answer to a question stands. Open tables of typed arrays: 28 bytes a slot, so that a million
 * answers take some 60 MB and no text is held. There are many small ones, so that none takes long to grow.
 */

/** Words of 32 bits kept of a key: 128 bits of SHA-256 do not meet by chance. */
const WORDS = 4;
const TABLES = 256;
/** Share of slots in use before a table grows. */
const FULL = 0.7;

export interface Place {
  offset: number;
  /** Bytes, without the newline. */
  length: number;
}

export class KeyIndex {
  readonly #tables: (Table | undefined)[] = [];
  #count = 0;

  get size(): number {
    return this.#count;
  }

  has(key: string): boolean {
    return this.get(key) !== null;
  }

  get(key: string): Place | null {
    const words = wordsOf(key);
    return this.#tables[words[0]! % TABLES]?.get(words) ?? null;
  }

  /** Adds a key; one that is there already stays where it was. */
  add(key: string, place: Place): void {
    const words = wordsOf(key);
    const table = words[0]! % TABLES;
    this.#tables[table] ??= new Table();
    if (this.#tables[table].add(words, place)) this.#count++;
  }
}

class Table {
  #slots = 16;
  #count = 0;
  #keys = new Uint32Array(this.#slots * WORDS);
  /** Length 0: a free slot. */
  #lengths = new Uint32Array(this.#slots);
  #offsets = new Float64Array(this.#slots);

  get(words: Uint32Array): Place | null {
    const slot = this.#find(words);
    const length = this.#lengths[slot]!;
    return length === 0 ? null : { offset: this.#offsets[slot]!, length };
  }

  /** False where the key is there already. */
  add(words: Uint32Array, place: Place): boolean {
    if (this.#count >= this.#slots * FULL) this.#grow();
    const slot = this.#find(words);
    if (this.#lengths[slot] !== 0) return false;
    this.#put(slot, words, place.offset, place.length);
    this.#count++;
    return true;
  }

  #put(slot: number, words: Uint32Array, offset: number, length: number): void {
    this.#keys.set(words, slot * WORDS);
    this.#offsets[slot] = offset;
    this.#lengths[slot] = length;
  }

  /** The slot of a key, or the free one where it belongs. */
  #find(words: Uint32Array): number {
    const mask = this.#slots - 1;
    // The first word chose the table.
    let slot = words[1]! & mask;
    while (this.#lengths[slot] !== 0) {
      const at = slot * WORDS;
      let same = 0;
      while (same < WORDS && this.#keys[at + same] === words[same]) same++;
      if (same === WORDS) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #grow(): void {
    const [slots, keys, lengths, offsets] = [this.#slots, this.#keys, this.#lengths, this.#offsets];
    this.#slots = slots * 2;
    this.#keys = new Uint32Array(this.#slots * WORDS);
    this.#lengths = new Uint32Array(this.#slots);
    this.#offsets = new Float64Array(this.#slots);
    for (let slot = 0; slot < slots; slot++) {
      if (lengths[slot] === 0) continue;
      const words = keys.subarray(slot * WORDS, (slot + 1) * WORDS);
      this.#put(this.#find(words), words, offsets[slot]!, lengths[slot]!);
    }
  }
}

/** The first words of a key in hexadecimal. */
function wordsOf(key: string): Uint32Array {
  const words = new Uint32Array(WORDS);
  for (let word = 0; word < WORDS; word++)
    words[word] = Number.parseInt(key.slice(word * 8, word * 8 + 8), 16);
  return words;
}
