/** Where wishes come from, and what comes of them. */
export interface Source {
  /** "a blue button" */
  readonly one: string;
  readonly word: string;
  readonly found: readonly string[];
  /** How a wish is made. */
  readonly use: string;
}

export const SOURCES: readonly Source[] = [
  {
    one: 'a blue button',
    word: 'button',
    found: [
      '[spot], [h] found a blue button. It was warm, as if somebody had just held it.',
      'Something blue lay [spot]. It was a button, and it shone like a piece of the sky.',
    ],
    use: 'turned the button around three times',
  },
  {
    one: 'a little brass bell',
    word: 'bell',
    found: [
      '[spot], [h] found a little brass bell. It had no handle, and it was full of earth.',
      '[h] heard a thin ringing [spot]. There lay a little brass bell.',
    ],
    use: 'rang the bell once',
  },
  {
    one: 'a white stone with a hole',
    word: 'stone',
    found: [
      '[spot], [h] found a white stone with a hole in the middle. Through the hole, the world looked green.',
      'A white stone lay [spot]. It had a hole, and a light came out of it.',
    ],
    use: 'looked through the hole in the stone',
  },
  {
    one: 'a fallen star',
    word: 'star',
    found: [
      '[spot], [h] found a fallen star. It was no bigger than a cookie, and it tickled.',
      'Something glowed [spot]. It was a little star that had fallen from the sky.',
    ],
    use: 'blew softly on the star',
  },
  {
    one: 'a golden acorn',
    word: 'acorn',
    found: [
      '[spot], [h] found a golden acorn. When one shook it, it hummed.',
      'Among all the brown things [spot] was one of gold. It was an acorn, and it hummed like a bee.',
    ],
    use: 'shook the acorn next to one ear',
  },
  {
    one: 'an old whistle',
    word: 'whistle',
    found: [
      '[spot], [h] found an old whistle. It had stars on it, and it was as light as a leaf.',
      'An old silver whistle lay [spot]. It felt cool and a little bit magic.',
    ],
    use: 'blew the whistle, and it made no sound at all',
  },
];

export interface Wish {
  /** "I wish …!" and what was wished. */
  readonly direct: string;
  readonly indirect: string;
  /** How it comes true, and is good at first. */
  readonly good: readonly string[];
  /** What is wrong with it. */
  readonly wrong: readonly string[];
  /** How all is as before. */
  readonly undone: readonly string[];
  /** What stays when it is not undone. */
  readonly stays: readonly string[];
  readonly lesson: string;
  readonly short: string;
}

