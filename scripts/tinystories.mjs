#!/usr/bin/env node
// The command `tinystories`.
import { start } from './start.mjs';

await start();
