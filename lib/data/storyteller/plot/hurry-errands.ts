/** What has to be brought before evening, and who needs help on the way and gives it back. */

export interface Errand {
  readonly what: string;
  readonly to: string;
  readonly asks: { readonly direct: readonly string[]; readonly indirect: readonly string[] };
  readonly arrives: readonly string[];
  readonly late: string;
  readonly for: 'all' | 'child' | 'animal';
}

export const ERRANDS: readonly Errand[] = [
  {
    for: 'all',
    what: 'the medicine',
    to: 'the hut behind the wood',
    asks: {
      direct: [
        'Your old aunt is sick. Bring her this medicine before it gets dark!',
        'Take the medicine to your aunt. Hurry, it is needed before evening!',
      ],
      indirect: [
        'An old aunt who lived behind the wood was sick, and somebody had to bring her the medicine before dark.',
      ],
    },
    arrives: [
      'The aunt took one spoon of the medicine at once and one before bed, and soon her cough was gone.',
      'The aunt drank the medicine, made a face, and was much better the next day.',
    ],
    late: 'the windows were dark. A doctor had taken the aunt away to the town, and nobody knew for how long',
  },
  {
    for: 'all',
    what: 'the cake',
    to: 'the house of the twins',
    asks: {
      direct: [
        'The twins have their birthday. Bring them this cake before sunset!',
        'This cake is for the twins. Carry it carefully! The candles will be lit at six.',
      ],
      indirect: [
        'The twins on the other side of the valley had their birthday, and somebody had to bring them the cake before evening.',
      ],
    },
    arrives: [
      'The twins blew out the candles with one breath, and everyone got a piece.',
      'The cake was still in one piece, with all the cherries on it. The twins jumped up and down.',
    ],
    late: 'the twins had gone to bed, with tears on their faces, because there had been no cake',
  },
  {
    for: 'all',
    what: 'the oil',
    to: 'the lighthouse',
    asks: {
      direct: [
        'There is no oil left in the lighthouse! Bring this can there before dark!',
        'The lamp of the lighthouse must burn tonight. Take this oil there, and run!',
      ],
      indirect: ['In the lighthouse there was no oil left, and somebody had to bring it before dark.'],
    },
    arrives: [
      'Soon the light swept over the dark sea. Far out, a ship turned toward home.',
      'When the first star came out, the great lamp was burning.',
    ],
    late: 'it was dark, and a ship had run onto the rocks. Nobody was hurt, but the ship was lost',
  },
  {
    for: 'child',
    what: 'the letter',
    to: 'the station',
    asks: {
      direct: [
        'This letter must go with the evening train. Can you take it to the station?',
        'The train will not wait. Give the letter to the driver!',
      ],
      indirect: ['There was an important letter, and it had to go with the evening train.'],
    },
    arrives: [
      'The driver leaned out of the window, took the letter, and the train blew its whistle.',
      'The wheels were already turning when the letter went in through the window.',
    ],
    late: 'the train was gone, and far away one could still see its red light',
  },
  {
    for: 'animal',
    what: 'the seeds',
    to: 'the island of the sparrows',
    asks: {
      direct: [
        'The sparrows on the island have nothing to eat. Bring them these seeds before night!',
        'It will be a cold night. The sparrows need these seeds today.',
      ],
      indirect: [
        'The sparrows on the little island had nothing left to eat. Somebody had to bring them seeds before dark.',
      ],
    },
    arrives: [
      'Forty sparrows came down at once, and soon all of them were full.',
      'The sparrows ate and sang at the same time.',
    ],
    late: 'it was dark and cold, and the sparrows had flown away hungry, and nobody knew where',
  },
  {
    for: 'animal',
    what: 'the blanket',
    to: 'the burrow of the new baby badgers',
    asks: {
      direct: [
        'There are three new badgers, and it will freeze tonight. Take them this blanket!',
        'The little badgers have no fur yet. Bring them the blanket before evening!',
      ],
      indirect: ['Three little badgers had been born, and somebody had to bring them a blanket before dark.'],
    },
    arrives: [
      'Soon there was nothing to see but three black noses at the edge of the blanket.',
      'The three little ones stopped shivering and fell asleep.',
    ],
    late: 'the little ones had been cold all evening, and all three of them had caught a bad cold',
  },
];

/** Somebody who needs help. */
export interface Needy {
  readonly kind: string;
  readonly plight: readonly string[];
  readonly direct: readonly string[];
  readonly help: readonly string[];
  /** What the helped one does later: gets over the river, through the dark, up the hill. */
  readonly pays: readonly (readonly [trouble: 'river' | 'dark' | 'tired', does: string])[];
}

