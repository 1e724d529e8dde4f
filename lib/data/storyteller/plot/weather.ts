/** A plan for a fine day, and weather that spoils it. */
import type { Tale } from '../tale.ts';
import { begin, elder, friend, happyEnd, makeUp, ONE_DAY } from '../telling/beats.ts';
import { PLACES } from '../words/places.ts';
import { brisk, leisure } from './leisure.ts';
import type { Plot } from './plot.ts';
import { sadAtHome } from './wayside.ts';
import { OUTINGS, type Outing, WEATHERS, type WeatherKind } from './weather-kinds.ts';

/** Places in town where nobody runs about or sits down on a blanket. */
const INDOORS: readonly string[] = PLACES.filter(
  ({ id, scene }) => scene === 'town' && !['park', 'playground', 'garden', 'yard'].includes(id),
).map(({ id }) => id);

/** Where something is in bloom or ripe. */
const GROWING: readonly string[] = PLACES.map(({ id }) => id).filter((id) =>
  /daisy|berry|sunflower|corn|vegetable|clover|flower|wheat|orchard/.test(id),
);

/** What nobody plans where snow can come. */
const SUMMER: readonly string[] = [
  'build a castle in the sand',
  'camp',
  'have a picnic',
  'pick berries',
  'plant flowers',
  'sail toy boats',
];

export const weather: Plot = {
  name: 'weather',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  tell(t: Tale): void {
    const hero = begin(t);
    const other = friend(t);
    const animal = other.sort === 'animal';
    t.say([
      animal ? '[h] had a good friend, [f.a].' : '[h] had a good friend named [f.n].',
      animal ? '[h.s] best friend was [f.a].' : '[h.s] best friend was called [f.n].',
      '[h] did everything together with [h.his] friend [f.n].',
      'Next door lived [f.n], and the two of them were friends.',
    ]);
    t.paragraph();
    const outing = t.pick(OUTINGS);
    const kind = t.pick(WEATHERS.filter(({ name }) => name !== 'snow' || !SUMMER.includes(outing.do)));
    const place = t.somewhere(hero, outing.scenes, kind.name === 'snow' ? [...INDOORS, ...GROWING] : INDOORS);
    t.bind({
      plan: outing.do,
      gear: outing.gear,
      things: outing.gear.replace(/\ban? /g, 'the ').replace(/^two/, 'the two'),
      to: place.to,
      at: place.at,
      kind: kind.name,
      sign: kind.sign,
    });
    plan(t);
    t.bind({ taken: t.text.includes(` ${outing.gear}`) ? (t.cast.things as string) : outing.gear });
    t.world.go(hero, place);
    t.world.go(other, place);
    t.say([
      'They took [taken] and went [to].',
      'With [taken], they went [to].',
      'So they went [to] with [taken].',
      'Off they went [to], and [h.n] carried [taken].',
    ]);
    t.scenery('h');
    t.moment('way', 'h', 0.4);
    t.moment('game', 'both', 0.3);
    if ((leisure(t) || t.brief) && t.random.chance(0.6)) t.say(outing.begun);
    t.paragraph();
    t.say(t.brief ? kind.come : brisk(t, kind.come));
    if (leisure(t) || t.brief || t.random.chance(0.5))
      t.say([
        'They could not [plan] now.',
        `It was much too <reasoning?${kind.too.join('|')}> to [plan].`,
        'The plan was spoiled.',
        'It was no day to [plan] any more.',
        'So much for the plan!',
        'Who could [plan] in such weather?',
      ]);
    t.moment('fear', 'h', 0.3);
    if (leisure(t) || t.brief || t.choice.due('sad') || t.choice.waits('hurt') || t.random.chance(0.4))
      t.sorrow('h', 0.6, ['sad', 'upset', 'unhappy', 'disappointed', 'very sad']);
    if (t.has('Conflict')) blame(t);
    t.paragraph();
    if (t.has('BadEnding')) spoiled(t, outing, kind);
    else saved(t, outing, kind);
  },
};

/** Ways in which one of the two thought of it, whom the other can blame. */
const IDEAS: readonly string[] = [
  `${ONE_DAY}, [h] came running to [f.n] with an idea. They would [plan] [at]!`,
  `${ONE_DAY}, [h] had a plan. [h.n] and [f.n] would [plan] [at]!`,
  `${ONE_DAY}, it was [h.n] who thought of it first: why not [plan] [at]? And [f.n] wanted to come, too.`,
];

