import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { get_encoding } from 'tiktoken';
import { expectFailure, inProcess } from './run.ts';

let folder: string;
const at = (...parts: string[]) => join(folder, ...parts);
const TEXT = 'Once upon a time… 🦊 sat.\n<|endoftext|>\nZwölf  Boxkämpfer\tjagen\r\nViktor. 中文 שלום\n';

async function json(...args: string[]) {
  const { code, stdout, stderr } = await inProcess('tokenizer', ...args, '--json');
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tinystories-tokenizer-'));
  writeFileSync(at('text.txt'), TEXT);
  writeFileSync(at('stories.txt'), 'Tom had a ball.\n<|endoftext|>\nTom had a dog.\n<|endoftext|>\n');
  await json('train', '--input', at('stories.txt'), '--vocab', '270', '--out', at('own'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('tokenizer', () => {
  test('encode with gpt2: uint16, the ids of tiktoken', async () => {
    const files = ['--input', at('text.txt'), '--out', at('ids')];
    const result = await json('encode', '--tokenizer', 'gpt2', ...files);
    const expected = get_encoding('gpt2').encode(TEXT, 'all');
    const file = readFileSync(at('ids'));
    expect(result).toMatchObject({ bytesPerId: 2, tokens: expected.length, bytes: Buffer.byteLength(TEXT) });
    expect(Array.from({ length: file.length / 2 }, (_, i) => file.readUInt16LE(2 * i))).toEqual([
      ...expected,
    ]);
  });

  test.each(['gpt2', 'own'])('decode ∘ encode with %s gives the same bytes', async (which) => {
    const tokenizer = ['--tokenizer', which === 'gpt2' ? 'gpt2' : at('own')];
    await json('encode', ...tokenizer, '--input', at('text.txt'), '--out', at('ids'));
    await json('decode', ...tokenizer, '--input', at('ids'), '--out', at('back.txt'));
    expect(readFileSync(at('back.txt'))).toEqual(readFileSync(at('text.txt')));
    const { stdout } = await inProcess('tokenizer', 'decode', ...tokenizer, '--input', at('ids'));
    expect(stdout).toBe(TEXT);
  });

  test('info', async () => {
    const { vocab, endOfText, tokens } = await json('info', '--tokenizer', 'gpt2', '--text', 'Once upon');
    expect({ vocab, endOfText }).toEqual({ vocab: 50257, endOfText: 50256 });
    expect(tokens.map(({ text }: { text: string }) => text)).toEqual(['Once', ' upon']);
    const { stdout } = await inProcess('tokenizer', 'info', '--tokenizer', at('own'));
    expect(stdout).toMatch(/^tokens +\d+$/m);
  });

  test('restrict: the list, the lost share, and files that load', async () => {
    const input = ['--input', at('stories.txt')];
    const made = await json('restrict', ...input, '--top', '5', '--out', at('paper'));
    // "." is the most frequent; then, by id, what occurs twice.
    const { kept, counts, sha256 } = JSON.parse(readFileSync(at('paper', 'remap.json'), 'utf8'));
    expect(kept[0]).toBe(13);
    expect(counts).toEqual([2, 2, 2, 2, 1]);
    expect(made).toMatchObject({ vocab: 7, unknown: 5, endOfText: 6, remap: sha256 });
    expect(made.lost).toMatchObject({ tokens: 10, lostTokens: 1, distinct: 6, lostDistinct: 1 });
    const { tokens } = await json('info', '--tokenizer', at('paper'), '--text', 'Tom had a cat.');
    expect(tokens.map(({ text }: { text: string }) => text)).toContain('<unk>');

    // The list by itself gives the same tokenizer, and with white space between stories there is one token more.
    const again = ['--remap', at('paper', 'remap.json'), '--out', at('again')];
    expect((await json('restrict', ...again)).hash).toBe(made.hash);
    const raw = await json('restrict', ...input, '--top', '5', '--raw', '--out', at('raw'));
    expect(raw.lost).toMatchObject({ tokens: 14, distinct: 7 });
    const shown = await inProcess(
      'tokenizer',
      'restrict',
      ...input,
      '--top',
      '5',
      '--raw',
      '--out',
      at('raw'),
    );
    expect(shown.stderr).toMatch(/counting tokens +100%/);
    writeFileSync(at('stories.txt.gz'), gzipSync(readFileSync(at('stories.txt'))));
    const packed = ['--input', at('stories.txt.gz'), '--raw', '--out', at('x')];
    expectFailure(await inProcess('tokenizer', 'restrict', ...packed), 1, /no plain text/);
    const { stdout } = await inProcess(
      'tokenizer',
      'restrict',
      ...input,
      '--byte-fallback',
      '--out',
      at('bytes'),
    );
    expect(stdout).toMatch(/^tokens +50,257 of 50,257|^tokens +[\d,]+ of 50,257$/m);
    expect(stdout).toMatch(/^spelt-out tokens +0\.00 % \(0 of 10\)$/m);
    for (const wrong of [[], [...input, ...again.slice(0, 2)]])
      expectFailure(await inProcess('tokenizer', 'restrict', ...wrong, '--out', at('x')), 2, /--input/);
  });

  test('restrict --remap: made as the file says, refused where it is of another tokenizer or was changed', async () => {
    const restrict = (...args: string[]) =>
      inProcess('tokenizer', 'restrict', '--out', at('listed'), ...args);
    const input = ['--input', at('stories.txt')];
    const bytes = await json('restrict', ...input, '--top', '5', '--byte-fallback', '--out', at('spelt'));
    const again = await json('restrict', '--remap', at('spelt', 'remap.json'), '--out', at('listed'));
    expect(again).toMatchObject({ hash: bytes.hash });
    expect(again.unknown).toBeUndefined();

    await json('restrict', ...input, '--tokenizer', at('own'), '--top', '5', '--out', at('of-own'));
    expectFailure(
      await restrict('--remap', at('of-own', 'remap.json')),
      1,
      /of another tokenizer.*--tokenizer/,
    );
    const file = JSON.parse(readFileSync(at('spelt', 'remap.json'), 'utf8'));
    [file.kept[0], file.kept[1]] = [file.kept[1], file.kept[0]];
    writeFileSync(at('changed.json'), JSON.stringify(file));
    expectFailure(await restrict('--remap', at('changed.json')), 1, /changed.json: the list was changed/);
    writeFileSync(at('few.json'), '[13, 11]');
    expectFailure(
      await restrict('--remap', at('few.json'), '--byte-fallback'),
      2,
      /all 256 bytes.*got "2 of them"/,
    );
  });

  test('nothing is written over what is read', async () => {
    const own = ['--tokenizer', at('own')];
    const file = at('own', 'tokenizer.json');
    writeFileSync(at('remap.json'), '[13, 11]');
    await json('train', '--input', at('stories.txt'), '--vocab', '270', '--out', at('own'));
    await json('encode', ...own, '--input', at('text.txt'), '--out', at('ids'));
    symlinkSync(at('text.txt'), at('linked'));
    mkdirSync(at('array'));
    writeFileSync(at('array', 'tokenizer.json'), '[{"story": "Tom had a ball."}]');
    const kept = [file, at('text.txt'), at('ids'), at('remap.json'), at('array', 'tokenizer.json')];
    const before = kept.map((path) => readFileSync(path));
    for (const args of [
      ['encode', ...own, '--input', at('text.txt'), '--out', at('text.txt')],
      ['encode', ...own, '--input', at('text.txt'), '--out', at('linked')],
      ['encode', ...own, '--input', at('text.txt'), '--out', file],
      ['decode', ...own, '--input', at('ids'), '--out', at('ids')],
      ['decode', ...own, '--input', at('ids'), '--out', file],
      ['restrict', ...own, '--input', at('stories.txt'), '--top', '5', '--out', at('own')],
      ['restrict', '--remap', at('remap.json'), '--out', at('.')],
      ['train', '--input', at('array'), '--vocab', '260', '--out', at('array')],
    ])
      expectFailure(await inProcess('tokenizer', ...args), 2, /out.*: expected another file than the one/);
    expect(kept.map((path) => readFileSync(path))).toEqual(before);
  });

  test('nothing to count: no tokenizer of nothing is made', async () => {
    writeFileSync(at('blank.txt'), ' \n<|endoftext|>\n');
    for (const verb of ['train', 'restrict']) {
      const made = ['tokenizer', verb, '--input', at('blank.txt'), '--out', at('nothing')];
      expectFailure(await inProcess(...made), 1, /blank.txt: no story in it/);
      expect(existsSync(at('nothing'))).toBe(false);
    }
  });

  test('train says what was counted', async () => {
    const made = await json('train', '--input', at('stories.txt'), '--vocab', '260', '--out', at('counted'));
    expect(made.counted).toEqual({ words: 10, distinct: 6, cuts: 0, undercount: 0 });
  });

  test.each([
    ['a missing tokenizer', ['info', '--tokenizer', 'none'], 1, /none.*tokenizer/],
    ['a missing input', ['encode', '--tokenizer', 'gpt2', '--input', 'none', '--out', 'x'], 1, /none/],
    ['a vocabulary too small', ['train', '--input', 'TEXT', '--vocab', '10', '--out', 'x'], 2, /257/],
    ['no tokenizer named', ['encode', '--input', 'a', '--out', 'b'], 2, /--tokenizer/],
  ])('%s', async (_, args, code, message) => {
    const real = args.map((arg) => (arg === 'TEXT' ? at('text.txt') : arg === 'x' ? at('x') : arg));
    expectFailure(await inProcess('tokenizer', ...real), code, message);
  });

  test('ids of another tokenizer, and a file that was cut', async () => {
    await json('encode', '--tokenizer', 'gpt2', '--input', at('text.txt'), '--out', at('ids'));
    const foreign = ['decode', '--tokenizer', at('own'), '--input', at('ids')];
    expectFailure(await inProcess('tokenizer', ...foreign), 1, /ids: id \d+ at place \d+/);
    writeFileSync(at('cut'), readFileSync(at('ids')).subarray(0, 7));
    const cut = ['decode', '--tokenizer', 'gpt2', '--input', at('cut')];
    expectFailure(await inProcess('tokenizer', ...cut), 1, /7 bytes are no whole number/);
  });
});
