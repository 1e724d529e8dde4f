/** What can be dreamed: how it begins, what one sees and meets, and what is about to happen when one wakes up. */
export interface Dream {
  readonly short: string;
  readonly begins: readonly string[];
  readonly wonder: readonly string[];
  /** Who is met, and what is said then in a story with dialogue. */
  readonly meets: readonly (readonly [string, string])[];
  readonly quarrel: readonly string[];
  /** What is shouted in a quarrel, in a story with dialogue. */
  readonly shouted: readonly string[];
  readonly danger: readonly string[];
  readonly trace: readonly string[];
  readonly hint: readonly string[];
  readonly payoff: readonly string[];
  readonly lessons: readonly string[];
}

export const DREAMS: readonly Dream[] = [
  {
    short: 'flies through the night in a bed',
    begins: [
      'All at once, the bed began to shake. It rose up, flew out of the window, and was over the roofs.',
      'The bed stretched its four legs, like a cat, and jumped out of the window. And it did not fall. It flew!',
    ],
    wonder: [
      'Below lay the town, as small as a toy. The stars were so near that they tickled.',
      'They flew past the moon. It was made of cheese, and it smelled of it.',
      'A cloud came by, and it was as soft as wool and tasted of milk.',
    ],
    meets: [
      [
        'On a star sat an old man with a lamp and counted the sheep that jumped over the clouds.',
        '"You are late," said the old man. "^Ninety-nine sheep have gone by already."',
      ],
      [
        'Behind a cloud lived a wind with a long gray beard.',
        '"Come in, but do not sneeze," said the wind. "^Or you will blow me away."',
      ],
    ],
    quarrel: [
      'Somebody did not want them there. A thunder cloud pushed the bed, and [h] pushed back. They argued about who had the right of way.',
    ],
    shouted: ['"This is my sky!" roared the cloud. "No, it is for everybody!" [h.n] shouted.'],
    danger: [
      'Then the bed got tired. It flew lower and lower, and a church tower came closer and closer.',
      'Then came a gust of wind. The blanket slipped, the pillow slipped, and [h] slipped too. Down [h.he] fell, down, down, down!',
    ],
    trace: ['There was a bit of dust on the pillow, and it shone like a star.'],
    hint: [
      'Before bed, there had been a big piece of cheese, although everybody knows what cheese does to the night.',
      'Before the light was out, [h.ns] [m.kind] had told a story about a carpet that could fly.',
    ],
    payoff: [
      'That came from what there had been before bedtime!',
      'Then [h] thought of the evening before, and knew where the dream had come from.',
    ],
    lessons: ['it is good to be at home after a long way'],
  },
  {
    short: 'is as small as an ant',
    begins: [
      'When [h] looked around, the grass was as high as trees. [h.he] was as <reasoning?small|big> as an ant!',
      '[h] got smaller and smaller, until the button of the pillow was as big as a table.',
    ],
    wonder: [
      'A drop of water hung there like a glass ball, and one could drink from it for a week.',
      'A strawberry lay in the way like a red hill. [h] ate a cave into it.',
      'A snail came by like a bus, and [h] rode on it for a while.',
    ],
    meets: [
      [
        'The ants were just moving a piece of bread. They bowed and asked [h.o] to pull along.',
        '"Pull, pull!" called the ants. "^Before the rain comes!"',
      ],
      [
        'A ladybug with seven dots opened its wings and offered [h.o] a flight.',
        '"Hold on tight," said the ladybug. "^I am no good at corners."',
      ],
    ],
    quarrel: [
      '[h] found a crumb, as big as a chair. A beetle stood in the way and wanted to have it. They pulled at it from both ends and shouted.',
    ],
    shouted: ['"It is mine!" shouted the beetle. "I saw it first!" [h.n] shouted back.'],
    danger: [
      'Then the ground began to shake. A foot came down from the sky, as big as a house, nearer and nearer!',
      'Then a shadow fell on the grass. It was a bird, and it had opened its beak.',
    ],
    trace: ['On the window sill walked an ant with a crumb. It stopped for a moment, as if it knew [h.o].'],
    hint: [
      'That evening, [h] had watched the ants on the steps for a long time, how each of them carried a crumb.',
    ],
    payoff: ['It had come from the ants on the steps, which [h] had watched the evening before.'],
    lessons: ['even the smallest have big work to do', 'one should look where one steps'],
  },
  {
    short: 'sinks to the bottom of the sea',
    begins: [
      'Water came in under the door, blue and warm. It rose to the ceiling, and [h] could breathe in it like a <knowledge?fish|bird|hen>.',
      'The floor was gone. [h] sank down, softly, through green water, and landed on white sand.',
    ],
    wonder: [
      'There was a town of shells, and in every window burned a little light.',
      'Sea horses stood at a stop and waited for the next wave.',
      'Fish swam over the roofs like birds.',
    ],
    meets: [
      [
        'A crab with a hat opened a gate and let [h.o] in.',
        '"Wipe your feet, and do not wake the whale," said the crab.',
      ],
      [
        'The king of the sea sat on a big shell and looked everywhere for the crown. It sat right on top of the gray hair.',
        '"Have you seen my crown?" asked the king. "It is on your head," said [h.n].',
      ],
    ],
    quarrel: [
      'A swordfish came and said that nobody with two legs was allowed there. [h] did not want to go, and they had a loud fight.',
    ],
    shouted: ['"Out with you!" cried the swordfish. "I will not go!" [h.n] shouted.'],
    danger: [
      'Then a whale woke up. It opened its mouth, and everything began to swim in, lights and shells and all.',
      'Then somebody far above pulled the plug. The water turned around and around, faster and faster!',
    ],
    trace: ['On the night table lay a shell. Had it been there before? Of course it had.'],
    hint: ['A glass of water stood next to the bed that evening, so full that it nearly ran over.'],
    payoff: [
      'The glass next to the bed had fallen over, and the pillow was wet. So that was where all the water came from!',
    ],
    lessons: ['home is where one can breathe'],
  },
  {
    short: 'comes to a land where everything is upside down',
    begins: [
      '[h] walked through a door and came out on the ceiling. Everything was upside down there.',
      'There was a sign with letters that stood on their heads. Behind it began a strange land.',
    ],
    wonder: [
      'The fish flew, and the birds swam. The children put the big ones to bed.',
      'It rained from the ground up, and people held their umbrellas under their feet.',
      'For breakfast, there was dinner, and one had to say goodbye when one came in.',
    ],
    meets: [
      [
        'A baker stood in front of the shop in a nightshirt and yawned, for it was early in the day.',
        '"Good <reasoning?night|morning>," said the baker, for it was morning.',
      ],
      [
        'A mouse chased a cat around the corner and bowed when it saw [h.o].',
        '"Goodbye," said the mouse. "^Have you just come?"',
      ],
    ],
    quarrel: [
      'A policeman did not like it that [h] walked forward. The policeman shouted, and [h.n] shouted too, because there one had to be loud to be polite.',
    ],
    shouted: ['"Walk backward like everybody else!" shouted the policeman. "I will not!" [h.n] shouted.'],
    danger: [
      'Then [h] took one step too many and began to fall. Up [h.he] fell, past the roofs and into the sky!',
      'Then everybody ran after [h.o], backward, and the street got shorter and shorter.',
    ],
    trace: ['[h] had slept with [h.his] feet on the pillow.'],
    hint: [
      'That evening, [h] had hung over the edge of the bed with [h.his] head down until [h.his] face was red.',
    ],
    payoff: [
      'So that was what came of hanging over the edge of the bed upside down!',
      'It had begun the evening before, with [h.his] head over the edge of the bed.',
    ],
    lessons: ['it is good when things are where they belong'],
  },
  {
    short: 'lives in a castle made of cake',
    begins: [
      'There was a hill, and on it stood a castle. Its walls were cake, and its roof was chocolate.',
      'A path of cookies led up to a castle, and over the gate stood the name of [h.n].',
    ],
    wonder: [
      'The fountain gave lemonade, the pillars were of sugar, and one was allowed to eat the doors.',
      '[h] got a crown of candy and sat down on a throne of jelly. It shook at every move.',
      'In the garden, cherries the size of balls hung on every tree, and each tree held one down to [h.o].',
    ],
    meets: [
      [
        'A hundred cooks came in and asked what they should bake next.',
        '"What do you wish to eat?" asked the cooks. "One more cake," said [h.n].',
      ],
      [
        'A goat with a golden bell came in. It was the minister.',
        '"There are ants in the tower," said the goat. "^They have eaten the stairs."',
      ],
    ],
    quarrel: [
      'Another king came and wanted to have the castle. [h] said no, and each pulled at one end of a golden crown.',
    ],
    shouted: ['"Give me that crown!" shouted the other king. "Never!" [h.n] shouted.'],
    danger: [
      'Then the sun came out, and it was hot. The roof began to drip, and the walls began to <knowledge?melt|freeze|grow>. It all came down!',
      'All of it was made of cake, so [h] ate a door, and then one more. That was one too many. There was a crack, and the whole castle leaned to one side!',
    ],
    trace: ['[h.his] tummy made a noise. It was time for breakfast.'],
    hint: ['[h] had not eaten any dinner that evening, because [h.he] did not like the soup.'],
    payoff: [
      'That was what came of going to bed without dinner! The next time, [h] would eat the soup.',
      'One who does not eat soup will dream of cake, and [h] had not eaten the soup.',
    ],
    lessons: ['one cannot live on cake alone', 'bread in the hand is better than cake in a dream'],
  },
];
