import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { benchmarksPage } from '../../bench/page.mjs';
import { readResults, resultsPath } from '../../bench/results.mjs';
import { notShown, row } from '../../bench/rows.mjs';

const root = join(__dirname, '../..');

test('docs/benchmarks.md is what the committed results give: else run `node bench/document.mjs`', () => {
  const folder = join(root, 'bench', 'results');
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort();
  const page = benchmarksPage(files.map((name) => readResults(join(folder, name))));
  expect(readFileSync(join(root, 'docs', 'benchmarks.md'), 'utf8')).toBe(page);
});

test('of a part of a run the page has the targets of that part', () => {
  const results = readResults(join(root, 'bench', 'results', 'intel-xeon-processor-amx.json'));
  const page = benchmarksPage([{ ...results, filter: '^(training|peers/pytorch/prefill)' }]);
  expect(page).toMatch(/training 64x8, share of the FMA ceiling \| ≥ 40 % \| \d+ %/);
  expect(page).toContain('not shown: peers/pytorch/prefill/64x8/last was not measured');
  expect(page).not.toContain('tokenizer/encode');
  expect(page).toMatch(/\nOf \d+ targets, \d+ are not of this part\./);
});

test('a page has targets, groups, and what is not shown', () => {
  const summary = { median: 2, low: 1.9, high: 2.2, samples: 5 };
  const page = benchmarksPage([
    {
      date: '2026-01-02T03:04:05Z',
      commit: 'abc1234',
      machine: {
        cpu: 'Some CPU',
        level: 'avx2',
        threads: 2,
        memory: 2 ** 34,
        node: '20.1.0',
        compiler: 'gcc 12',
      },
      seconds: 10,
      load: { before: 0.1, after: 1.9, busy: false },
      text: 'stories of the storyteller',
      runs: [
        [
          row('training/64x8/t2', 'tokens/s', { ...summary, median: 9000 }, { share: 0.45, by: 'FMA' }),
          row('peers/pytorch/training/64x8', '×', summary, {
            note: 'PyTorch 1.13',
            more: {
              peerToKnown: 0.5,
              oursToKnown: 1,
              memoryRatio: 0.3,
              about: { compile: true, sdpa: false },
            },
          }),
          notShown('peers/decoding/64x8/float32', 'no program was given'),
        ],
      ],
    },
  ]);
  expect(page).toContain('## Some CPU, avx2');
  expect(page).toMatch(/training 64x8, share of the FMA ceiling \| ≥ 40 % \| 45 % \| met/);
  expect(page).toMatch(/training 64x8, against PyTorch \| ≥ 2.50 × \| 1.00 × \| missed/);
  expect(page).toContain('| not shown: no program was given |');
  expect(page).toContain(
    'PyTorch 1.13; 0.500 × what PyTorch 2.13 is known to reach; ' +
      'this one has no scaled_dot_product_attention, fused AdamW; ours 1.00 ×',
  );
  expect(page).not.toContain('undefined');
});

test('results go to a file of the processor and the level', () => {
  const path = resultsPath('/r', { cpu: 'Intel(R) Xeon(R) Processor @ 2.10GHz', level: 'avx512' });
  expect(path).toBe(join('/r', 'intel-xeon-processor-2-10ghz-avx512.json'));
});
