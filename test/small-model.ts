/** A model folder small enough to make in a blink, for tests that need one to load. */
import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { saveModelFolder } from '../lib/models/checkpoint.ts';
import { gptNeo } from '../lib/models/gpt-neo.ts';
import { Model } from '../lib/models/model.ts';
import { WEIGHTS_FILE } from '../lib/models/weights-file.ts';
import { Tokenizer } from '../lib/tokenizer/tokenizer.ts';

const STORIES = ['Tom had a red ball. He was happy.', 'Anna saw a dog. The dog was sad.', 'Lily had a cat.'];

/** Untrained, with a tokenizer of its own; the same bytes every time. */
export async function smallModelFolder(folder: string): Promise<void> {
  const tokenizer = await Tokenizer.train(STORIES, { vocab: 300 });
  const { vocab, endOfText } = tokenizer;
  const config = { vocab, hidden: 16, layers: 2, heads: 2, maxPositions: 64, window: 16 };
  const model = await Model.create(gptNeo(config), { seed: 1 });
  await saveModelFolder(folder, model, { config, tokenizer: JSON.stringify(tokenizer), endOfText });
  model.dispose();
}

/** Makes NaN of the second half of a model folder's weights. */
export async function breakWeights(folder: string): Promise<void> {
  const path = join(folder, WEIGHTS_FILE);
  const bytes = await readFile(path);
  bytes.fill(0xff, Math.ceil(bytes.length / 8) * 4);
  await writeFile(path, bytes);
}

/** Compiles dist/ where a source is newer: for tests that start programs which import the package. */
export function ensureDist(): void {
  const root = join(__dirname, '..');
  const code = `import('./scripts/ensure-built.mjs').then(({ ensureCompiled }) => ensureCompiled())`;
  const { status, stderr } = spawnSync(process.execPath, ['-e', code], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}
