/** A friend has somebody new or something new, and the hero feels left out. */
import type { Tale } from '../tale.ts';
import { begin, friend, goOut, happyEnd, makeUp, ONE_DAY, sadEnd } from '../telling/beats.ts';
import { look } from '../telling/details.ts';
import { play } from '../telling/uses.ts';
import { fright } from './fright.ts';
import { foretold, pay } from './jealous-telling.ts';
import { brisk, leisure, pang } from './leisure.ts';
import type { Plot } from './plot.ts';
import { SOLID, thingFit } from './things.ts';

export const jealous: Plot = {
  name: 'jealous',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  nouns: ['kind:toy'],
  tell(t: Tale): void {
    const hero = begin(t);
    const other = friend(t);
    const known = t.has('Foreshadowing') || leisure(t, 0.6);
    const friendly = other.sort === 'animal' ? ', [f.a]' : ' [f.n]';
    if (known)
      t.say(
        other.sort === 'animal'
          ? [
              '[h.s] best friend was [f.a].',
              'Every day, [h] played with [f.a].',
              '[h.n] and [f.a] were like two nuts in one shell.',
            ]
          : [
              '[h.s] best friend was [f.n].',
              '[h.n] and [f.n] had known each other since they were babies.',
              '[h.n] and [f.n] lived next door to each other and met every day.',
            ],
      );
    const { noun } = t.choice.required;
    const wanted = !t.choice.nounUsed && noun.countable && t.lexicon.hasTag(noun, 'kind:toy');
    const forToy = wanted || t.random.chance(0.45);
    if (t.has('Foreshadowing')) foretold(t, forToy);
    t.paragraph();
    const place = goOut(
      t,
      !known
        ? [
            `${ONE_DAY}, [h] went [to] to meet [h.his] best friend${friendly}.`,
            `${ONE_DAY}, [h] ran [to]. There [h.he] was to meet [h.his] best friend${friendly}.`,
            `${ONE_DAY}, [h] looked [at] for [h.his] best friend${friendly}.`,
          ]
        : [
            `${ONE_DAY}, [h] went [to] to meet [f.n].`,
            `${ONE_DAY}, [h] ran [to], where [f.n] waited for [h.him] every day.`,
            `${ONE_DAY}, [h] looked for [f.n] [at].`,
          ],
    );
    other.place = place;
    hero.place = place;
    t.scenery('h', 0.2);
    t.moment('way', 'h', 0.1);
    fright(t);
    if (forToy) toy(t);
    else newFriend(t);
  },
};

