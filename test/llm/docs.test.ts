/** docs/llm.md says what the code does. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { packageRoot } from '../../lib/runtime/here.ts';

const read = (...path: string[]) => readFile(join(packageRoot, ...path), 'utf8');

test('the table of options has every option, in order', async () => {
  const types = await read('lib', 'llm', 'types.ts');
  const options = types.slice(types.indexOf('interface LlmClientOptions'), types.indexOf('type LlmNotice'));
  const names = [...options.matchAll(/^ {2}(\w+)\??:/gm)].map(([, name]) => name);
  const rows = [...(await read('docs', 'llm.md')).matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  expect(rows).toEqual(names);
});

test('every notice and every end of an answer is told of', async () => {
  const page = await read('docs', 'llm.md');
  const types = await read('lib', 'llm', 'types.ts');
  const notices = [...types.matchAll(/\| \{ type: '([\w-]+)'/g)].map(([, name]) => name);
  expect(notices).toHaveLength(7);
  for (const name of notices) expect(page).toContain(`\`${name}\``);
  const ends = /type LlmFinish = (.*);/.exec(types)![1]!.split(' | ');
  for (const end of ends.filter((one) => one !== "'stop'")) expect(page).toContain(end);
});
