/** What two friends play when they meet: small games in which it counts who is where and who has what. */
import type { Tale } from '../tale.ts';

/** Tells of one now and then, once in a story. */
export function hideAndSeek(t: Tale): void {
  if (t.interluded || !(t.unhurried || t.brief) || !t.random.chance(0.25)) return;
  const spots = t.character('h').place?.spots ?? [];
  if (spots.length < 2) return;
  const [x1 = '', x2 = ''] = t.random.shuffle([...spots]);
  t.say(
    [
      'They looked for pretty stones. [h.n] found three and [f.n] found five, so <reasoning?[f.n]|[h.n]> had more.',
      'They ran to see who was faster, and [h.n] was. So <context?[h.n]|[f.n]> was the first to come back.',
      '[h.n] had a red leaf and [f.n] had a yellow one. They traded, and now [h.n] had the <context?yellow|red> leaf.',
      'They played horse and rider. First, [h.n] was the horse. Then they swapped, and now the horse was <context?[f.n]|[h.n]>.',
      'They played hide and seek. [h.n] hid [x1], and it took a long time until [f.n] looked <context?[x1]|[x2]>.',
      'They played hide and seek. [f.n] hid [x1]. [h.n] looked [x2], but nobody was there. Then [h.he] looked <context?[x1]|[x2]>!',
      'They played a guessing game. First [h.n] hid a nut, and [f.n] had to guess where. Then they swapped, and now it was <context?[f.n]|[h.n]> who hid the nut.',
    ],
    { x1, x2 },
  );
  t.interluded = true;
}
