/**
 * `second-model.json` in the folder of a grading: how likely a second model finds its texts. The one check that does not
 * follow from the texts alone, so it is kept.
 */
import { basename, join, resolve } from 'node:path';
import { Fields } from '../../formats/fields.ts';
import { findModelFolder } from '../../models/model-path.ts';
import { WEIGHTS_FILE } from '../../models/weights-file.ts';
import { sha256File } from '../../runtime/digest.ts';
import { exists } from '../../runtime/files.ts';
import { readJson, writeJson } from '../../runtime/json.ts';
import type { Grading } from '../record.ts';
import { likelihoods, type SecondModelOptions } from './second-model.ts';

const FILE = 'second-model.json';

export interface SecondModelRecord {
  version: 1;
  /** Name of the second model's folder, and SHA-256 (hex) of its weights. */
  name: string;
  hash: string;
  /** Over all completions: tokens of the second model, and UTF-8 bytes. */
  tokens: number;
  bytes: number;
  perplexity: number | null;
  bitsPerByte: number | null;
}

/**
 * Scores the texts of a grading with another model, and keeps what came of it.
 * @param model run, checkpoint or Hugging Face folder
 * @throws what `likelihoods` throws.
 */
export async function scoreWithSecond(
  { folder, file, completions }: Pick<Grading, 'folder' | 'file' | 'completions'>,
  model: string,
  options: SecondModelOptions = {},
): Promise<SecondModelRecord> {
  const prompts = new Map(file.prompts.items.map((prompt) => [prompt.id, prompt.text]));
  const told = completions.flatMap(({ prompt, text }) =>
    text === null ? [] : { prompt: prompts.get(prompt) ?? '', text },
  );
  const scored = await likelihoods(model, told, options);
  const nats = scored.reduce((sum, one) => sum + one.nats, 0);
  const tokens = scored.reduce((sum, one) => sum + one.tokens, 0);
  const bytes = told.reduce((sum, one) => sum + Buffer.byteLength(one.text), 0);
  const { sha256 } = await sha256File(join(await findModelFolder(model), WEIGHTS_FILE), options.signal);
  const record: SecondModelRecord = {
    version: 1,
    name: basename(resolve(model)),
    hash: sha256,
    tokens,
    bytes,
    perplexity: tokens === 0 ? null : Math.exp(nats / tokens),
    bitsPerByte: bytes === 0 ? null : nats / Math.LN2 / bytes,
  };
  await writeJson(join(folder, FILE), record);
  return record;
}

/** Null where the texts were not scored. @throws FormatError */
export async function readSecond(folder: string): Promise<SecondModelRecord | null> {
  const path = join(folder, FILE);
  if (!(await exists(path))) return null;
  const fields = new Fields(await readJson(path), path);
  const measured = (name: string): number | null =>
    fields.absent(name) ? null : fields.number(name, 0, 0, Number.MAX_VALUE);
  fields.whole('version', -1, 1, 1);
  return {
    version: 1,
    name: fields.text('name'),
    hash: fields.text('hash'),
    tokens: fields.whole('tokens', -1, 0, Number.MAX_SAFE_INTEGER),
    bytes: fields.whole('bytes', -1, 0, Number.MAX_SAFE_INTEGER),
    perplexity: measured('perplexity'),
    bitsPerByte: measured('bitsPerByte'),
  };
}
