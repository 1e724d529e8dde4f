// Encodes every story of the files given with our GPT-2 tokenizer, with tiktoken and with gpt-tokenizer, and says where
// the ids differ: node scripts/compare-tokenizers.mjs FILE...
import { ensureAll, succeeded } from './ensure-built.mjs';

const files = process.argv.slice(2);
if (files.length === 0 || files[0].startsWith('-')) {
  console.error('usage: node scripts/compare-tokenizers.mjs FILE...');
  process.exit(2);
}
if (!succeeded(ensureAll)) process.exit(1);
const { readStories, Tokenizer } = await import('../dist/index.js');
const { encode } = await import('gpt-tokenizer/encoding/r50k_base');
const { get_encoding: getEncoding } = await import('tiktoken');

const tiktoken = getEncoding('gpt2');
const plain = { disallowedSpecial: new Set() };
/** \s of JavaScript lacks U+0085 and has U+FEFF, which gpt-tokenizer cannot help. */
const otherSpaces = /[\u0085\ufeff]/;
/** Stories encoded at once. */
const GROUP = 1000;

const gpt2 = await Tokenizer.load('gpt2');
const total = { stories: 0, tokens: 0, bytes: 0, left: 0 };
const differing = { tiktoken: 0, 'gpt-tokenizer': 0 };

const same = (ours, theirs) => ours.length === theirs.length && ours.every((id, i) => id === theirs[i]);

function differs(name, story) {
  differing[name]++;
  if (differing[name] <= 3)
    console.error(`${name} differs in story ${total.stories}: ${JSON.stringify(story.slice(0, 80))}`);
}

async function compare(stories) {
  const encoded = await gpt2.encodeBatch(stories, { special: false });
  for (const [i, story] of stories.entries()) {
    total.stories++;
    total.tokens += encoded[i].length;
    total.bytes += Buffer.byteLength(story);
    if (!same(encoded[i], tiktoken.encode(story, [], []))) differs('tiktoken', story);
    if (otherSpaces.test(story)) total.left++;
    else if (!same(encoded[i], encode(story, plain))) differs('gpt-tokenizer', story);
  }
}

const group = [];
for await (const story of readStories(files)) {
  group.push(story);
  if (group.length === GROUP) await compare(group.splice(0));
}
await compare(group);
const { stories, tokens, bytes, left } = total;
console.log(`${stories} stories, ${bytes} bytes, ${tokens} tokens`);
console.log(`tiktoken: ${differing.tiktoken} stories differ`);
console.log(
  `gpt-tokenizer: ${differing['gpt-tokenizer']} stories differ, ${left} with other spaces left out`,
);
if (differing.tiktoken + differing['gpt-tokenizer'] > 0) process.exitCode = 1;
