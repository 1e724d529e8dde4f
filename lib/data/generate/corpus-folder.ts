/**
 * The folder of a generated corpus: `journal.jsonl` (every answer), `stories.jsonl`, `stories.txt`, `instruct.txt`,
 * `rejected.jsonl` and `generate.json`. The files are made aside, from the first request on, and take the place of the
 * old ones together; `generate.json` comes last and has their hashes.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { isJsonObject } from '../../formats/strict-json.ts';
import { FileError, FormatError, MismatchError } from '../../runtime/errors.ts';
import { asidePath, exists, makeDirectory, moveAway, removePath } from '../../runtime/files.ts';
import { readJson, writeJson } from '../../runtime/json.ts';
import { BlockBuilder } from '../make-block.ts';
import { type CorpusFile, CorpusFiles, type FileSummary, HashedLog } from '../make-files.ts';
import { checkOwnFolder } from '../own-folder.ts';
import type { StoryRecord } from '../storyteller/record.ts';
import type { Rejection } from './check.ts';
import type { Candidate } from './provider.ts';

const RECORD_FILE = 'generate.json';
export const JOURNAL_FILE = 'journal.jsonl';
const REJECTED_FILE = 'rejected.jsonl';
const MADE = ['stories.jsonl', 'stories.txt', 'instruct.txt', 'rejected.jsonl'] as const;
export type MadeFile = (typeof MADE)[number];
/** Stand beside a corpus and are no foreign files, but say something of the one before. */
const REPORTS = ['report.json', 'report.html'];
export const LOCK_FILE = 'generate.lock';
const KNOWN: readonly string[] = [...MADE, ...REPORTS, RECORD_FILE, LOCK_FILE];
/** Records joined to one write. */
const JOINED = 128;

/** What a folder was begun with, and has to be gone on with. */
export type Settings = Readonly<Record<string, unknown>>;

export interface FolderRecord {
  settings: Settings;
  complete: boolean;
  stories: number;
  files: Partial<Record<MadeFile, FileSummary>>;
}

/** What the record says of answers that were paid for; a corpus that was only begun has none. */
export interface PaidRecord extends FolderRecord {
  answers?: number;
  /** Tokens of all answers that the journal had. */
  spent?: { promptTokens: number; completionTokens: number } | null;
}

const BRING_IT_BACK = 'Bring the whole journal back, or name another folder for a new corpus';

/** Makes the folder, or sees to it that nothing else is in it. @throws FileError for foreign files */
export async function claimFolder(out: string): Promise<void> {
  await makeDirectory(out);
  await checkOwnFolder(out, isOurs);
}

/** The journal has files beside it, and hidden ones are in the making. */
function isOurs(name: string): boolean {
  return KNOWN.includes(name) || name.startsWith(JOURNAL_FILE) || name.startsWith('.');
}

/**
 * Notes the settings in a new folder, or sees to it that it was begun with them. Nobody else may work in it meanwhile.
 * @returns what `generate.json` says; null in a new folder
 * @throws MismatchError for other settings; FileError, FormatError
 */
export async function beginFolder(out: string, settings: Settings): Promise<FolderRecord | null> {
  const path = join(out, RECORD_FILE);
  if (!(await exists(path))) {
    const made = (await checkOwnFolder(out, isOurs)).find((name) => MADE.includes(name as MadeFile));
    if (made !== undefined)
      throw new FileError(
        out,
        `holds ${made} but no ${RECORD_FILE}; name a new or empty folder for the corpus`,
      );
    await writeJson(path, { settings, complete: false, stories: 0, files: {} });
    return null;
  }
  const record = (await readJson(path)) as FolderRecord;
  if (!isJsonObject(record) || !isJsonObject(record.settings) || !isJsonObject(record.files))
    throw new FormatError(path, 'not the record of a generated corpus; name another folder');
  compare(out, record.settings, settings);
  return record;
}

/** Whether the folder holds the files that its record says. */
export async function holdsFiles(out: string, { files }: FolderRecord): Promise<boolean> {
  for (const [name, summary] of Object.entries(files)) {
    if (!(await exists(join(out, name)))) return false;
    if ((await stat(join(out, name))).size !== summary.bytes) return false;
  }
  return true;
}

/** Fewer stories than stand in the folder are not asked for by mistake. @throws MismatchError */
export function refuseFewer(out: string, before: FolderRecord, stories: number): void {
  if (before.stories <= stories) return;
  throw new MismatchError(
    `${out} holds ${before.stories} stories, and a corpus of ${stories} would drop the others; nothing was changed. Ask for ` +
      `${before.stories} or more, or name another folder`,
  );
}

/**
 * Without its journal a corpus would be asked for, and paid for, once more, and the new answers would replace its stories.
 * @param before what `generate.json` says of a corpus that a language model told
 * @throws FileError where the journal is gone
 */
