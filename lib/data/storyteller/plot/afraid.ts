/** Somebody is afraid of something: a friend in need makes it be faced at once, or it is got used to bit by bit. */
import type { Tale } from '../tale.ts';
import { address, begin, elder, friend, goOut, happyEnd, sadEnd, thanks } from '../telling/beats.ts';
import { type Fear, fearsOf } from './fears.ts';
import { leisure, pang } from './leisure.ts';
import type { Plot } from './plot.ts';

export const afraid: Plot = {
  name: 'afraid',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  tell(t: Tale): void {
    begin(t);
    const fear = t.pick(fearsOf(t));
    t.bind({ fear: fear.of, after: fear.after });
    t.say([
      'There was one thing that [h] did not like: [h.he] was afraid of [fear].',
      '[h] had one trouble: [h.he] was {very |}afraid of [fear].',
      'Only one thing scared [h.o]: [fear].',
      '[h] was not afraid of {spiders|mice|loud songs} or {snakes|bears|big boys}. But [h.he] was afraid of [fear].',
      '[h] did not like to talk about it, but [h.he] was afraid of [fear].',
      'Nothing in the world was as bad as [fear], [h] thought.',
    ]);
    if (t.random.chance(t.unhurried ? 0.8 : 0.35)) t.say(fear.imagined);
    foreshadow(t);
    t.paragraph();
    if (t.has('BadEnding') || t.random.chance(0.6)) rescue(t, fear);
    else bitByBit(t, fear);
  },
};

function foreshadow(t: Tale): void {
  if (!t.has('Foreshadowing')) return;
  elder(t);
  t.mark('hint');
  t.speak(
    'm',
    [
      `Do not worry, ${address(t, 'h')}. One day you will be brave when it matters.`,
      'You are braver than you think. One day you will see it.',
      'There is a little lion in you. It is only asleep. One day it will wake up.',
      // That is what may come out later as a surprise.
      ...(t.has('Twist')
        ? []
        : ['I was afraid as well when I was small. One day, I was not any more. So it will be with you.']),
    ],
    [
      '[h.s] [m.kind] always said that one day [h] would be brave.',
      '[h.s] [m.kind] was sure that [h] would be brave one day, and told [h.him] so.',
      '[h.s] [m.kind] only smiled and said that the day would come for [h.him] to be brave.',
    ],
  );
}

function comesTrue(t: Tale): void {
  if (!t.has('Foreshadowing')) return;
  t.mark('payoff');
  t.say([
    'It was just as [h.his] [m.kind] had said: when it mattered, [h.n] was brave.',
    '[h.n] remembered what [h.his] [m.kind] had said. It had come true.',
    '[h.s] [m.kind] had known it long before [h.n] did.',
    'So this was the day that [h.his] [m.kind] had talked about!',
  ]);
}

function companion(t: Tale): void {
  const other = friend(t);
  t.say(
    other.sort === 'animal'
      ? [
          'Along came [f.a], [h.his] best friend.',
          'With [h.o] was [f.a], [h.his] best friend.',
          '[h.s] friend was there, too: [f.a].',
        ]
      : [
          '[h.s] friend [f.n] was with [h.him].',
          '[h.s] friend [f.n] came by.',
          'There, [h] met [f.n], who lived in the next house.',
          '[f.n], who was [h.ns] best friend, was already there.',
        ],
  );
}

function mockery(t: Tale): void {
  if (!t.has('Conflict')) return;
  t.mark('Conflict');
  t.speak(
    'f',
    [
      'You are afraid of [fear]! What a baby you are!',
      'Ha, ha! You are scared of [fear]! I am not!',
      'Only babies are afraid of [fear]!',
      'You and your fear of [fear]! You are no fun!',
    ],
    [
      'Because [h] was afraid of [fear], [f.n] laughed at [h.o] and called [h.him] a baby.',
      '[f.n] made fun of [h.o], just because of [fear].',
      '[f.n] said very loudly that only babies are afraid of [fear].',
    ],
    'plain',
  );
  t.say([
    '[h] got angry, and they had a fight. [f.n] walked off alone.',
    'That hurt. [h] shouted at [f.n], and [f.n] ran away.',
    '[h] turned red and said that [f.n] was not a friend at all. Then each of them went off another way.',
    'So they began to shout at each other, and in the end [f.n] left.',
  ]);
  pang(t, 'h', 0.4, ['sad', 'upset', 'lonely', 'angry and sad']);
}

