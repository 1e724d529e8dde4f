import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SafetensorsFile } from '../../lib/formats/safetensors.ts';
import { MAX_TENSORS } from '../../lib/formats/safetensors-header.ts';
import { encodeSafetensors } from '../../lib/formats/safetensors-writer.ts';
import { corruptFiles, header, sealed } from './corrupt-safetensors.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'safetensors-'));
});
afterAll(() => rm(dir, { recursive: true }));

async function opened<T>(bytes: Uint8Array, use: (file: SafetensorsFile) => Promise<T>): Promise<T> {
  const path = join(dir, 'file.safetensors');
  await writeFile(path, bytes);
  const file = await SafetensorsFile.open(path);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

async function encoded(...parameters: Parameters<typeof encodeSafetensors>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of encodeSafetensors(...parameters)) parts.push(part.slice());
  return Buffer.concat(parts);
}

const bits = (data: Float32Array) => [...new Uint32Array(data.buffer, data.byteOffset, data.length)];

describe('round trip', () => {
  const names = fc.uniqueArray(
    fc.oneof(
      fc.constantFrom(
        '__proto__',
        'constructor',
        '0',
        '17',
        'a"b\\',
        'größe',
        '🙂',
        'transformer.wte.weight',
      ),
      fc.string({ minLength: 1, maxLength: 12 }),
    ),
    { maxLength: 6 },
  );
  const shape = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 3 });

  test('any names, shapes and bit patterns come back, whatever the chunks', async () => {
    await fc.assert(
      fc.asyncProperty(
        names.chain((list) => fc.tuple(fc.constant(list), fc.array(shape, { minLength: 6, maxLength: 6 }))),
        fc.integer({ min: 1, max: 40 }),
        fc.infiniteStream(fc.integer({ min: 0, max: 2 ** 32 - 1 })),
        async ([list, shapes], piece, words) => {
          const tensors = list.map((name, i) => {
            const count = shapes[i]!.reduce((a, b) => a * b, 1);
            const raw = Uint32Array.from({ length: count }, () => words.next().value as number);
            return { name, shape: shapes[i]!, data: new Float32Array(raw.buffer) };
          });
          const chunks = tensors.flatMap(({ name, data }) => {
            const starts = Array.from({ length: Math.ceil(data.length / piece) }, (_, i) => i * piece);
            return starts.map((at) => ({ name, data: data.subarray(at, at + piece) }));
          });
          const bytes = await encoded(tensors, chunks);
          await opened(bytes, async (file) => {
            expect([...file.tensors.keys()].sort()).toEqual([...list].sort());
            expect(file.metadata.get('format')).toBe('pt');
            for (const { name, shape, data } of tensors) {
              expect(file.entry(name).shape).toEqual(shape);
              expect(bits(await file.read(name))).toEqual(bits(data));
            }
          });
        },
      ),
      { numRuns: 150 },
    );
  });

  test('the same content gives the same bytes, data aligned to 8', async () => {
    const layout = [{ name: 'w', shape: [3] }];
    const chunk = { name: 'w', data: Float32Array.of(1, -0, Number.NaN) };
    const [a, b] = [await encoded(layout, [chunk]), await encoded(layout, [chunk])];
    expect(Buffer.from(a).equals(b)).toBe(true);
    expect((a.length - 12) % 8).toBe(0);
  });

  test('reads ranges and pieces', async () => {
    const data = Float32Array.from({ length: 10 }, (_, i) => i);
    await opened(await encoded([{ name: 'w', shape: [2, 5] }], [{ name: 'w', data }]), async (file) => {
      expect([...(await file.read('w', 3, 4))]).toEqual([3, 4, 5, 6]);
      const sizes: number[] = [];
      for await (const part of file.pieces('w', 4)) sizes.push(part.length);
      expect(sizes).toEqual([4, 4, 2]);
      await expect(file.read('w', 8, 3)).rejects.toThrow('at most 10 entries');
      await expect(file.read('w', -1, 3)).rejects.toThrow('whole numbers');
      await expect(file.read('v')).rejects.toThrow('no tensor "v"');
    });
  });
});

