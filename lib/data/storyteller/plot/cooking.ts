/** Something is cooked or baked together; one thing goes wrong, and something is made of it, or not. */
import type { Tale } from '../tale.ts';
import { address, begin, elder, makeUp } from '../telling/beats.ts';
import { happyAtHome, sadAtHome, sibling, walkFirst } from './indoors.ts';
import { aside, leisure, pang, tersely } from './leisure.ts';
import type { Plot } from './plot.ts';

interface Dish {
  /** "pancakes" */
  readonly dish: string;
  readonly steps: readonly [readonly string[], readonly string[]];
  readonly mishaps: readonly Mishap[];
}

interface Mishap {
  readonly happens: readonly string[];
  /** How it is noticed. */
  readonly noticed: readonly string[];
  /** What is made of it. */
  readonly saved: readonly string[];
  readonly ruined: readonly string[];
  readonly hint: readonly string[];
  readonly short: string;
}

const SALT: Mishap = {
  happens: [
    'Then came the sugar. On the shelf stood two white jars, side by side. [h] took the left one and poured in a whole cup.',
    '[h] wanted to put in the sugar. The white powder in the jar looked just right, and in it went.',
    'Then came the sugar. [h] took a white jar from the shelf and poured in a whole cup.',
  ],
  noticed: [
    'At last, [h] tried a bit and pulled a face. It was not sweet at all. It was <reasoning?salty|sweet|sour>!',
    '[m.n] tried it and had to drink a whole glass of water. That was not sugar. It was <reasoning?salt|honey|milk>!',
  ],
  saved: [
    '[m.n] thought for a moment and got out the cheese. With cheese on top, salt was just the right thing.',
    'They put on a lot of honey and sliced bananas, and all at once, sweet and salty together were very good.',
    'They cut it into small pieces and ate it with soup. It was perfect!',
  ],
  ruined: [
    'Nobody could eat one bite of it. Even the dog turned away.',
    'There was nothing to be done. All of it went into the bin, and there was no sugar and no flour left.',
  ],
  hint: [
    'In the kitchen stood two white jars that looked just the same. [m.n] always said that somebody should put a label on them.',
  ],
  short: 'salt goes in where sugar should be',
};

const BURNT: Mishap = {
  happens: [
    'While it was in the oven, [h] watched a bird that was building a nest, and forgot the time.',
    'The oven made the kitchen warm, and soon both of them fell asleep on the bench.',
    'Into the oven it went. Then somebody called, and both of them ran out for just a moment. The moment was a long one.',
  ],
  noticed: [
    'Then there was a smell, and it was not a good one. <reasoning?Smoke|Snow|Rain> came out of the oven!',
    'When they opened the oven, it was as black as <knowledge?coal|milk|snow> on top.',
  ],
  saved: [
    'But only the outside was black. They cut it off, and inside it was soft and golden.',
    '[m.n] scraped off the black part and covered the rest with jam. Nobody could tell.',
    'They cut off the black part, crumbled up the rest, put apples on top, and called it apple crumble.',
  ],
  ruined: [
    'It was burned to the middle. Not one crumb could be saved.',
    'All of it was black and hard as stone, and the kitchen smelled of smoke for a week.',
  ],
  hint: ['The clock in the kitchen had stopped the night before. Nobody had wound it up.'],
  short: 'something burns',
};

const PEPPER: Mishap = {
  happens: [
    'Then [h] shook cinnamon into the bowl, or so [h.he] thought. It made [h.his] nose tickle.',
    'There was a little brown tin on the shelf. It had to be cinnamon, thought [h.n], and shook some of it into the bowl.',
  ],
  noticed: [
    'All at once, [h] had to sneeze. Then [m.n] had to sneeze. That was not cinnamon. That was <reasoning?pepper|sugar|flour>!',
  ],
  saved: [
    'They tried a tiny bit. It was hot, and it was good! With a slice of pear, it was even better.',
    'With cold milk, it only made the nose tickle.',
    'They put a lot of honey on top, and now it was sweet and hot. It was the best they had ever made!',
  ],
  ruined: ['Everybody who tried it had to sneeze and cry. Nobody took a second bite.'],
  hint: [
    'The tins on the shelf had no names on them. One had to smell at each of them first, [m.n] always said.',
  ],
  short: 'pepper goes in by mistake',
};

const DROPPED: Mishap = {
  happens: [
    '[h] wanted to carry the bowl all alone. It was heavy, and the floor was slippery.',
    'The big bowl stood at the edge of the table. [h] reached over it to get a towel.',
  ],
  noticed: [
    'Bang! The bowl tipped over, and half of it was on the floor.',
    'It went splash. The cat had a white back, and the floor had a white puddle.',
  ],
  saved: [
    'But half of it was still in the bowl. There was less than they had planned, and it was just as good.',
    'They wiped the floor and added an egg and an apple to what was left. It was just enough.',
  ],
  ruined: ['The bowl was in pieces, and there was glass in all of it. They had to throw everything away.'],
  hint: [
    'The floor had just been washed, and it shone like a mirror. [m.n] said that one should walk slowly on it.',
  ],
  short: 'half of what is in the bowl lands on the floor',
};

