/** Plans for a fine day, and the weather that spoils them. */
import type { Scene } from '../words/entries.ts';

export interface Outing {
  /** "have a picnic" */
  readonly do: string;
  readonly scenes: readonly Scene[];
  readonly gear: string;
  readonly gears: 'it' | 'them';
  /** What they do of it for a while. */
  readonly begun: readonly string[];
  readonly indoors: readonly string[];
}

export const OUTINGS: readonly Outing[] = [
  {
    do: 'have a picnic',
    scenes: ['town', 'field', 'water'],
    gear: 'a blanket and a basket',
    gears: 'them',
    begun: [
      'The blanket was spread out, and the basket smelled of cheese and plums.',
      'They had just bitten into the first sandwich.',
    ],
    indoors: [
      'had their picnic on the floor, under the table',
      'put the blanket on the rug and ate what was in the basket',
    ],
  },
  {
    do: 'fly a kite',
    scenes: ['field', 'sea'],
    gear: 'a kite and a roll of string',
    gears: 'them',
    begun: [
      'The kite was already as small as a stamp in the sky.',
      'They ran with the string, and the kite hopped behind them.',
    ],
    indoors: [
      'painted faces on the kite, one happy and one sad',
      'made ten tiny kites out of paper and hung them from the ceiling',
    ],
  },
  {
    do: 'build a castle in the sand',
    scenes: ['sea'],
    gear: 'a bucket and a shovel',
    gears: 'them',
    begun: [
      'The first tower stood, with a shell on top.',
      'They had dug a ditch and were waiting for the water to fill it.',
    ],
    indoors: [
      'built a castle out of blocks, with a king made of a spoon',
      'built a castle out of all the chairs in the house',
    ],
  },
  {
    do: 'have a race',
    scenes: ['town', 'field'],
    gear: 'two flags',
    gears: 'them',
    begun: ['One flag was the start and one was the goal.', 'They had run once, and both had won.'],
    indoors: ['had a race with marbles, down a long board', 'let two snails race over the window sill'],
  },
  {
    do: 'plant flowers',
    scenes: ['field', 'farm'],
    gear: 'a bag of seeds and a shovel',
    gears: 'them',
    begun: [
      'There were three rows of holes, and in every hole lay a seed.',
      'Their knees were black with good earth.',
    ],
    indoors: [
      'planted the seeds in small pots and put them in a row at the window',
      'sorted the seeds by color and drew what would become of them',
    ],
  },
  {
    do: 'play ball',
    scenes: ['town', 'field'],
    gear: 'a red ball',
    gears: 'it',
    begun: ['The ball flew back and forth, and nobody dropped it.', 'It stood four to three.'],
    indoors: [
      'rolled the ball to each other, from one end of the hall to the other',
      'set up nine empty bottles and rolled the ball at them',
    ],
  },
  {
    do: 'look for treasure',
    scenes: ['wood', 'sea', 'field'],
    gear: 'an old map',
    gears: 'it',
    begun: [
      'They had found the first sign on the map, a stone with a hole.',
      'According to the map, it was only forty steps more.',
    ],
    indoors: [
      'hid little things in the house, and each had to find those of the other',
      'drew a map of the house and dug for treasure in the toy chest',
    ],
  },
  {
    do: 'camp',
    scenes: ['wood', 'field', 'water'],
    gear: 'a small tent',
    gears: 'it',
    begun: [
      'The tent stood, a bit crooked, but it stood.',
      'They lay in the tent and listened to the crickets.',
    ],
    indoors: [
      'made a tent out of two sheets and lived in it all day',
      'put up the tent between the beds and told stories with a flashlight',
    ],
  },
  {
    do: 'have a tea party',
    scenes: ['field', 'farm'],
    gear: 'a teapot and four cups',
    gears: 'them',
    begun: [
      'The cups stood on a stump, and a beetle was the first guest.',
      'They poured tea for everyone, also for those who were not there.',
    ],
    indoors: [
      'had tea under the table, with an old umbrella as the guest of honor',
      'had their tea by the fire, with toast and jam',
    ],
  },
  {
    do: 'pick berries',
    scenes: ['wood', 'field'],
    gear: 'two baskets',
    gears: 'them',
    begun: [
      'The bottoms of the baskets were already blue.',
      'One berry went into the basket and one into the mouth.',
    ],
    indoors: [
      'baked a cake with some berry jam in the middle',
      'made paint out of some berry juice and painted with it',
    ],
  },
  {
    do: 'sail toy boats',
    scenes: ['water'],
    gear: 'two toy boats',
    gears: 'them',
    begun: [
      'The boats were side by side, in the middle of the water.',
      'One boat had a red sail and one had a blue one.',
    ],
    indoors: [
      'let the boats sail in a tub, and blew to make wind',
      'filled the washtub and made waves with a spoon',
    ],
  },
  {
    do: 'draw the trees',
    scenes: ['wood', 'town'],
    gear: 'a drawing pad and crayons',
    gears: 'them',
    begun: [
      'Each of them drew the same oak, and it was two different trees.',
      'The paper was half green already.',
    ],
    indoors: ['drew a big yellow sun, a house and ten trees', 'drew each other, with big noses'],
  },
];

export interface WeatherKind {
  readonly name: string;
  readonly wet: boolean;
  readonly sign: string;
  /** What it is too much of, and what it is not. */
  readonly too: readonly [is: string, not: string];
  readonly come: readonly string[];
  /** Fun that just this weather allows. */
  readonly fun: readonly string[];
  readonly after: readonly string[];
  readonly harm: string;
}