export async function checkJournal(out: string, before: PaidRecord | null): Promise<void> {
  const path = join(out, JOURNAL_FILE);
  if (before === null || !before.answers || (await exists(path))) return;
  throw new FileError(
    path,
    `is missing, and with it the ${before.answers} answers that ${out} was made of: they would be paid for again, and ` +
      `the stories replaced. ${BRING_IT_BACK}`,
  );
}

/** The same of a journal that lost answers. `there`: tokens of those that it holds. @throws MismatchError */
export function checkAnswers(
  out: string,
  before: PaidRecord | null,
  there: { promptTokens: number; completionTokens: number },
): void {
  const paid = before?.spent;
  if (!paid) return;
  const holds = there.promptTokens + there.completionTokens;
  const paidFor = paid.promptTokens + paid.completionTokens;
  if (holds >= paidFor) return;
  throw new MismatchError(
    `${join(out, JOURNAL_FILE)} holds answers of ${holds} tokens, and ${RECORD_FILE} counts ${paidFor}: the others would be ` +
      `paid for again, and their stories replaced. ${BRING_IT_BACK}`,
  );
}

function compare(out: string, before: Settings, now: Settings): void {
  const plain = JSON.parse(JSON.stringify(now)) as Settings;
  for (const name of new Set([...Object.keys(before), ...Object.keys(plain)])) {
    if (isDeepStrictEqual(before[name], plain[name])) continue;
    const say = (value: unknown) => (value === undefined ? 'nothing' : JSON.stringify(value));
    throw new MismatchError(
      `${out} was begun with ${name} ${say(before[name])}, not ${say(plain[name])}; ` +
        'go on as it was begun, or name another folder',
    );
  }
}

/** The files of a corpus in the making. */
export class CorpusInMaking {
  readonly #out: string;
  readonly #aside: string;
  readonly #files: CorpusFiles;
  readonly #rejected: HashedLog;
  readonly #recipe: { seed: number; instruct: boolean };
  #builder: BlockBuilder;
  #rejections: string[] = [];

  private constructor(
    out: string,
    aside: string,
    files: CorpusFiles,
    rejected: HashedLog,
    recipe: { seed: number; instruct: boolean },
  ) {
    this.#out = out;
    this.#aside = aside;
    this.#files = files;
    this.#rejected = rejected;
    this.#recipe = recipe;
    this.#builder = new BlockBuilder(recipe);
  }

  static async begin(out: string, recipe: { seed: number; instruct: boolean }): Promise<CorpusInMaking> {
    const aside = asidePath(join(out, 'corpus'));
    await makeDirectory(aside);
    const names: CorpusFile[] = ['stories.jsonl', 'stories.txt'];
    if (recipe.instruct) names.push('instruct.txt');
    const files = await CorpusFiles.open(aside, names);
    try {
      const rejected = await HashedLog.open(join(aside, REJECTED_FILE));
      return new CorpusInMaking(out, aside, files, rejected, recipe);
    } catch (cause) {
      await files.close().catch(() => {});
      throw cause;
    }
  }

  /** Resolves at once but now and then, when what has gathered is written. */
  async keep(record: StoryRecord, index: number): Promise<void> {
    this.#builder.add(record, index);
    if (this.#builder.size >= JOINED) await this.#flushStories();
  }

  async reject(candidate: Candidate, { reason, detail }: Rejection): Promise<void> {
    const { index, instruction, story, source } = candidate;
    this.#rejections.push(`${JSON.stringify({ index, reason, detail, instruction, story, source })}\n`);
    if (this.#rejections.length >= JOINED) await this.#flushRejections();
  }

  /** The files take their places. `record` makes what `generate.json` says, given their lengths and hashes. */
  async commit<Result extends FolderRecord>(
    record: (files: FolderRecord['files']) => Result,
  ): Promise<Result> {
    await this.#flushStories();
    await this.#flushRejections();
    await this.#close();
    const files: FolderRecord['files'] = {
      ...this.#files.summaries(),
      [REJECTED_FILE]: this.#rejected.summary(),
    };
    for (const name of [...MADE, ...REPORTS]) {
      if (Object.hasOwn(files, name)) await moveAway(join(this.#aside, name), join(this.#out, name));
      else await removePath(join(this.#out, name));
    }
    const result = record(files);
    await writeJson(join(this.#out, RECORD_FILE), result);
    await removePath(this.#aside);
    return result;
  }

  /** Leaves what stood in the folder before. */
  async discard(): Promise<void> {
    await this.#close().catch(() => {});
    await removePath(this.#aside).catch(() => {});
  }

  async #close(): Promise<void> {
    for (const outcome of await Promise.allSettled([this.#files.close(), this.#rejected.close()]))
      if (outcome.status === 'rejected') throw outcome.reason;
  }

  async #flushStories(): Promise<void> {
    const block = this.#builder.end();
    this.#builder = new BlockBuilder(this.#recipe);
    if (block.stories > 0) await this.#files.append(block);
  }

  async #flushRejections(): Promise<void> {
    const lines = this.#rejections.join('');
    this.#rejections = [];
    if (lines !== '') await this.#rejected.append(Buffer.from(lines));
  }
}
