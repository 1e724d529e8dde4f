/** A friend goes away, for long or for good: a last day, a gift, letters. */
import type { Tale } from '../tale.ts';
import { begin, friend, goOut, happyEnd, makeUp, ONE_DAY, sadEnd } from '../telling/beats.ts';
import { fright } from './fright.ts';
import { brisk, leisure, pang } from './leisure.ts';
import type { Plot } from './plot.ts';
import { dearThing } from './things.ts';

const REASONS: readonly {
  readonly why: string;
  readonly direct: string;
  readonly far: string;
  readonly children?: true;
  /** Whether it is before the winter; else it is in another season. */
  readonly autumn?: true;
  /** Whether one leaves by water. */
  readonly sails?: true;
  readonly back: string;
}[] = [
  {
    why: '[f.n] and [f.his] family were moving to another town',
    direct: 'We are moving to another town',
    far: 'two days away by train',
    children: true,
    back: 'the new house was not ready, and the family was back for another year',
  },
  {
    why: '[f.n] was going to live with an aunt by the sea',
    direct: 'I am going to live with my aunt by the sea',
    far: 'on the other side of the mountains',
    back: 'the aunt had come to live here instead',
  },
  {
    why: '[f.n] was going on a long trip on a ship',
    direct: 'I am going on a long trip on a ship',
    far: 'farther than anyone could see',
    sails: true,
    back: 'the ship had turned around and would not sail any more, because it had a hole',
  },
  {
    why: 'before winter, [f.n] had to move to the warm valley in the south',
    direct: 'Before winter, we move to the warm valley in the south',
    far: 'a whole week away',
    autumn: true,
    back: 'the river was too high, and the whole family had turned around on the way',
  },
  {
    why: '[f.ns] mother had found work far away, and they had to go with her',
    direct: 'My mother has found work far away, and we will all go with her',
    far: 'behind the blue hills',
    children: true,
    back: 'somebody else had got the work, and so the family could come home',
  },
];

export const farewell: Plot = {
  name: 'farewell',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  nouns: ['kind:treasure'],
  tell(t: Tale): void {
    const hero = begin(t);
    const other = friend(t);
    const reason = t.random.pick(
      REASONS.filter(
        ({ children, autumn }) =>
          // The swallows come back in spring, and not a few days after they have left.
          (!children || hero.sort === 'child') && !(autumn && t.has('Foreshadowing')),
      ),
    );
    t.bind({ far: reason.far });
    t.say(
      other.sort === 'animal'
        ? [
            '[h.s] best friend was [f.a]. They met every day by the old stump.',
            '[h.s] best friend was [f.a]. They were together from morning until dark.',
          ]
        : [
            '[h.s] best friend was [f.n]. They met every day by the old wall.',
            '[h.n] and [h.his] friend [f.n] had a knock of their own: three short and one long.',
            '[h.s] best friend was [f.n]. Each knew every secret of the other.',
          ],
    );
    if (t.has('Foreshadowing')) {
      t.mark('hint');
      t.say(
        brisk(t, [
          'The year before, two swallows had built a nest under the roof of an old shed. In the fall, they had flown away, and everybody said that they would be back. [h] was not so sure.',
          'In the fall, two swallows had left their nest under the old bridge. Would they ever come back?',
          'Under the roof of an old shed there was an empty nest. Would the swallows come back in spring? [h] was not so sure.',
          'Under the old bridge there was an empty nest. Two swallows had lived in it and had flown away in the fall. Would they ever come back? Everybody said so, but [h] was not so sure.',
        ]),
      );
    }
    t.paragraph();
    goOut(t, [`${ONE_DAY}, [h] met [f.n] [at].`, `${ONE_DAY}, [h] ran [to], where [f.n] was waiting.`]);
    other.place = hero.place;
    t.scenery('h', 0.1);
    fright(t);
    const odd = leisure(t, 0.5);
    if (odd)
      t.say([
        '[f.n] did not want to play, and only drew lines on the ground with a stick.',
        '[f.n] was very quiet, and that was not like [f.him].',
        'They played all their games, but [f.n] did not laugh once.',
      ]);
    if (odd && leisure(t, 0.8))
      t.speak(
        'h',
        ['What is it? You look so strange.', 'Is something wrong?', 'You look sad. What is it?'],
        [
          '[h] asked what was wrong.',
          'It took some time until [h] dared to ask.',
          '[h] sat down next to [f.o] and waited.',
        ],
      );
    t.speak(
      'f',
      [
        `${reason.direct}.`,
        `${reason.direct}. I will miss you so much.`,
        `I have to tell you something. ${reason.direct}.`,
        `I do not know how to say it. ${reason.direct}.`,
      ],
      [
        `Then it came out: ${reason.why}.`,
        `It took a while until [h] understood: ${reason.why}.`,
        `[f.n] had bad news: ${reason.why}.`,
      ],
      'sad',
    );
    if (leisure(t, 0.5))
      t.say([
        'It was [far].',
        'That was [far], [h] knew.',
        '[h] tried to think how far that was. It was [far].',
      ]);
    pang(t, 'h', 0.1);
    if (t.has('Conflict')) angry(t);
    t.moment('think', 'h', 0.1);
    t.paragraph();
    if (t.has('BadEnding')) badly(t);
    else goodly(t, reason.back, reason.sails === true);
  },
};

