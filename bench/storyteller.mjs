// Telling stories: in memory on one thread, and a corpus on disk with all the workers.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repeat } from './measure.mjs';
import { row } from './rows.mjs';
import { rate } from './statistics.mjs';

const STORIES = 1000;
const SEED = 1;

export function storytellerTasks({ machine }) {
  const workers = [...new Set([1, machine.threads])];
  return [
    { id: 'storyteller/tell/t1', run: tell },
    ...workers.map((count) => ({
      id: `storyteller/make/t${count}`,
      run: (bench) => make(bench, count),
    })),
  ];
}

async function tell({ library, seconds }) {
  let bytes = 0;
  let told = 0;
  const times = await repeat(() => {
    for (const { story } of library.storyRecords(SEED, 0, STORIES)) {
      bytes += Buffer.byteLength(story);
      told++;
    }
  }, seconds / 5);
  const measured = rate(times, STORIES);
  return [row('storyteller/tell/t1', 'stories/s', measured, { more: { bytesPerStory: bytes / told } })];
}

async function make({ library, seconds }, workers) {
  const folder = await mkdtemp(join(tmpdir(), 'tinystories-bench-'));
  const stories = 4 * STORIES;
  try {
    const out = join(folder, 'corpus');
    const times = await repeat(
      () => library.makeStories({ stories, seed: SEED, out, workers }),
      seconds / 5,
      2,
    );
    return [row(`storyteller/make/t${workers}`, 'stories/s', rate(times, stories))];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
