/** Clothes that are dear to somebody, and what becomes of them when they do not fit any more. */
import type { Tale } from '../tale.ts';
import { makeUp } from '../telling/beats.ts';
import type { Thing } from '../world.ts';
import { happyAtHome, sadAtHome, walkFirst } from './indoors.ts';
import { pang } from './leisure.ts';

/** One of these things to wear: the required noun if it is among them. */
export function garment(t: Tale, words: readonly string[]): Thing {
  const { required, nounUsed } = t.choice;
  if (!nounUsed && words.includes(required.noun.word)) return t.choice.object('kind:garment');
  const fitting = words.filter(
    (word) =>
      word !== required.noun.word &&
      (t.character('h').pronoun === 'she' || !['dress', 'skirt'].includes(word)),
  );
  const noun = t.lexicon.noun(t.random.pick(fitting));
  // A lexicon of one's own may have other clothes.
  if (noun === undefined) return t.choice.object('kind:garment');
  const adjective = t.choice.describe(noun);
  return { type: 'thing', noun, adjective, owner: null, holder: null, spot: '', state: 'whole' };
}

/** Something dear does not fit any more. */
export function outgrown(t: Tale): void {
  const thing = garment(t, ['coat', 'jacket', 'sweater', 'dress', 'shirt', 'vest']);
  t.bind({ o: thing });
  t.world.own(t.character('h'), thing);
  t.say([
    '[h] had [o.a]. [h.he] had worn it on every good day for a long time.',
    'Long ago, [h] had got [o.a], and nothing was as dear to [h.him].',
    '[o.a], that was what [h] loved most. It had been there on the last birthday and on every trip since then.',
  ]);
  if (t.has('Foreshadowing')) {
    t.mark('hint');
    t.say([
      'On the door frame, [h.his] [m.kind] made a line for [h.him] every month. The lines went up and up like a ladder.',
      'Every month, [h.his] [m.kind] shook [m.his] head and said that [h] grew like a bean.',
    ]);
  }
  t.paragraph();
  const back = [
    'At home, [h] wanted to put on [o.the]. But it did not fit any more!',
    'Back home, [h] pulled at [o.the]. It was too tight. [h.he] pulled harder. It was still too tight.',
    'Later, at home, [h] put on [o.the] and looked in the mirror. It ended at [h.his] tummy.',
    'In the afternoon, [h] tried to get into [o.the]. One arm was in, and then nothing moved any more.',
  ];
  const here = [
    'One {day|morning}, [h] wanted to put on [o.the]. But it did not fit any more!',
    'One {day|morning}, [h] pulled at [o.the]. It was too tight. [h.he] pulled harder. It was still too tight.',
    'One {day|Sunday}, [h] put on [o.the] and looked in the mirror. It ended at [h.his] tummy.',
    'One {day|Saturday}, [h] tried to get into [o.the]. One arm was in, and then nothing moved any more.',
  ];
  t.say(walkFirst(t) ? back : here);
  t.speak(
    'h',
    [
      'It got smaller in the night!',
      'Somebody took mine and left a little one!',
      'Why does it not fit any more?',
    ],
    ['[h] thought that it had got smaller in the night.', '[h] could not understand it.'],
    'sad',
  );
  t.say([
    `It had not got smaller. [h.n] had got <reasoning?bigger|smaller>.`,
    `But a(n) [o.word] does not shrink in a cupboard. It was [h.n] who had <reasoning?grown|shrunk>.`,
  ]);
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say([
      '[h.s] [m.kind] had seen it coming, month after month.',
      'So that was what came of growing, just as [h.his] [m.kind] had noticed every month!',
    ]);
  }
  pang(t, 'h', 0.5, ['sad', 'very sad', 'unhappy']);
  t.paragraph();
  if (t.has('Conflict')) {
    t.mark('Conflict');
    t.speak(
      'm',
      [
        'We will give it to the little one next door. You do not need it any more.',
        'Give it away. It only takes up room.',
      ],
      ['[h.s] [m.kind] wanted to give it away.'],
    );
    t.speak(
      'h',
      [
        'No! It is mine! You never ask me! You are so mean!',
        'If you give it away, I will never talk to you again!',
      ],
      ['[h.n] held it tight and shouted that nobody was to touch it.'],
      'angry',
    );
    t.speak(
      'm',
      ['Do not shout at me! It is only a(n) [o.word]!', 'You are too big to scream like that!'],
      ['[m.n] got angry, and they shouted at each other for a while.'],
      'angry',
    );
  }
  t.moment('think', 'h', 0.15);
  if (t.has('BadEnding')) {
    t.world.vanish(null, thing);
    t.say([
      '[h] put it on all the same. With a long rip, it tore from top to bottom. Nobody could sew that.',
      '[h] hid it in the garden, so that nobody could take it away. In the night it rained, and in the morning [o.the] was gone. A dog had carried it off.',
    ]);
    if (t.has('Twist')) {
      t.mark('Twist');
      t.say([
        t.has('Conflict')
          ? 'And then came a surprise that made it worse: [h.ns] [m.kind] was sorry by now and had wanted to make a pillow out of it, just for [h.him].'
          : 'And then came a surprise that made it worse: [h.ns] [m.kind] had wanted to make a pillow out of it, just for [h.him].',
      ]);
    }
    t.moral('we cannot keep everything for ever', 'one who holds too tight can lose it all');
    t.moment('joy', 'h', 0);
    sadAtHome(t);
    t.summarise(
      '[h.n] has grown out of [h.his] [o.n] and does not want to admit it. In the end, it is lost.',
    );
    return;
  }
  if (t.has('Conflict')) {
    t.say([
      'After that, it was quiet for a long time. [h] sat on the floor and thought.',
      '[h] ran out and slammed the door. But soon [h.he] came back, with a red face.',
      'Both of them were out of breath. Then [h] saw how tired [m.n] looked.',
    ]);
    makeUp(t, 'h', 'm');
  }
  const hero = t.character('h');
  const little = t.named(hero.sort === 'animal' ? 'animal' : 'child', hero);
  t.bind({ w: little });
  const kept = t.random.chance(0.5);
  if (kept)
    t.say([
      '[m.n] had an idea, and got out needle and thread. Snip, snip, stitch, stitch. In the evening, [o.the] was a pillow, and it lay in [h.s] bed.',
      '[m.n] had an idea, and together they cut and sewed. In the evening, [o.the] was a coat for a teddy bear, and it was just the right size.',
    ]);
  else {
    t.say([
      'Then [h] saw little [w.n] from next door, who shook with cold. [h] looked at [o.the] for a long time, and then gave it away.',
      'Next door lived [w.n], who was still very small. [h] swallowed hard, took [o.the] and went over there.',
    ]);
    t.world.give(t.character('h'), little, thing);
    t.say([
      'It fit [w.n] just right, and [w.he] smiled from one ear to the other.',
      '[w.n] put it on at once and would not take it off any more.',
    ]);
  }
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say(
      kept
        ? [
            'And while the [o.word] was being cut, there had been a surprise. A small coin with a hole had fallen out of a seam, where somebody had sewn it in for good luck!',
          ]
        : [
            'And then came a surprise. On [h.ns] bed lay a big box. In it was the very same [o.word], only two sizes bigger!',
          ],
    );
  }
  t.moral(
    'growing means to let go of something',
    ...(kept
      ? ['out of old things, new ones can be made']
      : ['what is too small for us can make somebody else happy']),
  );
  happyAtHome(t);
  t.summarise(
    kept
      ? '[h.ns] dear [o.n] does not fit any more. Something new is made out of it.'
      : '[h.ns] dear [o.n] does not fit any more. [h.he] gives it to [w.n], who is smaller.',
  );
}
