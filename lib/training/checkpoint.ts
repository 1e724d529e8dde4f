/**
 * A checkpoint: a Hugging Face folder, and `training/` beside its files with what a run needs to go on bit for
 * bit. Everything is written into a folder aside, `training/state.json` last, with size and SHA-256 of every
 * other file: a folder is whole when they agree. Then the folder gets its name.
 */
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { BatchCursor } from '../data/batches.ts';
import { SafetensorsFile } from '../formats/safetensors.ts';
import { encodeSafetensors, type TensorChunk } from '../formats/safetensors-writer.ts';
import { isJsonObject } from '../formats/strict-json.ts';
import { saveModelFolder } from '../models/checkpoint.ts';
import type { GptNeoConfig } from '../models/gpt-neo.ts';
import { STATE_FILE, STATE_FORMAT } from '../models/model-tokenizer.ts';
import type { ProgramDocument } from '../models/program.ts';
import { loadWeights, WEIGHTS_FILE } from '../models/weights-file.ts';
import type { ArenaName, NativeWeights } from '../runtime/addon.ts';
import { sha256File } from '../runtime/digest.ts';
import { FormatError, MismatchError, NonFiniteError } from '../runtime/errors.ts';
import {
  asidePath,
  fileError,
  makeDirectory,
  removePath,
  replaceDirectory,
  writeFileAtomic,
} from '../runtime/files.ts';
import { readJson, writeJson } from '../runtime/json.ts';

const VERSION = 1;
const MOMENTS_FILE = join('training', 'moments.safetensors');
const MOMENTS = ['moment1', 'moment2'] as const;
/** Floats that cross to the native side at once: 4 MB. */
const PIECE = 2 ** 20;

export interface TrainingState {
  /** Steps done, tokens seen in them, and updates made (skipped steps make none). */
  step: number;
  tokens: number;
  updates: number;
  /** Steps skipped so far. */
  skipped: number;
  /** Where the data goes on; null before the first step. */
  cursor: BatchCursor | null;
  /** After this step; null where it was not measured. */
  valLoss: number | null;
  best: { step: number; valLoss: number } | null;
  seed: number;
  tokenizerHash: string;
  /** SHA-256 of the model's document. */
  modelHash: string;
  /** Version of the package that wrote the checkpoint. */
  package: string;
}

interface StateFile extends TrainingState {
  format: typeof STATE_FORMAT;
  version: typeof VERSION;
  files: Record<string, { bytes: number; sha256: string }>;
}

export interface CheckpointContent {
  weights: NativeWeights;
  document: ProgramDocument;
  /** null: another architecture; its document is stored in `program.json` instead of a `config.json`. */
  config: GptNeoConfig | null;
  /** Text of tokenizer.json. */
  tokenizer: string;
  endOfText: number;
  context: number;
}

/**
 * Writes a checkpoint; it appears at `folder` whole or not at all.
 * @throws NonFiniteError when weights or moments hold what is not a number: such a folder is never written.
 */
export async function saveCheckpoint(
  folder: string,
  content: CheckpointContent,
  state: TrainingState,
): Promise<void> {
  const { weights, document, config, tokenizer, endOfText, context } = content;
  const aside = asidePath(folder);
  try {
    await checkFinite(weights);
    await makeDirectory(aside);
    await saveModelFolder(aside, { weights, document }, { config, tokenizer, endOfText, context });
    await makeDirectory(join(aside, 'training'));
    await saveMoments(join(aside, MOMENTS_FILE), weights);
    const files = await fingerprints(aside);
    const whole: StateFile = { format: STATE_FORMAT, version: VERSION, ...state, files };
    await writeJson(join(aside, STATE_FILE), whole);
    await replaceDirectory(aside, folder);
  } catch (error) {
    await removePath(aside).catch(() => {});
    throw error;
  }
}

/**
 * Checks that a checkpoint is whole, byte for byte.
 * @throws FormatError or FileError with the reason.
 */
