// docs/benchmarks.md, written from the committed results.
import { amount, bytes, markdownTable } from './format.mjs';
import { mergeRuns } from './results.mjs';
import { rowsMarkdown } from './table.mjs';
import { judge, TARGETS, targetLines, targetsWithin } from './targets.mjs';

const HEAD = `# Benchmarks

This page is written by \`node bench/document.mjs\` from the files of \`bench/results/\`; a test compares the two.

\`npm run bench\` measures the machine's own ceilings first: multiply-adds a second of every instruction-set level and
number of threads, and the bandwidth of each cache and of memory. Everything else is held against them; a training step
against multiply-adds measured right before and after it.
\`npm run bench -- --help\` lists the options; close other programs before a run.

## How to read it

- **Median and spread.** Every figure is the median of repetitions; the spread is half of the distance between the
  quartiles. A ratio to a peer is the median over pairs that were measured one right after the other, in turns.
- **GFLOP/s** count the matrix products once: linear layers, head, and the pairs of query and key that the causal mask
  lets through, forward and backward. What is computed again for the gradient does not count. **GB/s** count what must
  at least be read and written.
- **Of ceiling** is the least time that the work can take on this machine, its multiply-adds at the measured pace or
  its traffic at the bandwidth measured for a working set of that size, whichever is longer, as a share of the time
  it took. FMA, L1, L2, L3 or memory says which of them it is.
- **AMX** multiplies numbers of bfloat16; products of float32 take six of its own ([determinism](determinism.md)).
  \`ceilings/amx/float32\` is how fast it does so at most, counted as products of float32. The ceiling of training and
  prefill stays that of ordinary multiply-adds, which the level \`amx\` may pass; beside a training step stands its share
  of what AMX can do.
- **Peak memory** of a training step is what the process took beyond 16 bytes a parameter (weights, gradients, two
  moments) and beyond what it held with the library loaded; of an operation, its workspace; of
  prefill and decoding, what is planned for values and the cache.
- **Prefill** of \`last\` and \`all\` is the forward pass of a program that need not match generation to the bit
  (\`matchGeneration: false\`, as evaluation and scoring ask for; [determinism](determinism.md)), and this is compared with
  PyTorch; \`session\` is how generation reads a prompt. It writes logits to memory that it has had before (\`reuse\`), as
  PyTorch's allocators let it do.
- **Peers** run in the same run, in a process of their own, at the best of their settings: PyTorch eager and
  compiled, with each allocator that is installed, with one thread and with two, of which one is changed after another
  and kept where it is faster. Its memory is that of its most sparing
  setting. What is not installed is not shown, and a target that needs it is not met. Where the installed PyTorch
  stays behind what PyTorch 2.13 is known to reach on such a machine (made to this one's measure by the ratio of the
  ceilings), the target takes the ratio to the latter.
- **Matrix products** are compared with libraries as a training step asks for them: weights are rearranged once for all
  repetitions on our side, as they are once a step; the libraries do so in every call.
- **Targets** take the worst of the runs.
`;

const NONE = `
## Results

None are committed yet. \`npm run bench -- --runs 3\` writes \`bench/results/<cpu>-<level>.json\`.
`;

const TITLES = {
  ceilings: 'Ceilings',
  training: 'Training steps',
  prefill: 'Prefill',
  decoding: 'Decoding',
  tokenizer: 'Tokenizer',
  storyteller: 'Storyteller',
  generating: 'Generating a corpus',
  cleaning: 'Cleaning',
  peers: 'Against peers',
  operations: 'Operations',
};

/**
 * @param {any[]} all the results of every file, in the order of their names
 * @returns {string}
 */
export function benchmarksPage(all) {
  return all.length === 0 ? HEAD + NONE : HEAD + all.map(section).join('');
}

function section(results) {
  const { machine, runs, load, seconds, filter } = results;
  const rows = mergeRuns(runs);
  const day = results.date.slice(0, 10);
  const parts = [
    `\n## ${machine.cpu}, ${machine.level}\n`,
    `${day}, commit ${results.commit ?? 'unknown'}; ${machine.threads} threads, ${bytes(machine.memory)} of memory, ` +
      `Node ${machine.node}, ${machine.compiler}; ${runs.length} run${runs.length > 1 ? 's' : ''} with ` +
      `\`--seconds ${seconds}\`${filter ? ` of what matches \`${filter}\` alone` : ''}; load ${load.before} before${load.busy ? ', so the machine was busy' : ''}; ` +
      `tokenizers on ${results.text}.\n`,
    '### Targets\n',
    `${targetsMarkdown(runs, targetsWithin(filter))}\n`,
  ];
  for (const [group, title] of Object.entries(TITLES)) {
    const some = rows.filter(({ id }) => id.startsWith(`${group}/`));
    if (some.length === 0) continue;
    parts.push(`### ${title}\n`, `${group === 'peers' ? peersMarkdown(some) : rowsMarkdown(some)}\n`);
  }
  return parts.join('\n');
}

function targetsMarkdown(runs, targets) {
  const others = TARGETS.length - targets.length;
  const parts = [];
  if (targets.length > 0)
    parts.push(markdownTable(targetLines(judge(runs, targets)), [false, true, true, false]).join('\n'));
  if (others > 0) parts.push(`Of ${TARGETS.length} targets, ${others} are not of this part.`);
  return parts.join('\n\n');
}

/** Peers have a ratio and a remark instead of ceilings. */
function peersMarkdown(rows) {
  const lines = rows.map((row) =>
    row.notShown === undefined
      ? [
          row.id,
          amount(row.value, row.unit),
          `${amount(row.low, '×')} to ${amount(row.high, '×')}`,
          remark(row),
        ]
      : [row.id, '', '', `not shown: ${row.notShown}`],
  );
  return markdownTable([['measurement', 'ours / peer', 'middle half', '']].concat(lines), [
    false,
    true,
    true,
    false,
  ]).join('\n');
}

function remark({ note = '', more }) {
  if (more?.peerToKnown === undefined) return note;
  const parts = [note, `${amount(more.peerToKnown, '×')} what PyTorch 2.13 is known to reach`];
  const lacking = lacks(more.about);
  if (more.peerToKnown < 0.85 && lacking) parts.push(`this one has no ${lacking}`);
  parts.push(`ours ${amount(more.oursToKnown, '×')}`);
  return parts.join('; ');
}

/** What makes a current PyTorch faster. */
function lacks({ compile, sdpa, optimizers = [] } = {}) {
  const missing = [
    ...(compile ? [] : ['torch.compile']),
    ...(sdpa ? [] : ['scaled_dot_product_attention']),
    ...(optimizers.includes('fused') ? [] : ['fused AdamW']),
  ];
  return missing.join(', ');
}
