/**
 * The notation in which sentences are written, and how it is read.
 *
 *   [h]  [h.form]   a reference to who or what plays role `h`; the forms are in references.ts
 *   {a|b|}          one of the alternatives; they nest
 *   a(n)            "a" or "an" by the word that follows
 *   <kind?a|b>      `a`, which follows from what was told so far, while `b` would be wrong: a place where what a
 *                   model has understood can be tried (probes.ts); kinds are knowledge, reasoning and context
 *
 * Sources are read as they are written, each time anew: most hold words of one story and never come again, so that
 * looking them up among compiled ones takes longer than reading them.
 */
import { MismatchError } from '../../../runtime/errors.ts';

export const PROBE_KINDS = ['knowledge', 'reasoning', 'context'] as const;
export type ProbeKind = (typeof PROBE_KINDS)[number];

export const SLOT = 91; // [
export const CHOICE = 123; // {
export const PROBE = 60; // <
const SLOT_END = 93; // ]
export const CHOICE_END = 125; // }
const PROBE_END = 62; // >
const BAR = 124; // |
const DOT = 46; // .

/** Where the role of a slot ends, which begins after its bracket: at a dot or at the closing bracket. */
export function roleEnd(source: string, from: number): number {
  for (let at = from; at < source.length; at++) {
    const code = source.charCodeAt(at);
    if (code === DOT || code === SLOT_END) return at;
  }
  throw new MismatchError(`unbalanced [ in "${source}"`);
}

/** Where a slot ends, of which all before `from` is read. */
export function slotEnd(source: string, from: number): number {
  for (let at = from; at < source.length; at++) if (source.charCodeAt(at) === SLOT_END) return at;
  throw new MismatchError(`unbalanced [ in "${source}"`);
}

/**
 * The signs around the alternatives of a choice or probe: option `i` stands between the `i`th and the next.
 * @param first the sign before the first option
 */
export function alternatives(source: string, first: number, close: '}' | '>'): number[] {
  const signs = [first];
  let depth = 0;
  for (let at = first + 1; at < source.length; at++) {
    const code = source.charCodeAt(at);
    if (code === CHOICE || code === PROBE) depth++;
    else if (code === CHOICE_END || code === PROBE_END) {
      if (depth-- > 0) continue;
      if (source[at] !== close) break;
      signs.push(at);
      return signs;
    } else if (code === BAR && depth === 0) signs.push(at);
  }
  throw new MismatchError(`no ${close} closes what began in "${source}"`);
}

export function isProbeKind(kind: string): kind is ProbeKind {
  return (PROBE_KINDS as readonly string[]).includes(kind);
}
