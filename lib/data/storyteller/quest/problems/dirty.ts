/** The thing falls into mud, or gets a stain of juice or paint. */
import type { Tale } from '../../tale.ts';
import { hand, type Problem, type Way } from '../problem.ts';

/** Whoever has it goes on holding it. */
function stays(): void {}

function prepareStain(t: Tale): void {
  const [stain, from] = t.random.pick([
    ['red', 'berry juice'],
    ['blue', 'blueberry juice'],
    ['green', 'paint'],
    ['brown', 'chocolate'],
    ['red', 'jam'],
    ['black', 'ink'],
  ] as const);
  t.bind({ stain, from });
}

const COMMON: readonly Way[] = [
  {
    name: 'elder',
    by: 'elder',
    idea: {
      direct: [
        'When I was small, I came home like that every day.',
        'I know an old trick.',
        'That is no reason to be sad. I have seen worse.',
      ],
      indirect: ['[m] knew an old trick.'],
    },
    works: [
      '[m] took [o.the] home and washed it with soap and warm water, and soon it was like new.',
      'They went home for warm water, soap, and some drops of lemon. [h.n] poured, and [m] rubbed. The water got darker and darker, and [o.the] got <reasoning?cleaner|darker|smaller>.',
      'At home, [m] laid [o.the] in warm water with a spoon of salt and waited. After a while, [m.he] took it out, and it was as if nothing had happened.',
      '[m] only laughed. At home, [m.he] went to work with soap and warm water. There was so much foam that nobody could see [o.the] any more. Then it was like new.',
    ],
    short: 'with the help of [h.his] [m.kind]',
  },
  {
    name: 'soap',
    by: 'self',
    idea: {
      direct: ['What I need is water and soap!', 'Soap! That is what I need!'],
      indirect: ['What was needed was water and soap.'],
    },
    works: [
      '[h] fetched soap and a bowl of warm water and washed [o.the] until it was clean.',
      '[h] ran home and came back with a bucket of water and a big piece of soap. [h.he] rubbed and rinsed, rubbed and rinsed. At the third time, the water stayed <reasoning?clear|dirty|cold>, and [o.the] was clean.',
      '[h] fetched soap and a bucket of water and made a mountain of foam. Bubbles flew through the air. Under the last of the foam, [o.the] was as clean as on the first day.',
      '[h] fetched a piece of soap, washed [o.the] in clear water, three times, and then laid it in the sun. When it was dry, there was nothing to be seen any more.',
    ],
    short: 'with soap and water',
  },
  {
    name: 'scrub',
    by: 'tool',
    needs: 'does:clean',
    unfit: ['rake', 'hose', 'broom', 'mop', 'tissue'],
    idea: {
      direct: ['With [x.one], it would come off!', 'What we need is [x.one] and some water.'],
      indirect: ['With [x.one] and some water, it could be done.'],
    },
    works: [
      'With [x.the] and a bucket of clear water, [h] worked until there was not one spot left. It took a long time, but [o.the] had never been so clean.',
      '[h] used [x.the], very gently, from the outside to the middle. Bit by bit, the dirt came off.',
    ],
    short: 'with [x.a]',
  },
  {
    name: 'two',
    by: 'together',
    idea: {
      direct: ['You pour the water, and I will wash!', 'Four [hands] are better than two.'],
      indirect: ['One could pour the water, and the other could wash.'],
    },
    fails: [
      'They fetched a bucket of water. [f.n] poured, and [h.n] washed. Then [f.n] splashed [h.n], and [h.n] splashed [f.n]. In the end, everybody was clean, but [o.the] was not.',
    ],
    works: [
      'They fetched a bucket of water. [f.n] poured, and [h.n] washed, until it was clean.',
      '[h.n] fetched a piece of soap. [f.n] brought fresh water again and again, and [h.n] washed. When the bucket was empty for the fifth time, [o.the] was clean.',
      'They fetched soap and a wet cloth. [f.n] held [o.the] tight, and [h.n] rubbed it. After that, they changed places. So nobody got tired, and [o.the] got clean.',
    ],
    short: 'together with [f.n]',
  },
];

const RUB: readonly Way[] = [
  {
    name: 'rub',
    by: 'self',
    fails: [
      '[h] rubbed [o.the] with one [hand]. Now the spot was twice as <reasoning?big|small|quiet>, and the [hand] was dirty too.',
      '[h] wiped the spot with a leaf. The leaf was clean before and dirty after, and [o.the] was dirty before and after.',
      '[h] rubbed [o.the] against the grass. That only made a bigger spot.',
    ],
  },
  {
    name: 'puddle',
    by: 'self',
    idea: {
      direct: ['A little water will help!', 'I will just wash it!'],
      indirect: ['Perhaps a little water would help.'],
    },
    fails: [
      '[h] washed [o.the] in the nearest puddle. But the water in the puddle was brown, and what is washed in <reasoning?dirty|clean|warm> water does not get clean.',
      '[h] found some rain water in a hollow and dipped [o.the] into that. Now [o.it] had green slime on it and smelled of frogs.',
    ],
  },
  {
    name: 'blow',
    by: 'self',
    fails: [
      '[h] held [o.the] up into the wind and shook it. But it was not dust, and nothing flew away.',
      '[h] closed [h.his] eyes and hoped that it would be gone. When [h.he] opened them again, it was still there.',
      '[h] turned [o.the] around so that nobody could see the dirt. But [h.he] still knew that it was there.',
    ],
  },
];

