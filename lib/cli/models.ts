import { type Command, Option } from 'commander';
import { countParameters, estimateFlops, estimateMemory } from '../models/accounting.ts';
import { describeModel, type ModelDescription } from '../models/description.ts';
import { gptNeo } from '../models/gpt-neo.ts';
import { lookUpPreset, names, presets } from '../models/presets.ts';
import type { Context } from './context.ts';
import { renderCosts } from './costs.ts';
import { bytes, count, short, table } from './format.ts';
import { positive } from './options.ts';
import { printJson } from './terminal.ts';

interface ModelsOptions {
  vocab: number;
  context?: number;
  batch: number;
  json?: boolean;
}

export function addModels(program: Command, { terminal }: Context): void {
  program
    .command('models')
    .description('List the models of the paper, or show what one of them costs.')
    .argument('[model]', 'a model by any of its names (64x8, 1M, TinyStories-1M) or a model file')
    .addOption(new Option('--vocab <n>', 'tokens of the vocabulary').argParser(positive).default(10_000))
    .option('--context <n>', 'positions of the model', positive)
    .addOption(new Option('--batch <n>', 'sequences trained at once').argParser(positive).default(16))
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Examples:
  tinystories models
  tinystories models 1M --vocab 2048 --context 256
  tinystories models --json`,
    )
    .action(async (model: string | undefined, options: ModelsOptions) => {
      if (model === undefined) {
        const all = await Promise.all(presets.map(({ name }) => describeModel(name)));
        const costs = all.map((description) => costsOf(description, options));
        if (options.json) printJson(terminal, costs);
        else terminal.out(overview(costs, options));
        return;
      }
      const description = await describeModel(model);
      if (options.json) printJson(terminal, costsOf(description, options));
      else terminal.out(details(description, options));
    });
}

function costsOf(model: ModelDescription, { vocab, context = model.context, batch }: ModelsOptions) {
  const { hidden, layers, heads, window } = model.config(vocab, context);
  const document = gptNeo(model.config(vocab, context));
  const preset = lookUpPreset(model.name);
  return {
    name: model.name,
    released: preset?.released ?? null,
    names: preset ? names(preset) : [model.name],
    hidden,
    layers,
    heads,
    window,
    vocab,
    context,
    batch,
    parameters: countParameters(document),
    memory: estimateMemory(document, batch * context),
    flopsPerToken: estimateFlops(document, context),
  };
}

function overview(models: ReturnType<typeof costsOf>[], { vocab, batch }: ModelsOptions): string {
  const rows = models.map((model) => [
    model.name,
    model.released ?? '',
    String(model.hidden),
    String(model.layers),
    String(model.heads),
    count(model.parameters.total),
    bytes(model.memory.weights),
    bytes(model.memory.total),
    short(model.flopsPerToken.training),
  ]);
  const head = ['name', 'released as', 'hidden', 'layers', 'heads', 'parameters', 'weights', 'training'];
  return `${table([[...head, 'FLOPs/token'], ...rows], [2, 3, 4, 5, 6, 7, 8])}
With a vocabulary of ${count(vocab)} and ${count(models[0]!.context)} positions; training memory for ${count(batch)} sequences at once, at most.
One model in full: tinystories models 1M
`;
}

function details(model: ModelDescription, options: ModelsOptions): string {
  const costs = costsOf(model, options);
  const { names: known, hidden, layers, heads, vocab, context, batch } = costs;
  const sizes = `hidden ${hidden}, ${layers} layers, ${heads} heads`;
  return `${known.join(', ')}: ${sizes}, vocabulary ${count(vocab)}, ${count(context)} positions

${renderCosts(costs.parameters, costs.memory, costs.flopsPerToken, batch * context)}`;
}
