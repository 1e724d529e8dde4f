/**
 * What the CUDA compiler makes of the kernels: it takes every file, and products and attention in bfloat16 work on the
 * matrix units in every instantiation. Needs nvcc, not a GPU.
 */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from '@jest/globals';
import { packageRoot } from '../../../lib/runtime/here.ts';

const nvcc = ['nvcc', '/usr/local/cuda/bin/nvcc', '/opt/cuda/bin/nvcc'].find(
  (name) => spawnSync(name, ['--version']).status === 0,
);
const folder = join(packageRoot, 'native', 'cuda');

/** The kernels that must multiply on the matrix units, by file. Variants for float32 have other names. */
const products: Record<string, string[]> = {
  'linear.cu': ['multiply_rows', 'multiply_columns'],
  'gated_linear.cu': ['multiply_rows', 'multiply_columns'],
  'logits.cu': ['multiply_rows'],
  'attention.cu': ['attend'],
  'attention_backward.cu': ['key_gradients', 'query_gradients'],
  'cross_entropy.cu': ['head_rows', 'head_weight', 'head_exponentials'],
  'head_folded.cu': ['head_folded_exponentials', 'head_folded_weight'],
};

/** A kernel's name as in the source, out of a mangled one: `_ZN2ts4cuda<n>_GLOBAL__...<n>name...`. */
function sourceName(mangled: string): string {
  let at = mangled.startsWith('_ZN') ? 3 : 2;
  let name = '';
  for (;;) {
    const length = /^\d+/.exec(mangled.slice(at))?.[0];
    if (!length) return name;
    at += length.length;
    name = mangled.slice(at, at + Number(length));
    at += Number(length);
  }
}

/** mma instructions of every kernel of a PTX text, by its mangled name. */
function instructions(ptx: string): Map<string, number> {
  const counts = new Map<string, number>();
  let kernel = '';
  for (const line of ptx.split('\n')) {
    const entry = /^(?:\.visible )?\.entry (\w+)/.exec(line);
    if (entry) {
      kernel = entry[1]!;
      counts.set(kernel, 0);
    } else if (line.includes('mma.sync')) {
      counts.set(kernel, (counts.get(kernel) ?? 0) + 1);
    }
  }
  return counts;
}

const scratch = mkdtempSync(join(tmpdir(), 'ptx-'));
afterAll(() => rmSync(scratch, { recursive: true }));

async function run(file: string, ...flags: string[]): Promise<string> {
  const out = join(scratch, `${file}.out`);
  const always = ['-std=c++17', '-I', join(packageRoot, 'native')];
  await promisify(execFile)(nvcc!, [...always, ...flags, join(folder, file), '-o', out]);
  return out;
}

async function compile(file: string): Promise<Map<string, number>> {
  const out = await run(file, '-gencode', 'arch=compute_80,code=compute_80', '--ptx');
  return instructions(readFileSync(out, 'utf8'));
}

test('names are read out of mangled ones', () => {
  expect(sourceName('_ZN2ts4cuda11_GLOBAL__N_6attendINS1_6LayoutEEEvT_')).toBe('attend');
  expect([...instructions('.visible .entry a(\nmma.sync x\nmma.sync y\n.entry b(\n')]).toEqual([
    ['a', 2],
    ['b', 0],
  ]);
});

test('the files that are looked at are there', () => {
  expect(readdirSync(folder)).toEqual(expect.arrayContaining(Object.keys(products)));
});

const sources = readdirSync(folder).filter((file) => file.endsWith('.cu'));

(nvcc ? describe : describe.skip)(nvcc ? 'nvcc' : 'nvcc (skipped: not on this machine)', () => {
  // Hopper's code stands between conditions of its own, which code for the host around it must not need.
  test.each(sources)(
    'takes %s for every architecture',
    async (file) => {
      for (const arch of ['sm_80', 'sm_90a'])
        await run(file, `-arch=${arch}`, '-fdevice-syntax-only', '-cuda');
    },
    120_000,
  );
  test.each(Object.keys(products))(
    'makes matrix instructions of %s',
    async (file) => {
      const counts = [...(await compile(file))].map(([name, count]) => ({
        name,
        count,
        source: sourceName(name),
      }));
      for (const wanted of products[file]!) {
        const found = counts.filter((one) => one.source === wanted);
        expect({ wanted, found: found.length > 0 }).toEqual({ wanted, found: true });
        expect(found.filter((one) => one.count === 0)).toEqual([]);
      }
    },
    600_000,
  );
});
