/** Every fault of a server, over real sockets, with the exact count of requests that it costs. */
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { LlmClient } from '../../lib/llm/client.ts';
import type { LlmNotice, LlmRequest } from '../../lib/llm/types.ts';
import { BudgetError, LlmError } from '../../lib/runtime/errors.ts';
import { journalOf, openClient, question, questions } from './asking.ts';
import { type Mock, startMock } from './mock.ts';

/** By name: what the server does, and whether the failed request may have been charged. */
const TRANSIENT: Record<string, { do: object; charged: boolean; slow?: boolean }> = {
  '429 without a word': { do: { fault: 'rate-limit' }, charged: false },
  '429, retry-after in seconds': {
    do: { fault: 'rate-limit', headers: { 'retry-after': '0.02' } },
    charged: false,
  },
  '429, retry-after as a date': { do: { fault: 'rate-limit', 'retry-date': 0 }, charged: false },
  '429, retry-after-ms': { do: { fault: 'rate-limit', headers: { 'retry-after-ms': '20' } }, charged: false },
  '429, malformed': { do: { fault: 'rate-limit', headers: { 'retry-after': 'soon' } }, charged: false },
  '429, negative': { do: { fault: 'rate-limit', headers: { 'retry-after': '-5' } }, charged: false },
  '429, x-ratelimit-reset': {
    do: {
      fault: 'rate-limit',
      headers: { 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '20ms' },
    },
    charged: false,
  },
  '500': { do: { fault: 'server-error', status: 500 }, charged: false },
  '502': { do: { fault: 'server-error', status: 502 }, charged: true },
  '503': { do: { fault: 'server-error', status: 503 }, charged: false },
  '529': { do: { fault: 'server-error', status: 529 }, charged: false },
  '503 as a page': { do: { fault: 'html', status: 503 }, charged: false },
  '409 that may be repeated': { do: { status: 409, body: { error: { message: 'busy' } } }, charged: false },
  '418 that asks for it': { do: { status: 418, headers: { 'x-should-retry': 'true' } }, charged: false },
  'connection reset': { do: { fault: 'reset' }, charged: true },
  'connection reset in the body': { do: { fault: 'cut' }, charged: true },
  'a page instead of JSON': { do: { fault: 'html' }, charged: true },
  'error in a 200': { do: { fault: 'error-200' }, charged: true },
  'half a JSON': { do: { fault: 'not-json' }, charged: true },
  'no choices': { do: { fault: 'no-choices' }, charged: true },
  'empty content': { do: { fault: 'empty' }, charged: true },
  'null content': { do: { fault: 'null' }, charged: true },
  'a call of a tool': { do: { fault: 'tool-calls' }, charged: true },
  'half-open socket': { do: { fault: 'hang' }, charged: true, slow: true },
  'timeout after the work': { do: { fault: 'work-then-hang' }, charged: true, slow: true },
  'slow drip': { do: { fault: 'drip', pace: 200 }, charged: true, slow: true },
};

const FINAL: Record<string, { do: object; says: RegExp }> = {
  'no quota': { do: { fault: 'quota' }, says: /no quota left; add credit/ },
  'no quota, asking to wait': {
    do: { fault: 'quota', headers: { 'retry-after': '1' } },
    says: /no quota left/,
  },
  '401': { do: { fault: 'unauthorized' }, says: /check the key/ },
  '402': {
    do: { status: 402, body: { error: { message: 'Insufficient Balance' } } },
    says: /no credit left/,
  },
  '403': { do: { fault: 'forbidden' }, says: /may not do this/ },
  'model renamed': { do: { fault: 'no-model' }, says: /check the name of the model/ },
  'model retired': { do: { status: 410, body: { error: { message: 'gone' } } }, says: /not served any more/ },
  'wrong path': { do: { status: 404, body: 'not found' }, says: /base URL/ },
  'parameter not taken': {
    do: {
      status: 400,
      body: { error: { message: 'no temperature', code: 'unsupported_value', param: 'temperature' } },
    },
    says: /use a value that the model takes/,
  },
};

