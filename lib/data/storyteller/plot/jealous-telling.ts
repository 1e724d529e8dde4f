/** What an elder says about friends and love before somebody is jealous, and how it comes true. */
import type { Tale } from '../tale.ts';
import { elder } from '../telling/beats.ts';
import { leisure } from './leisure.ts';

/** What an elder says of things: what comes of taking them, or how one has joy of them. */
const OF_THINGS = {
  bad: {
    direct: [
      'Look at what others have, but keep your hands off it.',
      'What is not ours breaks twice as fast. Ask before you touch it.',
    ],
    indirect: ['[h.s] [m.kind] liked to say that one should ask before one touches what others have.'],
  },
  good: {
    direct: [
      'A toy is only half as much fun when one is alone with it.',
      'Be glad when a friend has something nice. Then you will have joy of it, too.',
    ],
    indirect: [
      '[h.s] [m.kind] liked to say that a toy is only half as much fun when one is alone with it.',
      '[h.s] [m.kind] had told [h.him] to be glad when a friend has something nice.',
    ],
  },
} as const;

/**
 * What an elder said long before.
 * @param toy whether the story will be about a thing
 */
export function foretold(t: Tale, toy: boolean): void {
  elder(t);
  t.mark('hint');
  if (toy) {
    const { direct, indirect } = OF_THINGS[t.has('BadEnding') ? 'bad' : 'good'];
    t.speak('m', direct, indirect);
    return;
  }
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
