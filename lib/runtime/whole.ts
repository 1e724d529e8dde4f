/** Whole numbers that callers give, such as seeds and counts. */
import { InvalidArgumentError } from './errors.ts';

const MOST = Number.MAX_SAFE_INTEGER;

/** The number, checked; a seed goes from 0 to the default of `most`. @throws InvalidArgumentError */
export function checkWhole(name: string, value: unknown, least: number, most: number = MOST): number {
  if (Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most)
    return value as number;
  const range = most === MOST ? `${least} to 2^53 − 1` : `${least} to ${most}`;
  throw new InvalidArgumentError(name, `a whole number from ${range}`, value);
}
