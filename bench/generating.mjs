// A corpus through the whole of `data generate`, told by the storyteller so that no server sets the pace: stories a
// second, and what memory it takes at most. With --full it has ten million stories.
import { spawn } from 'node:child_process';
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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

async function generate({ options, machine }) {
  const stories = options.full ? FULL : options.quick ? QUICK : STORIES;
  const folder = await mkdtemp(join(tmpdir(), 'tinystories-bench-'));
  try {
    const { bavail, bsize } = await statfs(folder);
    if (bavail * bsize < 1.1 * stories * BYTES)
      return [notShown(ID, `${folder} has no room for ${stories} stories (${(stories * BYTES) / 1e9} GB)`)];
    const { seconds, kept, answers, bytes, peakBytes } = await inChild(folder, stories, machine.threads);
    const perSecond = kept / seconds;
    const measured = { median: perSecond, low: perSecond, high: perSecond, samples: 1 };
    const more = { stories: kept, answers, bytes };
    const note = 'memory of the whole process with its threads';
    return [row(ID, 'stories/s', measured, { ...(peakBytes && { peakBytes }), note, more })];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A process of its own, whose memory is that of this work alone. */
function inChild(folder, stories, workers) {
  const script = fileURLToPath(new URL('generating-worker.mjs', import.meta.url));
  const child = spawn(process.execPath, [script, folder, String(stories), String(workers)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (piece) => {
    said += piece;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(said));
      else reject(new Error(`the process that generates ended with ${code}`));
    });
  });
}
