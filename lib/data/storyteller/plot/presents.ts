/** What is nice enough to be given. */
import type { Tale } from '../tale.ts';
import type { Thing } from '../world.ts';

const SHABBY: readonly string[] = ['dirty', 'dusty', 'wet', 'muddy', 'stiff', 'sticky', 'rough', 'torn'];

/** A thing with one of the tags, not described as shabby unless the story must use such a word. */
export function present(t: Tale, ...tags: string[]): Thing {
  const thing = t.choice.object(...tags);
  const { adjective } = thing;
  const shabby =
    adjective !== null && adjective !== t.choice.required.adjective && SHABBY.includes(adjective.word);
  return shabby ? { ...thing, adjective: null } : thing;
}
