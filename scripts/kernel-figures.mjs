// What the CUDA compiler makes of the kernels: registers and spills for sm_80 and sm_90a, as docs/kernels.md.
// `node scripts/kernel-figures.mjs` needs nvcc and takes some three minutes. Files of Hopper's kernels are compiled for sm_90a
// alone: elsewhere nothing is left of them.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const ARCHITECTURES = ['80', '90a'];

/** @returns {string} the compiler, on PATH or where NVIDIA's installer puts it */
function compiler() {
  const usual = '/usr/local/cuda/bin/nvcc';
  return spawnSync('nvcc', ['--version']).status === 0 || !existsSync(usual) ? 'nvcc' : usual;
}

/**
 * The report of one file, by kernel: entries of the compiler's talk, their names still mangled.
 * @param {string} text @returns {{ name: string, registers: number, spilled: number }[]}
 */
function parse(text) {
  const kernels = [];
  let current;
  let described;
  for (const line of text.split('\n')) {
    const entry = /Compiling entry function '(\w+)' for/.exec(line);
    if (entry) {
      current = { name: entry[1], registers: 0, spilled: 0 };
      kernels.push(current);
    }
    // Functions that were not inlined have lines of their own; the kernel's count is of its own frame.
    const properties = /Function properties for (\w+)/.exec(line);
    if (properties) described = properties[1];
    const spilled = /(\d+) bytes spill stores/.exec(line);
    if (spilled && current?.name === described) current.spilled = Number(spilled[1]);
    const used = /Used (\d+) registers/.exec(line);
    if (used && current) current.registers = Number(used[1]);
  }
  return kernels;
}

/** @param {string[]} names @returns {string[]} without their arguments, namespaces and template arguments */
function plainNames(names) {
  const demangled = spawnSync('c++filt', { input: names.join('\n'), encoding: 'utf8' }).stdout.split('\n');
  return demangled
    .slice(0, names.length)
    .map((name) => /(\w+)(?:<|\()/.exec(name.replace(/^.*?\(anonymous namespace\)::/, ''))?.[1] ?? name);
}

const figures = new Map();
for (const file of readdirSync(join(root, 'native', 'cuda'))
  .filter((name) => name.endsWith('.cu'))
  .sort()) {
  for (const architecture of ARCHITECTURES) {
    if (file.startsWith('hopper') && architecture !== '90a') continue;
    const target = `arch=compute_${architecture},code=sm_${architecture}`;
    const args = [
      '-std=c++17',
      '-I',
      'native',
      '-gencode',
      target,
      '-Xptxas',
      '-v',
      '-cubin',
      '-o',
      '/dev/null',
    ];
    const run = spawnSync(compiler(), [...args, join('native', 'cuda', file)], {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    if (run.status !== 0) {
      console.error(run.error ? `nvcc cannot be run: ${run.error.message}` : run.stderr);
      process.exit(1);
    }
    const kernels = parse(run.stderr + run.stdout);
    plainNames(kernels.map(({ name }) => name)).forEach((name, i) => {
      const key = `${file} ${name}`;
      const row = figures.get(key) ?? { file, name, forms: 0, by: {} };
      row.by[architecture] ??= { forms: 0, least: Infinity, most: 0, spilled: 0, spilling: 0 };
      const one = row.by[architecture];
      const { registers, spilled } = kernels[i];
      one.forms++;
      one.least = Math.min(one.least, registers);
      one.most = Math.max(one.most, registers);
      one.spilled = Math.max(one.spilled, spilled);
      one.spilling += spilled > 0 ? 1 : 0;
      figures.set(key, row);
    });
    console.error(`${file} for sm_${architecture}: ${kernels.length} kernels`);
  }
}

// By name, for the compiler's order within a file follows names that it makes up.
const place = ({ file, name }) => `${file} ${name}`;
const rows = [...figures.values()].sort((a, b) => (place(a) < place(b) ? -1 : 1));

const cell = (one) => {
  if (!one) return '–';
  const registers = one.least === one.most ? `${one.most}` : `${one.least}–${one.most}`;
  return one.spilling === 0
    ? registers
    : `${registers}, ${one.spilling} of ${one.forms} spill up to ${one.spilled} bytes`;
};
const lines = [
  '# Kernels',
  '',
  'What the CUDA compiler makes of the kernels of `native/cuda`, written by `node scripts/kernel-figures.mjs`: registers of a',
  'thread, from the form that takes fewest to the one that takes most (a form is a kernel for one kind of numbers, one',
  'head size, one tile and so on), and spills, where there are any.',
  '',
  `| file | kernel | forms | ${ARCHITECTURES.map((one) => `sm_${one}`).join(' | ')} |`,
  `| --- | --- | --- | ${ARCHITECTURES.map(() => '---').join(' | ')} |`,
  ...rows.map(
    (row) =>
      `| ${row.file} | ${row.name} | ${Math.max(...Object.values(row.by).map(({ forms }) => forms))} | ${ARCHITECTURES.map((one) => cell(row.by[one])).join(' | ')} |`,
  ),
];
writeFileSync(join(root, 'docs', 'kernels.md'), `${lines.join('\n')}\n`);
