/** The folder of a corpus: it appears whole, or not at all. */
import { AbortedError } from '../runtime/errors.ts';
import { asidePath, makeDirectory, removePath, replaceDirectory } from '../runtime/files.ts';
import { type CorpusFile, CorpusFiles } from './make-files.ts';
import { checkOwnFolder } from './own-folder.ts';

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

/** @throws FileError unless `out` is missing, or holds nothing else than a corpus of ours. */
export function checkCorpusFolder(out: string): Promise<void> {
  return checkOwnFolder(out, FILES);
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
