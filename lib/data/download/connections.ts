/** Connections that are used again, straight or through the proxy that the environment names. */
import { type ClientRequest, Agent as HttpAgent, type RequestOptions, request } from 'node:http';
import { type AgentOptions, Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import { connect as tlsConnect } from 'node:tls';
import type { Environment } from './environment.ts';
import { passes, Refusal } from './patience.ts';
import { type NamedProxy, proxyFor } from './proxy.ts';

export class Connections {
  readonly #env: Environment;
  readonly #http = new HttpAgent({ keepAlive: true });
  readonly #https = new HttpsAgent({ keepAlive: true });
  readonly #tunnels = new Map<string, Tunnel>();

  constructor(env: Environment = process.env) {
    this.#env = env;
  }

  /** Where a request for `url` is sent. @throws InvalidArgumentError for a proxy that cannot be meant */
  target(url: URL): RequestOptions {
    const proxy = proxyFor(url, this.#env);
    const { hostname, port, pathname, search } = url;
    if (proxy !== null && url.protocol === 'http:')
      return { ...place(proxy), path: url.href, agent: this.#http };
    const agent = url.protocol === 'http:' ? this.#http : proxy === null ? this.#https : this.#tunnel(proxy);
    return { host: bare(hostname), port: port || undefined, path: `${pathname}${search}`, agent };
  }

  headers(url: URL, headers: Record<string, string>): Record<string, string> {
    const proxy = url.protocol === 'http:' ? proxyFor(url, this.#env) : null;
    return { host: url.host, ...headers, ...proxy?.authorization };
  }

  close(): void {
    for (const agent of [this.#http, this.#https, ...this.#tunnels.values()]) agent.destroy();
  }

  #tunnel(proxy: NamedProxy): Tunnel {
    const { href } = proxy.address;
    let tunnel = this.#tunnels.get(href);
    if (!tunnel) {
      tunnel = new Tunnel(proxy);
      this.#tunnels.set(href, tunnel);
    }
    return tunnel;
  }
}

/** What a request for a connection is made with, of that for which it is made. */
interface TunnelOptions extends AgentOptions {
  host?: string;
  port?: number;
  servername?: string;
  /** Milliseconds. */
  timeout?: number;
}

/** Asks a proxy for a connection (CONNECT) and speaks TLS through it. */
class Tunnel extends HttpsAgent {
  readonly #proxy: NamedProxy;
  /** That the proxy has not answered yet. */
  readonly #asked = new Set<ClientRequest>();

  constructor(proxy: NamedProxy) {
    super({ keepAlive: true });
    this.#proxy = proxy;
  }

  override createConnection(
    options: TunnelOptions,
    callback: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    const { host, port = 443, servername, timeout } = options;
    const { variable, address, authorization } = this.#proxy;
    const path = `${host?.includes(':') ? `[${host}]` : host}:${port}`;
    const fail = (error: Error): void => callback(error, undefined as unknown as Duplex);
    const asked = request({
      ...place(this.#proxy),
      method: 'CONNECT',
      path,
      headers: { host: path, ...authorization },
      agent: false,
      timeout,
    });
    this.#asked.add(asked);
    asked.on('close', () => this.#asked.delete(asked));
    asked.on('connect', (reply, socket) => {
      this.#asked.delete(asked);
      socket.setTimeout(0);
      if (reply.statusCode !== 200) {
        socket.destroy();
        const said = `the proxy ${address.host} answered ${reply.statusCode}`;
        fail(passes(reply.statusCode ?? 0) ? new Error(said) : new Refusal(`${said}; check ${variable}`));
      } else callback(null, tlsConnect({ ...options, socket, servername: servername ?? host } as never));
    });
    asked.on('timeout', () => {
      const seconds = (timeout ?? 0) / 1000;
      asked.destroy(
        new Error(`the proxy ${address.host} said nothing for ${seconds} seconds; check ${variable}`),
      );
    });
    asked.on('error', fail);
    asked.end();
  }

  override destroy(): void {
    for (const asked of this.#asked) asked.destroy();
    super.destroy();
  }
}

function place({ address }: NamedProxy): { host: string; port: number | string } {
  return { host: bare(address.hostname), port: address.port || 80 };
}

function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
}
