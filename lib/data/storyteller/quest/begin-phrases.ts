/** Wording for the beginnings of quests. */
import type { Line, Said } from './problem.ts';

/** The hero has the thing, and why it is dear. */
export const DEAR: readonly Line[] = [
  '[h] had [o.a] that [h.he] {loved|liked} very much.',
  '[h] had [o.a]. It was a gift from [h.his] {grandma|grandpa|aunt|uncle}.',
  'For [h.his] birthday, [h] got [o.a].',
  'Under the bed, far back in the corner, [h] had found [o.a]. What joy!',
  'The thing that [h] {loved|liked} most was [h.his] [o.n].',
  '[h] had [o.a], and [h.he] would not have traded it for anything in the world.',
  '[h] had waited {a whole year|so long} for it, and now it was [h.his] own: [o.a].',
  'On the little table by the bed lay [o.a]. Every night, [h] said good night to it.',
  'Long ago, [o.a] had belonged to [h.ns] {grandma|grandpa}. Now it was [h.own].',
  'There was only one thing that [h] wanted to have with [h.him] wherever [h.he] went: [o.a].',
  '[h] had won [o.a] at the fair, and [h.he] was very proud of it.',
  '[h] got [o.a] from {a cousin|an old neighbor} who had moved far away. It was the best thing that [h.he] had.',
  ['make', '[h] had made [o.a] all by [h.self]. It had taken {three|four} days.'],
  ['wear', '[h.s] {grandma|aunt} had made [o.a] for [h.o]. There was no other like it.'],
];

/** The same, of something to eat. */
export const DEAR_FOOD: readonly Line[] = [
  'There was a whole basket of good things at home, and [h] liked one of them best: [o.a].',
  '[h.s] {grandma|grandpa} had given [h.o] [o.a] for the way, and [h] wanted to keep it for later.',
  [
    'kind:fruit',
    '[h] had grown [o.a] all by [h.self], and [h.he] was so proud that [h.he] did not want to eat it yet.',
  ],
  [
    'kind:vegetable',
    '[h] had grown [o.a] all by [h.self], and [h.he] was so proud that [h.he] did not want to eat it yet.',
  ],
  '[h] had [o.a]. It was the last one, so [h.he] did not eat it at once.',
  '[h] had [o.a], and it looked so good that everybody wanted one just like it.',
];

/** The hero meets the friend, who is sad. */
export const FOUND_SAD: readonly string[] = [
  'There was [h.his] friend [f.n], and [f.he] did not look happy.',
  'All alone sat [h.his] friend [f.n] with a sad face.',
  '[h] heard somebody cry. It was [h.his] friend [f.n].',
  'There [h] met [h.his] friend [f.n], who was close to tears.',
  'All at once, [h] heard a sob. There sat [h.his] friend [f.n].',
  '[h.s] friend [f.n] was there already. [f.n] did not laugh, did not wave, and did not even look up.',
  'Somebody was walking up and down, up and down. It was [h.his] friend [f.n], and there were tears on [f.his] face.',
];

/** The friend lets the hero have the thing. */
export const LENT: Said = {
  direct: [
    'Yes, but please be careful.',
    'All right. But it is my favorite!',
    'Of course. Take good care of it.',
    'Here. But only for a little while!',
    'You can have it, because you are my friend.',
  ],
  indirect: [
    '[f] nodded and gave it to [h.o].',
    '[f] did not like to let go of it, but then [f.he] handed it to [h.n].',
    '[f] said that it was all right as long as [h.n] took care.',
  ],
};

/** The friend takes the hero's thing for a moment. */
export const TRIED: readonly string[] = [
  '[f.n] asked for a turn and took [o.the].',
  '[f.n] wanted to hold [o.the] too, and [h.n] gave it to [f.him].',
  '[h.n] let [f.n] have [o.the] for a moment.',
];
