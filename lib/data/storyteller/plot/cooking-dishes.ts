/** What can be cooked or baked, in which steps, and what can go wrong with it. */

export interface Dish {
  /** "pancakes" */
  readonly dish: string;
  readonly steps: readonly [readonly string[], readonly string[]];
  /** How it is baked at last; and in one word. */
  readonly done: readonly string[];
  readonly baked: string;
  readonly mishaps: readonly Mishap[];
}

export interface Mishap {
  readonly happens: readonly string[];
  /** The same as the first thing that is told of the cooking. */
  readonly first?: readonly string[];
  /** How it is noticed. */
  readonly noticed: readonly string[];
  /** What is made of it. */
  readonly saved: readonly string[];
  readonly ruined: readonly string[];
  readonly hint: readonly string[];
  /** What the hint was, after "thought of". */
  readonly sign: string;
  readonly short: string;
}

const SALT: Mishap = {
  happens: [
    'Then came the sugar. On the shelf stood two white jars, side by side. [h] took the left one and put in three spoons.',
    '[h] wanted to put in the sugar. The white powder in the jar looked just right, and in it went.',
    'Then came the sugar. [h] took a white jar from the shelf and put in three spoons.',
  ],
  first: [
    '[h] was to put in the sugar. On the shelf stood two white jars, side by side. [h.he] took the left one and put in three spoons.',
    '[m.n] stirred, and [h.n] wanted to put in the sugar. The white powder in the jar looked just right, and in it went.',
    'Soon it was time for the sugar. [h] took a white jar from the shelf and put in three spoons.',
  ],
  noticed: [
    'At last, [h] tried a bit and pulled a face. It was not sweet at all. It was <reasoning?salty|sweet|sour>!',
    '[m.n] tried it and had to drink a whole glass of water. That was not sugar. It was <reasoning?salt|honey|milk>!',
  ],
  saved: [
    '[m.n] thought for a moment and got out the cheese. With cheese on top, salt was just the right thing.',
    'They put on a lot of honey and sliced bananas, and all at once, sweet and salty together were very good.',
    'They broke all of it into small pieces and poured sweet cream over them. It was perfect!',
  ],
  ruined: [
    'Nobody could eat one bite of it. Even the dog turned away.',
    'There was nothing to be done. All of it went into the bin, and there was no sugar and no flour left.',
  ],
  hint: [
    'In the kitchen stood two white jars that looked just the same. [m.n] always said that somebody should put a label on them.',
  ],
  sign: 'the two jars that looked just the same',
  short: 'salt goes in where sugar should be',
};

export const BURNT: Mishap = {
  happens: [
    'Then it all went into the oven. While they waited, [h] watched a bird that was building a nest, and forgot the time.',
    'Then it all went into the oven. It was warm in the kitchen, and soon both of them fell asleep on the bench.',
    'Then it was time for the oven. Somebody called from outside, and both of them ran out for just a moment. But the moment was a long one, and it was late when they came back.',
  ],
  noticed: [
    'Then there was a smell, and it was not a good one. <reasoning?Smoke|Snow|Rain> came out of the oven!',
    'When they opened the oven, they saw nothing but black. It was as black as <knowledge?coal|milk|snow>.',
  ],
  saved: [
    'Luckily, only the outside was black. They scraped it off, and under it, all was soft and golden.',
    '[m.n] scraped off the black part and covered the rest with jam. Nobody could tell.',
    'They cut off the black part, crumbled the rest over some warm apples, and called it apple crumble.',
  ],
  ruined: [
    'It was burned to the middle. Not one crumb could be saved.',
    'All of it was black and hard as stone, and the kitchen smelled of smoke for a week.',
  ],
  hint: [
    'The clock in the kitchen had stopped the night before. Nobody had wound it up. So nobody could see how late it was.',
  ],
  sign: 'the clock that had stopped',
  short: 'something burns',
};

const PEPPER: Mishap = {
  happens: [
    'Then [h] shook cinnamon into the bowl, or so [h.he] thought. It smelled a little strange.',
    'There was a little brown tin on the shelf. It had to be cinnamon, thought [h.n], and shook some of it into the bowl.',
  ],
  first: [
    'Soon it was time for the cinnamon. [h] shook some into the bowl, or so [h.he] thought. It smelled a little strange.',
    '[m.n] stirred, and [h.n] was to put in the cinnamon. There was a little brown tin on the shelf. That had to be it! [h] shook some of it into the bowl.',
  ],
  noticed: [
    'At the very first bite, [h] had to sneeze. Then [m.n] had to sneeze. That was not cinnamon. That was <reasoning?pepper|sugar|flour>!',
    '[m.n] tried it, sneezed three times, and looked at the tin. That was not cinnamon. That was <reasoning?pepper|sugar|flour>!',
    '[h] took a bite. [h.s] tongue burned, and [h.his] eyes were full of tears. It was not cinnamon that was in there. It was <reasoning?pepper|sugar|flour>!',
  ],
  saved: [
    'They tried one more tiny bit. It was hot, but it was good! With a slice of pear, it was even better.',
    'With a glass of cold milk, the pepper was not bad at all. It only burned a little on the tongue.',
    'They put a lot of honey on top, and now it was sweet and hot. It was the best they had ever made!',
  ],
  ruined: ['Everybody who tried it had to sneeze and cry. Nobody took a second bite.'],
  hint: [
    'The tins on the shelf had no names on them. One had to smell at each of them first, [m.n] always said.',
  ],
  sign: 'the tins without names',
  short: 'pepper goes in by mistake',
};

