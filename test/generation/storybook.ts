/** A tiny language model: a tokenizer trained on a few sentences, random weights. */
import { LanguageModel, type OfOptions } from '../../lib/generation/language-model.ts';
import type { Piece } from '../../lib/generation/pieces.ts';
import { saveModelFolder } from '../../lib/models/checkpoint.ts';
import { gptNeo } from '../../lib/models/gpt-neo.ts';
import { Model } from '../../lib/models/model.ts';
import { Tokenizer } from '../../lib/tokenizer/tokenizer.ts';
import { tinyConfig } from './tiny-models.ts';

const TEXTS = [
  'Once upon a time there was a little cat. The cat was happy. "Hello!" said the cat.',
  'One day a girl named Zoë found a café. She said: “Bonjour, café!” – and 🐱🐶 came along.',
];

export interface Storybook {
  model: Model;
  tokenizer: Tokenizer;
  /** Saves model and tokenizer as a Hugging Face folder. */
  save(folder: string, context?: number): Promise<void>;
  /** A new language model over the same weights. */
  open(options?: OfOptions): LanguageModel;
}

export async function storybook(): Promise<Storybook> {
  const tokenizer = await Tokenizer.train(TEXTS, { vocab: 300 });
  const config = tinyConfig({ vocab: tokenizer.vocab, maxPositions: 128 });
  const model = await Model.create(gptNeo(config), { seed: 5 });
  return {
    model,
    tokenizer,
    save: (folder, context) => {
      const { endOfText } = tokenizer;
      return saveModelFolder(folder, model, {
        config,
        tokenizer: JSON.stringify(tokenizer),
        endOfText,
        context,
      });
    },
    open: (given = {}) => LanguageModel.of(model, tokenizer, given),
  };
}

export async function collect(pieces: AsyncIterable<Piece>): Promise<Piece[]> {
  const all: Piece[] = [];
  for await (const piece of pieces) all.push(piece);
  return all;
}
