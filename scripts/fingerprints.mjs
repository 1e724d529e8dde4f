// Counts what is in a published file, and compares it with what others have found there.
//   node scripts/fingerprints.mjs TinyStories-train.txt [--validation TinyStories-valid.txt]
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureAll, succeeded } from './ensure-built.mjs';

/** Counts of others, each by a definition of its own: those of stories are exact, the rest are near ours. */
const KNOWN = {
  'TinyStories-train.txt': {
    stories: 2_119_719,
    empty: 230,
    mojibake: 757_666,
    'exact-duplicates': 320_241,
    leaked: 6_601,
  },
  'TinyStories-valid.txt': { stories: 21_990, mojibake: 7_156, 'exact-duplicates': 0 },
  'TinyStoriesV2-GPT4-train.txt': { stories: 2_717_699 },
  'TinyStoriesV2-GPT4-valid.txt': { stories: 27_630 },
  // Complete stories from the head of the V2 training file.
  'tinystories-v2-part.txt': { stories: 26_962 },
};
const EXACT = ['stories', 'empty'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { validation: { type: 'string' } },
});
const [file] = positionals;
if (file === undefined) {
  console.error('usage: node scripts/fingerprints.mjs FILE [--validation FILE]');
  process.exit(2);
}
if (!succeeded(ensureAll)) process.exit(1);
const { cleanStories } = await import('../dist/index.js');
const folder = await mkdtemp(join(tmpdir(), 'tinystories-'));
try {
  const report = await cleanStories({
    inputs: [file],
    out: join(folder, 'out'),
    validation: values.validation === undefined ? undefined : [values.validation],
    // Nothing is dropped before duplicates are counted.
    without: ['tiny', 'cut', 'junk'],
  });
  const places = (name) => report.steps.find((step) => step.name === name).places;
  const counts = {
    stories: report.read,
    empty: places('empty'),
    mojibake: places('mojibake') + places('mojibake-residue'),
    'exact-duplicates': places('exact-duplicates'),
    ...(values.validation !== undefined && { leaked: places('leaked') }),
  };
  const known = KNOWN[basename(file)] ?? {};
  for (const [name, count] of Object.entries(counts)) {
    const wanted = known[name];
    const agrees = wanted === undefined ? '' : wanted === count ? 'as it should be' : `others: ${wanted}`;
    if (EXACT.includes(name) && wanted !== undefined && wanted !== count) process.exitCode = 1;
    console.log(`${name.padEnd(16)}  ${String(count).padStart(9)}  ${agrees}`.trimEnd());
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
