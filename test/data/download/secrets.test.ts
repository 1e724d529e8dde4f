/** Who gets to see tokens and passwords, straight and through proxies. */
import { spawn } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { downloadSources } from '../../../lib/data/download/download.ts';
import { ensureDist } from '../../small-model.ts';
import { arrives, refused } from './arrival.ts';
import { hasOpenssl, TestHub } from './hub.ts';

let hub: TestHub;
beforeAll(ensureDist);
beforeEach(async () => {
  hub = await TestHub.start();
});
afterEach(() => hub.stop());

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
    await arrives(hub, { env: env(), connections: 1 });
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
    const { message } = await refused(hub, /answered 404/, { env: env() });
    expect(message).not.toMatch(/hf_secret|signature|secret/);
    await hub.script([{ status: 401 }]);
    const error = await refused(hub, /Check HF_TOKEN, or unset it/, { env: env() });
    expect(error.message).not.toContain('hf_secret');
    const odd = downloadSources(hub.options({ env: { ...env(), HF_TOKEN: 'hf_\nsecret' } }));
    await expect(odd).rejects.toMatchObject({ message: expect.not.stringContaining('secret') });
  });

  test('a token of the file that the hub’s own tools write; none where it would go in the clear', async () => {
    await writeFile(join(hub.folder, 'token'), 'hf_file\n');
    await arrives(hub, { env: { HF_ENDPOINT: hub.endpoint, HF_HOME: hub.folder } });
    expect((await hub.requests())[0]?.authorization).toBe('Bearer hf_file');
    await rm(hub.out, { recursive: true });
    const before = (await hub.requests()).length;
    const proxy = hub.endpoint.replace('http://', 'http://user:pass@');
    await arrives(hub, { env: { ...env(), HF_ENDPOINT: 'http://hub.example', HTTP_PROXY: proxy } });
    const proxied = (await hub.requests()).slice(before);
    expect(proxied.every(({ url }) => url.startsWith('http://hub.example/datasets/'))).toBe(true);
    expect(proxied.every(({ authorization }) => authorization === undefined)).toBe(true);
    expect(proxied[0]?.proxy).toBe(`Basic ${Buffer.from('user:pass').toString('base64')}`);
  });

  test.each([
    'https://user:SECRETPW@host:99999',
    '//user:SECRETPW@host',
    'https://user:SECRETPW@host',
    'hub.example?token=SECRETPW',
    'https://:0?SECRETPW',
  ])('HF_ENDPOINT %s: refused without what may be secret', async (endpoint) => {
    const odd = downloadSources(hub.options({ env: { HF_ENDPOINT: endpoint, HF_HOME: hub.folder } }));
    await expect(odd).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringMatching(/^HF_ENDPOINT: (?!.*SECRETPW)/),
    });
  });

  test.each([
    ['HTTPS_PROXY', 'http://me:SECRET%PW@127.0.0.1:1', /%25/],
    ['all_proxy', 'http://me:SECRET%PW@127.0.0.1:1', /%25/],
    ['HTTPS_PROXY', 'SECRETPW:x@127.0.0.1:1', /such as http:\/\/host:3128/],
    ['HTTPS_PROXY', 'socks5://me:SECRETPW@127.0.0.1:1', /got "socks5:"/],
  ])('%s %s: refused at once, by its name, without what may be secret', async (name, proxy, reason) => {
    const env = { HF_ENDPOINT: 'https://hub.example', HF_HOME: hub.folder, [name]: proxy };
    const { code, message } = await downloadSources(hub.options({ env })).then(
      () => ({ code: null, message: '' }),
      (error) => error,
    );
    expect(code).toBe('INVALID_ARGUMENT');
    expect(message).toMatch(new RegExp(`^${name}: `));
    expect(message).toMatch(reason);
    expect(message).not.toContain('SECRET');
  });

  test('offline means offline', async () => {
    const offline = downloadSources(hub.options({ env: { ...env(), HF_HUB_OFFLINE: '1' } }));
    await expect(offline).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringMatching(/--from/),
    });
    expect(await hub.requests()).toEqual([]);
  });
});

(hasOpenssl ? describe : describe.skip)('https, through a proxy', () => {
  let secure: TestHub;
  beforeEach(async () => {
    secure = await TestHub.start({ name: 'hub.example' });
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
