/** A dark place that nobody knows: with a light, and with a beating heart, somebody goes in to look. */
import type { Tale } from '../tale.ts';
import { begin, elder, friend, happyEnd, makeUp, ONE_DAY, sadEnd } from '../telling/beats.ts';
import type { Scene } from '../words/entries.ts';
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
    const animal = hero.sort === 'animal';
    const swims = animal && t.homeOf(hero) === 'water';
    // The homes of animals are inland.
    const scenes = (one: Den): readonly Scene[] => one.scenes.filter((scene) => !(animal && scene === 'sea'));
    const den = t.random.pick(
      DENS.filter(
        (one) =>
          (one.for === 'all' || one.for === hero.sort) &&
          scenes(one).length > 0 &&
          !(swims && one.scenes.includes('water')),
      ),
    );
    hero.place = t.random.pick(
      PLACES.filter(
        ({ scene, for: whose }) =>
          scenes(den).includes(scene) &&
          (whose === 'all' || (whose === 'animals') === (hero.sort === 'animal')),
      ),
    );
    t.bind({ den: den.the, door: den.door, along: den.along });
    t.paragraph();
    t.say(den.lies);
    const [one = '', two = ''] = t.random.shuffle([...den.rumors]);
    t.say([
      t.unhurried ? `It was said ${one}, and even ${two}.` : `It was said ${one}.`,
      t.unhurried ? `Some said ${one}, others ${two}.` : `Some said ${one}.`,
      `[h.n] had heard ${one}.`,
      `Everybody knew ${one}.`,
    ]);
    if (t.unhurried)
      t.say([
        'But [h.n] wanted to know what was in there.',
        'Every time [h] went past it, [h.he] slowed down a little.',
        'The longer [h] thought about it, the more [h.he] wanted to see for [h.self].',
      ]);
    if (t.has('Foreshadowing')) hint(t);
    t.paragraph();
    const together = t.has('Conflict') || t.random.chance(t.unhurried ? 0.6 : 0.4);
    if (together) friend(t);
    t.bind({ us: together ? t.group(hero, t.character('f')) : hero });
    setOut(t, together);
    // On the stairs of a house, nothing is seen of the world outside.
    const { place } = hero;
    if (den.indoors) hero.place = null;
    else t.moment('way', 'h', 0.1);
    t.scenery('h', 0.1);
    hero.place = den.indoors ? null : place;
    t.day('h', 0.05);
    if (t.has('Conflict')) dispute(t);
    const looks = t.random.chance(0.5);
    // One does not get across the water by itself.
    if (t.unhurried || !looks || den.door === 'the boat') t.say(den.in);
    else if (!t.has('Conflict'))
      t.say([
        '[us] counted to three and went in.',
        'With a beating heart, [us] went in.',
        'Step by step, [us] went in.',
      ]);
    if (t.unhurried || looks) sights(t, den);
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
      'When you go into the dark, tie a thread to the door.',
      'Take this ball of wool. Its thread will always bring you home.',
    ],
    [
      '[h.ns] [m.kind] had once given [h.him] a ball of wool, to find the way back in the dark.',
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
          `${ONE_DAY}, [h] made up [h.his] mind to go and see.`,
          `${ONE_DAY}, [h] could not stand it any longer and wanted to know.`,
        ],
  );
  t.say([
    'It would be dark in there, so [us] took along [light].',
    'For the dark, [h.n] had [light], [how].',
    'With [light], [us] set out for [den].',
  ]);
  if (!t.has('BadEnding') && !(t.unhurried && t.random.chance(0.5))) return;
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
      'You wanted to come! You always change your mind!',
    ],
    ['[h.n] called [f.n] a coward.', '[h.n] got angry and said that [f.n] always changed [f.his] mind.'],
    'angry',
  );
  t.bind({ entered: t.cast.door === 'the boat' ? 'got into the boat' : 'went in' });
  t.say([
    '[f.n] turned red and gave [h.n] a push. Then both of them [entered] without a word.',
    'They shouted at each other. In the end, both of them [entered], but not side by side.',
    '[f.n] was so angry that [f.he] forgot to be afraid and [entered] first.',
  ]);
}

