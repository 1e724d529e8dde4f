/** What can be made for somebody, what is missing for it, and what can go wrong. */

export interface Project {
  /** "bake a cake" */
  readonly make: string;
  readonly what: string;
  readonly has: string;
  /** "some sugar", and "it" or "them" */
  readonly lacks: string;
  readonly any: string;
  readonly pron: 'it' | 'them';
  /** Who has it. */
  readonly givers: Readonly<Record<'child' | 'animal', string>>;
  /** What does as well, and where that is found. */
  readonly instead: readonly [what: string, found: string];
  readonly work: readonly string[];
  /** What goes wrong, and what good comes of it. */
  readonly slip: readonly [wrong: string, mended: string];
  readonly spoiled: string;
}

export const PROJECTS: readonly Project[] = [
  {
    make: 'bake a cake',
    what: 'cake',
    has: 'flour, eggs and milk',
    lacks: 'some sugar',
    any: 'any sugar',
    pron: 'it',
    givers: { child: 'baker', animal: 'squirrel' },
    instead: ['honey', 'At home, in the cupboard, stood a pot of honey. Honey is sweet, too!'],
    work: [
      'mixed everything in the big bowl and put it into the oven',
      'stirred until both arms hurt, and the oven did the rest',
    ],
    slip: [
      'The cake rose on one side and not on the other.',
      'So it became a mountain, with powdered sugar for snow on top.',
    ],
    spoiled: 'the cake was as black as coal',
  },
  {
    make: 'bake an apple pie',
    what: 'pie',
    has: 'flour and butter',
    lacks: 'three apples',
    any: 'any apples',
    pron: 'them',
    givers: { child: 'farmer', animal: 'hedgehog' },
    instead: ['pears', 'Under the old tree behind the house lay pears, yellow and soft.'],
    work: [
      'rolled out the dough, cut up the fruit and closed the lid with little leaves of dough',
      'cut everything into thin slices and laid them in a circle',
    ],
    slip: [
      'The lid of the pie broke right through the middle.',
      'The pieces were laid like stars, and it looked better than before.',
    ],
    spoiled: 'the pie lay on the floor, with the good side down',
  },
  {
    make: 'cook a big soup',
    what: 'soup',
    has: 'a pot, water and salt',
    lacks: 'two carrots',
    any: 'any carrots',
    pron: 'them',
    givers: { child: 'gardener', animal: 'hare' },
    instead: ['peas', 'By the fence at home, green peas hung from their stems.'],
    work: [
      'cut everything small and stirred the pot',
      'let the soup simmer until the whole place smelled of it',
    ],
    slip: [
      'Far too much salt fell in.',
      'Two more potatoes and some water, and now there was enough for all the neighbors.',
    ],
    spoiled: 'the soup had boiled over, and the pot was empty',
  },
  {
    make: 'make a kite',
    what: 'kite',
    has: 'paper, glue and two sticks',
    lacks: 'some string',
    any: 'any string',
    pron: 'it',
    givers: { child: 'fishmonger', animal: 'spider' },
    instead: ['wool', 'At home, in a basket, lay the rest of some red wool. It was strong enough!'],
    work: [
      'glued the paper to the sticks and tied a long line to the end',
      'tied the sticks into a cross, with a long line at the end, and painted a face on the paper',
    ],
    slip: ['The glue made spots on the paper.', 'With a few lines, the spots became a funny face.'],
    spoiled: 'the paper was torn from one end to the other',
  },
  {
    make: 'make a card',
    what: 'card',
    has: 'paper and crayons',
    lacks: 'a pretty ribbon',
    any: 'a ribbon',
    pron: 'it',
    givers: { child: 'dressmaker', animal: 'magpie' },
    instead: [
      'a pressed flower',
      'At home, between the pages of a book, lay a flower, flat and blue. That was even prettier!',
    ],
    work: [
      'drew a big heart and a house with smoke, with something pretty on top',
      'drew all the things that they had done together, with something pretty in one corner',
    ],
    slip: ['A drop of water fell on the picture.', 'The drop became a pond, and on the pond swam a duck.'],
    spoiled: 'there was water all over the card, and the colors had run',
  },
  {
    make: 'build a house for birds',
    what: 'bird house',
    has: 'boards and nails',
    lacks: 'a hammer',
    any: 'a hammer',
    pron: 'it',
    givers: { child: 'carpenter', animal: 'woodpecker' },
    instead: ['a round stone', 'By the path lay a round stone that fit well and was hard enough for nails.'],
    work: [
      'nailed wall to wall and put the roof on top',
      'hammered and painted until the little house was done',
    ],
    slip: [
      'The door hole was much too big.',
      'That was just right for a fat little owl, who moved in later.',
    ],
    spoiled: 'the roof had fallen in, and the boards had split',
  },
  {
    make: 'build a little boat',
    what: 'boat',
    has: 'wood and a rope',
    lacks: 'a piece of cloth',
    any: 'any cloth',
    pron: 'it',
    givers: { child: 'sailor', animal: 'goose' },
    instead: ['a big leaf', 'By the water grew leaves as big as plates. One of them made a fine green sail.'],
    work: [
      'tied the wood together and set the sail',
      'put up a mast with a fine sail and painted a name on the side',
    ],
    slip: ['The boat went around in circles.', 'With a little stone on the left, it sailed straight.'],
    spoiled: 'the boat lay at the bottom of the tub like a stone',
  },
  {
    make: 'knit a scarf',
    what: 'scarf',
    has: 'two long needles',
    lacks: 'some wool',
    any: 'any wool',
    pron: 'it',
    givers: { child: 'shepherd', animal: 'sheep' },
    instead: [
      'an old sweater',
      'At home, in the chest, lay an old sweater that was much too small. One pull at the thread, and there was wool enough.',
    ],
    work: [
      'knitted row after row, until the scarf was as long as the bed',
      'knitted, and counted, and knitted',
    ],
    slip: [
      'There was a hole in the middle.',
      'A button came next to the hole, and now one could even close it.',
    ],
    spoiled: 'the scarf was only a heap of wool again',
  },
  {
    make: 'make a crown of flowers',
    what: 'crown',
    has: 'grass and some string',
    lacks: 'a bunch of daisies',
    any: 'any daisies',
    pron: 'them',
    givers: { child: 'gardener', animal: 'bee' },
    instead: ['red leaves', 'The maple had dropped its leaves, red and gold, and they shone like jewels.'],
    work: [
      'wove one into the other, until the circle was closed',
      'made a braid of grass and stuck something pretty into every knot',
    ],
    slip: ['It was much too big.', 'So it became a necklace, and a crown was made of what was left.'],
    spoiled: 'the crown had come apart, and the flowers were limp',
  },
  {
    make: 'make jam',
    what: 'jam',
    has: 'sugar and clean jars',
    lacks: 'a basket of berries',
    any: 'any berries',
    pron: 'them',
    givers: { child: 'farmer', animal: 'bear' },
    instead: ['plums', 'The plums on the old tree were so ripe that they fell down by themselves.'],
    work: ['cooked the fruit and filled the jars', 'stirred the pot until the spoon stood in it'],
    slip: ['The jam stayed as thin as juice.', 'But it was the best jam that anybody had ever drunk!'],
    spoiled: 'the jam was burned, and all the jars were sticky and empty',
  },
  {
    make: 'make a puppet',
    what: 'puppet',
    has: 'an old sock and some yarn',
    lacks: 'two buttons',
    any: 'any buttons',
    pron: 'them',
    givers: { child: 'tailor', animal: 'crow' },
    instead: ['two acorns', 'Under an oak lay acorns, round and shiny. They looked like eyes already.'],
    work: [
      'sewed on the eyes and a mouth of red thread',
      'gave the puppet hair of yarn, a funny nose and two round eyes',
    ],
    slip: ['One eye was higher than the other.', 'That made it look as if it were winking all the time.'],
    spoiled: 'the sock had a hole, and the head had come off',
  },
  {
    make: 'bake bread',
    what: 'bread',
    has: 'water, salt and a big bowl',
    lacks: 'a bag of flour',
    any: 'any flour',
    pron: 'it',
    givers: { child: 'miller', animal: 'mouse' },
    instead: ['oats', 'In the barn stood a sack of oats. One can make a kind of bread out of that, too.'],
    work: [
      'kneaded the dough, let it rest, and baked it until it was brown',
      'kneaded the dough, waited, and put it into the oven',
    ],
    slip: ['The bread came out as flat as a plate.', 'With cheese on top, it was just right.'],
    spoiled: 'the bread was as hard as a brick',
  },
  {
    make: 'make a lantern',
    what: 'lantern',
    has: 'a jar and some wire',
    lacks: 'a candle',
    any: 'a candle',
    pron: 'it',
    givers: { child: 'beekeeper', animal: 'bee' },
    instead: [
      'fireflies',
      'Under a leaf sat some fireflies and waited for the night. When they were asked, three of them were glad to be the light of a lantern for a while.',
    ],
    work: [
      'painted stars on the jar, bent a handle of wire, and put the light inside',
      'stuck colored paper on the jar, made a handle of wire, and put the light inside',
    ],
    slip: ['The colors ran.', 'Now the lantern threw waves of blue light on the wall, like the sea.'],
    spoiled: 'the jar lay there in a hundred pieces',
  },
];

