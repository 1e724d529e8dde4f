/**
 * A server that speaks OpenAI's protocol on the loopback address, in a process of its own: what tests ask instead of
 * a real one. It answers by a script, fails as it is told to, and logs every request that it received.
 *
 *     node test/llm/mock-openai.mjs --log FILE [--script FILE.json|FILE.mjs] [--port N]
 *
 * The first line on stdout is `{"port":N,"baseURL":"http://127.0.0.1:N/v1"}`; test/llm/mock.ts starts one from a test.
 * It ends when its standard input does; by hand in the background, give it one that stays open.
 * It serves /v1/chat/completions, /v1/responses, /v1/models, /v1/files and /v1/batches.
 *
 * The script, all fields optional:
 *
 *     {
 *       "mode": "echo",         // "echo": the last message again; "judge": a schema filled in, or an assessment and
 *                               //   grades in words; "story": a short story with every quoted word of the prompt
 *       "judge": "steady",      // grades of mode "judge": "steady" (all the same), "random" (by the content), "long"
 *                               //   (the longer the prompt the better)
 *       "vary": false,          // true: the same content asked again is answered differently
 *       "key": "secret",        // what the Authorization header has to hold; without it any key will do
 *       "model": "name",        // the name that answers carry, instead of the one asked for
 *       "latency": 0,           // milliseconds before every answer; [from, to]: spread evenly by the content
 *       "usage": true,          // false: answers carry no usage
 *       "batchPolls": 1,        // how often a batch is asked for before it is done
 *       "queue": 100,           // lines of all batches under way at most; a batch that does not fit fails as one over the
 *                               //   limit of tokens does
 *       "others": { "count": 1000, "at": 0 },   // batches of other people in the list, created at (seconds since 1970)
 *       "rules": [              // the first that applies decides what happens; without one, a plain answer
 *         { "path": "/chat",        // part of the path ("/v1/batches#line" for the lines of a batch)
 *           "method": "POST",
 *           "contains": "text",     // part of the body
 *           "from": 3, "to": 5,     // which of the requests that fit the above, counted from 1
 *           "every": 10,            // every tenth of them
 *           "first": 2,             // the first two times that each body is seen
 *           "chance": 0.1,          // by a hash of body and count: the same in every run
 *           "do": { ... } }         // an action
 *       ]
 *     }
 *
 * Actions:
 *
 *     { "reply": "text" | {...}, "finish": "stop", "model": "...", "refusal": "...", "delay": 50,
 *       "promptTokens": 10, "completionTokens": 5 }                    an answer; an object is sent as its JSON
 *     { "status": 400, "body": {...} | "text", "headers": {...} }      anything at all
 *     { "fault": "..." } with "delay" (ms before it) where wanted:
 *       rate-limit (with "headers", say {"retry-after": "1"}; "retry-date": seconds from now, as an HTTP date)
 *       quota, unauthorized, forbidden, no-model, no-schema, max-tokens-renamed, bad-request, server-error ("status")
 *       reset (connection reset before an answer), hang (never an answer), work-then-hang (the same, but counted in
 *       the log as "worked"), drip (a byte every "pace" ms, default 100), cut (half of the body, then reset),
 *       html, error-200, not-json, empty, null, no-choices, length, content_filter, refusal, tool-calls, echo-key
 *     { "fault": "created-then-reset" } for POST /v1/batches: the batch is made, and the connection reset
 *     { "fault": "created-then-error", "status": 503 }    the same, and an error answered
 *     { "fault": "expired" } for a line of a batch: it was not done in time
 *     { "batch": "failed" | "expired" | "cancelled" | "token-limit", "share": 0.5 }    for POST /v1/batches: how it ends, and
 *       which share of its lines is answered before
 *     { "batch": "lost" } for POST /v1/batches: nobody knows of it afterwards
 *
 * A script of JavaScript exports such an object, and may export `act({ n, path, method, body, text, seen })`, asked
 * before the rules: it returns an action, or nothing. `n` counts all requests, `seen` those with this body.
 *
 * The log is one JSON object a line: n, at (ms), method, path, key (the bearer token's SHA-256), body (parsed), text (its
 * SHA-256), seen, and done ("answer", the fault, or the status). It is written before the answer is sent.
 */
import { createHash } from 'node:crypto';
import { openSync, readFileSync, writeSync } from 'node:fs';
import { createServer } from 'node:http';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { answerBody, answerFor } from './mock-answers.mjs';
import { Batches, fileOfForm } from './mock-batches.mjs';
import { faultOf } from './mock-faults.mjs';

const { values } = parseArgs({
  options: { log: { type: 'string' }, script: { type: 'string' }, port: { type: 'string', default: '0' } },
});
const { script, act } = await load(values.script);
const log = values.log === undefined ? null : openSync(values.log, 'a');
const seen = new Map();
const fitting = new Map();
const files = new Map();
const batches = new Batches(files, script, decideLine);
let count = 0;

