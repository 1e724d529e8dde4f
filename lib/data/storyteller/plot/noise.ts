/** A strange noise: it is guessed at, feared, gone after, and then explained. */
import type { Tale } from '../tale.ts';
import { address, begin, elder, friendComes, goOut, happyEnd, makeUp, sadEnd } from '../telling/beats.ts';
import { happyAtHome, moralAtNight, outFirst, sadAtHome } from './indoors.ts';
import { aside, leisure, pang, tersely } from './leisure.ts';
import { NOISES, type Noise } from './noises.ts';
import type { Plot } from './plot.ts';

export const noise: Plot = {
  name: 'noise',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  tell(t: Tale): void {
    const hero = begin(t);
    const kinds = NOISES.filter(
      // In a wood or a barn there is no attic, and no animal is afraid of its like.
      ({ where, cause }) => (hero.sort === 'child' || where === 'bush') && !cause.endsWith(hero.kind),
    );
    const what = t.random.pick(kinds);
    t.bind({ sound: what.sound, guess: t.random.pick(what.guesses), cause: what.cause });
    t.paragraph();
    // What hints at it was seen that day.
    const out = what.where === 'bush' || outFirst(t, t.has('Foreshadowing'));
    if (what.where === 'bush') goOut(t, [], ['town', 'wood', 'field', 'farm'], BARE);
    if (what.where === 'bush') {
      t.scenery('h');
      t.moment('way', 'h', 0.2);
    }
    if (t.has('Foreshadowing')) {
      t.mark('hint');
      t.say(what.hint);
    }
    heard(t, what, out);
    t.moment('fear', 'h', what.where === 'bush' ? 0.5 : 0.1);
    company(t, what);
    t.paragraph();
    approach(t, what);
    if (t.has('BadEnding')) badly(t, what);
    else explained(t, what);
  },
};

/** Where no bushes grow. */
const BARE: readonly string[] = [
  'barn',
  'train station',
  'market',
  'flower shop',
  'bus stop',
  'street corner',
];

/** @param out whether the day was told of before */
function heard(t: Tale, { where }: Noise, out: boolean): void {
  if (!out)
    t.say(
      where === 'night'
        ? [
            'One night, [h] woke up. There was a noise: [sound].',
            'One night, [h] lay in bed and was almost asleep. Then it came: [sound]. And again: [sound].',
            'One night, [h] sat up in bed. [sound]. What was that?',
            'It was night, and all was quiet. Then it was not quiet any more: [sound].',
          ]
        : [
            'One evening, there was a strange noise. It came from the attic: [sound].',
            'One day, [h] heard something above [h.his] head. [sound], it went, right under the roof.',
            'One evening after dinner, [h] stopped on the stairs. [sound]. Something was up in the attic!',
            'The house was quiet. Only from the attic came a noise: [sound].',
          ],
    );
  else if (where === 'night')
    t.say([
      'That night, [h] woke up. There was a noise: [sound].',
      '[h] lay in bed and was almost asleep. Then it came: [sound]. And again: [sound].',
      'In the middle of the night, [h] sat up in bed. [sound]. What was that?',
      'It was dark in the room. All was quiet, and then it was not: [sound].',
    ]);
  else if (where === 'attic')
    t.say([
      'Back at home, there was a strange noise. It came from the attic: [sound].',
      'That evening, [h] heard something above [h.his] head. [sound], it went, right under the roof.',
      'After dinner, [h] stopped on the stairs. [sound]. Something was up in the attic!',
      'At home, all was quiet. Only from the attic came a noise: [sound].',
    ]);
  else
    t.say([
      'All at once, there was a noise in a thick bush: [sound].',
      '[h] stopped. [sound], it went, right there in a bush.',
      'Then [h] heard something strange. [sound]. It came from a bush, but nobody was to be seen.',
      'What was that? [sound]. There was something in a bush!',
    ]);
  aside(t, [
    'It had to be [guess], thought [h.n].',
    'Maybe it was [guess]!',
    '[h] thought of [guess], and felt cold all over.',
    'What sounds like that? Only [guess], [h] thought.',
    '',
  ]);
}

