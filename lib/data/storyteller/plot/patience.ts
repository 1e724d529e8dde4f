/** A skill is learned, or a seed grows: slowly, and only for those who go on. */
import type { Tale } from '../tale.ts';
import { address, begin, elder, friend, happyEnd, makeUp, ONE_DAY, sadEnd } from '../telling/beats.ts';
import type { Plot } from './plot.ts';

interface Goal {
  readonly goal: string;
  readonly place: readonly string[];
  readonly fails: readonly string[];
  readonly advice: string;
  readonly success: string;
  readonly surprise: string;
  readonly pity: string;
}

const GOALS: readonly Goal[] = [
  {
    goal: 'ride a bike',
    place: ['town'],
    fails: ['fell into a bush', 'rolled down the wrong way', 'fell off after two steps'],
    advice: 'look ahead and not at your feet',
    success: 'rode all the way home without falling',
    surprise: 'nobody had held the bike for a long time',
    pity: 'the bike was broken',
  },
  {
    goal: 'swim',
    place: ['water', 'sea'],
    fails: ['swallowed a lot of water', 'sank like a stone', 'splashed and did not move at all'],
    advice: 'stay calm and kick with your legs',
    success: 'swam to the big stone and back',
    surprise: 'the water there was deeper than anybody had thought',
    pity: 'the cold winter came',
  },
  {
    goal: 'whistle',
    place: ['town', 'field', 'wood', 'farm'],
    fails: ['blew, but only air came out', 'made a funny noise', 'got a dry mouth'],
    advice: 'make your lips as round as an O',
    success: 'whistled a whole song',
    surprise: 'a bird answered with the very same song',
    pity: 'the voice was gone from all the blowing',
  },
  {
    goal: 'grow a sunflower',
    place: ['farm', 'field', 'town'],
    fails: [
      'looked at the ground, but nothing was there',
      'watered it too much, and it got wet feet',
      'dug it up to look at it, and had to plant it again',
    ],
    advice: 'give it water and sun, and wait',
    success: 'saw a tall flower with a yellow face',
    surprise: 'there were three flowers where there had been one seed',
    pity: 'a hungry rabbit ate the plant',
  },
  {
    goal: 'skate on the ice',
    place: ['water'],
    fails: ['fell on the ice', 'turned around and around and could not stop', 'sat down hard'],
    advice: 'bend your knees and take small steps',
    success: 'skated all the way across',
    surprise: 'the best skater of the village stood there and clapped',
    pity: 'the ice melted',
  },
  {
    goal: 'tie a good knot',
    place: ['town', 'farm', 'sea'],
    fails: ['got one finger stuck', 'made a knot that fell apart', 'made a knot that nobody could open'],
    advice: 'go around once, then through the hole',
    success: 'tied a knot that held',
    surprise: 'it was the very same knot that sailors use',
    pity: 'the rope was too old and broke',
  },
  {
    goal: 'play the flute',
    place: ['town', 'field', 'wood', 'farm'],
    fails: ['made a noise like a goose', 'made the dog howl', 'could not find the right holes'],
    advice: 'blow softly and move one finger at a time',
    success: 'played a song from beginning to end',
    surprise: 'all the birds had become quiet to listen',
    pity: 'the flute fell into the well',
  },
  {
    goal: 'climb the rope',
    place: ['town', 'farm'],
    fails: ['slid right back down', 'got only as high as a chair', 'hung there like a sack'],
    advice: 'use your feet and not only your hands',
    success: 'climbed up to the very top',
    surprise: 'there was a bell at the top that nobody had ever rung',
    pity: 'the rope was taken away',
  },
  {
    goal: 'catch a ball',
    place: ['town', 'field'],
    fails: ['closed both eyes and missed', 'dropped the ball', 'ran the wrong way'],
    advice: 'keep your eyes on the ball',
    success: 'caught the ball ten times in a row',
    surprise: 'everyone else had missed that last ball',
    pity: 'the ball was lost in the river',
  },
  {
    goal: 'jump over the stream',
    place: ['wood', 'field'],
    fails: ['landed in the cold water', 'stopped just before the edge', 'got both feet wet'],
    advice: 'run first, and jump with both arms up',
    success: 'flew over the stream and landed on the other side',
    surprise: 'a frog jumped right beside and landed in the water',
    pity: 'heavy rain made the stream too wide',
  },
];