function plan(t: Tale): void {
  if (t.has('Conflict')) t.say(IDEAS);
  else
    t.say([
      ...IDEAS,
      `${ONE_DAY}, [both] wanted to [plan] [at].`,
      `${ONE_DAY}, the sun was shining, and [both] decided to [plan] [at].`,
      `For a whole week, [both] had been planning to [plan] [at]. And now the day had come!`,
    ]);
  t.day('h', 0.2);
  if (leisure(t) || t.brief || t.has('BadEnding') || t.random.chance(0.35))
    t.speak(
      'h',
      [
        "Let's [plan]! It will be so much fun!",
        'I have [gear]. Are you ready?',
        'What a day! We must go out and [plan]!',
        'Come on, let us [plan]!',
        'I can hardly wait! Today we will [plan]!',
      ],
      [
        '[h.n] had [gear], and soon both of them were ready.',
        '[h.n] got [gear], and [f.n] brought some bread.',
        'Both of them could hardly wait.',
      ],
      'happy',
    );
  if (leisure(t) || t.brief || t.random.chance(0.4))
    t.speak(
      'f',
      [
        'Yes, that is a great plan!',
        'I am ready! Let us go!',
        'Hooray! I cannot wait!',
        'That is just what I wanted to do!',
        'You always have the best ideas!',
      ],
      [],
      'happy',
    );
  if (!t.has('Foreshadowing')) return;
  t.mark('hint');
  elder(t);
  t.say([
    '[h.ns] [m.kind] was at the door.',
    '[h.ns] [m.kind] heard about the plan.',
    'Then [h.ns] [m.kind] came out of the house.',
    '[h.ns] [m.kind] was looking out of the window.',
  ]);
  t.speak(
    'm',
    [
      'Take a coat with you. My knee hurts, and that always means bad weather.',
      'The birds fly low today. That means bad weather.',
      'Look at the sky. I would not go far today.',
    ],
    [
      '[h.ns] [m.kind] saw [sign] and said that bad weather would come.',
      '[h.ns] [m.kind] pointed out [sign] and shook [m.his] head.',
    ],
  );
  t.say([
    'But they did not listen.',
    'But they only laughed about it.',
    'But they were already out of the door.',
  ]);
}

function blame(t: Tale): void {
  t.mark('Conflict');
  t.speak(
    'f',
    [
      'This is all your fault! You wanted to come here!',
      'It was your plan! Now I am cold, and it is your fault!',
      'Why did you not look at the sky? You never think!',
      'It was a bad idea! Why do I always listen to you?',
    ],
    [
      '[f.n] said that it was all [h.ns] fault, and they began to fight.',
      '[f.n] was angry and blamed [h.o] for the bad weather.',
      '[f.n] shouted that it had been a bad idea from the beginning.',
    ],
    'angry',
  );
  t.speak(
    'h',
    [
      'It is not my fault! I cannot make the weather!',
      'You wanted to come too! Leave me alone!',
      'Did I call the clouds? You are silly!',
      'Then go home alone!',
    ],
    [
      '[h.n] shouted back, and they turned away from each other.',
      '[h.n] said that nobody can make the weather, and that [f.n] was silly.',
    ],
    'angry',
  );
  t.say(
    brisk(t, [
      'They stood there, cold and angry, and each waited for the other to say sorry.',
      'For a while, each looked the other way.',
      'Then nobody said a word for a long time.',
      'After that, they were both very quiet.',
    ]),
  );
}

