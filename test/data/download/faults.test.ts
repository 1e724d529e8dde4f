/** Connections that fail, bytes that are wrong, servers that say no. */
import { readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { arrives, refused } from './arrival.ts';
import { PIECE, type Rule, SIZE, TestHub } from './hub.ts';

let hub: TestHub;
beforeEach(async () => {
  hub = await TestHub.start();
});
afterEach(() => hub.stop());

describe('connections that fail', () => {
  test('cuts: each piece goes on where it broke off', async () => {
    await hub.script([{ on: [2, 3, 4, 5, 7, 9], cut: 1000 }]);
    await arrives(hub);
    expect((await hub.requests()).some(({ range }) => range === `bytes=1000-${PIECE - 1}`)).toBe(true);
  });

  test('a cut of everything, every time, is given up with what to do', async () => {
    await hub.script([{ cut: 0 }]);
    await refused(hub, /Run it again to go on/);
  });

  test('a few bytes each time are no progress', async () => {
    await hub.script([{ from: 2, cut: 3 }]);
    await refused(hub, /given up after 4 attempts/);
  });

  test('a server that says nothing, first or in the middle', async () => {
    await hub.script([{ on: [1, 3], hang: true }]);
    await arrives(hub);
    await hub.script([{ hang: true }]);
    await rm(hub.out, { recursive: true });
    await refused(hub, /nothing came for 0.4 seconds/);
  });

  test('a slow drip is cut off and asked again', async () => {
    await hub.script([{ on: [2, 3], drip: 1 }]);
    await arrives(hub);
    await rm(hub.out, { recursive: true });
    await hub.script([{ from: 1, drip: 1 }]);
    await refused(hub, /less than 256 bytes came in 0.4 seconds/);
  });

  test('nobody listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    await new Promise((resolve) => server.close(resolve));
    await refused(hub, /ECONNREFUSED/, {
      env: { HF_ENDPOINT: `http://127.0.0.1:${port}`, HF_HOME: hub.folder },
    });
  });
});

describe('bytes that are wrong', () => {
  test('a changed byte: nothing is kept, and the next time is a new one', async () => {
    await hub.script([{ wrong: 20_000 }]);
    await refused(hub, /SHA-256 [0-9a-f]{64}, expected [0-9a-f]{64}.*thrown away/);
    expect(await readdir(hub.out)).toEqual([]);
    await hub.script([]);
    await arrives(hub);
  });

  test('a file of another length', () =>
    refused(hub, /the server has 50000 bytes, expected 50001/, { file: { bytes: SIZE + 1 } }));

  test('other bytes than asked for', async () => {
    await hub.script([{ from: 2, range: `bytes 0-${PIECE - 1}/${SIZE}` }]);
    await refused(hub, /sends other bytes than asked for/);
  });

  test('a length that is not what was asked for', async () => {
    await hub.script([{ from: 2, length: 5000 }]);
    await refused(hub, /announces 5000 bytes where/);
  });

  test('more than was asked for, and without an end', async () => {
    await hub.script([
      { on: [2, 4], extra: 10 },
      { on: [3], extra: 'endless' },
    ]);
    await arrives(hub);
    await rm(hub.out, { recursive: true });
    await hub.script([{ from: 2, extra: 'endless' }]);
    await refused(hub, /sends more than/);
  });

  test('a page in the place of the file', async () => {
    await hub.script([{ status: 200, headers: { 'content-type': 'text/html', 'content-length': '2' } }]);
    await refused(hub, /the server has 2 bytes, expected 50000: it is not this file.*HF_ENDPOINT/);
  });

  test('packed bytes', async () => {
    await hub.script([{ from: 2, coding: 'gzip' }]);
    await refused(hub, /packs what it sends/);
  });

  test('no ranges: in one go, also after a cut', async () => {
    await hub.script([{ on: [2], whole: true, cut: 10_000 }, { whole: true }]);
    await arrives(hub);
  });

  describe('a file that is changed meanwhile', () => {
    const unknown = { file: { sha256: null, bytes: null } };
    const changed = { etag: '"other"' };

    test.each([
      ['in pieces', [{ from: 5, wrong: 45_000, headers: changed }]],
      [
        'in one go',
        [
          { on: [2], whole: true, cut: 10_000 },
          { on: [1], whole: true },
          { whole: true, headers: changed },
        ],
      ],
      [
        'by its date, where there is no strong mark',
        [
          {
            from: 5,
            wrong: 45_000,
            headers: { etag: 'W/"1"', 'last-modified': 'Fri, 02 Jan 2026 00:00:00 GMT' },
          },
          { headers: { etag: 'W/"1"', 'last-modified': 'Thu, 01 Jan 2026 00:00:00 GMT' } },
        ],
      ],
    ])('%s: nothing is put together of both, and the next time is a new one', async (_how, rules: Rule[]) => {
      await hub.script(rules);
      await refused(hub, /changed on the server meanwhile.*begins anew/, unknown);
      await hub.script([{ headers: { etag: '"whole"' } }]);
      await arrives(hub, unknown);
    });

    test('where the hash is known it tells, however servers mark the file', async () => {
      await hub.script([{ from: 5, headers: changed }]);
      await arrives(hub);
      await rm(hub.out, { recursive: true });
      await hub.script([{ from: 25, headers: changed, stated: hub.sha256 }, { stated: hub.sha256 }]);
      await arrives(hub, unknown);
    });
  });

  test('ranges that are ignored now and then', async () => {
    await hub.script([{ on: [3, 5], whole: true }]);
    await arrives(hub);
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
    await arrives(hub);
  });

  test('too long a wait ends it, with the time', async () => {
    await hub.script([{ status: 429, headers: { 'retry-after': '3600' } }]);
    await refused(hub, /left alone until \d{4}-\d\d-\d\dT.*run it again then/);
  });

  test.each([
    [404, /answered 404: not there\. Check HF_ENDPOINT/],
    [401, /answered 401: not allowed\. Set HF_TOKEN/],
    [416, /answered 416.*--from/],
  ])('%d is not asked again', async (status, reason) => {
    await hub.script([{ status }]);
    await refused(hub, reason);
    expect((await hub.requests()).length).toBe(1);
  });

  test('errors without end', async () => {
    await hub.script([{ status: 503 }]);
    await refused(hub, /the server answered 503; given up after 4 attempts/);
  });

  test('redirects that lead nowhere', async () => {
    await hub.script([{ redirect: `${hub.endpoint}/again` }]);
    await refused(hub, /redirects more than 10 times/);
    await hub.script([{ redirect: 'file:///etc/hosts' }]);
    await refused(hub, /address of another kind \(file:\)/);
  });
});
