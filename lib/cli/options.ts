/** Parsers of option values; what they throw becomes a usage error that names the option. */
import { InvalidArgumentError, Option } from 'commander';
import { COMPUTES, type Device, isDevice } from '../runtime/devices.ts';

/** A whole number ≥ 1. */
export function positive(text: string): number {
  return whole(text, 1, 'a whole number from 1 on');
}

/** A whole number ≥ 0. */
export function nonNegative(text: string): number {
  return whole(text, 0, 'a whole number from 0 on');
}

/** A number > 0. */
export function positiveNumber(text: string): number {
  return number(text, (value) => value > 0, 'a number above 0');
}

/** A number ≥ 0. */
export function nonNegativeNumber(text: string): number {
  return number(text, (value) => value >= 0, 'a number from 0 on');
}

/** A number from 0 to 1. */
export function share(text: string): number {
  return number(text, (value) => value >= 0 && value <= 1, 'a number from 0 to 1');
}

/** How many stories there have to be. */
export function storiesOption(description: string): Option {
  return new Option('--stories <n>', description).argParser(positive);
}

/** What chance is drawn from; another seed is another draw. */
export function seedOption(description: string): Option {
  return new Option('--seed <n>', description).argParser(nonNegative);
}

/** Where a verb that runs a model does so. */
export function deviceOption(): Option {
  return new Option('--device <name>', 'auto, cpu, cuda or cuda:N (default: auto)').argParser(device);
}

/** What it computes in there. */
export function computeOption(): Option {
  return new Option('--compute <kind>', 'what products multiply (default: bf16 on a GPU)').choices(COMPUTES);
}

function device(text: string): Device {
  if (!isDevice(text)) throw new InvalidArgumentError('Expected auto, cpu, cuda or cuda:N.');
  return text;
}

/** Gathers an option that may be given several times. */
export function collect(text: string, before: string[] | undefined): string[] {
  return [...(before ?? []), text];
}

function whole(text: string, least: number, expected: string): number {
  // 1e6 and 10_000 are how people write large counts.
  const value = /^\d[\d_]*(\.\d+)?(e\d+)?$/i.test(text) ? Number(text.replaceAll('_', '')) : Number.NaN;
  if (!Number.isSafeInteger(value) || value < least) throw new InvalidArgumentError(`Expected ${expected}.`);
  return value;
}

function number(text: string, fits: (value: number) => boolean, expected: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(value) || !fits(value)) throw new InvalidArgumentError(`Expected ${expected}.`);
  return value;
}
