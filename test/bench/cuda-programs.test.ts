/** The programs that native/driver runs on machines without Node are those that the package records today. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { programs } from '../../bench/cuda/shapes.mjs';
import { gptNeo } from '../../lib/models/gpt-neo.ts';
import { packageRoot } from '../../lib/runtime/here.ts';

const folder = join(packageRoot, 'bench', 'cuda', 'programs');

test('bench/cuda/programs holds what bench/cuda/record.mjs would write', () => {
  const wanted = programs({ gptNeo });
  expect(readdirSync(folder).sort()).toEqual(wanted.map(([name]) => name).sort());
  for (const [name, text] of wanted) expect(readFileSync(join(folder, name!), 'utf8')).toBe(text);
});
