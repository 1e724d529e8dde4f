// Writes docs/cli.md from the help of the commands.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureCompiled, root } from './ensure-built.mjs';

ensureCompiled();
const { createProgram } = await import('../dist/cli/main.js');
const { documentCli } = await import('../dist/cli/document.js');
const silent = { out() {}, text() {}, err() {}, live: false, width: () => 100 };
const program = createProgram({ terminal: silent, signal: new AbortController().signal });
writeFileSync(join(root, 'docs', 'cli.md'), documentCli(program));
