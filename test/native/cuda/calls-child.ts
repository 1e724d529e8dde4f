/**
 * Runs operations on simt, in bfloat16, in a process of its own; see calls.ts. Calls come on standard input and their
 * outcomes go to standard output, arrays as base64.
 */
import { readFileSync } from 'node:fs';
import { loadAddon } from '../../../lib/runtime/native.ts';
import { type Call, decode, encode, type Outcome } from './calls.ts';

type Arrays = ReturnType<typeof decode>;
interface Addon {
  runOperation(name: string, attributes: object, arrays: Arrays, options: object): Arrays;
  simulate(options?: { order?: string }): { mma: number; boxes: number };
}
const addon = loadAddon() as unknown as Addon;

function run({ name, attributes, arrays }: Call): Outcome {
  const options = { backend: 'simt', compute: 'bf16' };
  const before = addon.simulate({});
  const once = encode(addon.runOperation(name, attributes, decode(arrays), options));
  const { mma, boxes } = addon.simulate({ order: 'descending' });
  const again = encode(addon.runOperation(name, attributes, decode(arrays), options));
  return {
    arrays: once,
    mma: mma - before.mma,
    boxes: boxes - before.boxes,
    same: JSON.stringify(once) === JSON.stringify(again),
  };
}

const calls = JSON.parse(readFileSync(0, 'utf8')) as Call[];
process.stdout.write(JSON.stringify(calls.map(run)));
