/** Somebody cannot sleep: many things are tried until one helps, or none does. */
import type { Tale } from '../tale.ts';
import { address, begin, elder, makeUp } from '../telling/beats.ts';
import { moralAtNight, outFirst, sadAtHome } from './indoors.ts';
import { leisure, tersely } from './leisure.ts';
import type { Plot } from './plot.ts';
import { thingFit } from './things.ts';

/** Why sleep does not come, and what would bring it. */
interface Reason {
  readonly why: readonly string[];
  /** What is said about it. */
  readonly complaint: readonly string[];
  readonly cure: readonly string[];
  /** How one finds out about it. */
  readonly found: readonly string[];
  readonly short: string;
}

const REASONS: readonly Reason[] = [
  {
    why: [
      'There were too many thoughts in [h.his] head.',
      'All that had happened that day went around and around in [h.his] head.',
    ],
    complaint: ['My head is full of thoughts, and they do not stop.', 'I think of everything at once!'],
    found: ['[m] sat down on the bed and asked [h.o] to tell about the day, from morning to evening.'],
    cure: [
      'One thing after the other, [h.n] told it all, and then [h.his] head was free.',
      'They thought of ten good things, one after the other. At the seventh, [h.s] eyes fell shut.',
    ],
    short: 'too many thoughts',
  },
  {
    why: [
      '[h.his] feet were as cold as two fish.',
      'It was cold in the room, and [h.his] toes were like ice.',
    ],
    complaint: ['My feet are too cold to sleep.', 'I am cold, and my toes are awake!'],
    found: ['[m] felt [h.ns] feet and jumped. They were like ice!'],
    cure: [
      '[m] got a pair of thick wool <knowledge?socks|gloves|hats>. Soon the toes were warm.',
      'A warm stone from the oven went into the bed, wrapped in a towel. That was nice!',
    ],
    short: 'cold feet',
  },
  {
    why: [
      'Something was missing. [h] felt all around and did not find it.',
      '[h] turned to the left and to the right. There was an empty place beside [h.him].',
    ],
    complaint: ['Something is missing. I cannot find it.', 'I am all alone in this big bed.'],
    found: [
      '[m] looked under the bed, and there lay [o.the].',
      '[m] looked behind the pillow. [o.the] had fallen down there.',
    ],
    cure: [
      '[h.n] held [o.the] tight. That was what had been missing!',
      'With [o.the] in [h.his] arms, [h.n] closed both eyes at once.',
    ],
    short: 'something missing',
  },
  {
    why: [
      '[h.his] tummy made a noise like a small bear.',
      '[h] had not eaten much at dinner, and now [h.his] tummy was empty.',
    ],
    complaint: ['My tummy is talking, and I cannot sleep.', 'I am hungry. I did not eat my soup.'],
    found: ['[m] put one ear on [h.ns] tummy and heard it growl.'],
    cure: [
      '[m] brought a cup of warm <knowledge?milk|sand|rain> with honey. Sip by sip, [h.n] got sleepy.',
      'There was a piece of bread left, and half a banana. [h.n] ate it all, and then the tummy was quiet.',
    ],
    short: 'an empty tummy',
  },
  {
    why: [
      'It was so dark that [h] could not see [h.his] own nose.',
      'The dark seemed to come closer and closer.',
    ],
    complaint: ['It is too dark to sleep.', 'I do not like the dark. What if something is in it?'],
    found: ['[m] did not switch on the lamp. [m.he] opened the curtain instead.'],
    cure: [
      'High up in the sky stood the <knowledge?moon|sun|rainbow>, and its light lay on the bed like a blanket.',
      'There were more stars than anyone could count. [h.n] got as far as twenty.',
    ],
    short: 'the dark',
  },
  {
    why: [
      '[h] was not tired at all. [h.his] legs wanted to jump.',
      'There was still so much hop in [h.his] legs!',
    ],
    complaint: ['My legs want to dance.', 'I am not tired! Not even a little!'],
    found: ['[m] saw the blanket go up and down and had an idea.'],
    cure: [
      '[h.n] was allowed to hop ten times around the bed. Then the legs were tired.',
      'First [h.n] was to hop, then to creep, and then to lie still like a stone.',
      '[m] told [h.o] to be a candle: first tall and bright, then smaller and smaller, then out.',
    ],
    short: 'legs that want to dance',
  },
];

const VAIN = [
  '[h] counted sheep. At sheep number forty, [h.he] was still awake.',
  '[h] turned the pillow around. The other side was cool, but that did not help.',
  '[h] closed both eyes as hard as [h.he] could. They came open again by themselves.',
  '[h] hummed a song. It was such a merry one that [h.he] was more awake than before.',
  '[h] lay down with [h.his] head where the feet should be. Everything looked funny from there.',
  '[h] got up and drank a glass of water. Now [h.he] was even more awake.',
  '[h] told [h.self] a story, but it had a dragon in it and was much too exciting.',
  '[h] pulled the blanket up to [h.his] nose, and pushed it down again. Too hot, too cold, too hot.',
];

