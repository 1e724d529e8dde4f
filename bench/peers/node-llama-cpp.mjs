// Times llama.cpp as the npm package node-llama-cpp holds it, where no llama-bench is at hand:
//
//     node bench/peers/node-llama-cpp.mjs FOLDER MODEL.gguf TOKENS THREADS
//
// FOLDER's node_modules holds the package. Tokens are decoded one at a time without choosing among the logits, as
// llama-bench does it; what the package adds is one turn of the event loop a token. Prints {"seconds": …}.
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, modelPath, tokens, threads] = process.argv.slice(2);
const require = createRequire(join(resolve(folder), 'package.json'));
const { getLlama } = await import(pathToFileURL(require.resolve('node-llama-cpp')).href);

const llama = await getLlama({ gpu: false, build: 'never', maxThreads: Number(threads), logLevel: 'error' });
const model = await llama.loadModel({ modelPath, gpuLayers: 0 });
// The context below the public one: the public one chooses each token in JavaScript.
const context = (await model.createContext({ contextSize: 256, threads: Number(threads), sequences: 1 }))
  ._ctx;
context.setThreads(Number(threads));
const logits = Uint32Array.of(0);

async function decode(count) {
  context.disposeSequence(0);
  for (let position = 0; position < count; position += 1) {
    context.initBatch(1);
    context.addToBatch(0, position, Uint32Array.of((position * 7919) % 9999), logits);
    await context.decodeBatch();
  }
}

await decode(16);
const begun = process.hrtime.bigint();
await decode(Number(tokens));
const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
process.stdout.write(`${JSON.stringify({ seconds })}\n`);
process.exit(0);
