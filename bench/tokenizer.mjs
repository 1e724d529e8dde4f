// Training a tokenizer of 10,000 tokens; encoding with it and with GPT-2's vocabulary, from UTF-8 bytes to ids, both
// in memory; decoding.
import { packTexts } from '../dist/tokenizer/packed.js';
import { repeat } from './measure.mjs';
import { row } from './rows.mjs';
import { VOCAB } from './shapes.mjs';
import { rate } from './statistics.mjs';

/** Made stories have too few words for a vocabulary as large as was asked for. */
const about = (source, { vocab }) => `${source}, ${vocab} tokens`;

export const VOCABULARIES = ['10k', 'gpt2'];

export function tokenizerTasks({ machine }) {
  const counts = [...new Set([1, machine.threads])];
  return counts.flatMap((threads) => [
    { id: `tokenizer/train/10k/t${threads}`, run: (bench) => measureTraining(bench, threads) },
    ...VOCABULARIES.map((name) => ({
      id: `tokenizer/encode/${name}/t${threads}`,
      run: (bench) => measureEncoding(bench, name, threads),
    })),
    ...(threads === 1
      ? VOCABULARIES.map((name) => ({
          id: `tokenizer/decode/${name}/t1`,
          run: (bench) => measureDecoding(bench, name),
        }))
      : []),
  ]);
}

async function measureTraining({ library, texts, seconds }, threads) {
  const { texts: stories, bytes, source } = texts();
  let trained;
  const work = async () => {
    trained = await library.Tokenizer.train(stories, { vocab: VOCAB, threads });
  };
  const measured = rate(await repeat(work, seconds / 5), bytes);
  return [row(`tokenizer/train/10k/t${threads}`, 'B/s', measured, { note: about(source, trained) })];
}

async function measureEncoding({ texts, tokenizer, seconds }, name, threads) {
  const { texts: stories, bytes, source, given } = texts();
  const ours = await tokenizer(name);
  const packed = packTexts(stories);
  let ids = 0;
  const work = async () => {
    ids = (await ours.encodePacked(packed, { threads })).ids.length;
  };
  const measured = rate(await repeat(work, seconds / 5), bytes);
  return [
    row(`tokenizer/encode/${name}/t${threads}`, 'B/s', measured, {
      note: about(source, ours),
      more: { bytesPerToken: bytes / ids, vocab: ours.vocab, given },
    }),
  ];
}

async function measureDecoding({ texts, tokenizer, seconds }, name) {
  const { texts: stories, bytes, source } = texts();
  const ours = await tokenizer(name);
  const { ids } = await ours.encodePacked(packTexts(stories));
  const measured = rate(await repeat(() => ours.decodeBytes(ids), seconds / 5), bytes);
  return [row(`tokenizer/decode/${name}/t1`, 'B/s', measured, { note: about(source, ours) })];
}
