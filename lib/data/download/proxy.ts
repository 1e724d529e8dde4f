/** The proxy that the environment names for an address, and how to be let in there. */
import { InvalidArgumentError } from '../../runtime/errors.ts';
import { isLoopback } from '../../runtime/loopback.ts';
import type { Environment } from './environment.ts';

export interface NamedProxy {
  /** The variable that names it, for messages. */
  variable: string;
  address: URL;
  /** Headers that have its password, where it has one. For the proxy alone; never part of a message. */
  authorization: Record<string, string>;
}

/**
 * By `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, also in lower case. Never for this machine itself.
 * @throws InvalidArgumentError that names the variable, without what it holds of a user and a password
 */
export function proxyFor(url: URL, env: Environment): NamedProxy | null {
  const named = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const variables = [named, 'ALL_PROXY'].flatMap((name) => [name.toLowerCase(), name]);
  const variable = variables.find((name) => env[name]);
  if (variable === undefined || isLoopback(url)) return null;
  if (excepted(url, env.no_proxy || env.NO_PROXY || '')) return null;
  const text = env[variable] as string;
  const address = URL.canParse(text) ? new URL(text) : null;
  if (address?.protocol !== 'http:') {
    // Without `//` what stands before the first colon may be a user's name.
    const kind = /^\s*([a-z][a-z0-9+.-]*:)\/\//i.exec(text)?.[1];
    throw new InvalidArgumentError(variable, 'an address such as http://host:3128', kind ?? '…');
  }
  return { variable, address, authorization: authorizationOf(address, variable) };
}

function authorizationOf({ username, password }: URL, variable: string): Record<string, string> {
  if (username === '') return {};
  let pair: string;
  try {
    pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  } catch {
    throw new InvalidArgumentError(
      variable,
      'an address such as http://user:password@host:3128, with each % of user and password written as %25',
      '…',
    );
  }
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
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