function rescue(t: Tale, fear: Fear): void {
  goOut(t, [], fear.scenes, fear.notAt);
  t.scenery('h');
  t.moment('way', 'h', 0.2);
  companion(t);
  t.moment('game', 'both', 0.5);
  mockery(t);
  t.paragraph();
  // Whoever gets into trouble is not beside the hero any more.
  if (!t.has('Conflict'))
    t.say([
      'After a while, [f] went off alone. Soon [h] went to look for [f.o].',
      'Then [f.n] ran on ahead. When [h] came up, something had happened.',
      'A little later, [f.n] went off to look around. All at once, [h] heard a cry and ran to see what it was.',
      '[h] sat down to rest, and [f] went on alone. When [h] came after [f.o], there was trouble.',
    ]);
  else
    t.say([
      'Then it happened.',
      'A little later, there was trouble.',
      'Suddenly, there was a cry.',
      'All at once, something went wrong.',
      'It was quiet for a while. Too quiet!',
    ]);
  t.say(fear.need);
  t.speak(
    'f',
    [
      'Help! Please help me!',
      `Help me, ${address(t, 'h')}!`,
      'Please, somebody help!',
      'Is anybody there? I need help!',
      `${address(t, 'h')}! Where are you? Help!`,
    ],
    [
      '[f] called for help as loudly as [f.he] could.',
      'It was easy to hear how afraid [f.he] was.',
      '[f] cried for help, again and again.',
      'A thin voice called, and it was the voice of [f.n].',
      '[f.n] called for help, and [f.his] voice got weaker and weaker.',
    ],
    'afraid',
  );
  // That the hero is afraid even now is what it is all about.
  if (!t.moment('fear', 'h', 0.6))
    t.say([
      '[h.s] heart beat fast. Of all things, it had to be [fear]!',
      '[h.n] thought of [fear], and [h.his] knees shook.',
      '[h.n] was so afraid of [fear] that [h.he] wanted to run away.',
      '[h.s] mouth went dry. There was nothing that [h.he] feared more than [fear].',
    ]);
  if (t.has('BadEnding')) {
    tooLate(t, fear);
    return;
  }
  if (leisure(t))
    t.say([
      'But [f] was [h.his] friend.',
      'But somebody had to help.',
      'Then [h] thought of nothing but [h.his] friend.',
      'But who would help [f.o], if not [h.n]?',
      'But to run for help would take too long.',
    ]);
  t.moment('think', 'h', 0.15);
  t.speak(
    'h',
    [
      'I am coming! Hold on!',
      'I will help you! Do not be afraid!',
      'Wait, I will come to you!',
      'Stay where you are! I will get you!',
    ],
    [],
    'plain',
  );
  t.say(fear.deed);
  if (fear.home) t.moveTo('home');
  t.paragraph();
  surprise(
    t,
    [...fear.truth, '[f.n] was just as afraid of [fear] and had only wanted to look brave'],
    ['They looked at each other and had to laugh.', 'Both of them had to smile about it.'],
  );
  // Whoever has to say sorry says that.
  const thanked = !t.has('Conflict') && (leisure(t) || t.random.chance(0.5));
  if (thanked) thanks(t, 'f', 'h');
  sorry(t);
  comesTrue(t);
  if (!thanked || leisure(t)) notAfraid(t);
  t.moral(
    'being brave means to be afraid and do it anyway',
    'love for a friend is stronger than fear',
    'a small heart can be very brave',
    'one can do more than one thinks when a friend needs help',
    ...(t.has('Conflict') ? ['those who are afraid can be the bravest of all'] : []),
  );
  happyEnd(t, t.random.chance(0.5) ? 'both' : 'h');
  t.summarise(
    '[h.n] is afraid of [fear], but when [f.n] needs help, [h.he] is brave.',
    '[f.n] is in trouble. [h.n] is afraid of [fear] but helps [f.him] anyway.',
    'Although [h.n] is afraid of [fear], [h.he] helps [h.his] friend [f.n].',
  );
}

function tooLate(t: Tale, fear: Fear): void {
  t.say([
    '[h] took one step, and then no other. [h.he] just could not do it.',
    '[h] tried to move, but [h.his] feet would not go.',
    'One step, and [h] turned around. It was too much for [h.him].',
    '[h] hid behind a wall with both eyes shut and hoped that somebody would come.',
  ]);
  t.moment('think', 'h', 0);
  t.say(
    fear.late ?? [
      'In the end, [f.n] tried to get away alone, fell hard, and had to stay in bed for a long time.',
      'A farmer came at last and saved [f.o]. But [f.n] was hurt, and did not want to see [h.n] any more.',
      'It was dark before somebody heard the cries. By then, [f.n] was cold and sick, and it was many weeks until [f.he] could play again.',
      'In the end, an old man saved [f.o]. [f.n] was cold and hurt, did not say one word to [h.n], and never asked [h.him] to play again.',
    ],
  );
  if (t.has('Twist')) {
    t.mark('Twist');
    const truth = t.random.pick([...fear.truth, '[f.n] had always been just as afraid of [fear]']);
    t.say([
      `Later, everyone was surprised to hear that ${truth}.`,
      `And the next day, to everyone's surprise, it turned out that ${truth}.`,
    ]);
  }
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say([
      '[h.s] [m.kind] had said that one day [h.he] would be brave. It had not been that day.',
      '[h] thought of what [h.his] [m.kind] had said. The day to be brave had come, and [h.he] had let it go by.',
    ]);
  }
  t.moral(
    'waiting too long can hurt others',
    'a friend in trouble needs us at once',
    'it is better to call for help than to hide',
  );
  t.moment('joy', 'h', 0);
  sadEnd(t);
  t.summarise(
    '[h.n] is so afraid of [fear] that [h.he] cannot help [f.n]. It ends badly for both.',
    'When [f.n] needs help, [h.n] is too afraid of [fear]. It ends badly for both.',
  );
}

