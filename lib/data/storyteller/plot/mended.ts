/** Something dear to somebody else breaks; the truth is told or hidden; it is mended, or it is not. */
import type { Tale } from '../tale.ts';
import { address, begin, elder, friend, happyEnd, makeUp, ONE_DAY, sadEnd } from '../telling/beats.ts';
import { look } from '../telling/details.ts';
import { aside, leisure, pang, tersely } from './leisure.ts';
import { HIDDEN, HIDDEN_OUTSIDE, HOLLOW, INDOORS, MENDS, OUTDOORS } from './mended-pieces.ts';
import type { Plot } from './plot.ts';
import { SOLID, thingFit } from './things.ts';

export const mended: Plot = {
  name: 'mended',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  nouns: ['break'],
  tell(t: Tale): void {
    begin(t);
    const ofFriend = t.random.chance(0.5);
    dear(t, ofFriend);
    t.paragraph();
    const outside = accident(t, ofFriend);
    t.paragraph();
    const hides = t.has('Conflict') || t.has('BadEnding') || t.random.chance(0.5);
    if (hides) hide(t, outside, ofFriend);
    else
      t.say([
        '[h] took the pieces and went to [owner.o].',
        '[h] did not hide the pieces. [h.he] went straight to [owner.o].',
        'It would have been easy to hide the pieces. But [h] picked up every one of them and went to [owner.o].',
        '[h] wanted to run away. Instead, [h.he] went to look for [owner.o].',
      ]);
    t.paragraph();
    if (t.has('BadEnding')) spoiled(t, ofFriend, outside);
    else makeGood(t, ofFriend, hides);
  },
};

/** Whose it is, in role `owner`, and what it means. */
function dear(t: Tale, ofFriend: boolean): void {
  if (ofFriend) friend(t);
  // Nobody says "I am sorry, Sister".
  else elder(t, ['mom', 'dad', 'grandma', 'grandpa', ...(t.has('Conflict') ? [] : ['brother', 'sister'])]);
  const role = ofFriend ? 'f' : 'm';
  const thing = thingFit(
    t,
    ['break'],
    (noun) => noun.kind !== 'paper' && !SOLID.includes(noun.word) && !t.lexicon.hasTag(noun, 'eat'),
  );
  t.bind({ o: thing, owner: t.cast[role]!, word: thing.noun.word });
  t.world.own(t.character(role), thing);
  t.say(
    ofFriend
      ? [
          '[h.n] had a friend named [f.n], who had [o.a].',
          '[h.s] friend [f.n] had [o.a] and was proud of it.',
          '[h.s] best friend was [f.n]. And the best thing that [f.n] had was [o.a].',
          'When [f.n], [h.ns] friend, came to play, [f.he] always brought [o.a] along.',
        ]
      : [
          '[h.s] [m.kind] had [o.a] and loved it very much.',
          'At home, [h.his] [m.kind] kept [o.a] that was very dear to [m.him].',
          'There was one thing at home that [h] was not to touch: [o.a]. It belonged to [h.his] [m.kind].',
          '[h.s] [m.kind] had [o.a]. It had been a gift and was very dear to [m.him].',
        ],
  );
  look(t, 'o');
  if (!t.has('Foreshadowing')) return;
  t.mark('hint');
  t.speak(
    'owner',
    [
      'Be careful with the [word]. It breaks easily.',
      'Please hold the [word] tight. It is old and breaks easily.',
      'You may look at the [word], but do not carry it around. It has a thin place.',
    ],
    [
      'Everybody knew that it could break easily, and that one had to hold it tight.',
      'It had a thin place that could break easily. [owner] had shown [h.o] the place.',
      'A small crack ran along one side. Everybody knew that one had to hold it with care.',
      'It had come close to breaking more than once. Nobody was to run with it.',
    ],
  );
}

