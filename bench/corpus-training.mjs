// Training a tokenizer of 10,000 tokens on a whole file, in a process of its own so that its memory can be seen: 1 GB of
// stories, and 50 million words that all differ (with --quick a sixteenth of both).
import { closeSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { inChild } from './child.mjs';
import { row } from './rows.mjs';
import { VOCAB } from './shapes.mjs';
import { rate } from './statistics.mjs';

const STORIES = 1e9;
const WORDS = 50e6;
const WORDS_OF_STORY = 1000;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const END = '\n<|endoftext|>\n';

export function corpusTrainingTasks() {
  return [
    { id: 'tokenizer/corpus/stories', run: (bench) => measure(bench, 'stories', writeStories) },
    { id: 'tokenizer/corpus/distinct', run: (bench) => measure(bench, 'distinct', writeWords) },
  ];
}

async function measure({ options, folder, texts }, name, write) {
  const share = options.quick ? 1 / 16 : 1;
  const path = join(folder(), `${name}.txt`);
  const about = write(path, share, texts);
  const { seconds, peakBytes, vocab, counted } = await inChild('corpus-training-worker.mjs', path, VOCAB);
  const bytes = statSync(path).size;
  return [
    row(`tokenizer/corpus/${name}`, 'B/s', rate([seconds], bytes), {
      note: `${about}, ${vocab} tokens, from the file to the tokenizer; memory of the whole process`,
      ...(peakBytes === null ? {} : { peakBytes }),
      more: { bytes, seconds, ...counted },
    }),
  ];
}

/** The texts again and again. */
function writeStories(path, share, texts) {
  const { texts: stories, source } = texts();
  const part = Buffer.from(stories.map((story) => story + END).join(''));
  const file = openSync(path, 'w');
  for (let size = 0; size < STORIES * share; size += part.length) writeSync(file, part);
  closeSync(file);
  return `${source}, repeated`;
}

/** Words of seven letters, each once. */
function writeWords(path, share) {
  const file = openSync(path, 'w');
  const story = [];
  for (let i = 0; i < WORDS * share; i++) {
    // An odd factor, so that no value comes twice.
    let rest = (i * 2654435761) % 2 ** 32;
    let word = '';
    for (let letter = 0; letter < 7; letter++) {
      word += LETTERS[rest % 26];
      rest = Math.floor(rest / 26);
    }
    story.push(word);
    if (story.length === WORDS_OF_STORY) writeSync(file, story.splice(0).join(' ') + END);
  }
  closeSync(file);
  return `${WORDS * share} different words`;
}
