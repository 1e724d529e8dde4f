/** Something dear is lost, looked for, and found again, or not. */
import type { Tale } from '../tale.ts';
import {
  begin,
  elder,
  friendComes,
  goOut,
  happyEnd,
  makeUp,
  ONE_DAY,
  sadEnd,
  search,
  thanks,
} from '../telling/beats.ts';
import { look } from '../telling/details.ts';
import type { Plot } from './plot.ts';

export const lost: Plot = {
  name: 'lost',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  tell(t: Tale): void {
    const hero = begin(t);
    const thing = t.choice.object('lose');
    t.bind({ o: thing });
    t.world.own(hero, thing);
    t.say([
      '[h] had [o.a] that [h.he] {loved|liked} very much.',
      '[h] had [o.a]. It was a gift from [h.his] {grandma|grandpa|aunt|uncle}.',
      'The thing that [h] {loved|liked} most was [h.his] [o.n].',
      '[h] took [h.his] [o.n] everywhere.',
    ]);
    look(t, 'o');
    if (t.has('Foreshadowing')) {
      t.mark('hint');
      t.say([
        'But [h.his] bag had a small hole in it. [h] saw it and thought that it did not matter.',
        '[h.his] mom had said, long before, that the old bag had a hole. [h] had not listened.',
        'There was a tiny hole in [h.his] old bag, and every day it grew a little.',
      ]);
    }
    t.paragraph();
    const place = goOut(t, [
      `${ONE_DAY}, [h] took [o.the] [to].`,
      `${ONE_DAY}, [h] went [to] with [h.his] [o.word].`,
      `${ONE_DAY}, [h] put [o.the] in [h.his] bag and went [to].`,
    ]);
    t.scenery('h');
    t.moment('way', 'h', 0.5);
    const withFriend = t.has('Conflict') || t.random.chance(0.5);
    if (withFriend) {
      friendComes(t);
      t.say([
        '[both] played {for a long time|all morning|until lunch}.',
        '[both] had a lot of fun.',
        'They {laughed and played|ran and laughed}.',
      ]);
      t.moment('game', 'both', 0.4);
    }
    const truth = t.random.pick(place.spots);
    t.bind({ spot: truth });
    const inBag = t.has('Twist') && !t.has('BadEnding') && !t.has('Foreshadowing');
    if (!inBag) t.world.lose(thing, truth);
    t.say([
      'When it was time to go home, [h] {looked for|wanted to take} [h.his] [o.word]. It was gone!',
      'But then [h] saw that [h.his] [o.word] was gone.',
      'After some time, [h] wanted to see [h.his] [o.word], but [h.he] could not find it {anywhere|any more}.',
    ]);
    t.sorrow('h');
    t.paragraph();
    if (t.has('Conflict')) {
      t.mark('Conflict');
      t.speak(
        'h',
        [
          'You took my [o.word], [f.n]! Give it back!',
          'Did you take my [o.word], [f.n]? You always take things!',
          'I know that you have my [o.word]! Give it to me now!',
        ],
        [
          '[h] was angry and thought that [f.n] had taken it. They began to fight.',
          '[h] got angry at [f.n] and called [f.him] a thief.',
        ],
        'angry',
      );
      t.speak(
        'f',
        [
          'I did not take it! That is not fair!',
          'No! I do not have it. You are mean!',
          "I don't have your [o.word]! Why do you say that?",
        ],
        ['[f] had not taken it, and got angry too.', '[f] said that it was not true, and turned away.'],
        'angry',
      );
      t.say([
        'The two friends did not {speak|talk} for a while.',
        '[f] {sat down far away|turned away} with a red face.',
        'Now both of them were angry.',
      ]);
    }
    t.moment('think', 'h', 0.4);
    search(t, place, 1 + t.random.int(3), truth);
    t.paragraph();
    const helper = withFriend && !t.has('Conflict') ? 'f' : 'm';
    if (helper === 'm') {
      elder(t);
      t.say([
        '[h.s] [m.kind] came to look for [h.him].',
        'Then [h.his] [m.kind] came along and saw [h.his] sad face.',
        '[h] went to [h.his] [m.kind] and told [m.him] everything.',
      ]);
    }
    if (inBag) {
      t.speak(
        helper,
        ['Did you look in your bag?', 'Where did you look? Did you look in your own bag?'],
        [`[${helper}] had an idea: maybe it was in [h.his] own bag.`],
      );
      t.mark('Twist');
      t.say([
        '[h] opened the bag, and what a surprise! [o.the] was inside. It had been there all the time.',
        '[h] opened the bag. To [h.his] surprise, [o.the] was right there. It had never been lost at all!',
      ]);
      t.say(['[h.he] turned red and laughed.', '[h] had to laugh at [h.self].']);
      if (t.has('Conflict')) makeUp(t, 'h', 'f');
      else thanks(t, 'h', helper);
      finish(t, withFriend);
      return;
    }
    t.speak(
      helper,
      [
        'Where did you play? Let us look there again.',
        'Do not cry. We will look for it together.',
        'Think hard. Where did you have it last?',
        'Two can see more than one. I will help you.',
      ],
      [
        `[${helper}] wanted to help, and they looked {for it |}together.`,
        `[${helper}] asked where [h.he] had last seen it, and they went back there.`,
      ],
    );
    t.moment('way', 'h', 0.3);
    if (t.has('BadEnding')) {
      if (t.has('Twist')) {
        t.mark('Twist');
        t.world.find(hero, thing);
        t.world.vanish(null, thing);
        t.say(
          "They found [o.it] [spot] at last. But then, to everyone's surprise, a big bird came down, took [o.the] and flew away with it!",
        );
      } else
        t.say([
          'They looked until {it was dark|the sun went down}, but [o.the] was gone for good.',
          'They looked and looked, but they never found [o.it].',
          'They looked everywhere, but it was no use. [o.the] was never found.',
        ]);
      payoff(t);
      lessons(t);
      sadEnd(t);
      t.summarise(
        '[h.n] loses [h.his] [o.n] [at] and never gets it back.',
        '[h.n] loses [h.his] [o.n] [at]. [h.he] looks for it with [h.his] '.concat(
          helper === 'm' ? '[m.kind]' : 'friend',
          ', but it is gone for good.',
        ),
      );
      return;
    }
    if (t.has('Twist')) {
      t.mark('Twist');
      t.say(
        [
          'Then something unexpected happened. A little [b] came out of its hole, and behind it lay [o.the]! The [b] had slept next to it.',
          'To their surprise, they heard a small sound. A little [b] sat [spot], and it had made its bed on [o.the]!',
        ],
        { b: t.random.pick(['mouse', 'kitten', 'hedgehog', 'frog', 'duck']) },
      );
      t.world.find(hero, thing);
      t.say(['Very gently, [h] picked up [o.the].', '[h] took [o.the] back very gently.']);
    } else {
      t.world.find(hero, thing);
      t.say([
        'Then [h] looked [spot], and there it was! [h] had found [h.his] [o.word].',
        `And there, [spot], lay [o.the]! [h] picked it up and held it tight.`,
        `At last, [${helper}] pointed at something [spot]. It was [o.the]!`,
      ]);
    }
    payoff(t);
    if (t.has('Conflict')) makeUp(t, 'h', 'f');
    thanks(t, 'h', helper);
    finish(t, withFriend);
  },
};

function payoff(t: Tale): void {
  if (!t.has('Foreshadowing')) return;
  t.mark('payoff');
  t.say([
    'It had fallen through the hole in the bag. [h] remembered that hole now.',
    'So the small hole in the bag had mattered after all: [o.the] had fallen right through it.',
  ]);
}

function lessons(t: Tale): void {
  t.moral(
    ...(t.has('Conflict') ? ['it is wrong to blame a friend', 'one should ask before getting angry'] : []),
    'we should take good care of our things',
    'it is good to keep dear things in a safe place',
  );
}

function finish(t: Tale, withFriend: boolean): void {
  t.paragraph();
  lessons(t);
  happyEnd(t, withFriend ? 'both' : 'h');
  t.summarise(
    t.world.events.some(({ kind }) => kind === 'lose')
      ? '[h.n] loses [h.his] [o.n] [at], but in the end [h.he] has it again.'
      : '[h.n] thinks that [h.his] [o.n] is lost, but it was in the bag all the time.',
    t.has('Conflict')
      ? '[h.n] cannot find [h.his] [o.n] and blames [f.n]. When it turns up, they make up.'
      : '[h.n] cannot find [h.his] [o.n] [at]. With some help, it turns up again.',
  );
}
