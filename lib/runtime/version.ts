import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from './here.ts';

/** Version of this package, as its package.json has it. */
export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}
