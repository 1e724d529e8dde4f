// The command line of `npm run bench`.
import { parseArgs } from 'node:util';

export const HELP = `Usage: npm run bench -- [options]

Measures the machine's ceilings, then operations, training steps, prefill, decoding, tokenizer, storyteller, cleaning
and peers, and writes the results as JSON. Close other programs first.

  --filter REGEX      only measurements whose name matches, and the ceilings that they are held against
  --list              print the names and measure nothing
  --seconds N         how long a training step is measured; others take a fixed part of it (10)
  --quick             the same as --seconds 0.4, one setting for each peer: to see that all works
  --full              what takes an hour and 30 GB of disk as well: a corpus of ten million stories
  --runs N            measure all N times; of the targets the worst run counts (1)
  --out FILE          where the results go (bench/results/<cpu>-<level>.json; nowhere with --filter or --quick)
  --compare OLD.json  ratio to earlier results, row by row
  --json              the results on stdout instead of tables
  --text FILE         text for the tokenizers, stories parted by <|endoftext|> (else told by the storyteller)

Peers, each left out with a reason where it is absent:
  --python PATH       a Python that can import torch (python3, /usr/bin/python3)
  --llama2c PATH      a program that runs models in llama2.c's format
  --llama-cpp PATH    llama.cpp's llama-bench
  --node-llama-cpp DIR  the same by the npm package node-llama-cpp, installed in DIR
  --no-peers          none of them

  -h, --help          this text

TINYSTORIES_CPU=base|avx2|avx512|amx measures another instruction-set level.`;

export class UsageError extends Error {}

/** @param {string[]} args */
export function parseOptions(args) {
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        filter: { type: 'string' },
        list: { type: 'boolean', default: false },
        seconds: { type: 'string' },
        quick: { type: 'boolean', default: false },
        full: { type: 'boolean', default: false },
        runs: { type: 'string', default: '1' },
        out: { type: 'string' },
        compare: { type: 'string' },
        json: { type: 'boolean', default: false },
        text: { type: 'string' },
        python: { type: 'string' },
        llama2c: { type: 'string' },
        'llama-cpp': { type: 'string' },
        'node-llama-cpp': { type: 'string' },
        'no-peers': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }));
  } catch (error) {
    throw new UsageError(error.message);
  }
  const seconds = Number(values.seconds ?? (values.quick ? 0.4 : 10));
  if (!(seconds > 0)) throw new UsageError(`--seconds: expected a number above 0, got ${values.seconds}`);
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1) {
    throw new UsageError(`--runs: expected a whole number from 1 on, got ${values.runs}`);
  }
  let filter;
  try {
    filter = new RegExp(values.filter ?? '');
  } catch (error) {
    throw new UsageError(`--filter: ${error.message}`);
  }
  const { 'llama-cpp': llamaCpp, 'node-llama-cpp': nodeLlamaCpp, 'no-peers': noPeers, ...rest } = values;
  return {
    ...rest,
    llamaCpp,
    nodeLlamaCpp,
    peers: !noPeers,
    seconds,
    runs,
    filter,
    whole: !values.filter && !values.quick,
  };
}
