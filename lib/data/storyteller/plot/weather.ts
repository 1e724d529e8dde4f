/** A plan for a fine day, and weather that spoils it. */
import type { Tale } from '../tale.ts';
import { begin, elder, friend, happyEnd, makeUp, ONE_DAY, sadEnd } from '../telling/beats.ts';
import type { Plot } from './plot.ts';

const PLANS = [
  {
    do: 'have a picnic',
    scenes: ['town', 'field', 'water'],
    gear: 'a blanket and a basket',
    indoors: 'had their picnic on the floor',
  },
  {
    do: 'fly a kite',
    scenes: ['field', 'sea'],
    gear: 'a kite and some string',
    indoors: 'painted kites on paper',
  },
  {
    do: 'build a castle in the sand',
    scenes: ['sea'],
    gear: 'a bucket and a shovel',
    indoors: 'built a castle out of blocks',
  },
  { do: 'have a race', scenes: ['town', 'field'], gear: 'two flags', indoors: 'had a race with toy cars' },
  {
    do: 'plant flowers',
    scenes: ['field', 'farm'],
    gear: 'seeds and a shovel',
    indoors: 'planted the seeds in small pots',
  },
  {
    do: 'play ball',
    scenes: ['town', 'field'],
    gear: 'a ball',
    indoors: 'rolled the ball to each other on the floor',
  },
  {
    do: 'look for treasure',
    scenes: ['wood', 'sea', 'field'],
    gear: 'an old map',
    indoors: 'hid little things in the house and looked for them',
  },
  {
    do: 'camp',
    scenes: ['wood', 'field', 'water'],
    gear: 'a small tent',
    indoors: 'made a tent out of blankets',
  },
  {
    do: 'have a tea party',
    scenes: ['field', 'farm'],
    gear: 'cups and a teapot',
    indoors: 'had tea under the table',
  },
  {
    do: 'pick berries',
    scenes: ['wood', 'field'],
    gear: 'two baskets',
    indoors: 'made a cake with berry jam',
  },
  { do: 'sail toy boats', scenes: ['water'], gear: 'two toy boats', indoors: 'let the boats swim in a tub' },
  {
    do: 'draw the trees',
    scenes: ['wood', 'town'],
    gear: 'paper and crayons',
    indoors: 'drew the storm through the window',
  },
];

const STORMS = [
  {
    sign: 'one dark cloud in the sky',
    come: [
      'Then dark clouds came, and it began to rain. It rained harder and harder.',
      'Soon big drops of rain fell, and everything was wet.',
    ],
    end: 'rain',
    after: [
      'Then the rain stopped, and there was a rainbow in the sky.',
      'When the rain was over, a rainbow stood over the hills.',
    ],
  },
  {
    sign: 'how the trees began to move',
    come: [
      'Then a strong wind came up. It blew hats and leaves all around.',
      'Suddenly the wind grew so strong that they could hardly stand.',
    ],
    end: 'wind',
    after: [
      'In the evening, the wind went to sleep, and the air was still.',
      'Then the wind was gone as fast as it had come.',
    ],
  },
  {
    sign: 'how cold the air had become',
    come: [
      'Then it began to snow. Soon the whole ground was white.',
      'Then thick snow fell, and it was much too cold to stay.',
    ],
    end: 'snow',
    after: [
      'When the snow stopped, everything was white and quiet.',
      'Later, the sun came out and the snow shone.',
    ],
  },
] as const;

