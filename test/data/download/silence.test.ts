/** Nobody answers, not even the attempt to connect: it is given up in time, and a signal ends it at once. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Connections } from '../../../lib/data/download/connections.ts';
import { downloadSources } from '../../../lib/data/download/download.ts';
import { get } from '../../../lib/data/download/request.ts';
import { refused } from './arrival.ts';
import { TestHub } from './hub.ts';

let hub: TestHub;
let silent: Server;
let port: number;
const sockets: Socket[] = [];
beforeEach(async () => {
  hub = await TestHub.start();
  silent = createServer((socket) => sockets.push(socket.on('error', () => {})));
  await once(silent.listen(0, '127.0.0.1'), 'listening');
  port = (silent.address() as AddressInfo).port;
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  silent.close();
  await hub.stop();
});

const throughProxy = () => ({
  HF_ENDPOINT: 'https://hub.example',
  HF_HOME: hub.folder,
  HTTPS_PROXY: `http://me:secret@127.0.0.1:${port}`,
});

test('a proxy that never answers: given up, and named without its password', async () => {
  const patience = { attempts: 2, backoff: 0.005, idle: 0.2 };
  const { message } = await refused(
    hub,
    /the proxy 127\.0\.0\.1:\d+ said nothing for 0\.2 seconds; check HTTPS_PROXY; given up after 2 attempts/,
    { env: throughProxy(), patience },
  );
  expect(message).not.toContain('secret');
});

test('a proxy that never answers: a signal ends the waiting', async () => {
  const stop = new AbortController();
  const download = downloadSources({
    ...hub.options({ env: throughProxy(), patience: {} }),
    signal: stop.signal,
  });
  const [socket] = (await once(silent, 'connection')) as [Socket];
  await once(socket, 'data');
  stop.abort();
  await expect(download).rejects.toMatchObject({ code: 'ABORTED' });
  // The connection to the proxy goes as well.
  if (!socket.closed) await once(socket, 'close');
});

describe('a connection that never comes about', () => {
  /** Leads to a name that is looked up for ever. */
  class Nowhere extends Connections {
    override target(url: URL) {
      return { ...super.target(url), host: 'hub.example', lookup: () => {} };
    }
  }
  const ask = (protocol: string, signal?: AbortSignal) => {
    const connections = new Nowhere({});
    const options = { connections, headers: {}, token: null, idle: 0.2, signal };
    return get(new URL(`${protocol}://hub.example`), options).finally(() => connections.close());
  };

  test.each(['http', 'https'])('%s: given up', async (protocol) => {
    await expect(ask(protocol)).rejects.toThrow('nothing came for 0.2 seconds');
  });

  test('a signal ends the waiting', async () => {
    const stop = new AbortController();
    const waiting = ask('http', stop.signal);
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  });
});

test('a server that never says hello in TLS', async () => {
  await refused(hub, /nothing came for 0\.2 seconds/, {
    env: { HF_ENDPOINT: `https://127.0.0.1:${port}`, HF_HOME: hub.folder },
    patience: { attempts: 1, idle: 0.2 },
  });
});