const TEXTS = {
  scenes: ['town', 'farm', 'field', 'wood'],
  notAt: ['flower shop', 'train station', 'barn'],
  unlike: ['clean', 'muddy', 'dirty', 'messy', 'filthy', 'dusty', 'sticky', 'stained', 'spotted', 'torn'],
  premises: ['own', 'own', 'gift', 'friend', 'borrowed'],
  befall: stays,
  solve: hand,
  stays: true,
  won: 'gets it clean',
  failed: 'Nothing helps, and it is spoiled.',
} as const;

export const muddy: Problem = {
  ...TEXTS,
  name: 'muddy',
  things: ['wear', 'kind:toy', 'dirty'],
  // Paper and clockwork cannot be washed.
  accept: ({ kind, tags, word }) =>
    tags.has('own') && !tags.has('big') && kind !== 'paper' && !/paper|puzzle|chalk|watch|clock/.test(word),
  happens: [
    '[h] wanted to jump over a puddle. It was wider than [h.he] had thought. Splash! [o.the] was full of mud from end to end.',
    'A cart rolled by, right through a puddle. Mud flew through the air, and most of it landed on [o.the].',
    'The ground was wet and slippery. [h] slipped and fell, and [o.the] lay under [h.o] in the mud.',
    '[h] let [o.the] fall, just once, and just there where the mud was deepest. When [h] picked it up, it was brown.',
    'A muddy dog came along and shook itself. Now there was mud everywhere, and most of all on [o.the].',
    '[h] put [o.the] down, only for a moment. Then three ducks walked over it, and all of them had been in the mud.',
  ],
  plight: {
    direct: [
      'I fell into the mud, and look at my [o.word]!',
      'My [o.word] was so clean, and now it is all brown.',
      'A cart went through the puddle, and now my [o.word] is full of mud!',
    ],
    indirect: [
      '[p.s] [o.word] had fallen into the mud and was brown all over.',
      '[p.s] [o.word] was full of mud.',
    ],
  },
  cries: [
    'Oh no! Look at all that mud!',
    'Oh dear! It was so clean!',
    'Yuck! It is all brown!',
    'Will it ever be clean again?',
  ],
  promises: [
    'Mud comes off.',
    'We will get it clean again!',
    'I was dirty a hundred times, and look at me now.',
  ],
  ways: [
    ...COMMON,
    ...RUB,
    {
      name: 'sun',
      by: 'self',
      idea: {
        direct: ['Wait! Wet mud sticks. But what about dry mud?', 'We only have to let it dry.'],
        indirect: ['Wet mud sticks, but dry mud does not, [h] remembered.'],
      },
      works: [
        '[h] laid [o.the] in the sun. When the mud was <reasoning?dry|wet|cold>, it fell off like crumbs.',
        '[h] laid [o.the] in the sun and did not touch it. When the mud was <reasoning?dry|wet|cold>, it turned gray and got thin cracks. Then [h] shook it, and all the mud fell off like crumbs.',
        '[h] did nothing at all, and that was the right thing. [h.he] hung [o.the] in the sun, told a story to a beetle, and waited. Later, the dry mud could be brushed off with a handful of grass.',
      ],
      short: 'by letting the mud dry in the sun',
    },
  ],
  lost: [
    'Everything that [us] tried only rubbed the mud in deeper. [o.the] stayed brown, and it smelled like an old pond.',
    'In the end, [h] had scrubbed so hard that the color came off too. Now it was not brown any more, but gray and ugly.',
    'The mud got dry and as hard as stone, and nothing could get it off any more.',
  ],
  robbed: [
    'But then came a bad surprise. A dog took [o.the], ran off, and buried it in the deepest mud.',
    'And then something unexpected happened. [o.the] lay in the sun to dry, almost clean, when a big dog came along. It ran off with [o.the], through the deepest mud, and neither of them was ever seen again.',
    'But then came a bad surprise. A wave of brown water came down the path after the rain of the night and carried [o.the] away for ever.',
  ],
  itself: [
    'And then came the surprise. A big old dog came by and licked it clean with its long tongue!',
    'Then something happened that nobody had expected. One small cloud came, just one, and it rained for as long as it takes to sing a song. When the sun came out again, [o.the] was clean!',
    'And then came the surprise. A big old dog walked up and licked [o.the] with its long tongue, once, twice, three times. There was not a bit of mud left!',
  ],
  warning: {
    direct: [
      'There is mud everywhere today, [h.n]. Take good care of [o.the].',
      'It rained in the night. Take care that [o.the] does not fall into the mud.',
    ],
    indirect: [
      '[m] told [h.o] to take good care of [o.the], because there was mud everywhere.',
      '[m] said that it had rained in the night and that there was mud everywhere.',
    ],
  },
  short: 'gets covered with mud',
  wonItself: 'Then it gets clean in a way that nobody has expected.',
  lessons: [
    'after the rain, one should take good care of fine things',
    'a moment is enough to spoil something fine',
  ],
};

