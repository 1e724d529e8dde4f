/**
 * The door to the native addon: finds it, checks that it belongs to this package, and gives its failures the
 * classes of errors.ts.
 */
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import nodeGypBuild from 'node-gyp-build';
import type { NativeAddon } from './addon.ts';
import * as errors from './errors.ts';
import { packageRoot } from './here.ts';
import { packageVersion } from './version.ts';

let loaded: NativeAddon | undefined;

/**
 * The addon, loaded once. The file is build/Release/tinystories.node of a clone or the prebuilt one of this
 * platform; the environment variable TINYSTORIES_ADDON names another.
 * @throws AddonError saying why it cannot be loaded and which command helps.
 */
export function loadAddon(): NativeAddon {
  loaded ??= open(addonPath());
  return loaded;
}

/** The file that `loadAddon` loads. @throws AddonError when there is none. */
export function addonPath(): string {
  const named = process.env.TINYSTORIES_ADDON;
  return named ? resolve(named) : find();
}

/** The command that compiles native/ where this package stands. */
export function buildCommand(): string {
  // A clone can compile the TypeScript; an installed package has only what was compiled from it.
  if (existsSync(join(packageRoot, 'tsconfig.json'))) return 'npm run build:native';
  return `node ${JSON.stringify(join(packageRoot, 'scripts', 'build-native.mjs'))}`;
}

function find(): string {
  try {
    return nodeGypBuild.resolve(packageRoot);
  } catch (cause) {
    throw failure(`no build for ${platform()} was found in ${packageRoot}${others()}`, cause);
  }
}

function open(path: string): NativeAddon {
  let addon: NativeAddon & { setErrorFactory?: (factory: typeof nativeError) => void };
  try {
    addon = createRequire(join(packageRoot, 'package.json'))(path);
  } catch (cause) {
    throw failure(`${path}: ${explain(cause)}`, cause);
  }
  const version = packageVersion();
  if (addon.version !== version || !addon.setErrorFactory) {
    throw failure(`${path} was built for version ${addon.version} of this package, which is ${version}`);
  }
  addon.setErrorFactory(nativeError);
  return addon;
}

/** What the system's loader means. */
function explain(cause: unknown): string {
  // What Node adds below is where it was asked for, which is here.
  const [said = ''] = (cause instanceof Error ? cause.message : String(cause)).split('\n');
  const symbol = /(GLIBC|GLIBCXX|CXXABI)_[\d.]+/.exec(said);
  if (symbol) return `it was built for a newer system and needs ${symbol[0]}, which this one lacks`;
  if (/invalid ELF header|wrong ELF class|Exec format|mach-o|incompatible architecture|Win32/i.test(said)) {
    return `it is not a build for ${platform()} (${said})`;
  }
  if (/cannot open shared object file/.test(said) && !/tinystories[^:]*\.node/.test(said)) {
    return `a library that it needs is missing (${said})`;
  }
  return said;
}

function failure(why: string, cause?: unknown): errors.AddonError {
  const advice = `Run \`${buildCommand()}\` (it needs a C++20 compiler and CMake).`;
  return new errors.AddonError(`The native addon could not be loaded: ${why}. ${advice}`, { cause });
}

function platform(): string {
  const libc = process.platform === 'linux' && !glibcVersion() ? ' (musl)' : '';
  return `${process.platform}-${process.arch}${libc}`;
}

/** Version of the C library where it is glibc, else null. */
export function glibcVersion(): string | null {
  const report = process.report?.getReport() as { header?: { glibcVersionRuntime?: string } } | undefined;
  return report?.header?.glibcVersionRuntime ?? null;
}

function others(): string {
  const folder = join(packageRoot, 'prebuilds');
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.length ? `; there are builds for ${names.join(', ')}` : '';
}

const CLASSES: Record<errors.ErrorCode, { new (...args: never[]): errors.TinyStoriesError }> = {
  INVALID_ARGUMENT: errors.InvalidArgumentError,
  ADDON_NOT_LOADED: errors.AddonError,
  DISPOSED: errors.DisposedError,
  BUSY: errors.BusyError,
  OUT_OF_MEMORY: errors.OutOfMemoryError,
  FILE: errors.FileError,
  FORMAT: errors.FormatError,
  MISMATCH: errors.MismatchError,
  LOCKED: errors.LockedError,
  NON_FINITE: errors.NonFiniteError,
  UNSUPPORTED: errors.UnsupportedError,
  DEVICE: errors.DeviceError,
  ABORTED: errors.AbortedError,
  NATIVE: errors.NativeError,
  WORKER: errors.WorkerError,
  LLM: errors.LlmError,
  BUDGET: errors.BudgetError,
};

/** An error of the code's class with a message that native code has put together, called by the addon. */
export function nativeError(code: string, message: string): errors.TinyStoriesError {
  const known = (Object.hasOwn(CLASSES, code) ? code : 'NATIVE') as errors.ErrorCode;
  // The subclasses' constructors build messages of their own; this one comes whole.
  const error = Reflect.construct(errors.TinyStoriesError, [known, message], CLASSES[known]);
  if (known === 'ABORTED') error.name = 'AbortError';
  // Native messages about files begin with the path.
  if (known === 'FILE' || known === 'FORMAT') {
    Object.defineProperty(error, 'path', { value: message.split(': ', 1)[0], enumerable: true });
  }
  return error;
}
