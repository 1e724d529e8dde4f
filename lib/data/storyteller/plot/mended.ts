/** Something dear to somebody else breaks; the truth is told or hidden; it is mended, or it is not. */
import type { Tale } from '../tale.ts';
import { address, begin, elder, friend, happyEnd, makeUp, ONE_DAY, sadEnd } from '../telling/beats.ts';
import { look } from '../telling/details.ts';
import type { Plot } from './plot.ts';

const ACCIDENTS = [
  'But [o.the] slipped from [h.his] hands and fell on the floor.',
  'Then [h.he] turned around too fast, and [o.the] fell down.',
  'But [h.he] tripped over a shoe and dropped [o.the].',
  'Then a loud noise scared [h.him], and [h.he] let [o.the] fall.',
];
const MENDS = [
  'With glue and a lot of time, they put every piece back in its place.',
  'They tied it with string and painted over the crack.',
  'Piece by piece, they put it together again.',
  'They found a new part in an old box, and it fit just right.',
];

export const mended: Plot = {
  name: 'mended',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  tell(t: Tale): void {
    const hero = begin(t);
    const ofFriend = t.random.chance(0.5);
    const role = ofFriend ? 'f' : 'm';
    if (ofFriend) friend(t);
    else elder(t, ['mom', 'dad', 'grandma', 'grandpa', 'brother', 'sister']);
    const thing = t.choice.object('break');
    t.bind({ o: thing, owner: t.cast[role]! });
    t.world.own(t.character(role), thing);
    if (ofFriend)
      t.say([
        '[h.n] had a friend named [f.n], who had [o.a].',
        '[h.s] friend [f.n] had [o.a] and was proud of it.',
      ]);
    else
      t.say([
        '[h.s] [m.kind] had [o.a] and loved it very much.',
        'At home, [h.his] [m.kind] kept [o.a] that was very dear to [m.him].',
      ]);
    look(t, 'o');
    if (t.has('Foreshadowing')) {
      t.mark('hint');
      t.speak(
        'owner',
        [
          'Be careful with the [word]. It breaks easily.',
          'Please hold the [word] with both hands. It is old and weak.',
        ],
        ['Everybody knew that it could break easily, and that one had to hold it with both hands.'],
        'plain',
        { word: thing.noun.word },
      );
    }
    t.paragraph();
    t.world.go(hero, t.somewhere(hero, ['town', 'wood', 'field', 'farm', 'water']));
    t.say([
      `${ONE_DAY}, [h.n] wanted to play with [o.the].`,
      `${ONE_DAY}, [h.n] saw [o.the] and picked it up.`,
      `${ONE_DAY}, [h.n] was alone with [o.the] for a while.`,
    ]);
    t.world.take(hero, thing);
    t.day('h');
    t.moment('way', 'h', 0.2);
    t.scenery('h');
    t.say(ACCIDENTS);
    t.world.break(hero, thing);
    t.say([
      'It broke {in two|into three pieces|with a loud crack}.',
      'There was a {loud|sharp|small} crack, and it was broken.',
      '{Crack! It was broken|Now it lay there in pieces|It broke, and one part rolled away}.',
    ]);
    t.moment('fear', 'h', 0.4);
    t.sorrow('h');
    t.paragraph();
    const hides = t.has('Conflict') || t.has('BadEnding') || t.random.chance(0.5);
    if (hides) {
      t.say([
        '[h] hid the pieces under the bed.',
        '[h] put the pieces behind a box and said nothing.',
        '[h] was afraid and hid the pieces in the garden.',
      ]);
      t.moment('think', 'h', 0.5);
      t.say(['Soon [owner] looked for [o.the].', 'In the evening, [owner] could not find [o.the].']);
      t.speak(
        'owner',
        ['Have you seen my [word]?', 'Where is my [word]? Do you know?'],
        ['[owner] asked [h.o] about it.'],
        'plain',
        { word: thing.noun.word },
      );
      t.speak(
        'h',
        ['No, I have not seen it.', 'I do not know. Maybe the cat took it.'],
        ['[h] said that [h.he] did not know.'],
      );
      if (t.has('Conflict')) {
        t.mark('Conflict');
        t.say('But [owner] found the pieces.');
        t.speak(
          'owner',
          ['You broke it, and you did not tell the truth! How could you?', 'You lied to me! I am so angry!'],
          ['[owner] got very angry, and they had a bad fight.'],
          'angry',
        );
        t.speak(
          'h',
          [
            'It is only a silly old thing! I do not care!',
            'You should not have left it there! It is your fault!',
          ],
          ['[h] got angry too and said mean things.'],
          'angry',
        );
      }
    } else {
      t.moment('think', 'h', 0.5);
      t.say([
        '[h] took the pieces and went to [owner.o].',
        '[h] did not hide the pieces. [h.he] went straight to [owner.o].',
      ]);
    }
    t.paragraph();
    if (t.has('BadEnding')) {
      if (!t.has('Conflict')) t.say(['But the pieces were found, and everybody knew who had hidden them.']);
      if (t.has('Twist')) {
        t.mark('Twist');
        t.say('Then came a bad surprise: inside [o.the] had been a letter that could not be read any more.');
      }
      t.say([
        'They tried to mend it, but too many pieces were missing.',
        'It could not be mended, and [owner] {did not speak to [h.o] for days|did not trust [h.o] any more}.',
      ]);
      pay(t);
      t.moral('a lie makes a bad thing worse', 'it is better to tell the truth at once');
      t.moment('joy', 'h', 0);
      sadEnd(t);
      t.summarise(
        `[h.n] breaks ${ofFriend ? '[f.ns]' : "[h.his] [m.kind]'s"} [o.n] and hides the pieces. It cannot be mended.`,
      );
      return;
    }
    if (hides)
      t.say([
        'That night, [h] could not sleep. [h.he] {got up|went} and told the truth.',
        'It felt so bad that [h] decided to tell the truth.',
      ]);
    if (t.has('Conflict')) makeUp(t, 'h', 'owner');
    else {
      t.speak(
        'h',
        [
          'I broke your [word]. I am so sorry.',
          'It was me. I dropped your [word]. I feel so bad.',
          'I have to tell you something. I broke your [word].',
        ],
        [
          '[h.n] told [owner.o] everything.',
          '[h.n] said that [h.he] had broken it, and that [h.he] was sorry.',
        ],
        'sad',
        { word: thing.noun.word },
      );
      t.speak(
        'owner',
        [
          'Thank you for telling me the truth. We will mend it together.',
          `It was brave to tell me, ${address(t, 'h')}. Let's see what we can do.`,
          'Things can break. What matters is that you told me.',
        ],
        [
          '[owner.n] was not angry and wanted to mend it together.',
          '[owner.n] was sad for a moment and then smiled.',
        ],
        'happy',
      );
    }
    if (t.has('Twist')) {
      t.mark('Twist');
      t.say(
        [
          'Then something unexpected happened. When they picked up the pieces, out fell an old coin that somebody had hidden inside!',
          'And what a surprise! Inside the broken [word] was a little note that said how much somebody had loved its owner.',
        ],
        { word: thing.noun.word },
      );
    }
    t.say(MENDS);
    t.world.mend(hero, thing);
    t.world.give(hero, t.character(role), thing);
    t.say([
      '[o.the] looked {almost like new|even prettier than before}.',
      'In the end, [o.the] was whole again.',
      'Nobody could see that [o.the] had ever been broken.',
    ]);
    pay(t);
    t.paragraph();
    t.moral(
      'it is always best to tell the truth',
      'things can be mended when we are honest',
      'a mistake is not so bad when we say sorry',
    );
    happyEnd(t, ofFriend ? 'both' : 'h');
    t.summarise(
      `[h.n] breaks ${ofFriend ? '[f.ns]' : "[h.his] [m.kind]'s"} [o.n], tells the truth, and they mend it together.`,
      `When [h.n] breaks [o.a] that belongs to ${ofFriend ? '[f.n]' : '[h.his] [m.kind]'}, [h.he] is sorry, and they put it together again.`,
    );
  },
};

function pay(t: Tale): void {
  if (!t.has('Foreshadowing')) return;
  t.mark('payoff');
  t.say([
    'It did break easily, just as everybody had said. [h.n] would never forget that.',
    '[h.n] had been told to be careful with it, and now [h.he] knew why.',
  ]);
}