/** Toys that nobody takes to bed. */
const UNCUDDLY = /sled|tricycle|wagon|horse|dollhouse|kite|hoop|chalkboard|puzzle|drum|bike|scooter|paper/;

export const bedtime: Plot = {
  name: 'bedtime',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  nouns: ['kind:toy'],
  tell(t: Tale): void {
    const hero = begin(t);
    elder(t);
    const reason = t.random.pick(
      REASONS.filter(({ short }) => hero.sort === 'child' || short !== 'cold feet'),
    );
    const missing = reason.short === 'something missing';
    if (missing) {
      const toy = thingFit(t, ['kind:toy'], ({ word }) => !UNCUDDLY.test(word));
      t.bind({ o: toy });
      t.world.own(hero, toy);
      t.say([
        'Every night, [h] went to bed with [o.a].',
        '[h] had [o.a], and at night it always lay beside [h.him].',
        'Nobody was allowed to touch [h.ns] [o.n], because it slept in [h.his] bed.',
      ]);
    }
    if (t.has('Foreshadowing')) {
      t.mark('hint');
      t.speak(
        'm',
        [
          'Sleep is like a shy cat. It comes when you do not call it.',
          'If you wait for sleep, it stays away. If you forget it, it is there.',
        ],
        ['[h.s] [m.kind] liked to say that sleep is like a shy cat: it comes when one does not call it.'],
      );
    }
    t.paragraph();
    const out = outFirst(t);
    t.paragraph();
    if (t.has('Conflict')) quarrel(t, out);
    t.say(
      out || t.has('Conflict')
        ? [
            'At bedtime, the lamp was put out, and all was still. But [h] could not sleep.',
            'Then [h] lay in bed with open eyes. Sleep did not come.',
            'The clock struck eight, and then nine. In bed, [h] was still awake.',
            'The house was quiet. Even the {flies|birds} were asleep. Only [h] was not.',
            'When night came, [h] was in bed, wide awake.',
          ]
        : [
            'One evening, the lamp was out, and all was still. But [h] could not sleep.',
            'One night, [h] lay in bed with open eyes. Sleep did not come.',
            'One evening, the clock struck eight, and then nine. In bed, [h] was still awake.',
            'One night, the house was quiet. Even the {flies|birds} were asleep. Only [h] was not.',
            'It was night, and [h] was in bed, wide awake.',
          ],
    );
    if (missing) t.world.lose(t.thing('o'), 'under the bed');
    tersely(t, reason.why);
    const vain = t.random.shuffle([...VAIN]).slice(0, t.unhurried && leisure(t) ? 2 : 1);
    if (leisure(t) || t.has('BadEnding') || t.random.chance(0.6))
      for (const [index, line] of vain.entries())
        if (vain.length > 1) t.step(index, [line]);
        else t.say(line);
    t.moment('think', 'h', 0.15);
    if (t.has('BadEnding')) awake(t, reason);
    else cured(t, reason, missing);
  },
};

/** @param out whether the day was told of, which is over now */
function quarrel(t: Tale, out: boolean): void {
  t.mark('Conflict');
  if (t.has('Dialogue') || !out)
    t.say(
      out
        ? ['Then it was evening.', 'At home, dinner was over.', 'At home, the lamps were lit.']
        : [
            'One evening, dinner was over, and it was getting late.',
            'One evening, [h] was playing on the floor.',
            'It got dark outside one evening, and the lamps were lit.',
          ],
    );
  t.speak(
    'm',
    ['Put your things away now. It is time for bed.', 'Bedtime! Wash your face and lie down.'],
    ['[h.s] [m.kind] said that it was time for bed.'],
  );
  t.speak(
    'h',
    [
      'No! I do not want to go to bed! You are mean!',
      'I will never go to bed again! You cannot make me!',
      'It is not fair! The big ones may stay up!',
    ],
    [
      '[h.n] did not want to. [h.he] shouted and threw a pillow.',
      '[h.n] cried that it was not fair and kicked the bed.',
      '[h.n] held on to the table and yelled that the sun was still up somewhere.',
      '[h.n] called [h.his] [m.kind] mean and hid under the table.',
    ],
    'angry',
  );
  t.speak(
    'm',
    ['That is enough! Not another word!', 'I will not say it again! Go to bed this minute!'],
    [
      '[h.s] [m.kind] got angry as well and shut the door with a bang.',
      '[h.s] [m.kind] had been patient all day. Now [m.he] shouted, too.',
      'Then [h.his] [m.kind] got loud, and it was an ugly fight.',
    ],
    'angry',
  );
}