/** Somebody to go with: a friend, who may know better, or mom or dad; or nobody. */
function company(t: Tale, { where }: Noise): void {
  if (t.has('Conflict')) {
    if (where === 'bush') friendComes(t, false);
    else {
      elder(t, ['brother', 'sister']);
      t.bind({ f: t.character('m'), both: t.group(t.character('h'), t.character('m')) });
      t.say([
        ...(where === 'night' ? ['[h] woke [h.his] [m.kind].'] : []),
        '[h] ran to [h.his] [m.kind].',
        '[h] went to get [h.his] [m.kind].',
      ]);
    }
    quarrel(t);
    return;
  }
  // Who goes together looks.
  if (t.has('BadEnding') || t.random.chance(t.unhurried ? 0.25 : 0.5)) {
    t.bind({ us: t.character('h') });
    t.say([
      'Nobody else was there. So [h] would have to look alone.',
      '[h] did not want to be a baby. [h.he] would see for [h.self] what it was.',
      ...(where === 'bush'
        ? ['One can run away, or one can look. [h] decided to look.']
        : ['One can lie awake and be afraid, or one can go and look. [h] decided to go and look.']),
    ]);
    if (t.has('Dialogue'))
      t.speak(
        'h',
        ['Hello? Is anybody there?', 'Who is there?', 'I am not afraid! Or only a little.'],
        [],
        'afraid',
      );
    return;
  }
  if (where === 'bush') {
    friendComes(t, false);
    t.bind({ us: t.cast.both! });
  } else {
    elder(t, ['mom', 'dad', 'grandma', 'brother', 'sister']);
    t.bind({ us: t.group(t.character('h'), t.character('m')), f: t.character('m') });
    t.say([
      '[h] ran to [h.his] [m.kind].',
      ...(where === 'night' ? ['[h] got up and woke [h.his] [m.kind].'] : []),
      '[h] called for [h.his] [m.kind], who came at once.',
    ]);
  }
  const asks = leisure(t) || t.random.chance(0.5);
  if (asks)
    t.speak(
      'h',
      [
        'Listen! Do you hear that?',
        'There is something there! I think it is [guess].',
        'I am scared. What can it be?',
      ],
      ['[h.n] whispered that it had to be [guess].', '[h.n] held on to [f.o] and pointed.'],
      'afraid',
    );
  if (!asks || leisure(t))
    t.speak(
      'f',
      [
        'Shall we go and look?',
        'Every noise is made by something. Let us find out.',
        `Come on, ${address(t, 'h')}. Two are braver than one.`,
        'I hear it as well. Stay close to me.',
      ],
      [
        '[f.n] wanted to find out what it was, and they went together.',
        '[f.n] said that every noise is made by something, and that one only has to look.',
      ],
    );
}

function quarrel(t: Tale): void {
  t.mark('Conflict');
  t.bind({ us: t.cast.both! });
  t.say([
    '[h.n] whispered that the noise came from [guess].',
    '[h.n] pointed and said that there was [guess].',
    'That had to be [guess], said [h.n].',
    '[h.n] said that only [guess] could make such a noise.',
  ]);
  t.speak(
    'f',
    [
      'I hear nothing. You are making it up!',
      'You are always afraid! It is nothing at all!',
      'You are a silly baby!',
    ],
    [
      '[f.n] laughed and said that [h.n] was making it up.',
      '[f.n] called [h.n] a silly baby.',
      '[f.n] yawned and said that there was nothing, and that [h.n] only wanted to be noticed.',
      '[f.n] did not believe one word and turned away.',
    ],
    'angry',
  );
  t.speak(
    'h',
    ['I am not making it up! You never believe me!', 'It is true! Take that back!'],
    [
      '[h.n] got so angry that they began to shout at each other.',
      '[h.n] stamped [h.his] foot and said that it was true.',
      '[h.n] was hurt and pushed [f.n]. [f.n] pushed back.',
      '[h.n] called [f.n] deaf, and [f.n] called [h.n] worse things.',
    ],
    'angry',
  );
  t.say([
    'Then it came again: [sound]. Now both of them were quiet.',
    'They stopped, because there it was again, even louder: [sound].',
  ]);
}

function approach(t: Tale, what: Noise): void {
  t.moment('think', 'h', 0.15);
  if (what.where === 'bush')
    t.say([
      'Step by step, [us] went closer.',
      '[us] got down on the ground and crept nearer.',
      'With a long stick, [h.n] lifted the first leaves.',
      'As quietly as cats, [us] went up to the bush.',
    ]);
  else if (what.where === 'attic')
    t.say([
      'With a lamp, [us] went up the stairs. Every step creaked.',
      '[us] climbed up the ladder. It was dusty, and something soft touched [h.ns] face. It was only a spider web.',
      'The attic door was old and heavy. [us] pushed it open with a long creak.',
      'Up [us] went, with a candle that made big shadows on the wall.',
    ]);
  else
    t.say([
      'On tiptoe, [us] went through the dark.',
      'With a small lamp, [us] went to find out. The floor was cold.',
      'It was so dark that [us] had to feel the way along the wall.',
      '[us] took the big flashlight. Its light was as round as a plate.',
    ]);
  // Whoever has seen the sign has looked.
  if (!t.has('BadEnding') && (leisure(t) || t.random.chance(0.3))) t.say(what.sign);
}

