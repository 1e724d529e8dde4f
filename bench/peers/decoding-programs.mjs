// Programs that decode, given by the user: each gets a model of random weights in its own format and tells how many
// tokens a second it made.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { NEW_TOKENS } from '../decoding.mjs';
import { CONTEXT, HEADS, VOCAB } from '../shapes.mjs';
import { ggufModel } from './gguf-file.mjs';
import { llama2cModel, llama2cTokenizer, llama2cTokens, writeParts } from './llama2c-file.mjs';

const run = promisify(execFile);
const LIMITS = { timeout: 300_000, maxBuffer: 16 << 20 };

const sizes = (shape) => ({
  hidden: shape.hidden,
  layers: shape.layers,
  heads: HEADS,
  vocab: VOCAB,
  context: CONTEXT,
});

/** Writes a file once; the folder is the run's own. */
function once(path, parts) {
  if (!existsSync(path)) writeParts(path, parts());
  return path;
}

/**
 * `decode` returns the seconds that 255 tokens took.
 * @typedef {{ name: string, precisions: string[],
 *   prepare: (bench: any, shape: any, precision: string) => Promise<(threads: number) => Promise<number>> }} Program
 * @returns {Program[]} those whose path was given
 */
export function decodingPrograms({ llama2c, llamaCpp, nodeLlamaCpp }) {
  const programs = [];
  const precisions = ['float32', 'bf16', 'int8'];
  if (llama2c) programs.push({ name: 'llama2.c', precisions: ['float32'], prepare: prepareLlama2c(llama2c) });
  if (llamaCpp) programs.push({ name: 'llama.cpp', precisions, prepare: prepareLlamaCpp(llamaCpp) });
  if (nodeLlamaCpp) {
    programs.push({ name: 'node-llama-cpp', precisions, prepare: prepareNodeLlamaCpp(nodeLlamaCpp) });
  }
  return programs;
}

const prepareLlama2c = (program) => async (bench, shape) => {
  const model = once(join(bench.folder(), `${shape.name}.bin`), () => llama2cModel(sizes(shape)));
  const tokens = once(join(bench.folder(), 'tokenizer.bin'), () => llama2cTokenizer(llama2cTokens(VOCAB)));
  return async (threads) => {
    const args = [model, '-t', '0', '-n', String(CONTEXT), '-z', tokens, '-i', ''];
    const env = { ...process.env, OMP_NUM_THREADS: String(threads) };
    const { stdout, stderr } = await run(program, args, { ...LIMITS, env, encoding: 'latin1' });
    return NEW_TOKENS / parseLlama2c(stdout + stderr);
  };
};

/** The path of a model for llama.cpp. */
async function ggufFile(bench, shape, precision) {
  const vocabulary = gpt2Vocabulary(JSON.parse(JSON.stringify(await bench.tokenizer('10k'))));
  const path = join(bench.folder(), `${shape.name}-${precision}.gguf`);
  return once(path, () => ggufModel(sizes(shape), precision, vocabulary));
}

const prepareLlamaCpp = (program) => async (bench, shape, precision) => {
  const model = await ggufFile(bench, shape, precision);
  return async (threads) => {
    const args = [
      '-m',
      model,
      '-p',
      '0',
      '-n',
      String(NEW_TOKENS),
      '-t',
      String(threads),
      '-r',
      '1',
      '-o',
      'json',
    ];
    const { stdout } = await run(program, args, LIMITS);
    return NEW_TOKENS / parseLlamaBench(stdout);
  };
};

const prepareNodeLlamaCpp = (folder) => async (bench, shape, precision) => {
  const model = await ggufFile(bench, shape, precision);
  const program = fileURLToPath(new URL('node-llama-cpp.mjs', import.meta.url));
  return async (threads) => {
    const args = [program, folder, model, String(NEW_TOKENS), String(threads)];
    // Each token is decoded by a thread of libuv's pool, and OpenMP keeps a team for each of these that spins a while: with
    // more than one they take one another's cores, and two threads are slower than one.
    const env = { ...process.env, UV_THREADPOOL_SIZE: '1' };
    const { stdout } = await run(process.execPath, args, { ...LIMITS, env });
    const { seconds } = JSON.parse(stdout.slice(stdout.lastIndexOf('{')));
    if (!(seconds > 0)) throw new Error('node-llama-cpp did not tell how long it took');
    return seconds;
  };
};

/** Tokens a second, as llama2.c's programs end by telling. */
export function parseLlama2c(output) {
  const told = /achieved tok\/s:\s*([\d.]+)/.exec(output);
  if (!told) throw new Error('the llama2.c program did not tell how many tok/s it achieved');
  return Number(told[1]);
}

/** Tokens a second of llama-bench's only test. */
export function parseLlamaBench(output) {
  let tests;
  try {
    tests = JSON.parse(output.slice(output.indexOf('[')));
  } catch {
    throw new Error('no JSON from the llama.cpp program: --llama-cpp wants the path of llama-bench');
  }
  const told = tests.find((test) => test.n_gen === NEW_TOKENS)?.avg_ts;
  if (!(told > 0)) throw new Error('llama-bench told of no generation');
  return told;
}

/** Tokens by id and merges, of our own tokenizer, filled up to the models' vocabulary. */
function gpt2Vocabulary({ model, added_tokens: added }) {
  const tokens = Array.from({ length: VOCAB }, (_, id) => `<unused ${id}>`);
  for (const [token, id] of Object.entries(model.vocab)) tokens[id] = token;
  for (const { id, content } of added) tokens[id] = content;
  return { tokens, merges: model.merges, endOfText: added[0].id };
}
