/** A seed is planted and waited for: with too little or too much care, against goats and weather, until it grows or not. */
import type { Tale } from '../tale.ts';
import { begin, elder, friend, makeUp } from '../telling/beats.ts';
import { aside, grief, spare } from './asides.ts';
import { happyAtHome, sadAtHome, shortWalk } from './indoors.ts';
import type { Plot } from './plot.ts';

interface Plant {
  /** "a bean" */
  readonly seed: string;
  readonly looks: string;
  /** What grows from it, what could not, and how it is in the end. */
  readonly plant: string;
  readonly not: readonly [string, string];
  readonly grown: readonly string[];
  readonly harvest: readonly string[];
}

const PLANTS: readonly Plant[] = [
  {
    seed: 'a sunflower seed',
    looks: 'gray, with white stripes',
    plant: 'a sunflower',
    not: ['an apple tree', 'a carrot'],
    grown: ['It grew taller than the fence. On top sat a big yellow face that turned to the sun.'],
    harvest: ['In the fall, there were a hundred new seeds in it, and the birds got half of them.'],
  },
  {
    seed: 'a bean',
    looks: 'white and as smooth as a pebble',
    plant: 'a bean plant',
    not: ['a rose', 'a pumpkin'],
    grown: ['It climbed up a stick, around and around, and had red flowers.'],
    harvest: ['In August, long green beans hung on it, enough for a big pot of soup.'],
  },
  {
    seed: 'a pumpkin seed',
    looks: 'flat and pale, like a little tongue',
    plant: 'a pumpkin',
    not: ['a tulip', 'a cherry tree'],
    grown: [
      'It crept over the ground with leaves like umbrellas. Under one of them lay a pumpkin, as big as a ball, then as big as a chair.',
    ],
    harvest: [
      'In the fall, they cut a funny face into it and put a candle inside.',
      'It took two to carry it home, and there was pumpkin pie for a week.',
    ],
  },
  {
    seed: 'an apple seed',
    looks: 'small, brown and shiny',
    plant: 'an apple tree',
    not: ['a sunflower', 'a bean plant'],
    grown: [
      'It was only a little stick with five leaves. The next year it had ten, and the year after that it was as tall as [h.n].',
    ],
    harvest: [
      'And one spring it had white flowers, and in the fall one red apple, the sweetest in the world.',
    ],
  },
  {
    seed: 'a carrot seed',
    looks: 'no bigger than a grain of sand',
    plant: 'a carrot',
    not: ['a pear tree', 'a rose'],
    grown: [
      'Green leaves came up, as fine as feathers. The best part could not be seen, for it grew <knowledge?under|above|far from> the ground.',
    ],
    harvest: ['[h] pulled and pulled. Out came a long orange carrot, with a crunch in every bite.'],
  },
  {
    seed: 'a tulip bulb',
    looks: 'brown and round, like a little onion',
    plant: 'a tulip',
    not: ['a pumpkin', 'an oak'],
    grown: ['A green nose pushed through the earth. Then came a stem, and a bud, shut tight like a fist.'],
    harvest: ['One warm morning, the bud was open, and it was red inside and out.'],
  },
];

interface Trouble {
  readonly name: string;
  readonly told: readonly string[];
  readonly saved: readonly string[];
  readonly ruined: readonly string[];
}

