/** Somebody is alone and finds a friend; or somebody new is alone, and is taken in. */
import type { Tale } from '../tale.ts';
import { begin, elder, friend, goOut, happyEnd, makeUp, sadEnd } from '../telling/beats.ts';
import { leisure, pang } from './leisure.ts';
import { MEETINGS, type Opening } from './newcomer-meetings.ts';
import type { Plot } from './plot.ts';

export const newcomer: Plot = {
  name: 'newcomer',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  tell(t: Tale): void {
    begin(t);
    const newHere = t.random.chance(0.2);
    if (newHere) t.say(NEW_HERE);
    else
      t.say([
        'But [h] had no friends to play with.',
        '[h] was often alone, for there was nobody to play with.',
        '[h] wished for a friend more than for anything else.',
        'There was only one thing that [h] did not have, and that was a friend.',
        'When [h] told a joke, there was nobody to laugh. [h] had no friend.',
      ]);
    if (t.has('Foreshadowing')) {
      elder(t);
      t.mark('hint');
      t.speak(
        'm',
        [
          'Wait and see. A friend will come when you least expect it.',
          'Be kind to everybody, and a friend will find you.',
          'Somewhere, there is somebody who is looking for just such a friend as you.',
        ],
        [
          '[h.s] [m.kind] always said that a friend would come one day.',
          '[h.s] [m.kind] had told [h.him] that somewhere, somebody was looking for just such a friend.',
        ],
      );
    }
    pang(t, 'h', 0.1, ['lonely', 'sad', 'very lonely', 'unhappy']);
    t.paragraph();
    const place = goOut(t, [], undefined, ['flower shop', 'train station', 'market', 'barn', 'harbor']);
    t.scenery('h');
    t.moment('way', 'h', 0.2);
    t.moment('think', 'h', 0.1);
    const other = friend(t);
    other.trait = t.random.pick(['small', 'shy', 'quiet', 'young', 'little']);
    other.place = place;
    t.say([
      'There, [h.n] saw [f.a], all alone.',
      'Not far away sat [f.a].',
      newHere ? 'Then [h] noticed [f.a].' : 'Then [h] noticed [f.a]. Who could that be?',
      'Behind a bush, there was [f.a].',
    ]);
    const meeting = t.random.pick(MEETINGS);
    if (t.has('Conflict')) rebuffed(t);
    else {
      t.say(meeting.doing);
      const opening = t.random.pick(meeting.open);
      if (t.random.chance(0.5)) shyly(t, opening, meeting.openIndirect);
      else boldly(t, opening, meeting.openIndirect, newHere);
    }
    if (t.has('BadEnding')) {
      t.paragraph();
      badly(t);
      return;
    }
    if (t.has('Conflict')) rescued(t);
    else if (leisure(t, 0.6)) t.say(meeting.after);
    t.paragraph();
    good(t);
  },
};

const NEW_HERE = [
  '[h] had just come to live there and did not know anybody yet.',
  '[h] and [h.his] family had moved there only a week before. So there was nobody to play with yet.',
] as const;

/** The other does not want to be talked to. */
function rebuffed(t: Tale): void {
  t.mark('Conflict');
  t.speak(
    'h',
    ['Hi! I am [h.n]. Do you want to play?', 'Hello! What is your name? Mine is [h.n].'],
    ['[h.n] said hello and asked [f.n] to play.'],
    'happy',
  );
  t.speak(
    'f',
    [
      'No! Go away! This is my place!',
      'Leave me alone! I was here first!',
      'I will not play with you! You look silly!',
    ],
    [
      'But [f.n] was not nice. [f.he] pushed [h.n] away.',
      'But [f.n] shouted that this was [f.his] own place.',
    ],
    'angry',
  );
  t.speak(
    'h',
    [
      'That is mean! I only wanted to be nice!',
      'Then stay alone! I only wanted to be nice!',
      'You are so rude! I only said hello!',
    ],
    ['[h.n] got angry, and they began to fight.', '[h.n] shouted back, and it was a loud quarrel.'],
    'angry',
  );
  if (leisure(t, 0.3))
    t.say([
      'They turned their backs on each other.',
      'Each of them sat down and looked the other way.',
      '[h] kicked a stone and did not look at [f.o] any more.',
    ]);
  t.moment('sad', 'h', 0.2);
}

