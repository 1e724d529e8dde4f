// A hub that serves one file, and everything that servers do wrong; a process of its own.
//
//   node server.mjs FILE SCRIPT LOG [KEY CERTIFICATE]
//
// Prints `hub PORT cdn PORT tls PORT` once it listens; `tls` is the hub over https, where a key is given. The hub is a
// proxy as well: it leads every CONNECT to `tls`. SCRIPT is a JSON file, read for every request: a list of rules, of which
// the first that fits a request is applied. LOG gets a JSON line for every request.
//
//   at: 'hub' | 'cdn'      only requests to this one
//   on: [1, 3]  from: 4    only the requests of these numbers, from this number on (counted at that place)
//   status, headers        answers with these and a few words
//   redirect: 'cdn' | URL  answers 302
//   cut: 100               ends the connection after so many bytes
//   drip: 1                sends so many bytes every 20 ms
//   wrong: 5               changes the byte at that place of the file
//   extra: 10 | 'endless'  sends more than was asked for, without saying how much
//   whole: true            ignores the range
//   range: 'bytes 0-1/2'   says that it sends this
//   length: 7              announces so many bytes
//   hang: true             says nothing
//   coding: 'gzip'         says that it is packed
//   stated: 'abc'          the hub's own statement of the SHA-256
import { appendFileSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const [file, scriptPath, log, key, certificate] = process.argv.slice(2);
const content = readFileSync(file);
const counts = { hub: 0, cdn: 0, tls: 0 };
const ports = {};

function ruleFor(place) {
  const number = ++counts[place];
  const script = JSON.parse(readFileSync(scriptPath, 'utf8'));
  const fits = ({ at, on, from }) =>
    (at === undefined || at === place) &&
    (on === undefined || on.includes(number)) &&
    (from === undefined || number >= from);
  return script.find(fits) ?? {};
}

async function answer(place, request, response) {
  const rule = ruleFor(place);
  const { range, authorization } = request.headers;
  const { url } = request;
  appendFileSync(
    log,
    `${JSON.stringify({ place, url, range, authorization, proxy: request.headers['proxy-authorization'] })}\n`,
  );
  if (rule.hang) return;
  if (rule.status !== undefined) {
    response.writeHead(rule.status, rule.headers ?? {});
    response.end('no');
    return;
  }
  if (rule.redirect !== undefined) {
    const location =
      rule.redirect === 'cdn' ? `http://127.0.0.1:${ports.cdn}/blob?signature=secret` : rule.redirect;
    response.writeHead(302, { location, ...(rule.stated && { 'x-linked-etag': `"${rule.stated}"` }) });
    response.end('elsewhere');
    return;
  }
  const asked = /^bytes=(\d+)-(\d+)$/.exec(range ?? '');
  const partial = asked !== null && !rule.whole;
  const begin = partial ? Number(asked[1]) : 0;
  const end = partial ? Math.min(Number(asked[2]) + 1, content.length) : content.length;
  let body = Buffer.from(content.subarray(begin, end));
  if (rule.wrong !== undefined && rule.wrong >= begin && rule.wrong < end) body[rule.wrong - begin] ^= 1;
  if (rule.extra !== undefined)
    body = Buffer.concat([body, Buffer.alloc(rule.extra === 'endless' ? 1 << 16 : rule.extra)]);
  const headers = {
    etag: `"${statSync(file).size}"`,
    ...(partial && { 'content-range': rule.range ?? `bytes ${begin}-${end - 1}/${content.length}` }),
    ...(rule.extra === undefined && { 'content-length': rule.length ?? body.length }),
    ...(rule.coding && { 'content-encoding': rule.coding }),
    ...(rule.stated && { 'x-linked-etag': `"${rule.stated}"` }),
    ...rule.headers,
  };
  response.writeHead(partial ? 206 : 200, headers);
  if (rule.cut !== undefined) {
    response.write(body.subarray(0, rule.cut), () => setTimeout(() => response.socket?.destroy(), 5));
    return;
  }
  if (rule.drip !== undefined) {
    for (let at = 0; at < body.length && !response.destroyed; at += rule.drip) {
      response.write(body.subarray(at, at + rule.drip));
      await pause(20);
    }
    response.end();
    return;
  }
  if (rule.extra === 'endless') {
    while (!response.destroyed) {
      response.write(body);
      await pause(1);
    }
    return;
  }
  response.end(body);
}

function listener(place) {
  return (request, response) => {
    response.on('error', () => {});
    answer(place, request, response).catch((error) => response.destroy(error));
  };
}

const servers = { hub: createServer(listener('hub')), cdn: createServer(listener('cdn')) };
if (key !== undefined) {
  const secrets = { key: readFileSync(key), cert: readFileSync(certificate) };
  servers.tls = createTlsServer(secrets, listener('tls'));
}
servers.hub.on('connect', (request, socket) => {
  const proxy = request.headers['proxy-authorization'];
  appendFileSync(log, `${JSON.stringify({ place: 'connect', url: request.url, proxy })}\n`);
  socket.on('error', () => {});
  if (ruleFor('hub').status !== undefined) return socket.end('HTTP/1.1 407 No\r\n\r\n');
  const onward = connect(ports.tls, '127.0.0.1', () => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    socket.pipe(onward).pipe(socket);
  });
  onward.on('error', () => socket.destroy());
});
for (const [place, server] of Object.entries(servers)) {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  ports[place] = server.address().port;
}
console.log(`hub ${ports.hub} cdn ${ports.cdn} tls ${ports.tls}`);
