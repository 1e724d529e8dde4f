/** A present for somebody, and too little money: it is earned, or made, or something else is given. */
import type { Tale } from '../tale.ts';
import { address, begin, elder, friend, makeUp, ONE_DAY } from '../telling/beats.ts';
import { JOBS } from './gift-jobs.ts';
import { happyAtHome, sadAtHome, startled } from './indoors.ts';
import { aside, leisure, pang, tersely } from './leisure.ts';
import type { Plot } from './plot.ts';
import { thingFit } from './things.ts';

/** What can be made with love and no money. */
const MADE: readonly { what: string; how: readonly string[] }[] = [
  {
    what: 'a chain of acorns',
    how: ['[h] gathered acorns, the smooth ones only, and put them on a string, big and small in turn.'],
  },
  {
    what: 'a picture in bright colors',
    how: [
      '[h] took the best paper and painted, with the tip of [h.his] tongue between [h.his] teeth.',
      '[h] painted the house, the tree and the sun, and [h.his] [m.kind] in front of it all.',
    ],
  },
  {
    what: 'a little boat of bark',
    how: ['[h] took a piece of bark, a stick and a big leaf, and made a boat out of them.'],
  },
  {
    what: 'a book with pressed flowers',
    how: ['[h] put flowers between the pages of an old notebook, one for each day of the week.'],
  },
  {
    what: 'a crown of leaves',
    how: [
      '[h] gathered the best yellow leaves, put one stem through the next, and so on, until it was a crown.',
    ],
  },
  {
    what: 'a lamp made of an old jar',
    how: ['[h] took an old jar, stuck colored leaves on the glass, and put a candle inside.'],
  },
];

export const gift: Plot = {
  name: 'gift',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  nouns: ['like'],
  tell(t: Tale): void {
    const hero = begin(t);
    elder(t);
    const thing = thingFit(
      t,
      ['like'],
      (noun) =>
        t.lexicon.hasTag(noun, 'gift') &&
        noun.kind !== 'paper' &&
        // Nobody buys coins with coins.
        !MONEY.includes(noun.word) &&
        // No grandpa rides a tricycle.
        (noun.kind !== 'toy' || noun === t.choice.required.noun) &&
        !t.lexicon.hasTag(noun, 'pair'),
    );
    const price = 6 + t.random.int(4);
    const had = 2 + t.random.int(3);
    t.bind({
      o: thing,
      had: NUMBERS[had]!,
      price: NUMBERS[price]!,
      over: NUMBERS[price + 1]!,
      less: NUMBERS[price - 1]!,
      more: NUMBERS[price - had]!,
      other: NUMBERS[price - had + 1]!,
      third: NUMBERS[price - had - 1]!,
    });
    const animal = hero.sort === 'animal';
    t.bind({ shop: animal ? 'market stall' : 'shop', purse: animal ? 'bag' : 'purse' });
    const earns = !t.has('BadEnding') && t.random.chance(0.5);
    if (t.has('Foreshadowing')) {
      t.mark('hint');
      t.say([
        ...(earns ? [] : ['[h.s] [m.kind] liked to say that the best things cannot be bought.']),
        'Once, [h.his] [m.kind] had said that a gift is worth as much as the love that is in it.',
        '[h.s] [m.kind] still had a dry leaf in a frame, which [h] had brought home as a baby, and loved it more than any gold.',
      ]);
    }
    t.paragraph();
    const place = t.somewhere(hero, ['town', 'farm']);
    t.world.go(hero, place);
    t.bind({ at: place.at, to: place.to });
    t.say([
      `${ONE_DAY}, [h] remembered something. Soon it would be the birthday of [h.his] [m.kind]!`,
      `Soon it would be the birthday of [h.his] [m.kind], and [h] wanted to give [m.him] something special.`,
      `${ONE_DAY}, [h] thought about what to give [h.his] [m.kind], who would soon have a birthday.`,
    ]);
    t.day('h', 0.3);
    t.say([
      'On the way [to], [h] thought about it.',
      '[h] took a walk [to].',
      '[h] took a walk [to], to think about it.',
    ]);
    t.scenery('h');
    t.moment('way', 'h', 0.2);
    startled(t);
    t.say([
      'On the way home, at a little [shop], [h] saw [o.a].',
      'Not far from there was a [shop], and in the middle of it was [o.a].',
      'Then [h] passed a [shop]. There, between many other things, was [o.a].',
      'Not far away was a [shop]. There was [o.a].',
    ]);
    aside(t, [
      'That was it!',
      'It was just the right thing.',
      'How happy [h.his] [m.kind] would be!',
      'Nothing else would do.',
    ]);
    count(t);
    t.paragraph();
    if (t.has('Conflict')) quarrel(t);
    t.moment('think', 'h', 0.15);
    if (t.has('BadEnding')) lost(t);
    else if (earns) earned(t);
    else made(t);
  },
};