const DISHES: readonly Dish[] = [
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
    mishaps: [SALT, PEPPER, DROPPED],
  },
  {
    dish: 'cookies',
    steps: [
      [
        '[m.n] put the butter in a bowl, and [h.n] mixed in the flour.',
        'They put butter and flour in a bowl and mixed it with their bare hands. It was lovely and sticky.',
      ],
      [
        'Then they rolled it out, as flat as a plate, and cut out stars and moons.',
        'They made little balls and pressed a nut into each of them.',
      ],
    ],
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
        'Then [h] licked the spoon. Somebody has to do it.',
      ],
    ],
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
        'They let it rest in a warm place, and [h] looked under the cloth every minute.',
      ],
    ],
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
        'Then they laid the slices in a circle, around and around.',
      ],
    ],
    mishaps: [SALT, BURNT, PEPPER],
  },
];

/** For whom it is. */
const GUESTS = [
  'for the neighbor, who had been ill',
  'for the big picnic',
  'for a birthday',
  'for all the friends on the street',
  'because it was Sunday',
  'because there was nothing else to do',
  'for everybody who had helped with the apples',
];

export const cooking: Plot = {
  name: 'cooking',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  tell(t: Tale): void {
    begin(t);
    const dish = t.pick(DISHES);
    const mishap = t.random.pick(dish.mishaps);
    if (t.has('Conflict')) sibling(t);
    else elder(t, ['mom', 'dad', 'grandma', 'grandpa', 'aunt', 'uncle']);
    const { name } = t.character('m');
    t.bind({
      mname: name === '' ? '' : ` ${name}`,
      dish: dish.dish,
      short: mishap.short,
      guest: leisure(t) || t.random.chance(0.3) ? `, ${t.random.pick(GUESTS)}` : '',
    });
    t.paragraph();
    const walked = walkFirst(t);
    const here = [
      '{One day|One Sunday|One morning}, [h] and [h.his] [m.kind][mname] wanted to make [dish][guest].',
      '{One rainy day|One Saturday}, [h.s] [m.kind][mname] had an idea: they would make [dish][guest].',
      '{One morning|One fine day}, [h.s] [m.kind][mname] put on an apron. They were going to make [dish][guest].',
      '{One day|One Saturday}, [h] was allowed to help [h.his] [m.kind][mname] in the kitchen. They made [dish][guest].',
    ];
    const back = [
      'After that, [h] and [h.his] [m.kind][mname] wanted to make [dish][guest].',
      'When [h.he] was back, [h.his] [m.kind][mname] had an idea: they would make [dish][guest].',
      'At home, [h.his] [m.kind][mname] had put on an apron. They were going to make [dish][guest].',
      'Back at home, [h] was allowed to help [h.his] [m.kind][mname] in the kitchen. They made [dish][guest].',
    ];
    t.say(walked ? back : here);
    if (t.has('Foreshadowing')) {
      t.mark('hint');
      t.say(mishap.hint);
    }
    if (leisure(t))
      t.speak(
        'm',
        [
          'Wash your hands first. Then we can begin.',
          'You may stir, and I will read what we need.',
          'Here is a spoon for you, my little cook.',
        ],
        [
          'They washed, put on aprons and got out the big bowl.',
          '[m.n] read aloud what they needed, and [h.n] put it on the table.',
          'There was flour in the air before they had even begun.',
          '[m.n] put [h.n] on a chair, so that [h.he] could reach the table.',
          'The old cook book had spots on every page. Those were the best pages, said [m.n].',
        ],
      );
    const [first, second] = dish.steps;
    // What goes into the bowl goes in before anything is put together, and what burns is put together first.
    const baked = mishap === BURNT;
    if (baked || leisure(t) || t.random.chance(0.3)) tersely(t, first);
    if (baked || (mishap === DROPPED && leisure(t))) t.say(second);
    if (t.has('Conflict')) quarrel(t);
    tersely(t, mishap.happens);
    if (!baked && mishap !== DROPPED && leisure(t)) t.say(second);
    if (t.random.chance(0.5) && mishap !== DROPPED)
      aside(
        t,
        [
          'They sang a song until it was done.',
          'It began to smell good. Nobody knew yet what was wrong.',
          '',
        ].slice(mishap === BURNT ? 2 : 0),
      );
    t.paragraph();
    tersely(t, mishap.noticed);
    if (t.choice.required.adjective.word !== 'lonely')
      pang(t, 'h', 0.4, ['sad', 'upset', 'sorry', 'unhappy']);
    t.moment('think', 'h', 0.15);
    if (t.has('BadEnding')) ruined(t, mishap);
    else saved(t, mishap);
  },
};

/** Whether one thing was taken for another. */
function isMistaken(mishap: Mishap): boolean {
  return mishap === SALT || mishap === PEPPER;
}

