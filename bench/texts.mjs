// The text that tokenizers are measured on: of a file the user names, or told by the storyteller.
import { openSync, readSync } from 'node:fs';

const END = '<|endoftext|>';
/** Of one seed. */
const STORIES = 1000;

/**
 * @param {{ library: any, file: string | undefined, bytes: number }} options `bytes`: how much at most
 * @returns {{ source: string, given: boolean, texts: string[], bytes: number }} `given`: by the user
 */
export function benchTexts({ library, file, bytes }) {
  const texts = file ? textsOf(file, bytes) : toldTexts(library, bytes);
  const total = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const source = file ? 'a text of the user' : 'stories of the storyteller';
  return { source, given: file !== undefined, texts, bytes: total };
}

function toldTexts(library, bytes) {
  const texts = [];
  let total = 0;
  for (let seed = 1; total < bytes; seed++) {
    try {
      for (const { story } of library.storyRecords(seed, 0, STORIES)) {
        texts.push(story);
        total += Buffer.byteLength(story);
        if (total >= bytes) break;
      }
    } catch (error) {
      // Words with which no story could be told end a seed, not the benchmarks.
      if (!(error instanceof library.MismatchError)) throw error;
    }
  }
  return texts;
}

/** The whole texts of a file's beginning. */
function textsOf(file, bytes) {
  const buffer = Buffer.alloc(bytes);
  const read = readSync(openSync(file), buffer, 0, bytes, 0);
  const texts = buffer
    .toString('utf8', 0, read)
    .split(END)
    .map((text) => text.trim())
    .filter(Boolean);
  // The last one was cut wherever the buffer ended.
  return read === bytes && texts.length > 1 ? texts.slice(0, -1) : texts;
}