/** It breaks; whether that was out of doors. */
function accident(t: Tale, ofFriend: boolean): boolean {
  const hero = t.character('h');
  const place = t.somewhere(hero, ['town', 'wood', 'field', 'farm', 'water']);
  t.world.go(hero, place);
  t.bind({ at: place.at, to: place.to });
  const outside = !place.indoors && place.id !== 'barn' && t.random.chance(0.4);
  t.say(
    outside
      ? ofFriend
        ? [
            `${ONE_DAY}, [h.n] was at [f.ns] home. When [h.he] left, [h.he] took [o.the] along [to] without asking.`,
            `${ONE_DAY}, [h.n] borrowed [o.the] from [f.n] without asking and carried it [to].`,
            `${ONE_DAY}, when [f.n] was not looking, [h.n] took [o.the] and went [to] with it.`,
          ]
        : [
            `${ONE_DAY}, [h.n] took [o.the] [to] without asking.`,
            `${ONE_DAY}, [h.n] wanted to show [o.the] to some friends and carried it [to].`,
            `${ONE_DAY}, [h.n] hid [o.the] in a bag and took it [to].`,
          ]
      : [
          `${ONE_DAY}, [h.n] took a walk [to].`,
          `${ONE_DAY}, [h.n] played [at] {for a while|until [h.he] was hungry}.`,
          `${ONE_DAY}, [h.n] went [to].`,
        ],
  );
  t.day('h');
  t.scenery('h');
  t.moment('way', 'h', 0.2);
  t.world.take(hero, t.thing('o'));
  if (!outside && ofFriend)
    t.say([
      'Then [h.he] visited [f.n]. While [f.n] was out of the room, [h.n] picked up [o.the], only to look at it.',
      'Later, at [f.ns] house, [h.n] wanted to feel how heavy [o.the] was.',
      'After that, [h.n] went to see [f.n]. There was [o.the], and nobody was looking. [h.n] picked it up.',
      'Then [h.n] came to [f.ns] house and took [o.the] to the window, to see it better.',
    ]);
  else if (!outside)
    t.say([
      'At home, [h.n] saw [o.the] and picked it up, only to look at it.',
      'When [h.n] came home, there was [o.the], and nobody was looking. [h.n] picked it up.',
      'Back home, [h.n] was alone with [o.the] and wanted to feel how heavy it was.',
      'Later, [h.n] was alone at home and took [o.the] to the window, to see it better.',
      '[o.the] stood on the table when [h.n] came home. [h.he] took it up to look at it.',
    ]);
  // Roots are where trees are.
  t.say(outside ? OUTDOORS.filter((line) => place.scene === 'wood' || !line.includes('root')) : INDOORS);
  t.world.break(hero, t.thing('o'));
  t.say([
    'It broke {in two|into three pieces|with a loud crack}.',
    'There was a {loud|sharp|small} crack, and it was broken.',
    '{Crack! It was broken|Now it lay there in pieces|It broke, and one part rolled away}.',
    'At first, all was quiet. Then [h] saw the pieces.',
    '{Crash|Bang|Crack}! [h] looked down. There were pieces everywhere.',
  ]);
  t.moment('fear', 'h', 0.4);
  pang(t, 'h', 0.5, ['sad', 'upset', 'worried', 'unhappy']);
  return outside;
}

