#!/usr/bin/env node
// The stage of the pipeline that `tinystories data make` is.
import { start } from './start.mjs';

await start('data', 'make');
