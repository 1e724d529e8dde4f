/** Surprises after all seemed told. */
import type { Tale } from '../tale.ts';
import { elder } from '../telling/beats.ts';
import type { Plan } from './planning.ts';
import { handy, POOR, thingWith } from './things.ts';

interface Turn {
  readonly can: (t: Tale, planned: Plan) => boolean;
  readonly tell: (t: Tale) => void;
}

/** What an egg can lie in. */
const NESTS = ['hat', 'cap', 'glove', 'mitten', 'sock', 'shoe', 'boot', 'slipper', 'helmet', 'hood'];

/** Kinds of things that somebody makes. */
const MADE = ['toy', 'clothes', 'garment', 'fragile', 'instrument', 'gear'];

/** Toys in which something can be hidden. */
const HOLLOW = [
  'doll',
  'drum',
  'robot',
  'puppet',
  'music box',
  'rocking horse',
  'toy car',
  'toy train',
  'toy truck',
];

/** Clothes with a pocket or a lining, in which something small can be hidden. */
const WITH_POCKETS = [
  'coat',
  'jacket',
  'raincoat',
  'vest',
  'apron',
  'robe',
  'costume',
  'pants',
  'shorts',
  'jeans',
];

/** Animals that live with people. */
const PETS = ['cat', 'dog', 'kitten', 'puppy', 'duck', 'goose', 'pony', 'donkey', 'horse', 'rabbit'];

/** Problems in which the thing has been in the water. */
const WASHED = ['water', 'river', 'sunk', 'muddy', 'stained'];

const TURNS: readonly Turn[] = [
  { can: (_, { problem }) => !WASHED.includes(problem.name), tell: stowaway },
  { can: () => true, tell: lostLongAgo },
  {
    can: (t, { solution }) =>
      t.cast.m === undefined &&
      ['self', 'tool', 'together'].includes(solution?.by ?? '') &&
      solution?.name !== 'chain',
    tell: watched,
  },
  {
    can: (t, { quarrel, premise }) =>
      quarrel !== 'mockery' && premise !== 'gift' && !t.text.includes('birthday'),
    tell: party,
  },
  {
    can: (t, { premise }) =>
      t.cast.l !== undefined &&
      (premise === 'friend' || premise === 'borrowed') &&
      MADE.includes(t.thing('o').noun.kind) &&
      t.thing('o').state === 'whole',
    tell: maker,
  },
  {
    can: (t, { solution }) =>
      solution?.by === 'creature' &&
      t.character('h').sort === 'child' &&
      PETS.includes(t.character('c').kind),
    tell: runaway,
  },
  {
    can: (_, { problem, solution, premise }) =>
      problem.name === 'thief' && solution !== null && premise !== 'gift',
    tell: gift,
  },
  // What is left of a cup has no inside, and a board has none at all.
  {
    can: (t, { problem }) =>
      (problem.name === 'torn' && WITH_POCKETS.includes(t.thing('o').noun.word)) ||
      (problem.name === 'broken' &&
        HOLLOW.includes(t.thing('o').noun.word) &&
        t.thing('o').state === 'whole'),
    tell: inside,
  },
  {
    can: (_, { problem, solution, premise }) =>
      problem.name === 'dog' && solution !== null && premise !== 'gift',
    tell: follows,
  },
  {
    can: (t, { problem, premise, solution }) =>
      problem.name === 'stuck' &&
      premise === 'own' &&
      solution !== null &&
      NESTS.includes(t.thing('o').noun.word) &&
      t.thing('o').holder === t.character('h'),
    tell: nest,
  },
];

/** Surprises that suit all stories. */
const ANY: readonly Turn['tell'][] = [stowaway, watched, lostLongAgo, party];

/** The surprise of a quest that ends well, unless there was one already. */
export function turn(t: Tale, planned: Plan): void {
  if (!t.has('Twist') || planned.itself) return;
  t.mark('Twist');
  if (planned.premise === 'seen' && !planned.problem.begins && t.random.chance(0.6)) {
    owner(t);
    return;
  }
  // What suits this story alone comes before what suits all.
  const possible = TURNS.filter(({ can }) => can(t, planned));
  const special = possible.filter(({ tell }) => !ANY.includes(tell));
  t.random.pick(special.length > 0 && t.random.chance(0.6) ? special : possible).tell(t);
}

