/** What can be planted, what grows from it, and what can happen to it before it is grown. */
export interface Plant {
  /** "a bean" */
  readonly seed: string;
  readonly looks: string;
  /** What grows from it, what could not, and how it is in the end. */
  readonly plant: string;
  readonly not: readonly [string, string];
  readonly grown: readonly string[];
  readonly harvest: readonly string[];
}

export const PLANTS: readonly Plant[] = [
  {
    seed: 'a sunflower seed',
    looks: 'gray, with white stripes',
    plant: 'a sunflower',
    not: ['an apple tree', 'a carrot'],
    grown: ['The sunflower grew taller than the fence. On top sat a big yellow face that turned to the sun.'],
    harvest: ['In the fall, there were a hundred new seeds in it, and the birds got half of them.'],
  },
  {
    seed: 'a bean',
    looks: 'white and as smooth as a pebble',
    plant: 'a bean plant',
    not: ['a rose', 'a pumpkin'],
    grown: ['The bean plant climbed up a stick, around and around, and had red flowers.'],
    harvest: ['In August, long green beans hung on it, enough for a big pot of soup.'],
  },
  {
    seed: 'a pumpkin seed',
    looks: 'flat and pale, like a little tongue',
    plant: 'a pumpkin',
    not: ['a tulip', 'a cherry tree'],
    grown: [
      'Under the big leaves lay a pumpkin, at first as big as a ball, and then as big as a chair.',
      'The plant crept over the ground, and soon there was a pumpkin on it, round and orange.',
    ],
    harvest: [
      'In the fall, they cut a funny face into it and put a candle inside.',
      'It took two to carry it into the house, and there was pumpkin pie for a week.',
    ],
  },
  {
    seed: 'an apple seed',
    looks: 'small, brown and shiny',
    plant: 'an apple tree',
    not: ['a sunflower', 'a bean plant'],
    grown: [
      'In the fall, the apple tree was only a little stick with five leaves. But the year after that it was as tall as [h.n].',
      'Year after year the little apple tree grew, and then it was as tall as [h.n].',
    ],
    harvest: [
      'And one spring it had white flowers, and in the fall one red apple, the sweetest in the world.',
    ],
  },
  {
    seed: 'a carrot seed',
    looks: 'no bigger than a grain of sand',
    plant: 'a carrot',
    not: ['a pear tree', 'a rose'],
    grown: [
      'Fine leaves came up. The best part, a long orange carrot, could not be seen, for it grew <knowledge?under|above|far from> the ground.',
      'Leaves as fine as feathers came up, and when summer was over, there was a long orange carrot under them.',
    ],
    harvest: [
      '[h] pulled and pulled, and at last it came out. It was sweet, and there was a crunch in every bite.',
    ],
  },
  {
    seed: 'a tulip bulb',
    looks: 'brown and round, like a little onion',
    plant: 'a tulip',
    not: ['a pumpkin', 'an oak'],
    grown: [
      'A stem came, and a bud, shut tight like a fist. And then the tulip was open!',
      'One warm day, there was a red tulip.',
    ],
    harvest: ['The tulip was red inside and out, and a bee came to look.'],
  },
];

export interface Trouble {
  readonly name: string;
  readonly told: readonly string[];
  readonly saved: readonly string[];
  readonly ruined: readonly string[];
}

export const TROUBLES: readonly Trouble[] = [
  {
    name: 'water',
    told: [
      '[h] wanted to do well and watered [sown] in the morning, at noon and at night. The earth turned to mud.',
      'Ten cans of water a day, that could not be wrong, thought [h.n]. Soon there was a little lake.',
    ],
    saved: [
      '[m] showed [h.him] how to feel the earth first. If it was wet, the can could stay where it was.',
      'Then [h.his] [m.kind] put the can away for a week.',
    ],
    ruined: ['[sown] lay in the water for too long and went soft and black, and nothing ever came up.'],
  },
  {
    name: 'digging',
    told: [
      'After two days, [h] could not wait any longer and dug up [sown] to see if it was growing.',
      'Was [sown] still there? [h] dug it up to look, and the next day once more.',
    ],
    saved: [
      '[m] laughed and said that a seed needs its sleep. From then on, [h.n] left it alone.',
      'A plant does not grow when one pulls off its blanket, said [m]. So [h.n] let it sleep.',
    ],
    ruined: ['But by the fifth time, the tiny white root broke off, and that was the end of it.'],
  },
  {
    name: 'goat',
    told: [
      'After some time, the first green leaves were out. But then a goat looked over the fence, and it liked green leaves very much.',
      'After two weeks, two green leaves were out. Then somebody left the gate open, and in walked a goat and licked its lips.',
    ],
    saved: [
      '[h.n] ran out just in time, waved both arms, and then built a fence of sticks all around.',
      'The goat bit off one leaf before [h.n] came and put an old basket over the plant.',
    ],
    ruined: [
      'Crunch, crunch! When [h.n] came, there was not one leaf left, and the goat looked very pleased.',
    ],
  },
  {
    name: 'dry',
    told: [
      'After a while, two little leaves were out. Then came hot days without a drop of rain, and the leaves hung down.',
      'Soon two little leaves were out. But it did not rain for three weeks, and every morning, they were a little more tired.',
    ],
    saved: [
      'A plant gets thirsty, just like us. Every evening, [h.n] carried <knowledge?water|sand|stones> from the well, and the leaves stood up again.',
    ],
    ruined: [
      '[h.n] forgot to water the plant for a few days. When [h.he] thought of it again, it was as dry as paper.',
    ],
  },
  {
    name: 'frost',
    told: [
      'Soon the first green leaves were out. Then one night it got cold, and there was ice on the puddles.',
      'Soon the first green leaves were out. But one evening, the wind came from the north, and it smelled of snow.',
    ],
    saved: [
      '[h.n] took the blanket from [h.his] own bed and put it over the plant. In the morning it was still green.',
      '[m] helped [h.him] to cover the plant with straw, as one covers somebody with a blanket.',
    ],
    ruined: ['In the morning, the plant was black. The cold had been too much for it.'],
  },
  {
    name: 'shade',
    told: [
      'Soon the first leaves were out, but they were thin and pale. Somebody had put a big barrel in front of the plant, and it never saw the sun.',
      'Soon two thin leaves were out and leaned to one side. Somebody had put a big barrel between them and the sun.',
    ],
    saved: [
      '[m] knew what was wrong. They rolled the barrel away, and now the plant had what it had missed: <knowledge?sunlight|company|music>.',
    ],
    ruined: [
      'The plant got thinner and thinner behind the barrel. One day it lay down on the ground and did not get up again.',
    ],
  },
];
