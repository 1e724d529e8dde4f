// Generates a corpus and says on stdout how long it took and what memory: `node generating-worker.mjs OUT N WORKERS`.
import { generateStories } from '../dist/index.js';
import { residentMemory } from './machine.mjs';

const [out, stories, workers] = process.argv.slice(2);
const began = performance.now();
const result = await generateStories({
  stories: Number(stories),
  seed: 1,
  out,
  workers: Number(workers),
});
const seconds = (performance.now() - began) / 1000;
const bytes = result.files['stories.txt'].bytes;
const peakBytes = residentMemory()?.peak ?? null;
console.log(JSON.stringify({ seconds, kept: result.stories, answers: result.answers, bytes, peakBytes }));
