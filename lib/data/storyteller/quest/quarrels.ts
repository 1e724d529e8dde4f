/** How people in a quest come to be at odds. */

import { leisure } from '../plot/leisure.ts';
import type { Tale } from '../tale.ts';
import { makeUp } from '../telling/beats.ts';
import { peer } from './companion.ts';
import type { Plan } from './planning.ts';

export function quarrel(t: Tale, planned: Plan): void {
  if (planned.quarrel === 'blame') blame(t, planned.premise === 'borrowed' ? 'f' : 'h');
  if (planned.quarrel === 'ideas') ideas(t);
  if (planned.quarrel === 'leaving') leaving(t);
}

/** `who` is angry with the one who had the thing when it happened. */
function blame(t: Tale, who: string): void {
  const other = who === 'h' ? 'f' : 'h';
  t.mark('Conflict');
  t.speak(
    who,
    [
      'This is all your fault!',
      'Look what you have done!',
      'You were not careful at all!',
      'Why did you do that? You spoil everything!',
      'I should never have let you have it!',
    ],
    [
      `[${who}] said that it was all [${other}.ns] fault, and they began to fight.`,
      `[${who}] was angry with [${other}.n] and shouted.`,
      `[${who}] turned red and said that [${other}.n] spoiled everything.`,
    ],
    'angry',
  );
  t.speak(
    other,
    [
      'I did not mean to!',
      'Do not shout at me!',
      'It was just bad luck!',
      'You are being mean!',
      'It could have happened to you too!',
      'I was careful! It is not my fault!',
    ],
    [
      `[${other}] said that it was not true, and turned away.`,
      `[${other}] had not meant to do it and shouted back.`,
      `[${other}] said that it was just bad luck.`,
    ],
    'angry',
  );
  if (t.random.chance(leisure(t) ? 0.6 : 0.2))
    t.say([
      'For a while, they did not even look at each other.',
      'They stood back to back and said nothing.',
      'Then it was very quiet between them.',
      'One looked to the left and the other to the right, and nobody said a word.',
      'It took some time until both of them were calm again.',
    ]);
}

function ideas(t: Tale): void {
  t.mark('Conflict');
  if (t.has('Dialogue'))
    t.say([
      '[h.n] had an idea, and [f.n] had another one.',
      '[both] both wanted to be the one who knew best.',
      'What was to be done? Each of the two thought of something else.',
      'They could not agree on what to do.',
    ]);
  t.speak(
    'h',
    [
      'I know what to do. Do as I say!',
      'We will do it my way!',
      'Leave it to me. I know better than you!',
      'Stand back! You will only make it worse!',
    ],
    [
      '[h] wanted to do it one way, and [f.n] another.',
      '[f.n] had an idea, but [h.n] told [f.him] to stand back and do nothing.',
    ],
    'angry',
  );
  t.speak(
    'f',
    [
      'No! Your way is silly!',
      'Why must it always be your way?',
      'I do not want to! I have a better idea!',
      'You never listen to me!',
    ],
    [
      'Neither would give in, and soon they were shouting.',
      '[f] did not like that at all and shouted at [h.n].',
    ],
    'angry',
  );
  if (t.random.chance(leisure(t) ? 0.6 : 0.2))
    t.say([
      'They pushed each other and shouted, and nothing got done.',
      'Both of them talked at once, and nobody listened.',
      '[f.n] crossed [f.his] arms and would not help any more.',
      '[f.n] went and sat down with [f.his] back to [h.n].',
    ]);
}

/** The friend has had enough of it. */
function leaving(t: Tale): void {
  t.mark('Conflict');
  t.speak(
    'f',
    [
      'This is no fun any more. I am going home!',
      'Now all the fun is over. I am tired!',
      'It is only [o.one]. Come, let us do something else!',
    ],
    [
      '[f] did not want to help and said that all the fun was over.',
      '[f] said that it was not worth the trouble, and wanted to go home.',
    ],
    'plain',
  );
  t.speak(
    'h',
    ['Then go! I do not need you!', 'A good friend would stay and help!', 'How can you be so mean?'],
    ['[h] got angry and said that a good friend would stay.', '[h] shouted that [h.he] did not need [f.n].'],
    'angry',
  );
  t.say([
    '[f.n] kicked a stone and walked away.',
    '[f.n] turned around and left without looking back.',
    'So [f.n] went off, and [h.n] stood there alone and angry.',
  ]);
  t.bind({ us: t.character('h') });
}

