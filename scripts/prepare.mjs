#!/usr/bin/env node
// The stage of the pipeline that `tinystories data prepare` is.
import { start } from './start.mjs';

await start('data', 'prepare');
