/** Generated corpora for tests: a folder for them, and servers that answer as storyteller-script.ts says. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import {
  type GenerateStoriesOptions,
  type GenerateStoriesResult,
  generateStories,
} from '../../../lib/data/generate/generate.ts';
import type { AskedStories } from '../../../lib/data/generate/settings.ts';
import { faults } from '../../../lib/runtime/files.ts';
import { type Mock, startMock } from '../../llm/mock.ts';
import { storyScript } from './storyteller-script.ts';

let folder: string;
let places = 0;
const mocks: Mock[] = [];

/** To be called by each file of tests: what they use goes when they end. */
export function setUpCorpora(): void {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'generate-'));
    process.env.OPENAI_API_KEY = 'test-key';
  });
  afterEach(async () => {
    faults.failWrite(0);
    for (const mock of mocks.splice(0)) await mock.close();
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
}

/** A server for the test that asks for it. */
export async function serve(...script: Parameters<typeof startMock>): Promise<Mock> {
  const mock = await startMock(...script);
  mocks.push(mock);
  return mock;
}

export function mockOf(...args: Parameters<typeof storyScript>): Promise<Mock> {
  return serve(storyScript(...args));
}

/** Where there is nothing yet. */
export function place(): string {
  return join(folder, `corpus-${places++}`);
}

export function asked(mock: Mock, more: Partial<AskedStories> = {}): AskedStories {
  return { ...more, client: { model: 'mock', baseURL: mock.baseURL, backoff: 0.01, ...more.client } };
}

export function generate(
  mock: Mock,
  out: string,
  more: Partial<GenerateStoriesOptions> = {},
): Promise<GenerateStoriesResult> {
  return generateStories({ stories: 40, out, llm: asked(mock), ...more });
}

// biome-ignore lint/suspicious/noExplicitAny: lines of several shapes
export async function lines(...path: string[]): Promise<any[]> {
  const text = await readFile(join(...path), 'utf8');
  return text === ''
    ? []
    : text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
}

/** The files that every corpus has. */
export const made = ['stories.jsonl', 'stories.txt', 'rejected.jsonl'];

export function contents(out: string): Promise<string[]> {
  return Promise.all(made.map((name) => readFile(join(out, name), 'utf8')));
}