export const NEEDY: readonly Needy[] = [
  {
    kind: 'crow',
    plight: [
      '[n.a] hopped along the path, with a thread around both feet.',
      'In the hedge hung [n.a], with a thread around one wing.',
    ],
    direct: ['Please get me out of this! I cannot fly.', 'Help! The more I pull, the tighter it gets.'],
    help: [
      'It was a hard knot, and it took a long time. At last it came loose.',
      '[h.n] pulled away the thread, bit by bit, very gently.',
    ],
    pays: [['dark', 'flew ahead from branch to branch and called out where the path went']],
  },
  {
    kind: 'goat',
    plight: [
      '[n.a] had [n.his] head stuck in a fence and bleated.',
      'Between two boards of a gate, [n.a] was stuck with both horns.',
    ],
    direct: ['I only wanted that one leaf. Now I cannot get back!', 'Push! Or pull! Only do something!'],
    help: [
      '[h.n] pulled and pushed. Plop, and the goat was free.',
      '[h.n] bent the boards apart with all [h.his] might.',
    ],
    pays: [
      ['tired', 'let [us.o] climb on [n.his] back and went up the whole long hill'],
      ['river', 'led [us.o] across the river, because goats know every stone in it'],
    ],
  },
  {
    kind: 'turtle',
    plight: [
      'In the middle of the path, [n.a] lay on [n.his] back and waved all four legs.',
      'Upside down in the sun lay [n.a].',
    ],
    direct: [
      'I have been looking at the sky since this morning. Could you turn me over?',
      'It is so hot, and I cannot get up. Please help me!',
    ],
    help: [
      '[h.n] pushed and pushed, and then, with a bump, it was done.',
      'With a branch as a lever, [h.n] turned [n.o] back onto [n.his] feet.',
    ],
    pays: [['river', 'swam up, and on the broad shell [us] got across with dry feet']],
  },
  {
    kind: 'duckling',
    plight: [
      'Under a big leaf sat [n.a] and peeped for [n.his] mother.',
      '[n.a] ran up and down the path and peeped.',
    ],
    direct: [
      'I cannot find my mom! I have looked everywhere.',
      'I am lost. Can you take me back to the pond?',
    ],
    help: [
      'The pond was not on the way, it was a long way around. But [h.n] carried [n.o] there.',
      '[h.n] took [n.o] to the pond, where six others were waiting.',
    ],
    pays: [
      [
        'river',
        'came with [n.his] whole family, and they pushed an old plank across the water, with [us.o] on it',
      ],
    ],
  },
  {
    kind: 'mole',
    plight: [
      'On the path sat [n.a], who had lost the way to [n.his] hole in the bright light.',
      'In the bright light, [n.a] crept around in the grass and felt the ground.',
    ],
    direct: [
      'My door is gone! I have felt everything here twice.',
      'I cannot see a thing up here. Where is my hole?',
    ],
    help: [
      '[h.n] looked behind every bush until the hole was found.',
      '[h.n] found a heap of fresh earth, and in the middle of it was the hole.',
    ],
    pays: [
      ['tired', 'showed [us.o] an old tunnel through the hill, cool and straight'],
      ['dark', 'went ahead, because a mole finds every way without any light'],
    ],
  },
  {
    kind: 'firefly',
    plight: [
      'In a spider web hung [n.a] and kicked.',
      'Between two wet leaves, [n.a] was stuck and could not get out.',
    ],
    direct: ['Quick, please! I cannot hold on much longer.', 'I am so small that nobody ever stops for me.'],
    help: [
      'With the tip of a straw, [h.n] set [n.o] free and dried [n.his] wings.',
      '[h.n] held out a leaf, and the tiny thing crawled onto it.',
    ],
    pays: [['dark', 'came back with a hundred others, and they lit up the whole path like little lamps']],
  },
  {
    kind: 'donkey',
    plight: [
      '[n.a] stood by the road, and [n.his] bags had come open. Potatoes lay everywhere.',
      'By the side of the road stood [n.a] with a thorn in one hoof.',
    ],
    direct: ['I cannot go on like this. Will you help me?', 'Everybody hurries by. Are you in a hurry, too?'],
    help: [
      'It took a good while, but then everything was as it should be.',
      '[h.n] knelt down and helped, and soon all was well again.',
    ],
    pays: [['tired', 'took [us.o] on [n.his] back and did not stop until they were there']],
  },
  {
    kind: 'beaver',
    plight: [
      'At the edge of the wood, [n.a] was pulling at a log that was much too heavy.',
      '[n.a] had dropped a log on [n.his] own tail and could not get away.',
    ],
    direct: ['If you take the other end, it will be quick.', 'Lift it, just for a moment, please!'],
    help: ['[h.n] took hold of it, and together they moved it.', 'One, two, three, and up it went.'],
    pays: [['river', 'had seen [us.o] coming and let a tree fall right across the water, for a bridge']],
  },
];

export const TROUBLES: Readonly<Record<'river' | 'dark' | 'tired', readonly string[]>> = {
  river: [
    'Then came the river, and the ferry had just left for the last time that day.',
    'But at the river, the bridge was gone. The water had taken it.',
    'There was the river, wide and gray, and on the other side was the goal.',
  ],
  dark: [
    'The path went into a thick wood, and there it was so dark that one could not see one step ahead.',
    'Then a thick fog came up, and the path was nowhere to be seen.',
    'Black clouds came up, and it was as dark as night.',
  ],
  tired: [
    'Then came a hill, high and steep, and [h.ns] legs would not go on.',
    '[h.n] had run so much that [h.he] had to sit down. And there was still a high hill to climb!',
    'One foot hurt, then the other, and the road went up and up.',
  ],
};
