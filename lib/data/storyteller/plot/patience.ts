/** A skill is learned: slowly, with advice, by watching, or with a friend, and only by going on. */
import type { Tale } from '../tale.ts';
import { address, begin, elder, friend, happyEnd, makeUp, ONE_DAY, sadEnd } from '../telling/beats.ts';
import { startled } from './indoors.ts';
import { aside, leisure, pang } from './leisure.ts';
import type { Plot } from './plot.ts';
import { type Skill, skillsFor } from './skills.ts';

/** Where nobody practices anything. */
const CROWDED: readonly string[] = [
  'train station',
  'market',
  'flower shop',
  'street corner',
  'bus stop',
  'zoo gate',
  'fair',
];

export const patience: Plot = {
  name: 'patience',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  tell(t: Tale): void {
    const hero = begin(t);
    const skill = t.random.pick(skillsFor(t));
    elder(t);
    t.bind({ goal: skill.goal, advice: t.random.pick(skill.advice) });
    const place = t.somewhere(hero, skill.scenes, CROWDED);
    t.world.go(hero, place);
    t.bind({ at: place.at, to: place.to });
    t.say([
      'There was one thing that [h] wanted to learn: to [goal].',
      '[h] wanted to [goal] more than anything.',
      'All of [h.s] friends could [goal], but [h] could not.',
      'There was something that [h] could not do yet. [h.he] could not [goal].',
      'Again and again, [h] had seen others [goal]. It looked so easy!',
      '[h] wished for one thing only: to [goal] like the big ones.',
    ]);
    foreshadow(t);
    t.paragraph();
    t.say([
      `${ONE_DAY}, [h] went [to]${skill.near ?? ''} to try it.`,
      `${ONE_DAY}, [h] went [to]${skill.near ?? ''} to begin.`,
      `${ONE_DAY}, [h] stood [at]${skill.near ?? ''} and wanted to learn it at last.`,
      `${ONE_DAY}, [h] went [to]${skill.near ?? ', where there was enough room'}.`,
      `One morning before breakfast, when all was still quiet, [h] ran [to]${skill.near ?? ''} to try it in secret.`,
    ]);
    // No bugs and no hot days when it freezes.
    if (skill.cold !== true) t.day('h');
    t.scenery('h', skill.cold === true ? 0 : undefined);
    t.moment('way', 'h', 0.2);
    startled(t);
    failing(t, skill);
    if (t.has('Conflict')) laughed(t);
    t.moment('think', 'h', 0.15);
    t.paragraph();
    if (leisure(t) || t.random.chance(0.4)) {
      if (t.random.chance(0.6)) advised(t);
      else watched(t, skill);
    }
    goingOn(t, skill);
    if (t.has('BadEnding')) inVain(t, skill);
    else able(t, skill);
  },
};

function foreshadow(t: Tale): void {
  if (!t.has('Foreshadowing')) return;
  t.mark('hint');
  t.speak(
    'm',
    [
      `One day you will do it when you do not think about it, ${address(t, 'h')}.`,
      'You will see: the day you stop worrying is the day you can do it.',
      'It will come when you least expect it. Wait and see!',
    ],
    [
      '[h.s] [m.kind] said that it would work on the day when [h] stopped worrying.',
      '[h.s] [m.kind] was sure that it would come all at once, when nobody thought of it.',
    ],
  );
}

function failing(t: Tale, { fails }: Skill): void {
  const lines = t.random.shuffle([...fails]).slice(0, t.unhurried && leisure(t) ? 3 : 2);
  const orders = [
    ['The first time', 'At first', 'On the first try'],
    ['The second time', 'Then', 'On the second try'],
    ['The third time', 'After that', 'On the next try'],
  ];
  lines.forEach((line, index) => {
    t.say(orders[index]!.map((order) => `${order}, [h] ${line}.`));
  });
  pang(t, 'h', 0.5, ['sad', 'upset', 'tired', 'unhappy', 'cross']);
  if (leisure(t) || (t.has('Dialogue') && t.has('BadEnding') && !t.has('Conflict')))
    t.speak(
      'h',
      [
        'I will never learn it!',
        'Why is it so hard?',
        'It looked so easy when the others did it!',
        'Once more! It must work!',
      ],
      [
        'Why was it so hard?',
        'It had looked so easy!',
        '[h] wanted to throw something at the wall.',
        '[h] thought that it would never work.',
      ],
      'sad',
    );
}

