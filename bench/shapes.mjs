// The paper's shapes that the benchmarks run: sixteen heads, sequences of 256 tokens, a vocabulary of 10,000.

export const VOCAB = 10_000;
export const CONTEXT = 256;
/** How a program that reads a prompt of that length is compiled. */
export const PREFILL = {
  maxSequences: 1,
  maxRows: CONTEXT,
  maxLength: CONTEXT,
  matchGeneration: false,
};
export const HEADS = 16;

/**
 * `batch`: sequences in a training step.
 * @typedef {{ name: string, released: string, hidden: number, layers: number, batch: number }} Shape
 * @type {readonly Shape[]}
 */
export const SHAPES = [
  { name: '64x8', released: '1M', hidden: 64, layers: 8, batch: 16 },
  { name: '128x8', released: '3M', hidden: 128, layers: 8, batch: 16 },
  { name: '256x8', released: '8M', hidden: 256, layers: 8, batch: 16 },
  { name: '768x4', released: '33M', hidden: 768, layers: 4, batch: 4 },
  { name: '1024x1', released: '1Layer-21M', hidden: 1024, layers: 1, batch: 4 },
];

/** Widths of the paper's grid, for single operations. */
export const WIDTHS = [64, 128, 256, 512, 768, 1024];

/** Tokens of a training step at that width. */
export const tokensOf = (hidden) => (hidden >= 768 ? 4 : 16) * CONTEXT;

/** The model as the package defines it. */
export function documentOf(library, shape) {
  const { hidden, layers } = shape;
  return library.gptNeo({ vocab: VOCAB, hidden, layers, heads: HEADS, maxPositions: CONTEXT, window: 256 });
}

/**
 * Matrix FLOPs of training on one token: linear layers, head, and the pairs of query and key that the causal mask
 * lets through; forward, and twice that backward. What is computed a second time for the gradient counts once.
 */
export const trainingFlops = (library, shape) =>
  library.estimateFlops(documentOf(library, shape), CONTEXT).training;

/** Ids that look like text to a cache: spread over the vocabulary, the same every time. */
export const someTokens = (count, vocab = VOCAB) =>
  Int32Array.from({ length: count }, (_, i) => (Math.imul(i + 1, 2654435761) >>> 7) % vocab);
