/** Somebody wants to get somewhere, and something is in the way. */
import type { Tale } from '../tale.ts';
import { begin, friend, happyEnd, makeUp, ONE_DAY, sadEnd } from '../telling/beats.ts';
import { GOALS, OBSTACLES, type Obstacle, type Pass } from './crossing-obstacles.ts';
import type { Plot } from './plot.ts';

export const crossing: Plot = {
  name: 'crossing',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  tell(t: Tale): void {
    const hero = begin(t);
    const bad = t.has('BadEnding');
    const goal = t.random.pick(GOALS[hero.sort === 'animal' ? 'animal' : 'child']);
    t.bind({ where: goal.where, again: goal.again ?? goal.where, late: goal.late });
    hero.place = t.somewhere(hero, ['field', 'wood', 'farm']);
    t.paragraph();
    t.say([
      `${ONE_DAY}, [h] set out early, to go to [where].`,
      `${ONE_DAY}, [h] set out for [where].`,
      '[h] had looked forward to this day for a long time. Now [h.he] was on the way to [where].',
      `${ONE_DAY}, [h] was on the way to [where].`,
    ]);
    t.say(goal.why);
    t.day('h');
    const together = t.has('Conflict') || t.choice.due('game') || t.random.chance(0.4);
    if (together) {
      friend(t);
      t.say([
        '[h.s] friend [f.n] came along.',
        'On the way, [h.his] friend [f.n] joined [h.him].',
        '[h.n] took [h.his] friend [f.n] along.',
      ]);
    }
    t.bind({ us: together ? t.group(hero, t.character('f')) : hero });
    t.moveTo('way');
    t.scenery('h');
    if (together) t.moment('game', 'both', 0.2);
    t.moment('way', 'h', 0.4);
    const main = t.random.pick(OBSTACLES.filter(({ scenes }) => scenes.includes(hero.place!.scene)));
    const pass = t.random.pick(main.passes);
    if (t.has('Foreshadowing')) {
      t.mark('hint');
      t.bind({ early: pass.early });
      t.say(
        [
          'Along the way, [us] saw [early]. [us] looked at it for a moment and went on.',
          'At one place there was [early]. [h.n] thought nothing of it.',
          '[h.n] noticed [early]. But there was no time to stop.',
        ].map((line) =>
          pass.early.startsWith('somebody singing')
            ? line
                .replace('saw', 'heard')
                .replace('looked at it', 'listened')
                .replace('place there was', 'place one could hear')
                .replace('noticed', 'heard')
            : line,
        ),
      );
    }
    t.paragraph();
    if (t.unhurried && t.random.chance(0.5)) small(t, main);
    obstacle(t, main);
    if (bad) {
      defeat(t, main, pass);
      return;
    }
    if (t.has('Twist')) {
      t.mark('Twist');
      if (t.has('Foreshadowing')) {
        solve(t, pass);
        t.say([
          'And on the other side, there was a surprise. Everyone from home stood there and clapped. They had taken the wide road!',
          'And what a surprise! Right behind a bush, there had been an easy way the whole time!',
        ]);
      } else {
        t.say(['Then something unexpected happened.', 'But what was that?', 'And then came a surprise.']);
        t.say(main.surprise);
      }
    } else solve(t, pass);
    t.paragraph();
    t.say([
      'And so [us] came to [again].',
      'At last, [us] got to [again].',
      'In the end, [us] came to [again].',
    ]);
    t.say(goal.there);
    t.moral(
      ...(t.has('Twist') && !t.has('Foreshadowing') ? ['one should not give up too soon'] : [pass.lesson]),
      'there is always a way for those who keep looking',
      ...(t.has('Conflict') ? ['two get farther when they do not fight'] : []),
    );
    hero.place = null;
    happyEnd(t, together ? 'both' : 'h');
    const how = t.has('Twist') && !t.has('Foreshadowing') ? 'in a way that nobody expected' : pass.short;
    t.bind({ obstacle: main.short, how });
    t.summarise(
      '[h.n] wants to go to [where], but there is [obstacle]. In the end, [h.he] gets past it [how].',
      'On the way to [where], [h.n] comes to [obstacle]. [h.he] does not give up and gets past it [how].',
    );
  },
};

