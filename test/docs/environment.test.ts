/** docs/environment.md lists what the package reads from its environment, all of it and nothing else. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const root = join(__dirname, '../..');

/** The sources below some folders, as one text. */
function sources(...folders: string[]): string {
  return folders
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.(ts|mjs|cjs|sh|cc|cu|h|cuh)$/.test(name))
        .map((name) => readFileSync(join(root, folder, name), 'utf8')),
    )
    .join('\n');
}

const rows = readFileSync(join(root, 'docs/environment.md'), 'utf8').match(/^\| `.*$/gm) ?? [];
const listed = rows.flatMap((row) => [...row.split('|')[1]!.matchAll(/`(\w+)`/g)].map(([, name]) => name!));

/** Names of variables that a text reads. */
function readBy(text: string): Set<string> {
  const all = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, name]) => name!);
  return new Set([
    ...all(/\benv\.([A-Z][A-Z0-9_]+)\b/g),
    ...all(/\benv\[['"]([A-Z][A-Z0-9_]*)/g),
    ...all(/\bgetenv\("(\w+)"\)/g),
    ...all(/\bchoice\("(\w+)"/g).map((name) => `TINYSTORIES_CUDA_${name}`),
    // Where a name is held apart from where it is read.
    ...all(/_VARIABLE = '([A-Z][A-Z0-9_]*)'/g),
    ...all(/'([A-Z]+_PROXY)'/g),
    ...all(/\bconst \{ ([A-Z_]+) \} = process\.env/g),
  ]);
}

test('every variable that is read is listed, once', () => {
  const read = readBy(sources('lib', 'native', 'scripts'));
  expect(read.size).toBeGreaterThan(50);
  expect([...read].filter((name) => !listed.includes(name)).sort()).toEqual([]);
  expect(listed.filter((name, at) => listed.indexOf(name) !== at)).toEqual([]);
});

test('every variable that is listed is read', () => {
  const text = sources('lib', 'native', 'scripts', 'test');
  const read = readBy(text);
  const named = (name: string) => read.has(name) || text.includes(`'${name}'`);
  // The client of OpenAI reads these by itself.
  const client = readFileSync(join(root, 'node_modules/openai/client.js'), 'utf8');
  expect(listed.filter((name) => !named(name) && !client.includes(`'${name}'`))).toEqual([]);
});

test('what the page says of the usual choices is the code’s', () => {
  const native = sources('native');
  let compared = 0;
  for (const row of rows) {
    const [, names, usual] = row.split('|').map((cell) => cell.trim());
    if (!names!.startsWith('`TINYSTORIES_CUDA_') || !/^[\d, ]+$/.test(usual!)) continue;
    for (const [i, value] of usual!.split(', ').entries()) {
      const name = [...names!.matchAll(/`TINYSTORIES_CUDA_(\w+)`/g)][i]![1]!;
      const [, code] = new RegExp(`choice\\("${name}", (\\w+)\\)`).exec(native) ?? [];
      // Other constants differ between a GPU and the kernels on the CPU.
      if (!/^\d+$/.test(code ?? '')) continue;
      expect([name, code]).toEqual([name, value]);
      compared++;
    }
  }
  expect(compared).toBeGreaterThan(15);
});
