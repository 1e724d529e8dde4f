/** The service of docs/service.mjs, started as its first lines say. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { storybook } from './storybook.ts';

const root = resolve(__dirname, '../..');
let dir: string;
let service: ChildProcess;
let url: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tinystories-service-'));
  const { model, save } = await storybook();
  await save(dir);
  model.dispose();
  service = spawn(process.execPath, [join(root, 'docs/service.mjs'), dir, '0'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(service.stdout?.setEncoding('utf8') as NodeJS.ReadableStream, 'data');
  url = String(line).replace(/\?.*/s, '');
});

afterAll(async () => {
  service.kill();
  await once(service, 'exit');
  await rm(dir, { recursive: true });
});

function ask(prompt: string, signal?: AbortSignal): Promise<Response> {
  return fetch(`${url}?prompt=${encodeURIComponent(prompt)}`, signal ? { signal } : {});
}

test('listens on this machine alone', () => {
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
});

test('streams a story that begins with the prompt', async () => {
  const response = await ask('Zoë found');
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  let text = '';
  let chunks = 0;
  const decoder = new TextDecoder();
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    chunks++;
  }
  expect(text).toMatch(/^Zoë found[\s\S]+\n$/);
  expect(chunks).toBeGreaterThan(1);
});

test('serves many at once, and readers that hang up do no harm', async () => {
  const gone = Array.from({ length: 6 }, async () => {
    const controller = new AbortController();
    const response = await ask('Once', controller.signal);
    controller.abort();
    await response.text().catch(() => {});
  });
  const texts = await Promise.all(
    Array.from({ length: 30 }, async (_, i) => (await ask(`Once ${i}`)).text()),
  );
  await Promise.all(gone);
  texts.forEach((text, i) => {
    expect(text.startsWith(`Once ${i}`)).toBe(true);
    expect(text.endsWith('\n')).toBe(true);
  });
  expect((await (await ask('The')).text()).length).toBeGreaterThan(4);
});
