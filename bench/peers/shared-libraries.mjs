// Where the system keeps a shared library.
import { spawnSync } from 'node:child_process';

/** The library's path by its file name; null when the linker does not know it. */
export function sharedLibrary(name) {
  for (const command of ['ldconfig', '/sbin/ldconfig']) {
    const { stdout, status } = spawnSync(command, ['-p'], { encoding: 'utf8' });
    if (status !== 0) continue;
    const line = stdout.split('\n').find((text) => text.trim().startsWith(`${name} `));
    return line?.split('=>')[1]?.trim() ?? null;
  }
  return null;
}
