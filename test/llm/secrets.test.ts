/** Keys are never in a journal, an error, a notice, or what is printed of a client. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, expect, test } from '@jest/globals';
import { describeError } from '../../lib/cli/exit.ts';
import { LlmClient } from '../../lib/llm/client.ts';
import { Scrubber, secretsIn, withoutKeys } from '../../lib/llm/scrub.ts';
import { InvalidArgumentError } from '../../lib/runtime/errors.ts';
import { journalOf, openClient, question } from './asking.ts';
import { hashOfKey, type Mock, startMock } from './mock.ts';

const VARIABLE = 'TEST_LLM_KEY';
const KEY = 'zq7+very/secret"key-of-nobody==';

let mock: Mock | undefined;
afterEach(async () => {
  delete process.env[VARIABLE];
  await mock?.close();
  mock = undefined;
});

test('the key goes to the server and nowhere else, whatever the server does with it', async () => {
  process.env[VARIABLE] = KEY;
  const forms = [
    KEY,
    JSON.stringify(KEY).slice(1, -1),
    encodeURIComponent(KEY),
    JSON.stringify(JSON.stringify(KEY)).slice(3, -3),
    JSON.stringify(KEY).slice(1, -1).replaceAll('/', '\\/'),
    Buffer.from(KEY).toString('base64').replace(/=+$/, ''),
    Buffer.from(KEY).toString('base64url'),
  ];
  const echo = (text: string, action: object) => ({ contains: `<${text}>`, do: action });
  mock = await startMock({
    rules: [
      echo('400', { fault: 'echo-key' }),
      echo('answer', { reply: `your key is ${KEY}`, model: `model-${KEY}` }),
      echo('page', { status: 500, body: `<p>${KEY}</p>`, headers: { 'content-type': 'text/html' } }),
      echo('200', { status: 200, body: { error: { message: `key ${forms.join(' ')}` } } }),
      echo('401', { fault: 'unauthorized' }),
    ],
  });
  const said: unknown[] = [];
  const client = await openClient(mock, {
    keyVariable: VARIABLE,
    attempts: 2,
    onNotice: (one) => said.push(one),
  });
  said.push(await client.ask(question('<answer>')));
  expect(said[0]).toMatchObject({ text: 'your key is [key]' });
  for (const name of ['400', 'page', '200', '401']) {
    const error = await client.ask(question(`<${name}>`)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'LLM' });
    said.push(error, describeError(error, true), JSON.stringify(error));
  }
  said.push(client, client.totals, { ...client });
  await client.close();
  expect(new Set(mock.received().map(({ key }) => key))).toEqual(new Set([hashOfKey(KEY)]));
  let written = '';
  for (const name of await readdir(mock.folder)) {
    if (name.startsWith('journal')) written += await readFile(join(mock.folder, name), 'utf8');
  }
  expect(written).toContain('[key]');
  const everything = written + said.map((one) => inspect(one, { depth: 20, showHidden: true })).join('\n');
  for (const form of forms) expect(everything).not.toContain(form);
});

test('a token is a secret without its scheme too, and of a login the password alone', () => {
  expect(secretsIn('Bearer top-secret-012')).toEqual(['Bearer top-secret-012', 'top-secret-012']);
  const login = Buffer.from('me:pass:word-9').toString('base64');
  expect(secretsIn(`Basic ${login}`)).toEqual([`Basic ${login}`, login, 'me:pass:word-9', 'pass:word-9']);
  for (const whole of ['top-secret-012', 'two words more', '']) expect(secretsIn(whole)).toEqual([whole]);
  // What decodes to nothing would be found everywhere.
  expect(secretsIn('Basic ***')).toEqual(['Basic ***', '***']);
});

test('keys are known by what they begin with, names that begin so are not taken for any', () => {
  const keys = [
    'sk-proj-abc123DEF',
    'gsk_0123456789abcdefXYZ',
    'hf_abcdefghijklmnopqrs',
    'xai-0123456789abcdef',
  ];
  for (const key of keys) expect(withoutKeys(`<${key}>`)).toBe('<[key]>');
  for (const name of ['hf_transfer_is_missing', 'task-runner', 'xai-grok'])
    expect(withoutKeys(name)).toBe(name);
});

test('what only looks like a key is not said either, and where none is sent nothing else is replaced', () => {
  const scrubber = new Scrubber([]);
  expect(scrubber.message('none of sk-proj-abc123DEF and sk-ab***xyz')).toBe('none of [key] and [key]');
  expect(scrubber.message('Authorization: Bearer eyJhbGci.x.y, Basic dXNlcjpw')).toBe(
    'Authorization: Bearer [key], Basic [key]',
  );
  expect(scrubber.answer('none, sk-proj-abc123DEF')).toBe('none, sk-proj-abc123DEF');
  expect(scrubber.message(`${'long '.repeat(100)}`).length).toBeLessThanOrEqual(301);
});

test.each(['something', 'Anything', 'PLACEHOLDER', 'x', 'none', '1234', 'sk-12', 'a+b*(c)'])(
  'a placeholder such as %s is left in stories, and not said in errors',
  (key) => {
    const scrubber = new Scrubber([key]);
    const story = `They saw ${key} and ran to ${key}, as ${Buffer.from(key).toString('base64')} says.`;
    expect(scrubber.answer(story)).toBe(story);
    expect(scrubber.message(`Incorrect key: ${key}. "${key}"`)).toBe('Incorrect key: [key]. "[key]"');
    // Words that it is a part of are other words.
    expect(scrubber.message(`q${key}q`)).toBe(`q${key}q`);
  },
);

test.each([
  'hunter2hunter2',
  'correct-horse',
  'lmStudioKey',
  'abcdefghijklmnopq',
  '12345678',
  'sk-proj-abc123DEF',
])('a key such as %s is replaced in answers too, wherever it stands', (key) => {
  const scrubber = new Scrubber([key]);
  expect(scrubber.answer(`<${key}>x${key}y`)).toBe('<[key]>x[key]y');
  expect(scrubber.message(`<${key}>x${key}y`)).toBe('<[key]>x[key]y');
});

test('a server given a placeholder for a key tells its story whole, and the journal keeps it so', async () => {
  process.env[VARIABLE] = 'something';
  const story = 'They saw something and ran to something else.';
  mock = await startMock({
    rules: [
      { contains: '<story>', do: { reply: story } },
      { contains: '<refused>', do: { fault: 'echo-key' } },
    ],
  });
  const client = await openClient(mock, { keyVariable: VARIABLE });
  expect((await client.ask(question('<story>'))).text).toBe(story);
  const error = await client.ask(question('<refused>')).catch((thrown: unknown) => thrown);
  await client.close();
  expect(await readFile(journalOf(mock), 'utf8')).toContain(story);
  expect(String(error)).toContain('[key]');
  expect(String(error)).not.toContain('something');
  expect(new Set(mock.received().map(({ key }) => key))).toEqual(new Set([hashOfKey('something')]));
});

test('a base URL that holds a secret is refused without being repeated', async () => {
  for (const baseURL of [
    'http://user:hunter2@127.0.0.1:9/v1',
    'http://127.0.0.1:9/v1?api-key=hunter2',
    'user:hunter2@nowhere',
    'gateway.example.com/v1?api-key=hunter2',
    'hunter2',
    'hunter2:8080/v1',
  ]) {
    const error = await LlmClient.open({ model: 'm', baseURL }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InvalidArgumentError);
    expect(inspect(error)).not.toContain('hunter2');
  }
});

test('a key that was given in place of something else is refused without being repeated', async () => {
  process.env[VARIABLE] = KEY;
  const server = { model: 'm', baseURL: 'http://127.0.0.1:9/v1' };
  const plain = 'sk-proj-hunter2hunter2';
  for (const [key, options] of [
    [plain, { ...server, keyVariable: plain }],
    [plain, { ...server, model: plain, keyVariable: VARIABLE }],
    [plain, { ...server, baseURL: `http://127.0.0.1:9/${plain}/v1`, keyVariable: VARIABLE }],
  ] as const) {
    process.env[VARIABLE] = key;
    for (const offline of [false, true]) {
      const opened = LlmClient.open({ ...options, offline });
      const error = await opened.catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(InvalidArgumentError);
      expect(inspect(error)).not.toContain('hunter2');
    }
  }
});

test.each(['gsk_hunter2hunter2hunter2', 'hunter2', 'HUNTER2HUNTER2HUNTER2', 'HUNTER2-HUNTER2'])(
  '%s is no name of a variable, and is not repeated',
  async (keyVariable) => {
    for (const offline of [false, true]) {
      const opened = LlmClient.open({ model: 'm', baseURL: 'http://127.0.0.1:9/v1', keyVariable, offline });
      const error = await opened.catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(InvalidArgumentError);
      expect(inspect(error)).toMatch(/the name of an environment variable/);
      expect(inspect(error)).not.toMatch(/hunter2/i);
    }
  },
);

test('a name in small letters is one where it is set', async () => {
  process.env.own_key = 'of-the-partner';
  try {
    const server = { model: 'm', baseURL: 'http://192.0.2.2/v1' };
    await expect(LlmClient.open({ ...server, keyVariable: 'own_key' })).rejects.toThrow(
      /key in own_key would/,
    );
  } finally {
    delete process.env.own_key;
  }
});

test('a key that is set nowhere is refused as part of model or URL by how it begins', async () => {
  const key = 'sk-proj-hunter2hunter2hunter2';
  const plain = { model: 'm', baseURL: 'http://127.0.0.1:9/v1', offline: true };
  for (const options of [{ model: `m#${key}` }, { baseURL: `http://127.0.0.1:9/${key}/v1` }]) {
    const error = await LlmClient.open({ ...plain, ...options }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InvalidArgumentError);
    expect(inspect(error)).not.toContain('hunter2');
  }
  await (await LlmClient.open({ ...plain, model: 'hf_llama-3-8b-instruct' })).close();
});

test('a key that no header can hold is said before anything is sent or charged', async () => {
  for (const key of ['two\nlines', 'schlüssel']) {
    process.env[VARIABLE] = key;
    const options = { model: 'm', baseURL: 'http://127.0.0.1:9/v1', keyVariable: VARIABLE };
    const error = await LlmClient.open(options).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'LLM', final: true, message: expect.stringContaining(VARIABLE) });
    expect(inspect(error)).not.toContain(key);
  }
});

test('the package’s own log stays silent', async () => {
  mock = await startMock();
  process.env.OPENAI_LOG = 'debug';
  process.env[VARIABLE] = KEY;
  const lines: unknown[] = [];
  const kept = { debug: console.debug, info: console.info, warn: console.warn };
  Object.assign(console, {
    debug: (...all: unknown[]) => lines.push(all),
    info: console.debug,
    warn: console.debug,
  });
  try {
    const client = await openClient(mock, { keyVariable: VARIABLE });
    await client.ask(question('a'));
    await client.close();
  } finally {
    Object.assign(console, kept);
    delete process.env.OPENAI_LOG;
  }
  expect(lines).toEqual([]);
});
