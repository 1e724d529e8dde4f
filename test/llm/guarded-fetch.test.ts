/** What is sent goes to the server that was named, and what comes back is bounded, errors too. */
import { once } from 'node:events';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { LlmClient } from '../../lib/llm/client.ts';
import { question } from './asking.ts';

const servers: Server[] = [];
const headersBefore = process.env.OPENAI_CUSTOM_HEADERS;
afterEach(() => {
  delete process.env.OPENAI_CUSTOM_HEADERS;
  if (headersBefore !== undefined) process.env.OPENAI_CUSTOM_HEADERS = headersBefore;
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** Origin of a server of the test's own. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function failureOf(origin: string): Promise<Error> {
  const client = await LlmClient.open({ model: 'm', baseURL: `${origin}/v1`, backoff: 0.001, attempts: 2 });
  const error = await client.ask(question('a')).catch((thrown: unknown) => thrown);
  await client.close();
  return error as Error;
}

test('a redirect is not followed: nobody else gets anything, and the error names the origin alone', async () => {
  process.env.OPENAI_CUSTOM_HEADERS = 'X-Gateway: pass-0123456789';
  const strays: string[] = [];
  const elsewhere = await serve((request, response) => {
    strays.push(request.url ?? '');
    response.end('{}');
  });
  const host = elsewhere.replace('http://', '');
  let asked = 0;
  const origin = await serve((_request, response) => {
    asked++;
    response.writeHead(307, { location: `http://me:pass-word@${host}/pass-0123456789?token=abc` }).end();
  });
  const error = await failureOf(origin);
  expect(error).toMatchObject({ code: 'LLM', status: 307, final: true });
  expect(error.message).toContain(`on to ${elsewhere}. None is followed`);
  expect(error.message).toContain('--base-url');
  expect(error.message).not.toMatch(/pass-|token/);
  expect({ asked, strays }).toEqual({ asked: 1, strays: [] });
});

test.each(['/v1/chat/completions', 'https:', 'no url: %'])(
  'a server that redirects to %s is asked once',
  async (location) => {
    let asked = 0;
    const origin = await serve((_request, response) => {
      asked++;
      response.writeHead(308, { location }).end();
    });
    expect(await failureOf(origin)).toMatchObject({ code: 'LLM', status: 308, final: true });
    expect(asked).toBe(1);
  },
);

/** Sends without end, until nobody listens; at most so much that a test ends. */
function endless(response: ServerResponse, most: number): void {
  const piece = Buffer.alloc(1 << 20, 'x');
  let sent = 0;
  const go = () => {
    while (!response.destroyed && sent < most) {
      sent += piece.length;
      if (!response.write(piece)) return void response.once('drain', go);
    }
    response.end();
  };
  go();
}

test.each([
  [500, /500 an answer of more than 1048576 bytes \(attempt 2\)/],
  [404, /404 an answer of more than 1048576 bytes \(check the name/],
  [200, /an answer of more than 33554432 bytes \(attempt 2\)/],
])('a body without end, with status %i, is left where it is longer than any', async (status, message) => {
  const whole: boolean[] = [];
  const origin = await serve((request, response) => {
    request.resume();
    response.on('close', () => whole.push(response.writableFinished));
    response.writeHead(status, { 'content-type': 'text/plain' });
    endless(response, 256 << 20);
  });
  const error = await failureOf(origin);
  expect(error).toMatchObject({ code: 'LLM' });
  expect(error.message).toMatch(message);
  expect(whole).not.toContain(true);
});
