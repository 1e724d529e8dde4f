/** Somebody wants to make something for somebody and lacks one thing, which has to be asked for, earned or replaced. */
import type { Tale } from '../tale.ts';
import { begin, elder, happyEnd, ONE_DAY, thanks } from '../telling/beats.ts';
import { PLACES } from '../words/places.ts';
import { brisk, leisure } from './leisure.ts';
import { CHORES, OTHERS, PROJECTS, type Project, REASONS } from './making-projects.ts';
import type { Plot } from './plot.ts';
import { absent, GRIM, meet, sadAtHome } from './wayside.ts';

export const making: Plot = {
  name: 'making',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  tell(t: Tale): void {
    const hero = begin(t);
    const project = t.random.pick(PROJECTS);
    hero.place = t.random.pick(
      PLACES.filter(({ scene, for: whose }) => scene === 'field' && whose === 'all'),
    );
    elder(t);
    const { make, what, has, lacks, any, pron } = project;
    // After what somebody always says, "it" would be anything.
    t.bind({ make, what, has, lacks, any, pron, sought: t.has('Foreshadowing') ? lacks : pron });
    t.paragraph();
    t.say(
      `${ONE_DAY}, [h] {wanted|decided} to [make] for [h.his] [m.kind]${leisure(t, 0.5) ? `, ${t.pick(REASONS)}` : ''}.`,
    );
    t.day('h', 0.05);
    if (!leisure(t) && t.random.chance(0.7))
      t.say([
        'But [h] did not have [any].',
        'Only one thing was missing: [lacks].',
        'But where was one to get [lacks]?',
        'For that, [h.he] needed [lacks].',
        'Everything was there but [lacks].',
      ]);
    else
      t.say(
        [
          '[h] had [has], but [h.he] did not have [any].',
          '[h] found [has] in the house. Only one thing was missing: [lacks].',
          '[h] looked at everything on the table: [has]. But [h.he] needed [lacks].',
          'There was [has], but where was one to get [lacks]?',
          '[h] got out [has]. Then [h.he] saw that something was missing, [lacks].',
        ].filter((line) => !line.startsWith('There was') || !/^two|eggs|boards/.test(has)),
      );
    if (t.has('Foreshadowing')) {
      t.mark('hint');
      t.say(
        t.has('BadEnding')
          ? [
              '[h.s] [m.kind] always said that what is begun too late seldom turns out well.',
              'One should begin early, [h.his] [m.kind] liked to say, or it goes wrong.',
            ]
          : [
              '[h.s] [m.kind] always said that one good turn brings another.',
              'Those who help others, [h.his] [m.kind] liked to say, find help themselves.',
            ],
      );
    }
    if (leisure(t) && t.random.chance(0.5))
      t.say([
        'So [h] set out to look for [sought].',
        'There was only one thing to do. [h] went out to ask for [sought].',
        'Somebody must have [sought], [h] thought, and went to ask.',
        '[h] put on [h.his] cap and went from door to door.',
      ]);
    t.scenery('h', 0.1);
    t.moment('way', 'h', 0.1);
    t.paragraph();
    const replaced =
      !t.has('Conflict') && !t.has('BadEnding') && !t.has('Foreshadowing') && t.random.chance(0.35);
    const low = t.choice.due('sad') || t.choice.waits('hurt');
    const missed = replaced || low || leisure(t, 0.8);
    if (missed) misses(t);
    if (missed && (low || leisure(t) || t.random.chance(0.3)))
      t.sorrow('h', 0.3, ['sad', 'disappointed', 'a little sad', 'tired']);
    t.moment('think', 'h', 0.1);
    if (replaced) replace(t, project);
    else if (!earn(t, project, missed)) return;
    if (t.has('Foreshadowing')) {
      t.mark('payoff');
      t.say([
        '[h.n] had helped and had been helped. It was just as [h.his] [m.kind] always said.',
        '[h.s] [m.kind] was right, [h.n] thought. One helps, and one is helped.',
      ]);
    }
    t.paragraph();
    finish(t, project, replaced);
  },
};

/** They have other things. */
function misses(t: Tale): void {
  const others = t.random.shuffle([...OTHERS]);
  const count = leisure(t) && t.random.chance(0.25) ? 2 : 1;
  for (let index = 0; index < count; index++) {
    meet(t, 'a');
    t.bind({ thing: others[index]! });
    t.say(
      index === 0
        ? [
            '[h.n] asked [a.a] for [pron].',
            'On the road, [h.n] met [a.a] and asked for [pron].',
            'Soon [h.n] saw [a.a] and asked for [pron].',
          ]
        : [
            'Then [h.n] came to [a.a].',
            'A little farther on lived [a.a].',
            'Next, [h.n] knocked at the door of [a.a].',
          ],
    );
    if (leisure(t) && t.random.chance(0.4))
      t.speak(
        'h',
        ['Do you have [lacks]?', 'Please, could you give me [lacks]?', 'I need [lacks]. Can you help me?'],
        [],
      );
    t.speak(
      'a',
      [
        'I am sorry, I only have [thing].',
        'What a pity! I have nothing like that.',
        'No, but would [thing] be of any use?',
        'Not here. I do not know who has any.',
      ],
      [
        '[a] only had [thing].',
        'But [a] had nothing of that kind, only [thing].',
        '[a] would have liked to help, but [thing] was all there was.',
      ],
    );
  }
}

