/** Somebody wants to make something for somebody and lacks one thing, which has to be asked or traded for. */
import type { Tale } from '../tale.ts';
import { address, begin, elder, happyEnd, ONE_DAY, sadEnd, thanks } from '../telling/beats.ts';
import type { Plot } from './plot.ts';

interface Project {
  readonly make: string;
  readonly made: string;
  readonly what: string;
  readonly has: readonly string[];
  readonly lacks: string;
  readonly work: string;
}

const PROJECTS: readonly Project[] = [
  {
    make: 'bake a cake',
    made: 'baked',
    what: 'cake',
    has: ['flour', 'eggs', 'milk'],
    lacks: 'some sugar',
    work: 'mixed everything and put it in the oven',
  },
  {
    make: 'bake an apple pie',
    made: 'baked',
    what: 'pie',
    has: ['flour', 'butter'],
    lacks: 'three apples',
    work: 'cut the apples and put the pie in the oven',
  },
  {
    make: 'cook a big soup',
    made: 'cooked',
    what: 'soup',
    has: ['water', 'salt', 'a pot'],
    lacks: 'two carrots',
    work: 'cut the carrots and stirred the pot',
  },
  {
    make: 'make a kite',
    made: 'made',
    what: 'kite',
    has: ['paper', 'glue', 'two sticks'],
    lacks: 'some string',
    work: 'glued the paper to the sticks and tied the string',
  },
  {
    make: 'make a card',
    made: 'made',
    what: 'card',
    has: ['paper', 'crayons'],
    lacks: 'a pretty ribbon',
    work: 'drew a big heart and tied the ribbon',
  },
  {
    make: 'build a house for birds',
    made: 'built',
    what: 'bird house',
    has: ['wood', 'paint'],
    lacks: 'a hammer',
    work: 'hammered and painted until it was done',
  },
  {
    make: 'build a little boat',
    made: 'built',
    what: 'boat',
    has: ['wood', 'rope'],
    lacks: 'a piece of cloth',
    work: 'tied the wood together and made a sail',
  },
  {
    make: 'knit a scarf',
    made: 'knitted',
    what: 'scarf',
    has: ['two needles', 'a picture of a scarf'],
    lacks: 'some wool',
    work: 'knitted row after row',
  },
  {
    make: 'make a crown of flowers',
    made: 'made',
    what: 'crown',
    has: ['grass', 'a string'],
    lacks: 'some daisies',
    work: 'put one flower next to the other',
  },
  {
    make: 'bake bread',
    made: 'baked',
    what: 'bread',
    has: ['flour', 'water', 'salt'],
    lacks: 'some butter',
    work: 'mixed the dough and let it rest',
  },
  {
    make: 'make jam',
    made: 'made',
    what: 'jam',
    has: ['sugar', 'clean jars'],
    lacks: 'a basket of berries',
    work: 'cooked the berries and filled the jars',
  },
  {
    make: 'make a puppet',
    made: 'made',
    what: 'puppet',
    has: ['an old sock', 'some yarn'],
    lacks: 'two buttons',
    work: 'sewed on the two buttons for eyes',
  },
];

const REASONS = [
  'because it was [m.his] birthday',
  'because [m.he] had been sick',
  'because [m.he] was always so kind',
  'just to see [m.him] smile',
];

const OTHERS = [
  'an onion',
  'some corn',
  'an old shoe',
  'a jar of honey',
  'a wooden spoon',
  'some nuts',
  'a red button',
  'a candle',
  'some cheese',
  'a bell',
];

const CHORES = [
  { ask: 'carry this basket to the house', did: 'carried the basket to the house' },
  { ask: 'water my flowers', did: 'watered all the flowers' },
  { ask: 'sweep the floor', did: 'swept the floor until it was clean' },
  { ask: 'find my glasses', did: 'looked around and found the glasses on a shelf' },
  { ask: 'feed my hens', did: 'fed all the hens' },
  { ask: 'close the gate over there', did: 'ran to the gate and closed it' },
  { ask: 'stack this wood', did: 'stacked all the wood' },
];

