// Training a tokenizer, and encoding and decoding with it.
import { rate, repeat } from './measure.mjs';

const VOCAB = 2048;
const STORIES = 4000;

export async function benchTokenizer({ library, seconds }) {
  const { Tokenizer, storyRecords } = library;
  const stories = Array.from(storyRecords(1, 0, STORIES), ({ story }) => story);
  const bytes = stories.reduce((sum, story) => sum + Buffer.byteLength(story), 0);
  const share = seconds / 4;
  let tokenizer;
  const train = async () => {
    tokenizer = await Tokenizer.train(stories, { vocab: VOCAB });
  };
  const trained = await repeat(train, share);
  let batch;
  const all = await repeat(async () => {
    batch = await tokenizer.encodeBatch(stories);
  }, share);
  const text = stories.join('\n<|endoftext|>\n');
  const textBytes = Buffer.byteLength(text);
  const one = await repeat(async () => tokenizer.encode(text), share);
  const ids = tokenizer.encode(text);
  const decoded = await repeat(async () => tokenizer.decode(ids), share);
  const tokens = batch.reduce((sum, { length }) => sum + length, 0);
  return {
    tokenizer: {
      vocab: VOCAB,
      textBytes: bytes,
      bytesPerToken: bytes / tokens,
      trainBytesPerSecond: rate(trained, bytes),
      encodeBatchBytesPerSecond: rate(all, bytes),
      encodeBytesPerSecond: rate(one, textBytes),
      decodeTokensPerSecond: rate(decoded, ids.length),
    },
  };
}
