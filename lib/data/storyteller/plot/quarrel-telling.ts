/** What all quarrels have in common: a warning, how two part, and how they find each other again, or do not. */
import type { Tale } from '../tale.ts';
import { elder, happyEnd, makeUp, sadEnd } from '../telling/beats.ts';
import { brisk, leisure, pang } from './leisure.ts';

export function token(t: Tale): void {
  if (t.random.chance(0.5)) {
    t.mark('hint');
    t.bind({ sign: 'string' });
    t.say([
      'Long before, each of them had tied a red string around one arm, to remember that they were friends.',
      'Each of them wore a red string around one arm. It was there to remind them that they were friends.',
    ]);
    return;
  }
  elder(t);
  t.mark('hint');
  t.speak(
    'm',
    ['It takes two to quarrel, but only one to end it.', 'The one who is wiser speaks first.'],
    [
      '[h.s] [m.kind] liked to say that it takes two to quarrel, but only one to end it.',
      '[h.s] [m.kind] had told [h.him] that after a quarrel, the one who is wiser speaks first.',
    ],
  );
}

function pay(t: Tale, good: boolean): void {
  if (!t.has('Foreshadowing')) return;
  t.mark('payoff');
  if (t.cast.sign === undefined)
    t.say(
      good
        ? [
            'Then [h] thought of what [h.his] [m.kind] had said about quarrels.',
            'What had [h.ns] [m.kind] said? Now [h] knew what to do.',
          ]
        : [
            '[h.s] [m.kind] had known how to end a quarrel. But [h] had not listened.',
            'Too late, [h] thought of what [h.his] [m.kind] had said about quarrels.',
          ],
    );
  else
    t.say(
      good
        ? [
            '[h.n] looked at the red string on one arm and remembered what it was for.',
            'Then [h.n] saw the red string. [f.n] had the same one.',
          ]
        : [
            'All that was left was the red string on one arm, and it made [h.n] cry.',
            'That night, the red string fell off, and [h.n] did not tie it again.',
          ],
    );
}

export function apart(t: Tale): void {
  const told = t.has('Dialogue') ? leisure(t, 0.6) : t.random.chance(0.5);
  // That they are at odds is shown in one way or the other.
  if (!told || leisure(t, 0.2))
    t.say([
      'They got louder and louder.',
      'They {stamped and shouted|argued for a long time}.',
      'Neither of them wanted to give in.',
      'One said yes, and the other said no, and so it went on.',
      'Soon they did not even know how it had begun.',
    ]);
  if (told)
    t.speak(
      'h',
      [
        'You never listen to me!',
        'Fine! Then I do not need you!',
        'You are not my friend any more!',
        'You always think that you know everything!',
      ],
      ['[h.n] got very angry.', '[h.n] said that [h.he] could do without a friend like that.'],
      'angry',
    );
  if (told && leisure(t, 0.4))
    t.speak(
      'f',
      [
        'And you are so stubborn!',
        'Go away, then!',
        'I do not need you!',
        'With you, one cannot talk at all!',
      ],
      ['[f.n] stamped one foot.', '[f.n] was angry as well.'],
      'angry',
    );
  t.say(
    brisk(t, [
      'So each of them went away alone.',
      'Each went another way.',
      'They turned their backs and went different ways.',
      '[h.n] went one way and [f.n] went the other.',
      'One went left, the other went right, and nobody looked back.',
    ]),
  );
}

export function alone(t: Tale): void {
  t.say(
    brisk(t, [
      'Alone, it was no fun at all.',
      '[h.n] tried to have fun alone, but something was missing.',
      '[h.n] sat on a stone and was right. But it is no fun to be right all alone.',
      'It was very quiet now. [h.n] told a joke to a beetle, and the beetle did not laugh.',
      'After an hour, [h.n] was still angry. After two hours, [h.he] was only sad.',
    ]),
  );
  pang(t, 'h', 0.3);
}

/** They find each other again and make up. */
export function again(t: Tale, near = false): void {
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say(
      near
        ? [
            'Then something unexpected happened: both began to laugh at the very same moment, and neither of them knew why!',
            'And then, to the surprise of both, a little mouse ran over the line, took a crumb from each side, and ran back. It did not care whose side it was!',
          ]
        : [
            'Then [h.n] came around a bush, and what a surprise! There was [f.n], who had come to look for [h.him].',
            'Something unexpected happened: both came back at the same time and ran right into each other!',
            'And then, to the surprise of both, they sat on the two sides of the same bush, and each heard the other sigh.',
          ],
    );
  } else
    t.say(
      near
        ? [
            'Then one of them began to laugh, and the other could not help it.',
            'Then [f.n] sneezed, and [h.n] forgot to be angry.',
          ]
        : [
            'So [h.n] went back to look for [f.n].',
            'At last, [h.n] went to find [f.n].',
            'After a while, [h.n] went to see [f.n].',
            'Then [h.n] saw [f.n] far away, small and alone, and ran.',
          ],
    );
  pay(t, true);
  makeUp(t, 'h', 'f');
}

export function badly(t: Tale, summaries: readonly string[]): void {
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'Then something unexpected happened. [f.n] and [f.his] family moved far away that very week.',
      'A few days later came news that nobody had expected. [f.n] had left that morning, to live far away.',
    ]);
  } else
    t.say([
      '[h.n] waited for [f.n] to come back, but [f.n] did not come.',
      'The next day, [f.n] played with somebody else.',
      'When they met again, each looked the other way.',
      'Days went by, and each of them waited for the other.',
    ]);
  pay(t, false);
  t.moral(
    'being right is not worth the loss of a friend',
    'angry words cannot be taken back',
    'somebody has to be the first to say sorry',
  );
  t.moment('joy', 'h', 0);
  sadEnd(t);
  t.summarise(...summaries);
}

/** @param lessons besides those of any quarrel */
export function close(t: Tale, summaries: readonly string[], ...lessons: string[]): void {
  t.paragraph();
  t.moral('it is better to talk than to shout', 'a friend is worth more than being right', ...lessons);
  happyEnd(t, 'both');
  t.summarise(...summaries);
}
