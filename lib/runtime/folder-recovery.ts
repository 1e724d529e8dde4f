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
    const abandoned = typeof holder === 'string' ? await isEmptyAndOld(partial) : !(await isAlive(holder));
    if (abandoned) await recover(partial, place, isRecord);
  }
  for (const partial of await partialsIn(place)) {
    const holder = await readHolder(join(partial, PARTS.within));
    if (typeof holder === 'string') {
      if (await isEmptyAndOld(partial)) await recover(partial, place, isRecord);
      continue;
    }
    if (await isAlive(holder))
      throw new LockedError(
        `${place}: process ${holder.pid} on ${holder.host} writes in this folder. Wait until it has finished, or choose ` +
          `another one; if that process is gone, remove ${partial}`,
      );
    await recover(partial, place, isRecord);
  }
}

/** Whether whoever made it was killed before he could sign it. */
async function isEmptyAndOld(partial: string): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(partial);
    const names = await readdir(partial);
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

async function moveAll(from: string, to: string, isRecord: (name: string) => boolean): Promise<void> {
  const names = recordsLast(await readdir(from), isRecord);
  await makeDirectory(to);
  for (const name of names) {
    if (await exists(join(to, name)))
      throw new FileError(
        join(to, name),
        `was put there after a process that replaced the folder was killed, whose own lies in ${from}; move one away`,
      );
    await moveAway(join(from, name), join(to, name));
  }
  await syncDirectory(to);
}
