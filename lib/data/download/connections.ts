/** Connections that are used again, straight or through the proxy that the environment names. */
import { Agent as HttpAgent, type RequestOptions, request } from 'node:http';
import { type AgentOptions, Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import { connect as tlsConnect } from 'node:tls';
import { InvalidArgumentError } from '../../runtime/errors.ts';
import { isLoopback } from '../../runtime/loopback.ts';
import type { Environment } from './environment.ts';
import { passes, Refusal } from './patience.ts';

export class Connections {
  readonly #env: Environment;
  readonly #http = new HttpAgent({ keepAlive: true });
  readonly #https = new HttpsAgent({ keepAlive: true });
  readonly #tunnels = new Map<string, Tunnel>();

  constructor(env: Environment = process.env) {
    this.#env = env;
  }

  /** Where a request for `url` is sent. */
  target(url: URL): RequestOptions {
    const proxy = proxyFor(url, this.#env);
    const { hostname, port, pathname, search } = url;
    if (proxy !== null && url.protocol === 'http:')
      return { host: bare(proxy.hostname), port: proxy.port || 80, path: url.href, agent: this.#http };
    const agent = url.protocol === 'http:' ? this.#http : proxy === null ? this.#https : this.#tunnel(proxy);
    return { host: bare(hostname), port: port || undefined, path: `${pathname}${search}`, agent };
  }

  headers(url: URL, headers: Record<string, string>): Record<string, string> {
    const proxy = url.protocol === 'http:' ? proxyFor(url, this.#env) : null;
    return { host: url.host, ...headers, ...(proxy && authorization(proxy)) };
  }

  close(): void {
    for (const agent of [this.#http, this.#https, ...this.#tunnels.values()]) agent.destroy();
  }

  #tunnel(proxy: URL): Tunnel {
    let tunnel = this.#tunnels.get(proxy.href);
    if (!tunnel) {
      tunnel = new Tunnel(proxy);
      this.#tunnels.set(proxy.href, tunnel);
    }
    return tunnel;
  }
}

/** Asks a proxy for a connection (CONNECT) and speaks TLS through it. */
class Tunnel extends HttpsAgent {
  readonly #proxy: URL;

  constructor(proxy: URL) {
    super({ keepAlive: true });
    this.#proxy = proxy;
  }

  override createConnection(
    options: AgentOptions & { host?: string; port?: number; servername?: string },
    callback: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    const { host, port = 443, servername } = options;
    const path = `${host?.includes(':') ? `[${host}]` : host}:${port}`;
    const fail = (error: Error): void => callback(error, undefined as unknown as Duplex);
    const asked = request({
      host: bare(this.#proxy.hostname),
      port: this.#proxy.port || 80,
      method: 'CONNECT',
      path,
      headers: { host: path, ...authorization(this.#proxy) },
      agent: false,
    });
    asked.on('connect', (reply, socket) => {
      if (reply.statusCode !== 200) {
        socket.destroy();
        const said = `the proxy ${this.#proxy.host} answered ${reply.statusCode}`;
        fail(passes(reply.statusCode ?? 0) ? new Error(said) : new Refusal(`${said}; check HTTPS_PROXY`));
      } else callback(null, tlsConnect({ ...options, socket, servername: servername ?? host } as never));
    });
    asked.on('error', fail);
    asked.end();
  }
}

function authorization({ username, password }: URL): Record<string, string> {
  if (username === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}

/** By `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, also in lower case. Never for this machine itself. */
function proxyFor(url: URL, env: Environment): URL | null {
  const value = (name: string): string => env[name.toLowerCase()] || env[name] || '';
  const text = value(url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY') || value('ALL_PROXY');
  if (text === '' || isLoopback(url) || excepted(url, value('NO_PROXY'))) return null;
  const proxy = URL.canParse(text) ? new URL(text) : null;
  if (proxy?.protocol !== 'http:')
    throw new InvalidArgumentError(
      'proxy',
      'an address such as http://host:3128',
      proxy ? proxy.protocol : '…',
    );
  return proxy;
}

function excepted({ hostname, port }: URL, list: string): boolean {
  return list.split(/[\s,]+/).some((entry) => {
    if (entry === '') return false;
    if (entry === '*') return true;
    const [, name = '', only] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
    if (only !== undefined && only !== port) return false;
    return hostname === name || hostname.endsWith(`.${name}`);
  });
}

function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
}