function laughed(t: Tale): void {
  const other = friend(t);
  t.mark('Conflict');
  t.say(
    other.sort === 'animal'
      ? ['[f.a] saw it all and laughed.', 'Somebody laughed behind a tree. It was [f.a].']
      : [
          'A(n) [f.kind] named [f.n] saw it all and laughed.',
          'Somebody laughed. It was a(n) [f.kind] named [f.n], who lived close by.',
        ],
  );
  t.speak(
    'f',
    [
      'You will never learn it! You are too small!',
      'Ha, ha! That looks so silly!',
      'I could do that when I was two years old!',
      'Do it again! That was so funny!',
    ],
    [
      '[f.n] said that [h.n] would never learn it.',
      '[f.n] said that even a baby could do that.',
      '[f.n] did it once, without any trouble, and grinned.',
      '[f.n] called some others, so that all of them could laugh.',
    ],
  );
  t.speak(
    'h',
    ['Stop that! Go away!', 'You are mean! Leave me alone!', 'It is not funny! Be quiet!'],
    ['[h.n] got angry and pushed [f.n] away.', '[h.n] turned red and shouted at [f.n] to go away.'],
    'angry',
  );
  aside(t, [
    '[f.n] pulled a face and left.',
    'They shouted at each other until [f.n] went home.',
    'Then [h] was alone again, and even sadder than before.',
  ]);
}

function advised(t: Tale): void {
  t.say([
    '[h.n] went to [h.his] [m.kind] and asked what to do.',
    '[h.ns] [m.kind] came to see how it went.',
    'Then [h.ns] [m.kind] sat down beside [h.him].',
    'At home, [h.ns] [m.kind] saw [h.his] sad face and wanted to know everything.',
    '[h.ns] [m.kind] had watched from far away and came closer.',
  ]);
  t.speak(
    'm',
    [
      'Do not give up. Just [advice].',
      'Nobody can do it the first time. You must [advice].',
      'Try again, but [advice].',
      'I needed a whole year to learn that. You have to [advice].',
      'It is no magic. You only have to [advice].',
    ],
    [
      '[m.he] said that nobody can do it the first time.',
      '[m.he] showed [h.n] how to do it, slowly and with patience.',
      'When [m] was little, it had taken [m.him] a whole year, [m.he] said, and then it had worked.',
    ],
  );
}

/** Somebody small who does not give up. */
const IN_THE_GRASS: readonly string[] = [
  'Then [h.n] saw a small spider on its web. The wind tore the web, and the spider began again.',
  'In the grass, an ant carried a big crumb. It fell down seven times, and seven times the ant picked it up.',
  'A baby bird nearby tried to fly. It fell into the leaves, shook itself and hopped up again.',
  'By the path, a snail climbed up a wall. It slid down a little, and climbed up a bit more.',
  'A little beetle tried to climb a stone. It rolled down, lay on its back, and began once more.',
];
/** The same when it freezes. */
const IN_THE_SNOW: readonly string[] = [
  'A little sparrow pulled at a frozen berry. It slid off the branch, flew up, and pulled again.',
  'By the path, a small mouse tried to climb a pile of snow. It slid down, shook itself, and began once more.',
];

/** They are an example. */
function watched(t: Tale, { cold }: Skill): void {
  t.say(cold === true ? IN_THE_SNOW : IN_THE_GRASS);
  t.speak(
    'h',
    [
      'If you can do it, I can do it too.',
      'You do not give up either, little one!',
      'So that is how one does it. Once more, and once more!',
    ],
    [
      'If somebody so small did not give up, [h.n] would not give up either.',
      '[h] watched for a long time and felt better.',
    ],
  );
}

function goingOn(t: Tale, { better }: Skill): void {
  t.say([
    'So [h] tried again, day after day.',
    'The next day [h] tried again, and the day after that.',
    '[h] tried it every {morning|evening|day} for {a week|two weeks|a long time}.',
    'Every day after lunch, [h] was back [at]. A little better, a little worse, and then a little better again.',
    'Some days it went well, and on others it did not go at all. [h] went on all the same.',
    'Rain or sun, [h] did not stop.',
    'When [h.his] friends played, [h] practiced. When they had lunch, [h] practiced.',
  ]);
  if (leisure(t)) t.say([`One day, ${t.random.pick(better)}.`, `After some days, ${t.random.pick(better)}.`]);
}

