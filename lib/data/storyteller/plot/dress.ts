/** What to wear: the wrong thing for the weather, a costume that is taken for real, something dear that is too small. */
import type { Tale } from '../tale.ts';
import { address, begin, elder, friendComes, happyEnd, makeUp, ONE_DAY, sadEnd } from '../telling/beats.ts';
import type { Plot } from './plot.ts';
import { COSTUMES, type Costume, WEATHERS, type Weather } from './wardrobe.ts';

export const dress: Plot = {
  name: 'dress',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  nouns: ['kind:garment'],
  tell(t: Tale): void {
    begin(t);
    elder(t, ['mom', 'dad', 'grandma', 'grandpa']);
    const way = t.random.int(5);
    if (way < 2) weather(t, t.random.pick(WEATHERS));
    else if (way < 4)
      costume(t, t.random.pick(COSTUMES.filter(({ kind }) => kind !== t.character('h').kind)));
    else outgrown(t);
  },
};

function set(t: Tale, scenes: readonly string[]): void {
  const place = t.somewhere(t.character('h'), scenes);
  t.world.go(t.character('h'), place);
  t.bind({ at: place.at, to: place.to });
}

/** Somebody will not dress for the weather. */
function weather(t: Tale, what: Weather): void {
  const thing = t.choice.object('kind:garment');
  t.bind({ o: thing, right: what.right, wrong1: what.wrong[0], wrong2: what.wrong[1], cold: what.feels });
  t.world.own(t.character('h'), thing);
  t.say([
    '[h] had [o.a] and wanted to wear nothing else.',
    'The best thing that [h] had was [o.a]. [h.he] put it on every day.',
    '[h] had got [o.a], and from then on [h.he] wore it from morning to night.',
  ]);
  if (t.has('Foreshadowing')) {
    t.mark('hint');
    t.say(what.hint);
  }
  t.paragraph();
  set(t, ['town', 'wood', 'field', 'farm']);
  t.say(what.day);
  t.say([
    '[h] wanted to go [to], and in [h.his] [o.word], of course.',
    '[h] put on [o.the], and wanted to go [to].',
    'But [h] stood at the door in [h.his] [o.word]. [h.he] was going [to]!',
  ]);
  t.speak(
    'm',
    [
      `Look out of the window, ${address(t, 'h')}. Today you need <knowledge?[right]|[wrong1]|[wrong2]>.`,
      'In this weather? Please put on [right]!',
      'You will be sorry without [right].',
    ],
    [
      '[h.s] [m.kind] looked out of the window and brought <knowledge?[right]|[wrong1]|[wrong2]>.',
      'In such weather, one needs <knowledge?[right]|[wrong1]|[wrong2]>, said [h.ns] [m.kind].',
    ],
  );
  t.speak(
    'h',
    t.has('Conflict')
      ? [
          'No! I will wear what I want! You always tell me what to do!',
          'I hate that! It looks ugly! You cannot make me!',
        ]
      : ['I do not need that. I am fine.', 'But I like this better!', 'It is not so bad out there.'],
    t.has('Conflict')
      ? [
          '[h.n] shouted that [h.he] would wear what [h.he] wanted.',
          '[h.n] threw it on the floor and stamped on it.',
        ]
      : ['But [h.n] did not want it and slipped out.', '[h.n] said that it was not so bad out there.'],
    t.has('Conflict') ? 'angry' : 'plain',
  );
  if (t.has('Conflict')) {
    t.mark('Conflict');
    t.speak(
      'm',
      ['Then go, and see what comes of it! I have had enough!', 'You never listen! I am really angry now!'],
      ['[m.n] got angry as well, and the door shut with a bang.'],
      'angry',
    );
  }
  t.say(['So [h] went as [h.he] was.', 'Off [h] went.', '[h] ran [to] without looking back.']);
  t.scenery('h');
  t.moment('way', 'h', 0.5);
  t.paragraph();
  t.say(what.suffers);
  t.sorrow('h', 0.3, ['unhappy', 'sorry', 'sad']);
  t.moment('think', 'h', 0.3);
  if (t.has('BadEnding')) {
    t.say(what.pity);
    if (t.has('Twist')) {
      t.mark('Twist');
      t.say([
        'And then came a surprise that hurt even more: on that very day, all the others went to the fair, and there were free rides for everyone.',
      ]);
    }
    payoff(t);
    t.moral(
      'one should dress for the weather and not for the mirror',
      'it is wise to listen to those who know more',
    );
    t.moment('joy', 'h', 0);
    sadEnd(t);
    t.summarise(`[h.n] does not want to wear [right], and ${what.badly}.`);
    return;
  }
  t.say(what.rescue);
  payoff(t);
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'And then came a surprise: [m.n] pulled a warm cookie out of a pocket, just for [h.him]!',
      'Then something unexpected happened. [h.s] [m.kind] had to laugh and pointed down. [m.he] had run out in slippers!',
    ]);
  }
  if (t.has('Conflict')) makeUp(t, 'h', 'm');
  else
    t.speak(
      'h',
      ['You were right. This is much better.', 'Now I know what it is good for!'],
      ['[h.n] said that it was much better like that.'],
      'happy',
    );
  t.moral(
    'one should dress for the weather and not for the mirror',
    'it is wise to listen to those who know more',
    'what is pretty is not always what we need',
  );
  happyEnd(t);
  t.summarise(
    '[h.n] does not want to wear [right], but soon [h.he] is glad to get it.',
    `[h.n] goes out in [h.his] [o.n] on a ${what.short} day. [h.s] [m.kind] comes with [right].`,
  );
}

