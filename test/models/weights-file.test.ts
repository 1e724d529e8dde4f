import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SafetensorsFile } from '../../lib/formats/safetensors.ts';
import { encodeSafetensors } from '../../lib/formats/safetensors-writer.ts';
import { gptNeo } from '../../lib/models/gpt-neo.ts';
import { loadWeights, saveWeights } from '../../lib/models/weights-file.ts';
import { MemoryArena } from './memory-arena.ts';

const document = gptNeo({ vocab: 11, hidden: 6, layers: 2, heads: 2, maxPositions: 5, window: 3 });
const TABLE = 'transformer.wte.weight';

type Tensors = Map<string, { shape: number[]; data: Float32Array }>;

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'weights-'));
});
afterEach(() => rm(dir, { recursive: true }));

/** What a complete file holds, to be changed by a test. */
function complete(): Tensors {
  const arena = new MemoryArena(document);
  return new Map(arena.layout().map(({ name, shape }) => [name, { shape, data: arena.parameter(name) }]));
}

async function store(tensors: Tensors, file = 'model.safetensors'): Promise<void> {
  const list = [...tensors].map(([name, tensor]) => ({ name, ...tensor }));
  const parts: Uint8Array[] = [];
  for await (const part of encodeSafetensors(list, list)) parts.push(part.slice());
  await writeFile(join(dir, file), Buffer.concat(parts));
}

async function load(): Promise<MemoryArena> {
  const arena = new MemoryArena(document);
  arena.data.fill(0);
  await loadWeights(dir, arena);
  return arena;
}

const expectWhole = (arena: MemoryArena) => {
  for (const [name, { data }] of complete()) expect([...arena.parameter(name)]).toEqual([...data]);
};

describe('saved and loaded', () => {
  test('every parameter comes back', async () => {
    await saveWeights(join(dir, 'model.safetensors'), new MemoryArena(document));
    expectWhole(await load());
    const file = await SafetensorsFile.open(join(dir, 'model.safetensors'));
    await file.close();
    expect([...file.tensors.keys()]).toEqual(document.parameters.map(({ name }) => name));
    expect(file.metadata.get('format')).toBe('pt');
  });

  test('a large parameter crosses in pieces of at most 16 MB', async () => {
    const wide = gptNeo({ vocab: 9_000, hidden: 512, layers: 1, heads: 4, maxPositions: 8, window: 4 });
    const arena = new MemoryArena(wide);
    await saveWeights(join(dir, 'model.safetensors'), arena);
    expect(arena.largest).toBe(4 * 2 ** 20);
    const copy = new MemoryArena(wide);
    copy.data.fill(0);
    await loadWeights(dir, copy);
    expect(copy.largest).toBe(4 * 2 ** 20);
    const bytes = (from: MemoryArena) => Buffer.from(new Uint8Array(from.parameter(TABLE).slice().buffer));
    expect(bytes(copy).equals(bytes(arena))).toBe(true);
  });

  test('abort leaves the folder as it was', async () => {
    const signal = AbortSignal.abort();
    const path = join(dir, 'model.safetensors');
    await expect(saveWeights(path, new MemoryArena(document), { signal })).rejects.toMatchObject({
      code: 'ABORTED',
    });
    expect(await readdir(dir)).toEqual([]);
    await saveWeights(path, new MemoryArena(document));
    await expect(loadWeights(dir, new MemoryArena(document), { signal })).rejects.toMatchObject({
      code: 'ABORTED',
    });
  });
});

