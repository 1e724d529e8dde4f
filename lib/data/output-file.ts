/** Files that are written beside stories, such as a page about them. */
import { basename } from 'node:path';
import { InvalidArgumentError } from '../runtime/errors.ts';
import { checkFileApart } from '../runtime/outputs.ts';
import { liesIn, realPath } from '../runtime/real-path.ts';
import { isSourceName, listSources } from './sources.ts';

/**
 * @param name of the option, for the message
 * @param inputs files and folders, as `listSources` takes them
 * @throws InvalidArgumentError where the file is one that is read, or lies in a folder that is read and would be taken
 * for stories there; FileError
 */
export async function checkOutputFile(name: string, path: string, inputs: readonly string[]): Promise<void> {
  const files = await listSources(inputs);
  await checkFileApart(
    name,
    path,
    files.map((file) => file.path),
  );
  const place = await realPath(path);
  if (!isSourceName(basename(place))) return;
  for (const input of inputs) {
    if (!liesIn(place, await realPath(input))) continue;
    throw new InvalidArgumentError(
      name,
      `a file outside of ${input}, where this one would be read as stories`,
      path,
    );
  }
}
