/**
 * Beam search (Graves 2012, "Sequence transduction with recurrent neural networks", section 2.5, with the
 * length normalisation of Wu et al. 2016): keeps the `beams` likeliest unfinished texts, extends each by its
 * likeliest tokens, and sets aside those that end. Ranked by log-probability ÷ length^lengthPenalty, length
 * in new tokens, the end token included. Equals are ordered by parent, then by token id, so that the outcome
 * is determined.
 */
import type { NativeSession } from '../runtime/addon.ts';
import { Pace } from '../runtime/pace.ts';
import { largestFirst } from './merge.ts';
import type { FinishReason } from './pieces.ts';

/** What stands in a text so far, for one that may be ended by what stands in it. */
export interface Reading {
  /** With one more token; null where the text ends with it. */
  push(id: number): Reading | null;
}

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
  /** Of a text that has just begun, to end it at a stop string; null where there is none. */
  reading: Reading | null;
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
  reading: Reading | null;
}

interface Extension {
  parent: Beam;
  id: number;
  logprob: number;
  total: number;
}

/** An extension that goes on, and is read. */
interface Chosen extends Extension {
  reading: Reading | null;
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
  const pace = new Pace('the search', undefined);
  const { reading } = options;
  let live: Beam[] = [{ slot: session.add(prompt, sampling), ids: [], logprobs: [], total: 0, reading }];
  for (let length = 1; length <= longest && live.length > 0; length++) {
    check();
    const last = length === longest;
    const chosen: Chosen[] = [];
    let rank = 0;
    for (const extension of await extend(session, live, options)) {
      const { parent, id } = extension;
      const grown = id === options.end ? null : (parent.reading?.push(id) ?? null);
      const finish = whyFinished(extension, grown, last, options);
      if (finish === null) chosen.push({ ...extension, reading: grown });
      // An end that ranks below the beams' width is no candidate: something likelier goes on.
      else if (rank < beams || last) {
        const kept = setAside(finished, extension, finish, options);
        // Those behind it are as long, and no likelier.
        if (last && !kept) break;
      }
      if (chosen.length === beams) break;
      rank++;
      if (pace.due) await pace.rest();
    }
    live = await follow(session, live, chosen);
    if (finished.length >= beams && !canImprove(live, finished, longest, options)) break;
  }
  for (const beam of live) session.remove(beam.slot);
  return finished;
}

/** The likeliest extensions of all beams, best first: enough that `beams` of them do not end. */
async function extend(
  session: NativeSession,
  live: Beam[],
  options: BeamOptions,
): Promise<Iterable<Extension>> {
  const top = Math.min(options.vocab, 2 * options.beams);
  const slots = Int32Array.from(live, (beam) => beam.slot);
  const tokens = Int32Array.from(live, (beam) => beam.ids.at(-1) ?? -1);
  const { ids, logprobs } = await session.step(slots, tokens, top);
  return best(live, top, ids, logprobs);
}

/** @param ids of each beam the likeliest `top`, best first, so that few of them have to be looked at; below 0: none */
function* best(live: Beam[], top: number, ids: Int32Array, logprobs: Float32Array): Generator<Extension> {
  const total = (list: number, at: number): number => {
    const place = list * top + at;
    return at < top && ids[place]! >= 0 ? live[list]!.total + logprobs[place]! : Number.NEGATIVE_INFINITY;
  };
  for (const { list, at } of largestFirst(live.length, total)) {
    const place = list * top + at;
    yield { parent: live[list]!, id: ids[place]!, logprob: logprobs[place]!, total: total(list, at) };
  }
}

/** @param grown how the text reads with the extension */
function whyFinished(
  { parent, id }: Extension,
  grown: Reading | null,
  last: boolean,
  { end, maxTokens }: BeamOptions,
): FinishReason | null {
  if (id === end) return 'end';
  if (parent.reading !== null && grown === null) return 'stop';
  if (!last) return null;
  return parent.ids.length + 1 === maxTokens ? 'length' : 'context';
}

/** Puts a text among the best that have ended, after its equals; false where it is none of them. */
function setAside(
  finished: Hypothesis[],
  { parent, id, logprob, total }: Extension,
  finish: FinishReason,
  { beams, lengthPenalty }: BeamOptions,
): boolean {
  const score = total / (parent.ids.length + 1) ** lengthPenalty;
  const place = finished.findLastIndex((other) => other.score >= score) + 1;
  if (place === beams) return false;
  const ids = [...parent.ids, id];
  const logprobs = [...parent.logprobs, logprob];
  finished.splice(place, 0, { ids, logprobs, total, score, finish });
  finished.length = Math.min(finished.length, beams);
  return true;
}

/**
 * Gives each chosen extension a slot with its parent's past: the parent's own to the first child, forks to
 * the rest.
 */
async function follow(session: NativeSession, live: Beam[], chosen: Chosen[]): Promise<Beam[]> {
  const parents = new Set(chosen.map(({ parent }) => parent));
  for (const beam of live) if (!parents.has(beam)) session.remove(beam.slot);
  const next: Beam[] = [];
  const used = new Set<Beam>();
  for (const { parent, id, logprob, total, reading } of chosen) {
    const slot = used.has(parent) ? await session.fork(parent.slot) : parent.slot;
    used.add(parent);
    next.push({ slot, ids: [...parent.ids, id], logprobs: [...parent.logprobs, logprob], total, reading });
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