const TROUBLES: readonly Trouble[] = [
  {
    name: 'water',
    told: [
      '[h] wanted to do well and watered it in the morning, at noon and at night. The earth turned to mud.',
      'Ten cans of water a day, that could not be wrong, thought [h]. Soon there was a little lake.',
    ],
    saved: [
      '[m] showed [h.him] how to feel the earth first. If it was wet, the can could stay where it was.',
    ],
    ruined: ['The seed lay in the water for too long. It went soft and black, and nothing ever came up.'],
  },
  {
    name: 'digging',
    told: [
      'After two days, [h] could not wait any longer. [h.he] dug it up to see if it was growing. It was not, and [h.he] put it back.',
      'Was it still there? [h] dug it up to look, and the next day once more.',
    ],
    saved: [
      '[m] laughed and said that a seed is like somebody in bed: it does not grow when one pulls off the blanket. From then on, [h.n] let it sleep.',
    ],
    ruined: ['But by the fifth time, the tiny white root broke off, and that was the end of it.'],
  },
  {
    name: 'goat',
    told: [
      'When the first green leaves were out, a goat looked over the fence. It liked green leaves very much.',
      'One day, the gate was open, and a goat walked in. It sniffed at the bed and licked its lips.',
    ],
    saved: [
      '[h.n] ran out just in time, waved both arms, and then built a fence of sticks all around.',
      'It bit off one leaf before [h.n] came. Together with [m.o], [h.he] put an old basket over the plant. Now it was safe.',
    ],
    ruined: [
      'Crunch, crunch! When [h.n] came, there was not one leaf left, and the goat looked very pleased.',
    ],
  },
  {
    name: 'dry',
    told: [
      'Then came hot days without a drop of rain. The earth got hard and gray, and the little leaves hung down.',
      'It did not rain for three weeks. Every morning, the leaves were a little more tired.',
    ],
    saved: [
      'A plant gets thirsty, just like us. Every evening, [h.n] carried <knowledge?water|sand|stones> from the well, and the leaves stood up again.',
    ],
    ruined: [
      '[h.n] forgot to water it for a few days. When [h.he] thought of it again, the plant was as dry as paper.',
    ],
  },
  {
    name: 'frost',
    told: [
      'Then one night it got cold. The stars were bright, and there was ice on the puddles.',
      'One evening, the wind came from the north, and it smelled of snow.',
    ],
    saved: [
      '[h.n] took the blanket from [h.his] own bed and put it over the plant. In the morning it was still green.',
      '[m] helped [h.him] to cover the plant with straw, as one covers somebody with a blanket.',
    ],
    ruined: ['In the morning, the plant was black. The cold had been too much for it.'],
  },
  {
    name: 'shade',
    told: [
      'The plant grew, but it was thin and pale. It stood behind a big barrel and never saw the sun.',
      'It leaned to one side, as if it wanted to look around the corner of the shed.',
    ],
    saved: [
      '[m] knew what was wrong. They rolled the barrel away, and now the plant had what it had missed: <knowledge?sunlight|company|music>.',
    ],
    ruined: [
      'It got thinner and thinner in the dark corner. One day it lay down on the ground and did not get up again.',
    ],
  },
];

export const seed: Plot = {
  name: 'seed',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  tell(t: Tale): void {
    begin(t);
    const plant = t.random.pick(PLANTS);
    elder(t, ['mom', 'dad', 'grandma', 'grandpa', 'aunt', 'uncle']);
    t.bind({ seed: plant.seed, plant: plant.plant, looks: plant.looks });
    t.paragraph();
    shortWalk(t);
    given(t);
    planted(t, plant);
    t.paragraph();
    waiting(t);
    if (t.has('Conflict')) bet(t);
    const { kind } = t.character('h');
    const trouble = t.random.pick(TROUBLES.filter(({ name }) => name !== 'goat' || kind !== 'goat'));
    if (['dry', 'frost', 'shade'].includes(trouble.name))
      t.say([
        'Then, one morning, there was something green!',
        'On the tenth day, two tiny leaves looked out of the ground.',
        'At last, something green came up, as thin as a thread.',
      ]);
    t.say(trouble.told);
    t.moment('think', 'h', 0.3);
    if (t.has('BadEnding')) gone(t, trouble);
    else grows(t, plant, trouble);
  },
};

function given(t: Tale): void {
  t.say([
    'Back at home, [h.his] [m.kind] had something for [h.him]. It was [seed], [looks].',
    'On the way back, [h] met [h.his] [m.kind], who gave [h.him] [seed]. It was [looks].',
    'In an old jar on the shelf, [h] found [seed]. It was [looks]. [h.s] [m.kind] said that [h.he] could have it.',
    '[h.s] [m.kind] opened one hand. In it lay [seed], [looks].',
  ]);
  if (spare(t))
    t.speak(
      'h',
      ['What is that? Can I eat it?', 'It is so small! What can one do with it?', 'May I plant it?'],
      ['[h.n] wanted to know what one could do with it.', '[h.n] looked at it from all sides.'],
    );
  t.speak(
    'm',
    [
      'Put it in the ground, give it water, and wait.',
      'There is a whole plant asleep in there. You only have to wake it up.',
      'If you take good care of it, something wonderful will come out.',
    ],
    ['[m] said that there was a whole plant asleep in it.', '[m] told [h.n] to plant it and to wait.'],
  );
  if (!t.has('Foreshadowing')) return;
  t.mark('hint');
  t.say([
    'There was one thing to remember, said [m.n]: not too much and not too little.',
    'And [m.n] said that a plant has its own time, and its own enemies, and that one must keep an eye on it.',
  ]);
}

function planted(t: Tale, { not }: Plant): void {
  const [one, two] = not;
  t.say([
    'Next to the fence, [h.n] made a little hole, put it in and covered it with earth.',
    '[h.n] chose a place by the shed, made a hole as deep as a spoon, and said good night to it.',
    '[h.n] planted it in the best corner of the garden and put a stick there, so that nobody would step on it.',
  ]);
  if (spare(t))
    t.say(
      [
        'What would come out of it? Out of [seed] comes <knowledge?[plant]|[one]|[two]>, of course.',
        'One day, it was to be <knowledge?[plant]|[one]|[two]>.',
        '',
      ],
      { one, two },
    );
}

