import { expect, test } from '@jest/globals';
import { parseTokenizerJson, type TokenizerJson, tokenizerJson } from '../../lib/formats/tokenizer-json.ts';
import { Tokenizer } from '../../lib/tokenizer/tokenizer.ts';
import { trainNaively } from '../reference/bpe-trainer.ts';

const END = '<|endoftext|>';
const definition = trainNaively(['the cat sat on the mat', 'the hat'], 270, [END]);
const json = (): TokenizerJson => JSON.parse(JSON.stringify(tokenizerJson(definition)));

// biome-ignore lint/suspicious/noExplicitAny: the files under test are wrong on purpose.
type Broken = any;

function parse(value: unknown) {
  return parseTokenizerJson('tokenizer.json', Buffer.from(JSON.stringify(value)));
}

function changed(change: (file: Broken) => void): Broken {
  const file = json();
  change(file);
  return file;
}

test('what is written is read back', () => {
  expect(parse(json())).toEqual(definition);
});

test('merges as pairs are the same as merges as strings', () => {
  const file = changed((f) => {
    f.model.merges = f.model.merges.map((merge: string) => merge.split(' '));
  });
  expect(parse(file)).toEqual(definition);
});

test('files of older and newer versions: no model type, absent fields, sequences of one', () => {
  const file = changed((f) => {
    delete f.model.type;
    delete f.model.byte_fallback;
    delete f.model.ignore_merges;
    delete f.normalizer;
    f.pre_tokenizer = { type: 'Sequence', pretokenizers: [{ type: 'ByteLevel', add_prefix_space: false }] };
    f.post_processor = null;
    f.model.continuing_subword_prefix = null;
    f.truncation = { max_length: 512 };
  });
  expect(parse(file)).toEqual(definition);
});

test('an added token may be missing from the vocabulary, as in GPT-2 files', () => {
  const file = changed((f) => {
    delete f.model.vocab[END];
  });
  expect(parse(file)).toEqual(definition);
});

