/** Riddles: what is asked, the answer, and what somebody might say who has not understood. */
export const RIDDLES: readonly (readonly [question: string, answer: string, wrong: string])[] = [
  [
    'In the morning I am long, at noon I am short, and wherever you go, I go too. What am I?',
    'your shadow',
    'your hat',
  ],
  ['I run all day and have no feet, and I have a bed but do not sleep in it. What am I?', 'a river', 'a cat'],
  [
    'In winter I wear white, in spring I wear green, and birds live in my hair. What am I?',
    'a tree',
    'a queen',
  ],
  ['My heart is yellow, my house is white, and it has no door and no window. What am I?', 'an egg', 'a shed'],
  ['Whoever cuts me must cry, although nobody is sad. What am I?', 'an onion', 'an apple'],
  [
    'I knock on every window, and nobody lets me in, but all the flowers are glad. What am I?',
    'the rain',
    'the dog',
  ],
  ['I am never far from home, because I carry my house on my back. What am I?', 'a snail', 'a horse'],
  [
    'I am a lamp that nobody lights. Some nights I am round, and some nights I am thin. What am I?',
    'the moon',
    'the fire',
  ],
  ['I have many teeth, but I never eat. I only go through your hair. What am I?', 'a comb', 'a wolf'],
  [
    'The hotter the sun, the smaller I get, and in the end I am only a puddle. What am I?',
    'a snowman',
    'a stone',
  ],
];
