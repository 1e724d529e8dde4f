/** The counts of a corpus that is laid out as the published files are, with known numbers of every defect. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type CleanReport, cleanStories } from '../../../lib/data/clean/clean.ts';
import { listSources, readSource } from '../../../lib/data/sources.ts';
import { storyRecords } from '../../../lib/data/storyteller/storyteller.ts';
import { Random } from '../../../lib/runtime/random.ts';

const DIFFERENT = 900;
const EMPTY = 23;
const REPEATED = 170;
const LEAKED = 31;
const TINY = 3;

/** UTF-8 read as windows-1252, as far as it has a character for each byte. */
const READ_WRONGLY: Record<string, string> = { '’': 'â€™', '“': 'â€œ', '”': 'â€\u009d', '—': 'â€”' };

let folder = '';
let train = '';
let valid = '';
const planted = { mojibake: 0, residue: 0 };
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tinystories-'));
  train = join(folder, 'train.txt');
  valid = join(folder, 'valid.txt');
  const random = new Random(1, 1);
  const told = [...storyRecords(3, 0, DIFFERENT + 200)].map(({ story }) => story);
  const [own, others] = [told.slice(0, DIFFERENT), told.slice(DIFFERENT)];
  const dressed = own.map((story) => {
    let open = true;
    return story.replaceAll('\n', '\n\n').replaceAll(/["']/g, (sign) => {
      if (sign === '"') open = !open;
      const typographic = sign === "'" ? '’' : open ? '”' : '“';
      if (random.int(3) > 0) return sign;
      // Some closing ones have lost their last byte.
      const lost = typographic === '”' && random.int(2) === 0;
      planted[lost ? 'residue' : 'mojibake']++;
      return lost ? 'â€' : READ_WRONGLY[typographic]!;
    });
  });
  const all = [
    ...dressed,
    ...own.slice(0, REPEATED).map((story) => `  ${story.toUpperCase()} `),
    ...others.slice(0, LEAKED),
    ...Array.from({ length: EMPTY }, () => ' \n'),
    ...Array.from({ length: TINY }, (_, i) => `Tale ${i}.`),
  ];
  // The earliest of equal stories stays, so repetitions come after them.
  const file = (stories: string[]): string => stories.map((story) => `${story}\n<|endoftext|>\n`).join('');
  await writeFile(train, file(all));
  await writeFile(valid, file(others));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('readers count stories and empty ones', async () => {
  const count = { stories: 0, empty: 0 };
  const [file] = await listSources([train]);
  for await (const _ of readSource(file!, { count }));
  expect(count).toEqual({ stories: DIFFERENT + REPEATED + LEAKED + TINY, empty: EMPTY });
});

test('cleaning counts every defect that was planted', async () => {
  const report: CleanReport = await cleanStories({
    inputs: [train],
    out: join(folder, 'out'),
    validation: [valid],
    without: ['cut'],
  });
  const places = Object.fromEntries(report.steps.map((step) => [step.name, step.places]));
  expect(places).toMatchObject({
    mojibake: planted.mojibake,
    'mojibake-residue': planted.residue,
    empty: EMPTY,
    tiny: TINY,
    leaked: LEAKED,
    'exact-duplicates': REPEATED,
    junk: 0,
  });
  expect(planted.mojibake).toBeGreaterThan(500);
  expect(planted.residue).toBeGreaterThan(50);
  expect(report).toMatchObject({ read: DIFFERENT + REPEATED + LEAKED + EMPTY + TINY, kept: DIFFERENT });
});
