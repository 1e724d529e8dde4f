#!/usr/bin/env node
// prebuildify calls `<node-gyp> rebuild --target=… --arch=…`; the flags that matter are read by the build itself. What
// is published is for every GPU.
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// prebuildify adds to the folder: a library that this build leaves out would be published from an earlier one.
const folder = `../prebuilds/${process.platform}-${process.arch}`;
rmSync(fileURLToPath(new URL(folder, import.meta.url)), { recursive: true, force: true });
process.argv.push('--cuda-archs=prebuild');
await import('./build-native.mjs');
