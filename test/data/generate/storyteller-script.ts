/**
 * A script for test/llm/mock-openai.mjs that answers prompts with stories, each a function of its prompt alone: of
 * twenty prompts some seven get answers that are no stories of the corpus, by the hash of the prompt.
 */
export const FAULTS = ['refusal', 'length', 'content_filter', 'said-no', 'empty', 'words', 'same'] as const;

/** `before`: JavaScript that may return an action of its own for `{ n, path, body, text, seen, prompt }`. */
export function storyScript({ before = '', faults = true, settings = {} } = {}): string {
  return `
import { createHash } from 'node:crypto';

const NAMES = 'Lily Tom Mia Ben Sara Max Anna Tim Nora Sam Zoe Leo'.split(' ');
const DID = 'found washed carried painted hid lifted shook counted dropped cleaned pushed opened'.split(' ');
const HOW = 'red soft tiny round shiny old warm cold green loud sweet heavy'.split(' ');
const WHAT = 'ball boat coat stone kite bear drum leaf cake shell box bell'.split(' ');
const WHERE = 'park garden forest beach farm kitchen pond hill barn shop bridge tree'.split(' ');
const FAULTS = ${JSON.stringify(FAULTS)};

export default ${JSON.stringify(settings)};

export function act({ n, path, body, text, seen }) {
  const prompt = body?.messages?.at(-1)?.content ?? '';
  const facts = { n, path, body, text, seen, prompt };
  const special = before(facts);
  if (special) return special;
  if (!prompt) return undefined;
  if (prompt.startsWith('What happens')) return { reply: 'Somebody does ' + hash(prompt)[0] + ' things.' };
  return answer(prompt);
}

function before({ n, path, body, text, seen, prompt }) {
  ${before}
}

function answer(prompt) {
  const bytes = hash(prompt);
  const fault = ${faults} ? FAULTS[bytes[31] % 20] : undefined;
  const reply = story(prompt, bytes, fault === 'words' ? [] : [...prompt.matchAll(/"([^"]+)"/g)].map((m) => m[1]));
  const along = prompt.includes('"Summary:"') ? '\\n\\nSummary: ' + reply.slice(0, 40) : '';
  switch (fault) {
    case 'refusal': return { fault: 'refusal' };
    case 'length': return { reply: reply.slice(0, 200), finish: 'length' };
    case 'content_filter': return { fault: 'content_filter' };
    case 'said-no': return { reply: "I'm sorry, but I can't tell that story." };
    case 'same': return { reply: story('same', hash('same'), 'jump big tree'.split(' ')) + along };
    default: return { reply: reply + along };
  }
}

function story(seed, bytes, words) {
  const pick = (list, at) => list[bytes[at % 32] % list.length];
  const lines = Array.from({ length: 9 }, (_, i) => pick(NAMES, 3 * i) + ' ' + pick(DID, 5 * i + 1) + ' the ' +
    pick(HOW, 7 * i + 2) + ' ' + pick(WHAT, 11 * i + 3) + ' near the ' + pick(WHERE, 13 * i + 4) + '.');
  const used = words.filter((word) => word !== 'Summary:').map((word) => 'It had to do with ' + word + '.');
  return [...lines.slice(0, 5), ...used, '"Hello!" said ' + pick(NAMES, 9) + '.', ...lines.slice(5)].join(' ');
}

function hash(text) {
  return createHash('sha256').update(text).digest();
}
`;
}
