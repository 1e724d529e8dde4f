/** Something hurts, and somebody who can help is feared: a tooth, a splinter, a cough, new glasses. */
import type { Tale } from '../tale.ts';
import { address, begin, elder, makeUp } from '../telling/beats.ts';
import { AILMENTS, type Ailment } from './ailments.ts';
import { happyAtHome, sadAtHome, shortWalk } from './indoors.ts';
import { aside, leisure, tersely } from './leisure.ts';
import type { Plot } from './plot.ts';

export const doctor: Plot = {
  name: 'doctor',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  tell(t: Tale): void {
    const hero = begin(t);
    const animal = hero.sort === 'animal';
    const what = t.random.pick(AILMENTS.filter(({ only }) => !(animal && only === 'children')));
    elder(t);
    const healer = animal
      ? t.stranger('owl', t.random.pick(['wise', 'old', 'gray']), hero)
      : t.stranger(what.healer, t.random.pick(['kind', 'young', 'old', 'friendly']), hero, 'adult');
    t.bind({ d: healer });
    if (t.has('Foreshadowing')) {
      t.mark('hint');
      t.say(what.hint);
    }
    t.paragraph();
    if (what.walks) {
      shortWalk(t);
      t.say(what.begins);
    } else {
      t.say(what.begins);
      shortWalk(t, [
        'All the same, [h] went [to] that day.',
        'It was not so bad yet, and [h] went [to] as always.',
        '[h] told nobody and went [to] as on other days.',
      ]);
      tersely(t, what.worse);
    }
    t.moment('sad', 'h', 0.2);
    t.say(
      what.noticed ?? [
        'At home, [h.his] [m.kind] took one look at [h.him] and shook [m.his] head.',
        'When [h] was home again, [h.his] [m.kind] saw at once that something was wrong.',
        'In the end, [h] had to go home and tell [h.his] [m.kind] about it.',
        'At home, [h] tried to hide it. But [h.his] [m.kind] had good eyes.',
        '[h] went straight home and told [h.his] [m.kind].',
      ],
    );
    t.speak(
      'm',
      [
        `We must go to the [d.kind], ${address(t, 'h')}.`,
        'The [d.kind] can help you. We will go there right now.',
        'Come, we will go and see the [d.kind].',
      ],
      [
        '[m.he] wanted to go to the [d.kind] with [h.n].',
        '[m.he] said that it was a thing for the [d.kind].',
        'There was only one thing to do, said [h.ns] [m.kind]: they had to see the [d.kind].',
        '[m.he] put on [m.his] hat. They would go to the [d.kind] at once.',
        'The [d.kind] would know what to do.',
      ],
    );
    t.say([
      'The [d.kind]! [h.n] did not want to go there.',
      '[h.n] turned white. Anything but that!',
      'But [h.n] was afraid of the [d.kind].',
      'At that word, [h.n] crept under the table.',
    ]);
    aside(t, what.imagined);
    t.moment('fear', 'h', 0.3);
    if (t.has('Conflict')) refuses(t);
    t.paragraph();
    if (t.has('BadEnding')) runsAway(t, what);
    else goes(t, what);
  },
};

function refuses(t: Tale): void {
  t.mark('Conflict');
  t.speak(
    'h',
    [
      'No! I will not go! You cannot make me!',
      'You do not love me! You want me to be hurt!',
      'I hate it there! Go alone!',
    ],
    [
      '[h.n] screamed that [h.he] would not go, and kicked the door.',
      '[h.n] held on to the table leg and shouted mean things.',
      '[h.n] threw [h.his] shoes into a corner and yelled that nobody loved [h.him].',
      'No, no, no! [h.n] shouted it so loudly that the windows shook.',
    ],
    'angry',
  );
  t.speak(
    'm',
    ['Stop that at once! We are going, and that is that!', 'How can you say that to me? Now I am angry!'],
    [
      '[m.n] got angry as well, and for a while they shouted at each other.',
      '[m.n] lost all patience, and there was a big fight.',
      '[m.n] had heard enough and shouted back.',
      'There were loud words on both sides.',
    ],
    'angry',
  );
  // Whoever runs away does not go along.
  if (t.has('BadEnding')) return;
  aside(t, [
    'Nobody said a word on the way.',
    'With a red face, [h.n] walked three steps behind.',
    'In the end, [h.n] went along, but with tears of anger.',
  ]);
}