function saved(t: Tale, outing: Outing, kind: WeatherKind): void {
  const outdoors = t.random.chance(0.4);
  if (!outdoors) {
    t.character('h').place = null;
    t.moveTo('home');
    t.say([
      'They ran to [h.ns] home and sat down by the fire.',
      'They ran to [h.ns] home as fast as they could and got warm.',
      'They ran all the way to [h.ns] home and slammed the door behind them.',
      'They ran to [h.ns] home, where there was a fire and some hot milk.',
      ...(kind.wet
        ? [
            'They ran to [h.ns] home and rubbed themselves dry.',
            'They ran to [h.ns] home, hung up their wet things and got some hot milk.',
          ]
        : []),
    ]);
  }
  t.moment('think', 'h', 0.5);
  if (t.has('Conflict')) makeUp(t, 'f', 'h');
  if (outdoors) {
    t.speak(
      'h',
      [
        'Wait! Who says that we must go home?',
        'I have an idea! This can be fun, too.',
        'Let us see what one can do with this weather!',
        // From a thunderstorm one runs away.
        ...(kind.name === 'thunderstorm' ? [] : ['We are here, so let us make the best of it!']),
      ],
      [
        'But [h.n] did not want to go home yet.',
        'Then [h.n] had an idea. Who said that this was bad weather?',
        '[h.n] looked around. Was this really so bad?',
      ],
      'happy',
    );
    t.say(brisk(t, kind.fun));
    if (leisure(t) || t.brief)
      t.say(['That was better than the plan they had made.', 'They forgot all about the plan.', '']);
  } else {
    t.bind({ indoors: t.pick(outing.indoors) });
    t.speak(
      'h',
      [
        'I have an idea! We can have fun right here!',
        'We do not have to be outside. Let us play inside!',
        'Wait! I know what we can do in here!',
        'The weather can stay outside. We do not need it!',
      ],
      [
        'Then [h.n] had an idea. They could have fun inside!',
        '[h.n] did not give up and had a new idea.',
        '[h.n] looked around the room. Was there not something that one could do here?',
      ],
      'happy',
    );
    t.say([
      'So they [indoors], and it was even better.',
      'So they [indoors], and they laughed a lot.',
      'They [indoors], and nobody looked out of the window any more.',
      'First they [indoors]. After that, it was time for hot soup.',
    ]);
  }
  pay(t);
  let fine = false;
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say(
      outdoors
        ? [
            'Then something unexpected happened. All their friends came along, one after the other, to join in!',
            'And then came a surprise. Somebody was laughing behind them. It was an old neighbor who was always grumpy, and now he joined in!',
          ]
        : [
            'Then something unexpected happened. There was a knock on the door, and all their friends came in to play too!',
            'To their surprise, a little bird came in through the window and stayed to play with them!',
            'And then came a surprise. Something scratched at the door. It was a little dog that had lost its way and wanted to come in!',
          ],
    );
  } else if (leisure(t) || t.brief || t.random.chance(0.3)) {
    const after = t.pick(kind.after);
    t.say(after);
    t.late ||= /evening|moon|stars/.test(after);
    fine = true;
  }
  // Nobody watches the sun go down in the rain.
  t.late ||= !fine;
  t.paragraph();
  t.moral(
    'a bad day can turn into a good one',
    'with a good idea one can be happy in any weather',
    'a good friend is better than good weather',
    ...(t.has('Conflict') ? ['nobody is to blame for the weather'] : []),
  );
  happyEnd(t, 'both');
  t.summarise(
    outdoors
      ? '[h.n] and [f.n] want to [plan], but the weather turns bad. They find out that one can have fun in it.'
      : '[h.n] and [f.n] want to [plan], but the weather turns bad. They have fun inside instead.',
    'Bad weather keeps [h.n] and [f.n] from their plan to [plan], but they make the best of it.',
  );
}

function spoiled(t: Tale, outing: Outing, kind: WeatherKind): void {
  t.moment('think', 'h', 0.3);
  t.bind({ them: outing.gears, harm: kind.harm });
  t.say([
    'They ran home as fast as they could and left [things] behind.',
    'On the way home, they lost [things].',
    'They ran and fell and ran again. When they were at home, nobody had [things] any more.',
    'They ran home. In the hurry, nobody thought of [things].',
  ]);
  if (t.has('Conflict'))
    t.say([
      'They parted without saying goodbye.',
      'And they did not even say goodbye to each other.',
      'At the door, they parted without a word.',
    ]);
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say(
      brisk(t, [
        'And then came a bad surprise: at home, [harm].',
        'But the worst surprise was waiting at home. There, [harm].',
      ]),
    );
  } else
    t.say([
      'The next morning, both were sick and had to stay in bed.',
      'When they came back the next day, everything was gone.',
      'They looked for [them] the next day, and the day after, but the weather had carried everything away.',
      'Instead of a fine day, there were two hot foreheads and a lot of bitter tea.',
    ]);
  pay(t);
  t.moral('it is wise to look at the sky before going out', 'no one can give orders to the weather');
  sadAtHome(t, t.has('Conflict') ? 'h' : 'both');
  t.summarise(
    '[h.n] and [f.n] want to [plan] [at], but bad weather spoils their day.',
    'The weather turns bad while [h.n] and [f.n] want to [plan], and nothing comes of it.',
  );
}

function pay(t: Tale): void {
  if (!t.has('Foreshadowing')) return;
  t.mark('payoff');
  t.say([
    '[h.ns] [m.kind] had known that bad weather would come.',
    '[h.ns] [m.kind] had been right about the weather.',
    'Was it not just as [h.ns] [m.kind] had said?',
  ]);
}
