/** What went wrong with a request, and what follows from it: asked again, given up, or nothing more sent at all. */
import { waitOf } from './retry-after.ts';

/** A failed request, judged. Messages are scrubbed. */
export interface Failure {
  message: string;
  /** HTTP's; null where no answer came. */
  status: number | null;
  /** Worth asking again. */
  again: boolean;
  /** Every other question would meet it too. */
  final: boolean;
  /** The server may have done the work and charge for it. */
  charged: boolean;
  /** Too much was asked at once. */
  overload: boolean;
  /** Nobody listens there, or not in this way. */
  unreachable: boolean;
  /** Seconds that the server asks to wait. */
  wait: number | null;
  /** The parameter that the server does not take, where something can be said without it. */
  refused: 'schema' | 'max_tokens' | 'max_completion_tokens' | null;
}

/** What a server said with a status other than 200. */
export interface Refusal {
  status: number;
  headers: Headers;
  code: string | null;
  param: string | null;
  message: string;
}

/** Codes that no waiting mends, whatever the status. */
const FINAL_CODES: ReadonlyMap<string | null, string> = new Map([
  [
    'insufficient_quota',
    'the account has no quota left; add credit or raise its limit, then go on with the same journal',
  ],
  [
    'billing_hard_limit_reached',
    'the account has reached its limit; raise it, then go on with the same journal',
  ],
  ['billing_not_active', 'the account is not active; check its billing'],
  ['account_deactivated', 'the account is not active'],
  ['invalid_api_key', 'check the key in the environment variable'],
  ['model_not_found', 'check the name of the model, and whether the key may use it'],
  ['unsupported_parameter', 'leave the parameter out, or use another model'],
  ['unsupported_value', 'use a value that the model takes, or another model'],
]);

const FINAL_STATUSES: Record<number, string> = {
  401: 'check the key in the environment variable',
  402: 'the account has no credit left; add some, then go on with the same journal',
  403: 'the key may not do this; check its rights, or use another one',
  404: 'check the name of the model and the base URL (most end in /v1)',
  405: 'check the base URL (most end in /v1)',
  410: 'the model is not served any more; name another one',
};

/** What 401 and 403 most likely mean where nothing was sent that they could be about. */
const NO_KEY_SENT =
  "no key was sent: this server gets none unless it is named for it. Name the environment variable with this server's " +
  'key: keyVariable in code, --key-variable NAME on the command line, or name@url#NAME';

/** A gateway gave up, but the server behind it may have finished. */
const MAYBE_DONE = new Set([408, 502, 504, 520, 521, 522, 523, 524]);
const AGAIN = new Set([408, 409, 425, 429]);
const OVERLOAD = new Set([429, 503, 529]);

/** What a connection fails with before any request is sent: no address, no listener, no TLS, no trust. */
const NEVER_SENT = new Set([
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'],
  ...['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_UNSUPPORTED_PROTOCOL', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ...['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION'],
  ...['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN'],
  ...['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
]);

const NONE: Omit<Failure, 'message' | 'status'> = {
  again: false,
  final: false,
  charged: false,
  overload: false,
  unreachable: false,
  wait: null,
  refused: null,
};

/** Judges an answer with a status other than 200; `keySent` says whether it is about a request that had a key. */
export function refused(refusal: Refusal, keySent = true): Failure {
  const { status, headers, code, message } = refusal;
  const told = `${status} ${message}`;
  const keyless = !keySent && (status === 401 || status === 403);
  const advice = keyless ? NO_KEY_SENT : (FINAL_CODES.get(code) ?? FINAL_STATUSES[status]);
  const parameter = refusedParameter(refusal);
  if (parameter !== null) return { ...NONE, message: told, status, refused: parameter };
  if (advice !== undefined) {
    return { ...NONE, message: `${told} (${advice})`, status, final: true };
  }
  // Some servers say themselves whether another attempt makes sense.
  const should = headers.get('x-should-retry');
  const again = should === 'false' ? false : should === 'true' || AGAIN.has(status) || status >= 500;
  return {
    ...NONE,
    message: told,
    status,
    again,
    charged: MAYBE_DONE.has(status),
    overload: OVERLOAD.has(status),
    wait: again ? waitOf(headers) : null,
  };
}

/** Judges an answer that sends the request on to `goal`: it is not followed, and every other question would be sent there too. */
export function redirected(status: number, goal: string): Failure {
  const message =
    `${status} the server sends requests on to ${goal}. None is followed, as key and texts are for the server that was ` +
    'named alone; where that one is meant, name its final address as the base URL (--base-url, or name@url)';
  return { ...NONE, message, status, final: true };
}

/** Judges a connection that ended without an answer. */
export function disconnected(message: string, code: string | null): Failure {
  // Some ports are never connected to.
  const unreachable = message === 'bad port' || NEVER_SENT.has(code ?? '');
  return { ...NONE, message, status: null, again: true, charged: !unreachable, unreachable };
}

/** No whole answer within the time. A server that is too slow is asked less at once. */
export function timedOut(seconds: number): Failure {
  const message = `no whole answer within ${seconds} s; raise the timeout where answers take longer`;
  return { ...NONE, message, status: null, again: true, charged: true, overload: true };
}

/** Judges a request of a batch that the server did not do, and gave no status for: it had expired, say. */
export function notDone(message: string, code: string | null): Failure {
  const advice = FINAL_CODES.get(code);
  if (advice !== undefined) return { ...NONE, message: `${message} (${advice})`, status: null, final: true };
  return { ...NONE, message, status: null, again: true };
}

/** Whether a request certainly came to nothing: it was never sent, or was refused. A status of 500 or more says neither. */
export function cameToNothing({ status, unreachable }: Failure): boolean {
  if (status === null) return unreachable;
  return status >= 400 && status < 500 && status !== 408 && status !== 409;
}

/** An answer with status 200 that cannot be used. */
export function unreadable(message: string, within: number | null): Failure {
  if (within === null) return { ...NONE, message, status: 200, again: true, charged: true };
  const judged = refused({ status: within, headers: new Headers(), code: null, param: null, message });
  return { ...judged, charged: true };
}

function refusedParameter({ status, code, param, message }: Refusal): Failure['refused'] {
  if (![400, 404, 422, 501].includes(status) || code === 'model_not_found') return null;
  const named = `${param ?? ''} ${message}`;
  if (/response_format|json_schema|text\.format|structured output/i.test(named)) return 'schema';
  if (param === 'max_tokens' || /'max_tokens' is not supported|unsupported.*max_tokens/i.test(message))
    return 'max_tokens';
  if (
    param === 'max_completion_tokens' ||
    /unknown.*max_completion_tokens|max_completion_tokens.*not (permitted|supported|allowed)/i.test(message)
  ) {
    return 'max_completion_tokens';
  }
  return null;
}
