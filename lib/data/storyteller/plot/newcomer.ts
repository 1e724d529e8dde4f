/** Somebody is alone and finds a friend. */
import type { Tale } from '../tale.ts';
import { begin, elder, friend, goOut, happyEnd, makeUp, sadEnd } from '../telling/beats.ts';
import type { Plot } from './plot.ts';

export const newcomer: Plot = {
  name: 'newcomer',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  tell(t: Tale): void {
    begin(t);
    t.say([
      'But [h] had no friends to play with.',
      '[h] was often alone, for there was nobody to play with.',
      '[h] wished for a friend more than for anything else.',
    ]);
    if (t.has('Foreshadowing')) {
      elder(t);
      t.mark('hint');
      t.speak(
        'm',
        [
          'Wait and see. A friend will come when you least expect it.',
          'Be kind to everybody, and a friend will find you.',
        ],
        ['[h.s] [m.kind] always said that a friend would come one day.'],
      );
    }
    t.sorrow('h', 0.2, ['lonely', 'sad', 'very lonely', 'unhappy']);
    t.paragraph();
    const place = goOut(t);
    t.scenery('h');
    t.moment('way', 'h', 0.4);
    t.moment('think', 'h', 0.2);
    const other = friend(t);
    other.trait = t.random.pick(['small', 'shy', 'quiet', 'new', 'young', 'lonely']);
    other.place = place;
    t.say(
      other.sort === 'animal' || other.trait !== 'new'
        ? [
            'There, [h] saw [f.a], all alone.',
            'Not far away sat [f.a].',
            'Then [f.a] came along. [h] had never seen [f.him] before.',
          ]
        : ['There, [h] saw [f.a]. [f.he] had just moved there.'],
    );
    const hobby = t.pastime('f');
    const shy = t.random.chance(0.5) && !t.has('Conflict');
    if (t.has('Conflict')) {
      t.mark('Conflict');
      t.speak(
        'h',
        ['Hi! I am [h.n]. Do you want to play?', 'Hello! What is your name? Mine is [h.n].'],
        ['[h.n] said hello and asked [f.n] to play.'],
        'happy',
      );
      t.speak(
        'f',
        ['No! Go away! This is my place!', 'Leave me alone! I was here first!'],
        ['But [f.n] was not nice. [f.he] pushed [h.n] and told [h.him] to go away.'],
        'angry',
      );
      t.speak(
        'h',
        [
          'That is mean! I only wanted to be nice!',
          'Then stay alone! I do not want to play with you any more!',
        ],
        ['[h.n] got angry, and they began to fight.'],
        'angry',
      );
      t.moment('sad', 'h', 0.4);
    } else if (shy) {
      t.say([
        '[h] wanted to say hello, but [h.he] was too shy.',
        '[h] hid behind a tree and only looked.',
        '[h] opened [h.his] mouth, but no word came out.',
      ]);
      t.moment('fear', 'h', 0.3);
      t.moment('think', 'h', 0.5);
      t.say([
        'Then [h] took a deep breath and walked over.',
        'At last, [h] was brave enough and went closer.',
      ]);
      t.speak(
        'h',
        ['Hi. My name is [h.n]. What is your name?', 'Hello. I am [h.n]. May I sit here?'],
        ['[h] said hello and told [f.n] [h.his] name.'],
      );
      t.speak(
        'f',
        [
          'I am [f.n]. I was hoping that you would talk to me.',
          'My name is [f.n]. I was too shy to say hello.',
        ],
        ['[f.n] smiled and said that [f.he] had been shy too.'],
        'happy',
      );
    } else {
      t.speak(
        'h',
        [
          'Hi! My name is [h.n]. What is your name?',
          'Hello there! I am [h.n]. Who are you?',
          'Hello! I have never seen you here before. I am [h.n].',
        ],
        ['[h.n] went over and said hello.', '[h.n] smiled and told [f.n] [h.his] name.'],
        'happy',
      );
      t.speak(
        'f',
        ['I am [f.n]. I do not know anybody here.', 'My name is [f.n]. Nobody wants to play with me.'],
        ['[f.n] did not know anybody there.', '[f.n] looked at the ground and did not say much.'],
        'sad',
      );
    }
    t.moment('think', 'h', 0.3);
    t.paragraph();
    if (t.has('BadEnding')) {
      if (t.has('Twist')) {
        t.mark('Twist');
        t.say(
          'They were just about to play when something unexpected happened. A car came, and [f.n] had to get in. [f.his] family was moving away that very day.',
        );
      } else
        t.say([
          '[f.n] ran off and never came back.',
          'The next day, [h] went [to] again, but [f.n] was not there. [f.he] never came back.',
        ]);
      if (t.has('Foreshadowing')) {
        t.mark('payoff');
        t.say('[h.ns] [m.kind] had said that a friend would come. One had come, but not to stay.');
      }
      t.moral('we should be kind as long as there is time', 'a friend is a gift that can be lost');
      t.moment('joy', 'h', 0);
      sadEnd(t);
      t.summarise('[h.n] has no friends and meets [f.n] [at], but they do not become friends.');
      return;
    }
    if (t.has('Conflict')) {
      t.say([
        'Then [f.n] fell and hurt one knee, and [h.n] ran back to help.',
        'But then it began to rain, and [h.n] made room for [f.n] under the only tree.',
      ]);
      makeUp(t, 'f', 'h');
    }
    t.speak(
      'f',
      [
        `Do you like ${hobby.replaceAll('[f.his]', 'your')}? I love it!`,
        `I love ${hobby.replaceAll('[f.his]', 'my')}. Do you?`,
      ],
      [`Soon they found out that both of them loved ${hobby.replaceAll('[f.his]', 'their')}.`],
      'happy',
    );
    t.speak(
      'h',
      ['So do I! Let us do it together!', 'Me too! That is what I like best!'],
      ['So they did it together.', 'Then they did it together all day.'],
      'happy',
    );
    t.moment('game', 'both', 0.6);
    if (t.has('Twist')) {
      t.mark('Twist');
      t.say([
        'When it was time to go home, there was a big surprise. [f.n] had just moved in next to [h.n]! They were neighbors.',
        'On the way home, they could not believe it: they walked the same way. To their surprise, their moms were old friends!',
        'Then something unexpected happened. [f.n] had a picture of [h.n] in [f.his] pocket. They had played together when they were babies!',
      ]);
    } else
      t.say([
        'They {played|talked and played} until the sun went down.',
        'The time flew by.',
        'When it got dark, they did not want to go home.',
      ]);
    if (t.has('Foreshadowing')) {
      t.mark('payoff');
      t.say([
        'It was just as [h.ns] [m.kind] had said: a friend had come.',
        '[h.ns] [m.kind] had been right. A friend had come.',
      ]);
    }
    t.paragraph();
    t.moral(
      'one kind word can be the start of a friendship',
      'it is worth it to say hello',
      'a new friend can be found anywhere',
    );
    happyEnd(t, 'both');
    t.summarise(
      '[h.n] has no friends until [h.he] meets [f.n] [at].',
      '[h.n] meets [f.n] [at]. They find out what both like and become friends.',
    );
  },
};