/** Something in the way that is soon behind. */
function small(t: Tale, main: Obstacle): void {
  const lines = [
    'First, there was a fallen tree across the path, and [us] climbed over it.',
    'First came a ditch. One good jump, and it was behind [us.o].',
    'The first part was easy. Only some nettles stung a little.',
    'First there was a puddle, and [us] walked around it.',
    'At the first fork in the path, an old sign showed where to go.',
  ];
  t.say(main.name === 'swamp' ? lines.slice(0, 3) : lines);
}

function obstacle(t: Tale, main: Obstacle): void {
  t.say(main.seen);
  t.speak(
    'h',
    [
      'I will get past that. Just watch me!',
      'Oh dear. And what now?',
      'Nobody told me about that.',
      'I will not turn back now!',
    ].filter((line) => t.cast.f !== undefined || !line.includes('watch')),
    ['[h.n] scratched one ear and thought.', 'But [h.n] did not want to turn back.', 'What now?'],
  );
  if (main.name === 'beast') t.moment('fear', 'h', 0.5);
  t.moment('think', 'h', 0.3);
  const count = t.unhurried ? 2 : 1;
  t.random
    .shuffle([...main.fails])
    .slice(0, count)
    .forEach((lines, index) => {
      t.step(index, lines);
    });
  t.sorrow('h', 0.4, ['sad', 'tired', 'disappointed', 'a little angry', 'cross']);
  if (t.has('Conflict')) dispute(t);
}

/** What the one says, and what the other answers. */
const DISPUTES: readonly (readonly [said: string, answer: string])[] = [
  ['I knew that it would not work! You never ask me!', 'Then stop talking and help me!'],
  ['You do it all wrong!', 'You have not tried even once! You only stand there!'],
  ['This is silly! I want to go home, and you should too!', 'Go home, then! I do not need you!'],
];

function dispute(t: Tale): void {
  t.mark('Conflict');
  const [said, answer] = t.random.pick(DISPUTES);
  t.speak(
    'f',
    [said],
    [
      '[f.n] said that [h.n] did it all wrong, and that [f.he] had known it from the start.',
      '[f.n] wanted to turn back and called it a silly idea.',
    ],
    'angry',
  );
  t.speak(
    'h',
    [answer],
    ['[h.n] said that [f.n] only stood there and talked.', '[h.n] got angry and shouted back.'],
    'angry',
  );
  t.say([
    'They turned their backs on each other.',
    'For a while there was only angry silence.',
    'They sat down, as far from each other as possible.',
  ]);
  if (t.has('BadEnding')) return;
  makeUp(t, 'f', 'h');
}

function solve(t: Tale, pass: Pass): void {
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say([
      'Then [h.n] remembered what [us] had passed on the way!',
      'All at once, [h.n] thought of something that [h.he] had noticed before.',
      'And now what had seemed of no use that morning came to [h.ns] mind.',
    ]);
  } else if (t.unhurried)
    t.say([
      'But [h.n] did not give up.',
      '[us] looked around once more, very carefully.',
      'There had to be another way.',
    ]);
  t.say(pass.works);
}

function defeat(t: Tale, main: Obstacle, pass: Pass): void {
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'Then something unexpected happened. Hail as big as peas came down, and [us] had to hide for an hour.',
      'Then came a bad surprise. [h.ns] bag with the lunch rolled away and was gone.',
    ]);
  }
  t.say([
    'At last, somebody came by and showed [us.o] another way, a very long one. The sun was low when [us] came to [again], and [late].',
    'There was another way, but [us] found it only when the sun was low. At [again], [late].',
    'So [us] had to turn back and take the long way around. It was evening by then. At [again], [late].',
    'Hours went by, until a farmer showed [us.o] another way. When [us] came to [again], [late].',
  ]);
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.bind({ early: pass.early });
    t.say([
      'Only then did [h.n] think of what had been there on the way: [early]. That would have been a much quicker way!',
      'And on the way home, there it was again: [early]. Only now did [h.n] see that this would have been a much quicker way!',
    ]);
  }
  t.paragraph();
  t.moral(
    'it is good to look around before one begins',
    'one should start early when the way is long',
    ...(t.has('Conflict') ? ['quarrels cost time'] : []),
  );
  sadEnd(t, t.cast.f === undefined || t.has('Conflict') ? 'h' : 'both');
  t.bind({ obstacle: main.short });
  t.summarise(
    '[h.n] wants to go to [where], but there is [obstacle], and [h.he] comes too late.',
    'Because of [obstacle], [h.n] gets to [where] too late.',
  );
}
