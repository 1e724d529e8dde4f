import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { TINY } from '../training/fixture.ts';
import { expectFailure, inProcess } from './run.ts';

let folder: string;
const at = (...parts: string[]) => join(folder, ...parts);

async function works(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await inProcess(...args);
  if (code !== 0) throw new Error(stderr);
  return stdout;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tinystories-instruct-'));
  await works('data', 'make', '--stories', '200', '--out', at('made'));
  writeFileSync(at('tiny.json'), JSON.stringify(TINY));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('records, shards that know responses, training and evaluation on them', async () => {
  const made = await works('data', 'instruct', '--input', at('made'), '--out', at('instruct'));
  expect(made).toMatch(/instruct\.txt +200 records, .*words \d/);
  expect(made).toContain('--responses');
  const records = ['--input', at('instruct', 'instruct.txt')];
  const data = at('data');
  const prepared = await works(
    ...['data', 'prepare', ...records, '--responses', '--vocab', '300', '--out', data],
  );
  expect(prepared).toMatch(/^responses +\d\d\.\d\d % of the training tokens/m);
  const run = ['train', '--data', data, '--model', at('tiny.json'), '--out', at('run'), '--steps', '2'];
  const few = ['--sample-every', '0', '--batch', '2', '--threads', '1'];
  expect(await works(...run, '--loss', 'responses', ...few)).toMatch(/eval .* --loss responses$/m);
  expect(JSON.parse(readFileSync(at('run', 'run.json'), 'utf8')).settings.loss).toBe('responses');
  const evaluate = ['eval', '--model', at('run'), '--data', data, '--json'];
  const all = JSON.parse(await works(...evaluate));
  const responses = JSON.parse(await works(...evaluate, '--loss', 'responses'));
  expect(responses.tokens).toBeLessThan(all.tokens);
  expectFailure(await inProcess(...evaluate, '--loss', 'some'), 2, /--loss/);
});

test('a split without leaks passes the check; one with a leak fails it and says where', async () => {
  const made = JSON.parse(
    await works(
      'data',
      'instruct',
      '--input',
      at('made'),
      '--ood',
      '--test-share',
      '0.2',
      '--out',
      at('ood'),
      '--json',
    ),
  );
  expect(made.outOfDistribution).toBe(true);
  const check = ['data', 'check-ood', '--train', at('ood', 'train.txt'), '--test', at('ood', 'test.txt')];
  const checked = JSON.parse(await works(...check, '--json'));
  expect(checked).toMatchObject({ trainWithBoth: 0, testWithoutBoth: 0, shared: 0, firstLeak: null });
  expect(checked.testRecords).toBe(made.files['test.txt'].records);
  // A folder stands for what may be trained on; a check of nothing proves nothing.
  const whole = JSON.parse(
    await works(...check.slice(0, 2), '--train', at('ood'), ...check.slice(4), '--json'),
  );
  expect(whole).toMatchObject({ trainRecords: checked.trainRecords, firstLeak: null });
  writeFileSync(at('none.txt'), '');
  for (const side of [3, 5])
    expectFailure(await inProcess(...check.with(side, at('none.txt'))), 1, /none.txt: no Instruct record/);
  const share = ['data', 'instruct', '--input', at('made'), '--out', at('x'), '--test-share', '0.1'];
  expectFailure(await inProcess(...share), 2, /testShare: expected none but with/);
  appendFileSync(at('ood', 'train.txt'), 'Words: a\nSummary: b.\nStory: \n\nc.\n<|endoftext|>\n');
  const outcome = await inProcess(...check);
  expect(outcome.code).toBe(1);
  expect(outcome.stderr).toMatch(
    /^error: the split leaks: record \d+ of .*train\.txt has both words and a summary\n$/m,
  );
});

test('a restricted vocabulary: the loss is told both ways', async () => {
  const stories = ['--input', at('made', 'stories.txt')];
  await works('tokenizer', 'restrict', ...stories, '--top', '200', '--out', at('paper'));
  const prepared = await works(
    ...['data', 'prepare', ...stories, '--tokenizer', at('paper'), '--out', at('lossy')],
  );
  const shares = /^lost +(\S+) % of the training tokens became <unk>, (\S+) % of the bytes$/m.exec(prepared)!;
  expect(Number(shares[1])).toBeGreaterThan(1);
  const run = ['train', '--data', at('lossy'), '--model', at('tiny.json'), '--out', at('lossy-run')];
  await works(...run, '--steps', '2', '--sample-every', '0', '--batch', '2', '--threads', '1');
  const evaluate = ['eval', '--model', at('lossy-run'), '--data', at('lossy')];
  const result = JSON.parse(await works(...evaluate, '--json'));
  const { validation } = JSON.parse(readFileSync(at('lossy', 'data.json'), 'utf8'));
  expect(result.known).toMatchObject({
    lostTokens: validation.lost.tokens,
    lostBytes: validation.lost.bytes,
  });
  expect(result.known.loss).not.toBe(result.loss);
  expect(await works(...evaluate)).toMatch(
    /^lost \(<unk>\) +\S+ % of tokens, \S+ % of bytes; without them:$/m,
  );
  // Texts are scored with the same counts as shards.
  const told = await works(
    'generate',
    '--model',
    at('lossy-run'),
    '--prompt',
    'Once upon',
    '--max-tokens',
    '5',
  );
  expect(told.startsWith('Once')).toBe(true);
});
