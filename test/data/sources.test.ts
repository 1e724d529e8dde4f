import { mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { listSources, readSource, readStories } from '../../lib/data/sources.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tinystories-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function stories(name: string, content: string | Uint8Array): Promise<string[]> {
  const path = join(folder, name);
  await writeFile(path, content);
  return collect(readStories([path]));
}

test('text with separators: trimmed, CRLF and a byte order mark taken away, empty stories counted', async () => {
  const path = join(folder, 'a.txt');
  await writeFile(
    path,
    '\ufeff One.\r\nTwo.  \r\n<|endoftext|>\r\n\r\n<|endoftext|>\nThree\n<|endoftext|>Four<|endoftext|>\n\n',
  );
  const count = { stories: 0, empty: 0 };
  const [file] = await listSources([path]);
  const read = (await collect(readSource(file!, { count }))).flat();
  expect(read).toEqual(['One.\nTwo.', 'Three', 'Four']);
  expect(count).toEqual({ stories: 3, empty: 1 });
});

test('the last story needs no separator; a file of nothing has one empty story', async () => {
  expect(await stories('a.txt', 'One<|endoftext|>Two')).toEqual(['One', 'Two']);
  expect(await stories('b.txt', '')).toEqual([]);
  expect(await stories('c.txt', ' \n ')).toEqual([]);
});

test('stories come out whole wherever the parts of the file are cut', async () => {
  const word = fc.constantFrom('été ', '日本 ', '👩‍👩‍👧', 'x'.repeat(1000), '\r\n', '\n', '<|endo', '|>');
  await fc.assert(
    fc.asyncProperty(
      fc.array(word, { minLength: 1, maxLength: 6 }),
      fc.nat({ max: 40 }),
      async (words, shift) => {
        // Long enough for several parts, and moved by a few bytes each time.
        const story = `${words.join('')}.`;
        const many = Math.ceil((600 << 10) / Buffer.byteLength(`${story}<|endoftext|>`));
        const all = [`${'s'.repeat(shift)}t`, ...Array(many).fill(story)];
        const clean = all.map((one) => one.replaceAll('\r\n', '\n').trim());
        expect(await stories('a.txt', all.join('<|endoftext|>'))).toEqual(clean);
        const lines = all.map((text, i) => JSON.stringify(i % 2 ? { story: text } : { text }));
        expect(await stories('a.jsonl', lines.join('\n'))).toEqual(clean);
      },
    ),
    { numRuns: 15 },
  );
});

test('JSON lines: `story` or `text`, blank lines skipped, CRLF', async () => {
  const content = '\ufeff{"story":"One","text":"no"}\r\n\r\n{"text":" Two\\r\\n2 "}\r\n{"story":" "}';
  expect(await stories('a.jsonl', content)).toEqual(['One', 'Two\n2']);
});

test.each([
  ['{"story":"One"}\n\n{"story":\n', /line 3 is not valid JSON/],
  ['{"story":"One"}\n["Two"]\n', /line 2 is not a JSON object/],
  ['{"story":"One"}\n{"storey":"Two"}', /line 2 is without a text/],
  ['{"story":7}', /line 1 is without a text/],
  ['{"story":"One"}\n7', /line 2 is not a JSON object/],
])('bad JSON lines are refused with the line: %j', async (content, reason) => {
  const error = await stories('a.jsonl', content).catch((e: unknown) => e);
  expect(error).toMatchObject({ code: 'FORMAT', path: join(folder, 'a.jsonl') });
  expect((error as Error).message).toMatch(reason);
});

test.each([0, 1, 5, 20_000])(
  'bytes that are not UTF-8 are refused with their line (after %i lines)',
  async (lines) => {
    const good = Buffer.from('été 日本 and more of it\n'.repeat(lines));
    const bad = Buffer.from('caf\xe9 au lait\n', 'latin1');
    for (const content of [Buffer.concat([good, bad, good]), Buffer.concat([good, bad.subarray(0, 4)])]) {
      const error = await stories('a.txt', content).catch((e: unknown) => e);
      expect(error).toMatchObject({ code: 'FORMAT' });
      expect((error as Error).message).toContain(`line ${lines + 1} is not valid UTF-8`);
    }
  },
);

test('instruct.txt is left out beside the stories that it holds once more, and read where it is named', async () => {
  await mkdir(join(folder, 'made'));
  for (const name of ['stories.jsonl', 'stories.txt', 'instruct.txt'])
    await writeFile(join(folder, 'made', name), 'x');
  const names = async (input: string) => (await listSources([join(folder, input)])).map(({ name }) => name);
  expect(await names('made')).toEqual(['made/stories.jsonl']);
  expect(await names('made/instruct.txt')).toEqual(['instruct.txt']);
  await rm(join(folder, 'made', 'stories.jsonl'));
  expect(await names('made')).toEqual(['made/instruct.txt', 'made/stories.txt']);
});

