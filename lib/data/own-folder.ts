/** Folders that hold nothing else than files of ours: looked at before anything is written, and replaced as a whole. */
import { readdir } from 'node:fs/promises';
import { AbortedError, FileError } from '../runtime/errors.ts';
import {
  asidePath,
  exists,
  fileError,
  makeDirectory,
  removePath,
  replaceDirectory,
} from '../runtime/files.ts';

/**
 * @param isOurs whether a folder of ours may hold a file of this name
 * @returns what the folder holds; nothing where there is none
 * @throws FileError where there are other files
 */
export async function checkOwnFolder(out: string, isOurs: (name: string) => boolean): Promise<string[]> {
  if (!(await exists(out))) return [];
  let there: string[];
  try {
    there = await readdir(out);
  } catch (cause) {
    throw fileError(out, cause, 'listed');
  }
  const foreign = there.find((name) => !isOurs(name));
  if (foreign !== undefined)
    throw new FileError(out, `holds other files (${foreign}); name a new or empty folder for the corpus`);
  return there;
}

/** What is being done, for messages (`making stories in corpus`), and what ends it. */
export interface FolderWriting {
  what: string;
  signal?: AbortSignal | undefined;
}

/**
 * Makes a folder: `write` fills one aside, which takes the place of what stands at `out`. Whatever fails leaves that
 * as it was, and nothing beside it.
 * @throws FileError where `out` holds files that are not ours; AbortedError; whatever `write` throws
 */
export async function writeOwnFolder<Result>(
  out: string,
  isOurs: (name: string) => boolean,
  write: (aside: string) => Promise<Result>,
  { what, signal }: FolderWriting,
): Promise<Result> {
  await checkOwnFolder(out, isOurs);
  const aside = asidePath(out);
  try {
    await makeDirectory(aside);
    const result = await write(aside);
    if (signal?.aborted) throw new AbortedError(`${what} was aborted`);
    await replaceDirectory(aside, out);
    return result;
  } catch (cause) {
    await removePath(aside).catch(() => {});
    throw cause;
  }
}
