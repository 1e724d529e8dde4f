// Trains a tokenizer on the file it is given, and says how long that took and how much memory the process had at most.
import { readStories, Tokenizer } from '../dist/index.js';
import { residentMemory } from './machine.mjs';

const [path, vocab] = process.argv.slice(2);
const began = performance.now();
let counted;
const { vocab: made } = await Tokenizer.train(readStories([path]), {
  vocab: Number(vocab),
  onCounted: (met) => {
    counted = met;
  },
});
const seconds = (performance.now() - began) / 1000;
console.log(JSON.stringify({ seconds, peakBytes: residentMemory()?.peak ?? null, vocab: made, counted }));
