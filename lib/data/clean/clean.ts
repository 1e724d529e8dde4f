/**
 * Cleans a corpus: reads stories of any kind of file, mends them, drops what is no story or is there twice, and
 * writes the rest as a corpus with a report of what each step has done.
 */
import { createHash, type Hash } from 'node:crypto';
import { join } from 'node:path';
import { onAbort, throwIfAborted } from '../../runtime/abort.ts';
import type { CleanedBlock, CleaningTotals, NativeCleaner } from '../../runtime/addon-text.ts';
import {
  checkOptions,
  checkPath,
  checkPaths,
  checkTexts,
  type OptionNames,
} from '../../runtime/arguments.ts';
import { FileError, InvalidArgumentError } from '../../runtime/errors.ts';
import { writeJson } from '../../runtime/json.ts';
import { loadAddon } from '../../runtime/native.ts';
import { checkFolderApart } from '../../runtime/outputs.ts';
import { Pace } from '../../runtime/pace.ts';
import type { OnProgress } from '../../runtime/progress.ts';
import { checkWhole } from '../../runtime/whole.ts';
import {
  CLEANING_FORMAT,
  checkCorpusFolder,
  type TextAndRecords,
  textAndRecords,
  writeCorpus,
} from '../corpus-folder.ts';
import type { CorpusFiles, FileSummary } from '../make-files.ts';
import { checkSource, listSources, type SourceFile } from '../sources.ts';
import { type Block, readBlocks } from './blocks.ts';
import { KeptRecords } from './records.ts';
import {
  CLEANING_PRESETS,
  CLEANING_STEPS,
  type CleaningPreset,
  chosenSteps,
  drops,
  type StepKind,
} from './steps.ts';

export interface CleanOptions {
  /** Files and folders of any kind that `listSources` knows. Text files may hold any bytes. */
  inputs: readonly string[];
  /** The folder to write: new, empty, or one with a corpus, which is then replaced. */
  out: string;
  /** Which steps are on; default `standard`. */
  preset?: CleaningPreset | undefined;
  /** Steps on besides those of the preset, and off. */
  with?: readonly string[] | undefined;
  without?: readonly string[] | undefined;
  /** Files and folders of validation, whose stories must not be in the result (step `leaked`). */
  validation?: readonly string[] | undefined;
  /** Step `tiny`: fewer words than these; default 10. */
  tinyWords?: number | undefined;
  /** Step `short`: fewer characters than these; default 100. */
  shortCharacters?: number | undefined;
  /** Step `near-duplicates`: from which Jaccard index of runs of five words on; above 0, at most 1, default 0.8. */
  nearThreshold?: number | undefined;
  /** Only records whose `source` is one of these, such as `GPT-4`; text files have none, and are refused. */
  source?: readonly string[] | undefined;
  /** Field or column with the text; default `story` or `text`. */
  field?: string | undefined;
  /** 0 (default): all that the process may use. The result is the same for any number. */
  threads?: number | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: OnProgress | undefined;
}

export interface StepReport {
  name: string;
  kind: StepKind;
  on: boolean;
  /** Stories that it changed or dropped. */
  stories: number;
  /** Places that it changed; of steps that drop the same as `stories`. */
  places: number;
}

/** What `clean.json` holds. */
export interface CleanReport {
  format: typeof CLEANING_FORMAT;
  version: 1;
  preset: CleaningPreset;
  settings: {
    tinyWords: number;
    shortCharacters: number;
    nearThreshold: number;
    source: readonly string[] | null;
    validation: string[];
  };
  inputs: { name: string; bytes: number; sha256: string }[];
  /** Stories read, those left out because of their `source`, and those that stay. */
  read: number;
  otherSource: number;
  kept: number;
  steps: StepReport[];
  /** What finding duplicates took: bytes at most, stories that they were taken for. */
  memory: { peakBytes: number; stories: number };
  files: TextAndRecords;
}

const OPTIONS: OptionNames<CleanOptions> = {
  inputs: true,
  out: true,
  preset: true,
  with: true,
  without: true,
  validation: true,
  tinyWords: true,
  shortCharacters: true,
  nearThreshold: true,
  source: true,
  field: true,
  threads: true,
  signal: true,
  onProgress: true,
};

interface Settings extends CleanOptions {
  preset: CleaningPreset;
  tinyWords: number;
  shortCharacters: number;
  nearThreshold: number;
  threads: number;
}

