#!/usr/bin/env node
// The stage of the pipeline that `tinystories generate` is.
import { start } from './start.mjs';

await start('generate');
