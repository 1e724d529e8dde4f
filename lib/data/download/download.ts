/** Downloads published files, each verified, or takes them from a folder. */

import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isJsonObject } from '../../formats/strict-json.ts';
import { throwIfAborted } from '../../runtime/abort.ts';
import { checkOptions, checkPath, type OptionNames } from '../../runtime/arguments.ts';
import { FileError, FormatError, InvalidArgumentError } from '../../runtime/errors.ts';
import { exists, fileError, makeDirectory, streamFile, writeFileAtomic } from '../../runtime/files.ts';
import { readJson, writeJson } from '../../runtime/json.ts';
import type { OnProgress } from '../../runtime/progress.ts';
import { checkWhole } from '../../runtime/whole.ts';
import { PINNED_FILES, type PinnedFile, SOURCE_SETS, type SourceSet } from './catalog.ts';
import { Connections } from './connections.ts';
import type { Environment } from './environment.ts';
import { fetchFile } from './fetch-file.ts';
import { addressOf, findHub } from './hub.ts';
import { type Patience, patienceOf } from './patience.ts';

export interface DownloadOptions {
  /** Which sets; or the files themselves. */
  sets?: readonly SourceSet[] | undefined;
  files?: readonly PinnedFile[] | undefined;
  /** Only this part of the sets. */
  split?: 'train' | 'validation' | undefined;
  /** The folder they go to. */
  out: string;
  /** A folder that holds the files, or the file itself: nothing is asked of the network. */
  from?: string | undefined;
  /** Replaces files in `out` that are others. */
  force?: boolean | undefined;
  /** At once, of one file; 1 to 64, default 8. */
  connections?: number | undefined;
  /** Bytes of a piece: what a killed download loses of each connection at most. Default 8 MiB. */
  piece?: number | undefined;
  /** How long to go on asking; what is not given has its default. */
  patience?: Partial<Patience> | undefined;
  /** Where `HF_ENDPOINT`, `HF_TOKEN`, `HTTPS_PROXY` and the like are read; default the process's own. */
  env?: Environment | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: OnProgress | undefined;
}

const OPTIONS: OptionNames<DownloadOptions> = {
  sets: true,
  files: true,
  split: true,
  out: true,
  from: true,
  force: true,
  connections: true,
  piece: true,
  patience: true,
  env: true,
  signal: true,
  onProgress: true,
};

export interface DownloadedFile {
  /** In the folder. */
  file: string;
  set: SourceSet;
  repository: string;
  revision: string;
  licence: string;
  bytes: number;
  sha256: string;
  /** What the SHA-256 was compared with: the one of this package, the one that the hub states, or nothing. */
  verified: 'pinned' | 'hub' | 'no';
  /** It was there already. */
  unchanged: boolean;
}

/** Of `download.json`, which says where the files of the folder come from. */
const DOWNLOAD_FILE = 'download.json';

const READ = 1 << 20;

/**
 * Downloads one file after another. A file appears under its name once it is whole and verified; until then its
 * pieces lie beside it, and the same call goes on with them.
 * @throws FileError that names the file and what to do; LockedError; InvalidArgumentError; AbortedError.
 */
export async function downloadSources(options: DownloadOptions): Promise<DownloadedFile[]> {
  checkOptions('downloadSources', options, OPTIONS);
  const files = chosenFiles(options);
  const { out, from, signal } = options;
  checkPath('out', out);
  await makeDirectory(out);
  const hub = from === undefined ? await findHub(options.env) : null;
  const connections = new Connections(options.env);
  const earlier = await readEarlier(out);
  const done: DownloadedFile[] = [];
  try {
    for (const file of files) {
      throwIfAborted(signal, `downloading to ${out} was aborted`);
      const path = join(out, basename(file.path));
      const there = await alreadyThere(path, file, earlier, options);
      if (there !== null) done.push(there);
      else if (hub === null) done.push(await copyFile(from as string, path, file, files, options));
      else {
        const url = addressOf(hub, file);
        done.push(await download(file, path, { url, token: hub.token, connections }, options));
      }
    }
  } finally {
    connections.close();
  }
  const others = earlier.filter(({ file }) => !done.some((one) => one.file === file));
  const all = [...others, ...done];
  await writeJson(join(out, DOWNLOAD_FILE), { format: 'tinystories download', version: 1, files: all });
  return done;
}

/** What was downloaded to the folder before. */
async function readEarlier(out: string): Promise<DownloadedFile[]> {
  const path = join(out, DOWNLOAD_FILE);
  if (!(await exists(path))) return [];
  const { files } = (await readJson(path)) as { files?: unknown };
  if (Array.isArray(files) && files.every((one) => isJsonObject(one) && typeof one.file === 'string'))
    return files as DownloadedFile[];
  throw new FormatError(path, 'does not list downloaded files; move it away');
}

function chosenFiles({
  sets = [],
  files = [],
  split,
  connections = 8,
  piece = 1,
  patience,
}: DownloadOptions): PinnedFile[] {
  for (const set of sets)
    if (!Object.hasOwn(SOURCE_SETS, set))
      throw new InvalidArgumentError('set', `one of ${Object.keys(SOURCE_SETS).join(', ')}`, set);
  checkWhole('connections', connections, 1, 64);
  checkWhole('piece', piece, 1);
  patienceOf(patience);
  const chosen = [...PINNED_FILES.filter((file) => sets.includes(file.set)), ...files].filter(
    (file) => split === undefined || file.split === split || file.split === 'all',
  );
  if (chosen.length === 0) throw new InvalidArgumentError('sets', 'at least one set of files', sets);
  return chosen;
}

