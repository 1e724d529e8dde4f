// What the oldest supported system must offer: fails when a prebuilt file asks for a newer C or C++ library.
// Also that each has the CUDA backend beside the addon, or says that it has not, and nothing that is for tests alone.
// glibc 2.34 is RHEL 9 and Ubuntu 22.04; GLIBCXX 3.4.29 and CXXABI 1.3.13 are their libstdc++ (GCC 11).
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { root } from './ensure-built.mjs';

const FLOORS = { GLIBC: '2.34', GLIBCXX: '3.4.29', CXXABI: '1.3.13' };

const folder = join(root, 'prebuilds');
const binaries = existsSync(folder)
  ? readdirSync(folder, { recursive: true })
      .filter((name) => /^linux-.*\.(node|so)$/.test(name))
      .map((name) => join(folder, name))
  : [];
if (binaries.length === 0) {
  console.log('no Linux prebuild to check');
  process.exit(0);
}

let failed = false;
for (const file of binaries) {
  const { status, stdout, error } = spawnSync('objdump', ['-T', file], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (error || status !== 0) {
    console.error(
      `${file}: objdump (of binutils) could not read it: ${error?.message ?? `status ${status}`}`,
    );
    failed = true;
    continue;
  }
  for (const [library, floor] of Object.entries(FLOORS)) {
    const needed = newestOf(stdout.matchAll(new RegExp(`\\b${library}_([0-9.]+)`, 'g')));
    if (!needed) continue;
    const fits = compare(needed, floor) <= 0;
    console.log(`${file}: ${library} ${needed} ${fits ? 'fits' : 'is NEWER than'} the floor of ${floor}`);
    if (!fits) failed = true;
  }
}
for (const file of binaries) {
  if (/_simt\.so$/.test(file)) {
    console.error(`${file}: is for tests alone; build anew without --simt`);
    failed = true;
  }
  if (basename(file) === 'tinystories.node' && !existsSync(join(dirname(file), 'libtinystories_cuda.so'))) {
    console.log(`${dirname(file)}: has NO CUDA backend, for nvcc was not found when it was built`);
  }
}
process.exitCode = failed ? 1 : 0;

function newestOf(matches) {
  return [...matches]
    .map((match) => match[1])
    .sort(compare)
    .at(-1);
}

function compare(a, b) {
  const [x, y] = [a.split('.').map(Number), b.split('.').map(Number)];
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const difference = (x[i] ?? 0) - (y[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
