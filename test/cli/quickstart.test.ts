/** `quickstart` in small: all of it, stopped on the way, and run again when it is done. */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Outcome, tinystories } from './run.ts';

let folder: string;
let args: string[];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tinystories-quickstart-'));
  args = ['quickstart', '--stories', '300', '--minutes', '0.05', '--out', join(folder, 'quick')];
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('stopped while it trains, it says how to go on', async () => {
  const { code, stderr } = await tinystories(args, {
    onStderr: (text, child) => {
      if (text.endsWith('minutes\n')) child.kill('SIGINT');
    },
  });
  expect(code).toBe(130);
  expect(stderr).toMatch(/^error: interrupted; go on with: /m);
  expect(existsSync(join(folder, 'quick', 'data', 'data.json'))).toBe(true);
});

test('run again, it goes on: three stories, the loss, where the run lies, what to try next', async () => {
  const data = join(folder, 'quick', 'data', 'data.json');
  const made = statSync(data).mtimeMs;
  const { code, stdout, stderr } = await tinystories(args);
  expect(stderr).toContain('done before');
  expect(code).toBe(0);
  expect(statSync(data).mtimeMs).toBe(made);
  expect(stdout.match(/^Story \d$/gm)).toHaveLength(3);
  for (const beginning of ['Once upon a time', 'Once upon a time, there was a little girl named'])
    expect(stdout).toContain(beginning);
  expect(stdout).toMatch(/validation loss +\d+\.\d+/);
  expect(stdout).toMatch(/bits per byte +\d+\.\d+/);
  for (const kind of ['knowledge', 'reasoning', 'context'])
    expect(stdout).toMatch(new RegExp(`^${kind} +\\d+ +\\d+ % +\\d+ % +\\d+ %$`, 'm'));
  expect(stdout).toContain(join(folder, 'quick'));
  expect(stdout).toMatch(/tinystories generate --model/);
});

test('when it is done, it says so and tells the same again', async () => {
  const metrics = join(folder, 'quick', 'metrics.jsonl');
  const before = readFileSync(metrics, 'utf8');
  const first = JSON.parse((await tinystories([...args, '--json'])).stdout);
  const { stderr } = await tinystories(args);
  expect(stderr.match(/done before/g)).toHaveLength(3);
  expect(readFileSync(metrics, 'utf8')).toBe(before);
  const again = JSON.parse((await tinystories([...args, '--json'])).stdout);
  expect(again.stories).toEqual(first.stories);
  expect(first.stories).toHaveLength(3);
  expect(first.training.wasDone).toBe(true);
});

test('other numbers in the same place are refused, not passed over', async () => {
  const [verb, , , ...rest] = args;
  expectFailureAt(await tinystories([verb, '--stories', '400', ...rest]), /stories: expected 300, .*--out/);
  const minutes = args.map((word) => (word === '0.05' ? '0.06' : word));
  expectFailureAt(await tinystories(minutes), /minutes: expected /);
});

function expectFailureAt({ code, stderr, stdout }: Outcome, message: RegExp): void {
  expect(stderr).toMatch(message);
  expect(stdout).toBe('');
  expect(code).toBe(2);
}
