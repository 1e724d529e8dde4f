// Telling with the paper's 1M shape: one story, and sixteen as one batch. The weights are as they were drawn, for
// speed does not depend on them.
import { rate, repeat } from './measure.mjs';

const CONTEXT = 256;
const BATCH = 16;

export async function benchGeneration({ library, seconds }) {
  const { findPreset, gptNeo, LanguageModel, Model, presetConfig, storyRecords, Tokenizer } = library;
  const stories = Array.from(storyRecords(1, 0, 1000), ({ story }) => story);
  const tokenizer = await Tokenizer.train(stories, { vocab: 2048 });
  const config = presetConfig(findPreset('1M'), tokenizer.vocab, CONTEXT);
  const weights = await Model.create(gptNeo(config), { seed: 1 });
  const model = LanguageModel.of(weights, tokenizer, { slots: BATCH });
  const options = { maxTokens: 200, stopAtEnd: false, seed: 1 };
  try {
    let first = [];
    const single = await repeat(async () => {
      const began = performance.now();
      let arrived = 0;
      for await (const _ of model.generate('Once upon a time', options))
        arrived ||= performance.now() - began;
      first.push(arrived);
    }, seconds / 2);
    first = first.sort((a, b) => a - b);
    const many = await repeat(
      () => model.generate('Once upon a time', { ...options, samples: BATCH }).completions(),
      seconds / 2,
    );
    return {
      generation: {
        model: '1M',
        vocab: tokenizer.vocab,
        context: CONTEXT,
        firstPieceMs: Math.round(first[first.length >> 1] * 100) / 100,
        singleTokensPerSecond: rate(single, options.maxTokens),
        batch: BATCH,
        batchTokensPerSecond: rate(many, BATCH * options.maxTokens),
      },
    };
  } finally {
    model.dispose();
    weights.dispose();
  }
}
