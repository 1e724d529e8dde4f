/**
 * The weights of a model folder: `model.safetensors`, or several files that an index names. They stream between
 * the file and the native arena, so memory stays at one piece whatever the model's size.
 */

import { join } from 'node:path';
import { Fields } from '../formats/fields.ts';
import { SafetensorsFile } from '../formats/safetensors.ts';
import { encodeSafetensors, type TensorChunk } from '../formats/safetensors-writer.ts';
import { isJsonObject, parseStrictJson } from '../formats/strict-json.ts';
import { throwIfAborted } from '../runtime/abort.ts';
import type { NativeWeights } from '../runtime/addon.ts';
import { FormatError, MismatchError, UnsupportedError } from '../runtime/errors.ts';
import { exists, readBytes, writeFileAtomic } from '../runtime/files.ts';

export const WEIGHTS_FILE = 'model.safetensors';
const CONFIG_FILE = 'config.json';
const INDEX_FILE = 'model.safetensors.index.json';
const PYTORCH_FILES = ['pytorch_model.bin', 'pytorch_model.bin.index.json'];

/** Floats that cross to the native side at once: 16 MB. */
const PIECE = 4 * 2 ** 20;
const INDEX_LIMIT = 4 * 2 ** 20;
const TABLE = 'transformer.wte.weight';
const HEAD = 'lm_head.weight';
/** The causal masks that GPT-Neo checkpoints carry along; they follow from the config. */
const MASKS = /\.attn\.attention\.(bias|masked_bias)$/;

export interface WeightsOptions {
  signal?: AbortSignal | undefined;
}

export interface LoadWeightsOptions extends WeightsOptions {
  /** The file that says what the model is. Only GPT-Neo, which `config.json` means, has names that may differ. */
  describedBy?: string | undefined;
}

/** Writes every parameter, in the arena's order, as float32. The file appears whole or not at all. */
export async function saveWeights(
  path: string,
  weights: Pick<NativeWeights, 'layout' | 'read'>,
  options: WeightsOptions = {},
): Promise<void> {
  const layout = weights.layout();
  async function* chunks(): AsyncGenerator<TensorChunk> {
    for (const { name, offset, count } of layout) {
      for (let at = 0; at < count; at += PIECE) {
        yield { name, data: await weights.read('parameters', offset + at, Math.min(PIECE, count - at)) };
      }
    }
  }
  await writeFileAtomic(path, encodeSafetensors(layout, chunks()), options);
}

/**
 * Fills the arena from a folder. Of GPT-Neo stored masks are skipped, a stored head must equal the token table it is
 * tied to, and names may lack their `transformer.`; of any other model names are the model's own. Everything is
 * checked before the first float is written.
 * @throws MismatchError naming the tensors that are missing, unknown or of another shape; FormatError for a
 * damaged file; UnsupportedError for a folder that holds PyTorch's pickles only, with the command that helps.
 */
export async function loadWeights(
  folder: string,
  weights: Pick<NativeWeights, 'layout' | 'write'>,
  options: LoadWeightsOptions = {},
): Promise<void> {
  const { signal, describedBy = CONFIG_FILE } = options;
  const gptNeo = describedBy === CONFIG_FILE;
  const files: SafetensorsFile[] = [];
  try {
    const layout = weights.layout();
    const own = new Set(layout.map(({ name }) => name));
    const stored = new Map<string, Stored>();
    for (const path of await weightFiles(folder)) {
      const file = await SafetensorsFile.open(path);
      files.push(file);
      for (const name of file.tensors.keys()) {
        const canonical = own.has(name) || !gptNeo ? name : canonicalName(name);
        if (stored.has(canonical)) throw new MismatchError(`${folder}: two tensors are named ${canonical}`);
        if (own.has(name) || !gptNeo || !MASKS.test(canonical)) stored.set(canonical, { file, name });
      }
    }
    const head = own.has(HEAD) || !gptNeo ? undefined : stored.get(HEAD);
    if (head) stored.delete(HEAD);
    checkNames(folder, layout, stored, describedBy);
    const table = stored.get(TABLE);
    if (head && table) await checkTied(head, table);
    for (const { name, offset } of layout) {
      const { file, name: inFile } = stored.get(name)!;
      let at = offset;
      for await (const piece of file.pieces(inFile, PIECE)) {
        throwIfAborted(signal, `loading ${folder} was aborted`);
        await weights.write('parameters', at, piece);
        at += piece.length;
      }
    }
  } finally {
    for (const file of files) await file.close();
  }
}

