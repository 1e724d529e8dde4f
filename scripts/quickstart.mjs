// `npm run quickstart`: builds what is missing or stale, then runs `tinystories quickstart`.
import { ensureAll, succeeded } from './ensure-built.mjs';
import { start } from './start.mjs';

if (succeeded(ensureAll)) await start('quickstart');
else process.exitCode = 1;
