/** Brings one file here: several connections, each asking for the next piece that is missing. */
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AbortedError, FileError, TinyStoriesError } from '../../runtime/errors.ts';
import { PartFile, partBytes } from '../../runtime/part-file.ts';
import { backoff, retryAfter } from '../../runtime/retry.ts';
import type { Connections } from './connections.ts';
import { type Patience, Pause, passes, Refusal, sleep } from './patience.ts';
import { get, type Reply, shown } from './request.ts';

export interface FetchOptions {
  url: URL;
  /** Where the file goes. */
  path: string;
  /** What tells this file from others: repository, revision and name. */
  identity: string;
  /** Bytes, where known beforehand. */
  bytes: number | null;
  /** Whether its SHA-256 is known beforehand, and will be compared. */
  hashKnown: boolean;
  token: string | null;
  connections: Connections;
  /** How many at once. */
  parallel: number;
  piece: number;
  patience: Patience;
  signal?: AbortSignal | undefined;
  /** Bytes that are here, of how many. */
  onBytes?: ((done: number, total: number) => void) | undefined;
}

/** A file that is here whole, still under its other name. */
export interface Fetched {
  part: PartFile;
  /** SHA-256 as the hub states it; null where it does not. */
  stated: string | null;
}

/** A failure that may pass. `wait`: seconds that the server asked for. */
class Setback extends Error {
  readonly wait: number | null;

  constructor(message: string, wait: number | null = null) {
    super(message);
    this.wait = wait;
  }
}

interface Found {
  size: number;
  stated: string | null;
  /** Whether the server sends parts of the file. */
  ranges: boolean;
  /** See `versionOf`. */
  version: string;
}

/** @throws FileError naming the file and what to do; LockedError; AbortedError. What came so far stays. */
export async function fetchFile(options: FetchOptions): Promise<Fetched> {
  return new FileFetch(options).run();
}

class FileFetch {
  readonly #options: FetchOptions;
  readonly #stop = new AbortController();
  readonly #pause = new Pause();
  /** Where the hub sent us last; asked straight away until it says no. */
  #resolved: URL | null = null;
  /**
   * What every reply has to be of; null where a SHA-256 tells in the end, and servers of one name may well differ in
   * how they mark the same bytes.
   */
  #version: string | null = null;
  #arrived = 0;

  constructor(options: FetchOptions) {
    this.#options = options;
  }

  async run(): Promise<Fetched> {
    const { path, bytes, hashKnown, signal, piece, identity } = this.#options;
    const stop = (): void => this.#stop.abort();
    signal?.addEventListener('abort', stop, { once: true });
    let part: PartFile | null = null;
    try {
      if (signal?.aborted) throw new AbortedError();
      if (bytes !== null) await checkSpace(path, bytes);
      const found = await this.#patiently(
        () => this.#probe(),
        () => 0,
      );
      if (bytes === null) await checkSpace(path, found.size);
      if (!hashKnown && found.stated === null) this.#version = found.version;
      const version = found.stated ?? found.version;
      part = await PartFile.open(path, { size: found.size, piece, identity: `${identity} ${version}` });
      this.#arrived = part.bytes;
      this.#report(found.size);
      if (found.ranges) await this.#byPieces(part);
      else await this.#inOneGo(part);
      return { part, stated: found.stated };
    } catch (cause) {
      await part?.close().catch(() => {});
      throw this.#failure(cause);
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  #failure(cause: unknown): unknown {
    const { path, url, signal } = this.#options;
    if (signal?.aborted)
      return new AbortedError(`downloading ${path} was aborted; run it again to go on`, {
        cause: signal.reason,
      });
    if (cause instanceof TinyStoriesError) return cause;
    return new FileError(path, `could not be downloaded from ${shown(url)}: ${(cause as Error).message}`, {
      cause,
    });
  }

