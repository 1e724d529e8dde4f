import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { tellStory } from '../../lib/data/storyteller/storyteller.ts';
import { ensureDist, smallModelFolder } from '../small-model.ts';
import { type Consumer, packAndInstall } from './install.ts';

const root = join(__dirname, '../..');
const bin = 'node_modules/tinystories/scripts/tinystories.mjs';
let consumer: Consumer;

beforeAll(async () => {
  ensureDist();
  consumer = packAndInstall();
  await smallModelFolder(join(consumer.folder, 'model'));
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
      'lib/data/storyteller/words/en/nouns.txt',
      'lib/grading/suites/en/knowledge.yaml',
    ]) {
      expect(packed).toContain(file);
    }
    expect(packed).toContain(`prebuilds/${process.platform}-${process.arch}/tinystories.node`);
    // Of lib/, the lists of words and prompts alone.
    const lists = /^lib\/.*\/(?:words|suites)\/en\/\w+\.(?:txt|yaml)$/;
    expect(packed.filter((file) => file.startsWith('lib/') && !lists.test(file))).toEqual([]);
    expect(packed.filter((file) => /^(test|bench|build|runs|node_modules)\//.test(file))).toEqual([]);
    expect(packed.filter((file) => file.endsWith('.map'))).toEqual([]);
  });

  test('names no map that is not in it, and its types need no newer TypeScript than the page says', () => {
    const own = consumer.packed.filter((file) => /^dist\/.*\.(js|d\.ts)$/.test(file));
    const content = new Map(own.map((file) => [file, readFileSync(join(consumer.installed, file), 'utf8')]));
    const holding = (what: RegExp) => own.filter((file) => what.test(content.get(file)!));
    expect(own.length).toBeGreaterThan(100);
    expect(holding(/\/\/# sourceMappingURL=/)).toEqual([]);
    // Generic since TypeScript 5.7.
    expect(holding(/\b(?:Uint|Int|Float|BigInt|BigUint)\d+Array</)).toEqual([]);
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

  test('tells a story with the words it carries', () => {
    writeFileSync(
      join(consumer.folder, 'story.mjs'),
      `import { tellStory } from 'tinystories'; console.log(JSON.stringify(tellStory(1, 0)));`,
    );
    const { code, stdout, stderr } = consumer.node('story.mjs');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual(tellStory(1, 0));
  });

  test('loads a model and tells, in a module and in CommonJS', () => {
    const tell = `
  const model = await LanguageModel.load('model');
  const options = { seed: 1, maxTokens: 12 };
  let streamed = '';
  for await (const piece of model.generate('Tom', options)) streamed += piece.text;
  const whole = await model.generate('Tom', options).text();
  model.dispose();
  console.log(JSON.stringify({ streamed, whole }));
`;
    writeFileSync(join(consumer.folder, 'tell.mjs'), `import { LanguageModel } from 'tinystories';${tell}`);
    writeFileSync(
      join(consumer.folder, 'tell.cjs'),
      `const { LanguageModel } = require('tinystories');\n(async () => {${tell}})();`,
    );
    const first = consumer.node('tell.mjs');
    expect({ code: first.code, stderr: first.stderr }).toEqual({ code: 0, stderr: '' });
    const { streamed, whole } = JSON.parse(first.stdout);
    expect(whole.length).toBeGreaterThan(0);
    expect(streamed).toBe(whole);
    expect(consumer.node('tell.cjs').stdout).toBe(first.stdout);
  });

  test('makes stories on worker threads, in a module, in CommonJS and where flags are given', () => {
    const make = `
  const { files } = await makeStories({ stories: 300, workers: 2, instruct: true, out: 'made' });
  console.log(JSON.stringify(files));
`;
    writeFileSync(join(consumer.folder, 'make.mjs'), `import { makeStories } from 'tinystories';${make}`);
    const common = `const { makeStories } = require('tinystories');\n(async () => {${make}})();`;
    writeFileSync(join(consumer.folder, 'make.cjs'), common);
    const first = consumer.node('make.mjs');
    expect({ code: first.code, stderr: first.stderr }).toEqual({ code: 0, stderr: '' });
    expect(Object.keys(JSON.parse(first.stdout))).toHaveLength(3);
    expect(consumer.node('make.cjs').stdout).toBe(first.stdout);
    const inline = `import { makeStories } from 'tinystories';${make}`;
    expect(consumer.node('--input-type=module', '-e', inline).stdout).toBe(first.stdout);
  });

  test('the command', () => {
    const { code, stdout } = consumer.node(bin, '--version');
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${version}\n` });
    const args = ['generate', '--model', 'model', '--prompt', 'Tom', '--max-tokens', '5', '--json'];
    const told = consumer.node(bin, ...args);
    expect(told.stderr).toBe('');
    expect(JSON.parse(told.stdout).completions).toHaveLength(1);
  });

  test('grades with the prompts that it carries, and asks nobody', () => {
    const short = ['--model', 'model', '--samples', '1', '--max-tokens', '3', '--json'];
    const graded = consumer.node(bin, 'grade', ...short, '--offline', '--out', 'graded');
    expect(graded.code).toBe(0);
    expect(JSON.parse(graded.stdout).file.counts).toMatchObject({ completions: 50, grades: 0 });
    const tried = consumer.node(bin, 'probe', '--model', 'model', '--prompts', '--json');
    expect(tried.code).toBe(0);
    expect(JSON.parse(tried.stdout)).toMatchObject({ source: 'own', decoding: { kind: 'greedy' } });
    expect(consumer.packed).toContain('dist/grading/grade-child.js');
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
      `import { type Generation, gptNeo, LanguageModel, type ProgramDocument, train } from 'tinystories';
const config = { vocab: 100, hidden: 8, layers: 1, heads: 2, maxPositions: 16, window: 8 };
export const document: ProgramDocument = gptNeo(config);
export async function tell(): Promise<string> {
  await using model = await LanguageModel.load('model');
  const story: Generation = model.generate('Tom', { temperature: 0.5 });
  return story.text();
}
const { valLoss } = await train({ data: 'data', out: 'run', steps: 10 });
export const loss: number | null = valLoss;
// @ts-expect-error a vocabulary is a number
gptNeo({ ...config, vocab: 'many' });
`,
    );
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    expect(consumer.node(tsc, '-p', '.')).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});

describe('where no build fits', () => {
  const hidden = () => join(consumer.installed, 'hidden');
  const prebuilds = () => join(consumer.installed, 'prebuilds');
  beforeAll(() => renameSync(prebuilds(), hidden()));
  afterAll(() => {
    rmSync(prebuilds(), { recursive: true, force: true });
    renameSync(hidden(), prebuilds());
  });

  const command = /Run `node "[^"]+build-native\.mjs"`/;

  test('an addon that is missing: why, and the one command', () => {
    const { code, stderr } = consumer.node('tell.mjs');
    expect(code).toBe(1);
    expect(stderr).toMatch(/AddonError: The native addon could not be loaded: no build for .* was found/);
    expect(stderr).toMatch(command);
  });

  test('on the command line: one line and an exit code of its own', () => {
    const { code, stderr } = consumer.node(bin, 'generate', '--model', 'model', '--prompt', 'Tom');
    expect(code).toBe(3);
    expect(stderr).toMatch(/^error: [^\n]*no build for [^\n]*\n$/);
    expect(stderr).toMatch(command);
  });

  test('doctor says it and goes on looking', () => {
    const { code, stdout } = consumer.node(bin, 'doctor', '--json');
    expect(code).toBe(3);
    expect(JSON.parse(stdout).addon).toMatchObject({ loaded: false });
  });

  test('what needs no addon works all the same', () => {
    expect(consumer.node('import.mjs').code).toBe(0);
    expect(consumer.node(bin, 'models', '1M', '--json').code).toBe(0);
  });

  test('a file that is no library of this system', () => {
    const folder = join(prebuilds(), `${process.platform}-${process.arch}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'tinystories.node'), 'not a library\n'.repeat(1000));
    const { code, stderr } = consumer.node('tell.mjs');
    expect(code).toBe(1);
    expect(stderr).toMatch(/is not a build for/);
    expect(stderr).toMatch(command);
  });
});
