#!/usr/bin/env node
// prebuildify calls `<node-gyp> rebuild --target=… --arch=…`; the flags that matter are read by the build itself. What
// is published is for every GPU.
process.argv.push('--cuda-archs=prebuild');
await import('./build-native.mjs');
