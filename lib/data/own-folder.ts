/** Folders that hold nothing else than files of ours: looked at before anything is written, and replaced as a whole. */

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isJsonObject } from '../formats/strict-json.ts';
import { throwIfAborted } from '../runtime/abort.ts';
import { FileError, FormatError } from '../runtime/errors.ts';
import { asideOf, exists, fileError } from '../runtime/files.ts';
import { FolderInMaking } from '../runtime/folder-in-making.ts';
import { recoverFolder } from '../runtime/folder-recovery.ts';
import { SYSTEMS_OWN } from '../runtime/immovable.ts';
import { readJson } from '../runtime/json.ts';
import { realPath } from '../runtime/real-path.ts';

/** How a folder that a command wrote is told from one of the user's: names of files alone say nothing. */
export interface OwnFolder {
  /** The records, one of which stands in each such folder and lists its `files`: by name, how its content is known. */
  records: Readonly<Record<string, (content: Readonly<Record<string, unknown>>) => boolean>>;
  /** What may stand there besides. */
  beside: readonly string[];
}

/**
 * @param isOurs whether a folder of ours may hold a file of this name
 * @returns what the folder holds; nothing where there is none
 * @throws FileError where there are other files
 */
export async function checkOwnFolder(out: string, isOurs: (name: string) => boolean): Promise<string[]> {
  const there = await listed(out);
  const foreign = there.find((name) => !isOurs(name));
  if (foreign !== undefined)
    throw new FileError(out, `holds other files (${foreign}); name a new or empty folder for the corpus`);
  return there;
}

/**
 * Looks whether a folder may be replaced, after what processes that were killed left of it is cleared up.
 * @throws FileError unless it is missing, is empty, or was written by us and holds nothing else; LockedError where
 * another process writes within
 */
export async function checkReplaceable(out: string, own: OwnFolder): Promise<void> {
  await recoverFolder(await realPath(out), recordsOf(own));
  const there = await listed(out);
  if (there.length === 0) return;
  const ours = await filesOfRecords(out, own);
  if (ours.size > 0) {
    for (const name of own.beside) ours.add(name);
    // A report on it may have been broken off.
    await checkOwnFolder(out, (name) => ours.has(asideOf(name) ?? name));
    return;
  }
  const records = Object.keys(own.records).join(' or ');
  throw new FileError(
    out,
    `holds other files (${there.sort()[0]}), and no ${records} of ours that lists them; ` +
      'name a new or empty folder for the corpus',
  );
}

function recordsOf({ records }: OwnFolder): (name: string) => boolean {
  return (name) => Object.hasOwn(records, name);
}

/** The records of ours in a folder and what they list; nothing where there is no record. */
async function filesOfRecords(folder: string, { records }: OwnFolder): Promise<Set<string>> {
  const names = new Set<string>();
  for (const [name, isOurs] of Object.entries(records)) {
    const record = await readRecord(join(folder, name));
    if (record === null || !isOurs(record) || !isJsonObject(record.files)) continue;
    for (const one of [name, ...Object.keys(record.files)]) names.add(one);
  }
  return names;
}

async function readRecord(path: string): Promise<Readonly<Record<string, unknown>> | null> {
  if (!(await exists(path))) return null;
  try {
    const record = await readJson(path);
    return isJsonObject(record) ? record : null;
  } catch (cause) {
    if (cause instanceof FormatError) return null;
    throw cause;
  }
}

async function listed(folder: string): Promise<string[]> {
  if (!(await exists(folder))) return [];
  try {
    return (await readdir(folder)).filter((name) => name !== SYSTEMS_OWN);
  } catch (cause) {
    throw fileError(folder, cause, 'listed');
  }
}

/** What is being done, for messages (`making stories in corpus`), and what ends it. */
export interface FolderWriting {
  what: string;
  signal?: AbortSignal | undefined;
}

/**
 * Makes a folder: `write` fills one aside, which takes the place of what stands at `out`, or where a link there leads.
 * Whatever fails leaves that as it was, and nothing beside it.
 * @throws FileError where `out` holds files that are not ours; LockedError where another process writes within;
 * AbortedError; whatever `write` throws
 */
export async function writeOwnFolder<Result>(
  out: string,
  own: OwnFolder,
  write: (aside: string) => Promise<Result>,
  { what, signal }: FolderWriting,
): Promise<Result> {
  await checkReplaceable(out, own);
  const making = await FolderInMaking.begin(await realPath(out));
  try {
    const result = await write(making.files);
    throwIfAborted(signal, `${what} was aborted`);
    await making.commit(recordsOf(own));
    return result;
  } finally {
    await making.end();
  }
}
