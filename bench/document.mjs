// Writes docs/benchmarks.md from the committed results; with --check it only says whether the page is up to date.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { benchmarksPage } from './page.mjs';
import { readResults } from './results.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join(root, 'bench', 'results');
const page = join(root, 'docs', 'benchmarks.md');
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .sort();
const text = benchmarksPage(files.map((name) => readResults(join(folder, name))));
if (!process.argv.includes('--check')) {
  writeFileSync(page, text);
} else if (readFileSync(page, 'utf8') !== text) {
  console.error('docs/benchmarks.md does not fit bench/results: run `node bench/document.mjs`');
  process.exitCode = 1;
}
