/**
 * Checks in one process, whose instruction-set level the environment sets, that logits depend neither on the cache
 * nor on how many rows are computed together, however the weights are kept; see levels.test.ts. Prints the level and
 * what differed.
 */
import { WEIGHT_PRECISIONS } from '../../lib/generation/language-model.ts';
import { gptNeo } from '../../lib/models/gpt-neo.ts';
import type { WeightPrecision } from '../../lib/runtime/addon.ts';
import { loadAddon } from '../../lib/runtime/native.ts';
import { byId, sampled, someTokens, type TinyModel, tinyModel } from './tiny-models.ts';

const SHAPES = [
  { vocab: 257, hidden: 64, layers: 2, heads: 16 },
  { vocab: 1021, hidden: 128, layers: 2, heads: 8 },
  { vocab: 100, hidden: 96, layers: 2, heads: 4 },
];
const TEXT = 210;

/** What follows `tokens`, computed for themselves alone as one prompt. */
async function alone(model: TinyModel, vocab: number, tokens: number[], weights: WeightPrecision) {
  if (weights === 'float32') return model.logprobsAfter(tokens);
  const session = model.session(1, TEXT, weights);
  const slot = session.add(Int32Array.from(tokens), sampled());
  const { ids, logprobs } = await session.step(Int32Array.of(slot), Int32Array.of(-1), vocab);
  session.dispose();
  return byId(ids, logprobs);
}

/** The log-probabilities after each length of a text, shared by all numbers of threads. */
type Whole = Map<number, Float32Array>;

async function check(
  model: TinyModel,
  vocab: number,
  weights: WeightPrecision,
  whole: Whole,
): Promise<string[]> {
  const wrong: string[] = [];
  const text = someTokens(TEXT, vocab);
  const ends = [1, 2, 3, 4, 5, 6, 8, 9, 15, 16, 17, 31, 33, 64, 100, 128, 129, 200, TEXT];
  const learn = async (end: number) => {
    if (!whole.has(end)) whole.set(end, await alone(model, vocab, text.slice(0, end), weights));
  };
  for (const end of ends) await learn(end);
  const same = (got: Float32Array, end: number, what: string) => {
    if (Buffer.compare(Buffer.from(got.buffer), Buffer.from((whole.get(end) as Float32Array).buffer)) !== 0) {
      wrong.push(`${what}, ${end} tokens`);
    }
  };

  // Every length as one prompt, together in one batch, then each one token further, together.
  const session = model.session(ends.length, TEXT, weights);
  const slots = Int32Array.from(ends, (end) => session.add(Int32Array.from(text.slice(0, end)), sampled()));
  const first = await session.step(slots, new Int32Array(ends.length).fill(-1), vocab);
  ends.forEach((end, i) => {
    const row = [i * vocab, (i + 1) * vocab];
    same(byId(first.ids.slice(...row), first.logprobs.slice(...row)), end, 'in a batch of prompts');
  });
  const longer = ends.slice(0, -1).map((end) => end + 1);
  for (const end of longer) await learn(end);
  for (const count of [1, 3, 4, 10]) {
    const some = longer.splice(0, count);
    const from = ends.length - 1 - longer.length - some.length;
    const next = await session.step(
      slots.slice(from, from + some.length),
      Int32Array.from(some, (end) => text[end - 1]),
      vocab,
    );
    some.forEach((end, i) => {
      const row = [i * vocab, (i + 1) * vocab];
      same(
        byId(next.ids.slice(...row), next.logprobs.slice(...row)),
        end,
        `one of ${some.length} single rows`,
      );
    });
  }
  session.dispose();
  return wrong;
}

async function main(): Promise<void> {
  const wrong: string[] = [];
  for (const shape of SHAPES) {
    for (const weights of WEIGHT_PRECISIONS) {
      const whole: Whole = new Map();
      for (const threads of [1, 2]) {
        const document = gptNeo({ ...shape, maxPositions: 400, window: 32, initRange: 0.2 });
        const model = await tinyModel(document, 1, threads);
        for (const what of await check(model, shape.vocab, weights, whole)) {
          wrong.push(`hidden ${shape.hidden}, ${weights}, ${threads} threads: ${what}`);
        }
        model.dispose();
      }
    }
  }
  console.log(JSON.stringify({ level: loadAddon().machine().level, wrong }));
}

void main();
