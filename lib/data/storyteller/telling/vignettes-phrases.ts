/**
 * Small scenes for nouns that have no part in the plot, by kind of noun. `n` is the noun and `p` its plural, both with
 * their describing word; `h` is whoever meets it. For what is not counted, "a(n)" becomes "some".
 */

export interface Vignettes {
  /** For anybody, where such a thing may be. */
  readonly any: readonly string[];
  /** For children alone. */
  readonly child?: readonly string[];
  /** With direct speech. */
  readonly talk?: readonly string[];
}

/** Something that somebody can hold and lose. */
const LOST_AND_FOUND = [
  '"I have lost my [n]!" said an old man. "Here it is!" said [h.n].',
  '"Is this your [n]?" somebody asked. "No," said [h.n]. "But it is a nice one."',
  '"Look what I have!" called a small child and held up a(n) [n]. "How nice!" said [h.n].',
  '"Can you hold my [n] for a moment?" asked an old woman. "Thank you, dear!"',
];
const SEEN_ALIVE = [
  '"Look, a(n) [n]!" somebody called. "Where?" asked [h.n]. "There, next to the {stone|bush}!" And there it was.',
  '"Shh!" somebody whispered. "There is a(n) [n] over there." [h] held still until it was gone.',
  '"Hello, you!" [h] said to a(n) [n]. It looked at [h.him] and did not answer.',
];

