/** The service of docs/service.mjs, started as the page says. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ensureDist, smallModelFolder } from '../small-model.ts';

const root = join(__dirname, '../..');
let folder: string;
let service: ChildProcess;
let address: string;

beforeAll(async () => {
  ensureDist();
  folder = mkdtempSync(join(tmpdir(), 'tinystories-service-'));
  await smallModelFolder(folder);
  service = spawn(process.execPath, ['docs/service.mjs', folder, '0'], { cwd: root });
  address = await new Promise((resolve, reject) => {
    let said = '';
    const hear = (chunk: Buffer) => {
      said += chunk;
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
      if (found) resolve(found[0]);
    };
    service.stdout?.on('data', hear);
    service.stderr?.on('data', hear);
    service.on('exit', () => reject(new Error(said)));
  });
});

afterAll(() => {
  service?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

async function streamed(prompt: string): Promise<string[]> {
  const response = await fetch(`${address}/?prompt=${prompt}`);
  expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  const chunks: string[] = [];
  for await (const chunk of response.body!) chunks.push(Buffer.from(chunk).toString());
  return chunks;
}

test('streams a story', async () => {
  // The example draws without a seed, and now and then a story ends where it begins: of several one has words.
  let chunks: string[] = [];
  for (let tries = 0; tries < 8 && chunks.join('').length <= 'Tom\n'.length; tries++)
    chunks = await streamed('Tom');
  const story = chunks.join('');
  expect(story.startsWith('Tom')).toBe(true);
  expect(story.length).toBeGreaterThan('Tom\n'.length);
  // Not all at once: the prompt goes out before the story is there.
  expect(chunks.length).toBeGreaterThan(1);
});

test('several readers at once, and one who leaves early', async () => {
  const gone = new AbortController();
  const left = await fetch(`${address}/`, { signal: gone.signal });
  gone.abort();
  await expect(left.text()).rejects.toThrow();
  const stories = await Promise.all(
    ['Tom', 'Anna', 'Lily'].map((name) => fetch(`${address}/?prompt=${name}`).then((r) => r.text())),
  );
  expect(stories.map((story) => story.slice(0, 3))).toEqual(['Tom', 'Ann', 'Lil']);
});

test.each(['//', `/?prompt=${'so '.repeat(1000)}`])('refuses %.12s and goes on', async (path) => {
  const { hostname, port } = new URL(address);
  const status = await new Promise((resolve, reject) => {
    get({ hostname, port, path: encodeURI(path) }, (response) => resolve(response.resume().statusCode)).on(
      'error',
      reject,
    );
  });
  expect(status).toBe(400);
  expect((await fetch(`${address}/`)).status).toBe(200);
});

test('is short enough to read', () => {
  const lines = readFileSync(join(root, 'docs/service.mjs'), 'utf8').trim().split('\n');
  expect(lines.filter((line) => !line.startsWith('//')).length).toBeLessThanOrEqual(22);
});
