/** Folders that are replaced as a whole: only those that hold nothing else than what was written before. */
import { readdir } from 'node:fs/promises';
import { FileError } from '../runtime/errors.ts';
import { exists, fileError } from '../runtime/files.ts';

/**
 * @param names Files that a folder of ours may hold.
 * @throws FileError where there are others.
 */
export async function checkOwnFolder(out: string, names: readonly string[]): Promise<void> {
  if (!(await exists(out))) return;
  let there: string[];
  try {
    there = await readdir(out);
  } catch (cause) {
    throw fileError(out, cause, 'listed');
  }
  const foreign = there.find((name) => !names.includes(name));
  if (foreign !== undefined)
    throw new FileError(out, `holds other files (${foreign}); name a new or empty folder for the corpus`);
}
