/** A key goes to the server that it is for, and to no other. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { LlmClient } from '../../lib/llm/client.ts';
import { keyFor } from '../../lib/llm/server-key.ts';
import type { LlmClientOptions } from '../../lib/llm/types.ts';
import { InvalidArgumentError, LlmError } from '../../lib/runtime/errors.ts';
import { question } from './asking.ts';

const NAMES = [
  'OPENAI_API_KEY',
  'OPENAI_BASE_URL',
  'PARTNER_KEY',
  'OPENAI_ORG_ID',
  'OPENAI_PROJECT_ID',
  'OPENAI_CUSTOM_HEADERS',
] as const;
const before = NAMES.map((name) => process.env[name]);
beforeEach(() => {
  process.env.OPENAI_API_KEY = 'usual';
  process.env.PARTNER_KEY = 'of-the-partner';
  delete process.env.OPENAI_BASE_URL;
});
afterEach(() => {
  for (const [i, name] of NAMES.entries()) {
    delete process.env[name];
    if (before[i] !== undefined) process.env[name] = before[i];
  }
});

const keyOf = (url: string, named?: string, overHttp = false) => keyFor(new URL(url), named, overHttp);
const usual = { value: 'usual', variable: 'OPENAI_API_KEY' };
const partners = { value: 'of-the-partner', variable: 'PARTNER_KEY' };

describe('the usual key', () => {
  test.each([
    'https://api.openai.com/v1',
    'https://eu.api.openai.com/v1',
    'http://localhost:8080/v1',
    'http://127.0.0.1:8080/v1',
    'http://[::1]:8080/v1',
    'http://0.0.0.0:8080/v1',
    'http://model.localhost:8080/v1',
    'http://localhost.:8080/v1',
    'http://[::ffff:127.0.0.1]:8080/v1',
  ])('goes to %s', (url) => {
    expect(keyOf(url)).toEqual(usual);
  });

  test.each([
    'https://partner.example/v1',
    'http://partner.example/v1',
    'http://192.0.2.2:18081/v1',
    'http://localhost.partner.example/v1',
    'http://[::ffff:192.0.2.2]:8080/v1',
    'https://api.openai.com.partner.example/v1',
    'https://myapi.openai.com/v1',
  ])('does not go to %s', (url) => {
    expect(keyOf(url)).toBeNull();
  });

  test('goes to the server that OPENAI_BASE_URL names, and to no other port of it', () => {
    process.env.OPENAI_BASE_URL = 'https://relay.example/v1/';
    expect(keyOf('https://relay.example/v1')).toEqual(usual);
    expect(keyOf('https://relay.example:8443/v1')).toBeNull();
    process.env.OPENAI_BASE_URL = 'nonsense';
    expect(keyOf('https://relay.example/v1')).toBeNull();
  });

  test('has to be there for OpenAI alone', () => {
    delete process.env.OPENAI_API_KEY;
    expect(() => keyOf('https://api.openai.com/v1')).toThrow(/OPENAI_API_KEY.*is not set/);
    expect(keyOf('http://localhost:8080/v1')).toBeNull();
  });
});

test('a key that was named for a server goes to it, and has to be there', () => {
  expect(keyOf('https://partner.example/v1', 'PARTNER_KEY')).toEqual(partners);
  expect(keyOf('https://partner.example/v1', 'OPENAI_API_KEY')).toEqual(usual);
  delete process.env.PARTNER_KEY;
  expect(() => keyOf('https://partner.example/v1', 'PARTNER_KEY')).toThrow(LlmError);
});

describe('over plain http', () => {
  test.each([
    ['http://192.0.2.2:18081/v1', 'PARTNER_KEY'],
    ['http://api.openai.com/v1', undefined],
  ])('%s gets a key only where that is allowed', (url, named) => {
    expect(() => keyOf(url, named)).toThrow(InvalidArgumentError);
    expect(() => keyOf(url, named)).toThrow(/in the clear.*keyOverHttp \(--key-over-http\)/);
    expect(keyOf(url, named, true)).toEqual(named === undefined ? usual : partners);
  });

  test('nor does the server that OPENAI_BASE_URL names', () => {
    process.env.OPENAI_BASE_URL = 'http://192.0.2.2/v1';
    expect(() => keyOf('http://192.0.2.2/v1')).toThrow(/OPENAI_API_KEY would cross the network in the clear/);
    delete process.env.OPENAI_API_KEY;
    expect(keyOf('http://192.0.2.2/v1')).toBeNull();
  });

  test('allowing it sends nobody a key that was not named for them', () => {
    expect(keyOf('http://192.0.2.2/v1', undefined, true)).toBeNull();
  });
});

/** What stands in for servers elsewhere, and was asked with which header. */
async function askElsewhere(options: Partial<LlmClientOptions>, status = 200) {
  const sent: (string | null)[] = [];
  const besides: Record<string, string>[] = [];
  const kept = globalThis.fetch;
  globalThis.fetch = async (_url, init) => {
    const headers = new Headers(init?.headers);
    sent.push(headers.get('authorization'));
    besides.push(Object.fromEntries([...headers].filter(([name]) => /^openai-|^x-gateway/.test(name))));
    const choices = [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'yes' } }];
    const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
    const answer = { id: 'a', object: 'chat.completion', created: 0, model: 'm', choices, usage };
    const body = status === 200 ? answer : { error: { message: 'Missing bearer token', code: null } };
    return Response.json(body, { status });
  };
  const client = await LlmClient.open({ model: 'm', baseURL: 'https://partner.example/v1', ...options });
  try {
    return { sent, besides, came: await client.ask(question('a')).catch((error: unknown) => error) };
  } finally {
    await client.close();
    globalThis.fetch = kept;
  }
}

