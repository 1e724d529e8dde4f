import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { run } from '../../lib/cli/main.ts';
import { expectFailure, inProcess } from './run.ts';

let folder: string;
const at = (...parts: string[]) => join(folder, ...parts);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tinystories-report-'));
  const stories = Array.from({ length: 60 }, (_, i) => `Once upon a time, Tom saw ${i} dogs. "Hi," he said.`);
  writeFileSync(at('stories.txt'), [...stories, stories[7]].join('\n<|endoftext|>\n'));
  const made = await inProcess('data', 'make', '--stories', '50', '--out', at('made'));
  if (made.code !== 0) throw new Error(made.stderr);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('text, and a page beside it', async () => {
  const outcome = await inProcess('data', 'report', '--input', at('made'), '--html', at('page.html'));
  expect(outcome.code).toBe(0);
  expect(outcome.stdout).toMatch(/^everything is counted on all stories\n/);
  expect(outcome.stdout).toMatch(/^ {2}stories with all their words +100 %$/m);
  expect(outcome.stdout).toContain(`page: ${at('page.html')}`);
  expect(readFileSync(at('page.html'), 'utf8')).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
});

test('a picture, and the share outside of a word list', async () => {
  writeFileSync(at('words.txt'), 'once upon a time ;; not tom\nsaw dogs he said');
  const files = ['--input', at('stories.txt'), '--against', at('made')];
  const more = ['--word-list', at('words.txt'), '--svg', at('plots.svg')];
  const outcome = await inProcess('data', 'report', ...files, ...more);
  expect(outcome.code).toBe(0);
  // Tom, the number and hi of eleven words.
  expect(outcome.stdout).toMatch(/^ {2}text of unknown words +27\.3 %/m);
  expect(outcome.stdout).toMatch(/^ {2}most frequent unknown words +hi tom /m);
  expect(outcome.stdout).toContain(`picture: ${at('plots.svg')}`);
  const svg = readFileSync(at('plots.svg'), 'utf8');
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[\s\S]*<\/svg>\n$/);
  for (const title of ['Length of stories', 'Growth of the vocabulary', 'Distinct n-grams of words'])
    expect(svg).toContain(`>${title}</text>`);
  expect(svg.match(/<svg/g)!.length).toBe(svg.match(/<\/svg>/g)!.length);
  expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  writeFileSync(at('empty.txt'), ' ;; nothing\n');
  const empty = ['--input', at('made'), '--word-list', at('empty.txt')];
  expectFailure(await inProcess('data', 'report', ...empty), 1, /empty\.txt: no word/);
});

test('JSON of two corpora, by the names given', async () => {
  const corpora = ['--input', at('made'), '--against', at('stories.txt'), '--against-name', 'theirs'];
  const outcome = await inProcess('data', 'report', ...corpora, '--sample', '30', '--seed', '4', '--json');
  const { corpora: reports } = JSON.parse(outcome.stdout);
  expect(reports).toMatchObject([
    { name: 'made', stories: 50, sample: { stories: 30, seed: 4 } },
    { name: 'theirs', stories: 61, duplicates: { exact: { repeats: 1 } }, checks: null },
  ]);
});

test.each([
  ['no input', [], 2, /--input/],
  ['an input that is not there', ['--input', 'none.txt'], 1, /none\.txt/],
  ['a sample of none', ['--input', 'STORIES', '--sample', '0'], 2, /--sample/],
  [
    'a name for a second corpus that is not there',
    ['--input', 'STORIES', '--against-name', 'x'],
    2,
    /--against/,
  ],
  [
    'a page in a folder that is not there',
    ['--input', 'STORIES', '--html', '/none/page.html'],
    1,
    /page\.html/,
  ],
])('%s', async (_, args, code, message) => {
  const real = args.map((arg) => (arg === 'STORIES' ? at('stories.txt') : arg));
  expectFailure(await inProcess('data', 'report', ...real), code, message);
});

test('no page and no picture over what is read, nor one over the other', async () => {
  const made = ['data', 'report', '--input', at('made')];
  const stories = ['data', 'report', '--input', at('stories.txt')];
  writeFileSync(at('list.txt'), 'once upon a time');
  symlinkSync(at('stories.txt'), at('link.html'));
  const kept = ['stories.txt', 'list.txt', 'made/stories.txt', 'made/stories.jsonl'];
  const before = kept.map((name) => readFileSync(at(name), 'utf8'));
  for (const args of [
    [...stories, '--html', at('stories.txt')],
    [...stories, '--html', at('link.html')],
    [...made, '--against', at('stories.txt'), '--svg', at('stories.txt')],
    [...made, '--html', at('made', 'stories.jsonl')],
    // Left out when the folder is read, and stories all the same.
    [...made, '--svg', at('made', 'stories.txt')],
    // Would be read the next time.
    [...made, '--html', at('made', 'new.txt')],
    [...made, '--word-list', at('list.txt'), '--html', at('list.txt')],
    [...made, '--html', at('one'), '--svg', at('one')],
  ])
    expectFailure(await inProcess(...args), 2, /--(html|svg)/);
  expect(kept.map((name) => readFileSync(at(name), 'utf8'))).toEqual(before);
  expect(existsSync(at('one')) || existsSync(at('made', 'new.txt'))).toBe(false);
  expect((await inProcess(...made, '--html', at('made', 'report.html'))).code).toBe(0);
});

test.each(['reading', 'measuring'])('Ctrl-C while %s ends it, and no page is written', async (stage) => {
  const controller = new AbortController();
  const said: string[] = [];
  const terminal = {
    out: (text: string) => void said.push(text),
    text: (text: string) => void said.push(text),
    err: (text: string) => {
      if (text.startsWith(stage)) controller.abort();
      else if (text.startsWith('error')) said.push(text);
    },
    live: true,
    width: () => 100,
  };
  const args = ['data', 'report', '--input', at('stories.txt'), '--html', at('never.html')];
  expect(await run(args, { terminal, signal: controller.signal })).toBe(130);
  expect(said).toEqual([expect.stringMatching(/^error: .*aborted/)]);
  expect(existsSync(at('never.html'))).toBe(false);
});
