import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { packageRoot } from '../../lib/runtime/here.ts';
import { addonPath } from '../../lib/runtime/native.ts';
import { expectFailure, tinystories } from './run.ts';

describe('doctor', () => {
  test('a page to paste: what it runs on, and whether it works', async () => {
    const { code, stdout } = await tinystories(['doctor']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^addon +build\/Release\/tinystories\.node/m);
    expect(stdout).toMatch(/^CPU level +(base|avx2|avx512|amx) /m);
    expect(stdout).toMatch(/^GPU +(none: \S.*|cuda:0: .*, compute capability \d)/m);
    expect(stdout).toMatch(/^device +auto means (cpu|cuda:\d)$/m);
    expect(stdout).toMatch(/^self-test +passed/m);
  });

  test('--json, with the level that the environment chose', async () => {
    const { code, stdout } = await tinystories(['doctor', '--json'], { env: { TINYSTORIES_CPU: 'base' } });
    expect(code).toBe(0);
    const report = JSON.parse(stdout);
    expect(report.addon).toMatchObject({ loaded: true, level: 'base' });
    const [cpu, ...gpus] = report.devices.devices;
    expect(cpu).toMatchObject({ id: 'cpu', problem: null });
    // One of the two is there: a GPU, or the reason why there is none.
    expect(gpus.some(({ problem }: { problem: unknown }) => problem === null)).toBe(
      report.devices.noGpu === null,
    );
    expect(report.environment).toMatchObject({ TINYSTORIES_CPU: 'base' });
    expect(report.selfTest).toMatchObject({ ok: true, result: { sameBits: true } });
  });

  test('without the CUDA library beside the addon: how to get it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'doctor-'));
    try {
      const addon = join(folder, 'alone.node');
      await copyFile(addonPath(), addon);
      // Nowhere to look for a compiler.
      const env = { TINYSTORIES_ADDON: addon, PATH: folder, CUDA_PATH: '', CUDA_HOME: '' };
      const { code, stdout } = await tinystories(['doctor'], { env });
      expect(code).toBe(0);
      expect(stdout).toMatch(/^GPU +none: the CUDA backend is not built.*`npm run build:native`$/m);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('names the addon that is loaded, not the one that stands in the package', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'doctor-'));
    try {
      const addon = join(folder, 'other.node');
      await copyFile(addonPath(), addon);
      const { stdout } = await tinystories(['doctor', '--json'], { env: { TINYSTORIES_ADDON: addon } });
      const { file } = JSON.parse(stdout).addon;
      expect(resolve(packageRoot, file)).toBe(addon);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('a level that does not exist: exit code 3, the rest of the page is there', async () => {
    const { code, stdout, stderr } = await tinystories(['doctor'], { env: { TINYSTORIES_CPU: 'avx9' } });
    expect(code).toBe(3);
    expect(stderr).toMatch(/^error: .*TINYSTORIES_CPU=avx9/);
    expect(stdout).toMatch(/^Node +\d/m);
  });

  test('an addon that cannot be loaded', async () => {
    const env = { TINYSTORIES_ADDON: '/no/such/file.node' };
    const { code, stdout, stderr } = await tinystories(['doctor'], { env });
    expect(code).toBe(3);
    expect(stderr).toMatch(/npm run build:native/);
    expect(stdout).toMatch(/^addon +cannot be loaded/m);
    const generate = await tinystories(['tokenizer', 'info', '--tokenizer', 'gpt2'], { env });
    expectFailure(generate, 3, /could not be loaded/);
  });
});
