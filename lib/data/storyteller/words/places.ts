/**
 * Places: how one is there, how one goes there, what lies around by nature (a tag of the nouns), and where a small
 * thing can be hidden. `for` says whose places they are: children's, animals', or both.
 */
import { type Place, place } from './place.ts';

export { PLACES } from './outdoors.ts';
export type { Place } from './place.ts';

/** Places under a roof, for what can happen there. */
export const INDOOR_PLACES: readonly Place[] = [
  place(
    'the library',
    'in',
    'town',
    'children',
    'between two books; under a table; behind a big shelf; next to the globe',
    true,
  ),
  place(
    'the toy shop',
    'in',
    'town',
    'children',
    'behind the toy trains; under the counter; between two teddy bears; next to the door',
    true,
  ),
  place(
    'the bakery',
    'in',
    'town',
    'children',
    'under the counter; behind a sack of flour; next to the oven; between two baskets',
    true,
  ),
  place(
    'the classroom',
    'in',
    'town',
    'children',
    'under a desk; behind the blackboard; in the box of crayons; next to the window',
    true,
  ),
  place(
    'the museum',
    'in',
    'town',
    'children',
    'behind an old ship; under a bench; next to the stairs; between two statues',
    true,
  ),
  place(
    'the kitchen',
    'in',
    'home',
    'children',
    'under the table; behind the flour jar; next to the stove; in the bread basket',
    true,
  ),
  place(
    'the attic',
    'in',
    'home',
    'children',
    'behind an old trunk; under a dusty blanket; next to the little window; between two boxes',
    true,
  ),
  place(
    'the living room',
    'in',
    'home',
    'children',
    'under the sofa; behind the curtain; between two pillows; next to the bookshelf',
    true,
  ),
  place(
    'the hay loft',
    'in',
    'farm',
    'all',
    'in the hay; behind a beam; under an old sack; next to the ladder',
    true,
  ),
  place(
    'the stable',
    'in',
    'farm',
    'all',
    'in the straw; behind a bucket; under the saddle; next to the door',
    true,
  ),
];

/** Where a hero may live: "in …". */
export const HOMES_OF_CHILDREN: readonly string[] = [
  'in a small town',
  'in a little house',
  'in a quiet village',
  'on a farm',
  'in a house by the sea',
  'in a small house near the woods',
  'in a big city',
  'in a yellow house',
  'at the end of a long road',
  'in a village by a river',
  'in a house on a hill',
  'in a small town by a lake',
  'above a bakery',
  'next door to a school',
  'in a red house with a green door',
  'on a quiet street with tall trees',
  'in a tall house with many stairs',
  'at the edge of a big forest',
  'not far from the sea',
  'in a white house behind a hedge',
  'on the top floor of a tall house',
  'across from the park',
  'where the road meets the river',
];
export const HOMES_OF_ANIMALS: Readonly<Record<'wood' | 'field' | 'water' | 'farm', readonly string[]>> = {
  wood: [
    'in the forest',
    'in a hollow tree',
    'in the deep woods',
    'under an old tree',
    'in a cozy den',
    'between the roots of a tall oak',
    'where the ferns grow high',
    'under a pile of logs',
  ],
  field: [
    'in a green meadow',
    'under a hill',
    'at the edge of a field',
    'in a cozy hole in the ground',
    'behind a hedge of roses',
    'under a thorn bush',
    'on a sunny slope',
  ],
  water: [
    'by a pond',
    'near a blue lake',
    'by a quiet river',
    'at the edge of a stream',
    'under a willow by the water',
    'near an old water mill',
    'among the tall reeds',
  ],
  farm: [
    'on a farm',
    'in an old barn',
    'in a warm stable',
    'on a small farm',
    'behind a red barn',
    'next to the henhouse',
    'on a farm with a blue gate',
  ],
};
