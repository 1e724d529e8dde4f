import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { create } from 'tar';
import { CsvCutter } from '../../../lib/data/readers/csv.ts';
import { JsonArrayCutter } from '../../../lib/data/readers/json-array.ts';
import type { Cutter, SourceStory } from '../../../lib/data/readers/source.ts';
import { listSources, readSourceStories } from '../../../lib/data/sources.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tinystories-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function read(path: string, field?: string): Promise<SourceStory[]> {
  const all: SourceStory[] = [];
  for (const file of await listSources([path]))
    for await (const stories of readSourceStories(file, { field })) all.push(...stories);
  return all;
}

async function stored(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

/** What a cutter makes of a text that comes in parts of these lengths, over and over. */
function cutInParts(cutter: Cutter, text: string, lengths: number[]): SourceStory[] {
  const stories: SourceStory[] = [];
  let at = 0;
  for (let i = 0; at < text.length; i++) {
    const length = lengths[i % lengths.length]!;
    stories.push(...cutter.push(text.slice(at, at + length)));
    at += length;
  }
  return [...stories, ...cutter.end('')];
}

const lengths = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 });
const odd = fc.string({
  unit: fc.constantFrom('"', '\\', '{', '}', '[', ']', ',', '\n', '\r', ';', 'a', 'é', '😀', '\u2028', ' '),
});

/** As the shards of TinyStories_all_data have them. */
const record = (i: number) => ({
  story: `\n\nStory ${i}: "Hello," said the {cat}. \\`,
  instruction: { 'prompt:': `Write "${i}"`, words: ['hang', 'foot', 'cute'], features: ['Dialogue'] },
  summary: 'A cat says [hello].',
  source: i % 3 === 0 ? 'GPT-3.5' : 'GPT-4',
});

describe('JSON arrays', () => {
  test('objects come out whole wherever the text is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ story: odd, more: fc.jsonValue({ maxDepth: 3 }) })),
        lengths,
        fc.constantFrom(undefined, 1),
        (records, parts, indent) => {
          const cutter = new JsonArrayCutter('a.json');
          const stories = cutInParts(cutter, ` ${JSON.stringify(records, null, indent)}\n`, parts);
          expect(stories).toEqual(
            records.map((one) => ({ text: one.story, record: JSON.parse(JSON.stringify(one)) })),
          );
        },
      ),
    );
  });

  test('objects one after another, without an array', () => {
    const stories = cutInParts(
      new JsonArrayCutter('a.json'),
      '{"story":"One"}\n{"text":"Two"}{"story":"3"}',
      [4],
    );
    expect(stories.map(({ text }) => text)).toEqual(['One', 'Two', '3']);
  });

  test.each([
    ['[{"story":"a"}', /ends after object 1, before its array does/],
    ['[{"story":"a"},', /ends after object 1/],
    ['[{"story":"a"}{"story":"b"}]', /object 2 is expected, or the end; there is "\{"/],
    ['[{"story":"a"}] x', /there is "x"/],
    ['[1]', /there is "1"/],
    ['"text"', /there is "\\""/],
    ['[{"story":"a"', /object 1 is not complete/],
    ['[{"story":"a}]', /object 1 is not complete/],
    ['[{"story":"a"},{"story":1}]', /object 2 has no text in `story` or `text`/],
    ['[{"story":"a" "b"}]', /object 1 is not valid JSON/],
    [`[{"story":${'['.repeat(100)}`, /nested deeper than 64/],
  ])('what is no array of stories is refused: %s', (text, reason) => {
    expect(() => cutInParts(new JsonArrayCutter('a.json'), text, [3])).toThrow(reason);
  });
});

