// `npm run bench [-- --seconds N] [-- --out FILE]`: how fast this machine trains, tells and tokenizes, and how much of
// the event loop that takes. Medians, as JSON; a summary on stderr. Close other programs first.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureAll, root, succeeded } from '../scripts/ensure-built.mjs';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    out: { type: 'string', default: join(root, 'bench', 'results', 'cpu.json') },
    help: { type: 'boolean', short: 'h' },
  },
});
const seconds = Number(values.seconds);
if (values.help || !(seconds > 0)) {
  console.log(
    'Usage: npm run bench [-- --seconds N] [--out FILE]\n\n  --seconds N   how long each measurement takes (10)',
  );
  process.exit(values.help ? 0 : 2);
}
if (!succeeded(ensureAll)) process.exit(1);

const library = await import('../dist/index.js');
const { benchTraining } = await import('./training.mjs');
const { benchTokenizer } = await import('./tokenizer.mjs');
const { benchGeneration } = await import('./generation.mjs');
const { benchKernels } = await import('./kernels.mjs');

const results = {};
for (const bench of [benchTraining, benchTokenizer, benchGeneration, benchKernels]) {
  const measured = await bench({ library, seconds });
  Object.assign(results, measured);
  for (const [name, value] of Object.entries(measured))
    console.error(`${name} ${JSON.stringify(value, rounded, 2)}`);
}

const report = {
  date: new Date().toISOString(),
  commit: spawnSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).stdout.trim(),
  node: process.versions.node,
  cpu: cpus()[0]?.model,
  usable: availableParallelism(),
  machine: library.machine(),
  seconds,
  results,
};
const out = resolve(values.out);
mkdirSync(dirname(out), { recursive: true });
writeFileSync(out, `${JSON.stringify(report, rounded, 2)}\n`);
console.error(`written to ${out}`);

/** Four figures are more than a measurement holds. */
function rounded(_, value) {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;
}