function newFriend(t: Tale): void {
  const hero = t.character('h');
  const third = t.named(hero.sort === 'animal' ? 'animal' : 'child', t.character('f'));
  third.place = hero.place;
  t.bind({ r: third, all: t.group(hero, t.character('f'), third), pair: t.group(t.character('f'), third) });
  t.say(
    third.sort === 'animal'
      ? [
          'But [f.n] was not alone. Next to [f.n] sat [r.a], and they were laughing.',
          '[f.n] was there, and with [f.n] was [r.a].',
        ]
      : [
          'But [f.n] was not alone. Next to [f.n] sat a new {neighbor|child}, [r.n], and they were laughing.',
          '[f.n] was there, but so was somebody whom [h] did not know: [r.n].',
        ],
  );
  if (leisure(t, 0.4))
    t.say([
      'They had a game with {sticks|stones|chalk} that [h] did not know.',
      'They were whispering and did not see [h.o] come.',
      'They had their arms around each other and sang a song that [h] had never heard.',
      'The two were building a hut, and it was just big enough for two.',
    ]);
  if (leisure(t, 0.6))
    t.say([
      '[h] stood behind a {tree|wall|bush} and watched. Something was tight in [h.his] throat.',
      '[h] felt a small, hard stone in [h.his] tummy.',
      'It was as if somebody had shut a door, and [h] was outside.',
    ]);
  pang(t, 'h', 0.1, ['jealous', 'lonely', 'sad', 'unhappy']);
  t.speak(
    'f',
    ['[h.n]! This is [r.n]. Come and play with us!', 'There you are, [h.n]! We have room for three!'],
    ['[f.n] waved at [h.n] to come over.', '[f.n] called and wanted [h.n] to meet [r.n].'],
    'happy',
  );
  if (t.has('Conflict')) {
    t.mark('Conflict');
    t.speak(
      'h',
      [
        'I do not want to! You have a new friend now, so you do not need me!',
        'You were my friend! Not [r.ns]!',
        'Play with [r.n], then! I do not care!',
      ],
      [
        'But [h.n] shouted that [f.n] did not need an old friend any more.',
        '[h.n] got angry and told [r.n] to go away.',
      ],
      'angry',
    );
    t.speak(
      'f',
      [
        'That is silly! Why are you so mean?',
        'You are not being fair!',
        'If you shout like that, I do not want to play with you!',
      ],
      [
        '[f.n] got angry too and said that this was mean.',
        'They quarreled, and [r.n] stood between them and did not know what to do.',
      ],
      'angry',
    );
  } else
    t.speak(
      'h',
      ['I do not feel like it today.', 'No, I have to go home.', 'Maybe later.'],
      ['But [h.n] only shook [h.his] head.', '[h.n] said something about a tummy ache and went away.'],
      'sad',
    );
  t.paragraph();
  t.say([
    '[h] sat at home and {counted the cracks in the wall|looked out of the window|built a tower and kicked it over}.',
    'All afternoon, [h] played at home, alone. It was boring.',
    'At home, [h] told [h.self] that one could very well live without friends. It was not true.',
  ]);
  t.moment('think', 'h', 0.2);
  if (t.has('BadEnding')) {
    t.say([
      'The next day, [h] did not go out, and not the day after. After a week, nobody came to ask any more.',
      'When [h] came back at last, [f.n] and [r.n] had a hut and a secret word, and nobody told [h.o] what it was.',
      'The next day, [h] kicked over a tower that the two had built, and [f.n] saw it. After that, [f.n] did not want to see [h.n] any more.',
    ]);
    if (t.has('Twist')) {
      t.mark('Twist');
      t.say([
        'Much later, something unexpected came out: all that week, [f.n] and [r.n] had been making a gift for [h.n]. It had been thrown away.',
        'And then [h] found a letter under the door, and it was old and wet. It had been there all the time: [pair] had asked [h.n] to a party.',
      ]);
    }
    pay(t);
    t.moment('joy', 'f', 0);
    t.moral(
      'one who shuts the door is soon alone',
      'a friend does not belong to one alone',
      'jealousy takes away more than it keeps',
    );
    sadEnd(t);
    t.summarise('[f.n] has a new friend, and [h.n] feels left out. In the end, [h.he] is alone.');
    return;
  }
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say(
      brisk(t, [
        'Then there was a knock. Outside stood [f.n] and [r.n] with a paper crown. What a surprise! They had been working on a party for [h.n] all along.',
        'Then something unexpected happened. [f.n] and [r.n] stood at the door, and [r.n] asked very shyly how one gets to be a friend of [h.n]. [f.n] had told so many good things!',
      ]),
    );
  } else
    t.say(
      brisk(t, [
        'Through the window, [h] saw [r.n] sitting on the steps, all alone. [r] looked just as [h.n] felt. Then [f.n] came, too.',
        'The next morning, [h] went back to where the two were playing.',
        'Then [f.n] came, sat down next to [h.n] and did not say anything for a while. Outside, [r.n] was waiting.',
      ]),
    );
  pay(t);
  if (t.has('Conflict')) makeUp(t, 'h', 'f');
  else
    t.speak(
      'h',
      [
        'I thought that you did not like me any more.',
        'I was afraid that there was no place for me.',
        'Do you still like me, [f.n], just as before?',
      ],
      ['[h] said what was wrong, and that made it smaller.', '[h] asked if there was room for a third.'],
      'plain',
    );
  if (leisure(t, 0.6))
    t.speak(
      'f',
      [
        'You are my oldest friend. That does not change.',
        'With two friends I am twice as rich, but you were the first.',
      ],
      ['[f.n] said that an old friend stays an old friend.'],
      'happy',
    );
  if (leisure(t, 0.4))
    t.say([
      'It turned out that [r.n] knew {a way to whistle with grass|how to make a boat out of bark|eleven riddles}, and soon [h] did too.',
      'With three, they could play games for which two are not enough.',
      'They jumped rope. Two of them held it, and the third one jumped. With two alone, one cannot do that.',
    ]);
  else t.say('{Soon all three of them were playing|Then they played, all three, and nobody was left out}.');
  t.paragraph();
  t.moral(
    'there is room for more than one friend in a heart',
    ...(t.has('Conflict') ? ['sorry can open a door that was shut'] : ['it helps to say what hurts']),
    'a new friend does not take away the old one',
  );
  t.bind({ both: t.cast.all! });
  happyEnd(t, t.random.chance(0.6) ? 'both' : 'h');
  t.summarise(
    '[f.n] has a new friend, [r.n], and [h.n] feels left out. In the end all three play together.',
    '[h.n] is jealous of [r.n], until [h.he] finds out that three can be friends.',
  );
}