/**
 * The same inputs and options give the same files, whatever the threads. Memory is some blocks of a few megabytes
 * and, for duplicates, at most 100 bytes a story. With `near-duplicates` the inputs are read twice.
 * @throws InvalidArgumentError, for an `out` that is, holds or lies in an input too; FileError and FormatError of inputs;
 * MismatchError when they change between the two readings; FileError too where no story stays;
 * LockedError where another process fills `out`; AbortedError. Nothing is left behind then.
 */
export async function cleanStories(options: CleanOptions): Promise<CleanReport> {
  const settings = withDefaults(options);
  const { inputs, out, signal } = settings;
  const steps = chosenSteps(settings.preset, settings.with, settings.without).filter(
    (name) => name !== 'leaked' || settings.validation !== undefined,
  );
  const files = await listSources(inputs, { again: steps.includes('near-duplicates') });
  const validation = settings.validation ? await listSources(settings.validation) : [];
  checkSource(files, settings.source);
  const read = [...files, ...validation].map(({ path }) => path);
  await checkFolderApart('out', out, [...inputs, ...(settings.validation ?? []), ...read]);
  await checkCorpusFolder(out);
  const addon = loadAddon();
  const { tinyWords, shortCharacters, nearThreshold } = settings;
  const cleaner = new addon.Cleaner({ steps, tinyWords, shortCharacters, nearThreshold });
  const unlisten = signal ? onAbort(signal, () => cleaner.cancel()) : () => {};
  const pass = new Passes(cleaner, settings);
  try {
    await pass.over('reading validation', validation, (block) => cleaner.protect(block, settings.threads));
    if (steps.includes('near-duplicates')) {
      await pass.over('looking for duplicates', files, (block) => cleaner.survey(block, settings.threads));
      await cleaner.settle(settings.threads);
    }
    return await writeCorpus(
      out,
      ['stories.txt', 'stories.jsonl'],
      (corpus) => write(pass, cleaner, files, corpus, settings),
      async ({ written, sums, otherSource, totals }, corpus, folder) => {
        const report: CleanReport = {
          format: CLEANING_FORMAT,
          version: 1,
          preset: settings.preset,
          settings: {
            tinyWords,
            shortCharacters,
            nearThreshold,
            source: settings.source ?? null,
            validation: validation.map(({ name }) => name),
          },
          inputs: files.map(({ name }, i) => ({ name, ...(sums[i] as FileSummary) })),
          read: written.read,
          otherSource,
          kept: written.kept,
          steps: stepReports(steps, totals),
          memory: { peakBytes: totals.peakBytes, stories: totals.compared },
          files: await textAndRecords(corpus, folder, written.informative),
        };
        await writeJson(join(folder, 'clean.json'), report);
        return report;
      },
      { what: `cleaning into ${out}`, signal },
    );
  } finally {
    unlisten();
  }
}

/** Words or characters that a story can be asked to have. */
const MOST = 1e9;

function withDefaults(options: CleanOptions): Settings {
  checkOptions('cleanStories', options, OPTIONS);
  checkPaths('inputs', options.inputs);
  checkPath('out', options.out);
  if (options.validation !== undefined) checkPaths('validation', options.validation);
  const { tinyWords = 10, shortCharacters = 100, nearThreshold = 0.8, threads = 0 } = options;
  checkWhole('tinyWords', tinyWords, 0, MOST);
  checkWhole('shortCharacters', shortCharacters, 0, MOST);
  if (!(nearThreshold > 0 && nearThreshold <= 1))
    throw new InvalidArgumentError('nearThreshold', 'a number above 0, at most 1', nearThreshold);
  const preset = options.preset ?? 'standard';
  if (!CLEANING_PRESETS.includes(preset))
    throw new InvalidArgumentError('preset', `one of ${CLEANING_PRESETS.join(', ')}`, preset);
  for (const name of ['with', 'without'] as const)
    if (options[name] !== undefined) checkTexts(name, options[name]);
  return { ...options, preset, tinyWords, shortCharacters, nearThreshold, threads };
}

function stepReports(on: readonly string[], totals: CleaningTotals): StepReport[] {
  return CLEANING_STEPS.map(({ name, kind }) => ({
    name,
    kind,
    on: on.includes(name),
    ...(totals.steps[name] as CleaningTotals['steps'][string]),
  }));
}

/** A file as far as it was read: a pipe has no size before. */
interface Reading {
  hash: Hash;
  bytes: number;
}

/** Blocks that are read, worked on and written at the same time. */
const AHEAD = 3;