const MONEY: readonly string[] = ['coin', 'penny'];
const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

function count(t: Tale): void {
  tersely(t, [
    'It cost [price] coins. [h.n] counted what was in [h.his] [purse]. There were only [had]. That made <reasoning?[more]|[other]|[third]> too few.',
    'The price was [price] coins, and [h.n] had [had]. So <reasoning?[more]|[other]|[third]> were missing.',
    '[h.n] put all that [h.he] had on the table: [had] coins. But it cost [price].',
    '[had] coins were in [h.ns] [purse], and the little sign said [price].',
  ]);
  pang(t, 'h', 0.2, ['sad', 'disappointed', 'unhappy']);
}

function quarrel(t: Tale): void {
  friend(t);
  t.mark('Conflict');
  t.say(
    t.character('f').sort === 'animal'
      ? ['[h] went to see a friend. It was [f.a], who had a whole box of coins.']
      : ['[h] went to [h.his] friend [f.n], who had a whole box of coins.'],
  );
  t.speak(
    'h',
    ['Give me some of your coins! You have so many!', 'You have to help me! A friend has to!'],
    [
      '[h.n] said that [f.n] had to give [h.him] some.',
      '[h.n] simply reached into the box.',
      'A friend has to share, [h.n] said, and began to count [f.ns] coins.',
      '[h.n] did not say please. [h.he] told [f.n] to hand them over.',
    ],
  );
  t.speak(
    'f',
    ['No! I saved them for a whole year! Get your own!', 'You did not even say please! Go away!'],
    [
      '[f.n] got angry and pulled the box away, and they shouted at each other.',
      '[f.n] shouted that [h.he] had not even said please.',
      '[f.n] had saved for a whole year. [f.he] got angry and told [h.n] to go away.',
      '[f.n] closed the box with a bang, and there were loud words on both sides.',
    ],
    'angry',
  );
  if (leisure(t))
    t.speak(
      'h',
      ['You love your money more than me! I hate you!', 'Then keep it! You are as mean as a wolf!'],
      ['[h.n] called [f.n] names and ran off.'],
      'angry',
    );
}

/** Binds who has work, and what work: how it is told. */
function work(t: Tale): readonly string[] {
  const job = t.random.pick(JOBS);
  const who = t.character('h').sort === 'animal' ? job.animal : job.who;
  t.bind({ who, offer: job.offer, work: job.gone });
  return job.work;
}

function earned(t: Tale): void {
  const told = work(t);
  t.say([
    'Then [h] heard that the [who] [offer].',
    'The [who] [offer]. [h] ran there at once.',
    'On a door hung a note. The [who] [offer].',
  ]);
  if (leisure(t))
    t.speak(
      'h',
      ['I can do that! I am small, but I can work!', 'May I help you? I need [more] coins.'],
      ['[h] asked if [h.he] could do it, for [more] coins.'],
      'happy',
    );
  t.say(told);
  tersely(t, [
    'In the evening, [h] had [more] new coins. With the [had] in [h.his] [purse], that made <reasoning?[price]|[over]|[less]>.',
    'When it was done, the [who] put [more] coins into [h.s] [purse]. Now there were <reasoning?[price]|[over]|[less]>, just enough!',
  ]);
  const thing = t.thing('o');
  t.world.own(t.character('h'), thing);
  tersely(t, [
    '[h] ran to the [shop] and bought [o.the].',
    'So [h] could buy [o.the].',
    'The [shop] was about to close. But [h] was fast, and soon [h.he] held [o.the].',
    '[h] counted the coins on the table, one by one. Then [o.the] was wrapped in blue paper.',
  ]);
  t.paragraph();
  give(t, '[o.the]');
  t.world.give(t.character('h'), t.character('m'), thing);
  received(t, true);
  t.moral(
    'what we work for is worth more',
    'one who wants something can work for it',
    'giving makes us as happy as getting',
  );
  happyAtHome(t);
  t.summarise(
    '[h.n] wants to give [h.his] [m.kind] [o.a] but has too little money. By [work], [h.he] earns the rest.',
    '[h.n] has [had] coins and needs [price]. [h.he] works for the rest and can buy [o.a] for [h.his] [m.kind].',
  );
}

function made(t: Tale): void {
  const { what, how } = t.random.pick(MADE);
  t.bind({ what });
  t.say([
    '[h] went home. There was no way to get so much money in time. But one can also make something!',
    'At home, [h] turned the coins over and over. They did not get more. Then [h.he] had another idea.',
    '[h] walked home slowly. If one cannot buy something, one can make something, [h.he] thought.',
    'On the way home, [h] thought about it. Then [h.he] knew: a gift does not have to come from a [shop]!',
  ]);
  t.say(how);
  aside(t, [
    'It took until dark.',
    'The first one was no good. The second one was better.',
    'It was a little crooked, but it was nice.',
    '',
  ]);
  t.paragraph();
  // One knows it by now.
  give(t, what.replace(/^a /, 'the '));
  received(t, false);
  t.moral(
    'a gift that is made with love is the best one',
    'the best things cannot be bought',
    'it does not matter what a gift costs',
  );
  happyAtHome(t);
  t.summarise(
    '[h.n] does not have enough money for [o.a]. So [h.he] makes [what] for [h.his] [m.kind] instead.',
    'With too little money for a present, [h.n] makes [what] for [h.his] [m.kind].',
  );
}

