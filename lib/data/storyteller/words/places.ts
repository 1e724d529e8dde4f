/**
 * Places: how one is there, how one goes there, what lies around by nature (a tag of the nouns), and where a small
 * thing can be hidden. `for` says whose places they are: children's, animals', or both.
 */
import type { Scene } from './entries.ts';

export interface Place {
  readonly id: string;
  /** "in the park" */
  readonly at: string;
  /** "to the park" */
  readonly to: string;
  /** "the park" */
  readonly the: string;
  readonly scene: Scene;
  readonly for: 'children' | 'animals' | 'all';
  readonly spots: readonly string[];
}

function place(
  the: string,
  preposition: string,
  scene: Place['scene'],
  whose: Place['for'],
  spots: string,
): Place {
  const id = the.replace(/^the /, '');
  return {
    id,
    at: `${preposition} ${the}`,
    to: `to ${the}`,
    the,
    scene,
    for: whose,
    spots: spots.split('; '),
  };
}

export const PLACES: readonly Place[] = [
  place(
    'the park',
    'in',
    'town',
    'children',
    'under a bench; behind a big tree; next to the slide; in the long grass; near the swings; under a bush',
  ),
  place(
    'the playground',
    'at',
    'town',
    'children',
    'under the slide; in the sandbox; behind the swings; next to the gate; near the climbing bars',
  ),
  place(
    'the garden',
    'in',
    'town',
    'children',
    'under a rose bush; behind the shed; between the flowers; next to the fence; under a flower pot',
  ),
  place(
    'the yard',
    'in',
    'town',
    'children',
    'under the steps; behind the old barrel; next to the gate; in the tall grass; under a pile of leaves',
  ),
  place(
    'the market',
    'at',
    'town',
    'children',
    'under a table; behind some baskets; between two carts; next to the fruit stand',
  ),
  place(
    'the village square',
    'in',
    'town',
    'children',
    'next to the fountain; under a bench; behind the big clock; near the well',
  ),
  place(
    'the beach',
    'at',
    'sea',
    'all',
    'behind a rock; under the sand; next to an old boat; between two shells; in a small pool of water',
  ),
  place(
    'the harbor',
    'at',
    'sea',
    'children',
    'behind a pile of nets; under an old boat; between two boxes; next to a coil of rope',
  ),
  place(
    'the forest',
    'in',
    'wood',
    'all',
    'under a pile of leaves; behind a thick log; between the roots of a tree; under a bush; next to a big rock',
  ),
  place(
    'the woods',
    'in',
    'wood',
    'all',
    'under some dry leaves; behind a stump; between two roots; under a fern; next to a mossy stone',
  ),
  place(
    'the meadow',
    'in',
    'field',
    'all',
    'in the tall grass; behind a rock; between the daisies; under a bush; next to the stream',
  ),
  place(
    'the hill',
    'on',
    'field',
    'all',
    'behind a rock; in the tall grass; under a small bush; between two stones',
  ),
  place(
    'the field',
    'in',
    'field',
    'all',
    'in the tall grass; behind a stack of hay; next to the fence; under a bush',
  ),
  place(
    'the lake',
    'by',
    'water',
    'all',
    'under a bush; behind a rock; between the reeds; next to an old boat; under a log',
  ),
  place(
    'the pond',
    'by',
    'water',
    'all',
    'between the reeds; under a big leaf; behind a rock; next to a log',
  ),
  place(
    'the river',
    'by',
    'water',
    'all',
    'behind a rock; under the bridge; between the reeds; next to a log; under a bush',
  ),
  place(
    'the farm',
    'on',
    'farm',
    'all',
    'in the hay; behind the barn; under a cart; next to the well; between two sacks',
  ),
  place(
    'the orchard',
    'in',
    'farm',
    'all',
    'under an apple tree; behind a basket; in the tall grass; next to the ladder',
  ),
  place(
    'the old mill',
    'by',
    'water',
    'all',
    'behind the big wheel; under a sack; next to the door; between two stones',
  ),
  place('the barn', 'in', 'farm', 'all', 'in the hay; behind a bucket; under an old cart; between two sacks'),
  place(
    'the clearing',
    'in',
    'wood',
    'animals',
    'under a fern; behind a stump; in a pile of leaves; between two stones',
  ),
  place(
    'the valley',
    'in',
    'field',
    'all',
    'behind a rock; in the tall grass; between two bushes; next to the stream',
  ),
  place(
    'the quiet bay',
    'by',
    'sea',
    'all',
    'behind a rock; under the sand; next to a shell; between two stones',
  ),
  place(
    'the vegetable patch',
    'in',
    'farm',
    'all',
    'between the carrots; under a big leaf; next to the fence; behind the beans',
  ),
  place(
    'the waterfall',
    'by',
    'water',
    'all',
    'behind a rock; under a fern; between two stones; next to a log',
  ),
  place(
    'the flower shop',
    'at',
    'town',
    'children',
    'behind a pot; under a table; between the roses; next to the door',
  ),
  place(
    'the train station',
    'at',
    'town',
    'children',
    'under a bench; behind a cart; next to the clock; between two bags',
  ),
  place(
    'the pine grove',
    'in',
    'wood',
    'all',
    'under the needles; behind a stump; between two roots; next to a mossy stone',
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
];
export const HOMES_OF_ANIMALS: Readonly<Record<'wood' | 'field' | 'water' | 'farm', readonly string[]>> = {
  wood: ['in the forest', 'in a hollow tree', 'in the deep woods', 'under an old tree', 'in a cozy den'],
  field: ['in a green meadow', 'under a hill', 'at the edge of a field', 'in a cozy hole in the ground'],
  water: ['by a pond', 'near a blue lake', 'by a quiet river', 'at the edge of a stream'],
  farm: ['on a farm', 'in an old barn', 'in a warm stable', 'on a small farm'],
};
