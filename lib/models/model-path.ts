/** What the path of a model may be: a model folder, a checkpoint (which is one), or a run directory. */
import { join } from 'node:path';
import { FileError, FormatError, InvalidArgumentError } from '../runtime/errors.ts';
import { exists } from '../runtime/files.ts';
import { readJson } from '../runtime/json.ts';
import { PROGRAM_FILE } from './program-file.ts';

/** In the order they are tried: the checkpoint with the best validation loss, else the newest. */
const POINTERS = ['best.json', 'last.json'];

/**
 * The folder that holds the model's files. Of a run directory it is the best checkpoint, or the last one where
 * nothing was evaluated.
 * @throws InvalidArgumentError for what is no path; FileError that says what was looked for.
 */
export async function findModelFolder(path: string): Promise<string> {
  if (typeof path !== 'string' || path === '') throw new InvalidArgumentError('model', 'a path', path);
  for (const name of POINTERS) {
    const pointer = join(path, 'checkpoints', name);
    if (!(await exists(pointer))) continue;
    const { folder } = ((await readJson(pointer)) ?? {}) as { folder?: unknown };
    // A name that leaves the run could point at any folder of the machine.
    if (typeof folder !== 'string' || !/^step-\d+$/.test(folder)) {
      throw new FormatError(pointer, 'expected the "folder" of a checkpoint, such as step-000020');
    }
    // The best one may have been found damaged since, or removed by hand.
    const found = join(path, 'checkpoints', folder);
    if (await exists(found)) return found;
  }
  for (const name of ['config.json', PROGRAM_FILE]) if (await exists(join(path, name))) return path;
  if (await exists(join(path, 'run.json'))) {
    throw new FileError(path, 'this run has no checkpoint yet; wait for its first one, or train it further');
  }
  const what = (await exists(path)) ? 'holds no model' : 'does not exist';
  throw new FileError(
    path,
    `${what}; expected a folder with config.json (or program.json) and model.safetensors, a checkpoint or a run directory`,
  );
}
