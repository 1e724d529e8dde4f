/**
 * First sentences. In each, `h` is presented with a trait; `home` is where, `age` how old a child is. One that names
 * somebody of the family leaves no place for another sentence about it.
 */

/** The classic ones. */
export const CLASSIC: readonly string[] = [
  'Once upon a time, there was [h.a].',
  'Once upon a time, there lived [h.a].',
  'Once upon a time, [h.a] lived [home].',
  'Once upon a time, there was [h.a] who lived [home].',
  'Once upon a time, [home], there lived [h.a].',
  'Once upon a time, there was [h.a]. [h.he] lived [home].',
];

/** For anybody. */
export const OPENINGS: readonly string[] = [
  'There once was [h.a] who lived [home].',
  '[h.n] was a(n) [trait] [h.kind] who lived [home].',
  '[home], there lived [h.a].',
  'Once there was [h.a] who lived [home].',
  'Long ago, there was [h.a].',
  'Once there was [h.a].',
  'This is the story of [h.n], a(n) [trait] [h.kind] who lived [home].',
  'Let me tell you about [h.n], a(n) [trait] [h.kind] who lived [home].',
  'Who lived [home]? It was [h.a].',
  'Not so long ago, [h.a] lived [home].',
  '[home] lived [h.a], with [h.his] mom, [h.his] dad and {two brothers|two sisters|a baby brother|a baby sister}.',
  'All this happened to [h.a] who lived [home].',
  'Here is a story about [h.a].',
  '[h.n] was a(n) [trait] [h.kind], and this story is about [h.him].',
  'There was nobody quite like [h.n], the [trait] [h.kind].',
  'Every story begins somewhere. This one begins [home], with [h.a].',
  '[h.n] was a(n) [trait] [h.kind], and everybody liked [h.him].',
  'Somewhere far away, there was [h.a].',
  'My grandma used to tell me about [h.a], who lived [home].',
  'In a land not far from here, there lived [h.a].',
];

/** For a child. */
export const CHILDREN: readonly string[] = [
  '[h.n] was [age] years old. [h.he] was a(n) [trait] [h.kind].',
  '[h.n], a(n) [trait] [h.kind], had just turned [age].',
  '[h.n], who was [age], was a(n) [trait] [h.kind] and lived [home].',
  'There was a(n) [trait] [h.kind] of [age], and [h.his] name was [h.n].',
  'How old was [h.n]? [h.he] was [age], and everybody said: what a(n) [trait] [h.kind]!',
  'Tap, tap, tap! Small feet came down the stairs. They were the feet of [h.a].',
  'Every morning, a window opened, and out looked [h.a].',
  '[h.n] was a(n) [trait] [h.kind], and the youngest of three.',
  'In a small bed under a big window slept [h.a].',
  'Together with [h.his] mom and dad, [h.a] lived [home].',
  'With [h.his] mom, [h.his] dad and a {fat|lazy|sleepy} old cat, [h.a] lived [home].',
  'The house had a {blue|green|yellow|red} door, and behind that door lived [h.a].',
  'There was a swing in front of the house, and on it sat [h.a].',
];

/** For an animal, by where it lives. */
export const ANIMALS: Readonly<Record<string, readonly string[]>> = {
  wood: [
    'Rustle, rustle! The leaves moved, and out came [h.a].',
    'The forest was {still|quiet|full of small sounds}. Between the trees lived [h.a].',
    'Where the trees are tall and the moss is soft, there lived [h.a].',
    'All the animals of the forest knew [h.a] who lived [home].',
  ],
  field: [
    'The grass was high, and in the grass lived [h.a].',
    'Something moved in the tall grass. It was [h.a].',
    'Under the wide blue sky lived [h.a].',
    'Where the clover grows, there lived [h.a].',
    'All the animals of the fields knew [h.a] who lived [home].',
  ],
  water: [
    'Splash! Something jumped into the water. It was [h.a].',
    'The water was {clear|cool|still}, and close to it lived [h.a].',
    'Where the reeds grow tall, there lived [h.a].',
    'Plop! A ring spread on the water, and in the middle of it swam [h.a].',
    'The ducks, the frogs and the fish all knew [h.a] who lived [home].',
  ],
  farm: [
    'On a farm with many animals lived [h.a].',
    'Behind the barn, in the warm sun, lay [h.a].',
    'The hens, the cow and the horse all knew [h.a] who lived [home].',
    'The barn door stood open, and out came [h.a].',
    'It smelled of hay [home]. That was the home of [h.a].',
  ],
};

