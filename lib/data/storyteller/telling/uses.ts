/** What one does with a thing: "fly the kite", "read the book". */
import type { Tale } from '../tale.ts';
import type { Form } from '../words/lexicon.ts';

/** A verb phrase with the thing in a role, conjugated; null where nothing special is done with such things. */
export function use(t: Tale, role: string, form: Form): string | null {
  const uses = t.lexicon.uses(t.thing(role).noun).filter((one) => !MADE.test(one) && !MANY.test(one));
  if (uses.length === 0) return null;
  return t.lexicon.inflect(t.pick(uses), form).replace('_', `[${role}.the]`);
}

/** What makes the thing, and so is over when one has it. */
const MADE = /^(?:fold|bake|make|build|knit|sew|draw|cook) _$/;

/** What one does with many of a kind, or what is only work. */
const MANY = /^(?:stack|count|collect|sort|carry) _$/;

/** Whoever plays `who` has fun with the thing. */
export function play(t: Tale, who: string, role = 'o'): void {
  const past = use(t, role, 'past');
  const base = use(t, role, 'base');
  if (past === null || base === null) {
    t.say([`[${who}] had a good time.`, `[${who}] [${who}.was] as happy as could be.`]);
    return;
  }
  t.say([
    `Then [${who}] ${past}.`,
    `[${who}] ${past} {for a long time|again and again|and [${who}.was] happy}.`,
    `It was so much fun to ${base}!`,
    `[${who}] began to ${base}.`,
  ]);
}
