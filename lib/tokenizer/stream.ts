/** Text from ids that arrive one by one. A character whose bytes are spread over tokens comes out whole. */
export class TokenStream {
  readonly #bytesOf: (id: number) => Uint8Array;
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  /** `bytesOf` gives the bytes of a token; `Tokenizer.stream()` makes streams. */
  constructor(bytesOf: (id: number) => Uint8Array) {
    this.#bytesOf = bytesOf;
  }

  /** The text that is complete with this token; often '' in the middle of a character. */
  push(id: number): string {
    return this.#decoder.decode(this.#bytesOf(id), { stream: true });
  }

  /** What is left: U+FFFD for bytes that never became a character, else ''. The stream can then start anew. */
  end(): string {
    return this.#decoder.decode();
  }
}
