import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { downloadSources } from '../../../lib/data/download/download.ts';
import { arrives, refused } from './arrival.ts';
import { PIECE, SIZE, TestHub } from './hub.ts';

let hub: TestHub;
beforeEach(async () => {
  hub = await TestHub.start();
});
afterEach(() => hub.stop());

describe('a server that is well', () => {
  test('every piece is asked for once, on several connections', async () => {
    await arrives(hub);
    const ranges = (await hub.requests()).map(({ range }) => range).slice(1);
    expect(new Set(ranges).size).toBe(Math.ceil(SIZE / PIECE));
    expect(ranges.length).toBe(new Set(ranges).size);
  });

  test('says where the file came from', async () => {
    await arrives(hub);
    const { files } = JSON.parse(await readFile(join(hub.out, 'download.json'), 'utf8'));
    expect(files).toEqual([expect.objectContaining({ repository: 'someone/Stories', verified: 'pinned' })]);
  });

  test('what is there already is verified and left as it is; another file is not replaced unasked', async () => {
    await arrives(hub);
    const before = (await hub.requests()).length;
    const [again] = await downloadSources(hub.options());
    expect(again).toMatchObject({ unchanged: true, verified: 'pinned' });
    expect((await hub.requests()).length).toBe(before);
    await writeFile(join(hub.out, 'stories.txt'), 'another');
    await expect(downloadSources(hub.options())).rejects.toMatchObject({
      message: expect.stringMatching(/another file stands there/),
    });
    await arrives(hub, { force: true });
  });

  test('a file of a single byte', async () => {
    const small = await TestHub.start({ size: 1 });
    await downloadSources(small.options());
    expect((await small.arrived())?.equals(small.content)).toBe(true);
    await small.stop();
  });
});

describe('room', () => {
  test('a file that does not fit is refused before anything is asked', async () => {
    await refused(hub, /needs \d+ more bytes, the disk has \d+ free/, { file: { bytes: 2 ** 52 } });
    expect(await hub.requests()).toEqual([]);
  });
});

describe('files whose length and hash are not known beforehand', () => {
  const unknown = { bytes: null, sha256: null };

  test('are compared with what the hub states', async () => {
    await hub.script([{ at: 'hub', redirect: 'cdn', stated: hub.sha256 }]);
    const [file] = await downloadSources(hub.options({ file: unknown }));
    expect(file).toMatchObject({ verified: 'hub', sha256: hub.sha256 });
    const [again] = await downloadSources(hub.options({ file: unknown }));
    expect(again).toMatchObject({ verified: 'hub', unchanged: true });
  });

  test('are thrown away when they are not that', async () => {
    await hub.script([{ stated: '0'.repeat(64) }]);
    await refused(hub, /expected 0{64}/, { file: unknown });
  });

  test('are said to be unverified when the hub states nothing', async () => {
    const [file] = await downloadSources(hub.options({ file: unknown }));
    expect(file).toMatchObject({ verified: 'no', sha256: hub.sha256 });
  });
});

describe('without a network', () => {
  const env = { HF_ENDPOINT: 'http://127.0.0.1:1' };

  test('out of a folder, or the file itself', async () => {
    await writeFile(join(hub.folder, 'stories.txt'), hub.content);
    await arrives(hub, { from: hub.folder, env });
    await rm(hub.out, { recursive: true });
    await arrives(hub, { from: join(hub.folder, 'content'), env });
    expect(await hub.requests()).toEqual([]);
  });

  test('a wrong, a short and a missing file are named', async () => {
    const from = join(hub.folder, 'content');
    const wrong = downloadSources(hub.options({ from, env, file: { sha256: '1'.repeat(64) } }));
    await expect(wrong).rejects.toMatchObject({
      code: 'FORMAT',
      path: from,
      message: expect.stringMatching(/expected 1{64}/),
    });
    const short = downloadSources(hub.options({ from, env, file: { bytes: 1 } }));
    await expect(short).rejects.toMatchObject({
      code: 'FORMAT',
      message: expect.stringMatching(/50000 bytes, expected 1:/),
    });
    await expect(downloadSources(hub.options({ from: hub.folder, env }))).rejects.toMatchObject({
      message: expect.stringMatching(/holds no stories.txt/),
    });
    expect(await hub.arrived()).toBeNull();
  });
});