/** Something else does as well. */
function replace(t: Tale, { instead: [what, found] }: Project): void {
  t.bind({ instead: what });
  if (leisure(t, 0.5))
    t.say([
      '[h.n] asked some others as well, but went home with empty hands.',
      'Nobody else had [pron] either. [h.n] sat down on the doorstep and thought.',
      '[h.n] went from door to door, and in the end [h.he] stood at home again with nothing.',
    ]);
  else t.say(['Then [h.n] had an idea.', 'But [h.n] did not give up.', '[h.n] stood still and thought.']);
  t.say(found);
  if (leisure(t) || t.has('Dialogue') || t.random.chance(0.5))
    t.speak(
      'h',
      [
        'Why did I not think of that before?',
        'It does not have to be what everyone else takes!',
        'That will do just as well!',
      ],
      ['Why had [h.n] not thought of that before?', 'It did not have to be what everyone else takes.'],
      'happy',
    );
}

/** Somebody has it and wants some help for it. Returns whether the story goes on. */
function earn(t: Tale, project: Project, missed: boolean): boolean {
  const who = t.character('h').sort === 'animal' ? 'animal' : 'child';
  const kind = project.givers[who];
  meet(t, 'x', absent(t, kind) ? [kind] : undefined, t.has('Conflict') ? GRIM : undefined);
  const chore = t.random.pick(CHORES);
  t.bind({ chore: chore.ask, did: chore.did });
  const { told } = chore;
  if (!missed)
    t.say([
      'So [h.n] went to [x.a].',
      'Not far away lived [x.a], and [h.n] knocked at the door.',
      '[h.n] thought of [x.a] and went to ask.',
      'Who could have [pron]? [h.n] asked [x.a].',
    ]);
  else
    t.say([
      'At last, [h.n] came to [x.a].',
      'Then, at the end of the road, [h.n] met [x.a].',
      'Last of all, [h.n] asked [x.a].',
      'There was one more door to knock at. Behind it lived [x.a].',
    ]);
  if (t.has('Conflict')) quarrel(t);
  t.speak(
    'x',
    [
      'I have [lacks]. If you [chore], I will give [pron] to you.',
      'If you [chore], you can have [lacks].',
      'I will give you [lacks]. But first, can you [chore]?',
      'You are lucky. Just [chore], and you will get [lacks] from me.',
    ],
    [
      `[x] had [lacks] and promised to give [pron] to [h.n], if somebody would first ${told}.`,
      `[x] had [lacks], but no time. Somebody had to ${told}.`,
      `[x] nodded and showed [h.o] [lacks]. But first [h.n] had to ${told}.`,
    ],
  );
  if (!leisure(t) && !t.has('BadEnding')) {
    t.say([
      '[h.n] [did], and [x] gave [h.o] [lacks].',
      'So [h.n] [did]. For that, [x] gave [h.o] what [h.he] needed.',
      '[h.n] said yes and [did], and so [h.he] got [lacks].',
      'At once, [h.n] [did]. Then [x] kept [x.his] word and gave [h.o] [lacks].',
    ]);
    if (t.random.chance(0.3)) thanks(t, 'h', 'x');
    return true;
  }
  t.say(
    [
      'So [h.n] [did].',
      '[h.n] said yes and [did].',
      'At once, [h.n] [did].',
      '[h.n] rolled up [h.his] sleeves and [did].',
    ].slice(0, who === 'animal' ? 3 : 4),
  );
  t.say([
    'And [x] gave [h.o] [lacks].',
    'Then [x] gave [h.o] [lacks], just as promised.',
    '[x] kept [x.his] word and brought [lacks].',
  ]);
  if (t.has('BadEnding')) {
    spoil(t, project);
    return false;
  }
  thanks(t, 'h', 'x');
  return true;
}

function quarrel(t: Tale): void {
  t.mark('Conflict');
  t.speak(
    'x',
    [
      'Go away! I never give anything to anybody!',
      'What do you want? Leave me alone!',
      'Always somebody who wants something! Get lost!',
    ],
    [
      'But [x] was in a bad mood and sent [h.n] away.',
      '[x] got angry and did not want to give anything away.',
    ],
    'angry',
  );
  t.speak(
    'h',
    [
      'Why are you so mean? I only want to [make] for my [m.kind]!',
      'You do not have to shout! I only asked!',
      'I will not go! You could at least say no in a nice way!',
    ],
    [
      '[h.n] got angry too and did not go away.',
      '[h.n] stamped one foot and said that one can also say no in a nice way.',
    ],
    'angry',
  );
  t.say(
    brisk(t, [
      'Then [x] sighed. It had been such a long and hard day.',
      'For a moment, it was quiet. Then [x] said sorry. It had been a bad day.',
      'Then [x] sat down and looked tired. Nobody had helped [x.him] for a long time, and so much work was still to be done.',
      'For a moment they glared at each other. Then [x] sighed. It had been a bad day, with too much work and too little sleep.',
      'It was quiet for a moment. Then [x] said sorry. It had been such a long and hard day.',
    ]),
  );
}

