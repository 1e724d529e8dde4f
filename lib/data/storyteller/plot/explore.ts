/** A dark place that nobody knows: with a light, and with a beating heart, somebody goes in to look. */
import type { Tale } from '../tale.ts';
import { begin, elder, friend, happyEnd, makeUp, ONE_DAY, sadEnd } from '../telling/beats.ts';
import { PLACES } from '../words/places.ts';
import { DENS, type Den, LIGHTS } from './explore-places.ts';
import type { Plot } from './plot.ts';

export const explore: Plot = {
  name: 'explore',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  nouns: ['kind:treasure'],
  tell(t: Tale): void {
    const hero = begin(t);
    const den = t.random.pick(DENS.filter((one) => one.for === 'all' || one.for === hero.sort));
    hero.place = t.random.pick(
      PLACES.filter(
        ({ scene, for: whose }) =>
          den.scenes.includes(scene) &&
          (whose === 'all' || (whose === 'animals') === (hero.sort === 'animal')),
      ),
    );
    t.bind({ den: den.the, door: den.door, along: den.along });
    t.day('h', 0.05);
    t.scenery('h', 0.1);
    t.paragraph();
    t.say(den.lies);
    const [one = '', two = ''] = t.random.shuffle([...den.rumors]);
    t.say([
      `It was said ${one}, and even ${two}.`,
      `Some said ${one}, others ${two}.`,
      `[h.n] had heard ${one}.`,
      `Nobody had been in there for years. It was said ${one}.`,
    ]);
    if (t.random.chance(0.6))
      t.say([
        'But [h.n] wanted to know what was in there.',
        'Every time [h] went past it, [h.he] slowed down a little.',
        'The longer [h] thought about it, the more [h.he] wanted to see for [h.self].',
      ]);
    if (t.has('Foreshadowing')) hint(t);
    t.paragraph();
    const together = t.has('Conflict') || t.choice.due('game') || t.random.chance(0.6);
    if (together) friend(t);
    t.bind({ us: together ? t.group(hero, t.character('f')) : hero });
    setOut(t, together);
    if (together) t.moment('game', 'both', 0);
    if (t.has('Conflict')) dispute(t);
    t.say(den.in);
    t.moment('way', 'h', 0.1);
    sights(t, den);
    t.moment('think', 'h', 0.1);
    t.paragraph();
    if (t.has('BadEnding')) darkness(t, den);
    else discovery(t, den);
  },
};

/** A thread to find the way back by, told of by an elder. */
function hint(t: Tale): void {
  t.mark('hint');
  elder(t);
  t.speak(
    'm',
    [
      'When you go into the dark, tie a thread to the door. Then you will always find your way out.',
      'Take this ball of wool. When I was little, it always brought me home again.',
    ],
    [
      '[h.ns] [m.kind] had once given [h.him] a ball of wool and told [h.him] to tie its end to the door before going into the dark.',
      '[h.ns] [m.kind] always said that in the dark one should unroll a thread behind oneself.',
    ],
  );
}

function setOut(t: Tale, together: boolean): void {
  const hero = t.character('h');
  const [light, how] = t.random.pick(LIGHTS);
  t.bind({ light, how });
  t.say(
    together
      ? [
          `${ONE_DAY}, [h] asked [h.his] friend [f.n] to come along.`,
          `${ONE_DAY}, [h.n] and [h.his] friend [f.n] made a plan.`,
          `${ONE_DAY}, [h] told [h.his] friend [f.n] about it, and [f.n] wanted to see it too.`,
        ]
      : [
          `${ONE_DAY}, [h] took heart and went.`,
          `${ONE_DAY}, [h] stood in front of it again, and this time [h.he] did not walk by.`,
        ],
  );
  t.say([
    'It would be dark in there, so [us] took along [light], [how].',
    'What one needs in the dark is a light. [h.n] had [light], [how].',
    'With [light], [how], [us] set out for [den].',
  ]);
  if (!t.has('BadEnding') && t.random.chance(0.6)) return;
  const thing = t.choice.object('kind:treasure');
  t.bind({ o: thing });
  t.world.own(hero, thing);
  t.say([
    'In [h.ns] pocket was [o.a], for good luck.',
    'And for good luck, [h.n] took [h.his] [o.n] along.',
    '[h.n] held [h.his] [o.n] tight, because it always brought [h.him] luck.',
  ]);
}

function dispute(t: Tale): void {
  t.mark('Conflict');
  t.speak(
    'f',
    [
      'I am not going in there! It is your silly idea!',
      'Stop! I do not want to any more. Let us go home!',
      'You go first! You always let me go first!',
    ],
    ['But in front of it, [f.n] did not want to go on and called it a silly idea.'],
    'afraid',
  );
  t.speak(
    'h',
    [
      'You are a coward! Then stay here alone!',
      'Do not be such a baby!',
      'You promised to come! You always break your word!',
    ],
    ['[h.n] called [f.n] a coward.', '[h.n] got angry and said that [f.n] always broke [f.his] word.'],
    'angry',
  );
  t.say([
    '[f.n] turned red and gave [h.n] a push. Then both of them went in without a word, one on the left and one on the right.',
    'They shouted at each other until the echo came back. In the end, both of them went in, but not side by side.',
    '[f.n] was so angry that [f.he] forgot to be afraid and went in first.',
  ]);
}

