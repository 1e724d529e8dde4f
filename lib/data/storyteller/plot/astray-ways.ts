/** What is known about finding the way home: signs, whom one can ask, and what does not help. */

interface Sign {
  /** Whose home it suits. */
  readonly of: 'all' | 'child' | 'animal';
  readonly told: { readonly direct: readonly string[]; readonly indirect: readonly string[] };
  /** What an elder told, recalled. */
  readonly probe: readonly string[];
  readonly works: readonly string[];
  /** For the summary, after "finds the way home". */
  readonly short: string;
}

export const SIGNS: readonly Sign[] = [
  {
    of: 'all',
    told: {
      direct: [
        'If you ever lose your way, look for the stream. It flows right past our door.',
        'Remember, [h.n]: the stream comes past here. Follow the water, and you will be home.',
      ],
      indirect: [
        '[h.ns] [m.kind] had once told [h.him] that the stream flowed right past their door.',
        '[h.ns] [m.kind] always said that whoever is lost should follow the water.',
      ],
    },
    probe: [
      '[h.he] had to look for the <context?stream|oldest tree|highest hill>.',
      'Where was the <context?stream|big rock|old oak>?',
    ],
    works: [
      'Did something gurgle there? It was a little stream, and [us] followed it, around every bend.',
      'There was water! A narrow stream came out of the bushes, and [us] walked beside it, down and down.',
      'Between two stones ran a stream. It went down into the valley, and so did [us].',
    ],
    short: 'by following a stream',
  },
  {
    of: 'all',
    told: {
      direct: [
        'When you do not know the way, climb up and look. From above, everything is easy.',
        'If you get lost, find a tall tree or a hill. Who stands high can see far.',
      ],
      indirect: [
        '[h.ns] [m.kind] had once said that whoever is lost should go up high, because from there one can see far.',
        'From [h.his] [m.kind], [h] knew that everything looks easy from above.',
      ],
    },
    probe: [
      '[h.he] had to get up <context?high|early|quietly>.',
      '[m.he] had told [h.him] to go <context?up|down> and look.',
    ],
    works: [
      'There was a steep little hill. From up there, [us] could see the path, the old fence and, far off, home.',
      '[h.n] climbed onto a high rock. Over the bushes rose a thin line of smoke, just where home must be.',
      '[us] climbed to the top of a hill. First there was nothing to see but trees. Then the mist moved away, and there lay the path, like a ribbon.',
    ],
    short: 'by looking down from above',
  },
  {
    of: 'all',
    told: {
      direct: [
        'In the evening, the sun goes down right behind our home. Walk toward it, and you cannot go wrong.',
        'Look where the sun goes down. That is where we live.',
      ],
      indirect: ['[h.ns] [m.kind] had shown [h.him] that the sun always went down right behind their home.'],
    },
    probe: [
      '[h.he] had to walk toward the <context?sun|wind|moon>.',
      'When does the sun go down? It goes down in the <knowledge?evening|morning>, and that was now.',
    ],
    works: [
      'The sun stood low and red. [us] walked straight toward it, until there was a path that [h.n] knew.',
      'The sun was just going down. [us] walked toward the light, and there was the old fence!',
    ],
    short: 'by walking toward the evening sun',
  },
  {
    of: 'child',
    told: {
      direct: [
        'In the evening I will ring the bell by the door. Then come home, wherever you are.',
        'You can hear the church bell from everywhere. Where it rings, there we live.',
      ],
      indirect: ['[h.ns] [m.kind] always said that one could find home by the sound of the bell.'],
    },
    probe: [
      'It was time to listen for the <context?bell|drum|whistle>.',
      '[m.he] had talked about the <context?bell|drum|horn>.',
    ],
    works: [
      'Then there was a sound, far away: ding, dong. [us] walked where it grew louder, and there was home.',
      'Ding, dong! [us] went where the ringing was loudest, across a field and through a gate.',
    ],
    short: 'by the sound of a bell',
  },
  {
    of: 'animal',
    told: {
      direct: [
        'You can hear the frogs of our pond from far away. When it gets dark, follow their song.',
        'Even when I cannot see, I hear our frogs. Where they sing, we live.',
      ],
      indirect: [
        '[h.ns] [m.kind] had told [h.him] that the frogs near home sang so loudly that one could find home by them.',
      ],
    },
    probe: [
      'It was time to listen for the <context?frogs|owls|crickets>.',
      '[m.he] had talked about the <context?frogs|bees|sheep>.',
    ],
    works: [
      'Croak, croak! Where the song of the frogs was loudest, there was the pond, and behind it was home.',
      'Very far away, something went croak. [us] walked toward it, and with every step there was more of it.',
    ],
    short: 'by the song of the frogs',
  },
  {
    of: 'all',
    told: {
      direct: [
        'When you come to soft ground, look at the tracks that you make. They know the way back.',
        'Your own feet draw a line behind you. It always leads home.',
      ],
      indirect: [
        "[h.ns] [m.kind] had once explained that the tracks of one's own feet always lead back home.",
      ],
    },
    probe: [
      '[h.he] had to look for [h.his] own <context?tracks|friends>.',
      '[m.he] had said that one must look at the <context?ground|sky|trees>.',
    ],
    works: [
      'There, in the mud, was [h.ns] own track! [us] walked back along it, until the path was there again.',
      'In the soft ground were footprints. [h.n] put one foot into a print, and it fit. They led back to the path.',
    ],
    short: 'by following [h.his] own tracks',
  },
];

