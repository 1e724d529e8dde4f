/** Two friends want different things, fall out, and find a way, or do not. */
import type { Tale } from '../tale.ts';
import { begin, friend, goOut, happyEnd, makeUp, sadEnd } from '../telling/beats.ts';
import type { Plot } from './plot.ts';

/** Two things to choose from, and what does justice to both. */
const CHOICES: readonly {
  ask: string;
  one: string;
  other: string;
  like: string;
  unlike: string;
  both: string;
}[] = [
  {
    ask: 'what to eat',
    one: 'eat cake',
    other: 'eat ice cream',
    like: 'cake is better than ice cream',
    unlike: 'ice cream is better than cake',
    both: 'ate cake with ice cream on top',
  },
  {
    ask: 'where to go',
    one: 'go to the park',
    other: 'go to the swimming pool',
    like: 'the park is better than the pool',
    unlike: 'the pool is better than the park',
    both: 'went to the park first and then to the pool',
  },
  {
    ask: 'what to play',
    one: 'play catch',
    other: 'play hide and seek',
    like: 'catch is the best game',
    unlike: 'hide and seek is the best game',
    both: 'played catch until noon and hide and seek after that',
  },
  {
    ask: 'what to build',
    one: 'build a tower',
    other: 'build a bridge',
    like: 'a tower is the best',
    unlike: 'a bridge is the best',
    both: 'built two towers with a bridge between them',
  },
  {
    ask: 'what to draw',
    one: 'draw the sun',
    other: 'draw the moon',
    like: 'the sun is prettier than the moon',
    unlike: 'the moon is prettier than the sun',
    both: 'drew the sun on one side and the moon on the other',
  },
  {
    ask: 'which way to go',
    one: 'go over the hill',
    other: 'go along the river',
    like: 'the hill is the best way',
    unlike: 'the river is the best way',
    both: 'went over the hill and came back along the river',
  },
  {
    ask: 'what to bring',
    one: 'bring apples',
    other: 'bring pears',
    like: 'apples are sweeter than pears',
    unlike: 'pears are sweeter than apples',
    both: 'brought a basket with apples and pears',
  },
  {
    ask: 'which pet is the best',
    one: 'have a cat',
    other: 'have a dog',
    like: 'cats are better than dogs',
    unlike: 'dogs are better than cats',
    both: 'played with the cat of one neighbor and the dog of the other',
  },
  {
    ask: 'which song to sing',
    one: 'sing a slow song',
    other: 'sing a fast song',
    like: 'slow songs are the best',
    unlike: 'fast songs are the best',
    both: 'sang a song that began slowly and ended fast',
  },
  {
    ask: 'what color to paint the door',
    one: 'paint it blue',
    other: 'paint it yellow',
    like: 'blue is the best color',
    unlike: 'yellow is the best color',
    both: 'mixed blue and yellow, and the door became green',
  },
  {
    ask: 'what to be',
    one: 'play pirates',
    other: 'play kings and queens',
    like: 'pirates have more fun',
    unlike: 'kings have more fun',
    both: 'played a king who went to sea with pirates',
  },
  {
    ask: 'which story to read',
    one: 'read about dragons',
    other: 'read about bears',
    like: 'dragons are the best',
    unlike: 'bears are the best',
    both: 'made up a story about a bear and a dragon',
  },
];

