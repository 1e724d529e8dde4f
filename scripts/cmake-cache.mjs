// What CMake remembers of a build folder.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Value of an entry of the folder's CMakeCache.txt; undefined when there is no such entry, or no cache. */
export function cacheEntry(folder, name) {
  const cache = join(folder, 'CMakeCache.txt');
  if (!existsSync(cache)) return undefined;
  return new RegExp(`^${name}:[A-Z]+=(.*)$`, 'm').exec(readFileSync(cache, 'utf8'))?.[1];
}