/** Something happens that makes them friends after all. */
function rescued(t: Tale): void {
  t.say([
    'Then [f.n] fell and hurt one knee. At once, [h.n] was there to help.',
    'But then a short rain came, and [h.n] held [h.his] bag over [f.n] as well until it was over.',
    'Then [f.n] got caught in a thorn bush. [h.n] could have laughed. But [h.he] went and pulled the thorns out.',
    'Then a big dog barked, and [f.n] cried out. At once, [h.n] was there and stood in front of [f.o].',
    'Then [h] saw that [f.n] was crying. At once, [h.n] went over and sat down next to [f.o].',
  ]);
  t.speak(
    'f',
    ['Thank you. My name is [f.n].', 'I am [f.n]. Thank you for being kind to me.', 'Thank you. I am [f.n].'],
    [],
    'calm',
  );
  if (t.has('Dialogue'))
    t.say([
      'For a while, neither of them spoke. There was still something to be said.',
      '[f.n] looked at the ground. The loud words were still between them.',
      '[h.n] nodded, but did not smile yet. [f.n] saw it.',
      'That was a beginning. But it was not enough, and [f.n] knew it.',
    ]);
  makeUp(t, 'f', 'h');
  if (leisure(t, 0.4))
    t.speak(
      'f',
      [
        'I was so cross because I do not know anybody here.',
        'Everybody laughed at me where I was before. So I thought that you would, too.',
      ],
      ['[f.n] had only been so rude because everything was new and strange.'],
      'plain',
    );
}

function shyly(t: Tale, { says, reply }: Opening, indirect: readonly string[]): void {
  const shy = leisure(t, 0.6);
  if (shy)
    t.say([
      '[h] wanted to say hello, but [h.he] was too shy.',
      '[h] stood still and only looked.',
      '[h] opened [h.his] mouth, but no word came out.',
      '[h] took three steps, and then two steps back.',
    ]);
  t.moment('fear', 'h', 0.1);
  t.moment('think', 'h', 0.2);
  if (shy)
    t.say([
      'Then [h] took a deep breath and walked over.',
      'At last, [h] was brave enough and went closer.',
      'But then [h.s] feet began to walk, all by themselves.',
    ]);
  t.speak('h', [says], indirect);
  t.speak(
    'f',
    [
      `${reply} I was hoping that somebody would talk to me.`,
      `${reply} I am [f.n]. I was too shy to say hello.`,
      `${reply} I am [f.n]. What is your name?`,
    ],
    ['[f.n] smiled and said that [f.he] had been too shy to say hello.', '[f.n] moved over and made room.'],
    'happy',
  );
  // Nobody stays without a name.
  t.speak('h', ['I am [h.n].', 'My name is [h.n].', 'I am [h.n]. I was shy, too.'], [], 'happy');
}

function boldly(t: Tale, { says, reply }: Opening, indirect: readonly string[], newHere: boolean): void {
  t.speak(
    'h',
    [
      'Hi! My name is [h.n]. What is your name?',
      'Hello there! I am [h.n]. Who are you?',
      newHere
        ? 'Hello! I am [h.n]. We have only just come to live here.'
        : 'Hello! I have never seen you here before. I am [h.n].',
    ],
    ['[h.n] went over and said hello.', '[h.n] smiled and told [f.n] [h.his] name.'],
    'happy',
  );
  t.speak(
    'f',
    [
      'I am [f.n]. I do not know anybody here.',
      'My name is [f.n]. Nobody has said hello to me before.',
      'I am [f.n]. We only came last week.',
    ],
    ['[f.n] did not know anybody there.', '[f.n] looked at the ground and did not say much.'],
    'sad',
  );
  t.moment('think', 'h', 0.1);
  if (t.has('Dialogue'))
    t.say([
      'For a moment, neither of them knew what to say.',
      'It was quiet for a while. Then [h] thought of something.',
      '[h] came closer to see what [f.n] was doing.',
    ]);
  t.speak('h', [says], indirect);
  t.speak('f', [reply], []);
}

