/** The folder of a corpus: it appears whole, or not at all. */
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
import { type CorpusFile, CorpusFiles } from './make-files.ts';

const FILES: readonly string[] = [
  'stories.jsonl',
  'stories.txt',
  'instruct.txt',
  'make.json',
  'import.json',
  'clean.json',
  'report.json',
  'report.html',
];

/** Replacing a folder removes what is in it, so only one that holds nothing else than a corpus of ours will do. */
export async function checkCorpusFolder(out: string): Promise<void> {
  if (!(await exists(out))) return;
  let names: string[];
  try {
    names = await readdir(out);
  } catch (cause) {
    throw fileError(out, cause, 'listed');
  }
  const foreign = names.find((name) => !FILES.includes(name));
  if (foreign !== undefined)
    throw new FileError(out, `holds other files (${foreign}); name a new or empty folder for the corpus`);
}

/**
 * Makes a corpus: `fill` writes the files and returns how `finish`, which is handed them closed, ends it. What
 * stands at `out` is replaced at the end; whatever fails leaves it as it was.
 */
export async function writeCorpus<Filled, Result>(
  out: string,
  names: readonly CorpusFile[],
  fill: (files: CorpusFiles) => Promise<Filled>,
  finish: (filled: Filled, files: CorpusFiles, folder: string) => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> {
  await checkCorpusFolder(out);
  const aside = asidePath(out);
  try {
    await makeDirectory(aside);
    const files = await CorpusFiles.open(aside, names);
    const filled = await fill(files).finally(() => files.close());
    const result = await finish(filled, files, aside);
    if (signal?.aborted) throw new AbortedError(`writing ${out} was aborted`);
    await replaceDirectory(aside, out);
    return result;
  } catch (cause) {
    await removePath(aside).catch(() => {});
    throw cause;
  }
}
