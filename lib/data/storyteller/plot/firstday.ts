/** The first day somewhere new: at school, or with the flock. */
import type { Tale } from '../tale.ts';
import { begin, elder, friend, happyEnd, makeUp, sadEnd } from '../telling/beats.ts';
import { FIRSTS, type First } from './firstday-places.ts';
import { brisk, leisure, pang } from './leisure.ts';
import type { Plot } from './plot.ts';
import { dearThing } from './things.ts';

export const firstday: Plot = {
  name: 'firstday',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  nouns: ['kind:treasure'],
  tell(t: Tale): void {
    const hero = begin(t);
    // No kitten goes with the herd.
    const home = ['kitten', 'puppy'].includes(hero.kind) ? 'field' : (t.homeOf(hero) ?? '');
    const first = t.random.pick(
      FIRSTS.filter(({ homes, sort }) => sort === hero.sort && (!homes || homes.includes(home))),
    );
    t.bind({ thing: first.what, there: first.there });
    elder(t);
    t.paragraph();
    t.world.go(hero, t.somewhere(hero));
    t.say([
      'At last it was time for [thing].',
      'Everybody at home was in a hurry. It was time for [thing].',
      'For weeks, everybody had talked of nothing but [thing]. Now it was here.',
    ]);
    t.day('h');
    if (leisure(t, 0.35))
      t.say([
        '[h.n] could not eat one bite.',
        '[h] had not slept much, and one question after the other had gone through [h.his] head.',
        '[h] held on to the door with both arms.',
        '[h] said that [h.his] tummy hurt. It was a small lie, and a small truth.',
      ]);
    const token = t.has('Foreshadowing');
    if (token) keepsake(t);
    else if (t.has('BadEnding') || leisure(t, 0.5))
      t.speak(
        'm',
        [
          'I was afraid too, on my first day. And look, I am still here.',
          'It will be strange for an hour, and then a little less.',
          'Everybody there has had a first day once, and got over it.',
        ],
        [
          '[h.s] [m.kind] said that it would be strange for an hour, and then a little less.',
          '[h.s] [m.kind] said that everybody there had once had a first day, too.',
        ],
      );
    t.moment('way', 'h', 0.1);
    t.scenery('h', 0.1);
    t.paragraph();
    t.say(brisk(t, first.sight));
    if (leisure(t, 0.3)) t.say(first.strange);
    t.moment('fear', 'h', 0.2);
    const other = friend(t);
    if (t.has('BadEnding')) {
      badly(t, first);
      return;
    }
    if (t.has('Conflict')) push(t);
    else
      t.say(
        brisk(
          t,
          other.sort === 'animal'
            ? [
                'Right next to [h.n] was [f.a] with a very frightened face.',
                'In the last corner sat [f.a], very small and very quiet.',
                'Next to [h.n] was [f.a], who looked frightened.',
                'There sat [f.a], who was new, too.',
              ]
            : [
                'Right next to [h.n] stood a(n) [f.kind] with a face as white as milk. It was [f.n].',
                'In the last corner sat somebody very small and very quiet. That was [f.n].',
                'Next to [h.n] stood a pale [f.kind] named [f.n].',
                'There was another one who was new: [f.n].',
              ],
        ),
      );
    comfort(t, token);
    const index = t.random.int(first.task.length);
    t.say(first.task[index]!);
    t.moment('think', 'h', 0.1);
    t.say(first.works[index % first.works.length]!);
    end(t, first, token);
  },
};

function keepsake(t: Tale): void {
  const thing = dearThing(t);
  const parent = t.character('m');
  t.bind({ o: thing });
  t.world.own(parent, thing);
  t.world.give(parent, t.character('h'), thing);
  t.mark('hint');
  t.say([
    'Then [h.s] [m.kind] put [o.a] into [h.his] bag, and it was still warm from being held.',
    'At the door, [h.s] [m.kind] gave [h.him] [o.a].',
    '[h.s] [m.kind] had something for [h.him]: [o.a].',
  ]);
  t.speak(
    'm',
    [
      'Hold it when you are afraid. One day you will not need it, and then give it to somebody who does.',
      'It helped me on my first day. When you do not need it any more, pass it on.',
    ],
    ['It was for holding when one is afraid. When [h] did not need it any more, [h.he] was to pass it on.'],
  );
}

function push(t: Tale): void {
  t.mark('Conflict');
  t.say(
    t.character('f').sort === 'animal'
      ? ['[h] took the last free place. At once, somebody gave [h.him] a push. It was [f.a].']
      : ['[h] found a place to stand. At once, somebody gave [h.him] a push. It was a(n) [f.kind], [f.n].'],
  );
  t.speak(
    'f',
    ['That is my place! Go away!', 'Nobody wants you here, baby!'],
    ['[f.n] said that this was not a place for babies.'],
    'angry',
  );
  t.speak(
    'h',
    ['I only wanted to stand here! You are mean!', 'Stop pushing me! I do not like you!'],
    ['[h] pushed back, and there was a loud quarrel.'],
    'angry',
  );
  if (!t.has('BadEnding'))
    t.say([
      'Then [h] saw something. [f.n] was shaking all over, because [f.he] was so afraid.',
      'But suddenly [f.ns] voice began to shake, and there were two tears.',
    ]);
}