function hide(t: Tale, outside: boolean, ofFriend: boolean): void {
  t.say(outside ? HIDDEN_OUTSIDE : HIDDEN);
  t.moment('think', 'h', 0.15);
  const speaks = t.has('Conflict') || (t.has('Dialogue') && t.has('BadEnding'));
  if (!speaks && !leisure(t) && t.random.chance(0.6)) return;
  // A friend who is to ask about it has to be there.
  t.say(
    !ofFriend
      ? [
          'Soon [owner] looked for [o.the].',
          'In the evening, [owner] could not find [o.the].',
          '[owner.n] came and wanted to have [o.the]. It was not there.',
          'It did not take long until [owner] noticed that [o.the] was gone.',
        ]
      : outside
        ? [
            'Soon [owner] stood at the door, because [o.the] was gone.',
            'In the evening, [owner] came over. [o.the] was not in its place.',
            'It did not take long until [owner] noticed that [o.the] was gone and came over.',
          ]
        : [
            'Soon [owner] came back and looked for [o.the].',
            '[owner.n] came in and wanted to have [o.the]. It was not there.',
            'It did not take long until [owner] noticed that [o.the] was gone.',
          ],
  );
  t.speak(
    'owner',
    [
      'Have you seen my [word]?',
      'Where is my [word]? Do you know?',
      'My [word] was there this morning. Where can it be?',
    ],
    ['[owner] asked [h.o] about it.', '[owner] looked everywhere and asked [h.o], too.'],
  );
  const who = t.random.pick(['the cat', 'the wind', 'the neighbor', 'the dog']);
  t.speak(
    'h',
    [
      'No, I have not seen it.',
      `I do not know. Maybe ${who} took it.`,
      'I was not even here.',
      `Maybe it was ${who}.`,
    ],
    [
      '[h] said that [h.he] did not know.',
      `[h] said that perhaps ${who} had taken it.`,
      '[h] looked at the floor and shook [h.his] head.',
    ],
  );
  aside(t, [
    `Who had broken it? It was <context?[h.n]|${who}|[owner.n]>.`,
    'That was not true, and [h] knew it.',
    '[h.s] ears turned hot.',
    'Now there was a broken [word], and a lie as well.',
  ]);
  if (!t.has('Conflict')) return;
  t.mark('Conflict');
  t.say(
    ofFriend && outside
      ? [
          'But one of the pieces was sticking out, and [owner] saw it.',
          'But one small piece lay in the middle of the floor, and [owner] saw it.',
          'Then [owner] looked around, and in the end the pieces were found.',
        ]
      : ['But [owner] found the pieces.', 'But one small piece had been left behind, and [owner] found it.'],
  );
  t.speak(
    'owner',
    [
      'You broke it, and you did not tell the truth! How could you?',
      'You lied to me! I am so angry!',
      'It was you! Why did you not tell me?',
    ],
    [
      '[owner] got very angry, and they had a bad fight.',
      '[owner] shouted that a lie was even worse than a broken [word].',
      '[owner] was not only sad about the [word]. [owner.he] was angry about the lie, and said so very loudly.',
      'There were loud words, and many of them, for [owner] could not stand lies.',
    ],
    'angry',
  );
  t.speak(
    'h',
    [
      'It is only a silly old thing! I do not care!',
      'Why did you not put it away? It is your fault!',
      'You always shout at me!',
    ],
    [
      '[h] got angry too and said mean things.',
      '[h] shouted back and slammed the door.',
      '[h] did not want to hear it. [h.he] shouted that it was only a silly [word].',
      '[h] stamped and shouted that nobody ever liked [h.him].',
    ],
    'angry',
  );
}

function spoiled(t: Tale, ofFriend: boolean, outside: boolean): void {
  if (!t.has('Conflict'))
    t.say([
      'But the pieces were found, and everybody knew who had hidden them.',
      `The next day, [owner] ${ofFriend && outside ? 'came to visit and ' : ''}found the pieces. [owner.he] looked at them for a long time, and then at [h.n].`,
    ]);
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      ...(HOLLOW.includes(t.thing('o').noun.word)
        ? ['Then came a bad surprise: inside [o.the] had been a letter that could not be read any more.']
        : []),
      'And then came a bad surprise: [owner] had been about to lend it to [h.o] for a whole week.',
      'And then [h] heard something that [h.he] had not expected: it was to be a gift for [h.him] one day.',
    ]);
  }
  t.say([
    'They tried to mend it, but the pieces did not fit together any more.',
    'It could not be mended, and [owner] {did not speak to [h.o] for days|did not trust [h.o] any more}.',
    'No glue in the world could hold it together.',
    'Nobody could mend it any more. The pieces went into the bin, and [owner] did not smile all day.',
  ]);
  pay(t);
  t.moral('a lie makes a bad thing worse', 'it is better to tell the truth at once');
  t.moment('joy', 'h', 0);
  sadEnd(t);
  t.summarise(
    `[h.n] breaks ${ofFriend ? '[f.ns]' : "[h.his] [m.kind]'s"} [o.n] and hides the pieces. It cannot be mended.`,
    '[h.n] breaks [o.a] that belongs to [owner.o] and does not tell the truth. It ends badly.',
  );
}

