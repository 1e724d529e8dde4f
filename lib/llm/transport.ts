/**
 * One request over the `openai` package, without any attempt of its own to repeat it: an answer, or a failure that is
 * judged. The deadline covers the whole answer, to its last byte.
 */
import type OpenAI from 'openai';
import type { APIError } from 'openai';
import { chatBody, type Dialect, responsesBody } from './bodies.ts';
import { disconnected, type Failure, redirected, refused, timedOut, unreadable } from './failures.ts';
import { guardedFetch } from './guarded-fetch.ts';
import { type Answer, readAnswer, Unreadable } from './replies.ts';
import { isCommon, Scrubber, secretsIn } from './scrub.ts';
import { customHeaders, type ServerKey, withoutCustomHeaders } from './server-key.ts';
import type { LlmRequest, LlmUsage } from './types.ts';

/** Sent to servers that get no key: the package refuses to send none at all. */
const NO_KEY = 'none';

export type Outcome =
  | { answer: Answer }
  /** `usage`: what the server says that it has charged although it failed. */
  | { failure: Failure; usage: LlmUsage | null };

export interface TransportOptions {
  model: string;
  baseURL: string;
  key: ServerKey | null;
  /** Whether what else the environment holds for OpenAI (organization, project, headers) is sent along. */
  environment: boolean;
  api: 'chat' | 'responses';
  /** Seconds. */
  timeout: number;
}

export class Transport {
  readonly api: 'chat' | 'responses';
  readonly scrubber: Scrubber;
  readonly #model: string;
  readonly #baseURL: string;
  readonly #keySent: boolean;
  readonly #timeout: number;
  readonly #openai: OpenAI;
  readonly #isApiError: (error: unknown) => error is APIError;

  private constructor(openai: typeof import('openai'), options: TransportOptions) {
    const { model, baseURL, key, environment, api, timeout } = options;
    this.api = api;
    // A header may hold a key, or say something that is none, such as `production`.
    const headers = environment ? customHeaders().flatMap(secretsIn) : [];
    const keys = key === null ? [] : secretsIn(key.value);
    this.scrubber = new Scrubber([...keys, ...headers.filter((value) => !isCommon(value))]);
    this.#model = model;
    this.#baseURL = baseURL;
    this.#keySent = key !== null;
    this.#timeout = timeout;
    // Its own deadline ends with the headers, so it never fires before ours; its log may hold texts.
    this.#isApiError = (error) => error instanceof openai.APIError;
    const settings = {
      apiKey: key?.value ?? NO_KEY,
      baseURL,
      maxRetries: 0,
      timeout: timeout * 2000 + 60_000,
      logLevel: 'off',
      fetch: guardedFetch,
    } as const;
    const nobodys = { adminAPIKey: null, organization: null, project: null };
    this.#openai = environment
      ? new openai.default(settings)
      : withoutCustomHeaders(() => new openai.default({ ...settings, ...nobodys }));
  }

  /** Loads the package, which takes a while, only when something is to be sent. */
  static async open(options: TransportOptions): Promise<Transport> {
    return new Transport(await import('openai'), options);
  }

  /** The package's client, for files and batches; wrap its calls in `call`. */
  get openai(): OpenAI {
    return this.#openai;
  }

  async ask(request: LlmRequest, dialect: Dialect): Promise<Outcome> {
    const sent = await this.call(async (signal) => {
      const options = { signal };
      const response =
        this.api === 'chat'
          ? this.#openai.chat.completions.create(chatBody(request, this.#model, dialect), options)
          : this.#openai.responses.create(responsesBody(request, this.#model, dialect), options);
      // Some servers begin with a byte order mark, which `text` leaves out.
      return (await response.asResponse()).text();
    });
    if ('failure' in sent) return { failure: sent.failure, usage: null };
    const read = readAnswer(this.api, sent.value);
    if (!(read instanceof Unreadable)) return { answer: this.clean(read) };
    return { failure: unreadable(this.scrubber.message(read.message), read.status), usage: read.usage };
  }

  /** An echo of the key in an answer is not kept either. */
  clean(answer: Answer): Answer {
    const { text, model } = answer;
    const clean = {
      text: this.scrubber.answer(text),
      model: model === null ? null : this.scrubber.answer(model),
    };
    return { ...answer, ...clean };
  }

  /** Runs a call of the package with our deadline and turns what it throws into a failure. */
  async call<T>(work: (signal: AbortSignal) => Promise<T>): Promise<{ value: T } | { failure: Failure }> {
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), this.#timeout * 1000);
    try {
      return { value: await work(deadline.signal) };
    } catch (error) {
      if (deadline.signal.aborted) return { failure: timedOut(this.#timeout) };
      return { failure: this.#judge(error) };
    } finally {
      clearTimeout(timer);
    }
  }

  /** Where a redirect leads, without path and query, which may hold secrets. */
  #goal(location: string | null): string {
    if (location === null || !URL.canParse(location, this.#baseURL)) return 'somewhere that it does not name';
    const { origin, protocol, host } = new URL(location, this.#baseURL);
    if (origin === new URL(this.#baseURL).origin) return 'another address of its own';
    return host === '' ? protocol : `${protocol}//${host}`;
  }

  #judge(error: unknown): Failure {
    const say = (text: string) => this.scrubber.message(text);
    if (this.#isApiError(error) && typeof error.status === 'number' && error.headers) {
      const { status, headers, code, param } = error;
      if (status >= 300 && status < 400) return redirected(status, say(this.#goal(headers.get('location'))));
      const message = say(error.message.replace(/^\d+ /, ''));
      const refusal = { status, headers, code: code ?? typeOf(error), param: param ?? null, message };
      return refused(refusal, this.#keySent);
    }
    const { message, code } = deepest(error);
    return disconnected(say(code === null ? message : `${message} (${code})`), code);
  }
}

/** Some servers put into `type` what OpenAI puts into `code`. */
function typeOf(error: APIError): string | null {
  return typeof error.type === 'string' ? error.type : null;
}

/** The system's own reason is at the end of a chain of causes. */
function deepest(error: unknown): { message: string; code: string | null } {
  let at = error;
  for (let depth = 0; depth < 8 && at instanceof Error && at.cause instanceof Error; depth++) at = at.cause;
  if (at instanceof AggregateError && at.errors[0] instanceof Error) at = at.errors[0];
  if (!(at instanceof Error)) return { message: String(at), code: null };
  const { code } = at as NodeJS.ErrnoException;
  const text = at.message === '' ? 'the connection ended' : at.message;
  return { message: text, code: typeof code === 'string' ? code : null };
}
