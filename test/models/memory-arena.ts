/** A parameter arena in JavaScript, for tests of what only reads and writes one. */

import type { ProgramDocument } from '../../lib/models/program.ts';
import type { NativeWeights } from '../../lib/runtime/addon.ts';

export class MemoryArena implements Pick<NativeWeights, 'layout' | 'read' | 'write'> {
  readonly data: Float32Array;
  /** Largest number of floats that crossed in one call. */
  largest = 0;
  readonly #layout: ReturnType<NativeWeights['layout']>;

  /** Filled from the document's shapes with 0.5, 1.5, … so that no two entries are alike. */
  constructor(document: ProgramDocument) {
    let offset = 0;
    this.#layout = document.parameters.map(({ name, shape }) => {
      const count = shape.reduce((product, size) => product * size, 1);
      const entry = { name, shape, offset, count };
      // A gap, as an arena that aligns its parameters has.
      offset += count + 3;
      return entry;
    });
    this.data = Float32Array.from({ length: offset }, (_, i) => i + 0.5);
  }

  layout(): ReturnType<NativeWeights['layout']> {
    return this.#layout;
  }

  async read(_arena: string, offset: number, count: number): Promise<Float32Array> {
    this.largest = Math.max(this.largest, count);
    return this.data.slice(offset, offset + count);
  }

  async write(_arena: string, offset: number, data: Float32Array): Promise<void> {
    this.largest = Math.max(this.largest, data.length);
    this.data.set(data, offset);
  }

  parameter(name: string): Float32Array {
    const { offset, count } = this.#layout.find((entry) => entry.name === name)!;
    return this.data.subarray(offset, offset + count);
  }
}
