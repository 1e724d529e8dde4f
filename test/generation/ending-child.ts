/** A process that ends while it tells; see endings.test.ts. */
import { join } from 'node:path';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { LanguageModel } from '../../lib/generation/language-model.ts';
import { Model } from '../../lib/models/model.ts';
import { Tokenizer } from '../../lib/tokenizer/tokenizer.ts';
import { tinyRotary } from './tiny-models.ts';

async function tell(): Promise<LanguageModel> {
  const tokenizer = await Tokenizer.train(['Once upon a time.'], { vocab: 260 });
  const model = await Model.create(tinyRotary({ vocab: tokenizer.vocab }), { seed: 1 });
  return LanguageModel.of(model, tokenizer, { context: 100_000, slots: 2 });
}

/** Texts that take longer than any test waits. */
async function tellOnAndOn(started: () => void): Promise<void> {
  const teller = await tell();
  for await (const _ of teller.generate('Once', { samples: 2, stopAtEnd: false })) started();
}

async function main(how: string): Promise<void> {
  if (how === 'exit') await tellOnAndOn(() => process.exit(7));
  if (how === 'end') {
    const teller = await tell();
    console.log((await teller.generate('Once', { maxTokens: 5 }).completions())[0][0].ids.length);
  }
  if (how === 'worker') {
    for (let i = 0; i < 3; i++) {
      const script = join(__dirname, '../typescript.cjs');
      const worker = new Worker(script, { argv: [__filename], env: process.env });
      await new Promise((resolve) => worker.once('message', resolve));
      await worker.terminate();
    }
    const teller = await tell();
    console.log((await teller.generate('Once', { maxTokens: 5 }).completions())[0][0].ids.length);
  }
}

if (isMainThread) void main(process.argv[3]);
else void tellOnAndOn(() => parentPort?.postMessage('telling'));