function sights(t: Tale, den: Den): void {
  t.say(den.sights);
  if (!t.unhurried || t.random.chance(0.5)) return;
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
  const [fright, truth] = t.random.pick(frightening(t, den));
  t.say(t.unhurried ? `{But then|And then|All at once,} something happened. ${fright}` : fright);
  const shown = t.moment('fear', 'h', 0.6);
  if ((t.unhurried && !shown) || t.choice.waits('hurt') || t.choice.due('sad'))
    t.sorrow('h', 0.2, ['scared', 'frightened', 'very scared', 'afraid']);
  if (t.has('Dialogue') || t.unhurried)
    t.speak(
      'h',
      ['What is that?', 'Who is there?', 'Stay close to me!'].slice(0, t.cast.f === undefined ? 2 : 3),
      ['[h.s] heart stood still for a moment.', '[h.n] did not dare to breathe.'],
      'afraid',
    );
  t.say([
    '[h.n] took a deep breath and held up the light.',
    'With a shaking light, [h.n] went one step closer.',
    'But [h.n] did not run away.',
  ]);
  t.say(truth);
  if (t.unhurried && !t.has('Conflict'))
    t.say(['[h.n] had to laugh.', 'What a relief!', 'And that was all!']);
  if (t.has('Conflict')) {
    makeUp(t, 'h', 'f');
    if (t.unhurried) t.say(['From there on, they went side by side.', 'Then they went on, close together.']);
  }
  t.say(den.finds);
  if (t.unhurried && !t.has('Twist'))
    t.speak(
      'h',
      ['It was worth it!', 'And everyone was afraid of this!', 'I will remember this all my life.'],
      ['[h.n] could not look away.', '[us] stood there for a long time and did not say a word.'],
      'happy',
    );
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      // No kitten swims to an island.
      ...(den.door === 'the boat'
        ? [
            'And then came a surprise. In the reeds lay a second boat, and on it stood the name of [h.ns] own grandfather!',
          ]
        : [
            'And then came a surprise. There sat a little kitten that had been missing for a week!',
            'But the biggest surprise was on the wall. There somebody had scratched the name of [h.ns] own grandmother!',
            ...(t.has('Foreshadowing') || den.door !== 'the entrance'
              ? []
              : [
                  'Then something unexpected happened. There was a second way out, and it led straight to [h.ns] own home!',
                ]),
          ]),
    ]);
  }
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say([
      'Then the light went out. But [h.n] had tied a <context?thread|bell|stone> to [door], and along it [us] found the way out.',
      'And how did one get out of there? [h.n] had unrolled a <context?thread|map|carpet>, as [h.his] [m.kind] had said, and [us] only had to follow it.',
    ]);
  }
  t.paragraph();
  if (t.unhurried && !t.has('Twist'))
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
    '[h.n] is a little afraid of [den], but goes there with a light and finds something wonderful.',
    '[h.n] explores [den]. What looks so scary turns out to be harmless.',
  );
}

/** What frightens there; nobody is afraid of their like. */
function frightening(t: Tale, den: Den): Den['frights'] {
  const { kind } = t.character('h');
  return den.frights.filter(([, truth]) => !truth.includes(` ${kind}`));
}

function darkness(t: Tale, den: Den): void {
  const [fright, truth] = t.random.pick(frightening(t, den));
  t.say(fright);
  t.moment('fear', 'h', 0.6);
  t.say([
    '[h.n] jumped back, and in that moment the light went out.',
    '[us] ran, and at the first corner the light went out.',
    '[h.n] dropped the light. It rolled away, down and down, and went out.',
  ]);
  if (t.has('Dialogue') || t.unhurried)
    t.speak(
      'h',
      ['Oh no! Now I cannot see a thing!', 'It is so dark! Where is the way out?', 'The light! Where is it?'],
      [
        '[h.n] could not see a thing.',
        'Now it was as dark as in a sack.',
        '[h.n] felt around, but there was no light anywhere.',
      ],
      'sad',
    );
  t.world.lose(t.thing('o'), 'in the dark');
  t.say([
    'In the dark, [h.n] fell, and the [o.word] slipped away and was gone.',
    'Somewhere in there, [h.n] lost [h.his] [o.word].',
  ]);
  t.sorrow('h', 0.5, ['scared', 'very scared', 'sad', 'frightened']);
  t.say([
    'It took all night to find the way out, [along].',
    '[us] felt [us.his] way out [along], step by step.',
    'Only when somebody called [h.ns] name outside did [us] find the way.',
  ]);
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say([
      'A thread, tied to [door], would have helped. But the <context?thread|rope|bread> had stayed at home.',
      'If only there had been a thread! But it lay at home, and [h.n] thought of [h.his] [m.kind].',
    ]);
  }
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'And then came a bad surprise. [o.the] lay deep down in a crack, where no one would ever reach it.',
      `And the worst surprise came when somebody told [h.o] what it had been. ${truth}`,
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
    'what is dear to us is safest at home',
  );
  sadEnd(t, t.cast.f === undefined || t.has('Conflict') ? 'h' : 'both');
  t.summarise('[h.n] wants to see [den], but the light goes out, and [h.his] [o.n] is lost for ever.');
}
