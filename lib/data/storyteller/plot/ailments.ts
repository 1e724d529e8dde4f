/** What can be wrong with somebody, who can help, and how it goes. */
export interface Ailment {
  readonly short: string;
  readonly only?: 'children';
  readonly healer: string;
  /** Whether it begins on a walk. */
  readonly walks: boolean;
  readonly begins: readonly string[];
  /** How it shows after a walk, when it began before. */
  readonly worse: readonly string[];
  /** How it comes out at home, where it cannot be seen at once. */
  readonly noticed?: readonly string[];
  readonly imagined: readonly string[];
  /** Whether the help is done in a moment and could hurt. */
  readonly quick?: true;
  readonly help: readonly string[];
  readonly better: readonly string[];
  readonly surprise: readonly string[];
  readonly hint: readonly string[];
  readonly payoff: readonly string[];
  readonly pity: readonly string[];
}

export const AILMENTS: readonly Ailment[] = [
  {
    short: 'a loose tooth',
    healer: 'dentist',
    only: 'children',
    walks: false,
    begins: [
      'One morning, [h] bit into a hard crust and felt something strange. A tooth was loose!',
      'A tooth in the front of [h.ns] mouth began to wiggle.',
      'One of [h.ns] teeth went back and forth like a little door in the wind.',
    ],
    worse: [
      'Soon the tooth hung by a thread.',
      'When [h] wanted to bite into an apple, it hurt.',
      'After that, it hurt to bite, and [h.he] gave [h.his] bread to the birds.',
    ],
    quick: true,
    imagined: [
      'There would be a big pair of pliers, for sure.',
      '[h.he] thought of loud machines and long needles.',
    ],
    help: [
      'The [d.kind] gave the tooth a tiny push, and out it came, white and small.',
      'Open wide, one, two, and the tooth was out before three.',
    ],
    better: [
      'Where the tooth had been, there was now a gap, just right for <knowledge?whistling|seeing|hearing>.',
      'In a little box, [h] carried the tooth home. That night it lay under the pillow.',
    ],
    surprise: [
      'Then came a surprise: there was already a new tooth under the old one, as small as a grain of rice!',
      'And what was that? The [d.kind] laughed and showed a gap as well. What a surprise! [d.he] had lost a tooth on an apple that very morning.',
    ],
    hint: [
      'Every child in the street had a gap in front, and all of them said that a new tooth comes for every old one.',
      '[h.s] [m.kind] had told [h.him] that small teeth fall out to make room for big ones.',
    ],
    payoff: [
      'So it was true what they had said: old teeth only make room for new ones.',
      'It was just as [h.n] had been told about old teeth and new ones.',
    ],
    pity: [
      'The tooth came out at night all by itself, and [h] swallowed it in [h.his] sleep. There was nothing to put under the pillow.',
      'The tooth began to hurt so much that [h] could not eat one bite that evening.',
    ],
  },
  {
    short: 'a splinter',
    healer: 'doctor',
    walks: true,
    begins: [
      'There, [h] slid along an old board. Ouch! A splinter went right into [h.his] leg.',
      'On an old fence, it happened. A thin splinter of wood got stuck in [h.ns] leg.',
    ],
    worse: [],
    quick: true,
    imagined: [
      'With what would it be pulled out? Maybe with a big hook!',
      '[h.he] thought of a needle as long as a fork.',
    ],
    help: [
      'With a tiny pair of tweezers, the [d.kind] got hold of the splinter. One short pull, and it was out.',
      'The [d.kind] put some warm water on it and told a joke about a duck. While [h.n] laughed, the splinter came out.',
    ],
    better: [
      'The splinter was so small that one could hardly see it.',
      'A little bandage with a star went on top, and [h] showed it to everybody.',
    ],
    surprise: [
      'Then came a surprise. The [d.kind] opened a box with a hundred splinters in it, from all who had been brave, and this one was put next to them!',
      'And there was a surprise. The [d.kind] had a splinter in the very same place, and [h.n] was allowed to pull it out!',
    ],
    hint: [
      '[h.s] [m.kind] had said that old wood bites, and that small things are best taken care of at once.',
    ],
    payoff: [
      'Old wood does bite, as [h.s] [m.kind] had said, and a small thing is best taken care of at once.',
    ],
    pity: [
      'The splinter went deeper and deeper. In the end, it was hot and red all around, and [h] had to stay in bed for two weeks.',
    ],
  },
  {
    short: 'a bad cough',
    healer: 'doctor',
    walks: false,
    begins: [
      'One morning, [h] woke up with a cough. It sounded like an old dog.',
      '[h.n] coughed at breakfast. [h.he] coughed so much that the spoon fell into the soup.',
      'It began with a tickle in [h.ns] throat. By noon, it was a real cough.',
    ],
    worse: [
      'After that, the cough was even worse.',
      'Soon [h.his] head was hot.',
      'Then came a cough that would not stop, and [h] had to sit down.',
    ],
    imagined: [
      'The medicine would be green and taste of frogs, for sure.',
      '[h.he] thought of big bottles and cold hands.',
    ],
    help: [
      'The [d.kind] listened to [h.s] chest and let [h.him] listen as well. It went boom, boom, like a little <reasoning?drum|bell|flute>. Then there was a spoon of syrup, and the tickle was not half as bad.',
      'The [d.kind] looked into [h.ns] mouth and gave [h.him] a spoon of brown syrup. It tasted of cherries!',
      'The [d.kind] told [h.n] to drink a lot of tea, to stay <knowledge?warm|cold|wet>, and to sleep. That did not sound bad at all.',
    ],
    better: [
      'After three days, the cough was gone.',
      'With a scarf around the neck and a cup of tea, the cough got smaller, day by day.',
    ],
    surprise: [
      "Then the [d.kind] sneezed three times! To everyone's surprise, [d.he] had a cold too, and all of them had to laugh.",
      'Then came a surprise. Because [h.n] had been so brave, the [d.kind] gave [h.him] a big red candy!',
    ],
    hint: [
      'The day before, [h] had run through the rain without a coat, although [h.his] [m.kind] had called after [h.him].',
      'The night before, [h] had slept with an open window and without a blanket.',
    ],
    payoff: [
      'Now [h.n] knew where the cough had come from. If only [h.he] had kept warm!',
      'So this was what came of it when one gets cold.',
    ],
    pity: [
      'The cough got so bad that [h] lay in bed for a whole month and missed the first snow, the last apples and [h.his] own birthday.',
    ],
  },
  {
    short: 'weak eyes',
    healer: 'doctor',
    only: 'children',
    walks: true,
    begins: [
      'There, [h] said hello to a scarecrow and walked past a friend as if nobody were there.',
      'There, [h] wanted to pick up a leaf. It was a frog, and it hopped away.',
      'There, [h] waved at what looked like a dog and called it. But it was a bag of potatoes.',
    ],
    worse: [],
    noticed: [
      'At home, [h] poured the milk next to the cup. [h.s] [m.kind] saw it. Was something wrong with [h.ns] eyes?',
      'At home, [h] told [h.his] [m.kind] about it. [m] held up a picture across the room, and to [h.n] it was only a gray spot. So it was the eyes!',
      'At home, [h] walked right into the door. [h.s] [m.kind] looked at [h.him] for a long time. Could it be the eyes?',
    ],
    imagined: ['With glasses, everybody would laugh.', '[h.he] was sure that it would hurt the eyes.'],
    help: [
      'On the wall hung letters, big ones and small ones. [h] could read only the big ones. Then the [d.kind] put a pair of <knowledge?glasses|gloves|shoes> on [h.ns] nose, and now even the smallest ones were clear.',
      '[h] looked through round pieces of glass, one after the other, until even small letters were clear. The two best ones became [h.his] new glasses.',
    ],
    better: [
      'Now every leaf on the tree had an edge, and the bird on the roof had eyes!',
      'The glasses were blue, and the world was sharp and bright.',
    ],
    surprise: [
      'Then came a surprise: the children in the street liked the glasses so much that two of them wanted to have some as well!',
      'And the first thing that [h] saw with the new glasses was a surprise: on the shelf sat a cat, which [h.he] had taken for a hat!',
    ],
    hint: [
      '[h.s] [m.kind] had noticed that [h] held every picture book close to [h.his] nose.',
      'At breakfast, [h] had put salt in the milk, because the two jars looked the same to [h.him].',
    ],
    payoff: [
      'Now it was clear why so many things had looked the same to [h.o].',
      'So that was why [h.n] had to go so close to everything!',
    ],
    pity: [
      'The next day, [h] did not see a step and fell down the stairs. With an arm in a sling, there was no swimming that summer.',
      'So [h] did not see the hole in the path, fell, and broke one leg.',
    ],
  },
  {
    short: 'a bee sting',
    healer: 'doctor',
    walks: true,
    begins: [
      'There, a bee sat on a flat stone. [h] sat down on the same stone, and that was not a good idea. Ouch!',
      'There, [h] hit at a bee. One should not do that. It stung [h.him] right on the <knowledge?nose|stone|hat>.',
    ],
    worse: [],
    quick: true,
    imagined: ['What if it had to be cut off?', '[h.he] thought of needles. One sting was enough!'],
    help: [
      'The [d.kind] pulled out the tiny sting and put something cool on it.',
      'The [d.kind] cut an onion in two and held it on the red spot. It smelled strong, but it helped.',
    ],
    better: [
      'Soon the red spot was as small as a berry, and then it was gone.',
      'After an hour, it only tickled.',
    ],
    surprise: [
      'Then came a surprise. A bee flew in at the window, and the [d.kind] jumped on a chair! [d.he] was afraid of bees.',
    ],
    hint: ['[h.s] [m.kind] had always said that bees do nothing to those who leave them alone.'],
    payoff: ['Bees do nothing to those who leave them alone. [h.s] [m.kind] had said it often enough.'],
    pity: [
      'By evening, the place where the bee had stung was red and as thick as an apple. It hurt so much that [h] could not go out for a whole week.',
    ],
  },
];