function inVain(t: Tale, { pity }: Skill): void {
  t.bind({ pity: t.random.pick(pity) });
  t.say([
    'But then [pity], and it was too late.',
    'But before [h] could do it, [pity].',
    'It would not have taken much longer. But [pity].',
  ]);
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      "To everyone's surprise, it came out that [h.ns] little cousin could do it, without ever having tried before.",
      'And then came the worst surprise: somebody next door had known an easy trick all that time, and [h] had never asked.',
    ]);
  }
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say([
      'The day that [h.his] [m.kind] had talked about never came.',
      'Now the day of which [h.his] [m.kind] had been so sure would never come.',
    ]);
  }
  t.moral(
    'not everything comes true, even when we work for it',
    'hard work does not always help',
    'some things cannot be had, and that hurts',
  );
  t.moment('joy', 'h', 0);
  sadEnd(t);
  t.summarise(
    '[h.n] tries hard to [goal], but in the end it is all for nothing.',
    '[h.n] wants to [goal] and does not give up. But then it is too late.',
  );
}

function able(t: Tale, { success, surprise }: Skill): void {
  t.bind({ success: t.random.pick(success) });
  t.say([
    'And then, one morning, it worked! [h.n] [success].',
    'At last, it happened: [h.n] [success]!',
    'And one day, [h.n] [success]!',
    'Then came a day like any other, and [h.n] [success]!',
    'It was on a Sunday. All at once, [h.n] [success].',
  ]);
  if (t.has('Twist')) {
    t.mark('Twist');
    t.bind({ surprise: t.random.pick(surprise) });
    t.say([
      'And what a surprise: [surprise]!',
      'Only then did something unexpected come out: [surprise].',
      'And something happened that nobody had thought of: [surprise]!',
    ]);
  }
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say([
      '[h] had not worried at all that day, just as [h.his] [m.kind] had said.',
      '[h] had thought of something else that morning. It was just as [h.his] [m.kind] had said.',
      '[h] had been thinking of something else. That was it! [h.s] [m.kind] had known how it would be.',
      'It had come all at once, when [h] was not thinking of it. [h.s] [m.kind] had told [h.him] that it would.',
    ]);
  }
  if (t.has('Dialogue') || leisure(t) || t.random.chance(0.5))
    t.speak(
      'h',
      [
        'I did it! Look, I can do it!',
        'I can do it! I can really do it!',
        'Come, everybody, and look at me!',
        'Was that me? I did it!',
      ],
      [
        '[h] was so proud and showed it to everybody.',
        '[h] did it again at once, to see if it was true.',
        '[h] ran home to tell everybody.',
        '[h] laughed out loud, although nobody had made a joke.',
        '[h] did it once more, and then once more, because it was so nice.',
        '[h] stood quite still for a moment. Then [h.he] began to dance.',
      ],
      'happy',
    );
  if (t.has('Conflict')) {
    t.say([
      '[f.n] had seen it, too.',
      '[f.n] came back to look, and saw it.',
      '[f.n] had watched from far away, and was not laughing now.',
      '[f.n] stood there, too, and nodded slowly.',
    ]);
    makeUp(t, 'f', 'h');
  } else if (leisure(t)) {
    t.say(
      [
        '[h.ns] [m.kind] had seen it all.',
        '[h.ns] [m.kind] came running.',
        'Behind [h.o] stood [h.his] [m.kind].',
        '',
      ].slice(0, t.has('Dialogue') ? 3 : 4),
    );
    t.speak(
      'm',
      [
        'I knew that you could do it!',
        'I am so proud of you.',
        'You did not give up, and look at you now!',
        'Now you can teach me!',
      ],
      [
        '[h.s] [m.kind] was very proud.',
        '[h.s] [m.kind] clapped and clapped.',
        '[h.s] [m.kind] lifted [h.him] up and swung [h.him] around.',
        '[h.s] [m.kind] nodded. [m.he] had never doubted it.',
      ],
      'happy',
    );
  }
  t.moral(
    'those who go on will get there',
    'it takes time to learn something new',
    'one must not give up',
    'nobody is born knowing everything',
    ...(t.has('Conflict') ? ['one should not laugh at those who are still learning'] : []),
  );
  happyEnd(t);
  t.summarise(
    '[h.n] wants to [goal]. It goes wrong many times, but in the end it works.',
    '[h.n] does not give up until [h.he] can [goal].',
    'To [goal] is hard, but [h.n] tries again and again, and at last [h.he] can do it.',
  );
}
