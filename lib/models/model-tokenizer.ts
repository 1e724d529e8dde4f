/** Whether a tokenizer is a model's own: with another one the same ids mean other text, and nothing fails. */
import { join } from 'node:path';
import { isJsonObject } from '../formats/strict-json.ts';
import { MismatchError } from '../runtime/errors.ts';
import { exists } from '../runtime/files.ts';
import { readJson } from '../runtime/json.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';

/** What a checkpoint says of its training; `lib/training` writes it. */
export const STATE_FILE: string = join('training', 'state.json');
export const STATE_FORMAT = 'tinystories-training-state';

/**
 * Vocabularies are padded so that matrices have round sizes: to a multiple of 128 or less, and large ones by a share that
 * does not matter (50,257 to 51,200). What is missing beyond that is no padding.
 */
const PADDING = 128;
const PADDING_SHARE = 0.02;

/**
 * Compares sizes, for models that do not say what they were trained with.
 * @param vocab the model's
 * @throws MismatchError for more tokens than the model has, or for so many fewer that it is no padding
 */
export function checkVocabulary(tokenizer: Tokenizer, vocab: number): void {
  const missing = vocab - tokenizer.vocab;
  if (missing >= 0 && (missing < PADDING || missing <= PADDING_SHARE * vocab)) return;
  throw new MismatchError(
    `the tokenizer has ${tokenizer.vocab} tokens, the model ${missing < 0 ? 'only ' : ''}${vocab}: ` +
      'they were not made for each other',
  );
}

/**
 * Compares the tokenizer with the one that a checkpoint was trained with; other folders do not say.
 * @param folder the model's
 * @throws MismatchError; FileError, FormatError for a record of training that cannot be read
 */
export async function checkTrainedTokenizer(folder: string, tokenizer: Tokenizer): Promise<void> {
  const path = join(folder, STATE_FILE);
  if (!(await exists(path))) return;
  const state = await readJson(path);
  if (!isJsonObject(state) || state.format !== STATE_FORMAT) return;
  const { tokenizerHash: trained } = state;
  if (typeof trained !== 'string' || trained === tokenizer.hash) return;
  throw new MismatchError(
    `${folder} was trained with another tokenizer (${trained.slice(0, 12)}…) than the one to be used ` +
      `(${tokenizer.vocab} tokens, ${tokenizer.hash.slice(0, 12)}…): the same ids would mean other text. Bring back the ` +
      'tokenizer.json that it was written with; the data that it was trained on has it too',
  );
}
