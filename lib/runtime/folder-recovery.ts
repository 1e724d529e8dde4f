/** What processes that were killed left of folders in the making: put right where it was being replaced, and removed. */
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { FileError, LockedError } from './errors.ts';
import { fileError } from './file-errors.ts';
import { asideOf, exists, makeDirectory, moveAway, syncDirectory } from './files.ts';
import { PARTS, recordsLast, removePartial } from './folder-in-making.ts';
import { isAlive, readHolder } from './lock-holder.ts';

/** How long nobody takes to sign a folder that he has made, milliseconds. */
const UNSIGNED = 60_000;

/**
 * To be called before a folder is looked at to be replaced. What a living process writes stays, as does whatever holds
 * something and does not say who wrote it.
 * @param place its real path
 * @param isRecord which files say that the folder is whole
 * @throws LockedError where a living process fills this very folder; FileError
 */
export async function recoverFolder(place: string, isRecord: (name: string) => boolean): Promise<void> {
  const beside = (of: string): boolean => of === basename(place);
  for (const partial of await partialsIn(dirname(place), beside)) {
    const holder = await readHolder(join(partial, PARTS.beside));
    const abandoned = typeof holder === 'string' ? await isNobodys(partial) : !(await isAlive(holder));
    if (abandoned) await recover(partial, place, isRecord);
  }
  for (const partial of await partialsIn(place)) {
    const holder = await readHolder(join(partial, PARTS.within));
    if (typeof holder === 'string') {
      if (await isNobodys(partial)) await recover(partial, place, isRecord);
      continue;
    }
    if (await isAlive(holder))
      throw new LockedError(
        `${place}: process ${holder.pid} on ${holder.host} writes in this folder. Wait until it has finished, or choose ` +
          `another one. If that process is gone, remove ${join(partial, PARTS.within)} (nothing else: files may stand there ` +
          'alone), and run this again',
      );
    await recover(partial, place, isRecord);
  }
}

/**
 * Whether a partial folder that is not signed is abandoned: whoever made it was killed before he could sign it, or a user who
 * knows that he is gone took the signature away in the midst of a replacement.
 */
async function isNobodys(partial: string): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(partial);
    const names = await readdir(partial);
    if (names.includes(PARTS.old) || names.includes(PARTS.coming)) return true;
    return names.every((name) => asideOf(name) !== undefined) && Date.now() - mtimeMs > UNSIGNED;
  } catch {
    return false;
  }
}

async function partialsIn(folder: string, isWanted: (of: string) => boolean = () => true): Promise<string[]> {
  // Where nothing can be listed nothing is left to clear up, or it is left to whoever may.
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => {
      const of = asideOf(name);
      return of !== undefined && isWanted(of);
    })
    .map((name) => join(folder, name));
}

async function recover(partial: string, place: string, isRecord: (name: string) => boolean): Promise<void> {
  const [fresh, coming, old] = [PARTS.fresh, PARTS.coming, PARTS.old].map((name) => join(partial, name)) as [
    string,
    string,
    string,
  ];
  try {
    // All that stood there was out of the way: the new files that are missing follow.
    if (await exists(coming)) await moveAll(coming, place, isRecord);
    // Some of it was, or the folder itself, and none of the new files were there: it goes back.
    else if ((await exists(old)) && (await exists(fresh))) {
      if (await exists(place)) await moveAll(old, place, isRecord);
      else await moveAway(old, place);
    }
    await removePartial(partial);
  } catch (cause) {
    throw fileError(partial, cause, 'cleared up');
  }
}

/**
 * Moves all files, or none where something of their name was put there meanwhile. Where a whole folder was, record and all, what
 * was broken off is not needed any more and stays.
 */
async function moveAll(from: string, to: string, isRecord: (name: string) => boolean): Promise<void> {
  const names = recordsLast(await readdir(from), isRecord);
  await makeDirectory(to);
  const there = new Set(await readdir(to));
  if (names.some(isRecord) && [...there].some(isRecord)) return;
  const taken = names.find((name) => there.has(name));
  if (taken !== undefined)
    throw new FileError(
      join(to, taken),
      `was put there while the folder was being replaced, which was broken off; what it had lies in ${from}. Move one away`,
    );
  for (const name of names) await moveAway(join(from, name), join(to, name));
  await syncDirectory(to);
}