function quarrel(t: Tale): void {
  t.mark('Conflict');
  t.speak(
    'h',
    ['I want to stir now! You always do everything!', 'Give me the spoon! It is my turn!'],
    [
      '[h.n] wanted to stir and pulled at the spoon.',
      '[h.n] said that it was not fair, and pulled at the bowl.',
      '[h.n] did not want to be the one who only watches. [h.he] took the spoon away.',
      '[h.n] said that [m.n] always got the best part of the work.',
    ],
    'angry',
  );
  t.speak(
    'm',
    ['No! You are too small! You spill everything!', 'Let go! You do it all wrong!'],
    [
      '[m.n] said that [h.n] was too small for that, and would not let go.',
      '[m.n] pushed [h.n] away, and soon they were shouting.',
      '[m.n] held the spoon up high, where [h.n] could not reach it, and laughed.',
      '[m.n] said something mean, and [h.n] said something meaner.',
    ],
    'angry',
  );
  if (leisure(t))
    t.say([
      'There was flour on [h.ns] nose and egg in [m.s] hair, and nobody laughed.',
      'They turned their backs on each other, and each did something else.',
      'An egg fell on the floor, and each said that it was the other one.',
      'After that, one of them stirred to the left and the other one to the right.',
    ]);
}

function regret(t: Tale): void {
  t.speak(
    'h',
    ['Oh no! What have I done?', 'I am so sorry! Now it is all spoiled!', 'Can we do something about it?'],
    [
      '[h.n] was close to tears.',
      '[h.n] was very sorry about it.',
      '[h.n] would have liked to hide under the table.',
      '[h.n] put down the spoon and did not dare to look up.',
      'How could that have happened?',
    ],
    'sad',
  );
}

function saved(t: Tale, mishap: Mishap): void {
  const both = leisure(t) || t.random.chance(0.3);
  if (both || !t.has('Conflict')) regret(t);
  if (t.has('Conflict')) {
    const [who, to] = t.random.chance(0.5) ? (['h', 'm'] as const) : (['m', 'h'] as const);
    makeUp(t, who, to);
  } else if (both)
    t.speak(
      'm',
      [
        `That happens to the best of cooks, ${address(t, 'h')}.`,
        'Wait. Let us think before we throw it away.',
        'A mistake is only a new recipe.',
      ],
      [
        '[m.n] did not scold. That happens to the best of cooks.',
        '[m.n] put one arm around [h.him] and began to think.',
        '[m.n] began to laugh, and after a while [h.n] laughed, too.',
        'A good cook is never at a loss, said [m.n].',
        '[m.n] had done the very same thing once, as a child.',
      ],
      'happy',
    );
  tersely(t, mishap.saved);
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say([
      'One could have seen it coming. [h.n] knew that now.',
      'So that was what came of it! From then on, they were more careful in that kitchen.',
      '[h.n] thought of what [h.he] had seen before they began. It had been a sign.',
      'It had been a sign, and they had not paid attention to it. Now they laughed about that.',
    ]);
  }
  aside(t, [
    'Everybody wanted more.',
    'In the evening, not one crumb was left.',
    'It was eaten up in no time.',
    'The neighbors smelled it and came over, one after the other.',
  ]);
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'Then something unexpected happened. The old baker from the corner tried some, closed both eyes, and asked how it was made!',
      'And what a surprise! Somebody who never liked anything ate three pieces and asked for more.',
      'Then came a surprise: in the very last piece was a ring that had been lost for a year! It must have slipped into the flour.',
    ]);
  }
  t.moral(
    'a mistake can be the beginning of something good',
    'one should not throw things away too soon',
    ...(isMistaken(mishap) ? ['it is good to look twice before one takes something'] : []),
    ...(t.has('Conflict') ? ['two cooks must learn to share one spoon'] : []),
  );
  happyAtHome(t);
  t.summarise(
    '[h.n] and [h.his] [m.kind] make [dish]. When [short], they make the best of it.',
    'While [h.n] and [h.his] [m.kind] make [dish], [short]. In the end, they make something good of it.',
  );
}

function ruined(t: Tale, mishap: Mishap): void {
  if (t.has('Dialogue') && !t.has('Conflict')) regret(t);
  t.say(mishap.ruined);
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'And just then, to their surprise, hungry visitors stood at the door, and there was nothing to eat.',
      'Then came a surprise that made it worse: the shop had closed that morning and would not open again that week.',
    ]);
  }
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say(['One could have seen it coming. [h.n] knew that now, but it was too late.']);
  }
  if (t.has('Conflict')) t.say(['[m.n] said that it was all [h.ns] fault, and [h.n] said that it was not.']);
  t.moral(
    ...(isMistaken(mishap) ? ['one should look twice before one takes something'] : []),
    'one who does not pay attention must eat dry bread',
  );
  t.moment('joy', 'h', 0);
  sadAtHome(t);
  t.summarise('[h.n] and [h.his] [m.kind] make [dish], but [short], and it cannot be saved.');
}
