/** The records of stories that stay, with their texts as they are now. */
import type { CleanedBlock } from '../../runtime/addon-text.ts';
import type { Pace } from '../../runtime/pace.ts';
import { END_OF_TEXT } from '../../tokenizer/end-of-text.ts';
import { TextPacker } from '../../tokenizer/packed.ts';
import { corpusRecord, saysMore } from '../corpus-record.ts';
import type { SourceRecord } from './blocks.ts';

const ENDING = `\n${END_OF_TEXT}\n`.length;

export class KeptRecords {
  /** The verdict of a story that stays. */
  readonly #stays: number;
  readonly #field: string | undefined;
  readonly #pace: Pace;
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  readonly #lines = new TextPacker();
  kept = 0;
  /** Whether one of them has a text. */
  anyText = false;
  informative = false;

  constructor(stays: number, field: string | undefined, pace: Pace) {
    this.#stays = stays;
    this.#field = field;
    this.#pace = pace;
  }

  /**
   * JSON lines, one for each story that stays; nothing where there are no records. They are good until the next call,
   * for which they are to be waited for.
   */
  async take(
    { bytes, ends, verdicts }: CleanedBlock,
    records: readonly (SourceRecord | undefined)[] | undefined,
  ): Promise<Uint8Array> {
    this.kept += ends.length;
    this.anyText ||= bytes.length > ends.length * ENDING;
    if (records === undefined) return new Uint8Array(0);
    let begin = 0;
    let kept = 0;
    for (const [i, verdict] of verdicts.entries()) {
      if (verdict !== this.#stays) continue;
      const end = ends[kept++] as number;
      const story = this.#decoder.decode(bytes.subarray(begin, end - ENDING));
      const record = records[i] ?? {};
      this.informative ||= saysMore(record, this.#field);
      this.#lines.add(`${JSON.stringify(corpusRecord(story, record, this.#field))}\n`);
      begin = end;
      if (this.#pace.due) await this.#pace.rest();
    }
    return this.#lines.take().bytes;
  }
}
