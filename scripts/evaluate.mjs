#!/usr/bin/env node
// The stage of the pipeline that `tinystories eval` is.
import { start } from './start.mjs';

await start('eval');
