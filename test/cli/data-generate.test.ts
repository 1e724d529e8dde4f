import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { GERMAN, writeGermanLists } from '../data/generate/german.ts';
import { storyScript } from '../data/generate/storyteller-script.ts';
import { type Mock, startMock } from '../llm/mock.ts';
import { expectFailure, inProcess } from './run.ts';

let folder: string;
let mock: Mock;
const at = (...parts: string[]) => join(folder, ...parts);
const generate = (...args: string[]) => inProcess('data', 'generate', ...args);
const asking = () => ['--model', 'mock', '--base-url', mock.baseURL];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'data-generate-'));
  mock = await startMock(storyScript());
  process.env.OPENAI_API_KEY = 'test-key';
});
afterAll(async () => {
  await mock.close();
  rmSync(folder, { recursive: true, force: true });
});

test('says how it goes, what came of it and what to do next', async () => {
  const args = [
    '--stories',
    '20',
    '--out',
    at('corpus'),
    ...asking(),
    '--price',
    '1,2',
    '--budget-dollars',
    '5',
  ];
  const { code, stdout, stderr } = await generate(...args);
  expect(code).toBe(0);
  expect(stderr).toMatch(/generating {2}100% {2}20\/20 stories {2}\d+ rejected, \d+ asked, \$0\.\d+/);
  expect(stdout).toMatch(
    /^.*stories\.txt: 20 stories, .*\n.*rejected\.jsonl: \d+ answers \(.*\)\nanswers: [\d,]+ tokens, .*\nspent: \$0\.\d+, with what requests without an answer may have cost\nnext: /,
  );
  const again = await generate(...args, '--json');
  const { out, ...result } = JSON.parse(again.stdout);
  expect(out).toBe(at('corpus'));
  expect(result).toEqual(JSON.parse(readFileSync(at('corpus', 'generate.json'), 'utf8')));
});

test('--dry-run says what it costs, shows prompts, and asks and makes nothing', async () => {
  const before = mock.received().length;
  const dry = ['--stories', '100000', '--model', 'gpt-4o-mini', '--dry-run'];
  const { code, stdout } = await generate(...dry);
  expect(code).toBe(0);
  expect(stdout).toMatch(/requests +200,000/);
  expect(stdout).toMatch(/dollars +\$\d+\.\d\d +about/);
  expect(stdout).toMatch(/prompt 0:\n.*"grow".*"cape".*"rusty"/);
  const { dollars } = JSON.parse((await generate(...dry, '--json')).stdout);
  expect(JSON.parse((await generate(...dry, '--batch', '--json')).stdout).dollars).toBeCloseTo(
    dollars / 2,
    6,
  );
  const unknown = await generate('--stories', '10', '--model', 'none-such', '--dry-run');
  expect(unknown.stdout).toContain('not known: give --price');
  expect(mock.received()).toHaveLength(before);
});

test('the storyteller is the same verb', async () => {
  const out = at('told');
  const { code, stdout } = await generate('--stories', '30', '--provider', 'storyteller', '--out', out);
  expect(code).toBe(0);
  expect(stdout).toContain('30 stories');
  expect(existsSync(join(out, 'journal.jsonl'))).toBe(false);
});

test('another language, from files', async () => {
  await writeGermanLists(folder);
  writeFileSync(at('de.json'), JSON.stringify(GERMAN));
  const german = ['--lists', folder, '--phrasing', at('de.json'), '--style', 'paper'];
  const { stdout } = await generate('--stories', '5', '--model', 'x', '--dry-run', ...german);
  expect(stdout).toMatch(/Erzähle eine kurze Geschichte mit das Verb „(laufen|malen|singen)“/);
});

test('a budget that is used up: exit code 9, what stands, and what to do', async () => {
  const outcome = await generate(
    '--stories',
    '20',
    '--out',
    at('poor'),
    ...asking(),
    '--budget-requests',
    '15',
  );
  expectFailure(outcome, 9, /budget of 15 requests/);
  expect(outcome.stderr).toMatch(/^\d+ of 20 stories stand in .*poor; the same command goes on$/m);
});

describe('wrong usage', () => {
  test.each([
    [[], /--model, or take --provider storyteller/],
    [['--provider', 'storyteller', '--style', 'paper'], /--style is for a language model/],
    [['--provider', 'storyteller', '--budget-dollars', '1'], /--budget-dollars is for a language model/],
    [['--provider', 'storyteller', '--dry-run'], /--dry-run is for a language model/],
    [['--model', 'm', '--batch-size', '5'], /--batch-size is for --batch/],
    [['--model', 'm', '--require', 'moral'], /Expected some of words, dialogue, or none/],
    [['--model', 'm', '--price', '1'], /Expected two or three numbers/],
    [['--model', 'm', '--summary', 'before'], /Allowed choices are after, along, none/],
    [['--model', 'm', '--near', '2'], /near: expected a number above 0 and up to 1/],
    [['--model', 'm', '--workers', '2'], /workers: expected nothing where a language model tells/],
  ])('%j', async (args, message) => {
    const outcome = await generate('--stories', '5', '--out', at('never'), ...args);
    expectFailure(outcome, 2, message);
    expect(existsSync(at('never'))).toBe(false);
  });

  test('no folder to write to', async () => {
    expectFailure(await generate('--stories', '5', '--model', 'm'), 2, /'--out <dir>' not specified/);
  });
});
