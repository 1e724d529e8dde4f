// The one way into the native build: `npm run build:native`, binding.gyp and prebuildify all end here.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const args = process.argv.slice(2);

if (args.includes('--help') || args.includes('-h')) {
  console.log(`Usage: npm run build:native [-- --debug] [-- --rebuild]

Compiles native/ with CMake into build/Release/tinystories.node.

  --debug     unoptimised, into build/Debug
  --rebuild   throw the previous build away first`);
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

const cmakeJs = findCmakeJs();
if (spawnSync('cmake', ['--version'], { stdio: 'ignore' }).status !== 0) {
  fail('Building from source needs CMake 3.20 or newer (apt install cmake | brew install cmake).');
}

/** CMake's folder knows its sources by absolute path; after a move or copy of the package it would build the others. */
function comesFromElsewhere(folder) {
  const cache = join(folder, 'CMakeCache.txt');
  if (!existsSync(cache)) return false;
  const home = /^CMAKE_HOME_DIRECTORY:INTERNAL=(.*)$/m.exec(readFileSync(cache, 'utf8'))?.[1];
  return home === undefined || !existsSync(home) || realpathSync(home) !== realpathSync(root);
}

const debug = args.includes('--debug') || option('--config') === 'Debug';
const config = debug ? 'Debug' : 'Release';
const work = join(root, 'build', debug ? 'cmake-debug' : 'cmake');
const rebuild = args.includes('rebuild') || args.includes('--rebuild') || comesFromElsewhere(work);

// node-gyp's make exports these; they would steer the inner build.
const env = { ...process.env };
for (const key of ['MAKEFLAGS', 'MFLAGS', 'MAKELEVEL', 'BUILDTYPE', 'V']) delete env[key];

const jobs = String(availableParallelism());
const level = process.env.CI ? 'info' : 'error';
const viaCmakeJs = (step) => [
  process.execPath,
  [cmakeJs, step, '-d', root, '-O', work, '-B', config, '-p', jobs, '-l', level],
];
// Elsewhere than on Windows the addon links against nothing of Node's, so plain CMake does as well.
const steps = cmakeJs
  ? [viaCmakeJs('build')]
  : [
      ['cmake', ['-S', root, '-B', work, `-DCMAKE_BUILD_TYPE=${config}`]],
      ['cmake', ['--build', work, '--parallel', jobs]],
    ];

if (rebuild) {
  rmSync(work, { recursive: true, force: true });
  // The addon lands outside CMake's work folder. The rest of build/Release stays: node-gyp's make keeps state there.
  rmSync(join(root, 'build', config, 'tinystories.node'), { force: true });
}
for (const [command, commandArgs] of steps) {
  const result = spawnSync(command, commandArgs, { stdio: 'inherit', env, cwd: root });
  if (result.status !== 0) {
    fail(
      'The native build failed; the compiler messages are above. A C++20 compiler (g++ 11+, clang 14+) is needed.',
    );
  }
}
