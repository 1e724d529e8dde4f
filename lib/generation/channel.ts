/**
 * A queue between one producer and one reader. The producer asks `hungry` before it makes more; the reader
 * pulls.
 */
export class Channel<T> {
  readonly #room: number;
  readonly #items: T[] = [];
  readonly #readers: { resolve: (result: IteratorResult<T>) => void; reject: (error: unknown) => void }[] =
    [];
  #closed = false;
  #failure: { error: unknown } | null = null;
  /** Called when the reader took an item and there is room again. */
  onRoom: () => void = () => {};

  /** @param room items that may wait before the producer should pause. */
  constructor(room: number) {
    this.#room = room;
  }

  get hungry(): boolean {
    return !this.#closed && this.#items.length < this.#room;
  }

  push(item: T): void {
    if (this.#closed) return;
    const reader = this.#readers.shift();
    if (reader) reader.resolve({ value: item, done: false });
    else this.#items.push(item);
  }

  /** What is queued can still be read; then the reader is done. */
  close(): void {
    this.#closed = true;
    for (const reader of this.#readers.splice(0)) reader.resolve({ value: undefined, done: true });
  }

  /** Throws away what is queued; the next read rejects, those after it are done. */
  fail(error: unknown): void {
    if (this.#closed) return;
    this.#items.length = 0;
    const [first, ...others] = this.#readers.splice(0);
    if (first) first.reject(error);
    else this.#failure = { error };
    this.#closed = true;
    for (const reader of others) reader.resolve({ value: undefined, done: true });
  }

  /** Throws away what is queued and is done. */
  abandon(): void {
    this.#items.length = 0;
    this.#failure = null;
    this.close();
  }

  next(): Promise<IteratorResult<T>> {
    const item = this.#items.shift();
    if (item !== undefined) {
      if (this.hungry) this.onRoom();
      return Promise.resolve({ value: item, done: false });
    }
    if (this.#failure) {
      const { error } = this.#failure;
      this.#failure = null;
      return Promise.reject(error);
    }
    if (this.#closed) return Promise.resolve({ value: undefined, done: true });
    const read = new Promise<IteratorResult<T>>((resolve, reject) => this.#readers.push({ resolve, reject }));
    this.onRoom();
    return read;
  }
}
