// Our side of check_transformers.py: node write_logits.mjs REQUEST OUT. REQUEST is JSON {folder, stories,
// scored}; OUT/ids.json gets the ids of every story, OUT/logits.safetensors the logits of the first `scored`,
// cut to the model's context.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeSafetensors } from '../../dist/formats/safetensors-writer.js';
import { loadModelFolder } from '../../dist/models/checkpoint.js';
import { Tokenizer } from '../../dist/tokenizer/tokenizer.js';

const [request, out] = process.argv.slice(2);
const { folder, stories, scored } = JSON.parse(await readFile(request, 'utf8'));
const tokenizer = await Tokenizer.load(folder);
const ids = stories.map((story) => tokenizer.encode(story));
await writeFile(join(out, 'ids.json'), JSON.stringify(ids.map((list) => [...list])));

const { model, document, context } = await loadModelFolder(folder);
const program = model.compile({
  mode: 'evaluate',
  maxSequences: 1,
  maxRows: context,
  maxLength: context,
});
const tensors = [];
for (const [i, list] of ids.slice(0, scored).entries()) {
  const tokens = list.slice(0, context);
  const lengths = Int32Array.of(tokens.length);
  const { logits } = await program.forward({ tokens, lengths }, { logits: 'all' });
  tensors.push({ name: String(i), shape: [tokens.length, document.vocab], data: logits });
}
program.dispose();
model.dispose();
const parts = [];
for await (const part of encodeSafetensors(tensors, tensors)) parts.push(part.slice());
await writeFile(join(out, 'logits.safetensors'), Buffer.concat(parts));