function sights(t: Tale, den: Den): void {
  t.random
    .shuffle([...den.sights])
    .slice(0, t.random.chance(0.7) ? 1 : 2)
    .forEach((line) => {
      t.say(line);
    });
  if (t.random.chance(0.5)) return;
  t.speak(
    'h',
    [
      'Look at that!',
      'Did you ever see anything like it?',
      'Nobody has been here for a long time.',
      'If only we could stay longer!',
    ].filter((line) => t.cast.f !== undefined || !/you|we/.test(line)),
    [],
    'happy',
  );
}

function discovery(t: Tale, den: Den): void {
  const [fright, truth] = t.random.pick(den.frights);
  t.say(`{But then|And then|All at once,} something happened. ${fright}`);
  t.moment('fear', 'h', 0.6);
  t.sorrow('h', 0.2, ['scared', 'frightened', 'very scared', 'afraid']);
  if (t.has('Dialogue') || t.random.chance(0.4))
    t.speak(
      'h',
      ['What is that?', 'Who is there?', 'Stay close to me!'].slice(0, t.cast.f === undefined ? 2 : 3),
      ['[h.s] heart stood still for a moment.', '[h.n] did not dare to breathe.'],
      'afraid',
    );
  t.say([
    '[h.n] took a deep breath and held up the light.',
    'With a shaking light, [h.n] went one step closer.',
    'But [h.n] did not run away. [h.he] wanted to know what it was.',
  ]);
  t.say(truth);
  if (t.random.chance(0.5))
    t.say(['[h.n] had to laugh.', 'What a relief!', 'And that was all! [h.n] let out [h.his] breath.', '']);
  if (t.has('Conflict')) {
    makeUp(t, 'h', 'f');
    t.say(['From there on, they went side by side.', 'Then they went on, close together.']);
  }
  t.say(den.finds);
  if (t.random.chance(0.6))
    t.speak(
      'h',
      ['It was worth it!', 'And everyone was afraid of this!', 'I will remember this all my life.'],
      ['[h.n] could not look away.', '[us] stood there for a long time and did not say a word.'],
      'happy',
    );
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'And then came a surprise. Not far from it sat a little kitten that had been missing for a week. The whole neighborhood had looked for it!',
      ...(den.door === 'the boat'
        ? []
        : [
            'But the biggest surprise was on the wall. There somebody had scratched a name, and it was the name of [h.ns] own grandmother!',
            'Then something unexpected happened. There was a second way out, and it led straight into the yard behind [h.ns] own home!',
          ]),
    ]);
  }
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say([
      'Then the light went out. It was as dark as in a sack! But [h.n] had tied a <context?thread|bell|stone> to [door], as [h.his] [m.kind] had told [h.him]. Along it, [us] found the way out.',
      'And how did one get out of there? Everything looked the same. But [h.n] had thought of [h.his] [m.kind] and unrolled the <context?wool|map|carpet>, and [us] only had to follow it.',
    ]);
  }
  t.paragraph();
  if (t.random.chance(0.5))
    t.say([
      'When [us] came out, the sun was so bright that it made [us.o] blink.',
      'Outside, everyone wanted to know what it had been like.',
      'On the way home, [den] did not look scary any more.',
    ]);
  t.moral(
    'many things are only scary in the dark',
    'those who dare to look lose their fear',
    'it is good to look closely before one is afraid',
    ...(t.has('Conflict') ? ['one should not laugh at the fear of others'] : []),
  );
  happyEnd(t, t.cast.f === undefined ? 'h' : 'both');
  t.summarise(
    'All are afraid of [den]. [h.n] goes in with a light and finds something wonderful.',
    '[h.n] explores [den]. What looks so scary turns out to be harmless.',
  );
}

function darkness(t: Tale, den: Den): void {
  const [fright, truth] = t.random.pick(den.frights);
  t.say(`{But then|And then|All at once,} something happened. ${fright}`);
  t.moment('fear', 'h', 0.6);
  t.say([
    '[h.n] jumped back, and the light fell and went out. Now it was as dark as in a sack.',
    '[us] ran, and at the first corner the light went out.',
    '[h.n] dropped the light. One could hear it roll away, down and down.',
  ]);
  t.world.lose(t.thing('o'), 'in the dark');
  t.say([
    'In the dark, [h.n] fell, and the [o.word] slipped away and was gone.',
    'Somewhere in there, [h.n] lost [h.his] [o.word].',
  ]);
  t.sorrow('h', 0.5, ['scared', 'very scared', 'sad', 'frightened']);
  t.say([
    'It took all night to find the way out, one step at a time, [along].',
    '[us] felt [us.his] way [along] for hours, until there was a bit of gray light.',
    'Only when somebody called [h.ns] name outside did [us] find the way.',
  ]);
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say([
      'A thread, tied to [door], would have helped, as [h.ns] [m.kind] had said. But the <context?thread|rope|bread> had stayed at home.',
      'The wool of [h.his] [m.kind] lay at home on the shelf. Now [h.n] knew what it would have been good for.',
    ]);
  }
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'And then came a bad surprise. What [h.he] had lost lay deep down in a crack, where it could be seen, and where no one would ever reach it.',
      `And the worst surprise was still to come, when somebody told [h.o] what it had been. ${truth}`,
    ]);
  }
  t.paragraph();
  if (t.has('Conflict'))
    t.say([
      '[f.n] said that [f.he] had known it, and went home alone.',
      'And [f.n] did not want to hear of [h.n] any more.',
    ]);
  t.moral(
    'one should never go into the dark without a second light',
    'those who are brave must be careful as well',
    'it is wise to tell somebody where one goes',
  );
  sadEnd(t, t.cast.f === undefined || t.has('Conflict') ? 'h' : 'both');
  t.summarise('[h.n] goes into [den], but the light goes out, and [h.his] [o.n] is lost for ever.');
}