function badly(t: Tale): void {
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say(
      [
        'But then something unexpected happened. A car came, and [f.n] had to get in. [f.his] family was moving away that very day.',
        'But then there was a surprise, and not a good one. [f.n] had only been there for a visit, and the visit was over.',
      ].slice(t.character('h').sort === 'animal' ? 1 : 0),
    );
  } else if (t.has('Conflict')) {
    t.say([
      'A little later, [h] was not angry any more and turned around. Nobody was there. [f.n] had gone, and never came back.',
      '[h] thought about it all night. It was worth one more try. The next day, [h.he] went [to] again with a bun to share. But [f.n] was not there, and never came back.',
      'The next day, [h] came again to make up. But [f.n] had found somebody else to play with, and only made a face.',
      'A week later, [h] wanted to try it once more. But the place was empty. [f.n] and [f.his] family had moved on, and nobody knew where to.',
    ]);
  } else
    t.say([
      '[f.n] was called home, and never came back.',
      'The next day, [h] went [to] again, but [f.n] was not there. [f.he] never came back.',
      'They wanted to meet again the next day. [h] waited until dark, but [f.n] did not come.',
    ]);
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say(
      t.has('Conflict')
        ? [
            '[h.ns] [m.kind] had spoken of a friend. [f.n] could have been that friend, and now it was too late.',
          ]
        : [
            '[h.ns] [m.kind] had said that a friend would come. One had come, but not to stay.',
            'So a friend had come after all, just as [h.ns] [m.kind] had said, and was gone again.',
          ],
    );
  }
  t.moral(
    'a friend is a gift that can be lost',
    t.has('Conflict')
      ? 'we should be kind as long as there is time'
      : 'even a short time with a friend is worth something',
  );
  t.moment('joy', 'h', 0);
  sadEnd(t);
  t.summarise(
    '[h.n] has no friends and meets [f.n] [at], but in the end [h.he] is alone again.',
    '[h.n] is alone. [h.he] meets [f.n], but it comes to nothing.',
  );
}

/** What both of them like. Nobody who has been alone until now loves to meet people. */
function hobbyOf(t: Tale): string {
  return t.pastime('f').replace(/new people|the neighbors by/, (people) => PEOPLE[people]!);
}

const PEOPLE: Readonly<Record<string, string>> = {
  'new people': 'the ducks by the pond',
  'the neighbors by': 'the ducks by',
};

function good(t: Tale): void {
  const hobby = hobbyOf(t);
  const of = (word: string): string => hobby.replaceAll('[f.his]', word);
  if (t.has('Dialogue'))
    t.say([
      'They began to talk about this and that.',
      'Then they told each other what they liked best.',
      'They had so much to tell each other!',
      'After a while, they talked as if they had always known each other.',
    ]);
  t.speak(
    'f',
    [
      `Do you like ${of('your')}? I love it!`,
      `I love ${of('my')}. Do you?`,
      `Guess what I like! I love ${of('my')}. And you?`,
    ],
    [`Soon they found out that both of them loved ${of('their')}.`],
    'happy',
  );
  t.speak(
    'h',
    [
      'Me too! Let us do it together one day!',
      'I love it too! Shall we do it together tomorrow?',
      'Really? I thought that I was the only one!',
    ],
    [
      'They talked about it until it was time to go home.',
      'So they had a lot to talk about.',
      'One day, they would do it together.',
    ],
    'happy',
  );
  t.moment('game', 'both', 0.2);
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'When it was time to go home, there was a big surprise. [f.n] had just moved in next to [h.n]! They were neighbors.',
      'On the way home, there was a big surprise. Their moms stood by the path and laughed together. They were old friends!',
      'Then something unexpected came out. Their moms had been friends long ago, and the two had played together when they were babies!',
      'Then they talked about birthdays, and there was a surprise. They had been born on the very same day!',
    ]);
  } else if (leisure(t, 0.2)) {
    t.late = true;
    t.say([
      'They {played|talked and played} until the sun went down.',
      'When it got dark, they did not want to go home.',
    ]);
  } else if (leisure(t, 0.3))
    t.say([
      'The time flew by.',
      'They made up a secret sign: two knocks and a whistle.',
      'Before they parted, they planned the next day, and the day after that.',
    ]);
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say([
      'It was just as [h.ns] [m.kind] had said: a friend had come.',
      '[h.ns] [m.kind] had been right. A friend had come.',
      '[h] thought of the words of [h.his] [m.kind]. They had come true!',
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
    '[h.n] is alone, and so is [f.n]. Then they meet [at] and are friends.',
  );
}
