/** Files and batches of the mock server (mock-openai.mjs). Lines of a batch pass the script's rules like requests. */
import { answerBody, answerFor } from './mock-answers.mjs';
import { faultOf } from './mock-faults.mjs';

export class Batches {
  #files;
  #script;
  #decide;
  #batches = new Map();
  #made = 0;

  constructor(files, script, decide) {
    this.#files = files;
    this.#script = script;
    this.#decide = decide;
  }

  serve({ method, path, url, text, form, action }) {
    const [, , kind, id, verb] = path.split('/');
    if (kind === 'files') {
      if (method === 'POST') return ok(this.#file(form ?? Buffer.alloc(0), 'batch'));
      const file = this.#files.get(id);
      if (!file) return missing(id);
      if (method === 'DELETE') {
        this.#files.delete(id);
        return ok({ id, object: 'file', deleted: true });
      }
      if (verb !== 'content') return ok(file.info);
      return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: file.bytes };
    }
    if (method === 'POST' && id === undefined) return this.#create(JSON.parse(text), action);
    if (id === undefined) return this.#list(new URL(url, 'http://mock').searchParams);
    const batch = this.#batches.get(id);
    if (!batch) return missing(id);
    if (verb === 'cancel') batch.ending = { batch: 'cancelled', share: 0 };
    this.#advance(batch);
    return ok(batch.info);
  }

  #file(bytes, purpose) {
    const id = `file-${++this.#made}`;
    const info = { id, object: 'file', bytes: bytes.length, created_at: 0, filename: `${id}.jsonl`, purpose };
    this.#files.set(id, { info, bytes });
    return info;
  }

  #create(asked, action) {
    const input = this.#files.get(asked.input_file_id);
    if (!input) return missing(asked.input_file_id);
    const lines = input.bytes
      .toString()
      .split('\n')
      .filter((line) => line !== '');
    const info = {
      id: `batch_${++this.#made}`,
      object: 'batch',
      endpoint: asked.endpoint,
      input_file_id: asked.input_file_id,
      completion_window: asked.completion_window,
      metadata: asked.metadata ?? null,
      status: 'validating',
      errors: null,
      output_file_id: null,
      error_file_id: null,
      created_at: Math.floor(Date.now() / 1000),
      request_counts: { total: lines.length, completed: 0, failed: 0 },
    };
    const full = this.#underWay() + lines.length > (this.#script.queue ?? Infinity);
    const ending = full ? { batch: 'token-limit' } : action;
    if (ending.batch !== 'lost') this.#batches.set(info.id, { info, lines, polls: 0, ending });
    return ok(info);
  }

  /** Lines in batches that the queue took. */
  #underWay() {
    return [...this.#batches.values()]
      .filter(({ info, ending }) => isUnderWay(info) && ending.batch !== 'token-limit')
      .reduce((sum, { lines }) => sum + lines.length, 0);
  }

  #list(query) {
    const { count = 0, at = 0 } = this.#script.others ?? {};
    const others = Array.from({ length: count }, (_, i) => ({ id: `other_${i}`, created_at: at }));
    const ours = [...this.#batches.values()].map(({ info }) => info).reverse();
    const all = [...ours, ...others].sort((a, b) => b.created_at - a.created_at);
    const after = query.get('after');
    const from = after === null ? 0 : all.findIndex(({ id }) => id === after) + 1;
    const data = all.slice(from, from + Number(query.get('limit') ?? 20));
    const more = from + data.length < all.length;
    return ok({ object: 'list', data, first_id: data[0]?.id, last_id: data.at(-1)?.id, has_more: more });
  }

  #advance(batch) {
    const { info } = batch;
    if (!isUnderWay(info)) return;
    batch.polls++;
    info.status = 'in_progress';
    const atOnce = ['cancelled', 'token-limit'].includes(batch.ending.batch);
    if (batch.polls < (this.#script.batchPolls ?? 1) && !atOnce) return;
    const { batch: ending, share = 0 } = batch.ending;
    if (ending === 'failed' || ending === 'token-limit') {
      info.status = 'failed';
      const limit = { code: 'token_limit_exceeded', message: 'Enqueued token limit reached' };
      const bad = { code: 'invalid_json_line', message: 'This line is not parseable as JSON', line: 1 };
      info.errors = { object: 'list', data: [ending === 'failed' ? bad : limit] };
      return;
    }
    const done =
      ending === undefined ? batch.lines : batch.lines.slice(0, Math.floor(batch.lines.length * share));
    info.status = ending ?? 'completed';
    this.#answer(info, done);
  }

  /** Writes the output file and the error file, in an order that is not the input's. */
  #answer(info, lines) {
    const output = [];
    const errors = [];
    for (const line of [...lines].reverse()) {
      const { custom_id, url, body } = JSON.parse(line);
      const text = JSON.stringify(body);
      const action = this.#decide(text);
      if (action.fault === 'expired') {
        const error = { code: 'batch_expired', message: 'This request could not be executed in time.' };
        errors.push(JSON.stringify({ id: 'batch_req', custom_id, response: null, error }));
        continue;
      }
      const answer = answerBody(url, this.#script, answerFor(this.#script, body, text, action));
      const failing = action.fault !== undefined || action.status !== undefined;
      const sent = failing
        ? faultOf(action, { key: 'mock', body: answer, text })
        : { status: 200, body: answer };
      const response = { status_code: sent.status ?? 500, request_id: 'mock', body: sent.body ?? null };
      const result = { id: `batch_req_${custom_id.slice(0, 8)}`, custom_id, response, error: null };
      (response.status_code === 200 ? output : errors).push(JSON.stringify(result));
    }
    info.request_counts.completed = output.length;
    info.request_counts.failed = errors.length;
    if (output.length > 0)
      info.output_file_id = this.#file(Buffer.from(`${output.join('\n')}\n`), 'batch_output').id;
    if (errors.length > 0)
      info.error_file_id = this.#file(Buffer.from(`${errors.join('\n')}\n`), 'batch_output').id;
  }
}

/** The file of a form of several parts. */
export function fileOfForm(type, bytes) {
  const boundary = /boundary="?([^";]+)/.exec(type)?.[1] ?? '';
  const body = bytes.toString('latin1');
  for (const part of body.split(`--${boundary}`)) {
    const head = part.indexOf('\r\n\r\n');
    if (head < 0 || !/filename=/.test(part.slice(0, head))) continue;
    return Buffer.from(part.slice(head + 4, part.lastIndexOf('\r\n')), 'latin1');
  }
  return Buffer.alloc(0);
}

const isUnderWay = ({ status }) => ['validating', 'in_progress'].includes(status);
const ok = (body) => ({ status: 200, body });
const missing = (id) => ({ status: 404, body: { error: { message: `No such object: ${id}`, code: null } } });
