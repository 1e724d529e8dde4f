// Encoding against the tokenizers of npm: the same texts, one after another on one thread, the same ids.
import { packTexts } from '../../dist/tokenizer/packed.js';
import { figures } from '../format.mjs';
import { inTurns, repeat } from '../measure.mjs';
import { notShown, row } from '../rows.mjs';
import { pairedRatio, quantile } from '../statistics.mjs';

/** Enough for a peer that does 2 MB a second. */
const BYTES = 1 << 20;
const END = '<|endoftext|>';
const PATTERN = String.raw`'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`;

/**
 * `make` gives a function from a text to its ids.
 * @type {{ name: string, vocabulary: '10k' | 'gpt2', package: string, make: (ours: any) => Promise<(text: string) => ArrayLike<number>> }[]}
 */
const PEERS = [
  {
    name: 'gpt-tokenizer',
    vocabulary: 'gpt2',
    package: 'gpt-tokenizer',
    make: async () => (await import('gpt-tokenizer/encoding/r50k_base')).encode,
  },
  {
    name: 'tiktoken',
    vocabulary: 'gpt2',
    package: 'tiktoken',
    make: async () => {
      const encoding = (await import('tiktoken')).get_encoding('gpt2');
      return (text) => encoding.encode(text);
    },
  },
  {
    name: 'tiktoken',
    vocabulary: '10k',
    package: 'tiktoken',
    make: async (ours) => {
      const { Tiktoken } = await import('tiktoken');
      const encoding = new Tiktoken(ranks(ours), { [END]: ours.endOfText }, PATTERN);
      return (text) => encoding.encode(text);
    },
  },
  ...['gpt2', '10k'].map((vocabulary) => ({
    name: 'huggingface-tokenizers',
    vocabulary,
    package: '@huggingface/tokenizers',
    make: async (ours) => {
      const { Tokenizer } = await import('@huggingface/tokenizers');
      const tokenizer = new Tokenizer(JSON.parse(JSON.stringify(ours)), {});
      return (text) => tokenizer.encode(text, { add_special_tokens: false }).ids;
    },
  })),
];

/** In the form that npm's tiktoken reads: an offset, then the tokens in base64. */
function ranks(ours) {
  const tokens = Array.from({ length: ours.vocab }, (_, id) => id).filter((id) => id !== ours.endOfText);
  if (ours.endOfText !== ours.vocab - 1) throw new Error('special tokens stand among the others');
  return `! 0 ${tokens.map((id) => Buffer.from(ours.tokenBytes(id)).toString('base64')).join(' ')}`;
}

export function tokenizerPeerTasks() {
  return PEERS.map((peer) => ({
    id: `peers/${peer.name}/${peer.vocabulary}`,
    run: (bench) => measure(bench, peer),
  }));
}

async function measure(bench, peer) {
  const id = `peers/${peer.name}/${peer.vocabulary}`;
  const ours = await bench.tokenizer(peer.vocabulary);
  let encode;
  try {
    encode = await peer.make(ours);
  } catch (error) {
    return [notShown(id, `${peer.package}: ${error.message.split('\n')[0]}`)];
  }
  const { texts, bytes } = someOf(bench.texts().texts);
  const different = texts.findIndex((text) => !equal(encode(text), ours.encode(text)));
  if (different >= 0) return [notShown(id, `gives other ids for text ${different}`)];

  const packed = packTexts(texts);
  const pairs = await inTurns(
    (seconds) => repeat(() => ours.encodePacked(packed, { threads: 1 }), seconds, 1),
    (seconds) =>
      repeat(
        () => {
          for (const text of texts) encode(text);
        },
        seconds,
        1,
      ),
    bench.seconds / 5,
  );
  const speed = (seconds) => bytes / quantile(seconds, 0.5);
  return [
    row(id, '×', pairedRatio(pairs.ours, pairs.theirs), {
      note: `${figures(speed(pairs.theirs) / 1e6)} MB/s against ${figures(speed(pairs.ours) / 1e6)}`,
      more: { peerBytesPerSecond: speed(pairs.theirs), oursBytesPerSecond: speed(pairs.ours) },
    }),
  ];
}

function someOf(all) {
  const texts = [];
  let bytes = 0;
  for (const text of all) {
    if (bytes >= BYTES) break;
    texts.push(text);
    bytes += Buffer.byteLength(text);
  }
  return { texts, bytes };
}

const equal = (a, b) => a.length === b.length && Array.prototype.every.call(a, (id, i) => id === b[i]);