function waiting(t: Tale): void {
  aside(t, [
    'Then [h] waited. One day, two days, three days. Nothing.',
    'The next morning, [h] ran out before breakfast. There was only earth.',
    'Waiting was hard. [h] sat down next to the spot and looked at it until it was dark.',
    '[h] sang to it and told it stories. It did not answer.',
  ]);
}

function bet(t: Tale): void {
  const other = friend(t);
  t.mark('Conflict');
  t.say(
    other.sort === 'animal'
      ? ['[f.a], who lived close by, looked over the fence and laughed.']
      : [
          '[f.n], who lived next door, looked over the fence and laughed.',
          '[h.s] friend [f.n] came by and laughed.',
        ],
  );
  t.speak(
    'f',
    [
      'Nothing will ever come out of that! You are talking to dirt!',
      'That is not a garden! That is a mud hole!',
    ],
    [
      '[f.n] said that nothing would ever come out of it.',
      '[f.n] said that [h.n] was silly to sit in front of dirt.',
    ],
  );
  t.speak(
    'h',
    ['It will grow! You know nothing about it!', 'Go away! You will scare it with your loud voice!'],
    [
      '[h.n] got angry and told [f.n] to go away.',
      '[h.n] shouted that it would grow, and threw a bit of mud.',
    ],
    'angry',
  );
  aside(t, ['[f.n] stamped on the ground and left.', 'They did not talk to each other for many days.']);
}

function grows(t: Tale, plant: Plant, trouble: Trouble): void {
  t.say(trouble.saved);
  t.paragraph();
  t.say(
    [
      'And then, one morning, there was something green!',
      'After that, it grew a little every day. One could almost see it.',
      'The days went by, and it got bigger and bigger.',
    ].slice(['water', 'digging'].includes(trouble.name) ? 0 : 1),
  );
  if (trouble.name === 'water' || trouble.name === 'digging') t.say(['It had only needed time.', '']);
  if (spare(t))
    t.speak(
      'h',
      ['Look! Look what it has done!', 'It is growing! I can see it!', 'Good morning, little plant!'],
      ['[h.n] danced around it.', '[h.n] called everybody to come and look.'],
      'happy',
    );
  t.say(plant.grown);
  aside(t, plant.harvest);
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say([
      'It was just as [m.n] had said: not too much, not too little, and all in its own time.',
      '[h.n] had kept in mind what [m.n] had said, and that had made all the difference.',
    ]);
  }
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'But there was a surprise. A tiny mouse had made its home between the roots, and it had kept all the bugs away!',
      'Then something unexpected happened. Right next to it, another plant came up that nobody had planted. A bird must have dropped the seed!',
      ...(['a carrot', 'a tulip'].includes(plant.plant)
        ? []
        : [
            'And what a surprise! In the leaves, a little bird had built a nest, and there were three blue eggs in it.',
          ]),
    ]);
  }
  if (t.has('Conflict')) makeUp(t, 'f', 'h');
  else if (spare(t))
    t.speak(
      'm',
      [
        'I could not have done it better.',
        'Now you are a real gardener.',
        'See? It was asleep in there all along.',
      ],
      ['[h.s] [m.kind] was proud of [h.him].', '[h.s] [m.kind] said that [h.n] was a real gardener now.'],
      'happy',
    );
  t.moral(
    'good things take time',
    'what we take care of will grow',
    'too much can be as bad as too little',
    'one must be able to wait',
  );
  happyAtHome(t);
  t.summarise(
    `[h.n] plants [seed] and takes care of it. There is some trouble, but in the end there is [plant].`,
    `[h.n] has to wait a long time until [seed] turns into [plant].`,
  );
}

function gone(t: Tale, trouble: Trouble): void {
  t.say(trouble.ruined);
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      "And then came a surprise that hurt even more: in the neighbor's garden stood a big, strong plant. It had been a seed from the very same jar.",
      'Only then did [h.n] hear, to [h.his] surprise, that it had been the last seed of its kind.',
    ]);
  }
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say(['[h.n] thought of what [m.n] had said on the first day. Now it was too late.']);
  }
  if (t.has('Conflict')) t.say(['[f.n] had been right, and said so, and that made it even worse.']);
  grief(t, 0.3, ['sad', 'very sad', 'so sorry']);
  t.moral(
    'one must take good care of what is small',
    'what we love needs us every day',
    'too much can be as bad as too little',
  );
  t.moment('joy', 'h', 0);
  sadAtHome(t);
  t.summarise('[h.n] plants [seed] and waits for it to grow, but in the end it is lost.');
}
