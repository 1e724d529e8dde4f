/**
 * A folder while its files are written: they lie aside, and take the place of what stands there together. Where that can
 * be renamed the folder changes at once. Where it cannot it is filled file by file, its record last; until then what
 * stood there is kept, so that a failure puts it back and a process that was killed is cleared up after
 * (folder-recovery.ts).
 */
import { readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { change } from './faults.ts';
import { fileError } from './file-errors.ts';
import { asideOf, asidePath, exists, makeDirectory, syncDirectory, writeFileAtomic } from './files.ts';
import { isImmovable, SYSTEMS_OWN } from './immovable.ts';
import { held, holderText, newHolder } from './lock-holder.ts';

/**
 * What lies in a partial folder: who writes it, by the name of the file whether it lies beside the folder or within; the
 * files written; the same once what stood there is out of the way, where they go one by one; and what stood there.
 */
export const PARTS = {
  beside: 'beside.json',
  within: 'within.json',
  fresh: 'new',
  coming: 'coming',
  old: 'old',
} as const;

/** Why a folder cannot be renamed, or not to there, while files in it may well be. */
const STANDS_FAST: readonly string[] = ['EBUSY', 'EXDEV', 'EPERM', 'EACCES'];

/** Why nothing can be put into a folder. */
const CLOSED: readonly string[] = ['EACCES', 'EPERM', 'EROFS'];

export class FolderInMaking {
  /** The folder to write into. */
  readonly files: string;
  readonly #place: string;
  readonly #partial: string;
  readonly #within: boolean;
  readonly #id: string;
  readonly #renamed: [from: string, to: string][] = [];
  /** What stood there could not be put back, and must not be removed. */
  #torn = false;

  private constructor(place: string, partial: string, within: boolean, id: string) {
    this.files = join(partial, PARTS.fresh);
    this.#place = place;
    this.#partial = partial;
    this.#within = within;
    this.#id = id;
  }

  /** @param place its real path. Whoever begins has to `end`. @throws FileError */
  static async begin(place: string): Promise<FolderInMaking> {
    if (await isImmovable(place)) return await FolderInMaking.#begin(place, true);
    try {
      return await FolderInMaking.#begin(place, false);
    } catch (error) {
      // Where nothing may be put beside a folder, there may be room in it.
      const { code = '' } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException;
      if (!CLOSED.includes(code) || !(await exists(place))) throw error;
      return await FolderInMaking.#begin(place, true);
    }
  }

  static async #begin(place: string, within: boolean): Promise<FolderInMaking> {
    const partial = asidePath(within ? join(place, basename(place)) : place);
    const holder = await newHolder();
    held.add(holder.id);
    const making = new FolderInMaking(place, partial, within, holder.id);
    try {
      await makeDirectory(partial);
      await writeFileAtomic(join(partial, within ? PARTS.within : PARTS.beside), holderText(holder));
      await makeDirectory(making.files);
      return making;
    } catch (cause) {
      await making.end();
      throw cause;
    }
  }

  /**
   * The files take their places; whatever fails leaves what stood there.
   * @param isRecord which of them say that the folder is whole
   */
  async commit(isRecord: (name: string) => boolean): Promise<void> {
    try {
      await syncDirectory(this.files);
      if (this.#within || !(await this.#replace())) await this.#fill(isRecord);
    } catch (cause) {
      await this.#putBack().catch(() => {
        this.#torn = true;
      });
      throw fileError(this.#place, cause, 'replaced');
    }
  }

  /** Clears away what lies aside; should that fail, whoever writes there next does it. */
  async end(): Promise<void> {
    if (!this.#torn) await removePartial(this.#partial).catch(() => {});
    held.delete(this.#id);
  }

  /** False where what stands there cannot be renamed, though nothing had said so. */
  async #replace(): Promise<boolean> {
    const stood = await exists(this.#place);
    if (stood && (await entriesOf(this.#place)).others) return false;
    try {
      if (stood) await this.#rename(this.#place, join(this.#partial, PARTS.old));
      await this.#rename(this.files, this.#place);
      await syncDirectory(dirname(this.#place));
      return true;
    } catch (cause) {
      const { code = '' } = cause as NodeJS.ErrnoException;
      if (!stood || !STANDS_FAST.includes(code)) throw cause;
      await this.#putBack();
      return false;
    }
  }

  async #fill(isRecord: (name: string) => boolean): Promise<void> {
    const place = this.#place;
    const old = join(this.#partial, PARTS.old);
    const coming = join(this.#partial, PARTS.coming);
    await makeDirectory(old);
    const { names } = await entriesOf(place);
    for (const name of recordsLast(names, isRecord).reverse())
      await this.#rename(join(place, name), join(old, name));
    await this.#rename(this.files, coming);
    for (const name of recordsLast(await readdir(coming), isRecord))
      await this.#rename(join(coming, name), join(place, name));
    await syncDirectory(place);
  }

  async #rename(from: string, to: string): Promise<void> {
    await change('rename', () => rename(from, to));
    this.#renamed.push([from, to]);
  }

  async #putBack(): Promise<void> {
    for (const [from, to] of this.#renamed.splice(0).reverse()) await rename(to, from);
  }
}

/** What stands in a folder, and whether there are folders in the making besides, which are left alone. */
async function entriesOf(folder: string): Promise<{ names: string[]; others: boolean }> {
  const entries = await readdir(folder, { withFileTypes: true });
  const standing = entries.filter(
    (entry) => entry.name !== SYSTEMS_OWN && (!entry.isDirectory() || asideOf(entry.name) === undefined),
  );
  return { names: standing.map(({ name }) => name), others: standing.length < entries.length };
}

/** Names in order, those of records after the others. */
export function recordsLast(names: readonly string[], isRecord: (name: string) => boolean): string[] {
  const sorted = [...names].sort();
  return [...sorted.filter((name) => !isRecord(name)), ...sorted.filter(isRecord)];
}

/** What stood there goes first: without it nothing is taken for interrupted. */
export async function removePartial(partial: string): Promise<void> {
  for (const name of [PARTS.old, PARTS.coming, PARTS.fresh, ''])
    await change('remove', () => rm(join(partial, name), { recursive: true, force: true }));
}