export const WEATHERS: readonly WeatherKind[] = [
  {
    name: 'rain',
    wet: true,
    too: ['wet', 'dry'],
    sign: 'one dark cloud in the sky',
    come: [
      'Then dark clouds came, and it began to rain. It rained harder and harder.',
      'Soon big drops of rain fell, and everything was wet.',
      'A drop fell on [h.ns] nose, then one on [f.ns]. A minute later, it was pouring.',
      'The sky turned gray, then black. Then the rain came down as if somebody had tipped over a tub.',
    ],
    fun: [
      'Then [h.n] jumped into a puddle, with both feet. It splashed up to [f.ns] chin. Soon they were jumping into every puddle there was.',
      'The rain made a little river on the path. They built a dam of mud, and then another, until there was a whole lake in the middle of it.',
      'They opened their mouths and tried to catch the drops. Then they danced in it until they were wet to the skin.',
    ],
    after: [
      'Then the rain stopped, and there was a rainbow in the sky.',
      'When the rain was over, a rainbow stood over the hills.',
      'Later the sun came out, and every leaf had a drop with a light in it.',
      'After the rain, the air smelled of wet earth, and all the snails came out for a walk.',
    ],
    harm: 'water had come in through the roof, and the beds were wet',
  },
  {
    name: 'storm',
    wet: false,
    too: ['windy', 'still'],
    sign: 'how the trees began to move',
    come: [
      'Then a strong wind came up. It blew hats and leaves all around.',
      'Suddenly the wind grew so strong that they could hardly stand.',
      'It began with a whisper in the grass. Then the wind tore at everything and threw dust in their eyes.',
      'A gust came, and a second one, and then the wind did not stop any more.',
    ],
    fun: [
      'Then [h.n] leaned against the wind, and it held [h.him]! [f.n] tried it, too. It was like leaning on a big soft pillow.',
      'They held out their coats like wings. With every gust, they flew a bit, at least as high as a mouse.',
      'They threw leaves into the air to see how far they would go. One flew right out of sight.',
    ],
    after: [
      'In the evening, the wind went to sleep, and the air was still.',
      'Then the wind was gone as fast as it had come.',
      'When it was quiet again, the ground was full of apples that the wind had picked for them.',
      'At last the wind lay down, and the first stars came out.',
    ],
    harm: 'the wind had broken a window, and everything in the room was upside down',
  },
  {
    name: 'snow',
    wet: true,
    too: ['cold', 'hot'],
    sign: 'that the sky was white and heavy',
    come: [
      'Then the sun went behind a gray cloud, and an icy wind came up. It began to snow. Soon the whole ground was white.',
      'But clouds came up from the north. It grew colder and colder, thick snow fell, and nobody could stay.',
      'The wind turned, and all at once it was winter. Something white sailed down, and more of it, and more. In no time, the path was gone.',
      'The sky turned gray. It grew cold, so cold that their breath was like smoke. And then came the snow.',
    ],
    fun: [
      'Then [h.n] made a ball of snow, and [f.n] made one too. Before long, there was a snowman with a twig for a nose.',
      'They lay down on their backs and waved their arms, and when they got up, there were two angels in the snow.',
      'They sat down on an old board and slid down the slope, again and again, until they were out of breath.',
    ],
    after: [
      'In the evening, the snow shone blue under the moon.',
      'Then the clouds parted, and everything glittered.',
      'When it stopped, it was so still that one could hear a bird hop.',
      'Now the world looked as if somebody had put sugar on it.',
    ],
    harm: 'the snow had pushed in a window, and there was a heap of it on the bed',
  },
  {
    name: 'thunderstorm',
    wet: true,
    too: ['dangerous', 'quiet'],
    sign: 'that the swallows flew low',
    come: [
      'Then there was a flash and a loud boom. A thunderstorm!',
      'Far away, something rumbled. It came closer and closer, and then the first lightning cut through the sky.',
      'It became as dark as in the evening. Then came lightning, and a bang that made the ground shake.',
      'The air was thick and still. Then the thunder rolled over their heads like a cart full of stones.',
    ],
    fun: [
      'They ran into an old barn close by and counted. After every flash, they counted until the thunder came, first to two, then to five, then to ten.',
      'They ran into a dry shed close by and gave the thunder marks. A small one got a three, and the biggest one got a ten.',
    ],
    after: [
      'Then the thunder went off over the hills, grumbling.',
      'When it was over, the air was fresh and clean.',
      'At last there was only a flicker far away, and a frog began to sing.',
      'The storm moved on, and a piece of blue sky came out behind it.',
    ],
    harm: 'the lightning had hit the old tree in front of the house, and it lay across the door',
  },
  {
    name: 'fog',
    wet: false,
    too: ['dark', 'bright'],
    sign: 'a white line over the low fields',
    come: [
      'Then a white fog crept up. Soon they could not see their own feet.',
      'All at once, everything was gray with fog. The trees were gone, and so was the path.',
      'Something white rolled over the ground like milk. Before long, they could hardly see each other.',
      'A thick fog came up, cold and damp, and swallowed the whole day.',
    ],
    fun: [
      'Then [h.n] called, and [f.n] called back. That was a new game, hide and seek by ear! They had never played anything so exciting.',
      'They played a new game. One of them stood still and went hoo, and the other had to find out where the sound came from.',
    ],
    after: [
      'Later, the sun burned a hole into the fog, and everything was there again.',
      'In the evening, the fog sank down, and the moon looked over it.',
      'Then a wind came and pulled the fog away like a curtain.',
      'Little by little, the trees came back, first the tall ones, then the small ones.',
    ],
    harm: 'in the fog somebody had left the gate open, and all the hens were gone',
  },
];
