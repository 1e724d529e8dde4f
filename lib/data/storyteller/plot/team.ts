/** A job that is too big for one: each brings what he or she can do, and the smallest is needed too. */
import type { Tale } from '../tale.ts';
import { begin, elder, goOut, happyEnd, makeUp, ONE_DAY, sadEnd } from '../telling/beats.ts';
import type { Character } from '../world.ts';
import { brisk, leisure } from './leisure.ts';
import type { Plot } from './plot.ts';
import { JOBS, type Job } from './team-jobs.ts';

export const team: Plot = {
  name: 'team',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  tell(t: Tale): void {
    const hero = begin(t);
    const job = t.random.pick(JOBS.filter(({ scenes }) => hero.sort === 'child' || !scenes.includes('town')));
    const sort = hero.sort === 'animal' ? 'animal' : 'child';
    // The small one is the hero, or another whom the hero does not think much of.
    const heroIsSmall = SMALL.includes(hero.kind) || (!STRONG.includes(hero.kind) && t.random.chance(0.5));
    const first = helper(t, STRONG, hero);
    const second = helper(t, QUICK, first, hero);
    const third = helper(t, SMALL, hero, first);
    const small = heroIsSmall ? hero : third;
    const quick = heroIsSmall ? second : hero;
    const us = t.group(hero, first, heroIsSmall ? second : third);
    t.bind({ task: job.task, a: first, b: quick, s: small, us, both: us });
    if (heroIsSmall && leisure(t, 0.4))
      t.say([
        'But [h] was the smallest of all, and nobody asked [h.o] to help with anything.',
        '[h.n] was small, much smaller than all the others whom [h.he] knew.',
        'When there was work to be done, [h] always heard that [h.he] was too little.',
      ]);
    if (t.has('Foreshadowing')) foretold(t);
    t.paragraph();
    goOut(
      t,
      [
        `${ONE_DAY}, everybody met [at] to ${job.task}.`,
        `${ONE_DAY}, there was a big job [at]: somebody had to ${job.task}.`,
        `${ONE_DAY}, [h] and some others met [at]. They wanted to ${job.task}.`,
      ],
      job.scenes,
      job.notAt,
    );
    for (const one of [first, second, third]) one.place = hero.place;
    const reason = t.random.chance(0.5);
    const more = leisure(t, 0.3);
    if (reason && more) t.say(job.why);
    t.scenery('h', 0.1);
    if (more && (!reason || t.unhurried)) t.say(job.sight);
    come(t, sort, heroIsSmall);
    t.moment('think', 'h', 0.1);
    if (t.has('Conflict')) quarrel(t);
    t.paragraph();
    // Whoever is said to be quick is quick for something.
    const parts = t.random
      .shuffle(heroIsSmall && !leisure(t, 0.2) ? [job.quick] : [job.strong, job.quick])
      .slice(0, heroIsSmall || leisure(t, 0.2) ? 2 : t.random.chance(0.6) ? 1 : 0);
    for (const part of parts) t.say(part);
    t.moment('game', 'us', 0.1, [
      'To keep going, they <past>.',
      'From time to time, they <past>, and then they went on.',
    ]);
    const index = t.random.int(job.stuck.length);
    t.say(job.stuck[index]!);
    // Where it ends badly, the small one is gone.
    if (!t.has('BadEnding') && leisure(t, 0.2)) who(t);
    if (t.has('BadEnding')) badly(t, job, heroIsSmall);
    else goodly(t, job, index, heroIsSmall);
  },
};

const STRONG = ['bear', 'donkey', 'pony', 'goat'];
const QUICK = ['fox', 'rabbit', 'otter', 'raccoon', 'puppy'];
const SMALL = ['mouse', 'frog', 'hedgehog', 'squirrel'];

/** Another child; or, where the hero is an animal, one of a kind that can do what is needed. */
function helper(t: Tale, kinds: readonly string[], unlike: Character, other = unlike): Character {
  const sort = t.character('h').sort === 'animal' ? 'animal' : 'child';
  if (sort === 'child') return t.named(sort, unlike);
  const free = kinds.filter((kind) => kind !== unlike.kind && kind !== other.kind);
  return t.named(sort, unlike, free);
}