/** Goes over files block by block; a block is worked on while others are read and written. */
class Passes {
  readonly #cleaner: NativeCleaner;
  readonly #settings: Settings;
  /** Called for each record of another source. */
  onOther: (() => void) | undefined;

  constructor(cleaner: NativeCleaner, settings: Settings) {
    this.#cleaner = cleaner;
    this.#settings = settings;
  }

  async over<Result>(
    stage: string,
    files: readonly SourceFile[],
    work: (block: Block) => Promise<Result>,
    take: (result: Result, block: Block) => Promise<void> = async () => {},
    reading?: readonly Reading[],
  ): Promise<void> {
    const { signal, field, source, onProgress, out } = this.#settings;
    const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    let done = 0;
    /** Blocks on their way, in order; each is taken after the one before it. */
    const pending: Promise<void>[] = [];
    try {
      for (const [i, file] of files.entries()) {
        const one = reading?.[i];
        const onBytes = (part: Uint8Array): void => {
          one?.hash.update(part);
          if (one) one.bytes += part.length;
          done += part.length;
        };
        const options = { signal, field, from: source, onBytes, onOther: this.onOther };
        for await (const block of readBlocks(file, options)) {
          throwIfAborted(signal, `cleaning into ${out} was aborted`);
          if (pending.length === AHEAD) await pending.shift();
          const before = pending.at(-1);
          const taken = Promise.all([work(block), before]).then(([made]) => take(made, block));
          // Reported by the turn that waits for it.
          taken.catch(() => {});
          pending.push(taken);
          onProgress?.({ stage, done, total, unit: 'bytes' });
        }
      }
      await Promise.all(pending);
    } catch (cause) {
      this.#cleaner.cancel();
      await Promise.allSettled(pending);
      throw cause;
    }
  }
}

interface Written {
  read: number;
  kept: number;
  /** Whether the records say more than their text. */
  informative: boolean;
}

async function write(
  pass: Passes,
  cleaner: NativeCleaner,
  files: readonly SourceFile[],
  corpus: CorpusFiles,
  { inputs, out, threads, field, signal }: Settings,
): Promise<{ written: Written; sums: FileSummary[]; otherSource: number; totals: CleaningTotals }> {
  const reading = files.map((): Reading => ({ hash: createHash('sha256'), bytes: 0 }));
  const pace = new Pace(`cleaning into ${out}`, signal);
  const records = new KeptRecords(loadAddon().cleaningSteps.length, field, pace);
  let read = 0;
  let otherSource = 0;
  pass.onOther = () => otherSource++;
  const take = async (cleaned: CleanedBlock, block: Block): Promise<void> => {
    read += cleaned.verdicts.length;
    await corpus.append({
      stories: cleaned.ends.length,
      text: cleaned.bytes,
      records: await records.take(cleaned, block.records),
      instruct: new Uint8Array(0),
    });
  };
  await pass.over('cleaning', files, (block) => cleaner.clean(block, threads), take, reading);
  const totals = await cleaner.finish();
  if (!records.anyText) {
    const left = { 'of another source': otherSource, [NO_TEXT]: records.kept };
    throw new FileError(inputs.join(', '), whyNone(read + otherSource, left, totals));
  }
  const written = { read, kept: records.kept, informative: records.informative };
  const sums = reading.map(({ hash, bytes }) => ({ bytes, sha256: hash.digest('hex') }));
  return { written, sums, otherSource, totals };
}

/** Of records that stayed: there was no text in them. */
const NO_TEXT = 'without text';

/** Why there is no story to write, for people: what the steps dropped, and what else is `left` out. */
function whyNone(met: number, left: Readonly<Record<string, number>>, totals: CleaningTotals): string {
  if (met === (totals.steps.empty?.stories ?? 0) + (left[NO_TEXT] ?? 0))
    return 'holds no story; expected text with <|endoftext|> lines or records';
  const dropped = CLEANING_STEPS.filter(drops)
    .map(({ name }) => [name, totals.steps[name]?.stories ?? 0] as const)
    .filter(([, stories]) => stories !== 0);
  const others = Object.entries(left).filter(([, stories]) => stories !== 0);
  const reasons = [...others, ...dropped].map(([name, stories]) => `${stories} ${name}`);
  const remedy = dropped.length > 0 ? 'ask for fewer steps' : 'ask for another source';
  return `no story of ${met} stays (${reasons.join(', ')}), so nothing is written; ${remedy}`;
}