/** A tensor, and the file that holds it. */
interface Stored {
  file: SafetensorsFile;
  name: string;
}

/** The base model saves without the prefix that the model with a head gives its names. */
function canonicalName(name: string): string {
  return name.startsWith('transformer.') || name === HEAD ? name : `transformer.${name}`;
}

async function weightFiles(folder: string): Promise<string[]> {
  const single = join(folder, WEIGHTS_FILE);
  if (await exists(single)) return [single];
  const index = join(folder, INDEX_FILE);
  if (await exists(index)) return shardsOf(folder, index);
  for (const name of PYTORCH_FILES) {
    if (await exists(join(folder, name))) throw pickleError(folder, name);
  }
  throw new MismatchError(`${folder} holds no ${WEIGHTS_FILE}; a model folder needs one`);
}

async function shardsOf(folder: string, index: string): Promise<string[]> {
  const json = parseStrictJson(await readBytes(index, { limit: INDEX_LIMIT }), index, 'the index');
  const map = new Fields(json, index).value('weight_map');
  if (!isJsonObject(map)) throw new FormatError(index, 'weight_map is not an object');
  const names = new Set<string>();
  for (const [tensor, name] of Object.entries(map)) {
    // A name that leaves the folder could point at any file of the machine.
    if (typeof name !== 'string' || !/^[\w.-]+\.safetensors$/.test(name)) {
      throw new FormatError(
        index,
        `tensor ${JSON.stringify(tensor)}: ${JSON.stringify(name)} is no file name`,
      );
    }
    names.add(name);
  }
  return [...names].map((name) => join(folder, name));
}

/** Unpickling runs whatever code the file holds, so this package never does it. */
function pickleError(folder: string, name: string): UnsupportedError {
  const quoted = `'${folder.replaceAll("'", "'\\''")}'`;
  return new UnsupportedError(
    `${folder} holds its weights as ${name} only, a PyTorch pickle. Convert it once with Python: ` +
      'python3 -c "import sys, transformers as t; ' +
      't.GPTNeoForCausalLM.from_pretrained(sys.argv[1]).save_pretrained(sys.argv[1])" ' +
      quoted,
  );
}

function checkNames(
  folder: string,
  layout: ReturnType<NativeWeights['layout']>,
  stored: ReadonlyMap<string, Stored>,
  describedBy: string,
): void {
  const expected = new Set(layout.map(({ name }) => name));
  const missing = [...expected].filter((name) => !stored.has(name));
  const extra = [...stored.keys()].filter((name) => !expected.has(name));
  if (missing.length > 0 || extra.length > 0) {
    const parts = [
      missing.length > 0 ? `lacks ${some(missing)}` : '',
      extra.length > 0 ? `holds ${some(extra)}, which the model does not know` : '',
    ];
    const complaint = parts.filter((part) => part !== '').join(' and ');
    throw new MismatchError(`${folder} ${complaint}; ${describedBy} and the weights must be of one model`);
  }
  for (const { name, shape } of layout) {
    const { file, name: inFile } = stored.get(name)!;
    const found = file.entry(inFile).shape;
    if (found.join() !== shape.join()) {
      throw new MismatchError(
        `${folder}: ${name} has shape [${found.join(', ')}], ${describedBy} asks for [${shape.join(', ')}]`,
      );
    }
  }
}

/** Refuses a head of its own: computing with the table in its place would be wrong in silence. */
async function checkTied(head: Stored, table: Stored): Promise<void> {
  const { count, dtype } = head.file.entry(head.name);
  const other = table.file.entry(table.name);
  let tied = other.count === count && other.dtype === dtype;
  for (let at = 0; tied && at < count; at += PIECE) {
    const size = Math.min(PIECE, count - at);
    const [a, b] = [await head.file.read(head.name, at, size), await table.file.read(table.name, at, size)];
    tied = a.every((value, i) => Object.is(value, b[i]));
  }
  if (!tied) {
    throw new UnsupportedError(
      `${head.file.path}: ${HEAD} differs from ${TABLE}; GPT-Neo models with a head of their own are not supported`,
    );
  }
}

function some(names: string[]): string {
  const shown = names.slice(0, 5).join(', ');
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}