test('what is sent to a server elsewhere holds no key, and with one named for it that alone', async () => {
  expect((await askElsewhere({})).sent).toEqual(['Bearer none']);
  expect((await askElsewhere({ keyVariable: 'PARTNER_KEY' })).sent).toEqual(['Bearer of-the-partner']);
});

test.each([401, 403])(
  'a server that answers %i to no key: the error says how it is given one',
  async (status) => {
    const { came } = await askElsewhere({}, status);
    expect(came).toMatchObject({ code: 'LLM', status, final: true });
    expect((came as Error).message).toMatch(/no key was sent.*keyVariable.*--key-variable.*name@url#NAME/);
    const named = await askElsewhere({ keyVariable: 'PARTNER_KEY' }, status);
    expect((named.came as Error).message).not.toMatch(/no key was sent/);
  },
);

test('keyOverHttp is true or false', async () => {
  const options = { model: 'm', keyOverHttp: 'no' as unknown as boolean };
  await expect(LlmClient.open(options)).rejects.toThrow(/^keyOverHttp: expected true or false/);
});

test('what else the environment holds for OpenAI goes where the usual key does, and nowhere else', async () => {
  process.env.OPENAI_ORG_ID = 'org-own';
  process.env.OPENAI_PROJECT_ID = 'proj-own';
  process.env.OPENAI_CUSTOM_HEADERS = 'X-Gateway: pass-0123456789\nAuthorization: Bearer sk-of-the-gateway';
  const foreign = await askElsewhere({});
  expect([foreign.sent, foreign.besides]).toEqual([['Bearer none'], [{}]]);
  const named = await askElsewhere({ keyVariable: 'PARTNER_KEY' });
  expect([named.sent, named.besides]).toEqual([['Bearer of-the-partner'], [{}]]);
  expect(process.env.OPENAI_CUSTOM_HEADERS).toMatch(/^X-Gateway/);
  const own = await askElsewhere({ baseURL: 'https://api.openai.com/v1' });
  expect(own.besides).toEqual([
    { 'openai-organization': 'org-own', 'openai-project': 'proj-own', 'x-gateway': 'pass-0123456789' },
  ]);
});

test('an error repeats no key that a header of the environment holds, and other words stay', async () => {
  process.env.OPENAI_CUSTOM_HEADERS = 'X-Gateway: Bearer pass-0123456789\nX-Stage: production';
  const kept = globalThis.fetch;
  globalThis.fetch = async () =>
    Response.json({ error: { message: 'no pass-0123456789 in production' } }, { status: 400 });
  const client = await LlmClient.open({ model: 'm', baseURL: 'https://api.openai.com/v1' });
  try {
    await expect(client.ask(question('a'))).rejects.toThrow(/no \[key\] in production/);
  } finally {
    await client.close();
    globalThis.fetch = kept;
  }
});
