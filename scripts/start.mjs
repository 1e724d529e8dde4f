// Starts the command line, or one of its verbs, from dist/. In a clone dist/ is first brought up to date, so that
// every entry point runs right after a plain build.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureCompiled, ensureNode, isClone, root, SetupError, succeeded } from './ensure-built.mjs';

/** `verb` goes before the arguments of this process: `start('data', 'make')`. */
export async function start(...verb) {
  const entry = join(root, 'dist', 'cli', 'main.js');
  const ready = succeeded(() => {
    ensureNode();
    if (isClone()) ensureCompiled();
    else if (!existsSync(entry)) throw new SetupError('dist/ is missing from the package: install it anew.');
  });
  if (!ready) {
    process.exitCode = 1;
    return;
  }
  const { main } = await import(pathToFileURL(entry).href);
  await main([...verb, ...process.argv.slice(2)]);
}