export const making: Plot = {
  name: 'making',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  tell(t: Tale): void {
    const hero = begin(t);
    const project = t.random.pick(PROJECTS);
    elder(t);
    t.bind({
      make: project.make,
      made: project.made,
      what: project.what,
      lacks: project.lacks,
      any: project.lacks.replace(/^some /, 'any '),
      pron: /^(two|three) |daisies/.test(project.lacks) ? 'them' : 'it',
      work: project.work,
      has: project.has.slice(0, -1).join(', ') + (project.has.length > 1 ? ' and ' : '') + project.has.at(-1),
    });
    t.paragraph();
    const reason = t.random.pick(REASONS);
    t.say([
      `${ONE_DAY}, [h] wanted to [make] for [h.his] [m.kind], ${reason}.`,
      `${ONE_DAY}, [h] decided to [make] for [h.his] [m.kind], ${reason}.`,
    ]);
    t.day('h');
    t.say([
      '[h] had [has], but [h.he] did not have [any].',
      '[h] found [has] in the house. Only one thing was missing: [lacks].',
      '[h] looked at everything on the table: [has]. But [h.he] needed [lacks].',
    ]);
    if (t.has('Foreshadowing')) {
      t.mark('hint');
      t.say([
        '[h.s] [m.kind] always said that one good turn brings another.',
        'On the wall hung a sign that [h.his] [m.kind] had made. It said that one good turn brings another.',
      ]);
    }
    const place = t.somewhere(hero);
    t.world.go(hero, place);
    t.say([
      'So [h] went out to ask for help.',
      '[h] put on [h.his] hat and went to ask around.',
      'So [h] set out to look for [pron].',
    ]);
    t.moment('way', 'h', 0.4);
    t.scenery('h');
    t.paragraph();

    const pool =
      hero.sort === 'animal'
        ? ['squirrel', 'owl', 'hedgehog', 'duck', 'goat', 'mole', 'badger', 'hen', 'turtle', 'raven']
        : ['farmer', 'baker', 'neighbor', 'teacher', 'gardener', 'shopkeeper', 'fisherman', 'painter'];
    const kinds = t.random.shuffle(
      pool.filter((kind) => kind !== hero.kind && kind !== t.choice.required.noun.word),
    );
    const misses = t.room && t.random.chance(0.4) ? 2 : 1;
    for (let index = 0; index < misses; index++) {
      const other = t.stranger(
        kinds[index]!,
        t.random.pick(['old', 'young', 'friendly', 'busy', 'little']),
        hero,
        hero.sort === 'animal' ? 'animal' : 'adult',
      );
      t.bind({ x: other, other: t.random.pick(OTHERS) });
      t.say([
        `${index === 0 ? 'First, ' : 'Next, '}[h] met [x.a].`,
        `${index === 0 ? 'Soon' : 'Then'} [h] saw [x.a].`,
        `${index === 0 ? 'First, ' : 'After that, '}[h] went to [x.a].`,
      ]);
      t.speak(
        'h',
        [
          'Do you have [lacks]?',
          `Excuse me, ${address(t, 'x')}. Do you have [lacks] for me?`,
          'I want to [make]. Can you give me [lacks]?',
        ],
        ['[h.n] asked for [lacks].'],
      );
      t.speak(
        'x',
        [
          'I am sorry, I only have [other].',
          'No, I do not. I only have [other].',
          'No, but maybe my neighbor does.',
        ],
        ['But [x] only had [other].', 'But [x] could not help.'],
      );
    }
    t.moment('sad', 'h', 0.2);
    t.moment('think', 'h', 0.4);
    const giver = t.stranger(
      kinds[misses]!,
      t.random.pick(['old', 'kind', 'wise', 'quiet']),
      hero,
      hero.sort === 'animal' ? 'animal' : 'adult',
    );
    t.bind({ x: giver });
    const chore = t.random.pick(CHORES);
    t.bind({ chore: chore.ask, did: chore.did });
    t.say([
      'At last, [h.n] came to [x.a].',
      'Then, at the end of the road, [h.n] met [x.a].',
      'Last of all, [h.n] asked [x.a].',
    ]);
    if (t.has('Conflict')) {
      t.mark('Conflict');
      t.speak(
        'x',
        ['Go away! I never give anything to anybody!', 'What do you want? Leave me alone!'],
        [
          'But [x] was in a bad mood and sent [h.n] away.',
          '[x] got angry and did not want to give anything away.',
        ],
        'angry',
      );
      t.speak(
        'h',
        [
          'Why are you so mean? I only want to [make] for my [m.kind]!',
          'You do not have to shout! I only asked!',
        ],
        ['[h.n] got angry too and did not go away.'],
        'angry',
      );
      t.say([
        'Then [x] sat down and looked tired. Nobody had helped [x.him] for a long time, and so much work was still to be done.',
      ]);
    }
    t.speak(
      'x',
      [
        'I have [lacks]. If you [chore], I will give [pron] to you.',
        'If you [chore], you can have [lacks].',
        'I will give you [lacks]. But first, can you [chore]?',
      ],
      [
        '[x] had [lacks] and promised to give [pron] to [h.n] for a little help.',
        '[x] had [lacks], but there was so much work to do. [h.n] offered to help.',
      ],
    );
    t.say(['So [h.n] [did].', '[h.n] said yes and [did].', 'At once, [h.n] [did].']);
    if (t.has('BadEnding')) {
      t.say('But it took so long that it was dark when [h.n] got home.');
      if (t.has('Twist')) {
        t.mark('Twist');
        t.say([
          'Then came a bad surprise: the wind had opened the window, and everything on the table was spoiled.',
        ]);
      } else
        t.say([
          '[h.he] was so tired that [h.he] made one mistake after the other, and the [what] was spoiled.',
          'In the dark, [h.he] fell, and all was spoiled.',
        ]);
      payoff(t, false);
      t.moral('one should look for everything before one starts', 'it is better to start early');
      t.moment('joy', 'h', 0);
      sadEnd(t);
      t.summarise(
        '[h.n] wants to [make] for [h.his] [m.kind] but needs [lacks]. In the end, all the work is for nothing.',
      );
      return;
    }
    t.say(['And [x] gave [h.o] [lacks].', 'Then [x] gave [h.o] [lacks], just as promised.']);
    thanks(t, 'h', 'x');
    t.paragraph();
    t.say([
      'Back at home, [h.n] [work].',
      '[h.n] ran home and [work].',
      'As fast as [h.he] could, [h.n] ran home and [work].',
    ]);
    if (t.has('Twist')) {
      t.mark('Twist');
      t.say([
        'When [h.he] was done, something unexpected happened. The door opened, and [h.his] [m.kind] came in with a(n) [what] too! [m.he] had made it for [h.n].',
        'But when [h.he] took the [what] to [h.his] [m.kind], there was a big surprise: everybody who had been asked was there with a gift!',
      ]);
    } else {
      t.say([
        'At last, the [what] was done, and [h] took it to [h.his] [m.kind].',
        'In the evening, the [what] was ready, and [h] gave it to [h.his] [m.kind].',
      ]);
      t.speak(
        'm',
        [
          'Is this for me? It is the best [what] of all!',
          `Thank you, ${address(t, 'h')}! I never had a better [what].`,
          'How lovely! You made this all for me?',
        ],
        [
          '[h.s] [m.kind] was so happy that [m.he] had tears in [m.his] eyes.',
          '[h.s] [m.kind] was very proud of [h.him].',
        ],
        'happy',
      );
    }
    payoff(t, true);
    t.moral(
      'those who help others will be helped',
      'asking again is better than giving up',
      'a gift made with love is the best gift',
    );
    happyEnd(t);
    t.summarise(
      '[h.n] wants to [make] for [h.his] [m.kind] but has to look for [lacks]. Somebody gives [pron] to [h.him] for some help.',
      '[h.n] needs [lacks] to [make]. After some asking and some work, [h.he] gets [pron].',
    );
  },
};

function payoff(t: Tale, good: boolean): void {
  if (!t.has('Foreshadowing')) return;
  t.mark('payoff');
  t.say(
    good
      ? [
          'One good turn had brought another, just as [h.ns] [m.kind] always said.',
          'It had come true: one who is kind is never without help.',
        ]
      : ['This time, the good turn had brought no other, whatever [h.his] [m.kind] said.'],
  );
}
