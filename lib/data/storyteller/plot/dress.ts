/** What to wear: the wrong thing for the weather, a costume that is taken for real, something dear that is too small. */
import type { Tale } from '../tale.ts';
import { address, begin, elder, friend, happyEnd, makeUp, ONE_DAY, sadEnd } from '../telling/beats.ts';
import { startled } from './indoors.ts';
import { aside, pang, tersely } from './leisure.ts';
import { garment, outgrown } from './outgrown.ts';
import type { Plot } from './plot.ts';
import { COSTUMES, type Costume, WEATHERS } from './wardrobe.ts';

export const dress: Plot = {
  name: 'dress',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  nouns: ['kind:garment'],
  tell(t: Tale): void {
    begin(t);
    // What the hero wears is told here and not at the end.
    if (t.cast.detail === 'worn') t.bind({ detail: '' });
    elder(t);
    const way = t.random.int(5);
    if (way < 2) weather(t);
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
function weather(t: Tale): void {
  const fitting = WEATHERS.filter(({ favorites }) => favorites.includes(t.choice.required.noun.word));
  const what = t.random.pick(fitting.length > 0 ? fitting : WEATHERS);
  const thing = garment(t, what.favorites);
  t.bind({ o: thing, right: what.right, wrong1: what.wrong[0], wrong2: what.wrong[1] });
  t.world.own(t.character('h'), thing);
  t.say([
    '[h] had [o.a] and wanted to wear nothing else.',
    'The best thing that [h] had was [o.a]. [h.he] put it on every day.',
    '[h] had got [o.a], and from then on [h.he] wore it from morning to night.',
  ]);
  t.paragraph();
  set(t, ['town', 'wood', 'field', 'farm']);
  t.say(what.day);
  if (t.has('Foreshadowing')) {
    t.mark('hint');
    t.say(what.hint);
  }
  t.say([
    '[h] wanted to go [to], and in [h.his] [o.word], of course.',
    '[h] put on [o.the] and wanted to go [to].',
    'But [h] stood at the door in [h.his] [o.word]. [h.he] was going [to]!',
  ]);
  t.speak(
    'm',
    what.short === 'hot'
      ? [
          'It is much too hot for [o.the]! Take it off and put on <knowledge?[right]|[wrong1]|[wrong2]>.',
          `In this heat, ${address(t, 'h')}? Take off [o.the] and put on [right]!`,
        ]
      : [
          `Look out of the window, ${address(t, 'h')}. Today you need <knowledge?[right]|[wrong1]|[wrong2]>.`,
          'In this weather? Please put on [right]!',
          'You will be sorry without [right].',
        ],
    what.short === 'hot'
      ? [
          '[h.s] [m.kind] said that it was much too hot for [o.the], and brought <knowledge?[right]|[wrong1]|[wrong2]>.',
          'In such heat, nobody needs [o.one], said [h.ns] [m.kind], but <knowledge?[right]|[wrong1]|[wrong2]>.',
        ]
      : [
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
  t.moment('way', 'h', 0.2);
  startled(t);
  t.paragraph();
  tersely(t, what.suffers);
  pang(t, 'h', 0.3, ['unhappy', 'sorry', 'sad']);
  t.moment('think', 'h', 0.15);
  if (t.has('BadEnding')) {
    t.say(what.pity);
    if (t.has('Twist')) {
      t.mark('Twist');
      t.say([
        what.short === 'rainy'
          ? 'And then came a surprise that hurt even more: somebody had come to take a picture of everyone in their best clothes, and [h.n] had none any more.'
          : 'And then came a surprise that hurt even more: a fair had come, with free rides for everyone, and [h.n] had to stay at home.',
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
  tersely(t, what.rescue);
  if (t.has('Conflict')) makeUp(t, 'h', 'm');
  else
    t.speak(
      'h',
      ['You were right. This is much better.', 'Now I know what it is good for!'],
      [
        '[h.n] said that it was much better like that.',
        '[h.n] was so glad that [h.he] did not say anything more about looks.',
        'At once, [h.n] felt much better.',
        'How good that felt!',
      ],
      'happy',
    );
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'And then came a surprise: [m.n] pulled a warm cookie out of a pocket, just for [h.him]!',
      'Then something unexpected happened. [h.s] [m.kind] had to laugh and pointed down. [m.he] had run out in slippers!',
    ]);
  }
  payoff(t);
  t.moral(
    'one should dress for the weather and not for the mirror',
    'it is wise to listen to those who know more',
    'what we like best is not always what we need',
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

/** Whoever was talked about in the morning is no stranger. */
function known(line: string): string {
  return line.replace(/^Two farmers/, 'The two farmers').replace(/\ba (fox|thief)\b/, 'the $1');
}

/** A costume is so good that it is taken for what it shows. */
function costume(t: Tale, what: Costume): void {
  t.bind({ as: what.as, kindof: what.kind });
  t.paragraph();
  // Where there are cherries, there are crows.
  set(t, what.kind === 'scarecrow' ? ['farm'] : ['town', 'farm']);
  t.say([
    `${ONE_DAY}, [h] found a box of old clothes.`,
    `${ONE_DAY}, [h] was bored and opened the big cupboard.`,
    `${ONE_DAY}, [h] wanted to be somebody else for once.`,
  ]);
  if (t.has('Foreshadowing')) {
    t.mark('hint');
    t.say(what.hint);
  }
  t.day('h', 0.3);
  tersely(t, what.made);
  aside(t, [
    '[h] hardly knew [h.self] in the mirror.',
    '[h] looked in the mirror. Who was that?',
    '[h] tried out the walk, too. It was just right.',
  ]);
  t.say([
    'Then [h] went [to], to see what people would say.',
    'Like that, [h] walked [to].',
    'It was much too good to stay at home. [h] went [to].',
  ]);
  t.scenery('h');
  t.moment('way', 'h', 0.2);
  startled(t);
  t.paragraph();
  tersely(t, what.taken);
  if (t.has('Dialogue') && t.has('BadEnding') && !t.has('Conflict'))
    t.speak('h', ['They really think that I am [as]!', 'Look at that! They take me for [as]!'], [], 'happy');
  t.moment('joy', 'h', 0.1);
  if (t.has('Conflict')) {
    friend(t);
    t.mark('Conflict');
    t.say(
      t.character('f').sort === 'animal'
        ? [
            'Then came [f.a], a friend, who did not know [h.o].',
            'Close by stood [f.a]. It was a friend, who did not know [h.o].',
          ]
        : [
            'Then [h.his] friend [f.n] came, and did not know [h.o].',
            '[f.n], who was [h.ns] friend, came around the corner and saw it.',
          ],
    );
    t.speak(
      'f',
      ['lion', 'ghost'].includes(what.kind)
        ? ['Go away, you bad thing! I am not afraid of you!', 'You scared my little brother! How could you?']
        : ['You are not real! You only want to fool us!', 'You fooled my little brother! How could you?'],
      [
        '[f.n] was very angry at being fooled, and pulled at the costume.',
        '[f.n] shouted that such a thing had no business there, and threw mud.',
      ],
      'angry',
    );
    t.speak(
      'h',
      ['Stop it! You spoil everything!', 'It is only me, you silly thing! Why are you so mean?'],
      [
        '[h.n] shouted back, and they pulled at the costume from both sides.',
        '[h.n] shouted that it was only a game, and pushed [f.n] away.',
      ],
      'angry',
    );
  }
  t.moment('think', 'h', 0.15);
  if (t.has('BadEnding')) {
    t.say(what.badly);
    if (t.has('Twist')) {
      t.mark('Twist');
      t.say([
        'And then came a bad surprise: what [h.n] had put on was not old at all. It belonged to the neighbor, and now it was spoiled.',
      ]);
    }
    if (t.has('Foreshadowing')) {
      t.mark('payoff');
      t.say([
        'What everybody had talked about that morning was still not settled, and [h.n] had only made things worse.',
      ]);
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
  tersely(t, t.has('Foreshadowing') ? what.helps.map(known) : what.helps);
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say([
      'Everybody thought of what had been said that morning. So it was over now!',
      'That was the end of what had been talked about that morning, because [h.n] had been there at the right moment.',
    ]);
  }
  t.say([
    'Then [h] took it all off and laughed. It was only <context?[h.n]|[as]>!',
    'Then the costume came off, and under it was <context?[h.n]|[as]>, of course. Everybody laughed.',
  ]);
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'But then came a surprise. Behind [h.o] stood another [kindof] and laughed as well. In that costume was [h.ns] own [m.kind]!',
    ]);
  }
  if (t.has('Conflict')) makeUp(t, 'h', 'f');
  else {
    // Whoever laughs in the other costume is there already.
    if (t.has('Dialogue') && !t.has('Twist'))
      t.say([
        'Close by stood [h.ns] [m.kind], who had come along and had seen it all.',
        'Then [h.ns] [m.kind] came around the corner. [m.he] had seen it all.',
        'There was [h.ns] [m.kind], too, who had run there as fast as everyone else.',
      ]);
    t.speak(
      'm',
      [
        'It is you, [h.n]! I did not know you at all!',
        'How clever you are! What would we have done without you?',
      ],
      ['[h.s] [m.kind] had come along and had not known [h.him] at all, and laughed until [m.he] cried.'],
      'happy',
    );
  }
  t.moral(
    'clothes do not tell us who somebody is',
    ...(what.kind === 'lion' ? ['a good idea is stronger than big teeth'] : []),
    'a good idea can do a lot of good',
    'we should look twice before we judge',
  );
  happyEnd(t);
  t.summarise(
    '[h.n] dresses up as [as], and everyone takes [h.him] for a real one. That turns out to be a good thing.',
    `Dressed up as [as], [h.n] ${what.short}.`,
  );
}
