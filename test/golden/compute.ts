/**
 * What our engine makes of a golden case: `node test/typescript.cjs test/golden/compute.ts CASE OUT`. Writes
 * OUT/arrays.safetensors (the same names as the case's states) and OUT/numbers.json. A process of its own,
 * because the instruction-set level is chosen once a process, by TINYSTORIES_CPU.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseGptNeoJson } from '../../lib/formats/huggingface-config.ts';
import { SafetensorsFile } from '../../lib/formats/safetensors.ts';
import { encodeSafetensors } from '../../lib/formats/safetensors-writer.ts';
import { gptNeo } from '../../lib/models/gpt-neo.ts';
import { fromHuggingFace } from '../../lib/models/huggingface.ts';
import { Model } from '../../lib/models/model.ts';
import type { ArenaName, BatchInput } from '../../lib/runtime/addon.ts';
import { writeFileAtomic } from '../../lib/runtime/files.ts';
import { loadAddon } from '../../lib/runtime/native.ts';

interface GoldenBatch {
  tokens: number[];
  lengths: number[];
  targets: number[];
  lossWeights: number[];
  first: number[];
}

interface Case {
  config: unknown;
  batches: Record<string, GoldenBatch>;
  training: {
    optimizer: { beta1: number; beta2: number; epsilon: number; weightDecay: number };
    steps: { learningRate: number; clip: number; batches: number[] }[];
    batches: GoldenBatch[];
  };
}

async function main(folder: string, out: string): Promise<void> {
  const golden = JSON.parse(await readFile(join(folder, 'case.json'), 'utf8')) as Case;
  const config = fromHuggingFace(parseGptNeoJson(golden.config, folder), folder);
  const states = await SafetensorsFile.open(join(folder, 'states.safetensors'));
  const arrays: { name: string; shape: number[]; data: Float32Array }[] = [];
  const numbers: Record<string, string | number[]> = { level: loadAddon().machine().level };

  const fresh = async () => {
    const model = Model.empty(gptNeo(config));
    for (const { name } of model.weights.layout()) {
      await model.writeParameter(name, await states.read(`initial/${name}`));
    }
    return model;
  };
  const addArena = async (from: Model, arena: ArenaName, prefix: string) => {
    for (const { name, offset, count, shape } of from.weights.layout()) {
      arrays.push({ name: prefix + name, shape, data: await from.weights.read(arena, offset, count) });
    }
  };

  const batches = [...Object.values(golden.batches), ...golden.training.batches].map(toInput);
  const options = {
    threads: 2,
    maxSequences: Math.max(...batches.map(({ lengths }) => lengths.length)),
    maxRows: Math.max(...batches.map(({ tokens }) => tokens.length)),
    maxLength: Math.max(...batches.map(({ lengths }) => Math.max(...lengths))),
  };

  for (const [name, batch] of Object.entries(golden.batches)) {
    const input = toInput(batch);
    const model = await fresh();
    const studied = [...states.tensors.keys()].filter((key) => key.startsWith(`outputs/${name}/`));
    const outputs = studied.map((key) => key.slice(`outputs/${name}/`.length));
    const evaluation = model.compile({ ...options, mode: 'evaluate', outputs });
    const result = await evaluation.forward(input, { losses: true, logits: 'all' });
    const shape = [input.tokens.length, config.vocab];
    arrays.push({ name: `logits/${name}`, shape, data: result.logits! });
    arrays.push({ name: `losses/${name}`, shape: [input.tokens.length], data: result.losses! });
    for (const output of outputs) {
      const data = result.outputs[output]!;
      arrays.push({ name: `outputs/${name}/${output}`, shape: [data.length], data });
    }
    const { loss } = await model.compile({ ...options, mode: 'train' }).gradients([input], 1, 1);
    numbers[`loss/${name}`] = [loss];
    numbers[`evaluated/${name}`] = [result.loss];
    await addArena(model, 'gradients', `gradients/${name}/`);
    await model[Symbol.asyncDispose]();
  }

  const model = await fresh();
  const program = model.compile({ ...options, mode: 'train' });
  const losses: number[] = [];
  const norms: number[] = [];
  for (const [i, step] of golden.training.steps.entries()) {
    const inputs = step.batches.map((index) => toInput(golden.training.batches[index]!));
    const { learningRate, clip } = step;
    const optimizer = { ...golden.training.optimizer, step: i + 1, learningRate, clip };
    const result = await program.trainStep(inputs, 1, optimizer);
    losses.push(result.loss);
    norms.push(result.gradNorm);
  }
  numbers['training/losses'] = losses;
  numbers['training/norms'] = norms;
  await addArena(model, 'parameters', 'trained/');
  await model[Symbol.asyncDispose]();
  await states.close();

  await writeFileAtomic(join(out, 'arrays.safetensors'), encodeSafetensors(arrays, arrays));
  await writeFile(join(out, 'numbers.json'), JSON.stringify(numbers));
}

function toInput({ tokens, lengths, targets, lossWeights, first }: GoldenBatch): BatchInput {
  return {
    tokens: Int32Array.from(tokens),
    lengths: Int32Array.from(lengths),
    targets: Int32Array.from(targets),
    lossWeights: Float32Array.from(lossWeights),
    first: Int32Array.from(first),
  };
}

const [folder, out] = process.argv.slice(3);
void main(folder!, out!);