export const VIGNETTES: Readonly<Record<string, Vignettes>> = {
  toy: {
    any: [
      'On a wall lay a(n) [n] that somebody had forgotten there.',
      'A small child came by with a(n) [n], held it up for all to see, and ran on.',
      'Somebody was looking for a(n) [n] in the grass and found it.',
    ],
    child: [
      'In the window of a shop stood a(n) [n], and [h] stopped to look.',
      'For [h.his] last birthday, [h] had got a(n) [n].',
      'That morning, [h] had put [h.his] [n] back on the shelf, just as [h.his] mom liked it.',
      'A neighbor had a box of old toys by the door, and on top of it lay a(n) [n].',
    ],
    talk: LOST_AND_FOUND,
  },
  fragile: {
    any: [
      'Somebody was carrying a(n) [n] down the {road|path}, very slowly, so as not to drop it.',
      'By a window stood a(n) [n] that shone in the light.',
    ],
    child: [
      'That morning, [h] had nearly knocked over a(n) [n], but caught it just in time.',
      'At home, a(n) [n] stood on the highest shelf.',
      'On a table by the road stood a(n) [n] that cost only one coin.',
      'For [h.his] aunt, [h] had once painted a sun on a(n) [n].',
    ],
    talk: ['"Careful!" called a neighbor with a(n) [n] in both hands. [h] stepped aside at once.'],
  },
  clothes: {
    any: [
      'On a post hung a(n) [n]. The wind had carried it there.',
      'A scarecrow in a field wore a(n) [n], and two birds sat on its arms.',
      'On a washing line, a(n) [n] danced in the wind.',
      'A dog ran by with a(n) [n] in its mouth, and somebody ran after it.',
    ],
    child: ['[h.s] grandma was making a(n) [n] for the winter, and it was half done.'],
    talk: LOST_AND_FOUND,
  },
  garment: {
    any: [
      'On a washing line, a(n) [n] danced in the wind.',
      'A scarecrow in a field wore a(n) [n], and two birds sat on its arms.',
    ],
    child: [
      'That day, [h] wore a(n) [n] that was {a little too big|almost new|a gift from an aunt}.',
      '[h.s] grandma was making a(n) [n] for the winter, and it was half done.',
    ],
    talk: ['"What a fine [n] you have!" an old woman said to a girl.'],
  },
  /** What is worn in twos. */
  pair: {
    any: [
      '[h] wore [h.his] [p] that day.',
      '[h.s] [p] were still a little wet from the day before.',
      'Somebody had lost a(n) [n]. It hung on a fence and waited for its owner.',
      'Some [p] hung on a washing line and dripped.',
      '[h] had put on [h.his] [p] the wrong way around.',
    ],
    talk: ['"Is this your [n]?" somebody asked. [h] looked down. "No, I have both of mine," [h.he] said.'],
  },
  treasure: {
    any: [
      '[h] had a(n) [n] with [h.him] {for good luck|because it was too dear to leave at home}.',
      'At home, under the bed, [h] kept a(n) [n] that nobody knew about.',
      'An old man sat by the road with a(n) [n] in both hands and smiled.',
    ],
    child: [
      '[h.s] teacher had shown the children a(n) [n], and [h] still thought about it.',
      'In a shop window lay a(n) [n] with a little sign: one coin.',
    ],
    talk: LOST_AND_FOUND,
  },
  tool: {
    any: [
      'Next to a half-built fence lay a(n) [n].',
      'Somebody had left a(n) [n] in the sun and gone to lunch.',
      'Somebody with a(n) [n] came by, nodded, and went to work.',
    ],
    child: [
      '[h.s] dad had looked for a(n) [n] all morning.',
      'A neighbor held up a(n) [n] and waved with it.',
    ],
    talk: LOST_AND_FOUND,
  },
  gear: {
    any: [
      'Two people were resting in the shade, with a(n) [n] next to them.',
      'By a door lay a(n) [n], ready for the next trip.',
      'Somebody came by with a(n) [n] and was in a hurry.',
    ],
    child: ['[h.s] mom had asked for a(n) [n], and [h] had put it by the door.'],
    talk: LOST_AND_FOUND,
  },
  fruit: {
    any: [
      '[h] had a(n) [n] with [h.him] and ate it bite by bite.',
      'By a gate stood a basket of [p] for everybody, and [h] took one.',
      'At breakfast, there had been only one [n] left, and [h] had got it.',
      'A bird sat on a wall and picked at a(n) [n].',
    ],
    child: ['An old woman was selling [p] by the road, and they smelled good.'],
    talk: [
      '"Would you like a(n) [n]?" asked a neighbor. "Yes, please," said [h.n] and ate it at once.',
      '"How much is one [n]?" somebody asked at a stand. "One coin!" was the answer.',
    ],
  },
  baked: {
    any: [
      '[h] had a(n) [n] with [h.him] and ate it bite by bite.',
      'At breakfast, there had been only one [n] left, and [h] had got it.',
      'A crow sat on a wall and picked at a(n) [n] that somebody had dropped.',
    ],
    child: [
      'A baker was putting [p] in the window, and [h] got hungry.',
      '[h.s] grandma had promised to make [p] that evening.',
    ],
    talk: ['"Would you like a(n) [n]?" asked a neighbor. "Yes, please," said [h.n] and ate it at once.'],
  },
  meal: {
    any: [
      'For breakfast there had been some [n], and [h] had left nothing.',
      'There would be some [n] for dinner, and [h] looked forward to it.',
      'From somewhere came a smell of [n], and [h] got a little hungry.',
    ],
    child: ['[h.s] mom had asked [h.him] to buy some [n] on the way back.'],
    talk: [
      '"What is for dinner?" [h] had asked. "There will be some [n]," was the answer, and that was good news.',
    ],
  },
  beast: {
    any: [
      'A(n) [n] crossed the path, looked at [h.o], and went on.',
      'In the shade slept a(n) [n], and [h] went by very quietly.',
      'A(n) [n] was watching [h.o] from behind a bush.',
      'Two [p] were {playing|looking for food|sleeping side by side} not far away.',
      '[h] held still, and a(n) [n] came quite close.',
      'A(n) [n] and its little one were drinking from a puddle.',
      'There was a(n) [n], and behind it a very small one.',
    ],
    talk: SEEN_ALIVE,
  },
  bug: {
    any: [
      '[h] held out a leaf to a(n) [n] in a puddle, and it climbed on.',
      '[h] bent down to look at a(n) [n], which was busy.',
      'On one leaf sat three [p].',
      'A(n) [n] touched [h.s] nose for a moment, and it tickled.',
    ],
    talk: SEEN_ALIVE,
  },
  plant: {
    any: [
      'There was a(n) [n] with drops of water on it.',
      'A snail had climbed on a(n) [n].',
      'There were [p] {on both sides of the path|wherever one looked}.',
      'The first thing that one saw there was a(n) [n].',
    ],
    talk: ['"Look at that [n]!" said somebody who came by. "I see it," said [h.n]. "It is lovely."'],
  },
  land: {
    any: [
      'The path led past a(n) [n].',
      'From far away, [h] could see a(n) [n].',
      'A frog sat next to a(n) [n] and said nothing.',
      'There was a(n) [n] there that [h] had never noticed before.',
      'By a(n) [n], [h] stopped for a moment to catch [h.his] breath.',
    ],
    talk: [
      '"Which way do I go?" asked an old man. "I do not know," said [h.n], "but from the [n] you can see far."',
    ],
  },
  building: {
    any: [
      'At a(n) [n], the {path|road} turned left.',
      'A cat sat in front of a(n) [n] and washed its face.',
      'The sun shone on a(n) [n].',
      'Two men were painting a(n) [n], and one of them sang.',
    ],
    talk: [
      '"Which way do I go?" asked an old man. "I do not know," said [h.n], "but from the [n] you can see far."',
      '"Who made that [n]?" [h] asked. Nobody knew. It had always been there.',
    ],
  },
  vehicle: {
    any: [
      'Somebody waved from a(n) [n], and [h] waved back.',
      'A(n) [n] waited nearby, and nobody was in it.',
      '[h] heard a(n) [n] long before [h.he] saw it.',
      'Two [p] went by, one after the other.',
    ],
    child: ['[h] knew all about [p] and stopped to look at one.'],
    talk: ['"Where does that [n] go?" asked [h.n]. "Far, far away," said an old woman.'],
  },
  furniture: {
    any: [
      '[h.s] favorite place at home was next to the [n].',
      'The evening before, [h] had found a lost button behind the [n].',
      'That morning, the cat had slept next to the [n].',
    ],
    child: [
      '[h.s] dad was cleaning the [n] at home, so it was better to be outside.',
      'The day before, [h] had played next to the [n] until dinner.',
    ],
    talk: ['"What did you do by the [n] all morning?" [h.s] mom had asked. "I was playing," [h.n] had said.'],
  },
  role: {
    any: [
      'A(n) [n] sat by the road and ate some bread.',
      'A(n) [n] was telling a funny story, and everybody laughed.',
      'A(n) [n] greeted [h.o] like an old friend.',
    ],
    talk: [
      '"Good morning!" called a(n) [n]. "Good morning!" answered [h.n].',
      '"Where are you going?" asked a(n) [n]. "Not far," said [h.n].',
    ],
  },
  /** Who is met in stories and at play alone. */
  legend: {
    any: [
      'In the story that [h] liked best, there was a(n) [n].',
      'The evening before, [h] had heard a story about a(n) [n].',
      'In a dream, [h] had once been a(n) [n].',
    ],
    child: [
      'At the last party, [h] had dressed up as a(n) [n].',
      'When [h.he] was big, [h] wanted to be a(n) [n]. Or maybe a baker.',
      'At school, they were making a play, and [h] wanted to be a(n) [n] in it.',
    ],
  },
};