function comfort(t: Tale, token: boolean): void {
  if (t.has('Conflict')) makeUp(t, 'f', 'h');
  t.speak(
    'h',
    [
      'Are you new here too? I am, and I am a little afraid.',
      ...(t.has('Conflict') ? [] : ['I am afraid. Are you?']),
      'I am so scared. How is it with you?',
    ],
    [
      '[h] whispered that [h.he] was afraid, and that everything was so new.',
      '[h] whispered that it was all so new and strange.',
      '[h] moved a little closer and whispered how strange and scary it all was.',
    ],
  );
  t.speak(
    'f',
    [
      'I am so afraid! I want to go home.',
      'My knees are shaking. Look!',
      'Me too. I thought that I was the only one!',
    ],
    [
      '[f.n] nodded. So there were two of them who were afraid.',
      '[f.n] only nodded and swallowed.',
      '[f.n] showed how both knees were shaking.',
      'So [f.n] was afraid as well, and said so.',
      '[f.n] wanted to go home, too.',
      'Yes, [f.n] was just as scared.',
    ],
    'sad',
  );
  if (!token) {
    t.say([
      'They moved closer together, and that helped a little.',
      'To be afraid with somebody is only half as bad.',
      'They held on to each other and counted to ten.',
    ]);
    return;
  }
  t.mark('payoff');
  t.world.give(t.character('h'), t.character('f'), t.thing('o'));
  t.say(
    brisk(t, [
      '[h] held [o.the] for a moment. Then [h.he] knew what to do, and gave it to [f.n].',
      'Then [h] knew who needed it more, and gave [o.the] to [f.n].',
      'Here was somebody who needed [o.the] more. So [h] gave it to [f.n].',
      'It was just as [h.ns] [m.kind] had said: there was somebody who needed it more. [h] held [o.the] out to [f.n].',
    ]),
  );
  if (leisure(t, 0.6))
    t.say([
      'Now <context?[f.n]|[h.n]> had [o.the], and both of them felt better.',
      '[f.n] held it tight, and stopped shaking.',
    ]);
}

function end(t: Tale, first: First, token: boolean): void {
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say(brisk(t, first.surprise));
  }
  t.paragraph();
  const home = leisure(t, 0.6);
  if (home)
    t.say([
      `When it was over, [h] did not want to go home yet.`,
      '[h.s] [m.kind] was waiting.',
      '[h.s] [m.kind] came to meet [h.him], and on the way home, [h] talked and talked.',
    ]);
  if (home)
    t.speak(
      'h',
      ['Can I go again tomorrow?', 'I have a friend now! [f.n]!', 'It was not so bad. It was even nice!'],
      [
        '[h] only wanted to know if [h.he] could go again the next day.',
        '[h] told everybody at home about [f.n].',
      ],
      'happy',
    );
  t.moral(
    'everything new is hard only at the start',
    'others are often afraid too',
    'it is easier to be brave together',
  );
  happyEnd(t, t.random.chance(0.5) ? 'both' : 'h');
  t.summarise(
    token
      ? '[h.n] is afraid of [thing] and has [o.a] for comfort. In the end [h.he] gives it to [f.n], who needs it more.'
      : '[h.n] is afraid of [thing]. Then [h.he] meets [f.n], who is just as afraid, and it gets better.',
    'Both [h.n] and [f.n] are afraid of [thing]. Together they are braver.',
  );
}

function badly(t: Tale, first: First): void {
  if (t.has('Conflict')) push(t);
  else
    t.say([
      'Nobody said hello. They all knew each other, and they all talked at once.',
      '[h] said something, but so softly that nobody heard it.',
    ]);
  t.say(first.fails);
  t.say([
    'Somebody laughed, and then all of them did.',
    'All eyes were on [h.n].',
    'One after the other, they turned around and looked.',
  ]);
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say([
      '[h] held [o.the] so tight that it hurt. But there was nobody to pass it on to.',
      'Not even [o.the] helped now, and [h] had nobody to give it to.',
    ]);
  }
  if (t.has('Twist') || leisure(t, 0.6))
    t.say(['[h] turned around and ran home.', 'When nobody looked, [h] slipped away.']);
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say(
      'What [h] did not know: the same thing had happened to each of them on their first day, and nobody thought badly of it. Somebody ran after [h.n] to say so, but took the wrong path.',
    );
  }
  t.say(['The next morning, [h] would not get up.', 'After that, [h] would not go back.']);
  pang(t, 'h', 0.1);
  t.moment('joy', 'f', 0);
  t.moral(
    'one kind word can make a hard day easier',
    'those who are new need somebody who is kind to them',
    'we should be kind to those who are new',
  );
  sadEnd(t);
  t.summarise('^[thing] goes wrong for [h.n], and [h.he] does not want to go back.');
}
