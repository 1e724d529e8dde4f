/** What two can want of which there is only one. */
import type { Scene } from '../words/entries.ts';

export const SEATS: readonly {
  readonly the: string;
  readonly there: readonly string[];
  readonly scenes: readonly Scene[];
  readonly children?: true;
  /** How it comes to nothing. */
  readonly lost: string;
}[] = [
  {
    the: 'the swing',
    there: [
      'From a thick branch hung an old swing with a wooden seat.',
      'Somebody had hung up a swing there, with a rope as thick as a thumb.',
    ],
    scenes: ['wood', 'field'],
    lost: 'Then the old rope broke, and the swing lay on the ground.',
  },
  {
    the: 'the little boat',
    there: [
      'At the edge of the water lay a little boat, just big enough for one.',
      'A little blue boat was tied up there, and it had only one seat.',
    ],
    scenes: ['water'],
    lost: 'Nobody had looked after the rope. The boat floated out, far away from the bank.',
  },
  {
    the: 'the hammock',
    there: [
      'Between two trees hung a hammock with yellow stripes.',
      'There, in the shade, somebody had tied a hammock between two trees.',
    ],
    scenes: ['wood', 'field'],
    lost: 'In the end, both of them sat down in it at once. With a long, ugly sound, the hammock tore.',
  },
  {
    the: 'the warm stone',
    there: [
      'In the middle of the grass lay one flat stone, warm from the sun.',
      'There was one big flat stone, and it was the best place to sit in the sun.',
    ],
    scenes: ['field', 'water', 'wood'],
    lost: 'Then the clouds came. Soon the stone was cold and wet, and nobody wanted it.',
  },
  {
    the: 'the gray pony',
    there: [
      'By the fence stood a small gray pony with a saddle, ready for a ride.',
      'A farmer had brought a gray pony that children could ride.',
    ],
    scenes: ['farm', 'field'],
    children: true,
    lost: 'Then the farmer had no more time and led the pony back to the stable.',
  },
  {
    the: 'the spyglass',
    there: [
      'High on a rock stood a spyglass, and with it one could see the ships far out.',
      'An old sailor had put up a spyglass there, for everybody to look through.',
    ],
    scenes: ['sea'],
    lost: 'Just then the white ship with the red sails went by. By the time one of them looked, it was gone.',
  },
  {
    the: 'the straw cart',
    there: [
      'There stood a little cart full of straw, and it was made to roll down the slope.',
      'Somebody had left a small straw cart at the top of the slope. It had room for one.',
    ],
    scenes: ['field'],
    lost: 'The cart began to roll all by itself. It went down the slope, hit a rock and lost a wheel.',
  },
];

/** How there comes to be only one piece left. */
export const FOODS_LEFT: readonly string[] = [
  'They ate and talked and ate, until there was only one thing left.',
  'There was enough for everyone, and then, all at once, there was only one thing left.',
  'They shared all there was. At last only one thing was left.',
  'They shared their lunch: one for you, one for me, one for you, one for me. Then there was one thing left over.',
];

export const PLANS: readonly {
  readonly name: string;
  /** As things to have or do: "the park". */
  readonly one: string;
  readonly other: string;
  /** As what to do: "go to the park". */
  readonly doOne: string;
  readonly doOther: string;
  readonly children?: true;
}[] = [
  {
    name: 'the day',
    one: 'the park',
    other: 'the pool',
    doOne: 'go to the park',
    doOther: 'go to the pool',
    children: true,
  },
  {
    name: 'the day',
    one: 'the zoo',
    other: 'the toy museum',
    doOne: 'see the zoo',
    doOther: 'see the toy museum',
    children: true,
  },
  {
    name: 'the day',
    one: 'the hill',
    other: 'the river',
    doOne: 'climb the hill',
    doOther: 'go down to the river',
  },
  {
    name: 'the game',
    one: 'hide and seek',
    other: 'catch',
    doOne: 'play hide and seek',
    doOther: 'play catch',
  },
  { name: 'the day', one: 'the boat', other: 'the kite', doOne: 'sail a little boat', doOther: 'fly a kite' },
  {
    name: 'the day',
    one: 'the cave',
    other: 'the island',
    doOne: 'look into the cave',
    doOther: 'row to the island',
  },
  {
    name: 'the song',
    one: 'the slow song',
    other: 'the fast song',
    doOne: 'learn a slow song',
    doOther: 'learn a fast song',
  },
  { name: 'the story', one: 'pirates', other: 'knights', doOne: 'play pirates', doOther: 'play knights' },
  { name: 'the day', one: 'nuts', other: 'berries', doOne: 'look for nuts', doOther: 'look for berries' },
  { name: 'the day', one: 'a tower', other: 'a bridge', doOne: 'build a tower', doOther: 'build a bridge' },
];