function angry(t: Tale): void {
  t.mark('Conflict');
  t.speak(
    'h',
    [
      'Then go! I do not care!',
      'You promised to stay my friend! You are a liar!',
      'You want to go! You do not care about me!',
    ],
    [
      '[h] was so hurt that [h.he] shouted that it did not matter.',
      '[h] got angry and said that a real friend would stay.',
    ],
    'angry',
  );
  t.speak(
    'f',
    ['It is not my fault! You think only of yourself!', 'You are so mean! I wish I were gone already!'],
    ['[f.n] shouted back that nobody had asked [f.him].', '[f.n] got angry too and ran home.'],
    'angry',
  );
  t.say([
    'There were only three days left, and they spent two of them apart.',
    'They did not see each other for two whole days.',
  ]);
}

function gift(t: Tale): void {
  const hero = t.character('h');
  const thing = dearThing(t);
  t.bind({ g: thing });
  t.world.own(hero, thing);
  t.say(
    brisk(t, [
      '[h] looked through all [h.his] things for something that was good enough. In the end, it was [g.a], [h.his] dearest thing.',
      'As a gift, [h] chose [h.his] dearest thing, [g.a].',
      'Of all that [h] had, only one thing was dear enough for a gift: [g.a].',
      '[h] wanted to give [f.n] the dearest thing of all, and that was [g.a].',
      '[h] thought about a gift for a long time. At last, [h.he] chose what was dearest to [h.him], [g.a].',
      '[h] had [g.a], and loved it. It had to be that, and nothing less.',
    ]),
  );
}

/** @param sails whether the friend leaves by water */
function goodly(t: Tale, back: string, sails: boolean): void {
  const hero = t.character('h');
  const other = t.character('f');
  if (t.has('Conflict')) {
    t.say([
      'On the third day, [h] ran to [f.ns] house.',
      'Then [h] could not bear it any longer and went to see [f.n].',
      'On the last morning, [h] stood at [f.ns] door.',
    ]);
    makeUp(t, 'h', 'f');
  }
  gift(t);
  if (!t.has('Conflict') && leisure(t, 0.25))
    t.say([
      'On the last day, they did everything that they liked, one thing after the other.',
      'The last morning came. The bags stood in a row.',
      'Then it was time. Everybody was busy, and only the two of them stood still.',
    ]);
  t.moment('game', 'both', 0.1);
  t.world.give(hero, other, t.thing('g'));
  t.say([
    'Before [f.n] left, [h] put [g.the] into [f.ns] bag.',
    '[h] gave [g.the] to [f.n], so that [f.n] would always think of [h.him].',
    'Without a word, [h] held out [g.the], and [f.n] held it tight.',
  ]);
  if (leisure(t, 0.7))
    t.speak(
      'f',
      [
        'I will keep it for ever. And I will write!',
        'When I look at it, I will think of you.',
        'Every evening, look at the first star. I will look at it too.',
      ],
      [
        '[f.n] promised to write, and to look at the first star every evening.',
        '[f.n] said that nobody had ever given [f.him] anything so dear.',
      ],
      'sad',
    );
  t.say([
    'Then [f.n] was gone.',
    '[f.n] went down the road, and both of them waved until [h] could see nothing but the dust.',
    'When [f.n] left, [h] waved until [h.his] arm hurt.',
    sails
      ? 'From the shore, [h] watched the ship grow small, until it was only a white dot.'
      : 'A cart was waiting. [f.n] got on, and the wheels began to turn. [h] ran along for a while, and then stood still.',
    'And so [f.n] set out on the long trip.',
  ]);
  hero.place = null;
  t.paragraph();
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say(
      brisk(t, [
        `Three days later came a surprise. There was [f.n] again: ${back}!`,
        `But the next morning there was a knock at the door. [h] opened it, and there stood [f.n]! What a surprise: ${back}.`,
        `Three days later, something happened that nobody had expected. There was [f.n] again, with all the bags: ${back}!`,
        `And then, to the surprise of everyone, [f.n] came back: ${back}!`,
      ]),
    );
    if (leisure(t, 0.6))
      t.say([
        'And who still had [g.the]? It was <context?[f.n]|[h.n]>.',
        '[f.n] still had [g.the], and held it up from far away.',
      ]);
  } else {
    if (leisure(t, 0.2))
      t.say([
        'The first days were long and gray.',
        'For a week, the place where they used to meet was empty.',
        '[h] sat alone for many days, and the wind blew.',
      ]);
    t.say(
      brisk(t, [
        'After a while, a letter came. There was a pressed flower in it, and a picture of [f.n] with [g.the].',
        'Soon a letter came, with a pressed flower in it.',
        'After a week, the first letter came. It was three pages long.',
        'After ten days, there was a letter from [f.n] in the mailbox.',
        'Before long, the mail brought a picture of [f.n] with [g.the].',
        'After ten days, a letter came. It had come a long way, and began with the words: dear, dear friend.',
        'Some time later, the mail came, and with it a small packet. [f.n] had sent a shell, and a map with a red line from one house to the other.',
      ]),
    );
    if (leisure(t, 0.2))
      t.say([
        '[h] wrote back at once, two whole pages.',
        '[h] put it under the pillow and wrote an answer the same evening.',
        'From then on, every week, one letter went that way and one came this way.',
      ]);
    // It is not all well yet as long as there is only a letter; but what was hinted at comes before the summer.
    if (!t.has('Foreshadowing'))
      t.say([
        'In summer, there was to be a visit. [h] counted the days.',
        'And in summer, [f.n] was to come for a visit. [h] could hardly wait.',
        'Best of all, they were to see each other again in summer.',
        'They planned a visit for the summer, and summer was not so far away.',
      ]);
  }
  pay(t);
  t.moral(
    ...(t.has('Twist') ? ['what goes away can come back'] : ['a true friend stays a friend, even far away']),
    ...(t.has('Twist')
      ? ['a goodbye is not always the end']
      : ['love can travel a long way', 'those we love are never quite gone']),
  );
  happyEnd(t, t.has('Twist') ? 'both' : 'h', 'later');
  t.summarise(
    t.has('Twist')
      ? '[h.n] says goodbye to [f.n] and gives [f.o] [g.a]. But to the surprise of both, [f.n] is soon back.'
      : '[h.n] must say goodbye to [f.n], and gives [f.o] [g.a]. They stay friends, even far away.',
    '[f.n] has to go away. [h.n] gives away the dearest thing of all, [g.a], and they stay friends.',
  );
}

