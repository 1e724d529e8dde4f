/** What becomes of a tool when the work is done. */
import type { Tale } from '../tale.ts';

/** After use, what was lent goes back; what was found stays where it was. */
export function giveBack(t: Tale): void {
  const tool = t.thing('x');
  const hero = t.character('h');
  if (tool.owner === null || tool.owner === hero || tool.holder !== hero) return;
  const role = tool.owner === t.cast.l ? 'l' : 'f';
  t.world.give(hero, tool.owner, tool, false);
  if (role === 'l') {
    t.bind({ not: t.random.pick(['the doctor', 'the teacher', 'the king']) });
    const back = t.cast.k === undefined ? '<context?[l.the]|[not]>' : '<context?[l.the]|[k.the]>';
    t.say([
      `Then [h] took [x.the] back to ${back} and said thank you{| once more}.`,
      `Of course, [h] did not forget to bring [x.the] back to ${back}.`,
      `The same day, [h] brought [x.the] back to ${back}.`,
      `What is lent must go back. So [h] carried [x.the] to ${back}, who was glad to see it again.`,
      `On the way home, [h] stopped at the door of ${back} and gave [x.the] back.`,
    ]);
    if (typeof t.cast.kept === 'string') {
      t.world.recall(hero, 'the promise');
      t.say(t.cast.kept);
    }
  } else t.say(['[f.n] took [x.the] again and smiled.', 'Then [f.n] could take [x.the] home again.']);
}