describe('other dtypes', () => {
  const one = (dtype: string, data: Uint8Array, count: number) =>
    sealed(`{"x":${JSON.stringify({ dtype, shape: [count], data_offsets: [0, data.length] })}}`, data);

  test('all float16 values are exact', async () => {
    const words = Uint16Array.from({ length: 65536 }, (_, i) => i);
    await opened(one('F16', new Uint8Array(words.buffer), 65536), async (file) => {
      const values = await file.read('x');
      // The other way round, from float32's bits: sign, exponent and the upper ten bits of the fraction.
      const raw = new Uint32Array(values.buffer);
      for (let i = 0; i < 65536; i++) {
        const value = values[i]!;
        const exponent = ((raw[i]! >>> 23) & 255) - 127;
        const sign = (raw[i]! >>> 16) & 0x8000;
        let back: number;
        if (Number.isNaN(value)) back = (i & 0x7c00) === 0x7c00 && (i & 0x3ff) !== 0 ? i : -1;
        else if (exponent === 128) back = sign | 0x7c00;
        else if (exponent < -14) back = sign | Math.abs(value * 2 ** 24);
        else back = sign | ((exponent + 15) << 10) | ((raw[i]! >>> 13) & 1023);
        if (back !== i) throw new Error(`half ${i.toString(16)} became ${value}`);
      }
    });
  });

  test('bfloat16 is the upper half of float32', async () => {
    const words = Uint16Array.of(0x3f80, 0xc020, 0x0001, 0x7f80, 0x8000);
    await opened(one('BF16', new Uint8Array(words.buffer), 5), async (file) => {
      expect([...(await file.read('x'))]).toEqual([1, -2.5, 2 ** -133, Number.POSITIVE_INFINITY, -0]);
      expect([...(await file.read('x', 1, 1))]).toEqual([-2.5]);
    });
  });

  test('float64 is rounded; integers are refused', async () => {
    const doubles = Float64Array.of(Math.PI, 1e300);
    await opened(one('F64', new Uint8Array(doubles.buffer), 2), async (file) => {
      expect([...(await file.read('x'))]).toEqual([Math.fround(Math.PI), Number.POSITIVE_INFINITY]);
    });
    await opened(one('I64', new Uint8Array(16), 2), async (file) => {
      await expect(file.read('x')).rejects.toThrow(/"x" is I64; weights must be F32/);
    });
  });
});

describe('damaged files', () => {
  test.each(corruptFiles)('$what', async ({ bytes, error }) => {
    await expect(opened(bytes, async () => {})).rejects.toMatchObject({
      code: 'FORMAT',
      message: expect.stringMatching(error),
    });
  });

  test('every shorter prefix of a good file is refused', async () => {
    const good = await encoded([{ name: 'w', shape: [3] }], [{ name: 'w', data: new Float32Array(3) }]);
    for (let length = 0; length < good.length; length++) {
      await expect(opened(good.subarray(0, length), async () => {})).rejects.toMatchObject({
        code: 'FORMAT',
      });
    }
  });

  test('any flipped byte of a header is refused or read as a consistent file', async () => {
    const good = await encoded([{ name: 'w', shape: [1, 3] }], [{ name: 'w', data: new Float32Array(3) }]);
    for (let at = 0; at < good.length - 12; at++) {
      for (const flip of [1, 2, 8, 32, 128]) {
        const bad = Uint8Array.from(good);
        bad[at]! ^= flip;
        const outcome = await opened(bad, async (file) => [...file.tensors.values()]).catch((error) => error);
        if (outcome instanceof Error) expect(outcome).toMatchObject({ code: 'FORMAT' });
        else for (const entry of outcome) expect(entry.end - entry.begin).toBe(12);
      }
    }
  });

  test('a missing file is a FileError with its path', async () => {
    const path = join(dir, 'absent');
    await expect(SafetensorsFile.open(path)).rejects.toMatchObject({ code: 'FILE', path });
  });
});

describe('the writer', () => {
  const layout = [
    { name: 'a', shape: [2] },
    { name: 'b', shape: [] },
  ];
  const a = { name: 'a', data: new Float32Array(2) };
  const b = { name: 'b', data: new Float32Array(1) };

  test.each([
    ['too few floats', layout, [a], /chunks of b: expected 1 floats, got 0/],
    ['too many floats', layout, [{ name: 'a', data: new Float32Array(3) }], /chunks of a: expected 2 floats/],
    ['wrong order', layout, [b, a], /next chunk: expected one of a, got "?b/],
    ['chunks left over', layout, [a, b, a], /next chunk: expected none/],
    ['a name twice', [layout[0]!, layout[0]!], [], /tensor name/],
    ['the name of the metadata', [{ name: '__metadata__', shape: [1] }], [], /tensor name/],
    ['half a character', [{ name: 'x\ud800', shape: [1] }], [], /tensor name/],
    ['a shape that overflows', [{ name: 'x', shape: [2 ** 30, 2 ** 30] }], [], /shape of x/],
  ])('%s', async (_, wanted, chunks, error) => {
    await expect(encoded(wanted, chunks)).rejects.toThrow(error);
  });

  test('header as the format asks', async () => {
    const bytes = await encoded(layout, [a, b]);
    const path = join(dir, 'plain');
    await writeFile(path, bytes);
    const read = await readFile(path);
    const length = Number(read.readBigUInt64LE(0));
    expect(header(read.subarray(8, 8 + length))).toEqual({
      __metadata__: { format: 'pt' },
      a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
      b: { dtype: 'F32', shape: [], data_offsets: [8, 12] },
    });
  });
});

test('no more tensors are written than are read', async () => {
  const layout = Array.from({ length: MAX_TENSORS + 1 }, (_, i) => ({ name: `${i}`, shape: [0] }));
  await expect(encoded(layout, [])).rejects.toThrow(/^tensors of a file: expected at most 32768, got 32769/);
  await opened(await encoded(layout.slice(1), []), async (file) =>
    expect(file.tensors.size).toBe(MAX_TENSORS),
  );
});