function spoil(t: Tale, { spoiled }: Project): void {
  t.say(
    brisk(t, [
      'But all that had taken so long that it was dark when [h.n] got home.',
      'When [h.n] was at home again at last, it was late, and [h.he] could hardly keep [h.his] eyes open.',
      'It had taken hours. [h.n] ran all the way home, but it was late.',
    ]),
  );
  t.say([
    `[h.he] began to [make] all the same, but [h.he] made one mistake, and that was enough. In the end, ${spoiled}.`,
    `[h.n] did [h.his] best to [make]. But when morning came, ${spoiled}.`,
    `[h.n] began to [make], but for one moment [h.he] closed [h.his] eyes. When [h.he] looked again, ${spoiled}.`,
  ]);
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say([
      'It had been begun too late, and it was just as [h.ns] [m.kind] always said.',
      '[h.n] thought of what [h.his] [m.kind] always said about starting late. It was true.',
    ]);
  }
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say(
      brisk(t, [
        'And then came a bad surprise: the wind had opened the window, and everything else on the table was gone as well.',
        'And the bad surprise was that [h.ns] [m.kind] had to leave for a long journey that very night. There was no time for a second try.',
      ]),
    );
  }
  t.moral('it is better to start early', 'what is begun too late seldom turns out well');
  sadAtHome(t);
  t.summarise(
    '[h.n] wants to [make] for [h.his] [m.kind] but needs [lacks]. In the end, all the work is for nothing.',
  );
}

function finish(t: Tale, project: Project, replaced: boolean): void {
  t.character('h').place = null;
  t.say(
    project.work.map(
      (work) =>
        `${replaced ? '{Now [h.n] got to work.|Full of joy, [h.n] got to work.|At once, [h.n] began.} [h.he]' : '{Back at home, [h.n]|[h.n] ran home and|As fast as [h.he] could, [h.n] ran home and}'} ${work}.`,
    ),
  );
  if (leisure(t) && t.random.chance(0.35)) {
    const [wrong, mended] = project.slip;
    t.say(`{Oh dear!|But it did not go quite as planned.} ${wrong}`);
    t.say(mended);
  }
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say(
      [
        'When [h.he] was done, something unexpected happened. The door opened, and [h.his] [m.kind] came in with [some], too! [m.he] had made it for [h.n], and so each of them got a gift.',
        'When the [what] was done, [h.n] gave it to [h.his] [m.kind]. What a surprise! [h.s] [m.kind] had wished for [some] all week and had told nobody!',
        'Then [h.n] gave the [what] to [h.his] [m.kind], and there came a surprise. [h.s] [m.kind] took out an old picture. On it was [m.he] [m.self], very small, with [some] that looked just the same!',
      ],
      {
        some: ['jam', 'bread', 'soup'].includes(project.what) ? `some ${project.what}` : `a ${project.what}`,
      },
    );
  } else {
    t.say([
      'At last, the [what] was done, and [h] took it to [h.his] [m.kind].',
      'In the evening, the [what] was ready, and [h] gave it to [h.his] [m.kind].',
      'When all was done, [h] called [h.his] [m.kind], and there was the [what].',
    ]);
    if (leisure(t, 0.35))
      t.speak(
        'm',
        [
          'Is this for me? It is the best [what] of all!',
          'Thank you, [h.n]! I never had a better [what].',
          'How lovely! You made this all for me?',
          'So this is what you did all day!',
        ],
        [
          '[h.s] [m.kind] was so happy that [m.he] had tears in [m.his] eyes.',
          '[h.s] [m.kind] was very proud of [h.him].',
          'For a moment, [h.his] [m.kind] could not say anything at all.',
        ],
        'happy',
      );
  }
  t.moral(
    ...(replaced
      ? ['there is often another way', 'a good idea can take the place of what is missing']
      : ['those who help others will be helped', 'asking again is better than giving up']),
    'a gift made with love is the best gift',
  );
  happyEnd(t);
  if (replaced)
    t.summarise(
      '[h.n] needs [lacks] to [make] for [h.his] [m.kind], but cannot get [pron]. In the end, [instead] will do as well.',
    );
  else
    t.summarise(
      '[h.n] wants to [make] for [h.his] [m.kind] but has to look for [lacks]. [x.a] gives [pron] to [h.him] for some help.',
      '[h.n] needs [lacks] to [make]. After some asking and some work, [h.he] gets [pron].',
    );
}