describe('tables', () => {
  const quoted = (cell: string): string =>
    /[",;\t\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;

  test('cells come out as they went in, wherever the text is cut', () => {
    const cell = odd.map((text) => text.trim()).filter((text) => text !== '');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell)),
        lengths,
        fc.constantFrom(',', ';', '\t'),
        fc.constantFrom('\n', '\r\n'),
        (rows, parts, delimiter, end) => {
          const lines = [['id', 'story'], ...rows].map((row) => row.map(quoted).join(delimiter) + end);
          const stories = cutInParts(new CsvCutter('a.csv'), lines.join(''), parts);
          expect(stories).toEqual(rows.map(([id, story]) => ({ text: story, record: { id, story } })));
        },
      ),
    );
  });

  test('another column, an empty cell, no line end at the end', async () => {
    const path = await stored('a.tsv', '\ufeffid\ttale\r\n1\tOne\r\n2\t\r\n3\t"Two\nlines"');
    expect((await read(path, 'tale')).map(({ text }) => text)).toEqual(['One', 'Two\nlines']);
  });

  test.each([
    ['id,name\n1,x\n', /no column `story` or `text`; there are: id, name/],
    ['id,story\n1\n', /line 2: 1 cells, where the first row has 2/],
    ['id,story\n1,"open\n\n', /line 2: a quotation mark that is never closed/],
    ['id\tstory\n1\tHe said "hi"\n', /line 2: a quotation mark inside a cell/],
    ['id,story\n1,One\n2,"x"y\n', /line 3: "y" after a closing quotation mark/],
    ['', /is empty; expected a line with the names/],
  ])('what is no table of stories is refused: %j', async (content, reason) => {
    await expect(read(await stored('a.csv', content))).rejects.toMatchObject({
      code: 'FORMAT',
      message: reason,
    });
  });
});

describe('parquet', () => {
  const expected = Array.from(
    { length: 25 },
    (_, i) => `Story ${i}: “Once upon a time…”\n\nThe ${i % 2 ? 'cat' : 'dog'} said hello.`,
  ).filter((_, i) => i !== 3 && i !== 7);

  test.each(['snappy', 'zstd', 'gzip', 'none'])('%s', async (codec) => {
    const stories = await read(join(__dirname, `${codec}.parquet`));
    expect(stories.map(({ text }) => text)).toEqual(expected);
  });

  test('another column; what else there is comes as the record', async () => {
    const path = join(__dirname, 'columns.parquet');
    const stories = await read(path, 'tale');
    expect(stories.map(({ text }) => text)).toEqual(expected);
    expect(stories[0]?.record).toMatchObject({ id: 0, source: 'GPT-4' });
    await expect(read(path)).rejects.toMatchObject({
      code: 'FORMAT',
      message: expect.stringMatching(/there are: id, tale, source/),
    });
    await expect(read(path, 'id')).rejects.toMatchObject({ message: expect.stringMatching(/expected text/) });
  });

  test('damaged and cut files are refused', async () => {
    const good = await readFile(join(__dirname, 'snappy.parquet'));
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), async (at, bits) => {
        const bad = Buffer.from(good);
        bad[at]! ^= bits;
        const outcome = await read(await stored('bad.parquet', bad)).catch((error: unknown) => error);
        if (!Array.isArray(outcome)) expect(outcome).toMatchObject({ code: 'FORMAT' });
      }),
      { numRuns: 150 },
    );
    for (const size of [0, 4, 100, good.length - 1])
      await expect(read(await stored('cut.parquet', good.subarray(0, size)))).rejects.toMatchObject({
        code: 'FORMAT',
      });
  });
});