interface Source {
  url: URL;
  token: string | null;
  connections: Connections;
}

async function download(
  file: PinnedFile,
  path: string,
  { url, token, connections }: Source,
  options: DownloadOptions,
): Promise<DownloadedFile> {
  const { signal, onProgress } = options;
  const name = basename(file.path);
  const { part, stated } = await fetchFile({
    url,
    path,
    identity: `${file.repository} ${file.revision} ${file.path}`,
    bytes: file.bytes,
    hashKnown: file.sha256 !== null,
    token,
    connections,
    parallel: options.connections ?? 8,
    piece: options.piece ?? 8 << 20,
    patience: patienceOf(options.patience),
    signal,
    onBytes: (done, total) => onProgress?.({ stage: `downloading ${name}`, done, total, unit: 'bytes' }),
  });
  let sha256: string;
  try {
    sha256 = await digest(part.read(), name, part.size, options);
  } catch (cause) {
    await part.close().catch(() => {});
    throw cause;
  }
  const expected = file.sha256 ?? stated;
  if (expected !== null && sha256 !== expected) {
    await part.discard();
    throw new FileError(
      path,
      `what came from ${url.origin} has SHA-256 ${sha256}, expected ${expected}, and was thrown away. Run it again; ` +
        'if it happens again, check HF_ENDPOINT and any proxy on the way',
    );
  }
  const { size } = part;
  await part.finish();
  const verified = file.sha256 !== null ? 'pinned' : stated !== null ? 'hub' : 'no';
  return described(file, size, sha256, verified, false);
}

/** A file of the folder that is the one wanted; null when there is none. */
async function alreadyThere(
  path: string,
  file: PinnedFile,
  earlier: readonly DownloadedFile[],
  options: DownloadOptions,
): Promise<DownloadedFile | null> {
  if (!(await exists(path))) return null;
  const { size } = await stat(path);
  const noted = earlier.find((one) => one.file === basename(path) && one.revision === file.revision);
  const expected = file.sha256 ?? noted?.sha256;
  if (expected !== undefined && (file.bytes === null || size === file.bytes)) {
    const sha256 = await digest(streamFile(path, READ), basename(path), size, options);
    if (sha256 === expected)
      return described(file, size, sha256, file.sha256 === null ? (noted?.verified ?? 'no') : 'pinned', true);
  }
  if (options.force) return null;
  throw new FileError(path, 'another file stands there; move it away, or replace it with --force');
}

/** The file out of a folder, or the file itself, verified as one that was downloaded. */
async function copyFile(
  from: string,
  path: string,
  file: PinnedFile,
  files: readonly PinnedFile[],
  { signal, onProgress }: DownloadOptions,
): Promise<DownloadedFile> {
  const source = await findLocal(from, file, files);
  const { size } = await stat(source).catch((cause) => {
    throw fileError(source, cause, 'read');
  });
  if (file.bytes !== null && size !== file.bytes)
    throw new FormatError(
      source,
      `${size} bytes, expected ${file.bytes}: it is not ${file.path}, or a part of it`,
    );
  const hash = createHash('sha256');
  let sha256 = '';
  async function* verified(): AsyncGenerator<Uint8Array> {
    let done = 0;
    for await (const bytes of streamFile(source, READ)) {
      hash.update(bytes);
      done += bytes.length;
      onProgress?.({ stage: `copying ${basename(path)}`, done, total: size, unit: 'bytes' });
      yield bytes;
    }
    sha256 = hash.digest('hex');
    // Before the copy has its name.
    if (file.sha256 !== null && sha256 !== file.sha256)
      throw new FormatError(source, `SHA-256 ${sha256}, expected ${file.sha256}: it is not ${file.path}`);
  }
  await writeFileAtomic(path, verified(), { signal });
  return described(file, size, sha256, file.sha256 === null ? 'no' : 'pinned', false);
}

async function findLocal(from: string, file: PinnedFile, files: readonly PinnedFile[]): Promise<string> {
  const status = await stat(from).catch((cause) => {
    throw fileError(from, cause, 'read');
  });
  if (!status.isDirectory()) {
    if (files.length > 1)
      throw new InvalidArgumentError('from', `a folder, for there are ${files.length} files`, from);
    return from;
  }
  for (const path of [join(from, basename(file.path)), join(from, file.path)])
    if (await exists(path)) return path;
  throw new FileError(
    from,
    `holds no ${basename(file.path)}; put it there, or leave --from out to download it`,
  );
}

async function digest(
  parts: AsyncIterable<Uint8Array>,
  name: string,
  total: number,
  { signal, onProgress }: DownloadOptions,
): Promise<string> {
  const hash = createHash('sha256');
  let done = 0;
  for await (const bytes of parts) {
    throwIfAborted(signal, `verifying ${name} was aborted; run it again to go on`);
    hash.update(bytes);
    done += bytes.length;
    onProgress?.({ stage: `verifying ${name}`, done, total, unit: 'bytes' });
  }
  return hash.digest('hex');
}

function described(
  { path, set, repository, revision, licence }: PinnedFile,
  bytes: number,
  sha256: string,
  verified: DownloadedFile['verified'],
  unchanged: boolean,
): DownloadedFile {
  return { file: basename(path), set, repository, revision, licence, bytes, sha256, verified, unchanged };
}
