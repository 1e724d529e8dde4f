import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { AbortedError, FileError, FormatError } from '../../lib/runtime/errors.ts';
import {
  AppendLog,
  asidePath,
  createExclusive,
  exists,
  faults,
  makeDirectory,
  readBytes,
  removeLeftovers,
  removePath,
  replaceDirectory,
  writeFileAtomic,
} from '../../lib/runtime/files.ts';
import { parseJson, readJson, writeJson } from '../../lib/runtime/json.ts';

const failureOf = (work: Promise<void>): Promise<Error> =>
  work.then(
    () => new Error('no failure'),
    (e) => e,
  );

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'files-'));
});
afterEach(async () => {
  faults.failWrite(0);
  await rm(folder, { recursive: true, force: true });
});

/** Runs `work` with every one of its disk changes failing in turn; returns how many there were. */
async function failEach(work: () => Promise<unknown>, code: string, check: () => Promise<void>) {
  for (let n = 1; ; n++) {
    faults.failWrite(n, code);
    const failure = await work().then(
      () => null,
      (error: unknown) => error,
    );
    const reached = faults.count >= n;
    faults.failWrite(0);
    if (!reached) {
      expect(failure).toBeNull();
      return n - 1;
    }
    expect(failure).toBeInstanceOf(FileError);
    await check();
  }
}

describe('writeFileAtomic', () => {
  test('writes strings, bytes and streams', async () => {
    const path = join(folder, 'a');
    await writeFileAtomic(path, 'grün');
    expect(await readFile(path, 'utf8')).toBe('grün');
    await writeFileAtomic(path, new Uint8Array([1, 2, 3]));
    expect([...(await readFile(path))]).toEqual([1, 2, 3]);
    async function* stream() {
      yield new Uint8Array([7]);
      yield 'x';
      yield new Uint8Array(0);
    }
    await writeFileAtomic(path, stream());
    expect([...(await readFile(path))]).toEqual([7, 120]);
    expect(await readdir(folder)).toEqual(['a']);
  });

  test('writes more than one chunk', async () => {
    const bytes = new Uint8Array((9 << 20) + 3).map((_, i) => i * 31);
    await writeFileAtomic(join(folder, 'big'), bytes);
    expect(Buffer.compare(await readBytes(join(folder, 'big')), bytes)).toBe(0);
  });

  test.each(['ENOSPC', 'EIO', 'EACCES'])('%s at any change of the disk: a whole file stays', async (code) => {
    const path = join(folder, 'a');
    await writeFileAtomic(path, 'old');
    const changes = await failEach(
      () => writeFileAtomic(path, 'new!'),
      code,
      async () => {
        // Once the rename is done the new content stands; only its lasting could not be confirmed.
        expect(['old', 'new!']).toContain(await readFile(path, 'utf8'));
        expect(await readdir(folder)).toEqual(['a']);
      },
    );
    expect(changes).toBe(5);
  });

  test('the error names the file and what to do', async () => {
    faults.failWrite(2, 'ENOSPC');
    const path = join(folder, 'a');
    const error = await failureOf(writeFileAtomic(path, 'x'));
    expect(error).toMatchObject({ name: 'FileError', code: 'FILE', path });
    expect(error.message).toMatch(/disk is full; free some space/);
    expect((error.cause as NodeJS.ErrnoException).code).toBe('ENOSPC');
    const missing = await failureOf(writeFileAtomic(join(folder, 'no', 'a'), 'x'));
    expect(missing.message).toMatch(/no such file or folder.*ENOENT/);
  });

  test('a failing stream and an abort leave nothing behind', async () => {
    const path = join(folder, 'a');
    await writeFileAtomic(path, 'old');
    async function* broken() {
      yield 'part';
      throw new FormatError('input', 'broken');
    }
    await expect(writeFileAtomic(path, broken())).rejects.toThrow(FormatError);
    const controller = new AbortController();
    async function* aborting() {
      yield 'part';
      controller.abort();
      yield 'more';
    }
    await expect(writeFileAtomic(path, aborting(), { signal: controller.signal })).rejects.toThrow(
      AbortedError,
    );
    expect(await readdir(folder)).toEqual(['a']);
    expect(await readFile(path, 'utf8')).toBe('old');
  });
});

describe('AppendLog', () => {
  test('keeps the order of lines that nobody waited for', async () => {
    const path = join(folder, 'log');
    const log = await AppendLog.open(path);
    for (let i = 0; i < 50; i++) void log.append(`line ${i}`);
    await log.close();
    expect(await readFile(path, 'utf8')).toBe(Array.from({ length: 50 }, (_, i) => `line ${i}\n`).join(''));
  });

  test.each(['', 'one\n', `${'x'.repeat(200_000)}\n`])('cuts a torn last line (%#)', async (whole) => {
    const path = join(folder, 'log');
    await writeFile(path, `${whole}to${'r'.repeat(70_000)}`);
    const log = await AppendLog.open(path);
    await log.append('next');
    await log.close();
    expect(await readFile(path, 'utf8')).toBe(`${whole}next\n`);
  });

  test('a failed append is reported, and the next one writes over the torn line', async () => {
    const path = join(folder, 'log');
    const log = await AppendLog.open(path, { fsync: 'line' });
    await log.append('one');
    faults.failWrite(1, 'ENOSPC');
    await expect(log.append('a longer line')).rejects.toThrow(FileError);
    await log.append('two and three');
    await log.close();
    expect(await readFile(path, 'utf8')).toBe('one\ntwo and three\n');
  });
});