export const stained: Problem = {
  ...TEXTS,
  name: 'stained',
  things: ['wear'],
  accept: ({ kind, tags }) => tags.has('own') && ['clothes', 'garment'].includes(kind),
  prepare: prepareStain,
  happens: [
    'There was an open jar of [from] on a bench. [h] did not see it and tipped it over. Now there was a big [stain] spot on [o.the].',
    'Somebody had left an open jar of [from] on a wall. [h] bumped it, it tipped over, and now there was a(n) [stain] spot on [o.the] as big as a plum.',
    'Somebody next to [h.o] opened a jar of [from]. One drop flew out, only one. But it landed on [o.the], and it was very [stain].',
    'Somebody came along with a jar of [from] and tripped. Splat! Now there was a big [stain] spot on [o.the].',
  ],
  plight: {
    direct: [
      'Do you see this [stain] spot? That is [from], and it will not come off my [o.word].',
      'My [o.word] has a spot of [from], right in the middle!',
      'Everybody will laugh at me. There is [from] on my [o.word]!',
    ],
    indirect: [
      'There was a big spot of [from] on [p.ns] [o.word].',
      '[p.n] had got [from] on [p.his] [o.word].',
    ],
  },
  cries: [
    'Oh no! What a spot!',
    'Oh dear! Right in the middle!',
    'Everybody will see it!',
    'That will never come off!',
  ],
  promises: ['A spot is not the end of the world.', 'We will get it out!', 'Let us find out what helps.'],
  ways: [
    ...COMMON,
    ...RUB,
    {
      name: 'paint',
      by: 'self',
      idea: {
        direct: [
          'The spot looks a little like a flower!',
          'If it will not go away, it can become something!',
        ],
        indirect: ['If the spot would not go away, it could become something.'],
      },
      works: [
        '[h] fetched some paint and turned the spot into a fat little ladybug.',
        '[h] fetched some paint. Around the spot, [h.he] painted petals, and it became a <reasoning?flower|river|shoe>.',
        '[h] looked at the spot for a long time. It was round, like the middle of a flower. So [h.he] got some paint and put petals around it, and it became a <reasoning?flower|river|shoe>. Nobody would have thought that it had ever been a spot.',
        '[h] fetched some paint and gave the spot two eyes, six legs, and a smile. Now it was a fat little ladybug, and it looked as if it had always lived there.',
        '[h] fetched some paint and made four more spots next to the first one. Now it was not a spot any more. It looked like the print of a bear, and everybody wanted one like that.',
      ],
      won: 'turns the spot into something pretty',
    },
    {
      name: 'milk',
      by: 'self',
      works: [
        '[h] fetched a big bowl of milk and laid [o.the] in it. Slowly, the milk got [stain], and the spot went away.',
        '[h] remembered what the old people do. [h.he] laid [o.the] in a bowl of milk and waited. Slowly, the milk got [stain], and the spot was gone.',
      ],
      short: 'with a bowl of milk',
    },
  ],
  lost: [
    'The spot got bigger with everything that [us] tried. In the end, all of [o.the] was [stain], and ugly too.',
    'Some spots never go away. This was one of them.',
    'In the end, [h] had rubbed so hard that there was a hole where the spot had been.',
  ],
  robbed: [
    'And then something unexpected happened. A hungry goat ate [o.the], spot and all.',
    'And then something unexpected happened. The spot smelled so good to a hungry goat that it ate it, and [o.the] with it.',
    'But then came a bad surprise. The wind took [o.the] away, and it flew right into a bucket full of black tar. Nobody could save it.',
  ],
  itself: [
    'And then came the surprise. It began to rain, and the rain washed the spot away!',
    'Then something happened that nobody had expected. The sun came out and shone on the spot, and it got paler and paler. When it was time to go, there was no spot any more!',
    'And then came the surprise. [h] let [o.the] fall into a big clear puddle by mistake. When [h.he] picked it up, the spot was gone!',
  ],
  warning: {
    direct: [
      'Be careful with [o.the], [h.n]. A spot comes faster than it goes.',
      'Keep [o.the] clean, [h.n]. One drop is enough for a big spot.',
    ],
    indirect: ['[m] told [h.o] to be careful, because a spot comes faster than it goes.'],
  },
  short: 'gets an ugly spot',
  wonItself: 'Then the spot goes away in a way that nobody has expected.',
  lessons: ['one should take good care of fine things', 'a moment is enough to spoil something fine'],
};
