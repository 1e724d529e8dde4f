/** `tinystories data download`. */
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { PINNED_FILES, SOURCE_SETS, type SourceSet } from '../data/download/catalog.ts';
import { type DownloadedFile, type DownloadOptions, downloadSources } from '../data/download/download.ts';
import type { Context } from './context.ts';
import { CliFailure, EXIT } from './exit.ts';
import { bytes, table } from './format.ts';
import { positive } from './options.ts';
import { ProgressBar } from './progress.ts';
import { printJson } from './terminal.ts';

interface DownloadFlags extends Pick<DownloadOptions, 'split' | 'from' | 'force' | 'connections'> {
  out?: string;
  list?: boolean;
  json?: boolean;
}

const VERIFIED: Record<DownloadedFile['verified'], string> = {
  pinned: 'SHA-256 as it should be',
  hub: 'SHA-256 as the hub states it',
  no: 'SHA-256 not known beforehand',
};

export function addDownload(data: Command, { terminal, signal }: Context): void {
  data
    .command('download')
    .description('Fetch the published data sets from the Hugging Face hub, verified; or from a folder.')
    .argument('[set...]', Object.keys(SOURCE_SETS).join(', '))
    .option('--out <dir>', 'where the files go')
    .addOption(new Option('--split <name>', 'only this part').choices(['train', 'validation']))
    .option('--from <path>', 'a folder that has the files, or one file: nothing is downloaded')
    .option('--connections <n>', 'at once, 1 to 64 (default: 8)', positive)
    .option('--force', 'replace files in --out that are others')
    .option('--list', 'say which files there are, and fetch nothing')
    .option('--json', 'print the files as JSON')
    .addHelpText(
      'after',
      `
A download that was interrupted goes on where it was: run the same command again. HF_ENDPOINT names a mirror,
HF_TOKEN a token, HTTPS_PROXY a proxy.

Examples:
  tinystories data download v2 --split validation --out data/raw
  tinystories data download v1 v2 --out data/raw
  tinystories data download all --from ~/Downloads --out data/raw`,
    )
    .action(async (sets: string[], { list, json, out, ...options }: DownloadFlags) => {
      if (list) {
        if (json) printJson(terminal, PINNED_FILES);
        else terminal.out(listText());
        return;
      }
      if (sets.length === 0)
        throw new CliFailure(`name what to download: ${Object.keys(SOURCE_SETS).join(', ')}`, EXIT.usage);
      if (out === undefined)
        throw new CliFailure('--out is missing: the folder that the files go to', EXIT.usage);
      const bar = new ProgressBar(terminal);
      const onProgress: DownloadOptions['onProgress'] = (progress) =>
        bar.update(progress, (perSecond) => `${bytes(perSecond)}/s`);
      const settings = { ...options, sets: sets as SourceSet[], out, signal, onProgress };
      const files = await downloadSources(settings).finally(() => bar.end());
      if (json) printJson(terminal, { out, files });
      else
        terminal.out(
          files
            .map((file) => `${join(out, file.file)}: ${bytes(file.bytes)}, ${VERIFIED[file.verified]}\n`)
            .join(''),
        );
    });
}

function listText(): string {
  const rows = PINNED_FILES.map(({ set, split, path, bytes: size, sha256 }) => [
    set,
    split,
    path,
    size === null ? '' : bytes(size),
    sha256?.slice(0, 12) ?? '',
  ]);
  const sets = Object.entries(SOURCE_SETS).map(([name, what]) => [name, what]);
  return `${table(sets)}\n${table([['set', 'split', 'file', 'size', 'sha256'], ...rows], [3])}`;
}