/** For what is not found where the story is. */
export const FAR_AWAY: Vignettes = {
  any: [
    'For a moment, one of the clouds looked like a(n) [n].',
    'There was a song about a(n) [n], and [h] had it in [h.his] head all day.',
    'In the story that [h] liked best, there was a(n) [n].',
    'An old neighbor had once told [h.o] about a(n) [n].',
    '[h] wanted to see a(n) [n] one day.',
    'The night before, [h] had dreamed of a(n) [n], and it had been a good dream.',
  ],
  child: [
    'That morning, [h] had seen a(n) [n] in a book.',
    'Somebody had painted a(n) [n] on a wall, in bright colors.',
    'On a card from [h.his] uncle, there was a(n) [n].',
    'At home, [h] had a picture of a(n) [n] on the wall.',
    'The day before, [h] had drawn a(n) [n], and the picture hung in the kitchen now.',
  ],
  talk: [
    '"Have you ever seen a(n) [n]?" somebody asked. "Only in a dream," said [h.n].',
    '"What do you think of when you close your eyes?" [h.s] grandma had once asked. "A(n) [n]," [h.n] had said.',
  ],
};

/** At home, said before the story begins. */
export const AT_HOME: Readonly<Record<string, Vignettes>> = {
  furniture: {
    any: ['At home, [h.his] favorite place was next to the [n].'],
    child: [
      'When it rained, [h] liked to play next to the [n].',
      'There was a(n) [n] at home that was older than [h.his] grandma.',
    ],
  },
  building: {
    any: ['Not far from [h.his] home, there was a(n) [n].', 'From [h.his] window, one could see a(n) [n].'],
  },
  land: { any: ['Not far from [h.his] home, there was a(n) [n].'] },
  vehicle: {
    any: [],
    child: [
      '[h] knew all about [p].',
      '[h.s] uncle had a(n) [n], and sometimes [h] was allowed to sit in it.',
    ],
  },
  role: {
    any: [],
    child: [
      '[h.s] uncle was a(n) [n] and knew many stories.',
      'Next door lived a(n) [n].',
      '[h] wanted to be a(n) [n] one day.',
    ],
  },
  legend: {
    any: ['[h] loved stories, and most of all the one about a(n) [n].'],
    child: ['[h] liked to dress up as a(n) [n].'],
  },
  meal: {
    any: [
      'There was nothing that tasted better to [h.o] than [n].',
      'On Sundays, there was always some [n] for breakfast.',
    ],
  },
  fruit: { any: ['There was nothing that tasted better to [h.o] than a(n) [n].'] },
  baked: { any: ['There was nothing that tasted better to [h.o] than a(n) [n].'] },
  beast: {
    any: [],
    child: ['[h] liked [p] more than any other animals.', 'In [h.s] room hung a picture of a(n) [n].'],
  },
  bug: { any: ['[h] could watch a(n) [n] for an hour.'] },
  fragile: {
    any: [],
    child: ['At home, on the highest shelf, stood a(n) [n], and nobody was allowed to touch it.'],
  },
};