function payoff(t: Tale): void {
  if (!t.has('Foreshadowing')) return;
  t.mark('payoff');
  t.say([
    '[h.n] thought of what [h.he] had seen that morning. The signs had been there.',
    'There had been a sign early in the day. Now [h.n] understood it.',
  ]);
}

/** A costume is so good that it is taken for what it shows. */
function costume(t: Tale, what: Costume): void {
  t.bind({ as: what.as, kindof: what.kind });
  if (t.has('Foreshadowing')) {
    t.mark('hint');
    t.say(what.hint);
  }
  t.paragraph();
  set(t, ['town', 'farm']);
  t.say([
    `${ONE_DAY}, [h] found a box of old clothes.`,
    `${ONE_DAY}, [h] was bored and opened the big cupboard.`,
    `${ONE_DAY}, there was to be a party where everybody came as somebody else.`,
  ]);
  t.day('h', 0.3);
  t.say(what.made);
  t.say([
    '[h] looked in the mirror and was a little scared of [h.self].',
    '[h] looked in the mirror. Who was that?',
    '[h] tried out the voice, too. It was just right.',
  ]);
  t.say([
    'Then [h] went [to], to see what people would say.',
    'Like that, [h] walked [to].',
    'It was too good to stay at home with it. [h] went [to].',
  ]);
  t.scenery('h');
  t.moment('way', 'h', 0.4);
  t.paragraph();
  t.say(what.taken);
  t.moment('joy', 'h', 0.2);
  if (t.has('Conflict')) {
    friendComes(t);
    t.mark('Conflict');
    t.speak(
      'f',
      ['Go away, you bad thing! I am not afraid of you!', 'You scared my little brother! How could you?'],
      [
        '[f.n] was very angry, for a little one had cried, and pulled at the costume.',
        '[f.n] shouted and threw mud.',
      ],
      'angry',
    );
    t.speak(
      'h',
      ['Stop it! You are tearing it! You spoil everything!', 'It is only me, you silly thing! Let go!'],
      ['[h.n] shouted back, and they pulled at it from both sides.'],
      'angry',
    );
  }
  t.moment('think', 'h', 0.2);
  if (t.has('BadEnding')) {
    t.say(what.badly);
    if (t.has('Twist')) {
      t.mark('Twist');
      t.say([
        'And then came a bad surprise: the clothes had not been old ones at all. They belonged to the theater, and now they were spoiled.',
      ]);
    }
    if (t.has('Foreshadowing')) {
      t.mark('payoff');
      t.say(['[h.n] had been warned, and had not thought of it.']);
    }
    t.moral(
      'a joke is good only if everybody can laugh',
      'one should think of others before one plays a trick',
    );
    t.moment('joy', 'h', 0);
    sadEnd(t);
    t.summarise('[h.n] dresses up as [as] and is taken for a real one. It ends badly.');
    return;
  }
  t.say(what.helps);
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say([
      'Everybody thought of what had been said that morning. So it was over now!',
      'What had been talked about that morning had come true, and [h.n] had been there at the right moment.',
    ]);
  }
  t.say([
    'Then [h] took it all off and laughed. It was only <context?[h.n]|[as]>!',
    'Under it all was <context?[h.n]|[as]>, of course. Everybody laughed.',
  ]);
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      `But then came a surprise. Behind [h.o], somebody laughed as well. It was another one just like that, and under it was [h.ns] own [m.kind]!`,
    ]);
  }
  if (t.has('Conflict')) makeUp(t, 'h', 'f');
  else
    t.speak(
      'm',
      ['I did not know you at all! How clever you are!', 'What would we have done without you?'],
      ['[h.s] [m.kind] had not known [h.him] at all, and laughed until [m.he] cried.'],
      'happy',
    );
  t.moral(
    'clothes do not tell us who somebody is',
    'a good idea is stronger than big teeth',
    'we should look twice before we judge',
  );
  happyEnd(t);
  t.summarise(
    '[h.n] dresses up as [as], and everyone takes [h.him] for a real one. That turns out to be a good thing.',
    `Dressed up as [as], [h.n] ${what.short}.`,
  );
}

