/** What all contests have in common: the other one, what was said before, and how it ends. */
import type { Tale } from '../tale.ts';
import { elder, friend, happyEnd, sadEnd } from '../telling/beats.ts';
import { leisure, pang } from './leisure.ts';

export function rival(t: Tale): void {
  const other = friend(t);
  t.say(
    other.sort === 'animal'
      ? [
          '[h.n] wanted to win, and so did [f.a].',
          'Many had come to try, and one of them was [f.a].',
          'Next to [h.n] stood [f.a], who was said to be very good.',
        ]
      : [
          '[h.n] wanted to win, and so did a(n) [f.kind] named [f.n].',
          'Both [h.n] and [f.n] from next door wanted to win.',
          'Next to [h.n] stood [f.n], who was said to be very good.',
        ],
  );
}

export function foretold(t: Tale): void {
  elder(t);
  t.mark('hint');
  t.speak(
    'm',
    ['There is more than one way to win. You will see.', 'One can win in more ways than one. You will see.'],
    [
      'Before it began, [h.his] [m.kind] said that there was more than one way to win.',
      'Before it began, [h.his] [m.kind] said that one can win in many ways.',
    ],
  );
}

export function pay(t: Tale): void {
  if (!t.has('Foreshadowing')) return;
  t.mark('payoff');
  t.say(
    t.has('BadEnding')
      ? [
          'Now [h.n] understood what [h.his] [m.kind] had meant before it began.',
          'There was more than one way to win, and more than one way to lose. Now [h] knew it.',
        ]
      : [
          '[h.ns] [m.kind] had been right: there is more than one way to win.',
          'It was just as [h.ns] [m.kind] had said before it began. There is more than one way to win.',
        ],
  );
}

export function boasting(t: Tale): void {
  t.mark('Conflict');
  t.speak(
    'f',
    [
      'I will win! You have no chance at all!',
      'You? You cannot even tie a bow! I am the best!',
      'Why do you even try? Everybody knows that I will win!',
    ],
    [
      '[f.n] laughed at [h.n] and said that [h.he] had no chance.',
      '[f.n] told everyone that [h.n] would come in last.',
    ],
  );
  t.speak(
    'h',
    [
      'We will see about that! You always talk so big!',
      'Stop it! You are so mean!',
      'I hope that you fall into the mud!',
    ],
    ['[h.n] got angry, and they pushed each other.', '[h.n] shouted something that was not nice either.'],
    'angry',
  );
}

export function wishes(t: Tale): void {
  t.speak(
    'f',
    [
      'Good luck, [h.n]! May the best one win.',
      'This will be fun. Good luck!',
      'My heart beats so fast. Does yours?',
    ],
    ['They shook hands and wished each other luck.', 'They nodded at each other, and both were excited.'],
    'happy',
  );
  if (leisure(t, 0.2))
    t.speak(
      'h',
      ['Good luck to you, too!', 'I hope that we both do well!', 'Whoever wins, let us eat cake together!'],
      [],
      'happy',
    );
}

export function badly(t: Tale, summaries: readonly string[]): void {
  pay(t);
  t.moral('winning is worth nothing without friends', 'it is better to lose than to win in a bad way');
  pang(t, 'h', 0.2, ['lonely', 'sad', 'so sad']);
  t.moment('joy', 'h', 0);
  sadEnd(t);
  t.summarise(...summaries);
}

export function close(t: Tale, lessons: readonly string[], summaries: readonly string[]): void {
  t.moral(...lessons);
  happyEnd(t, 'both');
  t.summarise(...summaries);
}
