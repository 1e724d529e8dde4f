/** Where the Hugging Face hub is and who asks, by the environment variables that its own tools read. */
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { InvalidArgumentError, UnsupportedError } from '../../runtime/errors.ts';
import { isLoopback } from '../../runtime/loopback.ts';
import type { PinnedFile } from './catalog.ts';
import type { Environment } from './environment.ts';

export interface Hub {
  endpoint: URL;
  /** Sent to the endpoint alone. Never part of a message. */
  token: string | null;
}

const TRUE = /^(1|true|yes|on)$/i;

/**
 * `HF_ENDPOINT`, `HF_TOKEN` (or `HUGGING_FACE_HUB_TOKEN`, or the file that `hf auth login` writes), unless
 * `HF_HUB_DISABLE_IMPLICIT_TOKEN` is set.
 * @throws UnsupportedError with `HF_HUB_OFFLINE`; InvalidArgumentError for values that cannot be meant.
 */
export async function findHub(env: Environment = process.env): Promise<Hub> {
  if (TRUE.test(env.HF_HUB_OFFLINE ?? ''))
    throw new UnsupportedError(
      'HF_HUB_OFFLINE is set: nothing is downloaded. Unset it, or name files that are here with --from',
    );
  const text = env.HF_ENDPOINT?.trim() || 'https://huggingface.co';
  const endpoint = URL.canParse(text) ? new URL(text.replace(/\/+$/, '')) : null;
  if (endpoint === null || !/^https?:$/.test(endpoint.protocol) || endpoint.username || endpoint.password)
    throw new InvalidArgumentError(
      'HF_ENDPOINT',
      'an address such as https://huggingface.co, without user and password',
      // Where these would stand in what is no address, nobody can say.
      endpoint !== null || /[@?#]/.test(text) ? '…' : text,
    );
  const token = TRUE.test(env.HF_HUB_DISABLE_IMPLICIT_TOKEN ?? '') ? null : await findToken(env);
  // A token that anyone on the way could read is worse than none: the files are public.
  const safe = endpoint.protocol === 'https:' || isLoopback(endpoint);
  return { endpoint, token: safe ? token : null };
}

export function addressOf({ endpoint }: Hub, { repository, revision, path }: PinnedFile): URL {
  const parts = ['datasets', ...repository.split('/'), 'resolve', revision, ...path.split('/')];
  const base = endpoint.pathname.replace(/\/+$/, '');
  return new URL(`${base}/${parts.map(encodeURIComponent).join('/')}`, endpoint);
}

async function findToken(env: Environment): Promise<string | null> {
  const given = env.HF_TOKEN ?? env.HUGGING_FACE_HUB_TOKEN;
  const token = (given ?? (await readToken(env))).trim();
  if (token === '') return null;
  // Its value stays out of the message.
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new InvalidArgumentError('HF_TOKEN', 'printable ASCII without spaces', '…');
  return token;
}

async function readToken(env: Environment): Promise<string> {
  const home = env.HF_HOME ?? join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'huggingface');
  return readFile(env.HF_TOKEN_PATH ?? join(home, 'token'), 'utf8').catch(() => '');
}
