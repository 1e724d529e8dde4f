/** One GET request: redirects followed, the token kept from other hosts, silent connections ended. */
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { onAbort } from '../../runtime/abort.ts';
import type { Connections } from './connections.ts';
import { Refusal } from './patience.ts';

export interface GetOptions {
  connections: Connections;
  headers: Record<string, string>;
  /** Sent to hosts of this origin alone. */
  token: { value: string; origin: string } | null;
  /** Seconds without a byte after which a connection, or the attempt to make one, is given up. */
  idle: number;
  signal?: AbortSignal | undefined;
}

export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  body: IncomingMessage;
  /** Where it came from in the end. */
  url: URL;
  /** Headers of the replies that led there. */
  passed: IncomingHttpHeaders[];
}

const MOST_REDIRECTS = 10;

/** The first reply that is no redirect. @throws Refusal; whatever the connection fails with. */
export async function get(url: URL, options: GetOptions): Promise<Reply> {
  const passed: IncomingHttpHeaders[] = [];
  let at = url;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const body = await send(at, options);
    const status = body.statusCode ?? 0;
    const { location } = body.headers;
    if (status < 300 || status > 399 || status === 304 || location === undefined)
      return { status, headers: body.headers, body, url: at, passed };
    // However much it says: nobody reads it.
    body.destroy();
    passed.push(body.headers);
    at = next(at, location);
  }
  throw new Refusal(`it redirects more than ${MOST_REDIRECTS} times, last to ${shown(at)}`);
}

function next(from: URL, location: string): URL {
  if (!URL.canParse(location, from.href)) throw new Refusal('it redirects to an address that is none');
  const to = new URL(location, from);
  if (to.protocol !== 'https:' && to.protocol !== 'http:')
    throw new Refusal(`it redirects to an address of another kind (${to.protocol})`);
  if (from.protocol === 'https:' && to.protocol === 'http:')
    throw new Refusal(`it redirects from https to http (${to.host})`);
  return to;
}

async function send(
  url: URL,
  { connections, headers, token, idle, signal }: GetOptions,
): Promise<IncomingMessage> {
  const trusted = token !== null && token.origin === url.origin;
  const sent = { ...headers, ...(trusted && { authorization: `Bearer ${token.value}` }) };
  signal?.throwIfAborted();
  let forget = (): void => {};
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    // A request that waits for a proxy has no socket yet, and says nothing when it is destroyed.
    if (signal) forget = onAbort(signal, () => reject(signal.reason));
    const start = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = start({
      ...connections.target(url),
      method: 'GET',
      headers: connections.headers(url, sent),
      signal,
      // Not by `setTimeout`, which counts from when there is a connection.
      timeout: 1000 * idle,
    });
    request.on('timeout', () => request.destroy(new Error(`nothing came for ${idle} seconds`)));
    request.on('response', resolve);
    request.on('error', reject);
    request.end();
  });
  return answer.finally(() => forget());
}

/** An address without what may be secret: signed addresses carry their right of access behind the question mark. */
export function shown(url: URL): string {
  return `${url.origin}${url.pathname}`;
}