export const quarrel: Plot = {
  name: 'quarrel',
  always: ['Conflict'],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing'],
  tell(t: Tale): void {
    begin(t);
    const choice = t.random.pick(CHOICES);
    const other = friend(t);
    t.bind({
      one: choice.one,
      other: choice.other,
      ask: choice.ask,
      like: choice.like,
      unlike: choice.unlike,
      both2: choice.both,
    });
    t.say(
      other.sort === 'animal'
        ? ['[h.s] best friend was [f.a].', '[h.n] had a good friend, [f.a].']
        : ['[h.s] best friend was [f.n].', '[h.n] and [f.n] were best friends.'],
    );
    if (t.has('Foreshadowing')) {
      t.mark('hint');
      t.say([
        'Long before, each of them had tied a red string around one arm, to remember that they were friends.',
        'Each of them wore a red string around one arm. It was there to remind them that they were friends.',
      ]);
    }
    t.paragraph();
    const place = goOut(t, [
      'One day, [both] met [at].',
      'One morning, [both] went [to] together.',
      'It was a free day, and [both] were [at].',
    ]);
    other.place = place;
    t.scenery('h');
    t.moment('way', 'h', 0.3);
    t.moment('game', 'both', 0.3);
    t.say([
      'But they could not agree about [ask].',
      'Then they talked about [ask], and could not agree.',
      'They had to decide [ask].',
    ]);
    t.mark('Conflict');
    t.speak(
      'h',
      ['I want to [one]. ^[like]!', "Let's [one]!", 'We should [one], because [like].'],
      ['[h.n] wanted to [one].', '[h.n] said that [like].'],
    );
    t.speak(
      'f',
      ['No, I want to [other]. ^[unlike]!', 'No! We should [other]. ^[unlike]!', 'But I want to [other]!'],
      ['[f.n] wanted to [other].', '[f.n] said that [unlike].'],
    );
    t.say([
      'They got louder and louder.',
      'They {stamped and shouted|argued for a long time}.',
      'Neither of them wanted to give in.',
    ]);
    t.speak(
      'h',
      ['You never listen to me!', 'Fine! Then I will do it without you!', 'You are not my friend any more!'],
      ['[h.n] got very angry.', '[h.n] said that [h.he] would do it alone.'],
      'angry',
    );
    t.speak(
      'f',
      ['And you are so stubborn!', 'Go away, then!', 'I do not need you!'],
      ['[f.n] turned around and walked away.', '[f.n] was angry as well.'],
      'angry',
    );
    t.say([
      'So each of them went away alone.',
      'They turned their backs and went different ways.',
      '[h.n] went one way and [f.n] went the other.',
    ]);
    t.paragraph();
    t.say([
      'But alone, it was no fun.',
      '[h.n] tried to have fun alone, but something was missing.',
      'All alone, [h.n] did what [h.he] had wanted. It was not half as nice.',
    ]);
    t.sorrow('h');
    t.moment('think', 'h', 0.5);
    if (t.has('BadEnding')) {
      if (t.has('Twist')) {
        t.mark('Twist');
        t.say('Then something unexpected happened. [f.n] and [f.his] family moved far away that very week.');
      } else
        t.say([
          '[h.n] waited for [f.n] to come back, but [f.n] did not come.',
          'The next day, [f.n] played with somebody else.',
        ]);
      pay(t, false);
      t.moral('being right is not worth the loss of a friend', 'angry words cannot be taken back');
      t.moment('joy', 'h', 0);
      sadEnd(t);
      t.summarise('[h.n] and [f.n] cannot agree about [ask], and their friendship ends.');
      return;
    }
    if (t.has('Twist')) {
      t.mark('Twist');
      t.say([
        'Then [h.n] turned a corner, and what a surprise! There was [f.n], who had come to look for [h.him].',
        'Something unexpected happened: both came back at the same time and ran right into each other!',
      ]);
    } else
      t.say([
        'So [h.n] went back to look for [f.n].',
        'At last, [h.n] went to find [f.n].',
        'After a while, [h.n] went to see [f.n].',
      ]);
    pay(t, true);
    makeUp(t, 'h', 'f');
    t.speak(
      'f',
      ['We can do both!', 'I know! We can do what you like and what I like.', 'Why not both?'],
      ['Then they had an idea: they could do both!'],
      'happy',
    );
    t.say([
      'So they [both2].',
      'And that is what they did: they [both2].',
      'They laughed, and then they [both2].',
    ]);
    t.paragraph();
    t.moral(
      'friends can want different things',
      'there is often a way that is good for both',
      'it is better to talk than to shout',
    );
    happyEnd(t, 'both');
    t.summarise(
      '[h.n] wants to [one], but [f.n] wants to [other]. They fall out, make up, and do both.',
      '[h.n] and [f.n] cannot agree about [ask], but then they find a way.',
    );
  },
};

function pay(t: Tale, good: boolean): void {
  if (!t.has('Foreshadowing')) return;
  t.mark('payoff');
  t.say(
    good
      ? ['[h.n] looked at the red string on one arm and remembered what it was for.']
      : ['All that was left was the red string on one arm, and it made [h.n] cry.'],
  );
}