function cured(t: Tale, reason: Reason, missing: boolean): void {
  t.paragraph();
  t.say([
    '[h] got up and went to [h.his] [m.kind] on bare feet. [m.n] brought [h.him] back to bed.',
    '[h.s] [m.kind] heard the bed creak and came in.',
    'At last, [h.his] [m.kind] looked in at the door.',
    '[h] called very softly. After a while, [h.his] [m.kind] came in.',
  ]);
  if (t.unhurried && leisure(t))
    t.speak(
      'm',
      [`Why are you still awake, ${address(t, 'h')}?`, 'What is the matter, my dear?', 'Can you not sleep?'],
      [],
    );
  if (t.has('Conflict')) makeUp(t, 'h', 'm');
  t.speak(
    'h',
    reason.complaint,
    [
      '[h.n] could not sleep.',
      '[h.n] rubbed [h.his] eyes and sighed.',
      'It was so late, and [h.n] was so awake.',
      '[h.n] did not have to say a word. One look was enough.',
      'In a small voice, [h.n] told what was wrong.',
    ],
    'sad',
  );
  if (!t.exchanged)
    t.speak(
      'm',
      [
        'Let me see what I can do.',
        'Then we must do something about it.',
        'I know how that feels.',
        'Good that you told me.',
      ],
      [],
      'calm',
    );
  tersely(t, reason.found);
  if (missing) t.world.find(t.character('h'), t.thing('o'));
  tersely(t, reason.cure);
  t.moment('rest', 'h', 0.2);
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'And then something unexpected happened. It was [h.ns] [m.kind] who fell asleep first, right there on the edge of the bed, and [h.n] had to put a blanket over [m.him]!',
      // Nobody has looked there.
      ...(missing
        ? []
        : [
            "When it was quite still, there was a surprise. Under the bed, somebody snored. It was the neighbor's dog, and it had been there all along!",
          ]),
      'Then came a surprise. A tiny owl sat down outside the window, looked in, and closed one eye after the other. [h.n] did the same.',
      'And what a surprise! Next door, somebody began to sing a lullaby, very softly. It was [h.ns] grumpy old neighbor, who never sang by day.',
    ]);
  }
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say([
      '[h.n] had not thought of sleep for a while, and there it was, like a shy cat.',
      'And so it was as [h.his] [m.kind] had said: nobody called for sleep, and it came on soft paws.',
      'Just when [h.n] had forgotten to wait for it, sleep came. [h.s] [m.kind] had said that it would be so.',
      'The shy cat had come after all, and sleep was there.',
    ]);
  }
  moralAtNight(
    t,
    'it is good to tell somebody what keeps us awake',
    'nobody has to lie awake alone',
    'there is nearly always something that helps',
  );
  t.moment('joy', 'h', 0);
  t.say([
    '[h] yawned, turned around once more, and was asleep.',
    '[h] slept until the sun came up.',
    'A moment later, there was nothing to be heard but slow breathing. [h] was asleep.',
    '[h] wanted to say good night, but [h.he] was asleep before the last word.',
    'That night, [h] dreamed of {a boat on a calm sea|a field full of flowers|soft white clouds|a slow train}.',
    'In the morning, [h] did not know how [h.he] had fallen asleep.',
  ]);
  t.summarise(
    `[h.n] cannot sleep because of ${reason.short}. Together with [h.his] [m.kind], [h.he] finds what helps.`,
    '[h.n] lies awake for a long time. In the end, [h.his] [m.kind] knows what to do.',
  );
}

function awake(t: Tale, reason: Reason): void {
  if (t.has('Dialogue') && !t.has('Conflict'))
    t.speak(
      'h',
      ['Why can I not sleep?', 'Please, sleep, come to me!', 'Is it still not morning?'],
      [],
      'sad',
    );
  t.paragraph();
  t.say([
    'It went on like that all night. When the birds began to sing, [h] was still awake.',
    '[h] did not want to wake anybody, and so nobody helped. Hour after hour went by.',
    'The window turned gray, then pink. It was morning, and [h] had not slept at all.',
  ]);
  t.say([
    'That was the day of the big trip to the sea. [h] was so tired that [h.he] fell asleep at breakfast, and the others had to go without [h.him].',
    'That day, there was a party with games. [h] fell asleep in a corner and saw nothing of it.',
    'That morning, the circus came through the town, with horses and a band. [h] was asleep by then and did not wake up.',
  ]);
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'And then came a surprise that made it even worse: it would have been so easy! [h.s] [m.kind] had been awake all night as well, in the next room.',
    ]);
  }
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say([
      '[h] had called for sleep all night long, and like a shy cat, it had not come. [h.s] [m.kind] had said so.',
    ]);
  }
  if (t.has('Conflict'))
    t.say(['And nobody in the house had a kind word that morning, after the fight of the night before.']);
  t.moral('one should call for help and not lie awake alone', 'a good day begins with a good night');
  t.moment('joy', 'h', 0);
  sadAtHome(t);
  t.summarise(
    `[h.n] cannot sleep all night because of ${reason.short}, and so [h.he] misses a wonderful day.`,
  );
}
