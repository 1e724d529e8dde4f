// Brings a clone to the point where it can run: packages installed, TypeScript and the native addon compiled.
// Each step looks first and does nothing when all is fresh, so calling it costs milliseconds.
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheEntry } from './cmake-cache.mjs';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** A step that could not be done; the message says what is missing and what to run. */
export class SetupError extends Error {}

const at = (...parts) => join(root, ...parts);
const say = (line) => process.stderr.write(`${line}\n`);

/** A clone has its TypeScript; an installed package has only what was compiled from it. */
export const isClone = () => existsSync(at('lib')) && existsSync(at('tsconfig.json'));

export function ensureNode() {
  const { engines } = JSON.parse(readFileSync(at('package.json'), 'utf8'));
  const [major, minor] = process.versions.node.split('.').map(Number);
  const fits = (major === 20 && minor >= 19) || (major === 22 && minor >= 13) || major >= 24;
  if (!fits) {
    throw new SetupError(`Node ${process.versions.node} is not supported: install Node ${engines.node}.`);
  }
}

/** `npm ci` when a package of the lock file is absent or of another version. */
export function ensureInstalled() {
  const missing = firstMissingPackage();
  if (!missing) return;
  const modules = lstatSync(at('node_modules'), { throwIfNoEntry: false });
  if (modules?.isSymbolicLink()) {
    throw new SetupError(
      `${missing} is not installed, and node_modules is a link: run \`npm ci\` where it leads.`,
    );
  }
  say(`installing packages (${missing} is missing) …`);
  // On Windows npm is a .cmd file, which only a shell starts.
  const command = { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' };
  const result = spawnSync('npm', ['ci', '--include=dev', '--no-audit', '--no-fund'], command);
  if (result.error)
    throw new SetupError(`npm could not be started (${result.error.message}): install it with Node.`);
  if (result.status !== 0) {
    throw new SetupError('`npm ci` failed; its messages are above. It needs the npm registry, nothing else.');
  }
}

function firstMissingPackage() {
  const wanted = JSON.parse(readFileSync(at('package-lock.json'), 'utf8')).packages;
  const path = at('node_modules', '.package-lock.json');
  const present = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : {};
  for (const [place, { version, optional, peer }] of Object.entries(wanted)) {
    // Optional ones are mostly builds for other platforms.
    if (place === '' || optional || peer) continue;
    if (present[place]?.version !== version || !existsSync(at(place)))
      return place.slice('node_modules/'.length);
  }
  return undefined;
}

/** `tsc` when a file of lib/ is newer than what was made from it. */
export function ensureCompiled() {
  const sources = filesUnder('lib').filter((file) => /\.(ts|json)$/.test(file) && !file.endsWith('.d.ts'));
  const settings = newest(['tsconfig.json']);
  const made = (source) => join('dist', relative('lib', source)).replace(/\.ts$/, '.js');
  const stale = sources.find((source) => {
    const output = statSync(at(made(source)), { throwIfNoEntry: false });
    if (!output) return source.endsWith('.ts');
    return output.mtimeMs < Math.max(statSync(at(source)).mtimeMs, settings);
  });
  if (!stale) return;
  say(`compiling TypeScript (${stale} is newer than dist) …`);
  dropOrphans(new Set(sources.map(made)));
  const tsc = at('node_modules', 'typescript', 'bin', 'tsc');
  if (!existsSync(tsc)) throw new SetupError('TypeScript is not installed: run `npm ci` in the clone.');
  const result = spawnSync(process.execPath, [tsc, '-p', root], { cwd: root, stdio: ['ignore', 2, 2] });
  if (result.status !== 0) throw new SetupError('TypeScript did not compile; the messages are above.');
}

/** What a deleted source left behind would still be imported, tested and packed; maps are not made any more. */
function dropOrphans(expected) {
  if (!existsSync(at('dist'))) return;
  for (const file of filesUnder('dist')) {
    const script = file.replace(/\.d\.ts$/, '.js');
    if (!expected.has(script) && /\.(js|map)$/.test(script)) rmSync(at(file), { force: true });
  }
}

/**
 * The native build when a file of native/ is newer than what was made from it. The CUDA backend takes minutes, so it
 * is kept fresh where `npm run build:native` has built it, and not begun here.
 * @param simt Whether the CUDA kernels for the CPU are wanted, which tests run.
 */
export function ensureNative({ simt = false } = {}) {
  const built = (file) => existsSync(at('build', 'Release', file));
  const addon = 'tinystories.node';
  const [cudaLibrary, simtLibrary] = ['libtinystories_cuda.so', 'libtinystories_simt.so'];
  const cuda = built(cudaLibrary);
  const withSimt = simt || built(simtLibrary);
  const wanted = [addon, ...(cuda ? [cudaLibrary] : []), ...(withSimt ? [simtLibrary] : [])];
  const changed = newest([...filesUnder('native'), 'CMakeLists.txt']);
  const madeAt = (file) => statSync(at('build', 'Release', file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (wanted.every((file) => madeAt(file) >= changed)) return;
  say(
    built(addon)
      ? 'compiling the native addon …'
      : 'compiling the native addon (a few minutes the first time) …',
  );
  const archs = cacheEntry(at('build', 'cmake'), 'TINYSTORIES_CUDA_ARCHS') ?? 'default';
  const options = [cuda ? `--cuda-archs=${archs}` : '--no-cuda', ...(withSimt ? ['--simt'] : [])];
  const command = [at('scripts', 'build-native.mjs'), ...options];
  const result = spawnSync(process.execPath, command, { cwd: root, stdio: ['ignore', 2, 2] });
  if (result.status !== 0 || !built(addon))
    throw new SetupError('The native addon was not built; see above.');
  // The build leaves a file alone when a changed source is not part of it.
  const now = new Date();
  for (const file of wanted) if (built(file)) utimesSync(at('build', 'Release', file), now, now);
}

function newest(files) {
  return Math.max(...files.map((file) => statSync(at(file)).mtimeMs));
}

function filesUnder(folder) {
  return readdirSync(at(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

/** @param native What `ensureNative` is told. */
export function ensureAll(native = {}) {
  ensureNode();
  ensureInstalled();
  ensureCompiled();
  ensureNative(native);
}

/** Runs `steps`; a SetupError becomes one line on stderr and `false`. */
export function succeeded(steps) {
  try {
    steps();
    return true;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(`error: ${error.message}`);
    return false;
  }
}
