/** A hub for tests: the server of server.mjs in a process of its own, with a file and a script of faults. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PinnedFile } from '../../../lib/data/download/catalog.ts';
import type { DownloadOptions } from '../../../lib/data/download/download.ts';

export interface Rule {
  at?: 'hub' | 'cdn' | 'tls';
  on?: number[];
  from?: number;
  [fault: string]: unknown;
}

export interface Request {
  place: 'hub' | 'cdn' | 'tls' | 'connect';
  url: string;
  range?: string;
  authorization?: string;
  proxy?: string;
}

/** Bytes of its file, and of a piece. */
export const SIZE = 50_000;
export const PIECE = 4096;

export class TestHub {
  readonly folder: string;
  readonly out: string;
  readonly content: Buffer;
  readonly sha256: string;
  #child: ChildProcess | null = null;
  #port = 0;

  private constructor(folder: string, content: Buffer) {
    this.folder = folder;
    this.out = join(folder, 'out');
    this.content = content;
    this.sha256 = createHash('sha256').update(content).digest('hex');
  }

  /** `name`: over https as well, as the host of that name. */
  static async start({ size = SIZE, name }: { size?: number; name?: string } = {}): Promise<TestHub> {
    const folder = await mkdtemp(join(tmpdir(), 'tinystories-'));
    const content = Buffer.alloc(size);
    for (let i = 0, state = 1; i < size; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      content[i] = state >>> 24;
    }
    const hub = new TestHub(folder, content);
    await writeFile(join(folder, 'content'), content);
    await hub.script([]);
    await writeFile(join(folder, 'log'), '');
    const args = ['content', 'script', 'log', ...(name === undefined ? [] : ['key', 'certificate'])].map(
      (one) => join(folder, one),
    );
    if (name !== undefined) makeKey(hub.keyPath, hub.certificatePath, name);
    const child = spawn(process.execPath, [join(__dirname, 'server.mjs'), ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    hub.#child = child;
    const line = await new Promise<string>((resolve, reject) => {
      child.stdout!.once('data', (bytes) => resolve(String(bytes)));
      child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
    });
    hub.#port = Number(/^hub (\d+)/.exec(line)?.[1]);
    return hub;
  }

  async stop(): Promise<void> {
    this.#child?.kill('SIGKILL');
    await rm(this.folder, { recursive: true, force: true });
  }

  /** From now on these faults. */
  async script(rules: Rule[]): Promise<void> {
    await writeFile(join(this.folder, 'script'), JSON.stringify(rules));
  }

  async requests(): Promise<Request[]> {
    const text = await readFile(join(this.folder, 'log'), 'utf8');
    return text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Request);
  }

  /** What has arrived under its name; null for nothing. */
  async arrived(): Promise<Buffer | null> {
    return readFile(join(this.out, 'stories.txt')).catch(() => null);
  }

  get keyPath(): string {
    return join(this.folder, 'key');
  }

  get certificatePath(): string {
    return join(this.folder, 'certificate');
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get file(): PinnedFile {
    return {
      set: 'v1',
      split: 'train',
      repository: 'someone/Stories',
      revision: '0123456789abcdef0123456789abcdef01234567',
      path: 'data/stories.txt',
      bytes: this.content.length,
      sha256: this.sha256,
      licence: 'CDLA-Sharing-1.0',
    };
  }

  /** Impatient settings, so that tests do not wait. */
  options(changes: Partial<DownloadOptions> & { file?: Partial<PinnedFile> } = {}): DownloadOptions {
    const { file, ...rest } = changes;
    return {
      files: [{ ...this.file, ...file }],
      out: this.out,
      connections: 4,
      piece: PIECE,
      patience: { attempts: 4, backoff: 0.005, idle: 0.4, slowest: 256, longestWait: 3 },
      env: { HF_ENDPOINT: this.endpoint, HF_HOME: this.folder },
      ...rest,
    };
  }
}

/** Whether keys can be made here. */
export const hasOpenssl: boolean = spawnSync('openssl', ['version']).status === 0;

function makeKey(key: string, certificate: string, name: string): void {
  const args = `req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=${name} -addext subjectAltName=DNS:${name}`;
  const { status, stderr } = spawnSync('openssl', [...args.split(' '), '-keyout', key, '-out', certificate]);
  if (status !== 0) throw new Error(String(stderr));
}
