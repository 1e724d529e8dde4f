/** Somebody is afraid of something, and one day must face it. */
import type { Tale } from '../tale.ts';
import { address, begin, elder, friend, goOut, happyEnd, sadEnd, thanks } from '../telling/beats.ts';
import type { Plot } from './plot.ts';

interface Fear {
  readonly of: string;
  readonly scenes?: readonly string[];
  /** How the friend comes to need help just there. */
  readonly need: readonly string[];
  /** What facing it is. */
  readonly deed: readonly string[];
  /** What it really was. */
  readonly truth: readonly string[];
  /** What is no longer feared. */
  readonly after: string;
}

const FEARS: readonly Fear[] = [
  {
    of: 'the dark',
    need: [
      'In the evening, [f] fell into a dark hole and could not get out.',
      '[f] was stuck in a dark old shed.',
    ],
    deed: [
      '[h] went right into the dark, step by step, and took [f.o] by the hand.',
      '[h] held on to the wall and walked into the dark until [h.he] reached [f.o].',
    ],
    truth: [
      'the terrible thing in the dark was only an old coat',
      'the two bright eyes in the dark were those of a small kitten',
    ],
    after: 'the dark',
  },
  {
    of: 'deep water',
    scenes: ['water'],
    need: [
      '[f] slipped and fell into the water, and could not swim.',
      '[f] sat in a little boat that had come loose and began to float away.',
    ],
    deed: [
      '[h] jumped into the water, swam as hard as [h.he] could and pulled [f.o] out.',
      '[h] walked into the cold water, step by step, and pulled [f.o] back.',
    ],
    truth: ['the water only came up to the knees', 'there was firm sand under the water all along'],
    after: 'the water',
  },
  {
    of: 'high places',
    scenes: ['town', 'wood', 'farm'],
    need: [
      '[f] had climbed a tall tree and could not get down.',
      '[f] had gone up a tall ladder, and now [f.he] did not dare to come down.',
    ],
    deed: [
      '[h] climbed up, one step at a time, and never looked down. Then [h.he] helped [f.o] down.',
      '[h] went up slowly, took [f.o] by the hand and brought [f.him] down.',
    ],
    truth: ['it was not high at all', 'there were good steps on the other side all the time'],
    after: 'high places',
  },
  {
    of: 'dogs',
    scenes: ['town', 'farm'],
    need: [
      'A big dog stood in front of [f.o], and [f.n] did not dare to move.',
      'A big dog ran to [f.o] and barked and barked.',
    ],
    deed: [
      '[h] walked up to the big dog, spoke softly and held out one hand.',
      '[h] stood between [f.n] and the dog and did not run.',
    ],
    truth: ['the dog only wanted to play', 'the dog had only lost its ball and wanted help'],
    after: 'dogs',
  },
  {
    of: 'thunder',
    need: [
      'Dark clouds came up, and there was thunder. [f] had hurt one leg and could not walk home alone.',
      'A storm came up, and [f] had hurt one foot and could not walk.',
    ],
    deed: [
      '[h] took [f.o] by the arm, and step by step they walked through the storm.',
      '[h] helped [f.o] up, and they sang all the way home through the storm.',
    ],
    truth: [
      'the loud noise was not thunder but a man with a big drum',
      'the noise had come from an empty barrel that rolled down the hill',
    ],
    after: 'thunder',
  },
  {
    of: 'the old bridge',
    scenes: ['water', 'wood', 'field'],
    need: [
      '[f] was on the other side of the old bridge and had hurt one foot.',
      '[f] stood in the middle of the old bridge and could not go on or back.',
    ],
    deed: [
      '[h] took a deep breath and walked over the bridge, step by step, to [f.o].',
      '[h] held on tight, went out on the bridge and led [f.o] back.',
    ],
    truth: ['the old bridge was as strong as stone', 'somebody had mended the bridge long before'],
    after: 'the bridge',
  },
  {
    of: 'the big cave',
    scenes: ['wood', 'field', 'sea'],
    need: [
      '[f] had gone into the big cave and did not come out.',
      'From inside the big cave, [f] cried for help.',
    ],
    deed: [
      '[h] went into the cave with a small light and found [f.o] in a corner. Hand in hand, they came out.',
      '[h] walked into the cave, found [f.o] and led [f.him] out.',
    ],
    truth: ['the monster in the cave was only the wind', 'the roar in the cave came from a little frog'],
    after: 'the cave',
  },
];

