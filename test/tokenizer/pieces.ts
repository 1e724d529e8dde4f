/** Small SentencePiece-style vocabularies, and the files that hold them. */
import type { Llama2cVocabulary } from '../reference/llama2c-tokenizer.ts';

const SPECIAL = ['<unk>', '\n<s>\n', '\n</s>\n'];

/** A vocabulary of bytes, merges (best first) and characters (worst scores), in the order of llama2.c. */
export function vocabulary(merges: readonly string[], characters: readonly string[]): Llama2cVocabulary {
  const bytes = Array.from({ length: 256 }, (_, b) => `<0x${b.toString(16).toUpperCase().padStart(2, '0')}>`);
  const latin1 = (text: string) => Buffer.from(text).toString('latin1');
  const pieces = [...SPECIAL, ...bytes, ...merges, ...characters].map(latin1);
  const scores = pieces.map((_, id) => (id < 259 ? 0 : 259 - id));
  return { pieces, scores };
}

/** Merges learnt from texts: the most frequent pair of neighbours, again and again, not across spaces. */
export function learntMerges(texts: readonly string[], count: number): string[] {
  const words = texts.flatMap((text) => ` ${text}`.match(/ [^ ]*/g) ?? []).map((word) => [...word]);
  const merges: string[] = [];
  while (merges.length < count) {
    const pairs = new Map<string, number>();
    for (const word of words) {
      for (let i = 0; i + 1 < word.length; i++) {
        const pair = `${word[i]}\0${word[i + 1]}`;
        pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
      }
    }
    const [best] = [...pairs].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0] ?? [];
    if (best === undefined) break;
    const [left, right] = best.split('\0') as [string, string];
    if (!merges.includes(left + right)) merges.push(left + right);
    for (const word of words) {
      for (let i = 0; i + 1 < word.length; i++) {
        if (word[i] === left && word[i + 1] === right) word.splice(i, 2, left + right);
      }
    }
  }
  return merges;
}

/** The file tokenizer.bin of llama2.c. */
export function tokenizerBin({ pieces, scores }: Llama2cVocabulary): Buffer {
  const parts = pieces.map((piece, id) => {
    const bytes = Buffer.from(piece, 'latin1');
    const head = Buffer.alloc(8);
    head.writeFloatLE(scores[id]!, 0);
    head.writeInt32LE(bytes.length, 4);
    return Buffer.concat([head, bytes]);
  });
  const longest = Buffer.alloc(4);
  longest.writeInt32LE(Math.max(...pieces.map(({ length }) => length)));
  return Buffer.concat([longest, ...parts]);
}

/** The file tokenizer.model of SentencePiece; pieces as it names them. */
export function tokenizerModel(
  { pieces, scores }: Llama2cVocabulary,
  settings: { type?: number; dummyPrefix?: boolean; charsmap?: string } = {},
): Buffer {
  const { type = 2, dummyPrefix = true, charsmap = '' } = settings;
  const names = ['<unk>', '<s>', '</s>'];
  const messages = pieces.map((piece, id) => {
    const text = names[id] ?? Buffer.from(piece, 'latin1').toString().replaceAll(' ', '\u2581');
    const score = Buffer.alloc(5);
    score[0] = (2 << 3) | 5;
    score.writeFloatLE(scores[id]!, 1);
    return field(1, Buffer.concat([field(1, Buffer.from(text)), score, Buffer.from([3 << 3, 1])]));
  });
  const trainer = field(2, Buffer.from([3 << 3, type]));
  const normalizer = field(
    3,
    Buffer.concat([
      ...(charsmap ? [field(2, Buffer.from(charsmap))] : []),
      Buffer.from([3 << 3, dummyPrefix ? 1 : 0]),
    ]),
  );
  return Buffer.concat([...messages, trainer, normalizer]);
}

function field(number: number, bytes: Buffer): Buffer {
  const head = [(number << 3) | 2];
  let left = bytes.length;
  for (; left >= 0x80; left >>= 7) head.push((left & 0x7f) | 0x80);
  return Buffer.concat([Buffer.from([...head, left]), bytes]);
}