function bitByBit(t: Tale, fear: Fear): void {
  goOut(t, [], fear.scenes, fear.notAt);
  t.scenery('h');
  t.moment('way', 'h', 0.2);
  if (t.has('Conflict')) companion(t);
  // Nobody is laughed at who has run home.
  t.say(t.has('Conflict') ? fear.shows.filter((line) => !/\[h\] (?:ran|turned)/.test(line)) : fear.shows);
  mockery(t);
  t.paragraph();
  if (t.cast.m === undefined)
    elder(t, ['mom', 'dad', 'grandma', 'grandpa', 'aunt', 'uncle', 'brother', 'sister']);
  t.say([
    'That evening, [h.n] told [h.his] [m.kind] about it.',
    'In the evening, [h.n] asked [h.his] [m.kind] how one stops being afraid of [fear].',
    'When [h.n] came home, [h.his] [m.kind] saw that something was wrong, and [h.n] told [m.him] all about it.',
  ]);
  t.speak(
    'm',
    [
      'We can do it bit by bit. I will be with you.',
      'Nobody has to jump over the whole hill at once. We will take small steps.',
      'Shall we try it together? Only as much as you like.',
      'Being afraid is nothing bad. Let us see what we can do.',
    ],
    [
      '[m] had a plan: they would try it together, bit by bit.',
      '[m] said that a big fear can be cut into little pieces, like a cake.',
      'Nobody had to do it all at once, [m] said. They would take small steps.',
    ],
  );
  t.moment('think', 'h', 0.15);
  t.moment('fear', 'h', 0.3, [
    'At first, [h] <past>.',
    'On the first day, [h] [h.was] so scared that [h.he] <past>.',
  ]);
  const [first, second] = fear.steps;
  t.say(first);
  // Nobody gets far by one step.
  t.say(second);
  t.say([
    'A week later, it was time to try it alone.',
    'So it went on, day after day, until [h] wanted to try it alone.',
    'And then came the day of the last step.',
    'It took {a week|two weeks|half the summer}.',
  ]);
  t.say(fear.done);
  t.paragraph();
  surprise(
    t,
    [...(fear.known ?? fear.truth), '[h.ns] [m.kind] had been just as afraid of [fear] once'],
    ['[h] had to laugh.', '[h] laughed, and [h.his] [m.kind] laughed as well.'],
  );
  t.speak(
    'm',
    ['I knew that you could do it!', 'Look at you! How brave you are!', 'I am so proud of you!'],
    ['[h.s] [m.kind] was {very|so} proud.', '[h.s] [m.kind] clapped and was as happy as [h.n].'],
    'happy',
  );
  if (t.has('Conflict'))
    t.say([
      'Then [f.n] came to the door.',
      'Soon [f.n] heard of it and came by.',
      'The next day, [h] met [f.n].',
      'In front of the house stood [f.n].',
    ]);
  sorry(t);
  comesTrue(t);
  if (leisure(t)) notAfraid(t);
  t.moral(
    'with small steps one gets far',
    'it helps to talk about what we fear',
    'nobody has to be brave all at once',
    'most things look smaller when we go near',
  );
  happyEnd(t, 'h', 'later');
  t.summarise(
    '[h.n] is afraid of [fear]. With the help of [h.his] [m.kind], [h.he] gets over it bit by bit.',
    'Step by step, [h.n] and [h.his] [m.kind] make the fear of [fear] smaller, until it is gone.',
  );
}

/** Something comes out that nobody thought of. */
function surprise(t: Tale, truths: readonly string[], laughs: readonly string[]): void {
  if (!t.has('Twist')) return;
  t.mark('Twist');
  const truth = t.random.pick(truths);
  t.say([
    `Only then did it come out, and it was a big surprise: ${truth}!`,
    `And what a surprise! It turned out that ${truth}.`,
    `Then came the surprise that nobody had thought of: ${truth}!`,
  ]);
  t.say(laughs);
}

function sorry(t: Tale): void {
  if (!t.has('Conflict')) return;
  t.speak(
    'f',
    [
      'I am sorry that I laughed at you. You are the bravest of all.',
      'I will never laugh at you again. I am sorry.',
      `I was not nice to you, ${address(t, 'h')}. I am sorry. Let us be friends again.`,
    ],
    [
      '[f] said sorry for what [f.he] had said before, and [h] was not angry any more.',
      '[f.n] was sorry about the bad words. They were friends again.',
      '[f.n] took back every bad word. [h] did not need any more than that.',
      '[f.n] looked at the ground and asked if they could be friends again. [h.n] nodded.',
    ],
    'sad',
  );
}

function notAfraid(t: Tale): void {
  t.say([
    'From then on, [h] was not so afraid of [after] any more.',
    'After that, [after] did not look so bad to [h.o].',
    'And [after]? [h] was still a little afraid sometimes, but only a little.',
    '[h] had looked [h.his] fear in the eye, and it had become small.',
  ]);
}
