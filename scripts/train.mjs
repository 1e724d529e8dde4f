#!/usr/bin/env node
// The stage of the pipeline that `tinystories train` is.
import { start } from './start.mjs';

await start('train');
