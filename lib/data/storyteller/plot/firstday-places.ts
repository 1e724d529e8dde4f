/** Where one can have a first day. */

export interface First {
  readonly sort: 'child' | 'animal';
  /** Homes of the animals that it is for. */
  readonly homes?: readonly string[];
  /** After "the day of": "the first lesson". */
  readonly what: string;
  readonly there: string;
  readonly sight: readonly string[];
  readonly strange: readonly string[];
  readonly task: readonly string[];
  /** How each of the tasks goes, in the same order; over again from the first where there are fewer. */
  readonly works: readonly string[];
  readonly fails: readonly string[];
  readonly surprise: readonly string[];
}

export const FIRSTS: readonly First[] = [
  {
    sort: 'child',
    what: 'the first school day',
    there: 'at school',
    sight: [
      'The school was big and yellow, and there were more children than leaves on a tree.',
      'In front of the school stood a hundred children, and all of them were taller.',
    ],
    strange: [
      'It smelled of chalk and wet coats. A bell rang so loudly that everybody jumped.',
      'There were long halls, and all the doors looked the same.',
    ],
    task: [
      'Then everybody had to say a name out loud.',
      'The teacher asked each of them to draw what they liked best.',
      'Everyone had to sing a line of a song.',
    ],
    works: [
      '[h.n] and [f.n] did it together, and nobody laughed.',
      'It was not hard at all. The teacher smiled at both of them.',
    ],
    fails: [
      'When it was [h.ns] turn to say a name, the wrong one came out.',
      '[h] opened the wrong door and stood in front of the big ones.',
      '[h] bumped into a chair, and it fell over with a crash.',
    ],
    surprise: [
      'And then came a surprise. The teacher said that it was a first day for teachers too, and that no one in the room was more afraid!',
      'Then something unexpected happened. The teacher had a mouse in one pocket, and it ran over all the desks. After that, nobody was shy any more.',
    ],
  },
  {
    sort: 'child',
    what: 'the first swimming lesson',
    there: 'at the pool',
    sight: [
      'The pool was as long as a street, and the water was blue and deep.',
      'There was the pool, and every sound in it came back twice.',
    ],
    strange: [
      'Everybody wore caps, and one could not tell who was who.',
      'A whistle blew, and the floor was cold and wet.',
    ],
    task: [
      'First, they had to sit on the edge and kick.',
      'They had to put their faces into the water and blow bubbles.',
    ],
    works: [
      'They kicked side by side, until it rained on everybody.',
      'One, two, three! [h] blew so many bubbles that [f.n] had to laugh and swallowed some water.',
    ],
    fails: [
      '[h] slipped on the wet floor and fell in, with clothes and all.',
      '[h] swallowed water, coughed, and held on to the teacher like a monkey.',
    ],
    surprise: [
      'And then came a surprise. [h] let go of the edge without noticing, and floated! Nobody else could do that yet.',
      'Then something unexpected happened. A duck came in through the open door and swam along with them.',
    ],
  },
  {
    sort: 'child',
    what: 'the first night at summer camp',
    there: 'at camp',
    sight: [
      'Six tents stood in a circle, and in the middle there was a fire.',
      'The camp lay under tall fir trees, and a flag flew over it.',
    ],
    strange: [
      'It got dark, and something in the trees went hoo.',
      'The bed was hard, and it smelled of rope and smoke.',
    ],
    task: [
      'Everybody had to tell a story by the fire.',
      'Everybody had to find wood for the fire, two by two.',
    ],
    works: [
      '[h.n] began a story, and when [h.he] got stuck, [f.n] went on.',
      'They came back with so much wood that one could hardly see them.',
    ],
    fails: [
      'At night, [h] cried so loudly for home that all the tents woke up.',
      '[h] let the bread for everybody fall into the fire.',
    ],
    surprise: [
      'And then came a surprise. Something went hoo, and out of a tree came a baby owl, no bigger than an apple. It sat down on [h.ns] knee!',
      'Then something unexpected happened. A thousand little lights came out of the grass and flew around the tents. Nobody had told them about the fireflies!',
    ],
  },
  {
    sort: 'child',
    what: 'the first choir practice',
    there: 'in the hall',
    sight: [
      'The hall was so high that every sound came back from the walls.',
      'In the hall, twenty children stood in three rows.',
    ],
    strange: [
      'Everybody knew the songs by heart, and the notes looked like ants.',
      'A piano stood there, black and as big as a cow.',
    ],
    task: ['Then each of them had to sing one note.', 'Two by two, they had to sing the first line.'],
    works: [
      '[h.s] note came out a bit shaky, but it was quite right.',
      '[h.n] sang high and [f.n] sang low, and together it sounded like a bell.',
    ],
    fails: [
      'Out of [h.ns] mouth came a squeak, in the middle of the silence.',
      '[h] knocked over all the notes, and they flew through the hall.',
    ],
    surprise: [
      'And then came a surprise. The piano stopped. It was time to choose who would sing alone at the feast, and they chose just these two voices.',
      'Then something unexpected happened. The piano went plonk. Out of it jumped a cat, and the cat sang along!',
    ],
  },
  {
    sort: 'animal',
    homes: ['water'],
    what: 'the first swim in the big lake',
    there: 'at the big lake',
    sight: [
      'The lake was so big that one could not see the other side.',
      'Until now, there had only been the little pool. This water had waves!',
    ],
    strange: [
      'Everybody else dived in, and their heads came up again far away.',
      'The water was dark, and something silver moved deep down in it.',
    ],
    task: [
      'One after the other, they had to swim to the big stone and back.',
      'First, they were all to put their heads under the water and look.',
    ],
    works: [
      'They swam side by side, and at the stone they rested. Then it went like the wind.',
      '[h] looked down and saw green light and small fish. It was beautiful!',
    ],
    fails: [
      'A wave came and carried [h.o] back to the bank, upside down.',
      '[h] swam in a circle and came back to where the others were waiting.',
    ],
    surprise: [
      'And then came a surprise. A huge old fish came up, and on its back they rode all the way around the lake!',
      'Then something unexpected happened. The big stone began to move. It was a turtle, a hundred years old, and it said good morning!',
    ],
  },
  {
    sort: 'animal',
    homes: ['farm'],
    what: 'the first day with the herd',
    there: 'on the high meadow',
    sight: [
      'The gate opened, and there was the high meadow, with more animals than one could count.',
      'All the big ones stood there and chewed, and looked up.',
    ],
    strange: [
      'They all knew where to stand and when to run.',
      'The wind smelled of things that had no name yet.',
    ],
    task: [
      'They were to run to the old oak, all together, when the bell rang.',
      'Everyone had to jump over the little ditch.',
    ],
    works: [
      'The bell rang, and they ran, and the ground shook under them. How good that was!',
      '[h.n] jumped first, then [f.n], and then both of them again, just for fun.',
    ],
    fails: [
      'When all of them ran left, [h] ran right, straight into a thorn hedge.',
      '[h] did not jump far enough and landed in the ditch.',
    ],
    surprise: [
      'And then came a surprise. The oldest of the herd came over, slowly, and lay down next to them. Nobody had ever seen that before.',
      'Then something unexpected happened. It began to snow, in the middle of spring, and big and small rolled around in it together!',
    ],
  },
  {
    sort: 'animal',
    homes: ['wood', 'field'],
    what: 'the first lesson with Old Owl',
    there: 'under the big oak',
    sight: [
      'Under the big oak sat all the young ones, in a circle.',
      'A great many others had come already and sat on roots and stones.',
    ],
    strange: [
      'Old Owl looked from one to the other with yellow eyes.',
      'All of them seemed to know each other. Only [h.n] knew nobody.',
    ],
    task: [
      'The first lesson was to stand as still as a tree.',
      'The first lesson was to find a safe way over the fallen log.',
      'They had to sit as quietly as stones and not move one toe.',
    ],
    works: [
      '[h.n] looked at [f.n], and [f.n] looked at [h.n], and so it went very well.',
      'It was not hard at all when one had somebody to look at.',
    ],
    fails: [
      'In the middle of it, [h] sneezed so loudly that Old Owl almost fell off the branch.',
      '[h] fell off a root and rolled right into the middle of the circle.',
    ],
    surprise: [
      'And then came a surprise. Old Owl shut one eye, and then the other, and snored! So the first lesson was over, and they all tiptoed home.',
      'Then something unexpected happened. Old Owl said that nobody else had dared to say that they were afraid, and gave a golden leaf to each of them.',
    ],
  },
];