const KEPT: Record<string, { fault: string; finish: string; text: RegExp }> = {
  'cut at the bound': { fault: 'length', finish: 'length', text: /^echo/ },
  'stopped by a filter': { fault: 'content_filter', finish: 'content_filter', text: /^echo/ },
  'a refusal': { fault: 'refusal', finish: 'refusal', text: /^I cannot help/ },
};

/** Questions name their fault: `<429, malformed>` is met once, `<always 429, malformed>` always. */
const rules = Object.entries({ ...TRANSIENT, ...FINAL }).flatMap(([name, { do: action }]) => [
  { contains: `<${name}>`, first: 1, do: action },
  { contains: `<always ${name}>`, do: action },
]);
for (const [name, { fault }] of Object.entries(KEPT)) {
  rules.push({ contains: `<${name}>`, do: { fault } } as never);
}
rules.push(
  { contains: '<too long>', do: { fault: 'bad-request' } } as never,
  { contains: '<do not repeat>', do: { status: 500, headers: { 'x-should-retry': 'false' } } } as never,
);

let mock: Mock;
beforeAll(async () => {
  process.env.TEST_LLM_KEY = 'test-key';
  mock = await startMock({ rules });
});
afterAll(async () => {
  delete process.env.TEST_LLM_KEY;
  await mock.close();
});
beforeEach(() => rm(journalOf(mock), { force: true }));

/** Requests that the server received for questions that hold a text, in a test of this name. */
function count(text: string): number {
  return mock.received().filter(({ body }) => JSON.stringify(body).includes(text)).length;
}

const price = { prompt: 0, completion: 1e6 };

describe.each(['chat', 'responses'] as const)('%s', (api) => {
  const open = (options = {}) =>
    openClient(mock, { api, price, attempts: 3, keyVariable: 'TEST_LLM_KEY', ...options });
  const ask = (client: LlmClient, name: string, more: Partial<LlmRequest> = {}) =>
    client.ask(question(`<${name}> ${api}`, more));

  test.each(Object.entries(TRANSIENT))('%s: asked again, and answered', async (name, { charged, slow }) => {
    const client = await open({ timeout: slow ? 1.5 : 120 });
    const reply = await ask(client, name);
    expect(reply).toMatchObject({ text: `echo: <${name}> ${api}`, finish: 'stop', kept: false });
    expect(count(`<${name}> ${api}`)).toBe(2);
    expect(client.totals).toMatchObject({ asked: 2, answered: 1, retried: 1, failed: 0, reserved: 0 });
    // The answer's own counts, and for what may have been done in vain no more than its worst case.
    const wasted = client.totals.spent - reply.cost;
    if (charged) expect(wasted).toBeGreaterThan(0);
    else expect(wasted).toBe(0);
    expect(wasted).toBeLessThanOrEqual(50);
    expect((await ask(client, name)).kept).toBe(true);
    await client.close();
    expect(count(`<${name}> ${api}`)).toBe(2);
  });

  test.each(Object.entries(TRANSIENT).filter(([, { slow }]) => !slow))(
    '%s for ever: given up',
    async (name) => {
      const client = await open();
      const error = await ask(client, `always ${name}`).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(LlmError);
      expect(error).toMatchObject({ final: false });
      expect(String(error)).toMatch(/attempt 3/);
      expect(count(`<always ${name}> ${api}`)).toBe(3);
      expect(client.totals).toMatchObject({ asked: 3, answered: 0, retried: 2, failed: 1, inFlight: 0 });
      // It is one question's misfortune, and no error is kept.
      expect((await client.ask(question(`fine ${name} ${api}`))).kept).toBe(false);
      await expect(ask(client, `always ${name}`)).rejects.toThrow(LlmError);
      await client.close();
      expect(count(`<always ${name}> ${api}`)).toBe(6);
    },
  );

  test.each(Object.entries(FINAL))('%s: nothing more is sent', async (name, { says }) => {
    const client = await open({ concurrency: 1 });
    const all = [`always ${name}`, 'never sent 1', 'never sent 2'];
    const settled = await Promise.allSettled(all.map((one) => ask(client, one)));
    for (const one of settled) {
      expect(one).toMatchObject({ status: 'rejected', reason: expect.any(LlmError) });
      expect(one).toMatchObject({ reason: { final: true, message: expect.stringMatching(says) } });
    }
    await expect(ask(client, 'never sent 3')).rejects.toThrow(says);
    expect(client.totals.spent).toBe(0);
    await client.close();
    expect(count(`<always ${name}> ${api}`)).toBe(1);
    expect(count('never sent')).toBe(0);
  });

  test.each(Object.entries(KEPT))('%s: kept as what it is', async (name, { finish, text }) => {
    const client = await open();
    const reply = await ask(client, name);
    expect(reply).toMatchObject({ finish, text: expect.stringMatching(text), kept: false });
    expect(reply.cost).toBeGreaterThan(0);
    await client.close();
    const next = await open();
    expect(await ask(next, name)).toEqual({ ...reply, kept: true });
    await next.close();
    expect(count(`<${name}> ${api}`)).toBe(1);
  });

  test('what the question itself is to blame for is not asked again', async () => {
    const client = await open();
    for (const name of ['too long', 'do not repeat']) {
      await expect(ask(client, name)).rejects.toMatchObject({ code: 'LLM', final: false });
      expect(count(`<${name}> ${api}`)).toBe(1);
    }
    expect((await ask(client, 'fine')).finish).toBe('stop');
    await client.close();
  });
});

