/** Dark places that nobody has looked into for a long time. */
import type { Scene } from '../words/entries.ts';

export interface Den {
  /** "the old cave" */
  readonly the: string;
  readonly for: 'all' | 'child' | 'animal';
  readonly scenes: readonly Scene[];
  /** Whether one gets there without going out. */
  readonly indoors?: true;
  readonly lies: readonly string[];
  /** What is said about it. */
  readonly rumors: readonly string[];
  /** Where a thread can be tied, and what one feels one's way along in the dark. */
  readonly door: string;
  readonly along: string;
  /** Going in. */
  readonly in: readonly string[];
  /** Things seen, one after the other. */
  readonly sights: readonly string[];
  /** What is frightening, and what it is really: the second explains the first. */
  readonly frights: readonly (readonly [fright: string, truth: string])[];
  /** What is found at the end. */
  readonly finds: readonly string[];
}

export const DENS: readonly Den[] = [
  {
    the: 'the old cave',
    door: 'the entrance',
    along: 'along the rock',
    for: 'all',
    scenes: ['wood', 'sea'],
    lies: [
      'Behind a curtain of ivy was the mouth of a cave.',
      'Between two rocks was a hole, and behind it was a cave.',
    ],
    rumors: [
      'that a giant slept in it',
      'that whoever went in came out with white hair',
      'that robbers had once lived there',
    ],
    in: [
      'Inside it was cool and smelled of stone. Drip, drip, went the water.',
      'Inside, the floor was wet, and every step made an echo.',
      'After a few steps inside, the daylight was only a small round spot.',
    ],
    sights: [
      'From the ceiling hung stones like icicles.',
      'On one wall somebody had painted a deer, a long, long time ago.',
      'In a little pool swam fish that were as white as milk.',
      'On a ledge lay an old spoon, all green.',
    ],
    frights: [
      [
        'Something rustled overhead, and it was a lot of something.',
        'They were <knowledge?bats|fish|cows>, hanging upside down, and they were more afraid than anybody else.',
      ],
      [
        '[h] called hello into the dark. And a deep voice said hello, too.',
        'It was only the <knowledge?echo|moon|wind>, which says what one has said.',
      ],
      ['Two green eyes shone in the dark.', 'The eyes belonged to a cat that had its kittens there.'],
    ],
    finds: [
      'At the end was a room as big as a house, and its walls glittered with crystals!',
      'At the end, the sun fell through a hole onto a little lake that was bluer than anything.',
    ],
  },
  {
    the: 'the attic',
    door: 'the door',
    along: 'along the beams',
    for: 'child',
    scenes: ['town'],
    indoors: true,
    lies: [
      'At the top of the stairs was a door that was never opened, and behind it was the attic.',
      'Up above the last stairs of the old house was the attic.',
    ],
    rumors: [
      'that somebody walked around up there at night',
      'that a ghost lived between the boxes',
      'that it went on and on and had no end',
    ],
    in: [
      'The stairs creaked, each in another way. Dust danced in the light.',
      'Up there, it smelled of old paper and apples.',
      'Up there, one had to duck under the beams, and there were spider webs in every corner.',
    ],
    sights: [
      'There was a rocking horse with one ear.',
      'There was a mirror with a black spot, and in it one looked like somebody else.',
      'There were hats for all kinds of heads.',
      'In a suitcase lay letters with a blue ribbon around them.',
    ],
    frights: [
      [
        'In the corner stood somebody in a long coat and did not move.',
        'It was only a coat, on a <reasoning?hook|road|cloud>, with a hat above it.',
      ],
      [
        'Knock, knock, it went behind some old boxes.',
        'It was a loose shutter, and it knocked whenever the <knowledge?wind|sun|moon> blew.',
      ],
      [
        'Something ran over the floor, quick and light.',
        'It was a whole family of mice, and they lived in an old boot.',
      ],
    ],
    finds: [
      'Under a white sheet stood a music box. When one turned the handle, a tin lady danced.',
      'In an old box was a whole train with rails and a station.',
      'There was a chest full of costumes, one for a king, one for a bear and one for a pirate.',
    ],
  },
  {
    the: 'the hollow oak',
    door: 'the entrance',
    along: 'along the bark',
    for: 'animal',
    scenes: ['wood'],
    lies: [
      'In the middle of the wood stood a very thick oak, and it was hollow.',
      'There was a black hole in the old oak, since the lightning had split it.',
    ],
    rumors: [
      'that the hole went down to the middle of the earth',
      'that something in there breathed',
      'that an owl as big as a cow lived in it',
    ],
    in: [
      'Inside, it smelled of mushrooms and honey. Something crunched underfoot.',
      'Inside, it was as dark as in a sack, and the wood creaked.',
      'Inside, a kind of stair went up, round and round.',
    ],
    sights: [
      'In a crack lay nuts, gray with dust. Somebody had forgotten them.',
      'On the wall were scratches, always five and five.',
      'A spider had made a web as big as a window.',
      'There hung a bell, tied to a thread.',
    ],
    frights: [
      [
        'Hoo, it said, right above. Hoo, hoo!',
        'It was an <knowledge?owl|ant|egg>, and it only wanted to know what time it was.',
      ],
      [
        'Something in there breathed, in and out, in and out.',
        'It was a dormouse. What does a dormouse do all winter? It <knowledge?sleeps|swims|sings>.',
      ],
      [
        'A hundred tiny lights looked out of the dark.',
        'The lights were glowing mushrooms, which shine at night.',
      ],
    ],
    finds: [
      'At the very top was a window, and from there one could see all the way to the sea.',
      'At the bottom was a room with a table, a bed and a tiny stove. Somebody had lived there once!',
      'Deep down between the roots was a spring, with water as sweet as dew.',
    ],
  },
  {
    the: 'the wreck of the old ship',
    door: 'the hatch',
    along: 'along the planks',
    for: 'all',
    scenes: ['sea'],
    lies: [
      'Down by the sea, when the water went out, an old ship lay on the sand with a hole in its side.',
      'By the sea, far down the beach, lay an old ship on its side, and nobody knew how long it had been there.',
    ],
    rumors: [
      'that the captain still walked around on it',
      'that it was full of snakes',
      'that at night somebody played the flute in it',
    ],
    in: [
      'Inside, everything was crooked. One had to walk on the wall.',
      'Inside, it smelled of salt and tar, and the planks were soft.',
      'Inside, thin stripes of light fell through the cracks.',
    ],
    sights: [
      'There was a kettle full of shells.',
      'A lamp hung from a chain and still swung.',
      'In a bunk lay a wooden leg.',
      'A map was painted on the wall, with a whale in the corner.',
    ],
    frights: [
      [
        'Clack, clack, clack, somebody was coming with hard steps.',
        'It was a <knowledge?crab|snail|worm>, a big red one, and it walked sideways.',
      ],
      [
        'A long, low sound came from below, like a flute.',
        'It was the <knowledge?wind|sand|moon>, blowing over an empty bottle.',
      ],
      [
        'Something wet touched a foot in the dark.',
        'It was a young seal that had lost its way, and it was glad of the company.',
      ],
    ],
    finds: [
      'In the cabin of the captain stood a big wheel, and when one turned it, it sang.',
      'Behind the last door was a chest full of flags, in all the colors of the world.',
      'In a drawer lay a spyglass, and it still worked.',
    ],
  },
  {
    the: 'the little island',
    door: 'the boat',
    along: 'from trunk to trunk',
    for: 'all',
    scenes: ['water'],
    lies: [
      'In the middle of a lake was a little island, full of dark trees.',
      'Out in a lake lay an island, and in the evening mist hung around it.',
    ],
    rumors: [
      'that a witch lived there',
      'that the trees moved at night',
      'that nobody who landed there ever came back',
    ],
    in: [
      'An old boat took [us.o] across. Under the trees it was as dark as in a cellar.',
      'There was an old boat. When it touched the sand of the island, all was very quiet. Roots lay there like sleeping snakes.',
    ],
    sights: [
      'There was a swing on a rope, and it moved a little.',
      'On a stone lay a row of feathers, sorted by color.',
      'There were steps, cut into the rock.',
      'A path of white shells led between the trees.',
    ],
    frights: [
      [
        'Between the trunks stood somebody tall and gray on one leg.',
        'It was a <knowledge?heron|mole|sheep>, fishing for its dinner.',
      ],
      [
        'Something splashed behind [us.o], again and again.',
        'It was a beaver, slapping the water with its <knowledge?tail|ear|nose>.',
      ],
      [
        'The trees seemed to whisper.',
        'The trees were only poplars, and their leaves whisper in every wind.',
      ],
    ],
    finds: [
      'In the middle was a clearing, red with wild strawberries, more than anybody could eat.',
      'In the middle stood a little hut, with a table, a chair and a book about the stars.',
      'In the middle, a swan sat on six big eggs, and just then the first one cracked.',
    ],
  },
];

/** What gives light, and what it is like. */
export const LIGHTS: readonly (readonly [light: string, how: string])[] = [
  ['a lantern', 'which threw big round shadows'],
  ['a candle in a jar', 'which flickered at every breath'],
  ['a flashlight', 'with a thin white beam'],
  ['a jar full of fireflies', 'who had agreed to come along'],
];
