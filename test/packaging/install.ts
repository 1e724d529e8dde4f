/**
 * Packs the package as `npm publish` would and installs it into an empty folder, on a PATH that holds nothing but
 * node: no compiler, no shell, no git.
 */
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

const root = join(__dirname, '../..');

export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Consumer {
  /** The folder of the user's project. */
  folder: string;
  /** The installed package. */
  installed: string;
  /** Files of the tarball. */
  packed: string[];
  /** Runs node there, on the bare PATH. */
  node(...args: string[]): Outcome;
  remove(): void;
}

export function packAndInstall(): Consumer {
  const work = mkdtempSync(join(tmpdir(), 'tinystories-package-'));
  const path = join(work, 'bin');
  mkdirSync(path);
  symlinkSync(process.execPath, join(path, 'node'));
  const env = { ...process.env, PATH: path, NODE_OPTIONS: '', NODE_PATH: '' };
  const run = (args: string[], cwd: string): Outcome => {
    const { status, stdout, stderr, error } = spawnSync(process.execPath, args, {
      cwd,
      env,
      encoding: 'utf8',
    });
    if (error) throw error;
    return { code: status, stdout, stderr };
  };
  const npm = (args: string[], cwd: string): string => {
    const { code, stdout, stderr } = run([findNpm(), ...args], cwd);
    if (code !== 0) throw new Error(`npm ${args.join(' ')}: ${stderr}`);
    return stdout;
  };

  const [tarball] = JSON.parse(npm(['pack', '--json'], stage(join(work, 'stage'))));
  const folder = join(work, 'project');
  mkdirSync(folder);
  copyFileSync(join(work, 'stage', tarball.filename), join(folder, tarball.filename));
  writeProject(folder, tarball.filename, tarball.integrity);
  npm(['ci', '--prefer-offline', '--no-audit', '--no-fund'], folder);
  return {
    folder,
    installed: join(folder, 'node_modules', 'tinystories'),
    packed: tarball.files.map((file: { path: string }) => file.path),
    node: (...args) => run(args, folder),
    remove: () => rmSync(work, { recursive: true, force: true }),
  };
}

/** What a release is packed from: the clone with its prebuild in place. */
function stage(folder: string): string {
  const { files } = readJson(join(root, 'package.json'));
  for (const name of [...files, 'package.json', 'README.md', 'LICENSE']) {
    if (name.startsWith('!') || name === 'prebuilds') continue;
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  // Where and under which name prebuildify puts it.
  const prebuilds = join(folder, 'prebuilds', `${process.platform}-${process.arch}`);
  mkdirSync(prebuilds, { recursive: true });
  copyFileSync(join(root, 'build/Release/tinystories.node'), join(prebuilds, 'tinystories.node'));
  return folder;
}

/** A lock file with our versions, so that npm takes packages from its cache where it has them. */
function writeProject(folder: string, tarball: string, integrity: string): void {
  const { dependencies, engines, bin, version } = readJson(join(root, 'package.json'));
  const locked = readJson(join(root, 'package-lock.json')).packages;
  const packages: Record<string, unknown> = {
    '': { name: 'consumer', version: '1.0.0', dependencies: { tinystories: `file:${tarball}` } },
    'node_modules/tinystories': {
      version,
      resolved: `file:${tarball}`,
      integrity,
      dependencies,
      engines,
      bin,
    },
  };
  /** A package stands beside those that need it, or inside one that needs another version than the others. */
  const add = (name: string, parent: string): void => {
    const folders = [''];
    for (let at = parent; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/'))))
      folders.splice(-1, 0, `${at}/`);
    const place = folders.map((folder) => `${folder}node_modules/${name}`).find((one) => locked[one])!;
    if (packages[place]) return;
    packages[place] = { ...locked[place], dev: undefined };
    for (const next of Object.keys(locked[place].dependencies ?? {})) add(next, place);
  };
  for (const name of Object.keys(dependencies)) add(name, '');
  const project = { name: 'consumer', version: '1.0.0', dependencies: { tinystories: `file:${tarball}` } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(project));
  const lock = { name: 'consumer', version: '1.0.0', lockfileVersion: 3, requires: true, packages };
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock));
}

/** npm's program, to be run by node itself: its launcher needs a shell. */
function findNpm(): string {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const launcher = folders.map((folder) => join(folder, 'npm')).find(existsSync);
  const candidates = [
    process.env.npm_execpath && join(dirname(process.env.npm_execpath), 'npm-cli.js'),
    launcher && join(dirname(realpathSync(launcher)), 'npm-cli.js'),
    join(dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js'),
  ];
  const found = candidates.find((candidate) => candidate && existsSync(candidate));
  if (!found) throw new Error('npm is not found beside node or on PATH');
  return found;
}

function readJson(path: string) {
  return JSON.parse(readFileSync(path, 'utf8'));
}