describe('folders made elsewhere', () => {
  test('stored masks and a tied head are skipped', async () => {
    const tensors = complete();
    for (const layer of [0, 1]) {
      const at = `transformer.h.${layer}.attn.attention`;
      tensors.set(`${at}.bias`, { shape: [1, 1, 4, 4], data: new Float32Array(16) });
      tensors.set(`${at}.masked_bias`, { shape: [], data: Float32Array.of(-1e9) });
    }
    tensors.set('lm_head.weight', tensors.get(TABLE)!);
    await store(tensors);
    expectWhole(await load());
  });

  test('names of the base model, without their prefix', async () => {
    await store(new Map([...complete()].map(([name, tensor]) => [name.replace('transformer.', ''), tensor])));
    expectWhole(await load());
  });

  test('weights in several files', async () => {
    const all = [...complete()];
    await store(new Map(all.slice(0, 9)), 'model-00001-of-00002.safetensors');
    await store(new Map(all.slice(9)), 'model-00002-of-00002.safetensors');
    const map = all.map(([name], i) => [name, `model-0000${i < 9 ? 1 : 2}-of-00002.safetensors`]);
    const index = { metadata: { total_size: 1 }, weight_map: Object.fromEntries(map) };
    await writeFile(join(dir, 'model.safetensors.index.json'), JSON.stringify(index));
    expectWhole(await load());
  });

  test.each(['../model.safetensors', '/etc/passwd', 'a/b.safetensors', 'model.bin', 7])(
    'an index that points to %j is refused',
    async (target) => {
      await writeFile(
        join(dir, 'model.safetensors.index.json'),
        JSON.stringify({ weight_map: { [TABLE]: target } }),
      );
      await expect(load()).rejects.toMatchObject({
        code: 'FORMAT',
        message: expect.stringMatching('is no file name'),
      });
    },
  );

  test('an index without a map, or that names a missing file', async () => {
    const index = join(dir, 'model.safetensors.index.json');
    await writeFile(index, '{"weight_map":[]}');
    await expect(load()).rejects.toThrow('weight_map is not an object');
    await writeFile(index, '{"weight_map":{"x":"absent.safetensors"}}');
    await expect(load()).rejects.toMatchObject({ code: 'FILE' });
  });
});

describe('refused', () => {
  test.each(['pytorch_model.bin', 'pytorch_model.bin.index.json'])(
    'a folder with only %s, with the command that converts it',
    async (name) => {
      await writeFile(join(dir, name), 'PK');
      await expect(load()).rejects.toMatchObject({
        code: 'UNSUPPORTED',
        message: expect.stringMatching(
          /python3 -c "import sys, transformers .*save_pretrained\(sys.argv\[1\]\)" '/,
        ),
      });
    },
  );

  test('an empty folder', async () => {
    await expect(load()).rejects.toMatchObject({
      code: 'MISMATCH',
      message: expect.stringMatching('holds no model'),
    });
  });

  const cases: [string, (tensors: Tensors) => void, string, RegExp][] = [
    [
      'a missing tensor',
      (tensors) => tensors.delete('transformer.h.1.ln_2.bias'),
      'MISMATCH',
      /lacks transformer\.h\.1\.ln_2\.bias;/,
    ],
    [
      'many missing tensors',
      (tensors) => {
        for (const name of [...tensors.keys()]) if (name.includes('.h.1.')) tensors.delete(name);
      },
      'MISMATCH',
      /and 8 more/,
    ],
    [
      'a tensor too many',
      (tensors) => tensors.set('transformer.h.2.ln_1.bias', { shape: [6], data: new Float32Array(6) }),
      'MISMATCH',
      /holds transformer\.h\.2\.ln_1\.bias, which the model does not know/,
    ],
    [
      'a tensor turned round',
      (tensors) => {
        tensors.get('transformer.h.0.mlp.c_fc.weight')!.shape = [6, 24];
      },
      'MISMATCH',
      /c_fc\.weight has shape \[6, 24\], config\.json asks for \[24, 6\]/,
    ],
    [
      'a head of its own',
      (tensors) => tensors.set('lm_head.weight', { shape: [11, 6], data: new Float32Array(66) }),
      'UNSUPPORTED',
      /lm_head\.weight differs/,
    ],
    [
      'a tensor under both of its names',
      (tensors) => tensors.set('wte.weight', tensors.get(TABLE)!),
      'MISMATCH',
      /two tensors are named transformer\.wte\.weight/,
    ],
  ];
  test.each(cases)('%s', async (_, change, code, message) => {
    const tensors = complete();
    change(tensors);
    await store(tensors);
    const arena = new MemoryArena(document);
    const before = [...arena.data];
    await expect(loadWeights(dir, arena)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
    expect([...arena.data]).toEqual(before);
  });
});