/** How a trait shows. */
export const TRAIT_SHOWS: Readonly<Record<string, readonly string[]>> = {
  kind: [
    'When somebody was sad, [h] was the first to ask why.',
    'If a bug lay on its back, [h] turned it over so that it could walk again.',
    'On cold days, [h] put out crumbs for the birds.',
  ],
  little: [
    '[h] was so small that [h.he] could hide behind a bucket.',
    'Big puddles were like lakes to [h.o].',
  ],
  small: [
    '[h] was so small that [h.he] could hide behind a bucket.',
    'But small legs can run fast, and [h] knew it.',
  ],
  happy: [
    '[h] woke up with a smile almost every morning.',
    'Even when it rained, [h] found something to laugh about.',
  ],
  curious: [
    'There was no hole, no box and no corner that [h] did not look into.',
    '[h] wanted to know how everything worked.',
  ],
  clever: ['[h] could solve any riddle.', 'When others did not know what to do, they asked [h.o].'],
  smart: ['[h] could already count to a hundred.', 'When others did not know what to do, they asked [h.o].'],
  brave: ['Loud noises did not scare [h.o] at all.', 'When the others stepped back, [h] went first.'],
  cheerful: [
    'You could hear [h.o] sing from far away.',
    '[h] said good morning to everybody, even to the stones.',
  ],
  good: ['[h] said please and thank you and meant it.', 'Nobody had to ask [h.o] twice for help.'],
  nice: ['[h] said please and thank you and meant it.', '[h] always held the door for others.'],
  helpful: ['When there was work to be done, [h] came running.', 'Nobody had to ask [h.o] twice for help.'],
  funny: [
    'When [h] made a face, everybody had to laugh.',
    '[h] knew a hundred jokes, and most of them were about cows.',
  ],
  silly: [
    '[h] once wore two hats at the same time, just to see people laugh.',
    'When [h] made a face, everybody had to laugh.',
  ],
  friendly: ['[h] waved at everybody who came by.', 'After one minute with [h.o], nobody was a stranger.'],
  playful: [
    '[h] could make a game out of anything, even out of a leaf.',
    'Sitting still was not easy for [h.o].',
  ],
  shy: [
    'When somebody new came, [h] looked at the ground and said very little.',
    '[h] spoke in such a low voice that one had to come close.',
  ],
  quiet: [
    '[h] did not say much, but [h.he] heard everything.',
    'One could sit next to [h.o] for an hour and hear only the wind.',
  ],
  polite: ['[h] said please and thank you and meant it.', 'Even to the ducks, [h] said good morning.'],
  patient: [
    '[h] could sit for an hour and watch a snail.',
    'When others had to wait, they got cross. [h] just smiled.',
  ],
  careful: [
    '[h] looked left and right, and then left again.',
    'When [h] carried a full cup, not a drop was lost.',
  ],
  careless: [
    '[h] often left the gate open and forgot where [h.he] put things.',
    'There was always a button missing on [h.his] coat.',
  ],
  messy: [
    '[h.s] things lay everywhere, on the floor and under the bed.',
    'There was always a little jam on [h.his] nose.',
  ],
  stubborn: [
    'When [h] said no, it was no.',
    'Once [h] wanted something, nothing could make [h.him] change [h.his] mind.',
  ],
  proud: [
    '[h] held [h.his] head high and liked to be praised.',
    'When [h] did something well, everybody had to look.',
  ],
  bold: ['When the others stepped back, [h] went first.', '[h] was the first to try anything new.'],
  talkative: [
    '[h] talked from morning to night, even in [h.his] sleep.',
    'When nobody was there, [h] talked to the trees.',
  ],
  energetic: ['[h] never walked when [h.he] could run.', 'Sitting still was not easy for [h.o].'],
  impatient: [
    'Waiting was the hardest thing in the world for [h.o].',
    'Why walk, thought [h], when one can run?',
  ],
  adventurous: [
    '[h] always took the path that [h.he] did not know yet.',
    'Behind every hill, [h] hoped to find something new.',
  ],
  generous: [
    'When [h] had two of anything, one was for somebody else.',
    '[h] gave away the bigger half and did not mind.',
  ],
  honest: ['[h] told the truth, even when it was hard.', 'When [h] broke a cup, [h.he] said so.'],
  gentle: ['[h] could hold a butterfly and not hurt it.', 'Even the shyest cat came to [h.o].'],
  creative: [
    'Out of two sticks and a string, [h] could make almost anything.',
    '[h] had a new idea every day.',
  ],
  thoughtful: ['[h] never forgot a birthday.', 'Before [h] spoke, [h.he] thought.'],
};
