/** What is written must not be what is read: compared before any work, by where the paths really lead. */
import { InvalidArgumentError } from './errors.ts';
import { liesIn, realPath } from './real-path.ts';

/**
 * For a folder that is replaced as a whole, and that the next reading of a folder around it would take for input.
 * @param name of the option, for the message
 * @throws InvalidArgumentError where it is an input, holds one, or lies in one; FileError
 */
export async function checkFolderApart(name: string, out: string, inputs: readonly string[]): Promise<void> {
  const place = await realPath(out);
  for (const input of inputs) {
    const read = await realPath(input);
    if (!liesIn(read, place) && !liesIn(place, read)) continue;
    throw new InvalidArgumentError(
      name,
      `a folder by itself, not one that is, holds or lies in what is read (${input})`,
      out,
    );
  }
}

/**
 * For a file that is replaced.
 * @param name of the option, for the message
 * @param inputs what is read; null or undefined for what is not there
 * @throws InvalidArgumentError where it is one of the files that are read; FileError
 */
export async function checkFileApart(
  name: string,
  out: string,
  inputs: readonly (string | null | undefined)[],
): Promise<void> {
  const place = await realPath(out);
  for (const input of inputs) {
    if (input == null || (await realPath(input)) !== place) continue;
    throw new InvalidArgumentError(name, `another file than the one that is read (${input})`, out);
  }
}