function goes(t: Tale, what: Ailment): void {
  t.say([
    'Soon they stood in front of the [d.kind].',
    'They went there, sat down on a long bench, and had to wait. The clock ticked very slowly.',
    'So they went to the [d.kind]. The room smelled of {soap|mint|soap and flowers}. Then it was [h.ns] turn.',
    'All the same, they went. Step by step, they went up the stairs and knocked.',
  ]);
  aside(t, [
    'The [d.kind] had {small round glasses|warm eyes|a big soft voice} and smiled.',
    'The [d.kind] looked quite different from what [h.n] had thought. [d.he] was not big, and [d.he] was not cross.',
    'Inside sat [d.a] and hummed a song.',
  ]);
  t.speak(
    'd',
    [
      'Hello! Let me have a look. I will tell you before I do anything.',
      'You must be [h.n]. Come in and sit down, right here.',
      'I see that you are a little afraid. So was I, when I was small.',
      'You may hold this toy bear while I look. It is afraid as well.',
    ],
    [
      'The [d.kind] told [h.n] everything before [d.he] did it.',
      'The [d.kind] let [h.n] ask as many questions as [h.he] wanted.',
      'The [d.kind] said that it was all right to be a little afraid.',
    ],
  );
  t.moment('think', 'h', 0.15);
  tersely(t, what.help);
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say(what.surprise);
  }
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say(what.payoff);
  }
  if (leisure(t))
    t.speak(
      'h',
      [
        ...(what.quick ? ['Is it over? I did not feel it at all!'] : []),
        'That was not so bad!',
        'Was that all? And I was so afraid!',
        'May I come again some day?',
      ],
      [
        ...(what.quick
          ? [
              'It was over before [h.n] had counted to five.',
              '[h.n] had closed both eyes. When [h.he] opened them, everything was done.',
            ]
          : []),
        '[h.n] was surprised that it was already over.',
        '[h.n] could not believe that it was already over.',
        '[h.n] had wanted to scream, but there was nothing to scream about.',
      ],
      'happy',
    );
  if (t.has('Conflict')) makeUp(t, 'h', 'm');
  aside(t, what.better);
  t.moral(
    'what we are afraid of is often not so bad',
    'it is good to let somebody help when something is wrong',
    'one can be afraid and brave at the same time',
  );
  happyAtHome(t);
  t.summarise(
    `[h.n] has ${what.short} and is afraid of the [d.kind]. But the [d.kind] helps, and it is not so bad at all.`,
    `Because of ${what.short}, [h.n] has to go to the [d.kind]. It is not as bad as [h.he] thought.`,
  );
}

function runsAway(t: Tale, what: Ailment): void {
  t.say([
    'When nobody looked, [h.n] ran away and hid in the barn until it was dark.',
    "In front of the [d.kind]'s house, [h.n] tore loose and ran.",
    '[h.n] said that everything was fine again. That was not true, but they stayed at home.',
  ]);
  t.say(what.pity);
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'And then [h.n] heard what nobody had expected: on that very day, the [d.kind] had given a little toy horse to everyone who came.',
      'Later there was a surprise, but too late: everybody said that the [d.kind] told such funny stories that one forgot to be afraid!',
    ]);
  }
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say(what.payoff);
  }
  if (t.has('Conflict')) t.say(['And the bad words were still between [h.n] and [h.his] [m.kind].']);
  t.moral('waiting only makes it worse', 'it is better to let somebody help in time');
  t.moment('joy', 'h', 0);
  sadAtHome(t);
  t.summarise(`[h.n] has ${what.short} but is too afraid of the [d.kind]. So it gets much worse.`);
}
