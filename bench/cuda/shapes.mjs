// The programs of the GPU benchmark: the paper's shapes at its context of 512 tokens.

/** Sequences of 512 tokens, a vocabulary of 10,000, global and local attention by turns. */
const SHAPES = [
  { hidden: 64, layers: 8, heads: 16 },
  { hidden: 128, layers: 8, heads: 16 },
  { hidden: 256, layers: 8, heads: 16 },
  { hidden: 768, layers: 4, heads: 16 },
  { hidden: 1024, layers: 1, heads: 16 },
  { hidden: 768, layers: 12, heads: 12 },
];

/** A small one of odd sizes, with dropout, for comparisons and for tools that slow everything down. */
const SMALL = { vocab: 211, hidden: 40, layers: 2, heads: 5, maxPositions: 70, window: 19, dropout: 0.1 };

/** File names and texts. */
export function programs({ gptNeo }) {
  const files = SHAPES.map(({ hidden, layers, heads }) => [
    `${hidden}x${layers}.json`,
    gptNeo({ vocab: 10_000, hidden, layers, heads, maxPositions: 512, window: 256 }, `${hidden}x${layers}`),
  ]);
  files.push(['small.json', gptNeo(SMALL, 'small')]);
  return files.map(([name, document]) => [name, `${JSON.stringify(document)}\n`]);
}
