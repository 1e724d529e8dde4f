/**
 * The notation in which sentences are written, and its compiler.
 *
 *   [h]  [h.form]   a reference to who or what plays role `h`; the forms are in references.ts
 *   {a|b|}          one of the alternatives; they nest
 *   a(n)            "a" or "an" by the word that follows
 */
import { MismatchError } from '../../../runtime/errors.ts';

export type Node =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'slot'; readonly role: string; readonly form: string }
  | { readonly type: 'choice'; readonly options: readonly Template[] };
export type Template = readonly Node[];

const compiled = new Map<string, Template>();

/** The compiled template; each source is compiled once. */
export function compile(source: string): Template {
  let template = compiled.get(source);
  if (template === undefined) {
    const [nodes, end] = parse(source, 0, false);
    if (end !== source.length) throw new MismatchError(`unbalanced } in "${source}"`);
    template = nodes;
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
    if (nested && (character === '|' || character === '}')) break;
    if (character === '}') break;
    if (character === '[') {
      const close = source.indexOf(']', at);
      if (close < 0) throw new MismatchError(`unbalanced [ in "${source}"`);
      flush();
      const [role = '', form = ''] = source.slice(at + 1, close).split('.');
      nodes.push({ type: 'slot', role, form });
      at = close + 1;
    } else if (character === '{') {
      flush();
      const options: Template[] = [];
      do {
        const [option, end] = parse(source, at + 1, true);
        options.push(option);
        at = end;
      } while (source[at] === '|');
      if (source[at] !== '}') throw new MismatchError(`unbalanced { in "${source}"`);
      nodes.push({ type: 'choice', options });
      at++;
    } else {
      text += character;
      at++;
    }
  }
  flush();
  return [nodes, at];
}