  /** Asks for the first byte, to learn what there is. */
  async #probe(): Promise<Found> {
    const { bytes } = this.#options;
    const reply = await this.#get({ range: 'bytes=0-0' });
    reply.body.destroy();
    const headers = [...reply.passed, reply.headers];
    const said = (name: string): string | undefined =>
      headers.map((one) => one[name]).find((value): value is string => typeof value === 'string');
    const total = /^bytes 0-0\/(\d+)$/.exec(reply.headers['content-range'] ?? '')?.[1];
    const size = Number(reply.status === 206 ? total : (reply.headers['content-length'] ?? Number.NaN));
    if (!Number.isSafeInteger(size) || size < 0)
      throw new Setback('the server does not say how long the file is');
    if (bytes !== null && size !== bytes)
      throw new Refusal(
        `the server has ${size} bytes, expected ${bytes}: it is not this file. Check HF_ENDPOINT, and that no proxy ` +
          'answers in its place',
      );
    const tag = said('x-linked-etag') ?? '';
    const stated = /^(?:W\/)?"?([0-9a-f]{64})"?$/.exec(tag)?.[1] ?? null;
    return { size, stated, ranges: reply.status === 206, version: versionOf(reply) };
  }

  async #byPieces(part: PartFile): Promise<void> {
    const missing: number[] = [];
    for (let index = part.pieces - 1; index >= 0; index--) if (!part.has(index)) missing.push(index);
    const work = async (): Promise<void> => {
      for (let index = missing.pop(); index !== undefined; index = missing.pop()) {
        await this.#piece(part, index);
      }
    };
    let failure: { cause: unknown } | null = null;
    const workers = Array.from({ length: Math.min(this.#options.parallel, missing.length) }, async () => {
      try {
        await work();
      } catch (cause) {
        failure ??= { cause };
        // The others have no reason to go on.
        this.#stop.abort();
      }
    });
    await Promise.all(workers);
    // The first, of which those after it are only the consequence.
    if (failure !== null) throw (failure as { cause: unknown }).cause;
  }

  /** One piece, going on where a connection broke off. */
  async #piece(part: PartFile, index: number): Promise<void> {
    const begin = index * part.piece;
    const end = begin + part.length(index);
    let at = begin;
    await this.#patiently(
      async () => {
        if (at === end) return;
        const reply = await this.#get({ range: `bytes=${at}-${end - 1}` });
        this.#checkVersion(reply);
        if (reply.status !== 206) {
          reply.body.destroy();
          throw new Setback('the server sends the whole file where a part was asked for');
        }
        const range = reply.headers['content-range'];
        if (range !== `bytes ${at}-${end - 1}/${part.size}`) {
          reply.body.destroy();
          throw new Setback(
            `the server sends other bytes than asked for (${range ?? 'it does not say which'})`,
          );
        }
        await this.#receive(reply, end - at, async (bytes) => {
          await part.write(at, bytes);
          at += bytes.length;
          this.#arrived += bytes.length;
          this.#report(part.size);
        });
      },
      () => at,
    );
    await part.complete(index);
  }

  /** The whole file from its beginning, from a server that sends no parts. Pieces that are there are passed over. */
  async #inOneGo(part: PartFile): Promise<void> {
    let furthest = 0;
    await this.#patiently(
      async () => {
        const reply = await this.#get({});
        this.#checkVersion(reply);
        let at = 0;
        await this.#receive(reply, part.size, async (bytes) => {
          for (let from = 0; from < bytes.length; ) {
            const index = Math.floor(at / part.piece);
            const end = index * part.piece + part.length(index);
            const taken = bytes.subarray(from, from + end - at);
            if (!part.has(index)) {
              await part.write(at, taken);
              if (at + taken.length === end) {
                await part.complete(index);
                this.#arrived += part.length(index);
                this.#report(part.size);
              }
            }
            at += taken.length;
            from += taken.length;
          }
          furthest = Math.max(furthest, at);
        });
      },
      () => furthest,
    );
  }

  /** @throws Refusal for another version than the one that this file was begun with. */
  #checkVersion(reply: Reply): void {
    const now = versionOf(reply);
    if (this.#version === null || now === this.#version) return;
    reply.body.destroy();
    throw new Refusal(
      `it was changed on the server meanwhile (${this.#version || 'not marked'}, now ${now || 'not marked'}), and ` +
        'nothing states its SHA-256. Run it again: it begins anew',
    );
  }

  /** Hands on exactly so many bytes. @throws Setback for fewer, more, or too few at a time. */
  async #receive(reply: Reply, length: number, take: (bytes: Uint8Array) => Promise<void>): Promise<void> {
    const { idle, slowest } = this.#options.patience;
    const { body } = reply;
    const coding = reply.headers['content-encoding'] ?? 'identity';
    const said = reply.headers['content-length'];
    const refusal =
      coding !== 'identity'
        ? `the server packs what it sends (${coding})`
        : said !== undefined && Number(said) !== length
          ? `the server announces ${said} bytes where ${length} were asked for`
          : null;
    if (refusal !== null) {
      body.destroy();
      throw new Setback(refusal);
    }
    let got = 0;
    let before = 0;
    let waiting = true;
    const watch = setInterval(() => {
      // A disk that is slow is not the server's fault.
      if (waiting && got - before < Math.min(slowest, length - before))
        body.destroy(new Error(`less than ${slowest} bytes came in ${idle} seconds`));
      before = got;
    }, 1000 * idle);
    try {
      for await (const chunk of body) {
        const bytes = chunk as Uint8Array;
        got += bytes.length;
        if (got > length) throw new Setback(`the server sends more than the ${length} bytes asked for`);
        waiting = false;
        await take(bytes);
        waiting = true;
      }
    } finally {
      clearInterval(watch);
      body.destroy();
    }
    if (got < length) throw new Setback(`the connection ended after ${got} of ${length} bytes`);
  }

  async #get(headers: Record<string, string>): Promise<Reply> {
    const { url, token, connections, patience } = this.#options;
    await this.#pause.over(this.#stop.signal);
    const at = this.#resolved ?? url;
    const reply = await get(at, {
      connections,
      headers: { 'user-agent': 'tinystories', 'accept-encoding': 'identity', ...headers },
      token: token === null ? null : { value: token, origin: url.origin },
      idle: patience.idle,
      signal: this.#stop.signal,
    });
    if (reply.status === 200 || reply.status === 206) {
      this.#resolved = reply.url;
      return reply;
    }
    reply.body.destroy();
    // Signed addresses expire: the hub knows a new one.
    const expired = at !== url && reply.status >= 400 && reply.status < 500 && reply.status !== 429;
    this.#resolved = null;
    if (expired) throw new Setback(`${shown(reply.url)} answered ${reply.status}`);
    if (!passes(reply.status)) throw new Refusal(this.#refusal(reply));
    const { 'retry-after': after, date } = reply.headers;
    const wait = retryAfter({ retryAfter: after, date });
    if (wait !== null && wait > patience.longestWait) {
      const when = new Date(Date.now() + 1000 * wait).toISOString();
      throw new Refusal(
        `the server asks to be left alone until ${when}; run it again then, what is here stays`,
      );
    }
    throw new Setback(`the server answered ${reply.status}`, wait);
  }

  #refusal({ status, url }: Reply): string {
    const { token } = this.#options;
    const from = `${shown(url)} answered ${status}`;
    if (status === 401 || status === 403)
      return token === null
        ? `${from}: not allowed. Set HF_TOKEN if the file needs one`
        : `${from}: not allowed. Check HF_TOKEN, or unset it: the files of TinyStories are public`;
    if (status === 404 || status === 410)
      return `${from}: not there. Check HF_ENDPOINT: a mirror may lack this revision`;
    return `${from}. Check HF_ENDPOINT, or name a file that is here with --from`;
  }

  /** Again and again until it is done, or has failed too often without getting any further. */
  async #patiently<Result>(attempt: () => Promise<Result>, position: () => number): Promise<Result> {
    const { attempts, backoff: first, slowest } = this.#options.patience;
    let failures = 0;
    for (;;) {
      const before = position();
      try {
        return await attempt();
      } catch (cause) {
        if (this.#stop.signal.aborted || cause instanceof Refusal || cause instanceof TinyStoriesError)
          throw cause;
        const { code } = cause as NodeJS.ErrnoException;
        if (code !== undefined && /CERT|^ERR_TLS|SELF_SIGNED|UNABLE_TO/.test(code))
          throw new Refusal(
            `its certificate is not accepted (${code}); NODE_EXTRA_CA_CERTS can name another authority`,
          );
        // A few bytes each time are no way to get there.
        failures = position() - before >= slowest ? 1 : failures + 1;
        const why = (cause as Error).message || code || 'the connection failed';
        if (failures >= attempts)
          throw new Refusal(`${why}; given up after ${failures} attempts in a row. Run it again to go on`);
        if (cause instanceof Setback && cause.wait !== null) this.#pause.extend(cause.wait);
        else await sleep(backoff(failures, first), this.#stop.signal);
      }
    }
  }

  #report(total: number): void {
    this.#options.onBytes?.(this.#arrived, total);
  }
}

/** How the server marks what it has: a strong ETag, or else whatever it says that would change with the file. */
function versionOf({ headers }: Reply): string {
  const { etag = '', 'last-modified': modified = '' } = headers;
  return /^"/.test(etag) ? etag : `${etag} ${modified}`.trim();
}

/** @throws FileError when what is missing of a file does not fit on its disk. */
async function checkSpace(path: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(path));
  const missing = bytes - (await partBytes(path));
  const free = bavail * bsize;
  if (missing > free)
    throw new FileError(
      path,
      `needs ${missing} more bytes, the disk has ${free} free; free some space, or choose another --out`,
    );
}