export const REASONS: readonly string[] = [
  'who had a birthday that day',
  'because [m.he] had been sick',
  'because [m.he] was always so kind',
  'just to see [m.him] smile',
  'for no reason but love',
  'to say thank you',
];

/** Those who do not have it, and what they have. */
export const OTHERS: readonly string[] = [
  'an onion',
  'some corn',
  'an old shoe',
  'a jar of pickles',
  'a wooden spoon',
  'a bag of nuts',
  'a red umbrella',
  'a bell without a clapper',
  'some cheese',
  'three old spoons',
];

/** Small jobs: how `x` asks for them, how one tells of that, and how they are done. */
export const CHORES: readonly { readonly ask: string; readonly told: string; readonly did: string }[] = [
  {
    ask: 'carry this basket to the top of the hill',
    told: 'carry a basket to the top of the hill',
    did: 'carried the basket to the top of the hill',
  },
  {
    ask: 'water my flowers',
    told: 'water the flowers',
    did: 'watered all the flowers, and a thirsty tree as well',
  },
  { ask: 'sweep the floor', told: 'sweep the floor', did: 'swept the floor until it was clean' },
  {
    ask: 'find my glasses',
    told: 'find [x.his] glasses',
    did: 'looked everywhere and found the glasses in a boot',
  },
  {
    ask: 'feed the ducks for me',
    told: 'feed the ducks',
    did: 'fed the ducks, and not one got less than the others',
  },
  { ask: 'mend the hole in my fence', told: 'mend a hole in a fence', did: 'mended the hole in the fence' },
  { ask: 'stack this wood', told: 'stack a heap of wood', did: 'stacked all the wood' },
  {
    ask: 'sing my little ones to sleep',
    told: 'sing some little ones to sleep',
    did: 'sang until the last little one was asleep',
  },
  {
    ask: 'sort these seeds',
    told: 'sort a bag of seeds',
    did: 'sorted the seeds, the black ones here and the white ones there',
  },
  {
    ask: 'hold this thread for me',
    told: 'hold a long thread',
    did: 'held the thread until it was a fine round ball',
  },
];
