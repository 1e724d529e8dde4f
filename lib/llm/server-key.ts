/** Which key a server is given: one that was named for it, or the usual one where that belongs. */
import { InvalidArgumentError, LlmError } from '../runtime/errors.ts';
import { isLoopback } from '../runtime/loopback.ts';

/** The variable of OpenAI's own tools; whatever else asks a model of OpenAI's reads it too. */
export const KEY_VARIABLE = 'OPENAI_API_KEY';

/** Of the words that names of variables are made of, the longest; keys have longer runs. */
const LONGEST_NAME_WORD = 16;

/**
 * Whether a text that was given as name of a variable is one: written as such names are, or that of one that is set.
 * What is neither may be the key itself, and is not said.
 */
export function isVariableName(text: string): boolean {
  if (!/^[A-Za-z_]\w*$/.test(text)) return false;
  if ((process.env[text] ?? '') !== '') return true;
  return !/[a-z]/.test(text) && text.split('_').every((word) => word.length <= LONGEST_NAME_WORD);
}

export interface ServerKey {
  value: string;
  /** The environment variable that it was read from. */
  variable: string;
}

/** OpenAI itself, in all its regions. */
export function isOpenAI({ hostname }: URL): boolean {
  return hostname === 'api.openai.com' || hostname.endsWith('.api.openai.com');
}

/**
 * The key for a server, null where it gets none.
 * @param named the variable that was named for this server, a name by `isVariableName`
 * @param overHttp whether a key may cross the network in the clear
 * @throws LlmError where a key is needed and none is set, or none that can be sent; InvalidArgumentError where one would
 * go in the clear to another machine.
 */
export function keyFor(server: URL, named: string | undefined, overHttp: boolean): ServerKey | null {
  if (named === undefined && !takesUsualKey(server)) return null;
  const variable = named ?? KEY_VARIABLE;
  const value = process.env[variable]?.trim() ?? '';
  if (value === '') {
    if (named === undefined && !isOpenAI(server)) return null;
    const what = `which should hold the key for ${server.href.replace(/\/+$/, '')}, is not set`;
    throw new LlmError(`the environment variable ${variable}, ${what}`, { final: true });
  }
  if (!/^[\x20-\x7e]+$/.test(value)) {
    const what = 'holds line breaks or other characters that no key has, and cannot be sent; set it anew';
    throw new LlmError(`the environment variable ${variable} ${what}`, { final: true });
  }
  if (!isPrivate(server) && !overHttp) {
    throw new InvalidArgumentError(
      'baseURL',
      `https, for the key in ${variable} would cross the network in the clear. Where that is meant, allow it with ` +
        'keyOverHttp (--key-over-http)',
      server.href,
    );
  }
  return { value, variable };
}

/** What else OpenAI's tools take from the environment and send along. */
const HEADERS_VARIABLE = 'OPENAI_CUSTOM_HEADERS';

/** Whether the rest of what the environment holds for OpenAI goes to a server: where the usual key would. */
export function takesEnvironment(server: URL, overHttp: boolean): boolean {
  return takesUsualKey(server) && (isPrivate(server) || overHttp);
}

/** The values of headers that the environment has sent along; they may be keys. */
export function customHeaders(): string[] {
  const lines = (process.env[HEADERS_VARIABLE] ?? '').split('\n').filter((line) => line.includes(':'));
  return lines.map((line) => line.slice(line.indexOf(':') + 1).trim());
}

/** Runs `make` where the environment has no such headers: the package looks for them when its client is made. */
export function withoutCustomHeaders<Made>(make: () => Made): Made {
  const kept = process.env[HEADERS_VARIABLE];
  delete process.env[HEADERS_VARIABLE];
  try {
    return make();
  } finally {
    if (kept !== undefined) process.env[HEADERS_VARIABLE] = kept;
  }
}

/** Whether nobody on the way reads what is sent there. */
function isPrivate(server: URL): boolean {
  return server.protocol === 'https:' || isLoopback(server);
}

/**
 * The usual key was set for OpenAI, or for the server that stands in its place. Servers on this machine have it as
 * well: they and relays are given it by custom, and it leaves the machine only if they send it on.
 */
function takesUsualKey(server: URL): boolean {
  if (isOpenAI(server) || isLoopback(server)) return true;
  const usual = process.env.OPENAI_BASE_URL?.trim() ?? '';
  return URL.canParse(usual) && new URL(usual).origin === server.origin;
}