function pay(t: Tale): void {
  if (!t.has('Foreshadowing')) return;
  t.mark('payoff');
  t.say(
    t.has('BadEnding')
      ? [
          'In spring, the swallows came back to their nest. But [f.n] did not.',
          'In spring, the swallows came back, all the same. It was only [f.n] who did not.',
        ]
      : [
          ...(t.has('Twist')
            ? [
                'And in spring, the swallows came back to their nest. So it was true: what goes away can come back.',
                'In spring, the two swallows were in their nest again. So they do come back after all.',
              ]
            : [
                'In spring, the swallows came back to their nest. One day, [f.n] would come back too, if only for a visit.',
                'And in spring, the two swallows were back in their nest. So those who go away do not forget the way home!',
              ]),
        ],
  );
}

function badly(t: Tale): void {
  // Whether they have not said goodbye to each other.
  const missed = t.has('Conflict') || t.random.chance(0.65);
  if (t.has('Conflict'))
    t.say([
      'On the third day, [h] ran to [f.ns] house to say sorry. The door was locked, and the windows were dark.',
      'When [h] went to make up at last, it was too late. [f.n] had left before the sun came up.',
    ]);
  else if (missed)
    t.say([
      'On the last day, [h] could not bear to say goodbye, and hid. When [h.he] came out, the road was empty.',
      '[h] wanted to bring a gift and ran all the way to [f.ns] house. But it was empty and still. [f.n] was gone.',
    ]);
  else t.say('They hugged, and then [f.n] was gone. [f.n] had promised to write.');
  t.say([
    '[h] waited for a letter every day. None came.',
    'Every morning, [h] went to see if there was mail. There was never any.',
    'Weeks went by, and there was no word from [f.n].',
  ]);
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'Much later, somebody found a bag behind the mailbox, and nobody had known of it. In it were all of [f.ns] letters, wet and black, and not one word could be read.',
      'Then came a surprise that was not a good one. All of [f.ns] letters had gone to another house, and the people there had burned them.',
    ]);
  }
  pay(t);
  t.moment('joy', 'f', 0);
  t.moral(
    ...(missed ? ['one should say goodbye while there is time'] : []),
    'we should be good to our friends as long as they are near',
  );
  sadEnd(t);
  t.summarise(
    '[f.n] goes away, and [h.n] loses a friend.',
    '[f.n] has to go far away. [h.n] waits for a letter, but none comes.',
  );
}