function foretold(t: Tale): void {
  elder(t);
  t.mark('hint');
  if (t.has('Dialogue'))
    t.say([
      'One evening, [h] watched [h.his] [m.kind] mend an old cart.',
      '[h.s] [m.kind] was mending a wheel, and [h] held the pins for [m.him].',
      'One day, [h] asked what the tiny pin in the big wheel was good for.',
      'A wheel had come off the old cart, because of one lost pin.',
    ]);
  t.speak(
    'm',
    [
      'The smallest pin can hold the biggest wheel.',
      'Look at this pin. Without it, the whole cart would fall down.',
      'Never laugh at a small thing. You may need it.',
      'The wheel is big and the pin is small, but one needs the other.',
    ],
    [
      '[h.s] [m.kind] liked to say that the smallest pin can hold the biggest wheel.',
      '[h.s] [m.kind] had once said that a bucket needs its last drop as much as its first.',
    ],
  );
}

function come(t: Tale, sort: 'animal' | 'child', heroIsSmall: boolean): void {
  const called = sort === 'animal' ? '.a' : '.n';
  const other = heroIsSmall ? 'b' : 's';
  t.say([
    `[a${called}] came because [a.he] was strong. ${heroIsSmall ? `[b${called}] came because [b.he] was quick.` : `[s${called}] came too, and was very small.`}`,
    `[a${called}] was the first to come. Nobody was as strong. Then came [${other}${called}]${heroIsSmall ? ', who could run like the wind' : ', who was hardly taller than a stool'}.`,
    `[a${called}] was already there, as strong as two, and so was ${heroIsSmall ? `[b${called}], the quickest of all` : `[s${called}], who was very small`}.`,
    heroIsSmall
      ? `There were [a${called}], who was strong, and [b${called}], who was quick.`
      : `There were [a${called}], who was strong, and [s${called}], who was small.`,
  ]);
  if (heroIsSmall)
    t.speak(
      'h',
      ['May I help, too?', 'What can I do?', 'I want to help as well!'],
      ['[h.n] asked what [h.he] could do.', '[h.n] wanted to help as well.'],
    );
  else t.speak('s', ['May I help, too?', 'I am small, but I want to help.'], ['[s.n] wanted to help, too.']);
  const speaker = heroIsSmall ? 'a' : 'h';
  t.speak(
    speaker,
    [
      'You? You are too small for that. Sit down and watch.',
      'You had better stay out of the way, little one.',
      'You are too small for that. Maybe when you are bigger.',
    ],
    [
      `But [${speaker}.n] said that [s.n] was too small for that.`,
      `[${speaker}.n] smiled and said that [s.n] could only watch.`,
    ],
  );
  if (t.has('BadEnding') || leisure(t, 0.3))
    t.say([
      'So [s.n] sat down on a stone.',
      '[s.n] stepped back and sat down on a stone, without a word.',
      'That was not nice to hear. [s.n] sat down on a stone to one side.',
    ]);
}

function quarrel(t: Tale): void {
  t.mark('Conflict');
  t.bind({ x: t.character('a'), y: t.character('b') });
  if (t.has('Dialogue'))
    t.say([
      'Then they began to talk about how it was to be done.',
      'But who was to say what was to be done?',
      'Nobody knew where to begin. [x.n] and [y.n] both knew it best.',
    ]);
  t.speak(
    'x',
    ['I am the strongest, so you all do as I say!', 'I will tell everybody what to do!'],
    ['[x.n] wanted to be the one who said what was to be done.'],
    'angry',
  );
  t.speak(
    'y',
    ['Why you? You only have strong arms, and nothing in your head!', 'No! We do it my way, or I go home!'],
    ['[y.n] would not hear of it, and soon they were shouting.'],
    'angry',
  );
  if (leisure(t, 0.3))
    t.say([
      'One pulled to the left, and the other to the right, and nothing moved.',
      'They both sat down with crossed arms. So nothing got done at all.',
      'Half the morning went by like that.',
    ]);
  if (t.has('BadEnding')) {
    t.say([
      'In the end they began all the same, but nobody smiled.',
      'At last they went to work, without one kind word.',
    ]);
    return;
  }
  if (t.has('Dialogue'))
    t.say([
      'For a moment, it was very quiet.',
      'Then [y.n] saw that [x.n] had tears in [x.his] eyes.',
      '[x.n] did not answer, and [y.n] heard how bad that had sounded.',
    ]);
  makeUp(t, 'y', 'x');
}

