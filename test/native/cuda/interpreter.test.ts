/**
 * Decoding by the interpreter (native/cuda/interpreter.h), by the kernel for narrow models (native/cuda/narrow_step.h), and by
 * clusters of blocks (native/cuda/cluster_step.h), beside decoding by a launch for each operation: the same bits, in the same places, by far fewer launches.
 */
import { describe, expect, test } from '@jest/globals';
import { gptNeo } from '../../../lib/models/gpt-neo.ts';
import type { ProgramDocument } from '../../../lib/models/program.ts';
import { runScript } from './child.ts';
import type { Task, Told } from './interpreter-child.ts';

const tell = (task: Task, choice: number, tiles = 8): Told[] =>
  runScript('interpreter-child.ts', task, {
    TINYSTORIES_CUDA_DECODE: String(choice),
    TINYSTORIES_CUDA_DECODE_TILES: String(tiles),
  });
const told = (all: Told[]) => all.map(({ ids, logprobs }) => ({ ids, logprobs }));

function neo(
  hidden: number,
  heads: number,
  layers: number,
  window: number,
  initRange = 0.3,
): ProgramDocument {
  return gptNeo({ vocab: 43, hidden, layers, heads, maxPositions: 200, window, initRange }, 'neo');
}
const PROMPT = Array.from({ length: 60 }, (_, i) => (i * 7) % 43);

// Rings that wrap around, tiles of keys of which all, some and none are seen.
describe.each([
  ['heads of 4', neo(64, 16, 2, 5), [[3], PROMPT, [40, 1, 40]], 12],
  ['keys of several tiles', neo(64, 16, 2, 130), [[...PROMPT, ...PROMPT, 9, 9, 9, 9, 9], PROMPT], 12],
  ['a ring that begins anew', neo(64, 16, 2, 5), [[...PROMPT, ...PROMPT, ...PROMPT, 1, 2, 3, 4, 5]], 12],
  ['heads of 8', neo(64, 8, 2, 70), [PROMPT, [5]], 12],
  ['heads of 16', neo(128, 8, 2, 64), [[...PROMPT, ...PROMPT, 9, 9, 9, 9, 9], PROMPT], 12],
  // Of scores whose exponentials overflow; of others in the same row they do not.
  ['great scores of heads of 4', neo(64, 16, 2, 70, 3), [PROMPT, [3, 4]], 12],
  ['great scores of heads of 16', neo(128, 8, 1, 64, 2), [PROMPT], 12],
  ['a chunk at a time', neo(192, 12, 1, 8), [[1, 2]], 6],
] as const)('%s', (_name, document, prompts, tokens) => {
  const task: Task = { document, prompts: prompts.map((prompt) => [...prompt]), tokens };

  test('the same bits by one launch for all operations but the logits', () => {
    const theirs = tell(task, 0);
    for (const ours of [tell(task, 1), tell(task, 2), tell(task, 2, 1)]) {
      expect(ours[0]!.ids).toHaveLength(tokens);
      expect(told(ours)).toEqual(told(theirs));
      expect(ours[0]!.launches).toBe((tokens / 2) * 2);
      expect(theirs[0]!.launches).toBeGreaterThan(ours[0]!.launches * 4);
    }
  });
});

// By clusters of blocks (native/cuda/cluster_step.h), beside a launch for each operation, in which Hopper's kernels make the
// products of 256 numbers and more.
describe.each([
  ['128, heads of 8', neo(128, 16, 2, 70), [PROMPT, [5], [40, 1, 40]], 8],
  ['fewer heads than blocks', neo(128, 8, 3, 9), [PROMPT, [5]], 8],
  ['several rows a block', neo(128, 16, 1, 9), Array.from({ length: 8 }, (_, i) => PROMPT.slice(i)), 6],
  ['great scores', neo(128, 8, 1, 64, 2), [PROMPT, [3, 4]], 8],
  ['256, heads of 16', neo(256, 16, 2, 64), [[...PROMPT, ...PROMPT, 9, 9, 9, 9, 9], PROMPT], 6],
  [
    '512, heads of 64',
    neo(512, 8, 2, 100),
    [
      [...PROMPT, ...PROMPT, 4],
      [5, 6],
    ],
    4,
  ],
  ['768, heads of 48', neo(768, 16, 1, 5), [[...PROMPT, 1, 2, 3, 4]], 4],
  // In one cluster the least ring that there may be.
  ['768, many rows', neo(768, 12, 1, 9), Array.from({ length: 8 }, (_, i) => [i]), 4],
] as const)('%s', (_name, document, prompts, tokens) => {
  const task: Task = { document, prompts: prompts.map((prompt) => [...prompt]), tokens };
  const tellBy = (choice: number, more: Record<string, string> = {}): Told[] =>
    runScript('interpreter-child.ts', task, {
      TINYSTORIES_CUDA_HOPPER: '1',
      TINYSTORIES_CUDA_DECODE: String(choice),
      ...more,
    });

  test('the same bits by clusters of blocks', () => {
    const theirs = tellBy(0);
    // In a seeded order a block is behind the others (docs/simt.md).
    for (const [blocks, clusters, order] of [
      ['16', '2', 'ascending'],
      ['3', '1', '1'],
    ] as const) {
      const ours = tellBy(3, {
        TINYSTORIES_CUDA_DECODE_BLOCKS: blocks,
        TINYSTORIES_CUDA_DECODE_CLUSTERS: clusters,
        TINYSTORIES_SIMT_ORDER: order,
      });
      expect(ours[0]!.ids).toHaveLength(tokens);
      expect(told(ours)).toEqual(told(theirs));
      expect(ours[0]!.launches).toBe((tokens / 2) * 2);
    }
  });
});

test("more rows than are formed in the host's memory", () => {
  const many = { document: neo(64, 16, 1, 5), prompts: Array.from({ length: 9 }, (_, i) => [i]), tokens: 6 };
  expect(tell(many, 2)).toEqual(tell(many, 0));
});

test('what it does not know is left to the graph', () => {
  const odd = { document: neo(40, 8, 1, 6), prompts: [[4, 5]], tokens: 8 };
  expect(tell(odd, 1)).toEqual(tell(odd, 0));
});
