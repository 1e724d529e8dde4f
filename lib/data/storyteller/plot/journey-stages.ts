/** Ways to travel, and those whom one meets on the way who need something out of the bag. */

export interface Stage {
  readonly by: string;
  readonly for: 'all' | 'child' | 'animal';
  /** After "First, " or "Then ". */
  readonly goes: readonly string[];
  readonly seen: readonly string[];
}

export const STAGES: readonly Stage[] = [
  {
    by: 'a hay cart',
    for: 'all',
    goes: [
      '[h] rode on a hay cart, which swayed and smelled of summer.',
      'a farmer took [h.o] along on a hay cart, high up on the hay.',
    ],
    seen: [
      'From up there, one could look over all the hedges.',
      'The horse knew the way, and the farmer slept.',
      'At every stone, the whole cart gave a jump.',
    ],
  },
  {
    by: 'a ferry',
    for: 'all',
    goes: [
      '[h] came to a river and crossed it on a ferry that was pulled by a rope.',
      'a flat boat took [h.o] across a river, and the water gurgled under the boards.',
    ],
    seen: [
      'In the middle, it was so quiet that one could hear the fish jump.',
      'The bank grew small behind [h.o], and the other one grew big.',
      'A heron stood in the water and did not move.',
    ],
  },
  {
    by: 'a train',
    for: 'child',
    goes: [
      '[h] took the green train, which was already blowing its whistle, as far as it went.',
      '[h] sat in a train, at the window, with a ticket in one hand, until the last stop.',
    ],
    seen: [
      'Houses and cows flew by, and in between it went through a tunnel as black as night.',
      'The wheels sang the same song all the time.',
      'At every stop, somebody got on with a bag, a hen or a big hat.',
    ],
  },
  {
    by: 'foot',
    for: 'all',
    goes: [
      'the road went through a wood, and [h] had to walk.',
      '[h] had to go on foot, up a hill and down the other side.',
      'there was only a dusty road, and no cart went by.',
    ],
    seen: [
      'At the top, the wind blew so hard that one could lean on it.',
      'A milestone said that it was still far.',
      'Two blackbirds sang, one on the left and one on the right.',
    ],
  },
  {
    by: 'a boat',
    for: 'animal',
    goes: [
      '[h] went down the stream on an old door that floated like a boat.',
      'a beaver took [h.o] along down the river, on a long log.',
    ],
    seen: [
      'Willows hung into the water, and it was like traveling through a green curtain.',
      'Around every bend there was something new.',
      'A dragonfly flew along for a while.',
    ],
  },
  {
    by: 'a donkey',
    for: 'all',
    goes: [
      'a friendly donkey was going the same way and carried [h.o] for a mile or two.',
      '[h] was allowed to ride on an old gray donkey.',
    ],
    seen: [
      'It stopped at every thistle.',
      'Its ears went up and down like two wings.',
      'It was slow, but it never got tired.',
    ],
  },
];

export type Present = 'food' | 'clothes' | 'toy';

export interface Meeting {
  readonly needs: Present;
  readonly kinds: readonly string[];
  readonly plight: readonly string[];
  readonly direct: readonly string[];
  readonly glad: readonly string[];
}

export const MEETINGS: readonly Meeting[] = [
  {
    needs: 'food',
    kinds: ['peddler', 'hare', 'goose', 'traveler', 'badger'],
    plight: [
      'By the road sat [g.a], whose last meal had been the day before.',
      'There was [g.a] with a tummy that growled loudly.',
      'On a stone sat [g.a], who had not had one bite all day.',
    ],
    direct: [
      'I am so hungry that I could eat a stone.',
      'Forgive me for looking. I have not eaten since yesterday.',
    ],
    glad: [
      '[g.the] ate every bit of it and sang for [h.o].',
      'Never had anybody been so thankful for a meal.',
    ],
  },
  {
    needs: 'clothes',
    kinds: ['fiddler', 'crow', 'stork', 'singer', 'hedgehog'],
    plight: [
      'Under a tree stood [g.a] and was sad. There was a feast that day, and [g.he] had nothing new to wear.',
      'On a bench sat [g.a], who was on the way to a feast in [g.his] old clothes.',
    ],
    direct: [
      'Everyone at the feast will have something new on, and look at me!',
      'How can I go to a feast like this?',
    ],
    glad: [
      '[g.the] put it on, turned around once and looked like somebody quite different.',
      'It fit so well that [g.the] danced all the way down the road.',
    ],
  },
  {
    needs: 'toy',
    kinds: ['duckling', 'mole', 'dormouse', 'owl', 'fawn'],
    plight: [
      'Somebody was crying. It was [g.a], who had nothing to play with.',
      'In the shade sat [g.a] with a bandage around one foot and nothing to play with.',
    ],
    direct: [
      'It is so boring just to sit here.',
      'I have been sitting here since this morning, and I am so bored.',
    ],
    glad: ['[g.the] stopped crying at once and hugged it.', 'A moment later, [g.the] was laughing.'],
  },
];