const server = createServer((request, response) => {
  const pieces = [];
  request.on('data', (piece) => pieces.push(piece));
  request.on('error', () => {});
  request.on('end', () => serve(request, response, Buffer.concat(pieces)));
});
server.keepAliveTimeout = 60_000;
server.listen(Number(values.port), '127.0.0.1', () => {
  const { port } = server.address();
  process.stdout.write(`${JSON.stringify({ port, baseURL: `http://127.0.0.1:${port}/v1` })}\n`);
});
// The one who started it is gone: a mock must not outlive its test.
process.stdin.on('end', () => process.exit(0)).on('error', () => process.exit(0));
process.stdin.resume();
process.on('SIGTERM', () => process.exit(0));

async function serve(request, response, bytes) {
  const path = request.url.split('?')[0];
  const { method } = request;
  const key = (request.headers.authorization ?? '').replace(/^Bearer /, '');
  const isForm = (request.headers['content-type'] ?? '').startsWith('multipart/');
  const text = isForm ? '' : bytes.toString();
  const action = decide({ path, method, text });
  const done = action.fault ?? action.status ?? action.batch ?? 'answer';
  write({ path, method, key: sha(key), body: parse(text), done, seen: action.seen, text: sha(text) });
  const delay = action.delay ?? latency(text);
  if (delay > 0) await new Promise((wake) => setTimeout(wake, delay));
  if (script.key !== undefined && key !== script.key) {
    return send(response, faultOf({ fault: 'unauthorized' }, { key }));
  }
  if (action.fault === 'created-then-reset' || action.fault === 'created-then-error') {
    batches.serve({ method, path, url: request.url, text, form: null, action });
    const fault = action.fault === 'created-then-reset' ? 'reset' : 'server-error';
    return send(response, faultOf({ ...action, fault }, { key }));
  }
  if (action.fault !== undefined || action.status !== undefined) {
    const body = plain(path, text, action);
    return send(response, faultOf(action, { key, body, text }));
  }
  if (path.startsWith('/v1/files') || path.startsWith('/v1/batches')) {
    const form = isForm ? fileOfForm(request.headers['content-type'], bytes) : null;
    return send(response, batches.serve({ method, path, url: request.url, text, form, action }));
  }
  if (path === '/v1/models') {
    return send(response, { status: 200, body: { object: 'list', data: [{ id: script.model ?? 'mock' }] } });
  }
  const body = plain(path, text, action);
  if (body === null) return send(response, { status: 404, body: { error: { message: `no ${path} here` } } });
  send(response, { status: 200, body });
}

/** The answer of a server without faults; null for a path that is none of ours. */
function plain(path, text, action) {
  const asked = parse(text);
  if (asked === null || !['/v1/chat/completions', '/v1/responses'].includes(path)) return null;
  const answer = answerFor(script, asked, text, action);
  return answerBody(path, script, answer);
}

/** Counts a request and finds what is to happen. */
function decide({ path, method, text }) {
  const again = (seen.get(path + text) ?? 0) + 1;
  if (text !== '') seen.set(path + text, again);
  count++;
  const facts = { n: count, path, method, body: parse(text), text, seen: again };
  const chosen = act?.(facts) ?? byRule(facts);
  return { ...chosen, seen: again };
}

/** A line of a batch is logged as a request of its own. */
function decideLine(text) {
  const action = decide({ path: '/v1/batches#line', method: 'POST', text });
  const done = action.fault ?? action.status ?? 'answer';
  write({
    path: '/v1/batches#line',
    method: 'POST',
    body: parse(text),
    done,
    seen: action.seen,
    text: sha(text),
  });
  return action;
}

function byRule({ path, method, text, seen: again }) {
  for (const [index, rule] of (script.rules ?? []).entries()) {
    if (rule.path !== undefined && !path.includes(rule.path)) continue;
    if (rule.method !== undefined && rule.method !== method) continue;
    if (rule.contains !== undefined && !text.includes(rule.contains)) continue;
    const nth = (fitting.get(index) ?? 0) + 1;
    fitting.set(index, nth);
    if (rule.from !== undefined && nth < rule.from) continue;
    if (rule.to !== undefined && nth > rule.to) continue;
    if (rule.every !== undefined && nth % rule.every !== 0) continue;
    if (rule.first !== undefined && again > rule.first) continue;
    if (rule.chance !== undefined && share(`${index} ${again} ${text}`) >= rule.chance) continue;
    return rule.do;
  }
  return {};
}

function send(response, { status, body, headers = {}, end }) {
  if (end === 'hang') return;
  if (end === 'reset') return response.socket.resetAndDestroy();
  const isText = typeof body === 'string' || Buffer.isBuffer(body);
  const bytes = isText ? body : JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  if (end === 'cut') {
    response.write(bytes.slice(0, bytes.length >> 1));
    setTimeout(() => response.socket.resetAndDestroy(), 20);
  } else if (typeof end === 'number') {
    let at = 0;
    const timer = setInterval(() => {
      if (at < bytes.length && !response.destroyed) return response.write(bytes[at++]);
      clearInterval(timer);
      response.end();
    }, end);
  } else response.end(bytes);
}

function latency(text) {
  const { latency = 0 } = script;
  return Array.isArray(latency) ? latency[0] + share(text) * (latency[1] - latency[0]) : latency;
}

function write(entry) {
  if (log !== null) writeSync(log, `${JSON.stringify({ n: count, at: Date.now(), ...entry })}\n`);
}

/** A number in [0, 1) that depends on the text alone. */
function share(text) {
  return createHash('sha256').update(text).digest().readUInt32LE() / 2 ** 32;
}

function sha(text) {
  return createHash('sha256').update(text).digest('hex');
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function load(path) {
  if (path === undefined) return { script: {} };
  if (path.endsWith('.json')) return { script: JSON.parse(readFileSync(path, 'utf8')) };
  const module = await import(pathToFileURL(resolve(path)).href);
  return { script: module.default ?? {}, act: module.act };
}
