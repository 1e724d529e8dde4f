/** A tiny language model: a tokenizer trained on a few sentences, random weights. */
import { LanguageModel, type OfOptions } from '../../lib/generation/language-model.ts';
import type { Piece } from '../../lib/generation/pieces.ts';
import { Model } from '../../lib/models/model.ts';
import { Tokenizer } from '../../lib/tokenizer/tokenizer.ts';
import { tinyGptNeo } from './tiny-models.ts';

const TEXTS = [
  'Once upon a time there was a little cat. The cat was happy. "Hello!" said the cat.',
  'One day a girl named Zoë found a café. She said: “Bonjour, café!” – and 🐱🐶 came along.',
];

export async function tinyTokenizer(vocab = 300): Promise<Tokenizer> {
  return Tokenizer.train(TEXTS, { vocab });
}

export interface Storybook {
  model: Model;
  tokenizer: Tokenizer;
  /** A new language model over the same weights. */
  open(options?: OfOptions): LanguageModel;
}

export async function storybook(options: Parameters<typeof tinyGptNeo>[0] = {}): Promise<Storybook> {
  const tokenizer = await tinyTokenizer();
  const document = tinyGptNeo({ vocab: tokenizer.vocab, maxPositions: 128, ...options });
  const model = await Model.create(document, { seed: 5 });
  return { model, tokenizer, open: (given = {}) => LanguageModel.of(model, tokenizer, given) };
}

export async function collect(pieces: AsyncIterable<Piece>): Promise<Piece[]> {
  const all: Piece[] = [];
  for await (const piece of pieces) all.push(piece);
  return all;
}
