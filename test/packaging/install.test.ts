import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Consumer, packAndInstall } from './install.ts';

const root = join(__dirname, '../..');
let consumer: Consumer;

beforeAll(() => {
  consumer = packAndInstall();
});

afterAll(() => consumer?.remove());

describe('the tarball', () => {
  test('holds what a user needs, and neither sources of lib/ nor tests', () => {
    const { packed } = consumer;
    for (const file of [
      'LICENSE',
      'README.md',
      'dist/index.js',
      'dist/index.d.ts',
      'scripts/tinystories.mjs',
      'native/program/backend.h',
      'CMakeLists.txt',
    ]) {
      expect(packed).toContain(file);
    }
    expect(packed).toContain(`prebuilds/${process.platform}-${process.arch}/tinystories.node`);
    expect(packed.filter((file) => /^(lib|test|bench|build|runs|node_modules)\//.test(file))).toEqual([]);
    expect(packed.filter((file) => file.endsWith('.map'))).toEqual([]);
  });

  test('makes npm compile nothing', () => {
    // From a lock file npm does not know `gypfile: false`, and runs node-gyp wherever it sees a binding.gyp.
    expect(consumer.packed).not.toContain('binding.gyp');
    const { scripts } = JSON.parse(readFileSync(join(consumer.installed, 'package.json'), 'utf8'));
    expect(Object.keys(scripts).filter((name) => /install|^prepare$/.test(name))).toEqual([]);
  });
});

describe('installed without a compiler', () => {
  test('import', () => {
    writeFileSync(
      join(consumer.folder, 'import.mjs'),
      `import { gptNeo, Recorder } from 'tinystories'; console.log(typeof gptNeo, typeof Recorder);`,
    );
    const { code, stdout, stderr } = consumer.node('import.mjs');
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'function function\n', stderr: '' });
  });

  test('require', () => {
    writeFileSync(
      join(consumer.folder, 'require.cjs'),
      `const { gptNeo } = require('tinystories'); console.log(typeof gptNeo);`,
    );
    const { code, stdout } = consumer.node('require.cjs');
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'function\n' });
  });

  test('the command', () => {
    const { code, stdout } = consumer.node('node_modules/tinystories/scripts/tinystories.mjs', '--version');
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${version}\n` });
  });

  test('types resolve for a strict TypeScript project', () => {
    const compilerOptions = {
      strict: true,
      module: 'nodenext',
      target: 'es2022',
      lib: ['es2023', 'esnext.disposable', 'dom'],
      noEmit: true,
      skipLibCheck: false,
      types: [],
    };
    writeFileSync(
      join(consumer.folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, files: ['types.mts'] }),
    );
    writeFileSync(
      join(consumer.folder, 'types.mts'),
      `import { gptNeo, type ProgramDocument } from 'tinystories';
const config = { vocab: 100, hidden: 8, layers: 1, heads: 2, maxPositions: 16, window: 8 };
export const document: ProgramDocument = gptNeo(config);
// @ts-expect-error a vocabulary is a number
gptNeo({ ...config, vocab: 'many' });
`,
    );
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    expect(consumer.node(tsc, '-p', '.')).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});
