// What our engine makes of a golden case: node compute.mjs CASE OUT. Writes OUT/arrays.safetensors (the same
// names as the case's states) and OUT/numbers.json. A process of its own, because the instruction-set level is
// chosen once a process, by TINYSTORIES_CPU.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseGptNeoJson } from '../../dist/formats/huggingface-config.js';
import { SafetensorsFile } from '../../dist/formats/safetensors.js';
import { encodeSafetensors } from '../../dist/formats/safetensors-writer.js';
import { gptNeo } from '../../dist/models/gpt-neo.js';
import { fromHuggingFace } from '../../dist/models/huggingface.js';
import { Model } from '../../dist/models/model.js';
import { loadAddon } from '../../dist/runtime/native.js';

const [folder, out] = process.argv.slice(2);
const golden = JSON.parse(await readFile(join(folder, 'case.json'), 'utf8'));
const config = fromHuggingFace(parseGptNeoJson(golden.config, folder), folder);
const states = await SafetensorsFile.open(join(folder, 'states.safetensors'));

const arrays = [];
const numbers = { level: loadAddon().machine().level };
const add = (name, data, shape = [data.length]) => arrays.push({ name, shape, data });

const batches = [...Object.values(golden.batches), ...golden.training.batches].map(toInput);
const options = {
  threads: 2,
  maxSequences: Math.max(...batches.map(({ lengths }) => lengths.length)),
  maxRows: Math.max(...batches.map(({ tokens }) => tokens.length)),
  maxLength: Math.max(...batches.map(({ lengths }) => Math.max(...lengths))),
};

const studied = [...states.tensors.keys()].filter((name) => name.startsWith('outputs/'));
for (const [name, batch] of Object.entries(golden.batches)) {
  const input = toInput(batch);
  const model = await fresh();
  const outputs = studied.filter((key) => key.startsWith(`outputs/${name}/`));
  const values = outputs.map((key) => key.split('/')[2]);
  const evaluation = model.compile({ ...options, mode: 'evaluate', outputs: values });
  const result = await evaluation.forward(input, { losses: true, logits: 'all' });
  add(`logits/${name}`, result.logits, [input.tokens.length, config.vocab]);
  add(`losses/${name}`, result.losses);
  outputs.forEach((key, i) => {
    add(key, result.outputs[values[i]]);
  });
  const training = model.compile({ ...options, mode: 'train' });
  const { loss } = await training.gradients([input], 1, 1);
  numbers[`loss/${name}`] = [loss];
  numbers[`evaluated/${name}`] = [result.loss];
  await addArena(model, 'gradients', `gradients/${name}/`);
  evaluation.dispose();
  training.dispose();
  model.dispose();
}

const model = await fresh();
const program = model.compile({ ...options, mode: 'train' });
numbers['training/losses'] = [];
numbers['training/norms'] = [];
for (const [i, step] of golden.training.steps.entries()) {
  const inputs = step.batches.map((index) => toInput(golden.training.batches[index]));
  const { learningRate, clip } = step;
  const result = await program.trainStep(inputs, 1, {
    ...golden.training.optimizer,
    step: i + 1,
    learningRate,
    clip,
  });
  numbers['training/losses'].push(result.loss);
  numbers['training/norms'].push(result.gradNorm);
}
await addArena(model, 'parameters', 'trained/');
program.dispose();
model.dispose();
await states.close();

const parts = [];
for await (const part of encodeSafetensors(arrays, arrays)) parts.push(part.slice());
await writeFile(join(out, 'arrays.safetensors'), Buffer.concat(parts));
await writeFile(join(out, 'numbers.json'), JSON.stringify(numbers));

async function fresh() {
  const created = Model.empty(gptNeo(config));
  for (const { name } of created.weights.layout()) {
    await created.writeParameter(name, await states.read(`initial/${name}`));
  }
  return created;
}

async function addArena(from, arena, prefix) {
  for (const { name, offset, count, shape } of from.weights.layout()) {
    add(prefix + name, await from.weights.read(arena, offset, count), shape);
  }
}

function toInput({ tokens, lengths, targets, lossWeights, first }) {
  return {
    tokens: Int32Array.from(tokens),
    lengths: Int32Array.from(lengths),
    targets: Int32Array.from(targets),
    lossWeights: Float32Array.from(lossWeights),
    first: Int32Array.from(first),
  };
}