export const patience: Plot = {
  name: 'patience',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  tell(t: Tale): void {
    const hero = begin(t);
    const goal = t.random.pick(GOALS);
    elder(t);
    t.bind({ goal: goal.goal, advice: goal.advice });
    const place = t.somewhere(hero, goal.place);
    t.world.go(hero, place);
    t.bind({ at: place.at, to: place.to });
    t.say([
      'There was one thing that [h] wanted to learn: to [goal].',
      '[h] wanted to [goal] more than anything.',
      'All the others could [goal], but [h] could not.',
    ]);
    if (t.has('Foreshadowing')) {
      t.mark('hint');
      t.speak(
        'm',
        [
          `One day you will do it when you do not think about it, ${address(t, 'h')}.`,
          'You will see: the day you stop worrying is the day you can do it.',
        ],
        ['[h.s] [m.kind] said that it would work on the day when [h] stopped worrying.'],
      );
    }
    t.paragraph();
    t.say([`${ONE_DAY}, [h] went [to] to try it.`, `${ONE_DAY}, [h] went [to] to begin.`]);
    t.day('h');
    t.scenery('h');
    t.moment('way', 'h', 0.3);
    const fails = t.random.shuffle([...goal.fails]).slice(0, 2 + t.random.int(2));
    const orders = [
      '{The first time|At first}, ',
      '{The second time|Then}, ',
      '{The third time|After that}, ',
    ];
    fails.forEach((line, index) => {
      t.say(`${orders[index]}[h] ${line}.`);
    });
    t.sorrow('h', 0.5);
    if (t.has('Conflict')) {
      const other = friend(t);
      t.mark('Conflict');
      t.say(
        other.sort === 'animal'
          ? ['[f.a] saw it all and laughed.']
          : ['A(n) [f.kind] named [f.n] saw it all and laughed.'],
      );
      t.speak(
        'f',
        ['You will never learn it! You are too small!', 'Ha, ha! That looks so silly!'],
        ['[f.n] said that [h.n] would never learn it.'],
      );
      t.speak(
        'h',
        ['Stop that! Go away!', 'You are mean! Leave me alone!'],
        ['[h.n] got angry and pushed [f.n] away.'],
        'angry',
      );
    }
    t.moment('think', 'h', 0.4);
    t.paragraph();
    t.say([
      '[h] went to [h.his] [m.kind] and asked what to do.',
      '[h.s] [m.kind] came to see how it went.',
      'Then [h.his] [m.kind] sat down beside [h.him].',
    ]);
    t.speak(
      'm',
      [
        'Do not give up. Just [advice].',
        'Nobody can do it the first time. You must [advice].',
        'Try again, but [advice].',
      ],
      [
        '[m.he] said that nobody can do it the first time.',
        '[m.he] showed [h.n] how to do it, slowly and with patience.',
      ],
    );
    t.say([
      'So [h] tried again, day after day.',
      'The next day [h] tried again, and the day after that.',
      '[h] tried it every {morning|evening|day} for {a week|two weeks|a long time}.',
    ]);
    if (t.has('BadEnding')) {
      t.say([`But then ${goal.pity}, and it was too late.`, `But before [h] could do it, ${goal.pity}.`]);
      if (t.has('Twist')) {
        t.mark('Twist');
        t.say(`To everyone's surprise, [h.ns] best friend could do it by then, without ever having tried.`);
      }
      if (t.has('Foreshadowing')) {
        t.mark('payoff');
        t.say('The day that [h.his] [m.kind] had talked about never came.');
      }
      t.moral('one should not put things off', 'not everything comes true, even when we work for it');
      t.moment('joy', 'h', 0);
      sadEnd(t);
      t.summarise('[h.n] tries hard to [goal], but in the end it is all for nothing.');
      return;
    }
    t.say([
      `And then, one morning, it worked! [h.n] ${goal.success}.`,
      `At last, it happened: [h.n] ${goal.success}!`,
      `And one day, [h.n] ${goal.success}!`,
    ]);
    if (t.has('Twist')) {
      t.mark('Twist');
      t.say([
        `And what a surprise: ${goal.surprise}!`,
        `Only then did something unexpected come out: ${goal.surprise}.`,
      ]);
    }
    if (t.has('Foreshadowing')) {
      t.mark('payoff');
      t.say(['[h] had not worried at all that day, just as [h.his] [m.kind] had said.']);
    }
    t.speak(
      'h',
      ['I did it! Look, I can do it!', 'Did you see that? I can do it now!'],
      ['[h] was so proud and showed it to everybody.'],
      'happy',
    );
    if (t.has('Conflict')) makeUp(t, 'f', 'h');
    else
      t.speak(
        'm',
        ['I knew that you could do it!', 'I am so proud of you.'],
        ['[h.s] [m.kind] was very proud.'],
        'happy',
      );
    t.moral('those who go on will get there', 'it takes time to learn something new', 'one must not give up');
    happyEnd(t);
    t.summarise(
      '[h.n] wants to [goal]. It goes wrong many times, but in the end it works.',
      '[h.n] does not give up until [h.he] can [goal].',
    );
  },
};
