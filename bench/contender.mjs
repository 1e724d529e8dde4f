// A program measured in a process of its own, so that its memory is its own: it reads requests and writes answers,
// one line of JSON each. Ours (worker.mjs) and the peers' (peers/*.py, peers/gemm.c) speak the same way.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export class Contender {
  #child;
  #waiting = [];
  #errors = '';
  #ended = null;

  /**
   * @param {string} command
   * @param {string[]} args
   * @param {Record<string, string | undefined>} [env] added to the environment
   */
  constructor(command, args, env = {}) {
    this.#child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child.stderr.on('data', (chunk) => {
      this.#errors = (this.#errors + chunk).slice(-2000);
    });
    this.#child.stdin.on('error', () => {});
    this.#child.on('error', (error) => this.#end(error.message));
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      if (line.startsWith('{')) this.#waiting.shift()?.resolve(JSON.parse(line));
    });
    this.#child.on('close', (status, signal) => {
      const last = this.#errors.trim().split('\n').at(-1);
      this.#end(`${command} ended with ${signal ?? `status ${status}`}${last ? `: ${last}` : ''}`);
    });
  }

  /** Sends a request; rejects when the process ends or answers with `error`. */
  async ask(request) {
    if (this.#ended) throw new Error(this.#ended);
    const answer = await new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    });
    if (answer.error) throw new Error(answer.error);
    return answer;
  }

  /** Repetitions for so many seconds; what each took. */
  async times(seconds, request = {}) {
    return (await this.ask({ ...request, do: 'run', seconds })).times;
  }

  /** Lets the process end by itself, and waits for that. */
  async close() {
    if (this.#ended) return;
    const closed = new Promise((resolve) => this.#child.once('close', resolve));
    this.#child.stdin.end();
    const impatience = setTimeout(() => this.#child.kill(), 5000);
    await closed;
    clearTimeout(impatience);
  }

  #end(why) {
    this.#ended ??= why;
    for (const { reject } of this.#waiting.splice(0)) reject(new Error(this.#ended));
  }
}
