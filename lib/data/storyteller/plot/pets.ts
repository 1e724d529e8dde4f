/** Animals that can be taken care of: wild ones that must go back, tame ones that belong to somebody, and bugs. */
export interface Pet {
  readonly kind: string;
  readonly sort: 'wild' | 'owned' | 'bug';
  /** How it is found. */
  readonly found: readonly string[];
  /** What it eats, and what it does not. */
  readonly food: readonly [string, string, string];
  readonly bed: readonly string[];
  /** What it does in the house. */
  readonly mess: readonly string[];
  /** What shows that it must go. */
  readonly sign: readonly string[];
  readonly leaves: readonly string[];
  readonly surprise: readonly string[];
  readonly pity: readonly string[];
}

export const PETS: readonly Pet[] = [
  {
    kind: 'bird',
    sort: 'wild',
    found: [
      '[spot] sat [c.a]. One wing hung down, and it could not fly.',
      '[h] found [c.a] [spot]. It had fallen out of its nest.',
    ],
    food: ['seeds', 'stones', 'soap'],
    bed: ['[h] made a nest of wool in an old hat and put it on the window sill.'],
    mess: [
      'It sat on the lamp, then on the soup bowl, and there were feathers in the soup.',
      'Soon there were seeds all over the floor and a white spot on the good chair.',
    ],
    sign: [
      '[c.the] got well and strong. One morning, it beat both wings and looked at the <reasoning?sky|floor|soup>.',
      'When other birds sang outside, [c.the] hopped to the window and sang back.',
    ],
    leaves: ['[h] opened the window. The bird flew once around the room, and out it went, up and up.'],
    surprise: [
      'from the highest tree, the bird sang a song, only for [h.n]',
      'a whole flock was waiting on the roof, and they flew off together',
    ],
    pity: [
      'it flew against the glass again and again, and hurt itself so badly that it could never fly again',
    ],
  },
  {
    kind: 'hedgehog',
    sort: 'wild',
    found: [
      '[spot], something rustled. It was [c.a], thin and cold.',
      '[h] saw [c.a] [spot]. It was much too thin for the winter.',
    ],
    food: ['worms', 'buttons', 'paper'],
    bed: ['[h] filled a box with dry leaves, and the hedgehog crept in at once.'],
    mess: [
      'At night it ran around and made so much noise that nobody could sleep.',
      'It turned over its water bowl and walked across the clean floor with wet feet.',
    ],
    sign: [
      'In spring, [c.the] stood at the door every night and scratched.',
      '[c.the] was as round as a ball now, and it wanted to go out.',
    ],
    leaves: [
      '[h] put the box in the garden and opened it. With quick little steps, the hedgehog went into the grass.',
    ],
    surprise: [
      'four little ones came out of the leaves to meet the hedgehog',
      'the hedgehog came back once more and put its cold nose to [h.ns] hand',
    ],
    pity: ['it did not eat any more in the warm house, and got thinner and thinner'],
  },
  {
    kind: 'frog',
    sort: 'wild',
    found: [
      '[spot] sat [c.a], far away from any water.',
      '[h] found [c.a] [spot]. Its skin was dry, and it hardly moved.',
    ],
    food: ['flies', 'cookies', 'leaves'],
    bed: ['[h] put water in a big bowl, and a stone in the middle to sit on.'],
    mess: [
      'It jumped into the butter, and then into the tea.',
      'It croaked all night long, and in the morning it sat in a shoe.',
    ],
    sign: [
      'When it rained, [c.the] jumped to the window and pressed itself against the glass.',
      '[c.the] sat on its stone and looked out of the window, hour after hour.',
    ],
    leaves: [
      'At the pond, [h] put the frog down. Plop! There was only a ring on the <knowledge?water|sky|roof>.',
    ],
    surprise: [
      'twenty frogs sang at once, as if to say thank you',
      'ten other frogs looked out of the water, as if they had waited',
    ],
    pity: ['the water in the bowl got too warm, and the frog got sick'],
  },
  {
    kind: 'squirrel',
    sort: 'wild',
    found: [
      '[spot] lay [c.a]. It had hurt one leg and could not climb.',
      '[h] found [c.a] [spot]. It was so young that its tail was still thin.',
    ],
    food: ['nuts', 'stones', 'soup'],
    bed: ['[h] put a wool sock in a basket, and the squirrel curled up inside.'],
    mess: [
      'It climbed up the curtain and threw down a flower pot.',
      'It hid nuts in every shoe in the house.',
    ],
    sign: [
      'Soon [c.the] was well again. It sat at the window all day and looked at the <reasoning?trees|plates|shoes>.',
      'The tail of [c.the] was thick now, and its jumps got longer and longer.',
    ],
    leaves: [
      '[h] carried the basket to a big oak. Up the trunk went the squirrel, and from the top it looked down once more.',
    ],
    surprise: [
      'three others looked out of the leaves, as if they had waited',
      'a nut fell down right in front of [h.ns] feet, like a gift',
    ],
    pity: ['it chewed on the wire of the lamp, got a terrible shock, and never moved again as it had before'],
  },
  {
    kind: 'cat',
    sort: 'owned',
    found: [
      '[spot] sat [c.a]. It came up at once and rubbed against [h.ns] legs.',
      '[h] heard a meow. [spot], there was [c.a], wet from nose to tail.',
    ],
    food: ['fish', 'grass', 'bread'],
    bed: ['[h] put a soft blanket into a basket next to the stove.'],
    mess: [
      'It played with a ball of wool until the whole room looked like a spider web.',
      'It walked over the table and licked the butter.',
    ],
    sign: [
      'The next day, there was a poster on a tree in the street. It showed just such a cat, and under it was an address.',
      '[c.the] had a little bell around its neck, and on the bell stood a name and a street.',
    ],
    leaves: [],
    surprise: [
      'a month later there were kittens, and one of them was for [h.n]',
      'the cat came back alone that evening and knocked with its paw',
    ],
    pity: [],
  },
  {
    kind: 'dog',
    sort: 'owned',
    found: [
      '[spot] sat [c.a] and wagged its tail. Nobody was with it.',
      '[c.a] ran after [h.o] and would not go away.',
    ],
    food: ['meat', 'flowers', 'sand'],
    bed: ['[h] put an old rug in front of the door, and the [pet] lay down on it with a sigh.'],
    mess: [
      'It chewed on a slipper and dug a hole in the flower bed.',
      'It shook itself in the kitchen, and there was mud up to the ceiling.',
    ],
    sign: [
      'The next day, there was a poster at the shop. It showed just such a dog, and under it was an address.',
      'On the collar of [c.the] hung a small tag with a street and a number.',
    ],
    leaves: [],
    surprise: [
      'the owner needed somebody to walk the dog, every day after lunch',
      'the dog had puppies a month later, and one of them was for [h.n]',
    ],
    pity: [],
  },
  {
    kind: 'parrot',
    sort: 'owned',
    found: [
      '[spot] sat [c.a]. It looked at [h.o] and bowed.',
      'Something colorful moved [spot]. It was [c.a], and it was not shy at all.',
    ],
    food: ['seeds', 'meat', 'mud'],
    bed: ['[h] hung a stick on two strings, and the parrot sat down on it and swung.'],
    mess: [
      'It pulled all the pens out of the cup and threw them down, one by one.',
      'It learned to ring like the door bell, and everyone ran to the door ten times a day.',
    ],
    sign: [
      '[c.the] had a ring on one foot, and on the ring was an address.',
      'The next day, there was a poster at the baker. Somebody was looking for a bird with just such feathers.',
    ],
    leaves: [],
    surprise: [
      'the next day, the parrot flew by and said thank you, all by itself',
      'the owner had a second one at home, and [h.n] could come and see both of them every week',
    ],
    pity: [],
  },
  {
    kind: 'caterpillar',
    sort: 'bug',
    found: ['[spot], [h] found [c.a].', '[c.a] crept over [h.ns] nose. It tickled.'],
    food: ['leaves', 'meat', 'fish'],
    bed: ['[h] put some twigs into a jar and made holes in the lid.'],
    mess: ['It ate and ate, and every day it needed more. There were bits of green all over the floor.'],
    sign: [
      'One morning [c.the] was gone, and in its place hung something like a small brown bag. After two weeks, out came a <knowledge?butterfly|bird|worm>!',
      '[c.the] made itself a small brown house. Two weeks later, out came a <knowledge?butterfly|bird|worm>!',
    ],
    leaves: [
      '[h] opened the window. The butterfly opened and closed its wings, twice, and flew out into the sun.',
      '[h] opened the window, and the butterfly flew out into the sun.',
    ],
    surprise: [
      'the butterfly came back once more and sat down on [h.ns] nose, as if to say goodbye',
      'a dozen others came from all sides, and they flew off together',
    ],
    pity: ['the jar was too small for its wings. They got torn, and it could never fly'],
  },
  {
    kind: 'snail',
    sort: 'bug',
    found: [
      '[spot], [h] found [c.a]. It was on its way to nowhere.',
      '[c.a] had crept onto [h.ns] bag. It was in no hurry.',
    ],
    food: ['lettuce', 'meat', 'stones'],
    bed: ['[h] put some wet earth and moss into a box.'],
    mess: ['In the night, it crept across the wall and the table, and left a silver line behind it.'],
    sign: [
      '[c.the] drew back into its house and did not come out any more. It missed the rain and the cool grass.',
    ],
    leaves: [
      'After the next rain, [h] put the snail down in the wet grass. By noon, it had reached the next <reasoning?flower|town|mountain>.',
      '[h] put the snail down in the wet grass. Out came two long eyes, and off it went.',
    ],
    surprise: [
      'behind the snail, there was a silver line in the shape of a heart',
      'a hundred tiny snails came out of the grass to meet the big one',
    ],
    pity: ['the sun shone into the box until the moss was dry, and the snail got very sick'],
  },
  {
    kind: 'ladybug',
    sort: 'bug',
    found: [
      '[spot], [h] found [c.a]. It had seven black dots.',
      '[c.a] sat down on [h.ns] arm and did not fly away.',
    ],
    food: ['little green bugs', 'stones', 'candy'],
    bed: ['[h] let [c.the] climb on a rose twig in a jar and closed the jar with a thin cloth.'],
    mess: [
      '[c.the] got out from under the cloth and walked across the jam, and then across a letter, with sticky red feet. [h] had to put it back.',
    ],
    sign: ['[c.the] walked around and around in the jar and lifted its wings.'],
    leaves: [
      '[h] held up the jar. The ladybug opened its wings and flew to the roses.',
      '[h] took off the cloth. The ladybug climbed to the top and flew away.',
    ],
    surprise: [
      'a dozen others rose into the air to meet the ladybug',
      'the ladybug came back once more and sat down on [h.ns] arm, as if to say goodbye',
    ],
    pity: ['the jar stood in the hot sun, and in the evening the ladybug lay on its back'],
  },
];

export const PET_NAMES: readonly string[] = [
  'Button',
  'Pebble',
  'Crumb',
  'Mister Long',
  'Whisper',
  'Pepper',
  'Nut',
  'Thimble',
  'Mo',
  'Dot',
  'Noodle',
  'Plum',
];
