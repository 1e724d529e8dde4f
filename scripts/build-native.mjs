// The one way into the native build: `npm run build:native`, binding.gyp and prebuildify all end here.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheEntry } from './cmake-cache.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const args = process.argv.slice(2);

if (args.includes('--help') || args.includes('-h')) {
  console.log(`Usage: npm run build:native -- [options]

Compiles native/ with CMake: the addon build/Release/tinystories.node, and beside it the CUDA backend
libtinystories_cuda.so where nvcc is found (docs/gpu.md). What an option leaves out is removed.

  --no-cuda          without the CUDA backend, whose compilation takes minutes
  --cuda-archs LIST  GPUs that it is compiled for: default (80, 90a and PTX for others), prebuild (every one
                     since Ampere), or a list such as 80,90a
  --simt             the CUDA kernels for the CPU as well (libtinystories_simt.so), as \`npm test\` needs them
  --debug            unoptimised, into build/Debug
  --rebuild          throw the previous build away first

CUDACXX names another nvcc than the one on PATH, in CUDA_PATH, CUDA_HOME or /usr/local/cuda.`);
  process.exit(0);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

function option(name) {
  const index = args.findIndex((arg) => arg === name || arg.startsWith(`${name}=`));
  if (index < 0) return undefined;
  return args[index].includes('=') ? args[index].slice(name.length + 1) : args[index + 1];
}

/** A development dependency: absent where the package was installed by a user. */
function findCmakeJs() {
  try {
    return createRequire(join(root, 'package.json')).resolve('cmake-js/bin/cmake-js');
  } catch {
    if (process.platform !== 'win32') return undefined;
    return fail('Building on Windows needs cmake-js: run `npm install cmake-js`, then this again.');
  }
}

const debug = args.includes('--debug') || option('--config') === 'Debug';
const config = debug ? 'Debug' : 'Release';
const work = join(root, 'build', debug ? 'cmake-debug' : 'cmake');
const out = join(root, 'build', config);
const cuda = process.platform === 'linux' && !args.includes('--no-cuda');
const simt = args.includes('--simt');
const archs = args.some((arg) => arg.startsWith('--cuda-archs')) ? option('--cuda-archs') : 'default';
if (
  !/^(default|prebuild|\d{2,3}[af]?(-real|-virtual)?([,;]\d{2,3}[af]?(-real|-virtual)?)*)$/.test(archs ?? '')
) {
  fail(`--cuda-archs: expected default, prebuild or a list such as 80,90a, got ${archs ?? 'nothing'}`);
}
const settings = {
  TINYSTORIES_CUDA: cuda ? 'ON' : 'OFF',
  TINYSTORIES_CUDA_ARCHS: archs.replaceAll(',', ';'),
  TINYSTORIES_SIMT: simt ? 'ON' : 'OFF',
};

const cmakeJs = findCmakeJs();
if (spawnSync('cmake', ['--version'], { stdio: 'ignore' }).status !== 0) {
  fail('Building from source needs CMake 3.20 or newer (apt install cmake | brew install cmake).');
}

/** CMake's folder knows its sources by absolute path; after a move or copy of the package it would build the others. */
function comesFromElsewhere() {
  if (!existsSync(join(work, 'CMakeCache.txt'))) return false;
  const home = cacheEntry(work, 'CMAKE_HOME_DIRECTORY');
  return home === undefined || !existsSync(home) || realpathSync(home) !== realpathSync(root);
}

/** The CUDA compiler that the build uses; undefined: none was found. */
function cudaCompiler() {
  const compiler = cacheEntry(work, 'CMAKE_CUDA_COMPILER');
  return compiler && existsSync(compiler) ? compiler : undefined;
}

/** Whether what CMake decided in an earlier call is what this one asks for. A compiler may have come or gone since. */
function isConfigured() {
  const same = Object.entries(settings).every(([name, value]) => cacheEntry(work, name) === value);
  if (!same || !cuda) return same;
  const { CUDACXX } = process.env;
  return cudaCompiler() !== undefined && (!CUDACXX || cacheEntry(work, 'CMAKE_CUDA_COMPILER') === CUDACXX);
}

if (args.includes('rebuild') || args.includes('--rebuild') || comesFromElsewhere()) {
  rmSync(work, { recursive: true, force: true });
  // The addon lands outside CMake's work folder. The rest of build/Release stays: node-gyp's make keeps state there.
  rmSync(join(out, 'tinystories.node'), { force: true });
} else if (existsSync(work) && !isConfigured()) {
  // Without its memory CMake decides anew; what is compiled already stays.
  rmSync(join(work, 'CMakeCache.txt'), { force: true });
  const files = join(work, 'CMakeFiles');
  for (const name of existsSync(files) ? readdirSync(files) : []) {
    if (/^\d/.test(name)) rmSync(join(files, name), { recursive: true });
  }
}

// node-gyp's make exports these; they would steer the inner build.
const env = { ...process.env };
for (const key of ['MAKEFLAGS', 'MFLAGS', 'MAKELEVEL', 'BUILDTYPE', 'V']) delete env[key];

const jobs = String(availableParallelism());
const level = process.env.CI ? 'info' : 'error';
const defined = (prefix) => Object.entries(settings).map(([name, value]) => `${prefix}${name}=${value}`);
// Elsewhere than on Windows the addon links against nothing of Node's, so plain CMake does as well.
const steps = cmakeJs
  ? [
      [
        process.execPath,
        [cmakeJs, 'build', '-d', root, '-O', work, '-B', config, '-p', jobs, '-l', level, ...defined('--CD')],
      ],
    ]
  : [
      ['cmake', ['-S', root, '-B', work, `-DCMAKE_BUILD_TYPE=${config}`, ...defined('-D')]],
      ['cmake', ['--build', work, '--parallel', jobs]],
    ];
for (const [command, commandArgs] of steps) {
  const result = spawnSync(command, commandArgs, { stdio: 'inherit', env, cwd: root });
  if (result.status !== 0) {
    const way = cudaCompiler() ? ' Without the CUDA backend: `npm run build:native -- --no-cuda`.' : '';
    fail(
      `The native build failed; the compiler messages are above. A C++20 compiler (g++ 11+, clang 14+) is needed.${way}`,
    );
  }
}

// A library of an earlier build would be opened all the same.
const compiled = cuda ? cudaCompiler() : undefined;
const library = (name) => join(out, `libtinystories_${name}.so`);
if (!compiled) rmSync(library('cuda'), { force: true });
if (!simt) rmSync(library('simt'), { force: true });

console.log(`addon: ${relative(root, join(out, 'tinystories.node'))}`);
console.log(`CUDA backend: ${cudaOutcome()}`);
if (simt) console.log(`CUDA kernels on the CPU, for tests: ${relative(root, library('simt'))}`);

function cudaOutcome() {
  if (compiled) return `${relative(root, library('cuda'))}, for ${archs}, compiled by ${compiled}`;
  if (process.platform !== 'linux') return 'left out, it is for Linux alone';
  if (!cuda) return 'left out (--no-cuda)';
  const broken = process.env.CUDACXX || cacheEntry(work, 'TINYSTORIES_NVCC');
  if (broken && existsSync(broken)) return `NOT built: ${broken} could not compile a trial program`;
  return 'NOT built: nvcc was not found. Install the CUDA toolkit or name its nvcc with CUDACXX, then run this again';
}
