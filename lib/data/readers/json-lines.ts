/** Stories of JSON lines: one object a line. */
import { isJsonObject } from '../../formats/strict-json.ts';
import { FormatError } from '../../runtime/errors.ts';
import { type Cutter, fieldNames, LONGEST, type SourceStory, textOf } from './source.ts';

export class JsonLineCutter implements Cutter {
  readonly #path: string;
  readonly #field: string | undefined;
  #held = '';
  #line = 0;

  constructor(path: string, field?: string) {
    this.#path = path;
    this.#field = field;
  }

  push(text: string): SourceStory[] {
    const lines = text.split('\n');
    lines[0] = this.#held + lines[0];
    this.#held = lines.pop() as string;
    if (this.#held.length > LONGEST) this.#refuse(`longer than ${LONGEST} characters`, this.#line + 1);
    return lines.flatMap((line) => this.#story(line));
  }

  end(text: string): SourceStory[] {
    return [...this.push(text), ...this.#story(this.#held)];
  }

  #story(line: string): SourceStory[] {
    this.#line++;
    if (line.trim() === '') return [];
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch (cause) {
      this.#refuse(`not valid JSON (${(cause as Error).message})`, this.#line, cause);
    }
    if (!isJsonObject(value)) this.#refuse('not a JSON object', this.#line);
    const record = value as Record<string, unknown>;
    const text = textOf(record, this.#field);
    if (text === undefined) this.#refuse(`without a text in ${fieldNames(this.#field)}`, this.#line);
    return [{ text, record }];
  }

  #refuse(what: string, line: number, cause?: unknown): never {
    const expected = 'expected one JSON object a line, such as {"story": "…"}';
    throw new FormatError(this.#path, `line ${line} is ${what}; ${expected}`, { cause });
  }
}