test('a token called __proto__ is a token', async () => {
  const odd = trainNaively(Array(9).fill('__proto__ constructor'), 300, [END]);
  const text = JSON.stringify(tokenizerJson(odd));
  expect(parseTokenizerJson('tokenizer.json', Buffer.from(text))).toEqual(odd);
  const tokenizer = await Tokenizer.create(odd);
  const again = await Tokenizer.create(parseTokenizerJson('tokenizer.json', Buffer.from(text)));
  expect(again.hash).toBe(tokenizer.hash);
  expect(again.decode(again.encode('__proto__'))).toBe('__proto__');
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

const unsupported: [string, (file: Broken) => void, RegExp][] = [
  ['a unigram model', (f) => Object.assign(f.model, { type: 'Unigram' }), /model is Unigram/],
  ['a WordPiece model', (f) => Object.assign(f.model, { type: 'WordPiece' }), /model is WordPiece/],
  ['a normalizer', (f) => Object.assign(f, { normalizer: { type: 'NFC' } }), /normalizer \(NFC\)/],
  ['a Metaspace pre-tokenizer', (f) => Object.assign(f.pre_tokenizer, { type: 'Metaspace' }), /Metaspace/],
  ['no pre-tokenizer', (f) => Object.assign(f, { pre_tokenizer: null }), /pre-tokenizer is missing/],
  ['a space before', (f) => Object.assign(f.pre_tokenizer, { add_prefix_space: true }), /add_prefix_space/],
  ['another splitting', (f) => Object.assign(f.pre_tokenizer, { use_regex: false }), /use_regex/],
  [
    'a post-processor',
    (f) => Object.assign(f, { post_processor: { type: 'BertProcessing' } }),
    /adds tokens/,
  ],
  ['another decoder', (f) => Object.assign(f, { decoder: { type: 'Fuse' } }), /decoder is Fuse/],
  ['byte fallback', (f) => Object.assign(f.model, { byte_fallback: true }), /byte_fallback/],
  ['whole words first', (f) => Object.assign(f.model, { ignore_merges: true }), /ignore_merges/],
  ['dropout', (f) => Object.assign(f.model, { dropout: 0.1 }), /dropout/],
  ['ends of words', (f) => Object.assign(f.model, { end_of_word_suffix: '</w>' }), /end_of_word_suffix/],
  ['stripping tokens', (f) => Object.assign(f.added_tokens[0], { lstrip: true }), /lstrip/],
  ['tokens of another alphabet', (f) => rename(f, 'the', 'a b'), /alphabet/],
];

test.each(unsupported)('%s is refused with the reason', (_, change, reason) => {
  const error = thrown(() => parse(changed(change)));
  expect(error).toMatchObject({ code: 'UNSUPPORTED' });
  expect(error.message).toMatch(reason);
  expect(error.message).toMatch(/^tokenizer\.json: /);
});

const damaged: [string, (file: Broken) => void, RegExp][] = [
  ['a negative id', (f) => Object.assign(f.model.vocab, { a: -1 }), /id of token "a"/],
  ['an id that is text', (f) => Object.assign(f.model.vocab, { a: '7' }), /id of token "a"/],
  ['an id of 2^53', (f) => Object.assign(f.model.vocab, { a: 2 ** 53 }), /id of token "a"/],
  ['a gap in the ids', (f) => Object.assign(f.model.vocab, { a: 5000 }), /5000/],
  ['an id twice', (f) => Object.assign(f.model.vocab, { a: f.model.vocab.b }), /share the id/],
  ['a merge of three', (f) => f.model.merges.push('a b c'), /expected two tokens/],
  ['a merge that is a number', (f) => f.model.merges.push(7), /expected two tokens/],
  ['a merge of strangers', (f) => f.model.merges.push('a nobody'), /"nobody"/],
  ['merges that are no list', (f) => Object.assign(f.model, { merges: {} }), /merges must be a list/],
  ['a vocabulary that is a list', (f) => Object.assign(f.model, { vocab: [] }), /vocab must be an object/],
  ['no model', (f) => Object.assign(f, { model: null }), /model must be an object/],
  ['an added token twice', (f) => f.added_tokens.push(f.added_tokens[0]), /stands twice/],
  ['two ids for an added token', (f) => Object.assign(f.added_tokens[0], { id: 3 }), /has the ids/],
  [
    'an added token of nothing',
    (f) => Object.assign(f.added_tokens[0], { content: '' }),
    /no usable content/,
  ],
];

test.each(damaged)('%s is refused as damage', (_, change, reason) => {
  const error = thrown(() => parse(changed(change)));
  expect(error).toMatchObject({ code: 'FORMAT' });
  expect(error.message).toMatch(reason);
});

test('text that is no JSON, or no object, is refused', () => {
  for (const text of ['', '{', '[]', '7', 'null', '{"model":{}}{']) {
    const error = thrown(() => parseTokenizerJson('x.json', Buffer.from(text)));
    expect(error).toMatchObject({ code: 'FORMAT', path: 'x.json' });
  }
});

test('definitions that contradict themselves do not become a tokenizer', async () => {
  const refused = { code: 'INVALID_ARGUMENT' };
  const make = (change: Partial<typeof definition>) => Tokenizer.create({ ...definition, ...change });
  await expect(make({})).resolves.toBeInstanceOf(Tokenizer);
  await expect(make({ special: Uint32Array.of(9999) })).rejects.toMatchObject(refused);
  await expect(make({ merges: Uint32Array.of(1) })).rejects.toMatchObject(refused);
  await expect(make({ merges: Uint32Array.of(1, 9999) })).rejects.toMatchObject(refused);
  await expect(make({ merges: Uint32Array.of(1, 2) })).rejects.toMatchObject(refused);
  const twice = Uint32Array.of(...definition.merges, ...definition.merges.subarray(0, 2));
  await expect(make({ merges: twice })).rejects.toMatchObject(refused);
  await expect(make({ tokenEnds: definition.tokenEnds.subarray(1) })).rejects.toMatchObject(refused);
  await expect(make({ tokenEnds: definition.tokenEnds.toReversed() })).rejects.toMatchObject(refused);
  await expect(make({ tokenBytes: definition.tokenBytes.subarray(1) })).rejects.toMatchObject(refused);
});

test('a tokenizer without the end token is refused', async () => {
  const file = changed((f) => {
    f.added_tokens[0].content = '<|end|>';
    rename(f, END, '<|end|>');
  });
  await expect(Tokenizer.create(parse(file), 'it')).rejects.toMatchObject({ code: 'UNSUPPORTED' });
});

test('several special tokens: the leftmost is taken, and of those the longest', async () => {
  const special = [END, '<|a|>', '<|a|><|b|>', 'été'];
  const tokenizer = await Tokenizer.create(trainNaively([], 300, special));
  const [end, a, ab, summer] = special.map((text) => tokenizer.specialId(text));
  const text = `<|a|>${END}<|a|><|b|>été<|a|><|`;
  const again = await Tokenizer.create(parse(tokenizer.toJSON()));
  for (const one of [tokenizer, again]) {
    expect(Array.from(one.encode(text)).slice(0, 5)).toEqual([a, end, ab, summer, a]);
    expect(one.decode(one.encode(text))).toBe(text);
  }
});

test('a special token spelt like another token cannot be written', async () => {
  const tokenizer = await Tokenizer.create(trainNaively([], 300, [END, 'a']));
  expect(thrown(() => tokenizer.toJSON())).toMatchObject({ code: 'UNSUPPORTED' });
});

function rename(file: Broken, from: string, to: string): void {
  file.model.vocab[to] = file.model.vocab[from];
  delete file.model.vocab[from];
  file.model.merges = file.model.merges.filter((merge: string) => !merge.split(' ').includes(from));
}

function thrown(body: () => unknown): Error {
  try {
    body();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}