export const afraid: Plot = {
  name: 'afraid',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  tell(t: Tale): void {
    begin(t);
    const fear = t.random.pick(FEARS);
    t.bind({ fear: fear.of, after: fear.after });
    t.say([
      'There was one thing that [h] did not like: [h.he] was afraid of [fear].',
      'But [h] was {very |}afraid of [fear].',
      'Only one thing scared [h.o]: [fear].',
    ]);
    if (t.has('Foreshadowing')) {
      elder(t);
      t.mark('hint');
      t.speak(
        'm',
        [
          `Do not worry, ${address(t, 'h')}. One day you will be brave when it matters.`,
          'You are braver than you think. One day you will see it.',
        ],
        [
          '[h.s] [m.kind] always said that one day [h] would be brave.',
          '[h.s] [m.kind] was sure that [h] would be brave one day, and told [h.him] so.',
        ],
      );
    }
    t.paragraph();
    const place = goOut(t, [], fear.scenes);
    t.scenery('h');
    t.moment('way', 'h', 0.5);
    const other = friend(t);
    t.say(
      other.sort === 'animal'
        ? ['[f.a] was [h.his] friend and came along.', 'With [h.o] was [f.a], [h.his] best friend.']
        : ['[h.s] friend [f.n] was with [h.him].', '[h.his] friend [f.n] came along.'],
    );
    t.moment('game', 'both', 0.5);
    if (t.has('Conflict')) {
      t.mark('Conflict');
      t.speak(
        'f',
        ['You are afraid of [fear]! What a baby you are!', 'Ha, ha! You are scared of [fear]! I am not!'],
        ['[f.n] laughed at [h.o] and called [h.him] a baby.', '[f.n] made fun of [h.o] because of that.'],
        'plain',
      );
      t.say([
        '[h] got angry, and they had a fight. [f.n] walked off alone.',
        'That hurt. [h] shouted at [f.n], and [f.n] ran away.',
      ]);
      t.sorrow('h');
    }
    t.paragraph();
    const need = t.random.pick(fear.need);
    t.say(
      ['Then it happened. ', 'A little later, there was trouble. ', 'Suddenly, there was a cry. '].map(
        (start) => start + need,
      ),
    );
    t.speak(
      'f',
      ['Help! Please help me!', `Help me, ${address(t, 'h')}!`, 'Please, somebody help!'],
      ['[f] called for help as loudly as [f.he] could.'],
      'afraid',
    );
    t.say([
      '[h.s] heart beat fast.',
      '[h] was so scared that [h.his] knees shook.',
      '[h] wanted to run away.',
    ]);
    t.moment('fear', 'h', 0.6);
    if (t.has('BadEnding')) {
      t.say([
        '[h] took one step, and then no other. [h.he] just could not do it.',
        '[h] tried to move, but [h.his] feet would not go.',
      ]);
      t.moment('think', 'h', 0);
      t.say([
        'When somebody else came to help at last, [f.n] was {hurt|cold and hurt} and had to stay in bed for a long time.',
        'A farmer came at last and saved [f.o]. But [f.n] was hurt, and did not want to see [h.o] any more.',
      ]);
      if (t.has('Twist')) {
        t.mark('Twist');
        t.say(`Later, everyone was surprised to hear that ${t.random.pick(fear.truth)}.`);
      }
      if (t.has('Foreshadowing')) {
        t.mark('payoff');
        t.say(['[h.s] [m.kind] had said that one day [h.he] would be brave. It had not been that day.']);
      }
      t.moral('waiting too long can hurt others', 'a friend in trouble needs us at once');
      t.moment('joy', 'h', 0);
      sadEnd(t);
      t.summarise('[h.n] is so afraid of [fear] that [h.he] cannot help [f.n], who gets hurt.');
      return;
    }
    t.say([
      'But [f] was [h.his] friend, and nobody else was there.',
      'But nobody else could help.',
      'Then [h] thought of nothing but [h.his] friend.',
    ]);
    t.moment('think', 'h', 0.5);
    t.speak(
      'h',
      ['I am coming! Hold on!', 'I will help you! Do not be afraid!', 'Wait, I will come to you!'],
      [],
      'plain',
    );
    t.say(fear.deed);
    t.paragraph();
    if (t.has('Twist')) {
      t.mark('Twist');
      t.say([
        `Only then did they see it, and it was a big surprise: ${t.random.pick(fear.truth)}!`,
        `And what a surprise! It turned out that ${t.random.pick(fear.truth)}.`,
      ]);
      t.say(['They laughed and laughed.', 'How they laughed!']);
    }
    thanks(t, 'f', 'h');
    if (t.has('Conflict'))
      t.speak(
        'f',
        [
          'I am sorry that I laughed at you. You are the bravest of all.',
          'I will never laugh at you again. I am sorry.',
        ],
        ['[f] said sorry for what [f.he] had said before, and [h] was not angry any more.'],
        'sad',
      );
    if (t.has('Foreshadowing')) {
      t.mark('payoff');
      t.say([
        'It was just as [h.his] [m.kind] had said: when it mattered, [h.n] was brave.',
        '[h.n] remembered what [h.his] [m.kind] had said. It had come true.',
      ]);
    }
    t.say([
      'From then on, [h] was not so afraid of [after] any more.',
      'After that, [after] did not look so bad to [h.o].',
    ]);
    t.moral(
      'being brave means to be afraid and do it anyway',
      'love for a friend is stronger than fear',
      'a small heart can be very brave',
    );
    happyEnd(t, t.random.chance(0.5) ? 'both' : 'h');
    t.summarise(
      '[h.n] is afraid of [fear], but when [f.n] needs help, [h.he] is brave.',
      `[f.n] is in trouble ${place.at}. [h.n] is afraid of [fear] but helps [f.him] anyway.`,
    );
  },
};
