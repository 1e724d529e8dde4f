/** What is seen early in a story of a lost thing and matters later. */
import type { Tale } from '../tale.ts';

/** What is seen early: a hole in the bag, or the hero's name on the thing. */
export type Hint = 'hole' | 'name' | null;

/** Says it. */
export function plant(t: Tale, hint: Hint): void {
  t.mark('hint');
  if (hint === 'name') {
    t.bind({ k: t.relative(t.character('h'), ['mom', 'dad']) });
    t.say([
      '[h.ns] [k.kind] had written [h.his] name on it, in very small letters.',
      'One evening, [h.ns] [k.kind] had put [h.ns] name on it with red paint. [h] had laughed about that.',
      'On it stood [h.ns] name. [h.his] [k.kind] wrote it on everything that [h.he] had.',
    ]);
    return;
  }
  t.say([
    'But [h.his] bag had a small hole in it. [h] saw it and thought that it did not matter.',
    '[h.his] mom had said, long before, that the old bag had a hole. [h] had not listened.',
    'There was a tiny hole in [h.his] old bag, and every day it grew a little.',
  ]);
}

/** It was lost through the hole. */
export function payoff(t: Tale): void {
  if (!t.has('Foreshadowing')) return;
  t.mark('payoff');
  t.say([
    'It had fallen through the hole in the bag. [h] remembered that hole now.',
    'So the small hole in the bag had mattered after all: [o.the] had fallen right through it.',
    '[h] put one finger through the <context?hole|button|lid> in [h.his] bag. That was how it had been lost.',
  ]);
}
