/**
 * The notation in which sentences are written, and its compiler.
 *
 *   [h]  [h.form]   a reference to who or what plays role `h`; the forms are in references.ts
 *   {a|b|}          one of the alternatives; they nest
 *   a(n)            "a" or "an" by the word that follows
 *   <kind?a|b>      `a`, which follows from what was told so far, while `b` would be wrong: a place where what a
 *                   model has understood can be tried (probes.ts); kinds are knowledge, reasoning and context
 */
import { MismatchError } from '../../../runtime/errors.ts';

export type Node =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'slot'; readonly role: string; readonly form: string }
  | { readonly type: 'choice'; readonly options: readonly Template[] }
  | { readonly type: 'probe'; readonly kind: ProbeKind; readonly options: readonly Template[] };
export const PROBE_KINDS = ['knowledge', 'reasoning', 'context'] as const;
export type ProbeKind = (typeof PROBE_KINDS)[number];
export type Template = readonly Node[];

/** Many sources hold words of the story and come only once or twice; so many are kept. */
const MOST_COMPILED = 30_000;
const compiled = new Map<string, Template>();

/** The compiled template; sources that come again and again are compiled once. */
export function compile(source: string): Template {
  let template = compiled.get(source);
  if (template === undefined) {
    const [nodes, end] = parse(source, 0, false);
    if (end !== source.length) throw new MismatchError(`unbalanced } in "${source}"`);
    template = nodes;
    if (compiled.size >= MOST_COMPILED) compiled.clear();
    compiled.set(source, template);
  }
  return template;
}

function parse(source: string, start: number, nested: boolean): [Node[], number] {
  const nodes: Node[] = [];
  let at = start;
  let text = '';
  const flush = (): void => {
    if (text !== '') nodes.push({ type: 'text', text });
    text = '';
  };
  while (at < source.length) {
    const character = source[at]!;
    if (character === '}' || (nested && (character === '|' || character === '>'))) break;
    if (character === '[') {
      const close = source.indexOf(']', at);
      if (close < 0) throw new MismatchError(`unbalanced [ in "${source}"`);
      flush();
      const [role = '', form = ''] = source.slice(at + 1, close).split('.');
      nodes.push({ type: 'slot', role, form });
      at = close + 1;
    } else if (character === '{') {
      flush();
      const [options, end] = alternatives(source, at + 1, '}');
      nodes.push({ type: 'choice', options });
      at = end;
    } else if (character === '<') {
      flush();
      const mark = source.indexOf('?', at);
      const kind = source.slice(at + 1, mark);
      if (!isProbeKind(kind)) throw new MismatchError(`no kind of probe "${kind}" in "${source}"`);
      const [options, end] = alternatives(source, mark + 1, '>');
      nodes.push({ type: 'probe', kind, options });
      at = end;
    } else {
      text += character;
      at++;
    }
  }
  flush();
  return [nodes, at];
}

/** Options parted by `|` up to the closing sign, and where the text goes on. */
function alternatives(source: string, start: number, close: string): [Template[], number] {
  const options: Template[] = [];
  let at = start - 1;
  do {
    const [option, end] = parse(source, at + 1, true);
    options.push(option);
    at = end;
  } while (source[at] === '|');
  if (source[at] !== close) throw new MismatchError(`no ${close} closes what began in "${source}"`);
  return [options, at + 1];
}

function isProbeKind(kind: string): kind is ProbeKind {
  return (PROBE_KINDS as readonly string[]).includes(kind);
}
