/** The folder of a corpus: it appears whole, or not at all. */
import { join } from 'node:path';
import { removePath } from '../runtime/files.ts';
import { type CorpusFile, CorpusFiles, type FileSummary } from './make-files.ts';
import { checkReplaceable, type FolderWriting, type OwnFolder, writeOwnFolder } from './own-folder.ts';
import { STORYTELLER } from './storyteller/record.ts';

/** What `import.json` and `clean.json` call themselves. */
export const IMPORT_FORMAT = 'tinystories import';
export const CLEANING_FORMAT = 'tinystories cleaning';

/** Whichever command wrote it, a corpus is one. */
const CORPUS: OwnFolder = {
  records: {
    'make.json': ({ generator }) => generator === STORYTELLER.name,
    'import.json': ({ format }) => format === IMPORT_FORMAT,
    'clean.json': ({ format }) => format === CLEANING_FORMAT,
  },
  beside: ['report.json', 'report.html'],
};

/** @throws FileError unless `out` is missing, empty, or holds nothing else than a corpus of ours. */
export async function checkCorpusFolder(out: string): Promise<void> {
  await checkReplaceable(out, CORPUS);
}

/**
 * Makes a corpus: `fill` writes the files and returns how `finish`, which is handed them closed, ends it. What
 * stands at `out` is replaced at the end; whatever fails leaves it as it was.
 */
export function writeCorpus<Filled, Result>(
  out: string,
  names: readonly CorpusFile[],
  fill: (files: CorpusFiles) => Promise<Filled>,
  finish: (filled: Filled, files: CorpusFiles, folder: string) => Promise<Result>,
  writing: FolderWriting,
): Promise<Result> {
  const write = async (aside: string): Promise<Result> => {
    const files = await CorpusFiles.open(aside, names);
    const filled = await fill(files).finally(() => files.close());
    return await finish(filled, files, aside);
  };
  return writeOwnFolder(out, CORPUS, write, writing);
}

/** What a corpus is made of that was made of other files. */
export interface TextAndRecords {
  'stories.txt': FileSummary;
  /** Where the records say more than their texts. */
  'stories.jsonl'?: FileSummary;
}

/** The two files as they are written; records that are not `informative` go. To be asked once. */
export async function textAndRecords(
  files: CorpusFiles,
  folder: string,
  informative: boolean,
): Promise<TextAndRecords> {
  const { 'stories.jsonl': records, ...text } = files.summaries() as Required<TextAndRecords>;
  if (informative) return { ...text, 'stories.jsonl': records };
  await removePath(join(folder, 'stories.jsonl'));
  return text;
}
