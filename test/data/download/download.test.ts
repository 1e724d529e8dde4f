import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { downloadSources } from '../../../lib/data/download/download.ts';
import { hasOpenssl, TestHub } from './hub.ts';

const SIZE = 50_000;
const PIECE = 4096;

let hub: TestHub;
beforeEach(async () => {
  hub = await TestHub.start(SIZE);
});
afterEach(() => hub.stop());

/** Downloads and is sure of what has arrived. */
async function arrives(changes: Parameters<TestHub['options']>[0] = {}): Promise<void> {
  const [file] = await downloadSources(hub.options(changes));
  expect(file).toMatchObject({ file: 'stories.txt', bytes: SIZE, sha256: hub.sha256 });
  expect((await hub.arrived())?.equals(hub.content)).toBe(true);
  expect((await readdir(hub.out)).sort()).toEqual(['download.json', 'stories.txt']);
}

/** Fails with an error that names the file, says why and what to do; nothing passes for the file. */
async function refused(reason: RegExp, changes: Parameters<TestHub['options']>[0] = {}): Promise<Error> {
  const error = (await downloadSources(hub.options(changes)).then(
    () => new Error('it was downloaded'),
    (cause: unknown) => cause,
  )) as Error;
  expect(error).toMatchObject({ code: 'FILE', path: join(hub.out, 'stories.txt') });
  expect(error.message).toContain('stories.txt');
  expect(error.message).toMatch(reason);
  expect(await hub.arrived()).toBeNull();
  return error;
}

describe('a server that is well', () => {
  test('every piece is asked for once, on several connections', async () => {
    await arrives();
    const ranges = (await hub.requests()).map(({ range }) => range).slice(1);
    expect(new Set(ranges).size).toBe(Math.ceil(SIZE / PIECE));
    expect(ranges.length).toBe(new Set(ranges).size);
  });

  test('says where the file came from', async () => {
    await arrives();
    const { files } = JSON.parse(await readFile(join(hub.out, 'download.json'), 'utf8'));
    expect(files).toEqual([expect.objectContaining({ repository: 'someone/Stories', verified: 'pinned' })]);
  });

  test('what is there already is verified and left as it is; another file is not replaced unasked', async () => {
    await arrives();
    const before = (await hub.requests()).length;
    const [again] = await downloadSources(hub.options());
    expect(again).toMatchObject({ unchanged: true, verified: 'pinned' });
    expect((await hub.requests()).length).toBe(before);
    await writeFile(join(hub.out, 'stories.txt'), 'another');
    await expect(downloadSources(hub.options())).rejects.toMatchObject({
      message: /another file stands there/,
    });
    await arrives({ force: true });
  });

  test('a file of a single byte', async () => {
    const small = await TestHub.start(1);
    await downloadSources(small.options());
    expect((await small.arrived())?.equals(small.content)).toBe(true);
    await small.stop();
  });
});

describe('connections that fail', () => {
  test('cuts: each piece goes on where it broke off', async () => {
    await hub.script([{ on: [2, 3, 4, 5, 7, 9], cut: 1000 }]);
    await arrives();
    expect((await hub.requests()).some(({ range }) => range === `bytes=1000-${PIECE - 1}`)).toBe(true);
  });

  test('a cut of everything, every time, is given up with what to do', async () => {
    await hub.script([{ cut: 0 }]);
    await refused(/Run it again to go on/);
  });

  test('a few bytes each time are no progress', async () => {
    await hub.script([{ from: 2, cut: 3 }]);
    await refused(/given up after 4 attempts/);
  });

  test('a server that says nothing, first or in the middle', async () => {
    await hub.script([{ on: [1, 3], hang: true }]);
    await arrives();
    await hub.script([{ hang: true }]);
    await rm(hub.out, { recursive: true });
    await refused(/nothing came for 0.4 seconds/);
  });

  test('a slow drip is cut off and asked again', async () => {
    await hub.script([{ on: [2, 3], drip: 1 }]);
    await arrives();
    await rm(hub.out, { recursive: true });
    await hub.script([{ from: 1, drip: 1 }]);
    await refused(/less than 256 bytes came in 0.4 seconds/);
  });

  test('nobody listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    await new Promise((resolve) => server.close(resolve));
    await refused(/ECONNREFUSED/, { env: { HF_ENDPOINT: `http://127.0.0.1:${port}`, HF_HOME: hub.folder } });
  });
});