function makeGood(t: Tale, ofFriend: boolean, hides: boolean): void {
  // What is mended is mended at home; nobody has to go there any more.
  t.character('h').place = null;
  if (t.has('Conflict'))
    t.say([
      'That night, [h] could not sleep. In the morning, [h.he] went to [owner.o].',
      '[h] felt worse and worse. At last, [h.he] went to [owner.o].',
      '[h] could not eat and could not play. So [h.he] went to [owner.o].',
      'The next morning, [h] knocked on [owner.ns] door.',
    ]);
  else if (hides)
    t.say([
      'That night, [h] could not sleep. In the morning, [h.he] went to [owner.o].',
      'It felt so bad that [h] went to [owner.o] to tell the truth.',
      '[h] could not eat and could not play. There was a stone in [h.his] tummy. So [h.he] went to [owner.o].',
      'The next morning, [h] knocked on [owner.ns] door.',
    ]);
  if (t.has('Conflict')) makeUp(t, 'h', 'owner');
  else {
    t.speak(
      'h',
      [
        'I broke your [word]. I am so sorry.',
        'It was me. I was not careful with your [word]. I feel so bad.',
        'I have to tell you something. I broke your [word].',
        'Please do not be angry. I did not mean to break your [word].',
      ],
      [
        '[h.n] told [owner.o] everything.',
        '[h.n] said that [h.he] had broken it, and that [h.he] was sorry.',
        'With a small voice, [h.n] told [owner.o] how it had happened.',
      ],
      'sad',
    );
    t.speak(
      'owner',
      [
        'Thank you for telling me the truth. We will mend it together.',
        `It was brave to tell me, ${address(t, 'h')}. Let's see what we can do.`,
        'Things can break. What matters is that you told me.',
        'Are you hurt? No? Then it is not so bad.',
      ],
      [
        '[owner.n] was not angry and wanted to mend it together.',
        '[owner.n] was sad for a moment and then smiled.',
        '[owner.n] looked at the pieces for a while. Then [owner.he] went to get the glue.',
        '[owner.n] took a deep breath, and then another one. It was only a thing, after all.',
        '[owner.n] did not shout. [owner.he] was glad that nobody was hurt.',
      ],
      'happy',
    );
  }
  if (t.has('Twist')) turn(t);
  tersely(t, MENDS);
  t.world.mend(t.character('h'), t.thing('o'));
  t.world.give(t.character('h'), t.character(ofFriend ? 'f' : 'm'), t.thing('o'));
  aside(t, [
    '[o.the] looked {almost like new|even prettier than before}.',
    'In the end, [o.the] was whole again.',
    'Nobody could see that [o.the] had ever been broken.',
    'There was a thin line where it had been broken. It looked like a smile.',
  ]);
  pay(t);
  t.paragraph();
  t.moral(
    'it is always best to tell the truth',
    'things can be mended when we are honest',
    'a mistake is not so bad when we say sorry',
    ...(hides ? ['a lie is heavier to carry than a broken thing'] : []),
  );
  // Friends who talk about the best day ever did not have it on this one.
  happyEnd(t, ofFriend && !t.has('Dialogue') ? 'both' : 'h');
  if (t.has('Conflict')) {
    t.summarise(
      '[h.n] hides the pieces of a broken [word], and there is a bad fight. Then [h.he] says sorry, and it is mended.',
      `[h.n] breaks ${ofFriend ? '[f.ns]' : "[h.his] [m.kind]'s"} [o.n] and lies about it. In the end, they make up and mend it.`,
    );
    return;
  }
  t.summarise(
    `[h.n] breaks ${ofFriend ? '[f.ns]' : "[h.his] [m.kind]'s"} [o.n], tells the truth, and they mend it together.`,
    `When [h.n] breaks [o.a] that belongs to ${ofFriend ? '[f.n]' : '[h.his] [m.kind]'}, [h.he] is sorry, and they put it together again.`,
    hides
      ? '[h.n] hides the pieces of a broken [word]. Then [h.he] tells the truth, and all is well again.'
      : '[h.n] breaks a(n) [word] and tells the truth at once. Then it is mended.',
  );
}

function turn(t: Tale): void {
  t.mark('Twist');
  t.say([
    ...(HOLLOW.includes(t.thing('o').noun.word)
      ? [
          'Then something unexpected happened. When they picked up the pieces, out fell an old coin that somebody had hidden inside!',
          'And what a surprise! Inside the broken [word] was a little note that said how much somebody had loved its owner.',
        ]
      : []),
    'And there was a surprise. When they looked for the last piece, they found an old coin that had been lost for a year!',
    'Then something happened that nobody had expected. [owner.n] brought cake, because it had been so hard to tell the truth!',
    'Then came a surprise. [owner.n] turned red and showed [h.n] an old crack. [owner.he] had dropped it once as well, long ago, and had never told anybody!',
  ]);
}

function pay(t: Tale): void {
  if (!t.has('Foreshadowing')) return;
  t.mark('payoff');
  t.say([
    'It did break easily, just as everybody had said. [h.n] would never forget that.',
    '[h.n] had been told to be careful with it, and now [h.he] knew why.',
    'So [owner] had been right about [o.the]: one had to be very careful with it.',
  ]);
}
