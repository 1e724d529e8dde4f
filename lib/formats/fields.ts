/** Reads the fields of a JSON object that came from outside, one by one, with errors that name field and file. */
import { FormatError } from '../runtime/errors.ts';
import { isJsonObject, shownJson } from './strict-json.ts';

export class Fields {
  readonly path: string;
  readonly #values: ReadonlyMap<string, unknown>;

  /** Throws FormatError when `value` is not an object. */
  constructor(value: unknown, path: string) {
    if (!isJsonObject(value)) throw new FormatError(path, 'expected a JSON object');
    this.path = path;
    this.#values = new Map(Object.entries(value));
  }

  names(): string[] {
    return [...this.#values.keys()];
  }

  /** As it stands in the file, unchecked. */
  value(name: string): unknown {
    return this.#values.get(name);
  }

  /** Missing, or null. */
  absent(name: string): boolean {
    return (this.#values.get(name) ?? null) === null;
  }

  /** The object that a field is. */
  inner(name: string): Fields {
    return new Fields(this.#values.get(name), `${this.path}, ${name}`);
  }

  /** Without `otherwise` it must be there. */
  text(name: string, otherwise?: string): string {
    const value = this.#values.get(name) ?? otherwise;
    if (typeof value !== 'string') throw this.error(name, 'text', value);
    return value;
  }

  /** One of a few texts; without `otherwise` it must be there. */
  choice<Value extends string>(name: string, values: readonly Value[], otherwise?: Value): Value {
    const value = this.text(name, otherwise);
    const found = values.find((one) => one === value);
    if (found === undefined) throw this.error(name, `one of ${values.join(', ')}`, value);
    return found;
  }

  /** A list of texts, possibly of none. */
  texts(name: string): string[] {
    const list = this.list(name);
    if (!list.every((item) => typeof item === 'string')) throw this.error(name, 'a list of texts', list);
    return list;
  }

  flag(name: string, otherwise: boolean): boolean {
    const value = this.#values.get(name) ?? otherwise;
    if (typeof value !== 'boolean') throw this.error(name, 'true or false', value);
    return value;
  }

  /** A whole number of [least, most]. */
  whole(name: string, otherwise: number, least: number, most: number): number {
    return this.#whole(name, this.#values.get(name) ?? otherwise, least, most);
  }

  /** A whole number of [least, most], or the first of a list of them. */
  firstWhole(name: string, least: number, most: number): number {
    const value = this.#values.get(name);
    return this.#whole(name, Array.isArray(value) ? value[0] : value, least, most);
  }

  /** A number of [least, most]. */
  number(name: string, otherwise: number, least: number, most: number): number {
    const value = this.#values.get(name) ?? otherwise;
    if (typeof value !== 'number' || !(value >= least && value <= most)) {
      throw this.error(name, `a number from ${least} to ${most}`, value);
    }
    return value;
  }

  list(name: string): unknown[] {
    const value = this.#values.get(name);
    if (!Array.isArray(value)) throw this.error(name, 'a list', value);
    return value;
  }

  error(name: string, expected: string, actual: unknown): FormatError {
    return new FormatError(this.path, `${name}: expected ${expected}, got ${shownJson(actual)}`);
  }

  #whole(name: string, value: unknown, least: number, most: number): number {
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least || value > most) {
      throw this.error(name, `a whole number from ${least} to ${most}`, value);
    }
    return value;
  }
}