export const DROPPED: Mishap = {
  happens: [
    '[h] wanted to carry the bowl all alone. It was heavy, and the floor was slippery.',
    'The big bowl stood at the edge of the table. [h] reached over it to get a towel.',
  ],
  noticed: [
    'Bang! The bowl tipped over and hit the sink, and half of what had been in it was on the floor.',
    'It went splash. The bowl had tipped over, and there was a puddle on the floor.',
  ],
  saved: [
    'Luckily, half of what they had mixed was still in the bowl. They wiped the floor and [baked] what they had. There was less to eat than they had planned, but it was just as good.',
    'They wiped the floor, added an egg and an apple to what was left, and [baked] it. It was just enough.',
  ],
  ruined: [
    'The bowl had a crack, and there were bits of glass in what was left. They had to throw everything away.',
  ],
  hint: ['The bowl was big and heavy. [m.n] said that one had to be careful with it.'],
  sign: 'what had been said about the big bowl',
  short: 'half of what is in the bowl lands on the floor',
};

export const DISHES: readonly Dish[] = [
  {
    dish: 'pancakes',
    steps: [
      [
        'First they got the eggs. Eggs come from a <knowledge?hen|cow|bee>, and these were still warm.',
        'First [h] broke three eggs into a bowl. One bit of shell fell in, and [h.he] fished it out.',
      ],
      [
        'Then came the milk and the flour. [h] stirred until [h.his] arm was tired.',
        'Then [h] poured in the milk, and a cloud of flour went up.',
      ],
    ],
    done: [
      'They fried one after the other, until there was a tall pile on the plate.',
      'Then the dough went into the hot pan, spoon by spoon, and soon there was a whole pile of pancakes.',
    ],
    baked: 'fried',
    mishaps: [SALT, PEPPER, DROPPED],
  },
  {
    dish: 'cookies',
    steps: [
      [
        '[m.n] put the butter in a bowl, and [h.n] mixed in the flour.',
        'They put butter and flour in a bowl and mixed them with their bare hands. It was lovely and sticky.',
      ],
      [
        'Then they rolled out the dough, as flat as a plate, and cut out stars and moons.',
        'They made little balls and pressed a nut into each of them.',
      ],
    ],
    done: [
      'Then it all went into the oven, and they waited until it was done.',
      'Into the oven went the cookies, and when they came out again, they were brown at the edges.',
    ],
    baked: 'baked',
    mishaps: [SALT, BURNT, PEPPER],
  },
  {
    dish: 'a cake',
    steps: [
      [
        '[h.n] counted the eggs. One, two, three, <knowledge?four|seven|two>.',
        'First [h] beat the eggs until they were like foam.',
      ],
      [
        'Then came flour, butter and a cup of milk. Milk comes from a <knowledge?cow|hen|bee>, and butter is made of it.',
        'Then [h] buttered the pan, right up to the edge.',
      ],
    ],
    done: [
      'Then it all went into the oven, and they waited until it was done.',
      'Into the oven went the cake, and when it came out again, it was golden on top.',
    ],
    baked: 'baked',
    mishaps: [SALT, BURNT, DROPPED],
  },
  {
    dish: 'bread',
    steps: [
      [
        'They put flour, water and a bit of yeast in a bowl. Then they pushed and pulled the dough until it was soft.',
      ],
      [
        'Under a cloth, the dough grew and grew, like a tummy that breathes in.',
        'They let the dough rest in a warm place, and [h] looked under the cloth every minute.',
      ],
    ],
    done: [
      'Then it all went into the oven, and they waited until it was done.',
      'Into the oven went the bread, and when it came out again, it was brown and warm.',
    ],
    baked: 'baked',
    mishaps: [BURNT, PEPPER],
  },
  {
    dish: 'an apple pie',
    steps: [
      [
        '[h.n] washed the apples, and [m.n] cut them up. One piece for the bowl, one for the mouth.',
        'They took ten apples and cut them into thin slices.',
      ],
      [
        'The dough went into a round pan, and the apples went on top, like the tiles of a roof.',
        'Then they laid the apple slices in a circle, around and around.',
      ],
    ],
    done: [
      'Then it all went into the oven, and they waited until it was done.',
      'Into the oven went the pie, and when it came out again, it was golden and hot.',
    ],
    baked: 'baked',
    mishaps: [SALT, BURNT, PEPPER],
  },
];

/** For whom it is, how they like it, and how it is when there is nothing for them. */
export interface Guest {
  readonly who: string;
  readonly got: string;
  readonly none: string;
}

export const GUESTS: readonly Guest[] = [
  {
    who: 'for the neighbor, who had been ill',
    got: 'The neighbor ate a big plate of it and felt much better.',
    none: 'Now there was nothing that they could bring to the neighbor.',
  },
  {
    who: 'for the big picnic',
    got: 'At the picnic, nothing else was eaten up so fast.',
    none: 'They had to go to the picnic with empty hands.',
  },
  {
    who: 'for a birthday',
    got: 'At the birthday, everybody wanted more.',
    none: 'It was a birthday without anything good to eat.',
  },
  {
    who: 'for all the friends on the street',
    got: 'The friends on the street came at once, and each of them wanted more.',
    none: 'The friends on the street came, and there was nothing for them.',
  },
  {
    who: 'for everybody who had helped with the apples',
    got: 'All those who had helped with the apples got some, and they wanted more.',
    none: 'There was nothing for those who had helped with the apples.',
  },
];

/** Whether one thing was taken for another. */
export function isMistaken(mishap: Mishap): boolean {
  return mishap === SALT || mishap === PEPPER;
}