describe('bytes that are wrong', () => {
  test('a changed byte: nothing is kept, and the next time is a new one', async () => {
    await hub.script([{ wrong: 20_000 }]);
    await refused(/SHA-256 [0-9a-f]{64}, expected [0-9a-f]{64}.*thrown away/);
    expect(await readdir(hub.out)).toEqual([]);
    await hub.script([]);
    await arrives();
  });

  test('a file of another length', () =>
    refused(/the server has 50000 bytes, expected 50001/, { file: { bytes: SIZE + 1 } }));

  test('other bytes than asked for', async () => {
    await hub.script([{ from: 2, range: `bytes 0-${PIECE - 1}/${SIZE}` }]);
    await refused(/sends other bytes than asked for/);
  });

  test('a length that is not what was asked for', async () => {
    await hub.script([{ from: 2, length: 5000 }]);
    await refused(/announces 5000 bytes where/);
  });

  test('more than was asked for, and without an end', async () => {
    await hub.script([
      { on: [2, 4], extra: 10 },
      { on: [3], extra: 'endless' },
    ]);
    await arrives();
    await rm(hub.out, { recursive: true });
    await hub.script([{ from: 2, extra: 'endless' }]);
    await refused(/sends more than/);
  });

  test('a page in the place of the file', async () => {
    await hub.script([{ status: 200, headers: { 'content-type': 'text/html', 'content-length': '2' } }]);
    await refused(/the server has 2 bytes, expected 50000: it is not this file.*HF_ENDPOINT/);
  });

  test('packed bytes', async () => {
    await hub.script([{ from: 2, coding: 'gzip' }]);
    await refused(/packs what it sends/);
  });

  test('no ranges: in one go, also after a cut', async () => {
    await hub.script([{ on: [2], whole: true, cut: 10_000 }, { whole: true }]);
    await arrives();
  });

  test('ranges that are ignored now and then', async () => {
    await hub.script([{ on: [3, 5], whole: true }]);
    await arrives();
  });
});

describe('servers that say no', () => {
  test('too many requests: waits as long as it is asked to, in seconds and by a date', async () => {
    await hub.script([
      { on: [1], status: 429, headers: { 'retry-after': '1' } },
      { on: [3], status: 503, headers: { 'retry-after': new Date(Date.now() + 2000).toUTCString() } },
      { on: [4], status: 429, headers: { 'retry-after': 'soon' } },
      { on: [5, 6], status: 500 },
    ]);
    await arrives();
  });

  test('too long a wait ends it, with the time', async () => {
    await hub.script([{ status: 429, headers: { 'retry-after': '3600' } }]);
    await refused(/left alone until \d{4}-\d\d-\d\dT.*run it again then/);
  });

  test.each([
    [404, /answered 404: not there\. Check HF_ENDPOINT/],
    [401, /answered 401: not allowed\. Set HF_TOKEN/],
    [416, /answered 416.*--from/],
  ])('%d is not asked again', async (status, reason) => {
    await hub.script([{ status }]);
    await refused(reason);
    expect((await hub.requests()).length).toBe(1);
  });

  test('errors without end', async () => {
    await hub.script([{ status: 503 }]);
    await refused(/the server answered 503; given up after 4 attempts/);
  });

  test('redirects that lead nowhere', async () => {
    await hub.script([{ redirect: `${hub.endpoint}/again` }]);
    await refused(/redirects more than 10 times/);
    await hub.script([{ redirect: 'file:///etc/hosts' }]);
    await refused(/address of another kind \(file:\)/);
  });
});

describe('secrets', () => {
  const env = (): NodeJS.ProcessEnv => ({
    HF_ENDPOINT: hub.endpoint,
    HF_HOME: hub.folder,
    HF_TOKEN: 'hf_secret',
  });

  test('the token goes to the hub and not to where it redirects; an expired address is asked for anew', async () => {
    await hub.script([
      { at: 'cdn', on: [4], status: 403 },
      { at: 'hub', redirect: 'cdn' },
    ]);
    await arrives({ env: env(), connections: 1 });
    const requests = await hub.requests();
    const to = (place: string) => requests.filter((one) => one.place === place);
    expect(to('hub').every(({ authorization }) => authorization === 'Bearer hf_secret')).toBe(true);
    expect(to('cdn').every(({ authorization }) => authorization === undefined)).toBe(true);
    expect(to('cdn').length).toBeGreaterThan(10);
    // The first address, and another when that had expired.
    expect(to('hub').length).toBe(2);
  });

  test('neither token nor signature are in messages', async () => {
    await hub.script([
      { at: 'hub', redirect: 'cdn' },
      { at: 'cdn', status: 404 },
    ]);
    const { message } = await refused(/answered 404/, { env: env() });
    expect(message).not.toMatch(/hf_secret|signature|secret/);
    await hub.script([{ status: 401 }]);
    const error = await refused(/Check HF_TOKEN, or unset it/, { env: env() });
    expect(error.message).not.toContain('hf_secret');
    const odd = downloadSources(hub.options({ env: { ...env(), HF_TOKEN: 'hf_\nsecret' } }));
    await expect(odd).rejects.toMatchObject({ message: expect.not.stringContaining('secret') });
  });

  test('a token of the file that the hub’s own tools write; none where it would go in the clear', async () => {
    await writeFile(join(hub.folder, 'token'), 'hf_file\n');
    await arrives({ env: { HF_ENDPOINT: hub.endpoint, HF_HOME: hub.folder } });
    expect((await hub.requests())[0]?.authorization).toBe('Bearer hf_file');
    await rm(hub.out, { recursive: true });
    const before = (await hub.requests()).length;
    const proxy = hub.endpoint.replace('http://', 'http://user:pass@');
    await arrives({ env: { ...env(), HF_ENDPOINT: 'http://hub.example', HTTP_PROXY: proxy } });
    const proxied = (await hub.requests()).slice(before);
    expect(proxied.every(({ url }) => url.startsWith('http://hub.example/datasets/'))).toBe(true);
    expect(proxied.every(({ authorization }) => authorization === undefined)).toBe(true);
    expect(proxied[0]?.proxy).toBe(`Basic ${Buffer.from('user:pass').toString('base64')}`);
  });

  test('offline means offline', async () => {
    const offline = downloadSources(hub.options({ env: { ...env(), HF_HUB_OFFLINE: '1' } }));
    await expect(offline).rejects.toMatchObject({ code: 'UNSUPPORTED', message: /--from/ });
    expect(await hub.requests()).toEqual([]);
  });
});