/** The friend who left is sorry. */
export function returnsToHelp(t: Tale): void {
  t.bind({ us: t.group(t.character('h'), t.character('f')) });
  t.say([
    'Then there were footsteps. It was [f.n], who had come back.',
    'After a while, somebody said [h.ns] name in a small voice. [f.n] was there again.',
    'But [f.n] had not gone far. Slowly, [f.he] came back.',
  ]);
  t.speak(
    'f',
    [
      'I am sorry that I left you alone.',
      'I should have stayed. I will not leave you alone again.',
      'I was not nice to you. I am sorry.',
    ],
    ['[f] said sorry and wanted to help.'],
    'sad',
  );
  // What was said is answered.
  if (t.has('Dialogue') || leisure(t))
    t.say([
      '[h.n] was glad that [f.n] was back.',
      '[h.n] nodded, and they were friends again.',
      'At once, nobody was angry any more.',
    ]);
}

/** Those who quarrelled make up. */
export function end(t: Tale, { quarrel: quarrelled, premise }: Plan): void {
  // Whoever had the thing when it happened is sorry for that first.
  if (quarrelled === 'blame' && premise !== 'borrowed') makeUp(t, 'f', 'h');
  else if (quarrelled === 'blame' || quarrelled === 'ideas') makeUp(t, 'h', 'f');
}

/** Somebody comes along and laughs. */
export function mockery(t: Tale): void {
  t.mark('Conflict');
  t.bind({ r: peer(t) });
  t.say([
    'Then [r.a] came by, stopped and laughed.',
    '[r.a] had watched it all and laughed out loud.',
    'Somebody laughed. It was [r.a], who was sitting close by.',
    'Just then, [r.a] walked past and began to laugh.',
  ]);
  t.speak(
    'r',
    [
      'Now what? You will never find a way!',
      'Ha! How silly you look!',
      'Give up! You are too small to do anything about it!',
      'Ha, ha! Do you want to stay here until winter?',
      'Even my baby brother is smarter than you!',
    ],
    [
      '[r] called [h.o] silly and said that nothing would help now.',
      '[r] said that [h.n] was too small to do anything about it.',
    ],
    'plain',
  );
  t.say([
    'That made [h.n] angry, and there were loud words on both sides.',
    'It hurt [h.n] to hear that, and [h.he] told [r.n] to go away.',
    '[h] turned red and shouted at [r.n].',
    '[h.n] stamped and called [r.n] mean.',
  ]);
}

/**
 * Whoever laughed is sorry.
 * @param own whether the hero has done it
 */
export function mocked(t: Tale, own: boolean): void {
  if (t.has('Dialogue'))
    t.say([
      '[r.n] had seen it and did not laugh any more.',
      '[r.n] came closer and looked at the ground.',
      '[r.n] turned red.',
      'And [r.n]? [r.he] had stopped laughing.',
      'Slowly, [r.n] came up to [h.o].',
    ]);
  t.speak(
    'r',
    [
      'I am sorry that I laughed at you.',
      own
        ? 'I was wrong to laugh. That was well done!'
        : 'I was wrong to laugh. I am glad that it ended well.',
      'I should not have laughed. I am sorry.',
      'That was mean of me. I am sorry.',
    ],
    ['[r] was sorry now and said so.', '[r] stopped laughing and said sorry.'],
    'sorry',
  );
  if (t.has('Dialogue') || leisure(t, 0.4))
    t.say([
      '[h] was not angry any more.',
      '[h.n] smiled at [r.n], and all was well again.',
      '[h.n] forgave [r.n] at once.',
      '[h.n] nodded, and [r.n] stayed for a while.',
    ]);
}