/** Whether anybody has said what it might be. */
function guessed(t: Tale): boolean {
  return t.text.includes(t.cast.guess as string);
}

function explained(t: Tale, what: Noise): void {
  const [one, two] = what.not;
  t.say(
    [
      'And then [us] knew what made the noise. It was <reasoning?[cause]|[one]|[two]>!',
      'Now it was clear. That noise came from <reasoning?[cause]|[one]|[two]>!',
      'There was no doubt. That noise was made by <reasoning?[cause]|[one]|[two]>!',
      'So that was it! All that noise came from <reasoning?[cause]|[one]|[two]>!',
      ...(guessed(t)
        ? [
            'And then [us] knew what made the noise. It was not [guess]. It was <reasoning?[cause]|[one]|[two]>!',
            'No, that was not [guess]. That was <reasoning?[cause]|[one]|[two]>!',
          ]
        : []),
    ],
    { one, two },
  );
  tersely(t, what.seen);
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say([
      '[h.n] thought of what had been there earlier that day. One could have known!',
      'So there had been a sign all along, and [h.n] had not thought of it.',
      'If [h.n] had only put two and two together! [h.he] had seen the sign that day.',
      'Now it was easy to see what the sign of that day had meant.',
      'That was it! It all went together with what [h.n] had noticed before.',
    ]);
  }
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      `But that was not all. To everyone's surprise, ${what.surprise}!`,
      `Then came something that nobody had expected: ${what.surprise}!`,
    ]);
  }
  if (leisure(t))
    t.speak(
      'h',
      [
        'And I was so afraid of that!',
        'Oh! It is only [cause]!',
        'Hello there! Was it you all the time?',
      ].slice(0, ['a branch', 'rain', 'the wind'].includes(what.cause) ? 2 : 3),
      [
        '[h.n] had to laugh.',
        'How silly it was to be afraid of that!',
        '[h.n] let out a long breath.',
        'All that fear for nothing!',
        '[h.n] sat down, weak with relief.',
        'It was nothing bad at all.',
      ],
      'happy',
    );
  if (leisure(t) || t.random.chance(0.6)) tersely(t, what.done);
  if (t.has('Conflict')) makeUp(t, 'f', 'h');
  const lessons = [
    'things are less scary when one knows what they are',
    'it is better to look than to be afraid',
    'fear makes small things big',
    'every noise has a reason',
  ];
  if (what.where === 'bush') t.moral(...lessons);
  else moralAtNight(t, ...lessons);
  if (what.where === 'bush') happyEnd(t);
  else happyAtHome(t);
  t.summarise(
    '[h.n] hears a strange noise. [h.he] is brave and looks, and it is only [cause].',
    ...(guessed(t)
      ? ['[h.n] hears something and thinks that it is [guess]. But what makes the noise is [cause].']
      : ['[h.n] wants to know what makes a strange noise. When [h.he] looks, it is only [cause].']),
  );
}

function badly(t: Tale, what: Noise): void {
  t.say([
    'But one more step was too much. [h.n] screamed and ran, and did not look back.',
    'There it was again, louder than before, and that was enough. [h.n] cried out and ran as fast as [h.he] could.',
    'But then it was so loud and so near that [h.n] could not go on. [h.he] turned around and ran away.',
  ]);
  if (t.has('Conflict')) t.say(['So did [f.n].', '[f.n] ran, too.', 'And [f.n] did not stay there alone.']);
  t.bind({ pity: t.random.pick(what.pity) });
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      `The next day there was a surprise, and a bad one. What made the noise had been ${what.cause}, and because nobody had looked, [pity].`,
    ]);
  } else t.say([`It had only been ${what.cause}. But because nobody looked, [pity].`]);
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say([
      'There had been a sign that day, and [h.n] had seen it. If only [h.he] had thought of it in time!',
    ]);
  }
  if (t.has('Conflict')) t.say(['And [f.n] still said that it was all [h.ns] fault.']);
  t.moral('it is better to look than to run away', 'fear does not help, but looking does');
  pang(t, 'h', 0.4, ['sad', 'very sad', 'so sorry']);
  t.moment('joy', 'h', 0);
  if (what.where === 'bush') sadEnd(t);
  else sadAtHome(t);
  t.summarise('[h.n] hears a strange noise and is too afraid to find out what it is. That ends badly.');
}
