/**
 * Beam search (Graves 2012, "Sequence transduction with recurrent neural networks", section 2.5, with the
 * length normalisation of Wu et al. 2016): keeps the `beams` likeliest unfinished texts, extends each by its
 * likeliest tokens, and sets aside those that end. Ranked by log-probability ÷ length^lengthPenalty, length
 * in new tokens, the end token included. Equals are ordered by parent, then by token id, so that the outcome
 * is determined.
 */
import type { NativeSession } from '../runtime/addon.ts';
import type { FinishReason } from './pieces.ts';

export interface BeamOptions {
  beams: number;
  lengthPenalty: number;
  /** New tokens at most. */
  maxTokens: number;
  /** Tokens the session holds, prompt included. */
  capacity: number;
  vocab: number;
  /** A token that ends the text, or null. */
  end: number | null;
  /** Whether a text that just grew ends by a stop string. */
  stops: (ids: readonly number[]) => boolean;
  /** Asked between tokens; throws to give up. */
  check: () => void;
}

export interface Hypothesis {
  ids: number[];
  logprobs: number[];
  /** Sum of `logprobs`. */
  total: number;
  score: number;
  finish: FinishReason;
}

/** A text that still grows, and the slot that holds its past. */
interface Beam {
  slot: number;
  ids: number[];
  logprobs: number[];
  total: number;
}

interface Extension {
  parent: Beam;
  id: number;
  logprob: number;
  total: number;
}

/**
 * Searches from `prompt` (at least one token). The session is the search's own, with `beams` slots, which are
 * free again unless it throws. Returns at most `beams` texts, best first; none when the prompt leaves no room
 * for a token.
 */
export async function beamSearch(
  session: NativeSession,
  prompt: Int32Array,
  options: BeamOptions,
): Promise<Hypothesis[]> {
  const { beams, maxTokens, capacity, check } = options;
  const longest = Math.min(maxTokens, capacity - prompt.length);
  if (longest < 1) return [];
  const finished: Hypothesis[] = [];
  const sampling = {
    repetitionPenalty: 1,
    temperature: 0,
    topK: 0,
    topP: 1,
    minP: 0,
    seed: 0,
    stream: 0,
    stop: new Int32Array(0),
    maxTokens: longest,
    logprobs: -1,
  };
  let live: Beam[] = [{ slot: session.add(prompt, sampling), ids: [], logprobs: [], total: 0 }];
  for (let length = 1; length <= longest && live.length > 0; length++) {
    check();
    const extensions = await extend(session, live, options);
    const chosen: Extension[] = [];
    for (const [rank, extension] of extensions.entries()) {
      if (chosen.length === beams) break;
      const finish = whyFinished(extension, length === longest, options);
      // An end that ranks below the beams' width is no candidate: something likelier goes on.
      if (finish === null) chosen.push(extension);
      else if (rank < beams || length === longest) setAside(finished, extension, finish, options);
    }
    live = await follow(session, live, chosen);
    if (finished.length >= beams && !canImprove(live, finished, longest, options)) break;
  }
  for (const beam of live) session.remove(beam.slot);
  return finished;
}

/** The likeliest extensions of all beams, best first: enough that `beams` of them do not end. */
async function extend(session: NativeSession, live: Beam[], options: BeamOptions): Promise<Extension[]> {
  const top = Math.min(options.vocab, 2 * options.beams);
  const slots = Int32Array.from(live, (beam) => beam.slot);
  const tokens = Int32Array.from(live, (beam) => beam.ids.at(-1) ?? -1);
  const { ids, logprobs } = await session.step(slots, tokens, top);
  const extensions = live.flatMap((parent, b) =>
    Array.from({ length: top }, (_, k) => {
      const logprob = logprobs[b * top + k] as number;
      return { parent, id: ids[b * top + k] as number, logprob, total: parent.total + logprob };
    }),
  );
  // Sorting is stable: equals stay in the order of parents, then of the session's order of tokens.
  return extensions
    .filter(({ id, total }) => id >= 0 && total > Number.NEGATIVE_INFINITY)
    .sort((a, b) => b.total - a.total);
}

function whyFinished(extension: Extension, last: boolean, options: BeamOptions): FinishReason | null {
  const { parent, id } = extension;
  if (id === options.end) return 'end';
  if (options.stops([...parent.ids, id])) return 'stop';
  if (!last) return null;
  return parent.ids.length + 1 === options.maxTokens ? 'length' : 'context';
}

function setAside(
  finished: Hypothesis[],
  { parent, id, logprob, total }: Extension,
  finish: FinishReason,
  { beams, lengthPenalty }: BeamOptions,
): void {
  const ids = [...parent.ids, id];
  const logprobs = [...parent.logprobs, logprob];
  finished.push({ ids, logprobs, total, score: total / ids.length ** lengthPenalty, finish });
  finished.sort((a, b) => b.score - a.score);
  finished.length = Math.min(finished.length, beams);
}

/**
 * Gives each chosen extension a slot with its parent's past: the parent's own to the first child, forks to
 * the rest.
 */
async function follow(session: NativeSession, live: Beam[], chosen: Extension[]): Promise<Beam[]> {
  const parents = new Set(chosen.map(({ parent }) => parent));
  for (const beam of live) if (!parents.has(beam)) session.remove(beam.slot);
  const next: Beam[] = [];
  const used = new Set<Beam>();
  for (const { parent, id, logprob, total } of chosen) {
    const slot = used.has(parent) ? await session.fork(parent.slot) : parent.slot;
    used.add(parent);
    next.push({ slot, ids: [...parent.ids, id], logprobs: [...parent.logprobs, logprob], total });
  }
  return next;
}

/** Whether a beam could still end with a better score than the worst that is set aside. */
function canImprove(
  live: Beam[],
  finished: Hypothesis[],
  longest: number,
  { lengthPenalty }: BeamOptions,
): boolean {
  const worst = finished.at(-1)?.score ?? Number.NEGATIVE_INFINITY;
  return live.some(({ total, ids }) => {
    // Nothing added makes a total larger, so its best score is at one end of the lengths to come.
    const bound = Math.max(total / longest ** lengthPenalty, total / (ids.length + 1) ** lengthPenalty);
    return bound > worst;
  });
}