function give(t: Tale, what: string): void {
  t.say([
    `On the birthday, there was a song and a cake. Then [h.n] gave [h.his] [m.kind] ${what}.`,
    `On the birthday, before breakfast, [h.n] came with ${what}.`,
    `Then the birthday came. With a red face, [h.n] gave [h.his] [m.kind] ${what}.`,
    `Then it was time to give [h.his] [m.kind] ${what}.`,
  ]);
}

function received(t: Tale, bought: boolean): void {
  if (leisure(t) || t.has('Dialogue') || !t.has('Twist'))
    t.speak(
      'm',
      bought
        ? [
            'I saw that at the [shop] and wished for it, and nobody knew!',
            `It is wonderful! How did you ever pay for it, ${address(t, 'h')}?`,
          ]
        : [
            'You made this for me? It is the best gift of all!',
            `There is nothing like it at any [shop], ${address(t, 'h')}!`,
          ],
      [
        '[m.n] could not speak for a moment, and hugged [h.o].',
        '[m.n] had a tear in one eye, a happy one.',
        '[m.n] turned it around and around and could not stop smiling.',
        '[m.n] put it in the middle of the table, where everyone could see it.',
        'Never had [m.n] been so happy about a gift.',
      ],
      'happy',
    );
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'And then came a surprise. [h.s] [m.kind] had a gift for [h.him] as well: a box for many more coins, and one was already in it!',
      ...(bought
        ? [
            'Then something unexpected happened. Somebody from the [shop] came by, bowed, and brought back all the coins. It was a gift from the [shop]!',
          ]
        : [
            'And then came a surprise. [h.s] [m.kind] laughed and opened a drawer, and there lay [o.one]! [m.he] had had one like that all the time.',
            'What a surprise: [h.s] [m.kind] had got [o.one] from somebody else that same morning, and it would have been one too many!',
            'Then something unexpected happened. Somebody from the [shop] came by, saw it, and asked if there was one like that to sell!',
          ]),
    ]);
  }
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say([
      'It was true what [m.n] had always thought: what counts is the love in a gift.',
      '[h.n] understood now what [h.his] [m.kind] had meant about gifts.',
      '[m.n] had known it all along: love is what makes a gift.',
      '[h.s] [m.kind] had always known it, and now [h.n] saw that it was so.',
    ]);
  }
  if (!t.has('Conflict')) return;
  t.say([
    'In the afternoon, [f.n] came by.',
    'Later, [h.n] went to look for [f.n].',
    'There was still [f.n], and the bad words. [h.n] went over to [f.ns] house.',
    'One thing was still not right. [h.n] went to see [f.n].',
  ]);
  makeUp(t, 'h', 'f');
}

function lost(t: Tale): void {
  const told = work(t);
  t.say(['Then [h] heard that the [who] [offer].', 'The [who] [offer], and [h] was glad to do it.']);
  t.speak(
    'h',
    ['I can do that! I am small, but I can work!', 'May I help you? I need [more] coins.'],
    [],
    'happy',
  );
  t.say(told);
  t.say([
    'In the evening, [h] had [more] new coins, and that was enough.',
    'When it was done, there were [price] coins in all.',
  ]);
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'But at the [shop] came a bad surprise. [o.the] was gone. Somebody had bought it an hour before.',
      'Then came a bad surprise. The [shop] had closed for ever, and all its things were on a cart, far away by now.',
    ]);
  } else
    t.say([
      'But on a bridge, [h] tripped. The coins rolled over the edge, one after the other, and fell into the deep water.',
      'But there was a hole in [h.s] [purse]. When [h.he] got to the [shop], not one coin was left.',
      'But [h] stopped to play on the way. When [h.he] looked for the coins, they were gone.',
    ]);
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say([
      '[h] could have made something with love, and [h.his] [m.kind] would have liked that best. Now there was no time left.',
    ]);
  }
  aside(t, ['So there was no gift at all.', 'The next morning, [h] stood there with nothing to give.']);
  if (t.has('Conflict')) t.say(['And [h.he] had lost a friend as well.']);
  // The twist leaves the money whole and takes away the thing.
  if (t.has('Twist')) t.moral('a gift does not have to be bought', 'not everything can be had for money');
  else t.moral('one should take good care of money', 'one should not leave things to the last moment');
  t.moment('joy', 'h', 0);
  sadAtHome(t);
  t.summarise('[h.n] works hard to buy [o.a] for [h.his] [m.kind], but in the end there is no gift.');
}
