/** What two friends play when they meet: small games in which it counts who is where and who has what. */
import type { Tale } from '../tale.ts';

/** Tells of one now and then, once in a story. */
export function hideAndSeek(t: Tale): void {
  if (t.interluded || !t.random.chance(t.brief ? 0.15 : t.room ? 0.25 : 0.08)) return;
  const spots = t.character('h').place?.spots ?? [];
  if (spots.length < 2) return;
  const [x1 = '', x2 = ''] = t.random.shuffle([...spots]);
  t.say(
    [
      'They played hide and seek. [f.n] hid [x1]. [h.n] looked [x2] first, but nobody was there. Then [h.he] looked <context?[x1]|[x2]>, and there [f.n] was!',
      'First they played hide and seek. [h.n] hid [x1], and [f.n] had to look for [h.o]. It took a long time until [f.n] looked <context?[x1]|[x2]>.',
      'They ran to see who was faster. [f.n] was fast, but [h.n] was even faster. So <context?[h.n]|[f.n]> was the first to come back.',
      'They looked for pretty stones. [h.n] found three and [f.n] found five, so <reasoning?[f.n]|[h.n]> had more.',
      'They played a guessing game. [h.n] hid a nut in one hand, and [f.n] had to guess which. After that they changed places, and now it was <context?[f.n]|[h.n]> who hid the nut.',
      'They took turns on an old swing. First [f.n] sat on it and [h.n] pushed. Then they changed, and <context?[f.n]|[h.n]> had to push.',
      '[h.n] had found a red leaf and [f.n] a yellow one. Each liked the other one better, so they traded. Now [h.n] had the <context?yellow|red> leaf and was happy with it.',
    ],
    { x1, x2 },
  );
  t.interluded = true;
}
