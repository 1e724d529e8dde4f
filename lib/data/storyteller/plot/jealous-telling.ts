/** What an elder says about friends and love before somebody is jealous, and how it comes true. */
import type { Tale } from '../tale.ts';
import { elder } from '../telling/beats.ts';
import { leisure } from './leisure.ts';

/** What an elder said long before. */
export function foretold(t: Tale): void {
  elder(t);
  t.mark('hint');
  t.speak(
    'm',
    [
      'A heart is like a house, [h.n]. There is always room for one more chair.',
      'When you light one candle with another, the first one does not get smaller.',
      'Love is not a cake. It does not get less when it is shared.',
    ],
    [
      '[h.s] [m.kind] liked to say that love is not a cake. It does not get less when it is shared.',
      '[h.s] [m.kind] had told [h.him] that there is always room for one more chair.',
    ],
  );
  if (leisure(t, 0.4))
    t.say(['[h] did not understand that.', '[h] wondered what that was about.', '[h] soon forgot it.']);
}

/** It comes true. */
export function pay(t: Tale): void {
  if (!t.has('Foreshadowing')) return;
  t.mark('payoff');
  t.say([
    'Now [h] understood what [h.his] [m.kind] had said.',
    'All at once, the words of [h.ns] [m.kind] made sense.',
    'That was what [h.ns] [m.kind] had been talking about.',
  ]);
}
