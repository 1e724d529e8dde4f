import type { PackedTexts } from '../runtime/addon-text.ts';

/** Lays texts one after another as UTF-8. */
export function packTexts(texts: readonly string[]): PackedTexts {
  const packer = new TextPacker();
  for (const text of texts) packer.add(text);
  return packer.take();
}

/** Collects texts until it is worth handing them to native code. */
export class TextPacker {
  #buffer: Uint8Array = new Uint8Array(1 << 16);
  #size = 0;
  #ends: number[] = [];

  /** Bytes collected. */
  get size(): number {
    return this.#size;
  }

  /** Texts collected. */
  get count(): number {
    return this.#ends.length;
  }

  /** Adds a text; returns its UTF-8 bytes, which stay valid until the next call. */
  add(text: string): Uint8Array {
    // No code unit takes more than three bytes.
    const room = this.#size + text.length * 3;
    if (room > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(room, this.#buffer.length * 2));
      larger.set(this.#buffer.subarray(0, this.#size));
      this.#buffer = larger;
    }
    const { written } = encoder.encodeInto(text, this.#buffer.subarray(this.#size));
    const bytes = this.#buffer.subarray(this.#size, this.#size + written);
    this.#size += written;
    this.#ends.push(this.#size);
    return bytes;
  }

  /** What was collected; the packer is empty afterwards. The bytes stay valid until the next `add`. */
  take(): PackedTexts {
    const packed = { bytes: this.#buffer.subarray(0, this.#size), ends: Uint32Array.from(this.#ends) };
    this.#size = 0;
    this.#ends = [];
    return packed;
  }
}

const encoder = new TextEncoder();