test('401 in the middle of a run: what was answered is kept, the rest is not sent', async () => {
  const broken = await startMock({ latency: 5, rules: [{ from: 21, do: { fault: 'unauthorized' } }] });
  const client = await openClient(broken, { concurrency: 4 });
  const settled = await Promise.allSettled(questions(100).map((one) => client.ask(one)));
  await client.close();
  const received = broken.received().length;
  expect(received).toBeGreaterThanOrEqual(21);
  expect(received).toBeLessThanOrEqual(24);
  expect(settled.filter(({ status }) => status === 'fulfilled').length).toBeLessThanOrEqual(20);
  const next = await openClient(broken);
  expect((await next.estimate(questions(100))).kept).toBe(20);
  await next.close();
  await broken.close();
});

test('429 for a crowd: nothing is lost, and fewer ask at once', async () => {
  const busy = await startMock({
    latency: 5,
    rules: [{ from: 10, to: 30, do: { fault: 'rate-limit', headers: { 'retry-after-ms': '30' } } }],
  });
  const client = await openClient(busy, { concurrency: 16, attempts: 10 });
  const replies = await Promise.all(questions(60).map((one) => client.ask(one)));
  expect(replies.map(({ text }) => text)).toEqual(questions(60).map((_, i) => `echo: question ${i}`));
  expect(busy.received()).toHaveLength(60 + 21);
  expect(client.totals).toMatchObject({ asked: 81, answered: 60, retried: 21, failed: 0 });
  await client.close();
  await busy.close();
});

test('a wait longer than granted is told, cut to what is granted, and ends the run when it does not do', async () => {
  const far = await startMock({
    rules: [
      { contains: 'once', first: 1, do: { fault: 'rate-limit', headers: { 'retry-after': '120' } } },
      {
        contains: 'always',
        do: { fault: 'rate-limit', headers: { 'retry-after': '7200' } },
      },
    ],
  });
  const notices: LlmNotice[] = [];
  const client = await openClient(far, {
    longestWait: 1,
    attempts: 2,
    onNotice: (notice) => notices.push(notice),
  });
  expect((await client.ask(question('once'))).text).toBe('echo: once');
  expect(notices).toEqual([expect.objectContaining({ type: 'wait', asked: 120, seconds: 1 })]);
  const error = await client.ask(question('always')).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'LLM', final: true });
  expect(String(error)).toMatch(/asks to wait 7200 s, more than the 1 s/);
  await expect(client.ask(question('other'))).rejects.toThrow(/7200/);
  await client.close();
  expect(far.received()).toHaveLength(4);
  await far.close();
});

test('a byte order mark before an answer is none of it', async () => {
  const body = JSON.stringify({
    model: 'm',
    choices: [{ finish_reason: 'stop', message: { content: 'yes' } }],
  });
  const marked = await startMock({ rules: [{ do: { status: 200, body: `\ufeff${body}` } }] });
  const client = await openClient(marked);
  expect((await client.ask(question('a'))).text).toBe('yes');
  await client.close();
  expect(marked.received()).toHaveLength(1);
  await marked.close();
});