export const WISHES: readonly Wish[] = [
  {
    direct: 'I wish that it would never rain again!',
    indirect: '[h] wished that it would never rain again.',
    good: [
      'At once, every cloud was gone. The sun shone day after day.',
      'The sky turned blue and stayed like that for weeks.',
    ],
    wrong: [
      'But the flowers hung their heads, for without rain they had no <knowledge?water|light|color>.',
      'But soon the grass was brown, the well was empty, and everybody was <knowledge?thirsty|wet|cold>.',
    ],
    undone: ['A drop fell on [h.ns] nose, then two, then a thousand. Never had rain felt so good!'],
    stays: ['The garden stayed brown and dry, and the frogs had to move away.'],
    lesson: 'the sun and the rain are both good',
    short: 'that it would never rain again',
  },
  {
    direct: 'I wish that I were as big as a house!',
    indirect: '[h] wished to be as big as a house.',
    good: [
      '[h] grew and grew, until [h.he] could look over all the trees.',
      'Up and up [h] went, until the trees were as small as {flowers|carrots}.',
    ],
    wrong: [
      'But [h] had to sleep outside. No bed and no blanket was <reasoning?big|small> enough.',
      'But everybody was afraid and ran away, and there was nobody left to play with.',
      'But when [h] took one step, the ground shook, and everybody shouted at [h.him].',
    ],
    undone: [
      'Down [h] went, smaller and smaller. How good it was to be small!',
      'At once, [h] was as big as before, and not one bit bigger.',
    ],
    stays: ['That night, [h] lay outside in the cold, much too big for every bed, and all alone.'],
    lesson: 'it is good to be just the size one is',
    short: 'to be as big as a house',
  },
  {
    direct: 'I wish that there were no night and no bedtime!',
    indirect: '[h] wished that there were no night and no bedtime.',
    good: [
      'The sun stopped in the middle of the sky and did not go down. [h] played and played.',
      'It did not get dark at all, and nobody was called in to bed.',
    ],
    wrong: [
      'But after two days, everybody was so <reasoning?tired|hungry|rich> that they fell asleep in their soup.',
      'But the birds did not know when to sing, and everyone was cross.',
    ],
    undone: ['The sun went down, the stars came out, and everybody went to bed.'],
    stays: ['The sun stood there and did not move, and nobody had a good dream any more.'],
    lesson: 'everything has its time, even going to bed',
    short: 'that there were no night',
  },
  {
    direct: 'I wish that all I touch turned into candy!',
    indirect: '[h] wished that all [h.he] touched turned into candy.',
    good: [
      '[h] touched a fence, and it was candy. How good that was!',
      'A twig turned into a sugar stick, and [h] ate until [h.his] tummy was round.',
    ],
    wrong: [
      'But the bread turned into candy too, and so did the pillow.',
      'But when [h] wanted to drink, the water turned into candy as well. How thirsty [h.he] was!',
    ],
    undone: ['[h] touched a piece of bread. It stayed bread, and how good it was!'],
    stays: ['From then on, [h] had nothing to eat but candy, and nobody wanted to shake hands with [h.him].'],
    lesson: 'too much of a sweet thing is not sweet',
    short: 'that all [h.he] touches turns into candy',
  },
  {
    direct: 'I wish that nobody could see me!',
    indirect: '[h] wished that nobody could see [h.him].',
    good: [
      'At once, [h] could not even see [h.his] own nose. [h.he] danced on a table, and nobody knew.',
      'It was fun at first. [h] picked up a hat and ran, and the hat seemed to fly.',
    ],
    wrong: [
      'But at dinner, there was no plate for [h.him], for nobody knew that [h.he] was <reasoning?there|away|asleep>.',
      'But nobody asked [h.him] to play, and somebody almost sat down on [h.him].',
    ],
    undone: [
      'First there was a nose again, then two ears, then all of [h.o].',
      'Somebody looked up and said hello to [h.o]!',
    ],
    stays: ['[h] called and waved, but nobody ever saw [h.him] again.'],
    lesson: 'it is good to be seen by those who love us',
    short: 'that nobody could see [h.him]',
  },
  {
    direct: 'I wish that I could fly!',
    indirect: '[h] wished to fly.',
    good: [
      'Up [h] went, as light as a feather, over the roofs and the trees. The birds said hello.',
      'Both feet left the ground, and [h] flew around a tower, three times.',
    ],
    wrong: [
      'But [h] could not stop! Up and up it went, where it was very cold.',
      'But then the wind came and blew [h.him] away like a balloon.',
    ],
    undone: ['Softly, like a leaf, [h] came down. The ground felt hard and good.'],
    stays: ['The wind carried [h.o] far away, over the hills and the sea, and it was a very long way back.'],
    lesson: 'it is good to have both feet on the ground',
    short: 'to fly',
  },
  {
    direct: 'I wish that I could understand all animals!',
    indirect: '[h] wished to understand all animals.',
    good: [
      'At once, [h] understood what a worm was singing, and that a bird was telling a joke.',
      'A beetle said good morning, and a snail asked for the way. [h] laughed with joy.',
    ],
    wrong: [
      'But soon all of them talked at once. It was so <reasoning?loud|dark|sweet> that [h] could not hear [h.his] own words.',
      'But even at night it did not stop, and [h] could not sleep at all.',
    ],
    undone: ['It was quiet. The bird only sang, and that was enough.'],
    stays: ['From then on, there was never one quiet moment in [h.s] head.'],
    lesson: 'one does not have to know everything',
    short: 'to understand all animals',
  },
  {
    direct: 'I wish that nobody ever said no to me!',
    indirect: '[h] wished that nobody ever said no to [h.him].',
    good: [
      'Cake for breakfast? Yes. Boots in bed? Yes. A drum at night? Yes! [h] laughed and laughed.',
      '[h] asked for one ice cream after the other, and got them all.',
    ],
    wrong: [
      'But when [h] asked if a tummy ache would soon be over, all they said was <reasoning?yes|no|never>. It was not true.',
      'But soon [h.his] tummy hurt, and still nobody said that it was enough.',
    ],
    undone: ['[h] asked for ice cream before dinner. The answer was no, and [h] was so happy about it!'],
    stays: ['From then on, [h] never knew what anybody really thought.'],
    lesson: 'a no can be kinder than a yes',
    short: 'that nobody ever says no to [h.him]',
  },
];