(hasOpenssl ? describe : describe.skip)('https, through a proxy', () => {
  let secure: TestHub;
  beforeEach(async () => {
    secure = await TestHub.start(SIZE, 'hub.example');
  });
  afterEach(() => secure.stop());

  /** A process of its own: whom it trusts is settled when it starts. */
  function inChild(env: Record<string, string>): Promise<{ code: number | null; said: string }> {
    const proxy = secure.endpoint.replace('http://', 'http://me:secret@');
    const options = secure.options({
      env: { HF_ENDPOINT: 'https://hub.example', HTTPS_PROXY: proxy, HF_TOKEN: 'hf_secret' },
    });
    const child = spawn(process.execPath, [join(__dirname, 'child.mjs'), JSON.stringify(options)], {
      env: { ...process.env, ...env },
    });
    let said = '';
    child.stderr.on('data', (text) => {
      said += text;
    });
    return new Promise((resolve) => child.on('close', (code) => resolve({ code, said })));
  }

  test('arrives; the token goes through the tunnel, the proxy’s own password to the proxy', async () => {
    const { code, said } = await inChild({ NODE_EXTRA_CA_CERTS: secure.certificatePath });
    expect({ code, said }).toEqual({ code: 0, said: '' });
    expect((await secure.arrived())?.equals(secure.content)).toBe(true);
    const requests = await secure.requests();
    const tunnels = requests.filter(({ place }) => place === 'connect');
    expect(tunnels.length).toBeGreaterThan(0);
    expect(tunnels.length).toBeLessThan(7);
    for (const { url, proxy, authorization } of tunnels) {
      expect(url).toBe('hub.example:443');
      expect(Buffer.from(proxy!.slice(6), 'base64').toString()).toBe('me:secret');
      expect(authorization).toBeUndefined();
    }
    const inside = requests.filter(({ place }) => place === 'tls');
    expect(inside.every(({ authorization, proxy }) => authorization === 'Bearer hf_secret' && !proxy)).toBe(
      true,
    );
  });

  test('a certificate of an unknown authority, and a proxy that says no', async () => {
    const unknown = await inChild({});
    expect(unknown.code).toBe(1);
    expect(unknown.said).toMatch(
      /stories\.txt: could not be downloaded.*certificate is not accepted.*NODE_EXTRA_CA_CERTS/,
    );
    await secure.script([{ at: 'hub', status: 407 }]);
    const { said } = await inChild({ NODE_EXTRA_CA_CERTS: secure.certificatePath });
    expect(said).toMatch(/the proxy 127\.0\.0\.1:\d+ answered 407; check HTTPS_PROXY/);
    expect(said).not.toContain('secret');
  });

  test('no redirect from https to http', async () => {
    await secure.script([{ at: 'tls', redirect: 'http://hub.example/elsewhere' }]);
    const { said } = await inChild({ NODE_EXTRA_CA_CERTS: secure.certificatePath });
    expect(said).toMatch(/redirects from https to http \(hub\.example\)/);
  });
});