function toy(t: Tale): void {
  const thing = thingFit(
    t,
    ['kind:toy'],
    (noun) => !t.has('BadEnding') || (t.lexicon.hasTag(noun, 'break') && !SOLID.includes(noun.word)),
  );
  t.bind({ o: thing });
  const other = t.character('f');
  t.world.own(other, thing);
  t.say([
    '[f.n] was already there, and [f.he] had something new: [o.a].',
    'There came [f.n], with shining eyes and [o.a].',
    '[f.n] held up [o.a]. It came from a faraway aunt.',
  ]);
  look(t, 'o');
  if (leisure(t, 0.4)) play(t, 'f');
  if (leisure(t, 0.5))
    t.say([
      '[h] had never had anything like it.',
      '[h] thought of [h.his] own toys at home. How old they seemed!',
      '[h] knew that one should be glad for a friend. But [h] was not glad.',
    ]);
  pang(t, 'h', 0.1, ['jealous', 'sad', 'unhappy']);
  t.speak(
    'f',
    ['Look what I have! Is it not wonderful?', 'Do you like it, [h.n]?'],
    [
      '[f.n] asked how [h.n] liked it.',
      '[f.n] held it out, so that [h.n] could see it.',
      'Was it not wonderful? That was what [f.n] wanted to know.',
    ],
    'happy',
  );
  if (t.has('Conflict')) {
    t.mark('Conflict');
    t.speak(
      'h',
      [
        'It is ugly! I would not want it if you gave it to me!',
        'You only want to show off! I hate your [o.word]!',
      ],
      ['[h.n] said that it was ugly and that [f.n] only wanted to show off.'],
      'angry',
    );
    t.speak(
      'f',
      ['You are only jealous! Go away!', 'And you are mean! You will never get to touch it!'],
      ['[f.n] turned red and said that [h.n] was only jealous.'],
      'angry',
    );
  } else
    t.speak(
      'h',
      ['It is all right.', 'I have seen nicer ones.'],
      ['[h.n] hardly looked at it and said that it was all right.'],
      'plain',
    );
  t.paragraph();
  if (t.has('BadEnding')) {
    t.say([
      'When [f.n] was not looking, [h] took [o.the], only for a moment.',
      'For a moment, [o.the] lay in the grass, and nobody was near. [h] picked it up.',
    ]);
    t.world.take(t.character('h'), thing);
    t.moment('think', 'h', 0.1);
    t.say([
      'It slipped, fell on a stone, and broke.',
      'There was a crack. [h] stood there with two pieces.',
      '[h] held it too tight, and it broke.',
    ]);
    t.world.break(t.character('h'), thing);
    t.say(['[f.n] saw it and did not say a word.', '[f.n] came back, looked at it and began to cry.']);
    if (t.has('Twist')) {
      t.mark('Twist');
      t.say(
        'Then something came out that [h] had not known. On the bottom of [o.the] there were two names, [f.ns] and [h.ns]. It had been meant for both of them.',
      );
    }
    pay(t);
    t.moment('joy', 'f', 0);
    t.moral(
      'jealousy can break what we wish for',
      'it is better to be glad with a friend',
      'we must keep our hands off what is not ours',
    );
    sadEnd(t);
    t.summarise('[f.n] has [o.a], and [h.n] is jealous. [h.he] takes it, and it breaks.');
    return;
  }
  t.say([
    '[h] went home early and looked at the wall.',
    '[h] walked away and kicked a stone along the path.',
    '[h] sat under a tree and pulled up grass, blade by blade.',
  ]);
  t.moment('think', 'h', 0.2);
  // Whether it turns out that the thing is for both.
  const ours = t.has('Twist') && t.random.chance(0.5);
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say(
      ours
        ? [
            'Then [f.n] came and turned [o.the] around. What a surprise! There were two names on it, [f.ns] and [h.ns]. It was for both of them.',
            'Then [f.n] came running with [o.the] and a note that had come with it. To [h.ns] surprise, the note said that it was for both of them!',
          ]
        : [
            'Then [f.n] came running with [o.the]. What came next was a surprise. [f.n] was jealous too, of all the stories that [h.n] could tell!',
            'Then [f.n] came with [o.the], and there was a surprise. [f.n] had made a list of all the days of the week, and on every second day, [o.the] was for [h.n]!',
          ],
    );
  } else
    t.say(
      brisk(t, [
        'A little later, [f.n] came with [o.the] and sat down next to [h.n]. It was no fun to play alone.',
        'The next morning, [f.n] was sitting alone with [o.the] and looked bored. [h] came by and stopped.',
        'But then [h] thought of all the games for which one needs no toy at all, only a friend. So [h.he] went to see [f.n].',
      ]),
    );
  pay(t);
  if (t.has('Conflict')) makeUp(t, 'h', 'f');
  else
    t.speak(
      'h',
      ours
        ? [
            'I was jealous, and it was mine as well! I am sorry.',
            'To be honest, [f.n], I was jealous. And I liked it all the time!',
          ]
        : t.has('Twist')
          ? [
              'Your [o.word] is great. I was only jealous. I am sorry.',
              'I did not say it, but I like your [o.word] very much.',
            ]
          : [
              'Your [o.word] is great. I was only jealous. I am sorry.',
              'I wish I had one too. But I am glad that you have it.',
              'To be honest, [f.n], I was jealous.',
            ],
      ['[h] told [f.n] honestly how it was, and felt better.'],
      'plain',
    );
  if (t.has('Dialogue') || leisure(t, 0.5))
    t.speak(
      'f',
      [
        ...(ours ? [] : ['Play with it as long as you like. It is more fun with you.']),
        'Come on! First you, then I, and then you again.',
      ],
      ['[f.n] gave [h.n] the first turn.', '[f.n] said that it was much more fun with two.'],
      'happy',
    );
  play(t, 'both');
  t.paragraph();
  t.moral(
    'it is good to be glad with others',
    'a friend is better than any toy',
    ...(t.has('Conflict')
      ? ['things are only half as good when friends fight about them']
      : ['it helps to say how one feels']),
  );
  happyEnd(t, 'both');
  t.summarise(
    '[f.n] has [o.a], and [h.n] is jealous, until they play with it together.',
    '[h.n] would like to have what [f.n] has: [o.a]. It gets better when they talk about it.',
  );
}