/** A question of who did what. */
function who(t: Tale): void {
  t.say([
    'It needed somebody small. They looked at <context?[s.n]|[a.n]>.',
    'Strong arms were no help now. Who was the smallest of them all? It was <context?[s.n]|[a.n]>.',
  ]);
}

function pay(t: Tale): void {
  if (!t.has('Foreshadowing')) return;
  t.mark('payoff');
  t.say([
    'It was just as [h.ns] [m.kind] had said.',
    '[h] thought of what [h.his] [m.kind] had said.',
    'The words of [h.ns] [m.kind] had come true.',
  ]);
}

function goodly(t: Tale, job: Job, index: number, heroIsSmall: boolean): void {
  t.moment('fear', 'h', 0.1);
  if (leisure(t, 0.2))
    t.speak(
      's',
      [
        'I think that I can do it.',
        'Let me! I am small enough for that.',
        'For once it is good to be small!',
      ],
      ['[s.n] stood up and said that it could be done.', '[s.n] was already on the way.'],
      'happy',
    );
  t.say(job.small[index]!);
  pay(t);
  if (leisure(t, 0.1))
    t.say([
      'Then they all pushed and pulled together. One, two, three!',
      'Now everybody took hold, and they counted to three.',
    ]);
  if (leisure(t, 0.6)) t.say(job.done);
  else
    t.say([
      'They all took hold once more, and then it was done!',
      'After that, the rest was easy.',
      'They tried once more, and now it worked!',
      'Now they could finish it, and so they did.',
    ]);
  const speaker = heroIsSmall ? 'a' : 'h';
  // Whoever was unkind owes the small one a word, whatever the others have said to each other.
  if (t.has('Conflict') || leisure(t, 0.4))
    t.speak(
      speaker,
      [
        'Without you, we would still be standing here, [s.n]!',
        'I was wrong, [s.n]. Small is just what we needed.',
        'I am sorry that I said no to you, [s.n].',
      ],
      [
        `[${speaker}.n] was sorry now and thanked [s.n].`,
        `[${speaker}.n] lifted [s.n] up so that everyone could see who had helped the most.`,
      ],
      'happy',
    );
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say(['But the best was still to come, and nobody had expected it.', 'Then came a surprise.']);
    t.say(job.found);
  } else if (leisure(t, 0.15))
    t.say([
      'There was {bread with honey|warm soup|apple cake} for all, and they sat in a row and were dirty and happy.',
      'They sang all the way home, the strong one low and the small one high.',
      'Afterward they all carved their names into a piece of wood, and the smallest name stood at the top.',
    ]);
  t.paragraph();
  t.moral(
    'together, we can do what nobody can do alone',
    'nobody is too small to help',
    'everyone is good at something',
  );
  happyEnd(t, t.random.chance(0.6) ? 'both' : 'h');
  t.summarise(
    '[us] want to [task], and without the smallest one it would not have worked.',
    '[us] want to [task], and [s.n] seems too small for that. But then just somebody small is needed.',
  );
}

function badly(t: Tale, job: Job, heroIsSmall: boolean): void {
  // Whoever has gone home is not there to go home again.
  const small = t.character('s');
  small.place = null;
  if (heroIsSmall) t.moveTo('home');
  t.say([
    'And [s.n] was not there any more. Nobody had noticed when [s.he] left.',
    'They looked for [s.n]. The stone where [s.he] had been sitting was empty.',
    '[s.n] had gone home, because nobody had wanted any help.',
  ]);
  if (leisure(t, 0.4))
    t.say([
      'They called, but it was too late.',
      'They tried it all the same, with the wrong arms and the wrong backs.',
    ]);
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say('Then something happened that nobody had expected: the strongest one slipped, let go, and fell.');
  }
  t.say(brisk(t, job.failed));
  pay(t);
  t.moment('joy', 'a', 0);
  t.moral(
    'nobody is too small to help',
    ...(heroIsSmall
      ? ['even the smallest one can be missed']
      : ['one who sends others away may need them', 'a team needs all of its members']),
  );
  sadEnd(t);
  t.summarise(
    `They want to [task], but they send ${heroIsSmall ? 'little [s.n]' : '[s.n]'} away as too small. So it does not work.`,
  );
}