describe('archives', () => {
  async function archive(shards: number, each: number, gzip = true): Promise<string> {
    const names: string[] = [];
    for (let s = 0; s < shards; s++) {
      const name = `data${String(s).padStart(2, '0')}.json`;
      await stored(name, JSON.stringify(Array.from({ length: each }, (_, i) => record(s * each + i))));
      names.push(name);
    }
    await stored('README.md', 'no stories');
    await stored('.hidden.json', '[]');
    const file = join(folder, gzip ? 'all.tar.gz' : 'all.tar');
    await create({ file, cwd: folder, gzip }, ['README.md', '.hidden.json', ...names]);
    return file;
  }

  test.each([
    [3, 2000, true],
    [40, 1, true],
    [40, 1, false],
    [1, 0, true],
  ])('%d shards of %d stories, compressed: %s', async (shards, each, gzip) => {
    const stories = await read(await archive(shards, each, gzip));
    expect(stories.length).toBe(shards * each);
    expect(stories.map(({ text }) => text)).toEqual(stories.map((_, i) => record(i).story.trim()));
    for (const [i, { record: whole }] of stories.entries()) expect(whole).toEqual(record(i));
  });

  test('cut short, damaged, or no archive: refused', async () => {
    const path = await archive(3, 500);
    const good = await readFile(path);
    const cuts = [0, 20, 1000, good.length >> 1, good.length - 20];
    for (const size of cuts) {
      const bad = await stored('bad.tar.gz', good.subarray(0, size));
      await expect(read(bad)).rejects.toMatchObject({ code: 'FORMAT', path: bad });
    }
    const flipped = Buffer.from(good);
    flipped[good.length >> 1]! ^= 0x55;
    await expect(read(await stored('bad.tar.gz', flipped))).rejects.toMatchObject({ code: 'FORMAT' });
    await expect(read(await stored('bad.tar', Buffer.alloc(5000, 'x')))).rejects.toMatchObject({
      code: 'FORMAT',
    });
    const text = await stored('bad.tar.gz', 'not packed at all');
    await expect(read(text)).rejects.toMatchObject({ code: 'FORMAT' });
  });

  test('cut inside a header or between two files: refused, though each file that is there is whole', async () => {
    const good = await readFile(await archive(3, 1, false));
    const end = good.findLastIndex((byte) => byte !== 0) + 1;
    const blocks = Math.ceil(end / 512) * 512;
    // README.md, .hidden.json and the first two shards take two blocks each.
    for (const size of [8 * 512, 8 * 512 + 200, blocks, blocks + 200]) {
      const bad = await stored('bad.tar', good.subarray(0, size));
      await expect(read(bad)).rejects.toMatchObject({
        code: 'FORMAT',
        message: expect.stringMatching(/the mark of its end is missing/),
      });
    }
    for (const size of [blocks + 512, blocks + 1024])
      expect(await read(await stored('good.tar', good.subarray(0, size)))).toHaveLength(3);
  });

  test('a bad shard is named with its archive; one may stop in the middle', async () => {
    await stored('data00.json', '[{"story":"a"},{"story":"b"},');
    const file = join(folder, 'all.tar.gz');
    await create({ file, cwd: folder, gzip: true }, ['data00.json']);
    await expect(read(file)).rejects.toMatchObject({
      message: expect.stringMatching(/all\.tar\.gz \(data00\.json\): the file ends/),
    });
    const [source] = await listSources([await archive(5, 500)]);
    for await (const stories of readSourceStories(source!)) if (stories.length > 0) break;
  });
});

test('compressed files: the same stories, and refused where they are cut short', async () => {
  const text = Array.from({ length: 5000 }, (_, i) => `Story ${i}.\n<|endoftext|>\n`).join('');
  const path = await stored('a.txt.gz', gzipSync(text));
  expect((await read(path)).length).toBe(5000);
  const short = await stored('b.txt.gz', gzipSync(text).subarray(0, 3000));
  await expect(read(short)).rejects.toMatchObject({
    code: 'FORMAT',
    message: expect.stringMatching(/damaged or cut short/),
  });
  const lines = gzipSync('{"story":"One"}\n{"story":"Two"}\n');
  expect((await read(await stored('c.jsonl.gz', lines))).map(({ text: one }) => one)).toEqual(['One', 'Two']);
});

test('folders hold stories of any kind, and reports that are none', async () => {
  await mkdir(join(folder, 'corpus'));
  await stored('corpus/a.txt', 'One<|endoftext|>Two');
  await stored('corpus/b.json', ' [{"story":"Three"}]');
  await stored('corpus/c.csv', 'story\nFour\n');
  await stored('corpus/make.json', '{"stories": 3}');
  expect((await read(join(folder, 'corpus'))).map(({ text }) => text)).toEqual([
    'One',
    'Two',
    'Three',
    'Four',
  ]);
});