/** What was found belongs to somebody. */
function owner(t: Tale): void {
  const other = t.named(t.character('h').sort === 'animal' ? 'animal' : 'child', t.character('h'));
  t.bind({ w: other });
  t.say([
    'But then came a surprise. [w.a] ran up and stared at [o.the].',
    'Then something unexpected happened. [w.a] came along and cried out with joy.',
    'But what was that? [w.a] came running, out of breath, and pointed at [o.the].',
  ]);
  t.thing('o').owner = other;
  const food = t.choice.edible(t.thing('o'));
  t.speak(
    'w',
    food
      ? [
          'That is my [o.word]! A crow took it this morning.',
          'You found my [o.word]! I looked for it all morning.',
        ]
      : [
          'That is my [o.word]! I lost it long ago.',
          'You found my [o.word]! I looked for it everywhere.',
          'Oh, my [o.word]! I never thought that I would see it again.',
        ],
    food
      ? ['It was [w.ns] [o.word]. A crow had taken it that morning.', '[w] had looked for it all morning.']
      : [
          'It was [w.ns] [o.word], lost long ago.',
          '[w] had lost it long ago and had looked for it everywhere.',
        ],
    'happy',
  );
  t.world.give(t.character('h'), other, t.thing('o'));
  t.say([
    '[h.n] was sad for a moment. Then [h.he] smiled and gave it to [w.n], and [w.n] became a new friend.',
    '[h.n] gave [o.the] to [w.n]. It was not easy, but it was right.',
    'For a moment, [h.n] held on to it. Then [h.he] gave it to [w.n], and both of them were happy.',
  ]);
}

/** Somebody has come along on it. */
function stowaway(t: Tale): void {
  const { noun } = t.choice.required;
  t.bind({
    e: t.random.pick(
      [
        'a tiny mouse',
        'a little snail',
        'a ladybug',
        'a small green frog',
        'a caterpillar',
        'a little cricket',
        'a fat beetle',
      ].filter((text) => !text.endsWith(noun.word)),
    ),
  });
  t.say([
    'Then came the surprise: on [o.the] sat [e], fast asleep! Nobody had seen it before.',
    "What was that? To everyone's surprise, [e] had come along with [o.the].",
    'Something moved, and [h] looked more closely. On [o.the] sat [e]. Where had it come from?',
  ]);
  t.say([
    '[h] carried it to a safe place.',
    'Very carefully, [h] put it down in the grass.',
    '[h] let it sit on a leaf, and it went its way.',
  ]);
}

/** Somebody could have helped, and did not have to. */
function watched(t: Tale): void {
  elder(t, t.cast.q === undefined ? undefined : ['mom', 'dad']);
  t.say(
    [
      'Then came the surprise. Behind a bush, somebody clapped. It was [h.ns] [m.kind], who had seen it all and had only waited to see if [us] could do it without help!',
      'And then something unexpected happened. The bush next to [us.o] began to laugh. Out came [h.ns] [m.kind], with leaves in [m.his] hair. [m.he] had wanted to help, and it had not been needed!',
      'But that was not all. To the surprise of [us.o], [h.ns] [m.kind] stood not far away and clapped. [m.he] had come to help, and there was nothing left to do!',
    ].filter((line) => t.character('h').sort === 'child' || !line.includes('hair')),
  );
}

/** Something that the hero lost long before. */
function lostLongAgo(t: Tale): void {
  find(t);
  t.say([
    'Then came the surprise. Not far away, between two stones, lay [g2.a]. [h.n] knew it at once. It was [h.his] own, and [h.he] had lost it a whole year before!',
    'And then came one thing more. In the grass, right in front of [h.n], lay [g2.a]. [h.n] could not believe it: [h.he] had lost it last summer and had long stopped looking.',
    'That was when something unexpected happened. [h.n] saw [g2.a] on the ground. It was the very one that [h.he] had lost long ago!',
  ]);
  t.say([
    'So two things came home that day.',
    '[h] had to laugh. What a day!',
    '[h] held it tight. This time, [h.he] would take better care of it.',
  ]);
}

function find(t: Tale): void {
  const thing = thingWith(
    t,
    ['small'],
    // Nobody knows a stone again after a year, and no letter lasts so long in the grass.
    (noun) =>
      handy(t, noun, null) &&
      t.lexicon.hasTag(noun, 'gift') &&
      !t.lexicon.hasTag(noun, 'eat') &&
      noun.kind !== 'paper',
    ['strange', 'odd', 'new', ...POOR],
  );
  t.bind({ g2: thing });
  t.world.find(t.character('h'), thing);
  thing.owner = t.character('h');
}

