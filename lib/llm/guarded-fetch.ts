/**
 * What the `openai` package asks servers with. A redirect is handed back instead of followed: whoever it leads to would
 * get headers and texts that are not theirs. And no body is endless, not even that of an error, which the package reads
 * by itself.
 */

/** No answer of text is longer; a server that never ends is not read into memory. */
const LONGEST_BODY = 32 << 20;
/** Of an error no more is said than a line. */
const LONGEST_ERROR = 1 << 20;

/** @throws what `fetch` does; reading a body throws where it is longer than any that is meant. */
export async function guardedFetch(url: string | URL | Request, init?: RequestInit): Promise<Response> {
  const response = await fetch(url, { ...init, redirect: 'manual' });
  // The files of batches are bounded by who reads them.
  if (response.body === null || (response.ok && isFile(url))) return response;
  const { status, statusText, headers } = response;
  const body = response.body.pipeThrough(bound(response.ok ? LONGEST_BODY : LONGEST_ERROR));
  return new Response(body, { status, statusText, headers });
}

function isFile(url: string | URL | Request): boolean {
  return /\/files\/[^/]+\/content$/.test(new URL(url instanceof Request ? url.url : url).pathname);
}

/** Passes bytes on, and fails when there are more than `limit`, which ends the connection. */
function bound(limit: number): TransformStream<Uint8Array, Uint8Array> {
  let size = 0;
  return new TransformStream({
    transform(piece, controller) {
      size += piece.length;
      if (size > limit) controller.error(new Error(`an answer of more than ${limit} bytes`));
      else controller.enqueue(piece);
    },
  });
}
