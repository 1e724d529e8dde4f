/** Arguments of public calls, which may come from untyped code. */
import { InvalidArgumentError } from './errors.ts';

/** @throws InvalidArgumentError unless the value is an array of paths, and has one */
export function checkPaths(name: string, value: unknown): void {
  const fits = Array.isArray(value) && value.length > 0 && value.every(isPath);
  if (!fits) throw new InvalidArgumentError(name, 'an array of at least one file or folder', value);
}

/** @throws InvalidArgumentError unless the value is a path */
export function checkPath(name: string, value: unknown): void {
  if (!isPath(value)) throw new InvalidArgumentError(name, 'a path', value);
}

function isPath(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
