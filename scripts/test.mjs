// `npm test`: builds what is missing or stale, checks style and types, runs jest. Arguments go to jest, and then
// the checks are left out. The last line is `N passed, M failed` whatever happens.
import { spawn, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ensureAll, root, succeeded } from './ensure-built.mjs';

if (!succeeded(() => ensureAll({ simt: true }))) {
  console.log('0 passed, 1 failed');
  process.exit(1);
}

const require = createRequire(join(root, 'package.json'));
const args = process.argv.slice(2);

function check(name, script, rest) {
  if (spawnSync(process.execPath, [script, ...rest], { cwd: root, stdio: 'inherit' }).status === 0) return 0;
  console.error(`${name} failed; it counts as one failed test\n`);
  return 1;
}

let failedChecks = 0;
if (args.length === 0) {
  const biome = require.resolve('@biomejs/biome/bin/biome');
  failedChecks += check('the style check', biome, ['check', '--error-on-warnings', '.']);
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  failedChecks += check('the type check', tsc, ['-p', 'test', '--noEmit']);
}

// test/closing-line.cjs counts a failed check as a failed test. Where jest ends before it starts (a pattern that
// matches no file, a broken configuration) there is no closing line yet.
const env = { ...process.env, TINYSTORIES_FAILED_CHECKS: String(failedChecks) };
const jest = spawn(process.execPath, [require.resolve('jest/bin/jest'), ...args], {
  cwd: root,
  stdio: ['inherit', 'pipe', 'inherit'],
  env,
});
let tail = '';
jest.stdout.on('data', (chunk) => {
  process.stdout.write(chunk);
  tail = (tail + chunk).slice(-200);
});
jest.on('close', (status) => {
  if (!/^\d+ passed, \d+ failed.*\n$/m.test(tail)) console.log(`0 passed, ${failedChecks + 1} failed`);
  process.exitCode = status || failedChecks ? 1 : 0;
});