export const weather: Plot = {
  name: 'weather',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  tell(t: Tale): void {
    begin(t);
    const plan = t.random.pick(PLANS);
    const storm = t.random.pick(STORMS);
    const place = t.somewhere(t.character('h'), plan.scenes);
    t.bind({
      plan: plan.do,
      gear: plan.gear,
      sign: storm.sign,
      storm: storm.end,
      to: place.to,
      at: place.at,
    });
    const other = friend(t);
    t.say(
      other.sort === 'animal'
        ? ['[h.s] best friend was [f.a].', '[h.n] had a good friend, [f.a].']
        : ['[h.s] best friend was called [f.n].', '[h.n] had a good friend named [f.n].'],
    );
    t.paragraph();
    t.say([
      `${ONE_DAY}, [both] wanted to [plan] [at].`,
      `${ONE_DAY}, [both] made a plan: they would go [to] to [plan].`,
    ]);
    t.day('h');
    t.speak(
      'h',
      [
        "Let's [plan]! It will be so much fun!",
        'Today we can [plan]. I have waited for this day!',
        'I have [gear]. Are you ready?',
      ],
      [
        '[h.n] had [gear], and [f.n] was ready too.',
        '[h.n] had waited for this day for {weeks|a long time}.',
      ],
      'happy',
    );
    t.speak(
      'f',
      ['Yes, that is a great plan!', 'I am ready! Let us go!', 'Hooray! I cannot wait!'],
      [],
      'happy',
    );
    if (t.has('Foreshadowing')) {
      t.mark('hint');
      elder(t);
      t.speak(
        'm',
        [
          'Take a coat with you. My knee hurts, and that always means bad weather.',
          'The birds fly low today. That means bad weather.',
        ],
        ['[h.ns] [m.kind] saw [sign] and said that bad weather would come.'],
      );
      t.say(['But they did not listen and ran off.', 'But they only laughed and went on their way.']);
    }
    t.world.go(t.character('h'), place);
    t.world.go(other, place);
    t.say([
      'They took [gear] and went [to].',
      'With [gear], they went [to].',
      'So they went [to] with [gear].',
    ]);
    t.scenery('h');
    t.moment('way', 'h', 0.4);
    t.moment('game', 'both', 0.3);
    t.paragraph();
    t.say(storm.come);
    t.say(['They could not [plan] now.', 'The plan was spoiled.', 'It was no day to [plan] any more.']);
    t.moment('fear', 'h', 0.3);
    t.sorrow('h', 0.6, ['sad', 'upset', 'unhappy', 'disappointed', 'very sad']);
    if (t.has('Conflict')) {
      t.mark('Conflict');
      t.speak(
        'f',
        [
          'This is all your fault! You wanted to come here!',
          'It was your plan! Now I am cold, and it is your fault!',
        ],
        [
          '[f.n] said that it was all [h.ns] fault, and they began to fight.',
          '[f.n] was angry and blamed [h.o] for the bad weather.',
        ],
        'angry',
      );
      t.speak(
        'h',
        ['It is not! I cannot make the weather!', 'You wanted to come too! Leave me alone!'],
        ['[h.n] shouted back, and they turned away from each other.'],
        'angry',
      );
    }
    t.paragraph();
    if (t.has('BadEnding')) {
      t.moment('think', 'h', 0.3);
      t.say([
        'They ran home as fast as they could, but [gear] had to stay behind.',
        'On the way home, they lost [gear].',
      ]);
      if (t.has('Twist')) {
        t.mark('Twist');
        t.say(
          'And then came a bad surprise: at home, the [storm] had broken a window, and their room was full of water.',
        );
      } else
        t.say([
          'The next morning, both were sick and had to stay in bed.',
          'When they came back the next day, everything was gone.',
        ]);
      pay(t);
      t.moral('it is wise to look at the sky before going out', 'no one can give orders to the weather');
      t.moment('joy', 'h', 0);
      sadEnd(t, 'both');
      t.summarise('[h.n] and [f.n] want to [plan] [at], but bad weather spoils their day.');
      return;
    }
    t.say([
      'They ran home and dried their hair.',
      'They ran to [h.ns] house and sat down by the fire.',
      'They ran home as fast as they could and got warm.',
    ]);
    t.moment('think', 'h', 0.5);
    if (t.has('Conflict')) makeUp(t, 'f', 'h');
    t.bind({ indoors: plan.indoors });
    t.speak(
      'h',
      [
        'I have an idea! We can have fun right here!',
        'Who needs the sun? Let us play inside!',
        'Wait! I know what we can do in here!',
      ],
      ['Then [h.n] had an idea. They could have fun inside!', '[h.n] did not give up and had a new idea.'],
      'happy',
    );
    t.say([
      'So they [indoors], and it was even better.',
      'So they [indoors] and laughed a lot.',
      'They [indoors] until the evening.',
    ]);
    pay(t);
    if (t.has('Twist')) {
      t.mark('Twist');
      t.say([
        'Then something unexpected happened. There was a knock on the door, and all their friends came in to play too!',
        'To their surprise, a little wet bird came in through the window and stayed to play with them!',
      ]);
    } else t.say(storm.after);
    t.paragraph();
    t.moral(
      'a bad day can turn into a good one',
      'with a good idea one can be happy in any weather',
      'a good friend is better than good weather',
    );
    happyEnd(t, 'both');
    t.summarise(
      '[h.n] and [f.n] want to [plan], but the weather turns bad. They have fun inside instead.',
      'Bad weather keeps [h.n] and [f.n] from their plan to [plan], but they make the best of it.',
    );
  },
};

function pay(t: Tale): void {
  if (!t.has('Foreshadowing')) return;
  t.mark('payoff');
  t.say([
    'Bad weather had come, just as [h.ns] [m.kind] had said.',
    '[h.ns] [m.kind] had been right about the weather.',
  ]);
}
