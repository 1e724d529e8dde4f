/** Cached, batched and whole computations agree bit for bit at every instruction-set level of this machine. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { loadAddon } from '../../lib/runtime/native.ts';

test.each(loadAddon().machine().usableLevels)('%s', async (level) => {
  const script = [join(__dirname, '../typescript.cjs'), join(__dirname, 'levels-child.ts')];
  const env = { ...process.env, TINYSTORIES_CPU: level };
  const { stdout } = await promisify(execFile)(process.execPath, script, { env });
  expect(JSON.parse(stdout)).toEqual({ level, wrong: [] });
});
