/**
 * Our engine against states that PyTorch computed in float64 (make_golden.py), at every instruction-set level
 * this machine has. Allowed is twice the error of a naive float32 version of the same, and eight roundings of the
 * largest value (exp and tanh of the engine are polynomials, good to a few).
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SafetensorsFile } from '../../lib/formats/safetensors.ts';
import { packageRoot } from '../../lib/runtime/here.ts';
import { loadAddon } from '../../lib/runtime/native.ts';

interface Stray {
  max: number;
  /** 99 % of the values stray at most this far. */
  p99: number;
  /** Largest magnitude of the true values. */
  size: number;
}

interface Golden {
  numbers: Record<string, number[]>;
  naiveErrors: Record<string, Stray>;
}

const ROUNDINGS = 8 * 2 ** -24;
const golden = join(packageRoot, 'test', 'golden');
const { usableLevels } = loadAddon().machine();

describe.each(usableLevels)('level %s', (level) => {
  describe.each(['odd', 'narrow-heads'])('%s', (name) => {
    const { numbers, naiveErrors } = JSON.parse(
      readFileSync(join(golden, name, 'case.json'), 'utf8'),
    ) as Golden;
    let out: string;
    let truth: SafetensorsFile;
    let ours: SafetensorsFile;
    let ourNumbers: Record<string, number[]>;

    beforeAll(async () => {
      out = mkdtempSync(join(tmpdir(), 'golden-'));
      const script = [join(packageRoot, 'test', 'typescript.cjs'), join(golden, 'compute.ts')];
      const run = spawnSync(process.execPath, [...script, join(golden, name), out], {
        env: { ...process.env, TINYSTORIES_CPU: level },
        encoding: 'utf8',
      });
      if (run.status !== 0) throw new Error(`compute.ts: ${run.stderr}`);
      truth = await SafetensorsFile.open(join(golden, name, 'states.safetensors'));
      ours = await SafetensorsFile.open(join(out, 'arrays.safetensors'));
      ourNumbers = JSON.parse(readFileSync(join(out, 'numbers.json'), 'utf8'));
    });
    afterAll(async () => {
      await truth?.close();
      await ours?.close();
      rmSync(out, { recursive: true, force: true });
    });

    /** Absolute errors of everything under a prefix, sorted, by name. */
    async function strays(prefix: string): Promise<Map<string, Float64Array>> {
      const result = new Map<string, Float64Array>();
      for (const key of truth.tensors.keys()) {
        if (!key.startsWith(prefix)) continue;
        const [theirs, mine] = [await truth.read(key), await ours.read(key)];
        expect(mine.length).toBe(theirs.length);
        result.set(key, Float64Array.from(mine, (value, i) => Math.abs(value - theirs[i]!)).sort());
      }
      expect(result.size).toBeGreaterThan(0);
      return result;
    }

    /** What strays too far, as lines to read; NaN counts as that. */
    async function tooFar(prefix: string): Promise<string[]> {
      const lines: string[] = [];
      for (const [key, errors] of await strays(prefix)) {
        const naive = naiveErrors[key]!;
        const allowed = 2 * naive.max + ROUNDINGS * naive.size;
        const worst = errors.some(Number.isNaN) ? Number.NaN : errors.at(-1)!;
        if (!(worst <= allowed)) lines.push(`${key}: error ${worst}, allowed ${allowed}`);
      }
      return lines;
    }

    function numbersTooFar(prefix: string): string[] {
      const lines: string[] = [];
      for (const [key, values] of Object.entries(numbers)) {
        if (!key.startsWith(prefix)) continue;
        const naive = naiveErrors[key]!;
        const allowed = 2 * naive.max + ROUNDINGS * naive.size;
        values.forEach((value, i) => {
          const error = Math.abs(ourNumbers[key]![i]! - value);
          if (!(error <= allowed)) lines.push(`${key}[${i}]: error ${error}, allowed ${allowed}`);
        });
      }
      return lines;
    }

    test('ran at its level', () => {
      expect(ourNumbers.level).toBe(level);
    });

    test('logits', async () => {
      expect(await tooFar('logits/')).toEqual([]);
    });

    test('losses by token and as a weighted mean', async () => {
      expect(await tooFar('losses/')).toEqual([]);
      expect(numbersTooFar('loss/')).toEqual([]);
      for (const key of Object.keys(numbers).filter((key) => key.startsWith('loss/'))) {
        const evaluated = ourNumbers[key.replace('loss/', 'evaluated/')]![0]!;
        // Both are sums of the same float32 losses; only the order of adding may differ.
        expect(Math.abs(evaluated - ourNumbers[key]![0]!)).toBeLessThanOrEqual(ROUNDINGS * evaluated);
      }
    });

    test('gradients of all parameters', async () => {
      expect(await tooFar('gradients/')).toEqual([]);
    });

    if (name === 'odd') {
      test('intermediates: the last norm and the probabilities of attention, zero where masked', async () => {
        expect(await tooFar('outputs/')).toEqual([]);
        for (const key of truth.tensors.keys()) {
          if (!key.endsWith('.probabilities')) continue;
          const [theirs, mine] = [await truth.read(key), await ours.read(key)];
          expect(mine.filter((value, i) => theirs[i] === 0 && value !== 0)).toHaveLength(0);
        }
      });
    }

    test('losses and gradient norms of ten AdamW steps', () => {
      expect(ourNumbers['training/losses']).toHaveLength(10);
      expect(numbersTooFar('training/')).toEqual([]);
    });

    test('weights after ten AdamW steps', async () => {
      // Adam makes a whole step of a gradient that is nothing but rounding. Which few weights that hits is
      // chance: they are bounded by the worst of the naive versions anywhere, all others tensor by tensor.
      const trained = Object.keys(naiveErrors).filter((key) => key.startsWith('trained/'));
      const anywhere = Math.max(...trained.map((key) => naiveErrors[key]!.max));
      const lines: string[] = [];
      for (const [key, errors] of await strays('trained/')) {
        const naive = naiveErrors[key]!;
        const most = errors[Math.ceil(0.99 * errors.length) - 1]!;
        const allowed = 2 * naive.p99 + ROUNDINGS * naive.size;
        if (!(most <= allowed)) lines.push(`${key}: 99 % within ${most}, allowed ${allowed}`);
        const worst = errors.at(-1)!;
        const allowedWorst = 2 * anywhere + ROUNDINGS * naive.size;
        if (!(worst <= allowedWorst)) lines.push(`${key}: worst ${worst}, allowed ${allowedWorst}`);
      }
      expect(lines).toEqual([]);
    });
  });
});
