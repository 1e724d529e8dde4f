/** The rows of the paper's figure 4, for a table beside ours: facts of arXiv 2305.07759, scores by its judge, GPT-4. */

export interface PaperRow {
  name: string;
  hidden: number | null;
  layers: number | null;
  /** Name under which the model was released; null for the others. */
  released: string | null;
  /** Parameters of the blocks, millions. */
  blocks: number | null;
  evalLoss: number | null;
  creativity: number;
  grammar: number;
  consistency: number;
  instruct: number | null;
  plot: number | null;
}

/** Tokens of the paper's models: the most frequent ones of GPT-Neo's. */
export const PAPER_VOCABULARY = 10_000;

/** hidden, layers, released as, millions of parameters in blocks, loss, creativity, grammar, consistency, instruct, plot */
const GRID = `
64 12 - 0.60 2.02 4.84 6.19 4.75 4.34 4.39
64 8 1M 0.40 2.08 4.68 6.14 4.45 4.34 4.40
64 4 - 0.20 2.26 3.97 5.31 3.77 3.79 3.71
64 2 - 0.10 2.38 2.94 4.33 2.41 2.86 3.40
128 12 - 2.37 1.62 6.02 7.25 7.20 6.94 6.58
128 8 3M 1.58 1.65 5.97 7.23 7.10 6.87 6.16
128 4 - 0.79 1.78 5.70 6.91 6.60 6.00 5.53
128 2 - 0.40 1.92 4.90 6.43 4.75 5.23 4.89
256 12 - 9.47 1.34 6.66 7.80 8.38 7.68 7.18
256 8 8M 6.31 1.38 6.54 7.72 8.02 7.92 7.23
256 4 - 3.16 1.47 6.32 7.64 7.76 8.07 7.18
256 2 - 1.58 1.60 6.23 7.50 7.20 7.23 6.50
512 12 - 37.81 1.19 6.90 8.46 9.11 8.21 7.37
512 8 28M 25.21 1.20 6.85 8.34 8.95 8.05 7.26
512 4 - 12.60 1.27 6.75 8.35 8.50 8.34 7.36
512 2 - 6.30 1.39 6.40 7.72 7.90 7.76 7.13
768 12 - 85.03 1.18 7.00 8.30 9.20 8.23 7.47
768 8 - 56.69 1.18 7.02 8.62 9.34 8.36 7.34
768 4 33M 28.34 1.20 6.89 8.43 9.01 8.44 7.52
768 2 - 14.17 1.31 6.68 8.01 8.42 7.97 7.34
768 1 - 7.09 1.54 6.00 7.35 7.25 5.81 6.44
1024 12 - 151.12 1.22 7.05 8.43 8.98 8.18 7.29
1024 8 - 100.75 1.20 7.13 8.25 8.92 8.47 7.47
1024 4 - 50.37 1.21 7.04 8.32 8.93 8.34 7.47
1024 2 2Layers-33M 25.19 1.27 6.68 8.22 8.52 8.04 7.24
1024 1 1Layer-21M 12.60 1.49 6.36 7.77 7.47 6.09 6.42
`;

const OTHERS = `
GPT-Neo 125M|3.34 5.27 4.22 - -
GPT-2 small, 125M|3.70 5.40 4.32 - -
GPT-2 medium, 355M|4.22 6.27 5.34 - -
GPT-2 large, 774M|4.30 6.43 6.04 - -
GPT-4|8.21 8.75 9.93 9.31 8.26
`;

export const FIGURE_4: readonly PaperRow[] = [
  ...GRID.trim().split('\n').map(gridRow),
  ...OTHERS.trim().split('\n').map(otherRow),
];

function gridRow(line: string): PaperRow {
  const [hidden, layers, released = '-', ...rest] = line.split(' ');
  const [blocks, evalLoss, creativity, grammar, consistency, instruct, plot] = rest.map(Number);
  const shape = `${hidden}×${layers}`;
  const name = released === '-' ? shape : `${shape} (${released})`;
  return {
    name,
    hidden: Number(hidden),
    layers: Number(layers),
    released: released === '-' ? null : released,
    blocks: blocks!,
    evalLoss: evalLoss!,
    creativity: creativity!,
    grammar: grammar!,
    consistency: consistency!,
    instruct: instruct!,
    plot: plot!,
  };
}

function otherRow(line: string): PaperRow {
  const [name = '', scores = ''] = line.split('|');
  const [creativity, grammar, consistency, instruct, plot] = scores
    .split(' ')
    .map((score) => (score === '-' ? null : Number(score)));
  return {
    name,
    hidden: null,
    layers: null,
    released: null,
    blocks: null,
    evalLoss: null,
    creativity: creativity!,
    grammar: grammar!,
    consistency: consistency!,
    instruct: instruct ?? null,
    plot: plot ?? null,
  };
}
