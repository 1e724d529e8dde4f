// Records the paper's shapes as program documents, which native/driver runs on machines without Node:
// `node bench/cuda/record.mjs` writes bench/cuda/programs/; a test compares them with what it would write.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as library from '../../dist/index.js';
import { programs } from './shapes.mjs';

const folder = join(dirname(fileURLToPath(import.meta.url)), 'programs');
mkdirSync(folder, { recursive: true });
for (const [name, text] of programs(library)) writeFileSync(join(folder, name), text);
