// The matrix products of a linear layer, ours against OpenBLAS and oneDNN: forward, gradient of the input, gradient
// of the weights.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Contender } from '../contender.mjs';
import { figures } from '../format.mjs';
import { inTurns } from '../measure.mjs';
import { notShown, row } from '../rows.mjs';
import { SHAPES, tokensOf, VOCAB } from '../shapes.mjs';
import { pairedRatio, quantile } from '../statistics.mjs';

const source = fileURLToPath(new URL('gemm.c', import.meta.url));
const folder = fileURLToPath(new URL('../../build/bench', import.meta.url));

const LIBRARIES = [
  { name: 'openblas', flags: ['-DPEER_OPENBLAS'], link: '-lopenblas', install: 'libopenblas-dev' },
  { name: 'onednn', flags: ['-DPEER_ONEDNN'], link: '-ldnnl', install: 'libdnnl-dev' },
];

/** Columns in and out of the layers that take the time. */
const layersOf = (hidden) => [
  { layer: 'qkv', inner: hidden, out: 3 * hidden },
  { layer: 'up', inner: hidden, out: 4 * hidden },
  { layer: 'down', inner: 4 * hidden, out: hidden },
  { layer: 'head', inner: hidden, out: VOCAB },
];

/** As the library is asked, and as our harness is. */
const DIRECTIONS = {
  forward: {
    product: (rows, inner, out) => ({ m: rows, n: out, k: inner, ta: 0, tb: 1 }),
    ours: (rows, inner, out) => ['linear', { x: rows * inner, weight0: out * inner, y: rows * out }],
  },
  'input-gradient': {
    product: (rows, inner, out) => ({ m: rows, n: inner, k: out, ta: 0, tb: 0 }),
    ours: (rows, inner, out) => [
      'linearBackward',
      { x: rows * inner, weight0: out * inner, dy: rows * out, dx: rows * inner },
    ],
  },
  'weight-gradient': {
    product: (rows, inner, out) => ({ m: out, n: inner, k: rows, ta: 1, tb: 0 }),
    ours: (rows, inner, out) => [
      'linearBackward',
      { x: rows * inner, weight0: out * inner, dy: rows * out, dWeight0: out * inner },
    ],
  },
};

export function gemmTasks() {
  return LIBRARIES.flatMap((library) =>
    SHAPES.flatMap(({ hidden }) =>
      layersOf(hidden).flatMap(({ layer, inner, out }) =>
        Object.keys(DIRECTIONS).map((direction) => {
          const id = `peers/${library.name}/${layer}/${hidden}/${direction}`;
          return { id, run: (bench) => measure(bench, id, library, hidden, inner, out, direction) };
        }),
      ),
    ),
  );
}

const drivers = new Map();

/** The driver program for a library, compiled when first wanted; `reason` where that fails. */
function driver(library) {
  let known = drivers.get(library.name);
  if (!known) {
    known = compile(library);
    drivers.set(library.name, known);
  }
  return known;
}

function compile({ name, flags, link, install }) {
  mkdirSync(folder, { recursive: true });
  const program = join(folder, `gemm-${name}`);
  // The source by its name alone: what the compiler says of it is kept in results.
  const { status, error, stderr } = spawnSync(
    'cc',
    ['-O2', ...flags, basename(source), '-o', program, link],
    {
      cwd: dirname(source),
      encoding: 'utf8',
    },
  );
  if (status === 0) return { program };
  const why =
    error?.message ?? stderr.split('\n').find((line) => /error|cannot find/.test(line)) ?? 'cc failed';
  return { reason: `${name} is not there to link with (Debian: ${install}): ${why.trim()}` };
}

async function measure(bench, id, library, hidden, inner, out, direction) {
  const { program, reason } = driver(library);
  if (reason) return [notShown(id, reason)];
  const rows = tokensOf(hidden);
  const threads = Math.max(...bench.threads);
  const { product, ours } = DIRECTIONS[direction];
  const [operation, sizes] = ours(rows, inner, out);
  const arrays = Object.fromEntries(Object.entries(sizes).map(([name, count]) => [name, numbers(count)]));
  const options = { level: bench.machine.level, threads, repeat: 3 };
  const run = async (seconds) =>
    bench.addon
      .runOperation(operation, { rows, in: inner }, arrays, { ...options, seconds })
      .times.subarray(1);
  const peer = new Contender(program, [], {
    OMP_NUM_THREADS: String(threads),
    OPENBLAS_NUM_THREADS: String(threads),
  });
  try {
    const { version } = await peer.ask({ do: 'about' });
    const pairs = await inTurns(
      run,
      (seconds) => peer.times(seconds, product(rows, inner, out)),
      bench.seconds / 20,
    );
    const gflops = (seconds) => (2 * rows * inner * out) / quantile(seconds, 0.5) / 1e9;
    return [
      row(id, '×', pairedRatio(pairs.ours, pairs.theirs), {
        gflops: gflops(pairs.ours),
        note: `against ${figures(gflops(pairs.theirs))} GFLOP/s`,
        more: { peerGflops: gflops(pairs.theirs), version },
      }),
    ];
  } finally {
    await peer.close();
  }
}

/** As the driver makes them. */
function numbers(count) {
  const array = new Float32Array(count);
  for (let i = 0; i < count; i++) array[i] = ((i * 7919) % 8191) / 8191 - 0.5;
  return array;
}