test('folders: by name, with subfolders, hidden and other files left out, .jsonl before its .txt twin', async () => {
  await mkdir(join(folder, 'in/b'), { recursive: true });
  const files = ['in/c.txt', 'in/a.txt', 'in/b/z.jsonl', 'in/b/z.txt', 'in/.hidden.txt', 'in/notes.md'];
  for (const name of files) await writeFile(join(folder, name), name.endsWith('l') ? '{"text":"z"}' : name);
  await symlink(join(folder, 'in/a.txt'), join(folder, 'in/d.txt'));
  const found = await listSources([join(folder, 'in')]);
  expect(found.map((file) => file.name)).toEqual(['in/a.txt', 'in/b/z.jsonl', 'in/c.txt', 'in/d.txt']);
  expect(await collect(readStories([join(folder, 'in')]))).toEqual(['in/a.txt', 'z', 'in/c.txt', 'in/a.txt']);
});

test('a folder to which its own links lead is walked once, under the first of its names', async () => {
  await mkdir(join(folder, 'in/b'), { recursive: true });
  await mkdir(join(folder, 'out'));
  for (const name of ['in/a.txt', 'in/b/b.txt', 'out/c.txt']) await writeFile(join(folder, name), name);
  await symlink('.', join(folder, 'in/self'));
  await symlink('..', join(folder, 'in/b/up'));
  await symlink('b', join(folder, 'in/twin'));
  await symlink('../out', join(folder, 'in/other'));
  const names = async (...inputs: string[]) =>
    (await listSources(inputs.map((input) => join(folder, input)))).map(({ name }) => name);
  expect(await names('in')).toEqual(['in/a.txt', 'in/b/b.txt', 'in/other/c.txt']);
  expect(await names('in/self')).toEqual(['self/a.txt', 'self/b/b.txt', 'self/other/c.txt']);
  // What is named twice is read twice.
  expect(await names('out', 'out')).toEqual(['out/c.txt', 'out/c.txt']);
});

test('inputs that are no paths are refused, a string too, whose letters would be', async () => {
  const path = join(folder, 'two.txt');
  await writeFile(path, 'One.');
  for (const inputs of [path, '/', [], [''], [7], undefined, null, { 0: path }]) {
    const refused = {
      code: 'INVALID_ARGUMENT',
      message: expect.stringMatching(/^inputs: expected an array/),
    };
    await expect(collect(readStories(inputs as never))).rejects.toMatchObject(refused);
  }
});

test('what is not there, of another kind, or empty is refused', async () => {
  const refused = { code: 'FILE' };
  await expect(listSources([join(folder, 'none')])).rejects.toMatchObject(refused);
  await expect(listSources([folder])).rejects.toMatchObject(refused);
  await writeFile(join(folder, 'a.bin'), '');
  await expect(listSources([join(folder, 'a.bin')])).rejects.toThrow(/expected \.txt/);
});

test('reading can be aborted', async () => {
  const path = join(folder, 'a.txt');
  await writeFile(path, 'One<|endoftext|>'.repeat(1 << 17));
  const control = new AbortController();
  const read = async () => {
    for await (const _ of readStories([path], { signal: control.signal })) control.abort();
  };
  await expect(read()).rejects.toMatchObject({ name: 'AbortError' });
});

test('a folder may hold more files than a call takes arguments', async () => {
  const names = Array.from({ length: 150_000 }, (_, i) => `${i}.txt`);
  const inner = ['inner', ...names.slice(0, 10)];
  await mkdir(join(folder, 'inner'));
  const real = jest.requireActual<typeof import('node:fs/promises')>('node:fs/promises');
  const [folderStatus, fileStatus] = await Promise.all([stat(folder), stat(__filename)]);
  jest.doMock('node:fs/promises', () => ({
    ...real,
    readdir: async (path: string) => (path.endsWith('inner') ? names : inner),
    stat: async (path: string) => (path.endsWith('.txt') ? fileStatus : folderStatus),
  }));
  try {
    await jest.isolateModulesAsync(async () => {
      const { listSources: list } = await import('../../lib/data/sources.ts');
      expect(await list([folder])).toHaveLength(names.length + 10);
    });
  } finally {
    jest.dontMock('node:fs/promises');
  }
});
