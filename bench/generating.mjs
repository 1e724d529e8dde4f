// A corpus through the whole of `data generate`, told by the storyteller so that no server sets the pace: stories a
// second, and what memory it takes at most. With --full it has ten million stories.
import { rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { inChild } from './child.mjs';
import { notShown, row } from './rows.mjs';

const STORIES = 20_000;
const QUICK = 2_000;
const FULL = 10_000_000;
/** Bytes on the disk of a story, as record and as text. */
const BYTES = 2_800;
const ID = 'generating/storyteller';

export function generatingTasks() {
  return [{ id: ID, run: generate }];
}

async function generate({ options, machine, folder }) {
  const stories = options.full ? FULL : options.quick ? QUICK : STORIES;
  const { bavail, bsize } = await statfs(folder());
  if (bavail * bsize < 1.1 * stories * BYTES)
    return [notShown(ID, `${folder()} has no room for ${stories} stories (${(stories * BYTES) / 1e9} GB)`)];
  const out = join(folder(), 'generated');
  const told = await inChild('generating-worker.mjs', out, stories, machine.threads);
  await rm(out, { recursive: true, force: true });
  const { seconds, kept, answers, bytes, peakBytes } = told;
  const perSecond = kept / seconds;
  const measured = { median: perSecond, low: perSecond, high: perSecond, samples: 1 };
  const more = { stories: kept, answers, bytes };
  const note = 'memory of the whole process with its threads';
  return [row(ID, 'stories/s', measured, { ...(peakBytes && { peakBytes }), note, more })];
}
