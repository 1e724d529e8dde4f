#!/usr/bin/env node
// prebuildify calls `<node-gyp> rebuild --target=… --arch=…`; the flags that matter are read by the build itself.
import './build-native.mjs';