describe('interruptions', () => {
  /** The first bytes of all pieces that are asked for. */
  const begins = async (from: number): Promise<number[]> =>
    (await hub.requests()).slice(from).map(({ range }) => Number(/bytes=(\d+)/.exec(range ?? '')?.[1]));

  test('killed again and again, it goes on with what was there', async () => {
    // Slow enough to be killed in the middle, quick enough to get a few pieces done each time.
    await hub.script([{ from: 2, drip: 1500 }]);
    const { patience: _, ...options } = hub.options({ connections: 2 });
    let kills = 0;
    for (let done = false; !done; ) {
      done = await new Promise<boolean>((resolve) => {
        const child = spawn(process.execPath, [join(__dirname, 'child.mjs'), JSON.stringify(options)]);
        let lines = 0;
        child.stdout.on('data', (text) => {
          lines += String(text).split('\n').length - 1;
          if (lines > 7) child.kill('SIGKILL');
        });
        child.stderr.on('data', (text) => process.stderr.write(text));
        child.on('exit', (code) => resolve(code === 0));
      });
      if (!done) kills++;
      expect(kills).toBeLessThan(30);
      if (kills > 3) await hub.script([]);
    }
    expect(kills).toBeGreaterThan(2);
    expect((await hub.arrived())?.equals(hub.content)).toBe(true);
    expect((await readdir(hub.out)).sort()).toEqual(['download.json', 'stories.txt']);
    // Of a piece that was finished before a kill nothing is asked again: no piece as often as there were starts.
    const firsts = (await begins(0)).filter((at) => at % PIECE === 0 && at > 0);
    expect(firsts.length).toBeLessThan(Math.ceil(SIZE / PIECE) + 2 * (kills + 1));
  });

  test('aborted and gone on with; a piece that was damaged meanwhile comes again', async () => {
    await hub.script([{ from: 8, hang: true }]);
    const stop = new AbortController();
    const first = downloadSources({
      ...hub.options({ signal: stop.signal, connections: 1 }),
      onProgress: ({ done }) => done >= 5 * PIECE && stop.abort(),
    });
    await expect(first).rejects.toMatchObject({ code: 'ABORTED', message: /run it again to go on/ });
    const part = join(hub.out, 'stories.txt.part');
    const bytes = await readFile(part);
    bytes[PIECE + 7]! ^= 1;
    await writeFile(part, bytes);
    await hub.script([]);
    const before = (await hub.requests()).length;
    await arrives({ connections: 1 });
    const again = (await begins(before)).slice(1);
    expect(again).toContain(PIECE);
    expect(again).not.toContain(0);
    expect(again).not.toContain(2 * PIECE);
  });

  test('pieces of another file, or a torn log, are not gone on with', async () => {
    await mkdir(hub.out);
    await writeFile(join(hub.out, 'stories.txt.part'), Buffer.alloc(SIZE));
    await writeFile(join(hub.out, 'stories.txt.part.log'), 'nonsense\n0 1\n');
    await arrives();
  });

  test('two at once: the second says who is at it', async () => {
    await hub.script([{ from: 2, drip: 400 }]);
    const both = await Promise.allSettled([downloadSources(hub.options()), downloadSources(hub.options())]);
    const failed = both.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
    expect(failed.map(({ reason }) => reason.code)).toEqual(['LOCKED']);
    expect((await hub.arrived())?.equals(hub.content)).toBe(true);
  });

  test('a lock that a dead process left is taken over', async () => {
    await mkdir(hub.out);
    const lock = JSON.stringify({ pid: 2 ** 22 + 1, host: (await import('node:os')).hostname() });
    await writeFile(join(hub.out, 'stories.txt.part.lock'), lock);
    await arrives();
  });
});

describe('room', () => {
  test('a file that does not fit is refused before anything is asked', async () => {
    await refused(/needs \d+ more bytes, the disk has \d+ free/, { file: { bytes: 2 ** 52 } });
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
    await refused(/expected 0{64}/, { file: unknown });
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
    await arrives({ from: hub.folder, env });
    await rm(hub.out, { recursive: true });
    await arrives({ from: join(hub.folder, 'content'), env });
    expect(await hub.requests()).toEqual([]);
  });

  test('a wrong, a short and a missing file are named', async () => {
    const from = join(hub.folder, 'content');
    const wrong = downloadSources(hub.options({ from, env, file: { sha256: '1'.repeat(64) } }));
    await expect(wrong).rejects.toMatchObject({ code: 'FORMAT', path: from, message: /expected 1{64}/ });
    const short = downloadSources(hub.options({ from, env, file: { bytes: 1 } }));
    await expect(short).rejects.toMatchObject({ code: 'FORMAT', message: /50000 bytes, expected 1:/ });
    await expect(downloadSources(hub.options({ from: hub.folder, env }))).rejects.toMatchObject({
      message: /holds no stories.txt/,
    });
    expect(await hub.arrived()).toBeNull();
  });
});