/** Ways that do not lead home. */
export const VAIN: readonly (readonly string[])[] = [
  [
    '[us] went past a broken tree and walked on for a long time. And what stood there in the end? The very same broken tree!',
    '[us] walked and walked, only to find [us.his] own footprints in the mud.',
  ],
  [
    '[us] shouted as loudly as possible. But only the echo answered from far away.',
    '[us] called for help. A crow flew up, and then it was as quiet as before.',
  ],
  [
    '[us] found a path. It led to a bush full of thorns, and no farther.',
    '[us] took the wider path. It ended at a pile of logs.',
  ],
  [
    '[us] saw something white that looked like a house. It was only a big rock.',
    '[us] ran toward a small light between the trees, but it was only a firefly.',
  ],
  [
    '[us] had come past a big stone, but now there were big stones everywhere.',
    '[us] looked for the stone at the last turn. There were so many stones!',
  ],
];

/** Those who are asked in vain, because of the lives they live. */
export const ASKED: readonly {
  readonly kind: string;
  readonly where: string;
  readonly direct: readonly string[];
  readonly indirect: readonly string[];
}[] = [
  {
    kind: 'snail',
    where: 'On a wet leaf',
    direct: [
      'I have never been farther than that mushroom over there. Is the world big?',
      'In one day I get from this leaf to that one. More I do not know.',
    ],
    indirect: [
      '[a] had never been farther than the next mushroom.',
      'But [a] was so slow that [a.he] had never left that place.',
    ],
  },
  {
    kind: 'caterpillar',
    where: 'Between two blades of grass',
    direct: [
      'I only know which leaves taste good. Ask me again when I have wings.',
      'I have eaten my way from one side of this bush to the other. That is all I know.',
    ],
    indirect: ['But [a] knew nothing except which leaves tasted good.'],
  },
  {
    kind: 'mole',
    where: 'On a heap of fresh earth',
    direct: [
      'Under the ground I know every way. But up here? I can hardly see you.',
      'I can tell you how it goes down there, left, left and right. But you are too big for my tunnel.',
    ],
    indirect: ['But [a] only knew the ways under the ground.'],
  },
  {
    kind: 'owl',
    where: 'On a thick branch',
    direct: [
      'Who wakes me in the middle of the day? I know the way only in the dark.',
      'Let me sleep! Owls are up at <knowledge?night|noon>.',
    ],
    indirect: [
      'But [a] only opened one eye and closed it again, because owls sleep in the <knowledge?day|night>.',
    ],
  },
  {
    kind: 'cow',
    where: 'By a wooden fence',
    direct: [
      'I know this grass and that grass. The grass over there I do not know.',
      'Why would anybody want to leave this meadow?',
    ],
    indirect: ['But [a] knew only the grass on this side of the fence, and chewed on.'],
  },
  {
    kind: 'sheep',
    where: 'Next to a thorn bush',
    direct: [
      'I always go where the others go. But where did they go?',
      'You must ask the one in front. I walk at the back.',
    ],
    indirect: ['But [a] always walked behind the others and had never looked at the way.'],
  },
  {
    kind: 'frog',
    where: 'In a big puddle',
    direct: [
      'I was born in this puddle, and I stay in this puddle.',
      'Jump in! Then you will not want to go home.',
    ],
    indirect: ['But [a] had lived in that puddle all [a.his] life and knew no other place.'],
  },
];

/** Those who know the way, and why they do. */
export const KNOWING: readonly (readonly [kind: string, why: string, of: 'all' | 'child' | 'animal'])[] = [
  ['swallow', 'I fly over your home every day', 'all'],
  ['crow', 'I can see your door from the top of my tree', 'all'],
  ['stork', 'I have my nest not far from your home', 'all'],
  ['shepherd', 'I take my sheep past your door every morning', 'child'],
  ['miller', 'I bring flour to your street every week', 'child'],
  ['woodcutter', 'I know every tree from here to your door', 'child'],
  ['badger', 'I walk past your door every night', 'animal'],
  ['deer', 'I drink from the stream near your home', 'animal'],
];

/** What will happen that evening, and what is left of it for somebody who comes late. */
export const EVENTS: Readonly<
  Record<'child' | 'animal', readonly { readonly what: string; readonly missed: string }[]>
> = {
  child: [
    { what: 'the puppet show', missed: 'The stage was dark, and only an empty bench was left.' },
    { what: 'the big birthday party', missed: 'The cake was eaten, and the guests had gone to bed.' },
    { what: 'the big firework show', missed: 'Nothing was left but a smell of smoke in the air.' },
    { what: 'the school play', missed: 'The costumes hung on their hooks, and the lights were out.' },
  ],
  animal: [
    { what: 'the great spring feast', missed: 'The lanterns were out, and not one crumb was left.' },
    {
      what: 'the concert of the crickets',
      missed: 'The crickets had packed up their fiddles and gone to sleep.',
    },
    { what: 'the dance of the fireflies', missed: 'All the little lights had gone out, one by one.' },
  ],
};