function party(t: Tale): void {
  t.late = true;
  t.say([
    'That evening came a surprise. When [h.n] opened the door at home, everybody was there, with lights and a huge cake. With all that had happened, [h.n] had forgotten [h.his] own birthday!',
    'Then, back at home, it was dark and strangely quiet. All at once, there was light, and everyone jumped out and cheered! It was the birthday of [h.n], and [h.he] had not thought of it once that day.',
    'And in the evening came a surprise. At home, a cousin from far away sat at the table. Nobody had told [h.n] one word about it, and the cousin was going to stay for a whole week!',
  ]);
}

/** Whoever lent the tool knows the thing. */
function maker(t: Tale): void {
  t.say(
    [
      'When [l.the] saw [o.the], [l.he] became very quiet. Then came the surprise: [l.he] had made it with [l.his] own hands, many years ago! Nobody had known that.',
      'Then [l.the] turned [o.the] around and laughed. To the surprise of everyone, there was a tiny sign on it, and it was [l.his]. [l.he] had made it long ago.',
    ].map((line) =>
      t.character('h').sort === 'animal' ? line.replace(' with [l.his] own hands', '') : line,
    ),
  );
}

/** The helper has a home. */
function runaway(t: Tale): void {
  if (t.cast.m === undefined) elder(t, t.cast.q === undefined ? undefined : ['mom', 'dad']);
  // Whoever lives with mom and dad knows the animals of the house.
  const elsewhere = !['mom', 'dad'].includes(t.character('m').kind);
  t.say([
    ...(elsewhere
      ? [
          'Then [h.ns] [m.kind] came along and cried out in surprise. That was the very [c.kind] that had run away from [m.his] house a week ago!',
        ]
      : []),
    'And then came the surprise. [h.ns] [m.kind] came down the path, saw [c.the], and laughed. [m.he] had looked for it for days. It was going to be a gift for [h.n]!',
  ]);
}

/** The thief brings something. */
function gift(t: Tale): void {
  const thing = thingWith(t, ['small'], (noun) => handy(t, noun, null) && noun.kind !== 'plant');
  t.bind({ g2: thing });
  t.world.find(t.character('z'), thing);
  t.world.give(t.character('z'), t.character('h'), thing);
  const evening = t.random.chance(0.5);
  if (evening) {
    t.character('h').place = null;
    t.late = true;
  }
  t.say(
    evening
      ? 'In the evening came the surprise. In front of [h.ns] door sat [z.the], and it had brought something: [g2.a]! It put it down and was gone.'
      : 'And then something unexpected happened. [z.the] came back once more. This time, it did not take anything. It put [g2.a] down at [h.ns] feet.',
  );
}

/** Something was hidden in it. */
function inside(t: Tale): void {
  const thing = thingWith(t, ['small'], (noun) => handy(t, noun, null) && noun.kind === 'treasure');
  t.bind({ g2: thing });
  t.world.find(t.character('h'), thing);
  t.say([
    'And there was a surprise. From somewhere deep in [o.the], [g2.a] fell out! It must have been hidden there for a long time.',
    'Then something unexpected happened. In [o.the], there was a little place that nobody had ever seen, and in it was [g2.a].',
  ]);
}

function follows(t: Tale): void {
  t.character('h').place = null;
  t.say([
    'But the surprise came later. When [h.n] was at home, something scratched at the door. It was [d.the]! It only wanted to be petted once more.',
    "On the way home, [h.n] heard steps, and to everyone's surprise, it was [d.the]. It walked along, with its head up, as if it had to take care of [h.o].",
  ]);
}

/** Somebody needs the thing more. */
function nest(t: Tale): void {
  t.world.lose(t.thing('o'), 'in the tree');
  t.say([
    'But what a surprise! In [o.the] lay a tiny blue egg. While it hung in the tree, a bird had made its nest there. So [h] put [o.the] back on a low branch, very gently.',
    'Then [h] looked into [o.the] and could not believe it: there were two small eggs in it! A bird flew around and cried. [h] did not think about it for long and hung [o.the] back on a branch for it.',
  ]);
  t.say([
    '[h] could do without it. A bird cannot do without a nest.',
    'Some weeks later, there were some more birds in that tree, and they sang every morning.',
  ]);
}