export async function verifyCheckpoint(folder: string): Promise<TrainingState> {
  const path = join(folder, STATE_FILE);
  const state = (await readJson(path)) as StateFile | null;
  if (state?.format !== STATE_FORMAT || state.version !== VERSION) {
    throw new FormatError(path, `expected "format": "${STATE_FORMAT}" of version ${VERSION}`);
  }
  const counts = [state.step, state.tokens, state.updates, state.skipped];
  if (!counts.every((value) => Number.isSafeInteger(value) && value >= 0)) {
    throw new FormatError(path, 'expected whole numbers as step, tokens, updates and skipped');
  }
  // A place in the data that got lost would let the run begin its data again, and nobody would notice.
  if (state.step > 0 && !isJsonObject(state.cursor))
    throw new FormatError(path, 'its place in the data is missing');
  if (
    state.best !== null &&
    !(isJsonObject(state.best) && Object.values(state.best).every(Number.isFinite))
  ) {
    throw new FormatError(path, 'expected numbers as step and valLoss of the best evaluation');
  }
  if (!isJsonObject(state.files) || !Object.hasOwn(state.files, WEIGHTS_FILE)) {
    throw new FormatError(path, 'the list of files is missing');
  }
  const found = await fingerprints(folder, state.files);
  for (const [name, expected] of Object.entries(state.files)) {
    const actual = found[name];
    if (!isJsonObject(expected)) throw new FormatError(path, `size and SHA-256 of ${name} are missing`);
    if (!actual) throw new FormatError(join(folder, name), 'is missing from the checkpoint');
    if (actual.bytes !== expected.bytes || actual.sha256 !== expected.sha256) {
      throw new FormatError(
        join(folder, name),
        `${actual.bytes} bytes with SHA-256 ${actual.sha256}; the checkpoint was written with ` +
          `${expected.bytes} bytes and ${expected.sha256}`,
      );
    }
  }
  return state;
}

/** Fills weights and moments from a checkpoint; a training program must have been compiled over them. */
export async function loadCheckpoint(folder: string, weights: NativeWeights): Promise<void> {
  await loadWeights(folder, weights);
  const file = await SafetensorsFile.open(join(folder, MOMENTS_FILE));
  try {
    for (const arena of MOMENTS) {
      for (const { name, offset, count } of weights.layout()) {
        const stored = `${arena}.${name}`;
        if (file.entry(stored).count !== count) {
          throw new MismatchError(`${file.path}: ${stored} does not have the ${count} entries of the model`);
        }
        let at = offset;
        for await (const piece of file.pieces(stored, PIECE)) {
          await weights.write(arena, at, piece);
          at += piece.length;
        }
      }
    }
  } finally {
    await file.close();
  }
}

async function saveMoments(path: string, weights: NativeWeights): Promise<void> {
  const layout = weights.layout();
  async function* chunks(): AsyncGenerator<TensorChunk> {
    for (const arena of MOMENTS) {
      for (const { name, offset, count } of layout) {
        for (let at = 0; at < count; at += PIECE) {
          const data = await weights.read(arena, offset + at, Math.min(PIECE, count - at));
          yield { name: `${arena}.${name}`, data };
        }
      }
    }
  }
  const tensors = MOMENTS.flatMap((arena) =>
    layout.map(({ name, shape }) => ({ name: `${arena}.${name}`, shape })),
  );
  await writeFileAtomic(path, encodeSafetensors(tensors, chunks(), {}));
}

async function checkFinite(weights: NativeWeights): Promise<void> {
  for (const { name, offset, count } of weights.layout()) {
    for (const arena of ['parameters', ...MOMENTS] as ArenaName[]) {
      for (let at = 0; at < count; at += PIECE) {
        const data = await weights.read(arena, offset + at, Math.min(PIECE, count - at));
        // A sum of squares is finite exactly when every entry is: in float64 none of float32's can overflow.
        let sum = 0;
        for (let i = 0; i < data.length; i++) sum += data[i]! * data[i]!;
        if (!Number.isFinite(sum)) {
          throw new NonFiniteError(
            `${arena} of ${name} hold values that are not finite; the checkpoint was not written and the ` +
              'last healthy one was kept',
          );
        }
      }
    }
  }
}

/** Size and SHA-256 of the files of a folder: those named, or all but the state itself. */
async function fingerprints(folder: string, named?: Record<string, unknown>): Promise<StateFile['files']> {
  const result: StateFile['files'] = {};
  try {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      const name = relative(folder, path).replaceAll('\\', '/');
      if (!entry.isFile() || name === 'training/state.json') continue;
      if (named && !Object.hasOwn(named, name)) continue;
      result[name] = await sha256File(path);
    }
  } catch (cause) {
    throw fileError(folder, cause, 'read');
  }
  return result;
}
