/** `run.json`: everything needed to repeat a run, or to go on with it. */
import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { GptNeoConfig } from '../models/gpt-neo.ts';
import type { ProgramDocument } from '../models/program.ts';
import type { Compute, MachineInfo } from '../runtime/addon.ts';
import { type ChosenDevice, isDevice } from '../runtime/devices.ts';
import { sha256 } from '../runtime/digest.ts';
import { FormatError } from '../runtime/errors.ts';
import { readJson, writeJson } from '../runtime/json.ts';
import type { ChosenModel } from './model-choice.ts';
import { LENGTHS, type Length, LOSSES, type LossKind, SEQUENCES, type SequenceKind } from './options.ts';
import { SCHEDULES, type ScheduleKind } from './schedule.ts';
import type { Settings } from './settings.ts';
import type { DataIdentity } from './training-data.ts';

const FORMAT = 'tinystories-run';
const VERSION = 1;

/** Where the steps after `step` were computed. */
export interface RunDevice {
  step: number;
  id: ChosenDevice['id'];
  name: string;
  compute: Compute;
}

export interface RunFile {
  format: typeof FORMAT;
  version: typeof VERSION;
  /** Version of the package that began the run, and when (ISO 8601). */
  package: string;
  created: string;
  model: { name: string; config: GptNeoConfig | null; document: ProgramDocument; hash: string };
  /** Its `path` as `storedPath` writes it. */
  data: DataIdentity;
  settings: Settings;
  /** The machine that began the run. Another instruction-set level gives other bits, to rounding. */
  machine: { cpu: string; level: string; threads: number };
  /** The device that the run began on, and each that it went on with; the last is the newest. */
  devices: RunDevice[];
}

export function newRunFile(
  version: string,
  model: ChosenModel,
  data: DataIdentity,
  settings: Settings,
  machine: MachineInfo,
  device: ChosenDevice,
): RunFile {
  const { cpu, level, threads } = machine;
  const { name, config, document } = model;
  return {
    format: FORMAT,
    version: VERSION,
    package: version,
    created: new Date().toISOString(),
    model: { name, config, document, hash: documentHash(document) },
    data,
    settings,
    machine: { cpu, level, threads },
    devices: [runDevice(0, device)],
  };
}

/**
 * The run as it goes on from a checkpoint on a device: what was computed past the checkpoint is done anew, so devices
 * past it are forgotten.
 */
export function continuedOn(run: RunFile, device: ChosenDevice, step: number): RunFile {
  const next = runDevice(step, device);
  const kept = run.devices.filter((one) => one.step < step);
  const last = kept.at(-1);
  return { ...run, devices: last && sameDevice(last, next) ? kept : [...kept, next] };
}

/** Whether nothing was changed between two entries. */
export function sameDevice(a: Omit<RunDevice, 'step'>, b: Omit<RunDevice, 'step'>): boolean {
  return a.id === b.id && a.name === b.name && a.compute === b.compute;
}

function runDevice(step: number, { id, name, compute }: ChosenDevice): RunDevice {
  return { step, id, name, compute };
}

/**
 * How `run.json` names the data: what lies inside the run directory moves with it, everything else is found from
 * any working directory.
 */
export function storedPath(run: string, data: string): string {
  const inside = relative(resolve(run), resolve(data));
  const leaves = inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside);
  return leaves ? resolve(data) : inside;
}

/** The path that `storedPath` stored. */
export function dataPath(run: string, stored: string): string {
  return resolve(run, stored);
}

/** SHA-256 of the document, which is all that the native side knows of a model. */
export function documentHash(document: ProgramDocument): string {
  return sha256(JSON.stringify(document));
}

export async function writeRunFile(path: string, run: RunFile): Promise<void> {
  await writeJson(path, run);
}

/**
 * Reads and checks a `run.json`. The settings are checked by the names and kinds that a run needs.
 * @throws FormatError naming the field; FileError.
 */
export async function readRunFile(path: string): Promise<RunFile> {
  const run = (await readJson(path)) as RunFile | null;
  if (run?.format !== FORMAT) throw new FormatError(path, `expected "format": "${FORMAT}"`);
  if (run.version !== VERSION) {
    throw new FormatError(
      path,
      `version ${String(run.version)}; this package reads version ${VERSION}, take one that is as new`,
    );
  }
  const { model, data, devices, machine } = run;
  // Runs that know of no choice are of the time when there was none.
  const settings = { ...run.settings, loss: run.settings?.loss ?? 'all' };
  checkSettings(path, settings);
  if (typeof data?.path !== 'string' || typeof data.tokenizerHash !== 'string') {
    throw new FormatError(path, 'data lacks its path or the hash of its tokenizer');
  }
  if (typeof model?.document !== 'object' || documentHash(model.document) !== model.hash) {
    throw new FormatError(path, 'the model does not have the hash that was written with it');
  }
  // Runs that know of no devices are of the time when there was the CPU alone.
  const only: RunDevice = { step: 0, id: 'cpu', name: machine?.cpu ?? 'unknown', compute: 'float32' };
  if (devices === undefined) return { ...run, settings, devices: [only] };
  if (!Array.isArray(devices) || !devices.every((one) => isDevice(one?.id) && Number.isInteger(one.step))) {
    throw new FormatError(
      path,
      'devices: expected a list of devices, each with the `step` it was taken up at',
    );
  }
  return { ...run, settings };
}

const POSITIVE = ['steps', 'batch', 'context', 'accumulation'] as const;
const WHOLE = ['warmup', 'seed', 'evalEvery', 'evalTokens', 'maxSkipped'] as const;
const NUMBERS = [
  'learningRate',
  'finalShare',
  'decayShare',
  'weightDecay',
  'beta1',
  'beta2',
  'epsilon',
  'clip',
] as const;

/** A number that is missing or damaged would be trained with in silence. */
function checkSettings(path: string, settings: Settings | undefined): void {
  const lacking = (names: readonly (keyof Settings)[], fits: (value: number) => boolean): void => {
    const bad = names.find((name) => !fits(settings?.[name] as number));
    if (bad) throw new FormatError(path, `settings.${bad} is ${String(settings?.[bad])}, not such a number`);
  };
  if (!LENGTHS.includes(settings?.length?.unit as Length) || !Number.isFinite(settings?.length?.amount)) {
    throw new FormatError(
      path,
      `settings.length: expected an amount and one of ${LENGTHS.join(', ')} as unit`,
    );
  }
  lacking(POSITIVE, (value) => Number.isSafeInteger(value) && value > 0);
  lacking(WHOLE, (value) => Number.isSafeInteger(value) && value >= 0);
  lacking(NUMBERS, (value) => Number.isFinite(value) && value >= 0);
  if (!SEQUENCES.includes(settings?.sequences as SequenceKind)) {
    throw new FormatError(path, `settings.sequences: expected one of ${SEQUENCES.join(', ')}`);
  }
  if (!LOSSES.includes(settings?.loss as LossKind)) {
    throw new FormatError(path, `settings.loss: expected one of ${LOSSES.join(', ')}`);
  }
  if (!SCHEDULES.includes(settings?.schedule as ScheduleKind)) {
    throw new FormatError(path, `settings.schedule: expected one of ${SCHEDULES.join(', ')}`);
  }
}