/** At the end of the day; a story can end with any of these. */
export const AT_NIGHT: Vignettes = {
  any: [
    'That night, [h] slept well and dreamed of a(n) [n].',
    'Before [h] fell asleep, [h.he] heard a story about a(n) [n].',
    'That evening, [h] was told a funny story about a(n) [n] and laughed.',
    'That night, [h] dreamed of a(n) [n].',
    'At bedtime, somebody sang [h.o] a song about a(n) [n].',
  ],
  child: [
    'That evening, [h] drew a(n) [n] and hung the picture over the bed.',
    'Later, [h] read a book about a(n) [n] in bed.',
  ],
};
/** Where days or weeks have gone by. */
export const ONCE: readonly string[] = [
  'One night, [h] dreamed of a(n) [n].',
  'And later, [h] liked to tell a story about a(n) [n].',
  'One evening, [h] heard a story about a(n) [n] and laughed.',
];
/** For what one has of one's own; `own` is singular or plural. */
export const PUT_AWAY: readonly string[] = [
  'At home, [h] put away [h.his] [own] and was ready for dinner.',
  'In the evening, [h] looked for [h.his] [own]. Of course, [it] under the bed.',
  'Before bed, [h] put [h.his] [own] where [h.he] could find [them] the next day.',
  'That night, [h] slept with [h.his] [own] next to the bed.',
];
export const ON_THE_SHELF: readonly string[] = [
  'That evening, [h] was allowed to hold a(n) [n] that had belonged to [h.his] grandma.',
  'In the evening light, even the [n] on the shelf shone.',
];
export const SUPPER: readonly string[] = [
  'At dinner, there was a(n) [n] for [h.o], and [h.he] ate every bit of it.',
  'Back home, a(n) [n] was waiting on the table for [h.o].',
  'That evening, there was a(n) [n] for dinner.',
];
/** Two things, `x1` and `x2`, that have nothing to do with each other. */
export const TWO_AT_NIGHT: readonly string[] = [
  'That night, [h] dreamed of [x1] and [x2].',
  'At bedtime, [h] heard a story about [x1] and [x2].',
  'That evening, [h] made up a song about [x1] and [x2], and everybody laughed.',
  'That evening, [h] drew a picture with [x1] and [x2] in it.',
];
export const TWO_ONCE: readonly string[] = [
  'One night, [h] dreamed of [x1] and [x2].',
  'One evening, [h] heard a story about [x1] and [x2].',
];

/** At the end of a story that ends badly, for what might cheer somebody up. */
export const NO_COMFORT: readonly string[] = [
  'Not even a(n) [n] could cheer [h.o] up.',
  'On another day, [h] would have been glad about a(n) [n].',
  'Even the thought of a(n) [n] did not help.',
];
/** The same for what does not. */
export const NO_STORY: readonly string[] = [
  'Not even a story about a(n) [n] could cheer [h.o] up.',
  'At bedtime there was a story about a(n) [n], but [h] hardly listened.',
  'Even a funny song about a(n) [n] did not help.',
];
export const NO_COMFORT_OF_TWO: readonly string[] = [
  'Not even a story about [x1] and [x2] could cheer [h.o] up.',
  'At bedtime there was a story about [x1] and [x2], but [h] hardly listened.',
];
