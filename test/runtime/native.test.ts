/** Whatever keeps the addon from loading, the error says why and names one command. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import nodeGypBuild from 'node-gyp-build';
import { AbortedError, FileError, InvalidArgumentError, NativeError } from '../../lib/runtime/errors.ts';
import { packageRoot } from '../../lib/runtime/here.ts';
import { loadAddon } from '../../lib/runtime/native.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tinystories-native-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The loader as it runs in a package of that content. */
async function loadIn(name: string, fill: (root: string) => void, version = '0.1.0'): Promise<Error> {
  const root = join(folder, name);
  mkdirSync(root);
  writeFileSync(join(root, 'package.json'), JSON.stringify({ name: 'tinystories', version }));
  fill(root);
  let error: unknown;
  await jest.isolateModulesAsync(async () => {
    jest.doMock('../../lib/runtime/here.ts', () => ({ packageRoot: root }));
    const { loadAddon: load } = await import('../../lib/runtime/native.ts');
    try {
      load();
    } catch (thrown) {
      error = thrown;
    }
  });
  jest.dontMock('../../lib/runtime/here.ts');
  expect(error).toMatchObject({ name: 'AddonError', code: 'ADDON_NOT_LOADED' });
  return error as Error;
}

const build = (root: string, content: Buffer | string) => {
  mkdirSync(join(root, 'build', 'Release'), { recursive: true });
  writeFileSync(join(root, 'build', 'Release', 'tinystories.node'), content);
};

describe('an addon that cannot be loaded', () => {
  test('no build at all, in an installed package', async () => {
    const { message } = await loadIn('installed', () => {});
    expect(message).toContain(`no build for ${process.platform}-${process.arch}`);
    expect(message).toContain(
      `Run \`node ${JSON.stringify(join(folder, 'installed', 'scripts', 'build-native.mjs'))}\``,
    );
  });

  test('no build at all, in a clone', async () => {
    const { message } = await loadIn('clone', (root) => writeFileSync(join(root, 'tsconfig.json'), '{}'));
    expect(message).toContain('Run `npm run build:native`');
  });

  test('builds for other systems only', async () => {
    const { message } = await loadIn('others', (root) => {
      for (const name of ['plan9-mips', 'win32-ia32'])
        mkdirSync(join(root, 'prebuilds', name), { recursive: true });
    });
    expect(message).toContain('there are builds for plan9-mips, win32-ia32');
  });

  test('a file that is no library', async () => {
    const { message } = await loadIn('text', (root) => build(root, 'not a library'));
    expect(message).toMatch(/is not a build for|file too short|cannot be loaded|not valid/);
    expect(message).toContain('build-native.mjs');
  });

  test('a build of another version', async () => {
    const { message } = await loadIn(
      'version',
      (root) => {
        mkdirSync(join(root, 'build', 'Release'), { recursive: true });
        copyFileSync(nodeGypBuild.resolve(packageRoot), join(root, 'build', 'Release', 'tinystories.node'));
      },
      '9.9.9',
    );
    expect(message).toMatch(/was built for version 0\.1\.0 of this package, which is 9\.9\.9/);
  });

  test('a path given by hand is that of the working folder; one that leads nowhere is told in a line', () => {
    const file = join(folder, 'load.ts');
    writeFileSync(
      file,
      `import { loadAddon } from ${JSON.stringify(join(packageRoot, 'lib', 'runtime', 'native.ts'))}; loadAddon();`,
    );
    const runner = join(packageRoot, 'test', 'typescript.cjs');
    const load = (path: string) =>
      spawnSync(process.execPath, [runner, file], {
        cwd: folder,
        env: { ...process.env, TINYSTORIES_ADDON: path },
        encoding: 'utf8',
      });
    copyFileSync(nodeGypBuild.resolve(packageRoot), join(folder, 'here.node'));
    expect(load('here.node')).toMatchObject({ status: 0, stderr: '' });
    const { stderr, status } = load('nowhere.node');
    expect(status).toBe(1);
    expect(stderr).toMatch(/AddonError: [^\n]*\/nowhere\.node: [^\n]*npm run build:native/);
  });
});

describe('native failures', () => {
  test('have the class of their code', async () => {
    const { Weights } = loadAddon();
    let error: unknown;
    try {
      new Weights('');
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(InvalidArgumentError);
    expect(error).toMatchObject({ name: 'InvalidArgumentError', code: 'INVALID_ARGUMENT' });
    expect(String(error)).toMatch(/^InvalidArgumentError: the program document is not valid JSON/);
  });

  test('of files keep the path, aborts the platform name, unknown codes are native', async () => {
    const { nativeError } = await import('../../lib/runtime/native.ts');
    expect(nativeError('FILE', '/a/b: gone')).toMatchObject({
      path: '/a/b',
      message: '/a/b: gone',
      code: 'FILE',
    });
    expect(nativeError('FILE', '/a/b: gone')).toBeInstanceOf(FileError);
    expect(nativeError('ABORTED', 'x')).toMatchObject({ name: 'AbortError' });
    expect(nativeError('ABORTED', 'x')).toBeInstanceOf(AbortedError);
    expect(nativeError('toString', 'x')).toBeInstanceOf(NativeError);
  });
});
