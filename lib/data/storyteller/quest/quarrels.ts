/** How people in a quest come to be at odds. */
import type { Tale } from '../tale.ts';
import type { Plan } from './planning.ts';

export function quarrel(t: Tale, planned: Plan): void {
  if (planned.quarrel === 'blame') blame(t, planned.premise === 'borrowed' ? 'f' : 'h');
  if (planned.quarrel === 'ideas') ideas(t);
}

function blame(t: Tale, who: string): void {
  const other = who === 'h' ? 'f' : 'h';
  t.mark('Conflict');
  t.speak(
    who,
    [
      'This is all your fault!',
      'Look what you have done!',
      'You were not careful! Now it is gone!',
      'Why did you do that? You spoil everything!',
    ],
    [
      `[${who}] said that it was all [${other}.ns] fault, and they began to fight.`,
      `[${who}] was angry with [${other}.n] and shouted.`,
    ],
    'angry',
  );
  t.speak(
    other,
    [
      'It is not! I did not mean to!',
      'Do not shout at me!',
      'It was the {wind|bad luck}, not me!',
      'You are being mean!',
    ].map((line) => line.replace('{wind|bad luck}', 'bad luck')),
    [`[${other}] said that it was not true, and turned away.`],
    'angry',
  );
  t.say([
    'For a while, they did not even look at each other.',
    'They stood back to back with red faces.',
    'Then it was very quiet between them.',
  ]);
}

function ideas(t: Tale): void {
  if (t.cast.f === undefined) return;
  t.mark('Conflict');
  t.speak(
    'h',
    ['I know what to do. Do as I say!', 'We must do it my way!', 'Leave it to me. I know better than you!'],
    ['[h] wanted to do it one way, and [f.n] another.'],
    'angry',
  );
  t.speak(
    'f',
    ['No! Your way is silly!', 'Why must it always be your way?', 'I do not want to! I have a better idea!'],
    ['Neither would give in, and soon they were shouting.'],
    'angry',
  );
  t.say([
    'They pushed each other and shouted, and nothing got done.',
    'Both of them talked at once, and nobody listened.',
    '[f.n] crossed [f.his] arms and would not help any more.',
  ]);
}

/** Somebody comes along and laughs. */
export function mockery(t: Tale): void {
  t.mark('Conflict');
  const other = t.named(t.character('h').sort === 'animal' ? 'animal' : 'child', t.character('h'));
  t.bind({ r: other });
  t.say(['Then [r.a] came by, stopped and laughed.', '[r.a] had watched it all and laughed out loud.']);
  t.speak(
    'r',
    [
      'You will never do it!',
      'Ha! That is the silliest thing I ever saw!',
      'Give up! You are too small for that!',
    ],
    ['[r] called [h.o] silly and said that it would never work.'],
    'plain',
  );
  t.say([
    'That made [h] angry.',
    'It hurt [h.o] to hear that, and [h.he] told [r.n] to go away.',
    '[h] turned red and shouted at [r.n].',
  ]);
}

/** Whoever laughed is sorry. */
export function mocked(t: Tale): void {
  t.speak(
    'r',
    [
      'I am sorry that I laughed at you.',
      'I was wrong. You did it!',
      'I should not have laughed. Can you forgive me?',
    ],
    ['[r] was sorry now and said so.'],
    'sad',
  );
  t.say([
    '[h] was not angry any more.',
    '[h.n] smiled at [r.n], and all was well again.',
    '[h.n] forgave [r.n] at once.',
  ]);
}