/** Something dear does not fit any more. */
function outgrown(t: Tale): void {
  const thing = t.choice.object('kind:garment');
  t.bind({ o: thing });
  t.world.own(t.character('h'), thing);
  t.say([
    '[h] had [o.a]. [h.he] had worn it on every good day of [h.his] life.',
    'When [h] was very little, [h.he] had got [o.a], and nothing was as dear to [h.him].',
    '[o.a], that was what [h] loved most. It had been there on every birthday and on every trip.',
  ]);
  if (t.has('Foreshadowing')) {
    t.mark('hint');
    t.say([
      'On the door frame, [h.his] [m.kind] made a line for [h.him] every month. The lines went up and up like a ladder.',
      'Every month, [h.his] [m.kind] shook [m.his] head and said that [h] grew like a bean.',
    ]);
  }
  t.paragraph();
  set(t, ['town', 'farm', 'field']);
  t.say([
    `${ONE_DAY}, [h] wanted to put on [o.the] and go [to]. But it did not fit any more!`,
    `${ONE_DAY}, before a walk [to], [h] pulled at [o.the]. It was too tight. [h.he] pulled harder. It was still too tight.`,
    `${ONE_DAY}, when [h] came back from a walk [to], there was a small sound. A seam of [o.the] had burst.`,
  ]);
  t.scenery('h', 0.3);
  t.moment('way', 'h', 0.3);
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
    `But a [o.word] does not shrink in a cupboard. It was [h.n] who had <reasoning?grown|shrunk>.`,
  ]);
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say([
      '[h.s] [m.kind] had seen it coming, month after month.',
      'So that was what came of growing, just as [h.his] [m.kind] had noticed every month!',
    ]);
  }
  t.sorrow('h', 0.5, ['sad', 'very sad', 'unhappy']);
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
      ['Do not shout at me! It is only a [o.word]!', 'You are too big to scream like that!'],
      ['[m.n] got angry, and they shouted at each other for a while.'],
      'angry',
    );
  }
  t.moment('think', 'h', 0.4);
  if (t.has('BadEnding')) {
    t.world.vanish(null, thing);
    t.say([
      '[h] put it on all the same. With a long rip, it tore from top to bottom. Nobody could sew that.',
      '[h] hid it in the garden, so that nobody could take it away. In the night it rained, and in the morning [o.the] was gone. A dog had carried it off.',
    ]);
    if (t.has('Twist')) {
      t.mark('Twist');
      t.say([
        'And then came a surprise that made it worse: [h.ns] [m.kind] had wanted to make a pillow out of it, just for [h.him].',
      ]);
    }
    t.moral('we cannot keep everything for ever', 'one who holds too tight can lose it all');
    t.moment('joy', 'h', 0);
    sadEnd(t);
    t.summarise('[h.n] has grown out of [h.his] [o.n] and does not want to see it. In the end, it is lost.');
    return;
  }
  const little = t.named('child', t.character('h'));
  t.bind({ w: little });
  const kept = t.random.chance(0.5);
  if (kept)
    t.say([
      '[m.n] had an idea, and got out needle and thread. Snip, snip, stitch, stitch. In the evening, [o.the] was a pillow, and it lay in [h.s] bed.',
      'Together they cut and sewed. Out of [o.the] they made a coat for a teddy bear. It fit as if it had been made for it.',
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
            'Then something unexpected happened. Out of the lining fell a small coin with a hole, which somebody had sewn in for good luck!',
          ]
        : [
            'And then came a surprise. On [h.ns] bed lay a big box. In it was the very same [o.word], only two sizes bigger!',
          ],
    );
  }
  if (t.has('Conflict')) makeUp(t, 'h', 'm');
  t.moral(
    'growing means to let go of something',
    ...(kept
      ? ['out of old things, new ones can be made']
      : ['what is too small for us can make somebody else happy']),
  );
  happyEnd(t);
  t.summarise(
    kept
      ? '[h.ns] dear [o.n] does not fit any more. Something new is made out of it.'
      : '[h.ns] dear [o.n] does not fit any more. [h.he] gives it to [w.n], who is smaller.',
  );
}
