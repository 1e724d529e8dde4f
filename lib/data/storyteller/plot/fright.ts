/** A small fright on the way, which is soon over: a place for a verb of fear where the plot itself has none. */
import type { Tale } from '../tale.ts';

/** Happens only where the required verb waits for it. */
export function fright(t: Tale, who = 'h'): void {
  t.moment('fear', who, 0, [
    'Something moved in a bush, and [h] <past>. But it was only a bird.',
    'There was a loud bang somewhere, and [h] <past>. It was only a door.',
    'A dog barked behind a fence, and for a moment, [h] <past>.',
    'A shadow ran over the ground. [h] <past>, and then [h.he] saw that it was only a cloud.',
  ]);
}