describe('folders', () => {
  async function fill(path: string, content: string) {
    await makeDirectory(path);
    await writeFileAtomic(join(path, 'file'), content);
    return path;
  }

  test('makeDirectory: as deep as need be, and again; not through a file, nor where the system refuses', async () => {
    await makeDirectory(join(folder, 'a', 'b', 'c'));
    await makeDirectory(join(folder, 'a', 'b', 'c'));
    expect(await readdir(join(folder, 'a', 'b'))).toEqual(['c']);
    await writeFile(join(folder, 'file'), '');
    for (const path of [join(folder, 'file'), join(folder, 'file', 'x'), '/dev/null/x', '/proc/x/y']) {
      await expect(makeDirectory(path)).rejects.toThrow(FileError);
    }
  });

  test('replaceDirectory: one whole folder stands after any failure', async () => {
    const path = await fill(join(folder, 'out'), 'old');
    let aside = '';
    await failEach(
      async () => {
        aside = await fill(asidePath(path), 'new');
        await replaceDirectory(aside, path);
      },
      'EIO',
      async () => {
        expect(['old', 'new']).toContain(await readFile(join(path, 'file'), 'utf8'));
        await removeLeftovers(folder);
        expect(await readdir(folder)).toEqual(['out']);
      },
    );
    expect(await readFile(join(path, 'file'), 'utf8')).toBe('new');
  });

  test('removePath takes away files, folders and nothing', async () => {
    await fill(join(folder, 'a'), 'x');
    await removePath(join(folder, 'a'));
    await removePath(join(folder, 'a'));
    expect(await exists(join(folder, 'a'))).toBe(false);
    expect(await readdir(folder)).toEqual([]);
  });

  test('createExclusive: what is there stays, and what is cleared away in between is made again', async () => {
    const path = join(folder, 'lock');
    faults.failWrite(0);
    expect(await createExclusive(path, 'mine')).toBe(true);
    const changes = faults.count;
    expect(changes).toBeGreaterThan(2);
    expect(await createExclusive(path, 'yours')).toBe(false);
    expect(await readFile(path, 'utf8')).toBe('mine');
    for (let nth = 1; nth <= changes; nth++) {
      await removePath(path);
      faults.failWrite(nth, 'ENOENT');
      expect(await createExclusive(path, `again ${nth}`)).toBe(true);
      expect(await readFile(path, 'utf8')).toBe(`again ${nth}`);
      expect(await readdir(folder)).toEqual(['lock']);
    }
    await expect(createExclusive(join(folder, 'none', 'lock'), '')).rejects.toMatchObject({
      path: join(folder, 'none', 'lock'),
      message: expect.stringMatching(/could not be created: no such file or folder/),
    });
  });

  test('removeLeftovers leaves what a user named', async () => {
    await writeFile(join(folder, '.mine.partial'), '');
    await writeFile(asidePath(join(folder, 'gone')), '');
    await removeLeftovers(folder);
    expect(await readdir(folder)).toEqual(['.mine.partial']);
  });
});

describe('JSON', () => {
  test('goes round', async () => {
    const path = join(folder, 'a.json');
    await writeJson(path, { a: [1, 'ü', null] });
    expect(await readJson(path)).toEqual({ a: [1, 'ü', null] });
    expect((await readFile(path, 'utf8')).endsWith('}\n')).toBe(true);
  });

  test.each([
    ['{"a": 1', /not valid JSON/],
    [Buffer.from([0x22, 0xff, 0x22]), /not UTF-8/],
    ['{"a": [{"__proto__": {"x": 1}}]}', /__proto__/],
    ['{"\\u005f_proto__": 1}', /__proto__/],
  ])('refuses %s', async (content, message) => {
    const path = join(folder, 'a.json');
    await writeFile(path, content);
    const error = (await readJson(path).catch((e) => e)) as FormatError;
    expect(error).toBeInstanceOf(FormatError);
    expect(error.message).toMatch(message);
    expect(error.path).toBe(path);
  });

  test('accepts the name as a value, and deep nesting', () => {
    expect(parseJson('x', '["__proto__"]')).toEqual(['__proto__']);
    const deep = `${'['.repeat(5000)}"__proto__"${']'.repeat(5000)}`;
    expect(parseJson('x', deep)).toHaveLength(1);
  });

  test('size limit, missing file, folder', async () => {
    const path = join(folder, 'a.json');
    await writeJson(path, 'a long enough string');
    await expect(readJson(path, { limit: 10 })).rejects.toThrow(/more than the 10/);
    await expect(readJson(join(folder, 'none'))).rejects.toThrow(FileError);
    await symlink(folder, join(folder, 'link'));
    await expect(readJson(join(folder, 'link'))).rejects.toThrow(FileError);
  });
});
