#!/usr/bin/env node
// prebuildify calls `<node-gyp> rebuild --target=… --arch=…`; the flags that matter are read by the build itself. What
// is published is for every GPU.
import { mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// prebuildify adds to the folder: a library that this build leaves out would be published from an earlier one.
// The folder itself stays, into which it copies afterwards.
const folder = fileURLToPath(new URL(`../prebuilds/${process.platform}-${process.arch}`, import.meta.url));
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
process.argv.push('--cuda-archs=prebuild');
await import('./build-native.mjs');
