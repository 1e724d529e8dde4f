/** Contests: what is done, what can go wrong, how one can help, and how one could cheat. */

import type { Scene } from '../words/entries.ts';

export interface Game {
  /** Where it can be, if not anywhere. */
  readonly scenes?: readonly Scene[];
  /** Places of these scenes, by id, where it cannot be. */
  readonly notAt?: readonly string[];
  /** "a race around the field" */
  readonly contest: string;
  readonly act: string;
  readonly lead: string;
  /** After "[f.n]": what goes wrong for the other. */
  readonly trouble: string;
  /** What the hero does for the other. */
  readonly help: readonly string[];
  /** The tricks that would be so easy; and, in the same order, how they are done. */
  readonly trick: readonly string[];
  readonly cheats: readonly string[];
  readonly practice: readonly string[];
  readonly prize: string;
}

export const GAMES: readonly Game[] = [
  {
    contest: 'a race to the big tree and back',
    act: 'ran',
    lead: 'was far ahead',
    trouble: 'tripped over a stone and fell',
    help: [
      '[h.n] pulled [f.n] up, and they went on, side by side and very slowly.',
      '[h.n] looked at the sore foot and let [f.n] lean on [h.o].',
    ],
    trick: [
      'Behind a hedge, nobody could see them. If one turned around there, nobody would know.',
      'There was a gap in a hedge. It would save half of the way.',
    ],
    cheats: [
      'Behind the hedge, [h] turned around and had half of the way for nothing.',
      '[h] slipped through the gap and sat there until it was time to come out.',
    ],
    practice: [
      'Every morning, [h] ran once around the house, then twice, then ten times.',
      '[h] ran to the well and back, with a bucket, without a bucket, and in the rain.',
    ],
    prize: 'a golden cup',
  },
  {
    contest: 'a contest to build the tallest tower',
    act: 'put one block on the other',
    lead: 'had the taller tower',
    trouble: 'knocked over the tower with one elbow',
    help: [
      '[h.n] gave [f.n] the best of the blocks, and held the bottom with both arms.',
      '[h.n] walked away from [h.his] own tower and picked up blocks, until [f.ns] tower stood again.',
    ],
    trick: [
      'A bottle of glue stood there. That was not allowed, but who would see it?',
      'Behind the tower stood a wall. One could lean the tower against it, only a little.',
    ],
    cheats: [
      'A drop of glue here, a drop of glue there: the tower did not even shake.',
      '[h] leaned it against the wall, so that it could not fall.',
    ],
    practice: [
      'At home, [h] built with spoons, with boxes, with potatoes.',
      '[h] tried it again and again, and learned that the big ones belong at the bottom.',
    ],
    prize: 'a big blue ribbon',
  },
  {
    scenes: ['water'],
    // The boats float along by themselves.
    notAt: ['lake', 'pond', 'mill pond', 'duck pond'],
    contest: 'a race with little boats of bark',
    act: 'let their boats go and ran along the bank',
    lead: 'had the faster boat',
    trouble: 'got stuck with the boat in the reeds',
    help: [
      '[h.n] waded in and set the other boat free.',
      '[h.n] took a long stick, reached over, and pushed the other boat out of the reeds.',
    ],
    trick: [
      'A thin string would be enough to pull the boat along. Nobody would see it.',
      'Behind the bend, one could carry the boat for a while. Nobody was there.',
    ],
    cheats: [
      '[h] tied a thin string to the boat and pulled, just a little.',
      'Behind the bend, [h] picked up the boat and ran with it.',
    ],
    practice: [
      '[h] made one boat after the other. The first ones sank, and the last one flew.',
      'Every evening, a little boat swam around in the tub at home.',
    ],
    prize: 'a silver bell',
  },
  {
    scenes: ['wood', 'field'],
    notAt: ['hill', 'valley', 'dunes'],
    contest: 'a contest to find the most nuts',
    act: 'looked under every leaf',
    lead: 'had the fuller basket',
    trouble: 'dropped the whole basket, and the nuts rolled down the hill',
    help: [
      '[h.n] ran down the hill and picked up nuts with [f.n], until the last one was back.',
      '[h.n] poured half of the full basket into the empty one.',
    ],
    trick: [
      'With stones at the bottom, the basket would look full. Nobody would see them.',
      'Under a root, some squirrel had hidden a whole pile for the winter. It would be so easy to take them!',
    ],
    cheats: [
      '[h] put stones at the bottom, and nuts on top.',
      '[h] took the whole winter store of the squirrel.',
    ],
    practice: [
      '[h] went out every day and learned where the nuts fall and where the wind carries them.',
      'For a week, [h] looked at the trees and counted the nuts that hung there.',
    ],
    prize: 'a jar of honey',
  },
  {
    contest: 'a contest to sing the best song',
    act: 'sang one song after the other',
    lead: 'sang so well that even the birds were quiet',
    trouble: 'forgot all the words and stood there with a red face',
    help: [
      '[h.n] stood next to [f.n] and sang the first word, very softly. Then all the other words came back, too.',
      '[h.n] hummed along, and so [f.n] found the way into the song again.',
    ],
    trick: [
      'One only had to cough a little during [f.ns] song, and it would be spoiled.',
      'A little bell lay there. If it rang in the middle of [f.ns] song, that would be the end of it.',
    ],
    cheats: [
      'Whenever [f.n] sang, [h] coughed as loudly as possible.',
      '[h] rang a little bell in the middle of [f.ns] song.',
    ],
    practice: [
      '[h] sang to the cows, and in the end the cows listened.',
      'Morning and evening, [h] sang into the well, and the well sang back.',
    ],
    prize: 'a little gold star',
  },
  {
    contest: 'a race in sacks',
    act: 'hopped and hopped',
    lead: 'was ahead by three hops',
    trouble: 'fell over and rolled into a puddle',
    help: [
      '[h.n] hopped back and pulled [f.n] out, sack and all.',
      '[h.n] stopped, and they hopped on together, side by side in the mud.',
    ],
    trick: [
      'With a hole in the bottom of the sack, one could run in it. Nobody would see it.',
      'One only had to hop a little to the left to be in the way of [f.n].',
    ],
    cheats: [
      'Behind a bush, [h] cut a hole into the sack, and then [h.he] ran in it.',
      '[h] gave [f.n] a small push, so small that nobody saw it.',
    ],
    practice: [
      '[h] hopped to the kitchen, to bed, and down the steps.',
      'All week long, [h] hopped around the yard in an old sack.',
    ],
    prize: 'a basket of apples',
  },
  {
    contest: 'a contest to paint the best picture',
    act: 'painted and painted',
    lead: 'was almost done',
    trouble: 'spilled all the paint',
    help: [
      '[h.n] put [h.his] own colors in the middle, where both could reach them.',
      '[h.n] wiped up the paint with [f.n], and gave [f.o] half of [h.his] own.',
    ],
    trick: [
      'On a table lay an old picture by a real painter. One could put it in place of a new one.',
      'One only had to copy what [f.n] was painting.',
    ],
    cheats: [
      '[h] laid a thin sheet over an old picture and drew after it.',
      '[h] looked over to [f.ns] picture and painted the same, line by line.',
    ],
    practice: [
      '[h] painted the cat sleeping, the cat eating, and the cat leaving.',
      'Every day, [h] painted one tree, until it looked like a tree.',
    ],
    prize: 'a new box of colors',
  },
  {
    contest: 'a race with an egg on a spoon',
    act: 'walked as fast as they dared',
    lead: 'was a good way ahead',
    trouble: 'slipped, and the egg broke',
    help: [
      '[h.n] stopped and gave [f.n] a second egg that [h.he] had kept for later.',
      '[h.n] wiped the egg off [f.ns] nose, and then they walked on, with one egg for two.',
    ],
    trick: [
      'There was a pot of honey on a table. With a little honey on the spoon, the egg would not fall.',
      'If one held on to the egg, it would be so easy.',
    ],
    cheats: [
      'There was honey on [h.ns] spoon, and the egg stuck to it.',
      '[h] held on to the egg whenever nobody looked.',
    ],
    practice: [
      '[h] walked around with a potato on a spoon, and then with an onion.',
      '[h] broke eleven eggs, and with the twelfth it worked.',
    ],
    prize: 'a red flag',
  },
  {
    scenes: ['field'],
    contest: 'a contest to fly a kite as high as possible',
    act: 'ran into the wind and let out the string',
    lead: 'had the higher kite',
    trouble: 'got the string caught in a thorn bush',
    help: [
      '[h.n] came and untied the string, knot by knot, although [h.his] own kite came down.',
      'Two can do more than one. Soon the other kite was free again.',
    ],
    trick: [
      'Behind a tree was a wall. From the top of it, the kite would be higher, but they were to stay on the grass.',
      'One could tie on more string than was allowed.',
    ],
    cheats: [
      'When nobody was looking, [h] climbed on the wall.',
      '[h] tied on a second roll of string. Nobody counted.',
    ],
    practice: [
      '[h] mended the tail of the kite and tried it in every kind of wind.',
      'For days, [h] ran across the field with the kite, until it stayed up.',
    ],
    prize: 'a bag of nuts with a bow on it',
  },
];
