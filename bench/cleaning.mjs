// Cleaning a corpus on disk, from one file to another, with and without near duplicates.
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { repeat } from './measure.mjs';
import { row } from './rows.mjs';
import { rate } from './statistics.mjs';

const WAYS = [
  { name: 'text', with: [] },
  { name: 'text-near', with: ['near-duplicates'] },
];

export function cleaningTasks({ machine }) {
  const counts = [...new Set([1, machine.threads])];
  return WAYS.flatMap((way) =>
    counts.map((threads) => {
      const id = `cleaning/${way.name}/t${threads}`;
      return { id, run: (bench) => measure(bench, id, way, threads) };
    }),
  );
}

async function measure(bench, id, way, threads) {
  const { library, seconds, options } = bench;
  const input = await inputFile(bench, options.quick ? 4 << 20 : 128 << 20);
  const out = join(bench.folder(), 'cleaned');
  let report;
  const work = async () => {
    report = await library.cleanStories({ inputs: [input.path], out, with: way.with, threads });
  };
  const times = await repeat(work, seconds / 5);
  const { peakBytes, stories } = report.memory;
  return [
    row(id, 'B/s', rate(times, input.bytes), {
      note: `${input.source}, preset standard, from file to file`,
      more: { bytesPerStory: peakBytes / stories, stories, kept: report.kept },
    }),
  ];
}

/**
 * One for the whole run: the texts over and over, with another letter behind each word, so that no story is
 * nearly another.
 */
async function inputFile(bench, bytes) {
  bench.cleaningInput ??= (async () => {
    const { texts, source } = bench.texts();
    const path = join(bench.folder(), 'uncleaned.txt');
    const file = await open(path, 'w');
    let written = 0;
    for (let turn = 0; written < bytes; turn++) {
      const ending = turn === 0 ? '' : String.fromCharCode(96 + turn);
      for (let at = 0; at < texts.length && written < bytes; at += 1000) {
        const block = texts
          .slice(at, at + 1000)
          .map((text) => `${text.replaceAll(/[a-z]+/gi, (word) => word + ending)}\n<|endoftext|>\n`);
        const { bytesWritten } = await file.write(block.join(''));
        written += bytesWritten;
      }
    }
    await file.close();
    return { path, source, bytes: written };
  })();
  return bench.cleaningInput;
}