test('a server without structured output is asked in words, once found out for good', async () => {
  const plain = await startMock({
    mode: 'judge',
    rules: [{ contains: 'json_schema', do: { fault: 'no-schema' } }],
  });
  const schema = { name: 'grade', schema: { type: 'object' } };
  const notices: LlmNotice[] = [];
  const client = await openClient(plain, { concurrency: 1, onNotice: (notice) => notices.push(notice) });
  for (const one of questions(3, { schema })) expect((await client.ask(one)).finish).toBe('stop');
  await client.close();
  expect(notices).toEqual([expect.objectContaining({ type: 'no-schema' })]);
  expect(plain.received().map(({ body }) => 'response_format' in body)).toEqual([true, false, false, false]);
  const next = await openClient(plain);
  await next.ask(question('another', { schema }));
  await next.close();
  expect(plain.received()).toHaveLength(5);
  await plain.close();
});

test('many at once that meet a server without structured output are each asked once more at most', async () => {
  const plain = await startMock({
    latency: 20,
    rules: [{ contains: 'json_schema', do: { fault: 'no-schema' } }],
  });
  const client = await openClient(plain, { concurrency: 6 });
  const schema = { name: 'grade', schema: { type: 'object' } };
  await Promise.all(questions(20, { schema }).map((one) => client.ask(one)));
  await client.close();
  const refused = plain.received().filter(({ body }) => 'response_format' in body);
  expect(refused.length).toBeLessThanOrEqual(6);
  expect(plain.received()).toHaveLength(20 + refused.length);
  await plain.close();
});

test('a server that names the bound of an answer otherwise is asked so', async () => {
  const renamed = await startMock({ rules: [{ do: { fault: 'max-tokens-renamed' } }] });
  const client = await openClient(renamed, { concurrency: 1 });
  for (const one of questions(3)) await client.ask(one);
  await client.close();
  const names = renamed
    .received()
    .map(({ body }) => Object.keys(body).find((name) => name.startsWith('max_')));
  expect(names).toEqual(['max_tokens', ...Array(3).fill('max_completion_tokens')]);
  await renamed.close();
});

test('a server that takes neither name is not asked for ever', async () => {
  const either = (name: string) => ({
    contains: `"${name}"`,
    do: {
      status: 400,
      body: { error: { message: `Unsupported parameter: '${name}' is not supported`, param: name } },
    },
  });
  const odd = await startMock({ rules: [either('max_tokens'), either('max_completion_tokens')] });
  const client = await openClient(odd);
  await expect(client.ask(question('a'))).rejects.toThrow(LlmError);
  await client.close();
  expect(odd.received()).toHaveLength(3);
  await odd.close();
});

test('nobody listens: said at once for all, and nothing is charged', async () => {
  const client = await openClient(mock, {
    baseURL: `http://127.0.0.1:${await freePort()}/v1`,
    attempts: 2,
    price,
  });
  const settled = await Promise.allSettled(questions(10).map((one) => client.ask(one)));
  for (const one of settled) {
    expect(one).toMatchObject({
      reason: { final: true, message: expect.stringMatching(/ECONNREFUSED.*check the base URL/) },
    });
  }
  expect(client.totals.spent).toBe(0);
  await client.close();
});

test('a server that speaks no TLS: nothing was sent, so nothing is charged', async () => {
  const client = await openClient(mock, {
    baseURL: mock.baseURL.replace('http:', 'https:'),
    attempts: 2,
    price,
    budget: { dollars: 60 },
  });
  await expect(client.ask(question('over TLS'))).rejects.toMatchObject({
    final: true,
    message: expect.stringMatching(/SSL.*check the base URL/),
  });
  expect(client.totals.spent).toBe(0);
  await client.close();
});

test('what may have been charged in vain counts for the budget', async () => {
  const client = await openClient(mock, { price, attempts: 6, budget: { dollars: 120 } });
  await expect(client.ask(question('<always connection reset> budget'))).rejects.toThrow(BudgetError);
  expect(count('<always connection reset> budget')).toBe(2);
  expect(client.totals.spent).toBe(100);
  await client.close();
});

/** A port that nobody listens at. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
