/** Somebody strange comes to stay. All are afraid, and one goes to see what the stranger is really like. */
import type { Tale } from '../tale.ts';
import { begin, friend, happyEnd, makeUp } from '../telling/beats.ts';
import { PLACES } from '../words/places.ts';
import { STRANGERS, type Stranger } from './guest-strangers.ts';
import type { Plot } from './plot.ts';
import { absent, sadAtHome } from './wayside.ts';

export const guest: Plot = {
  name: 'guest',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  tell(t: Tale): void {
    const hero = begin(t);
    const animals = hero.sort === 'animal';
    const stranger = t.random.pick(
      STRANGERS.filter(({ to, kind }) => to === (animals ? 'animal' : 'child') && absent(t, kind)),
    );
    const who = t.stranger(
      stranger.kind,
      stranger.trait,
      hero,
      animals || stranger.kind === 'dog' ? 'animal' : 'adult',
    );
    hero.place = t.random.pick(
      PLACES.filter((place) => (animals ? place.scene === 'wood' : place.id === 'village square')),
    );
    t.bind({
      s: who,
      here: animals ? 'in the wood' : 'in the town',
      all: animals ? 'the animals' : 'the people',
      house: stranger.kind === 'dog' ? 'the old shed' : 'the house',
      home: stranger.kind === 'dog' ? 'an old shed by the water' : 'an empty house by the water',
    });
    t.paragraph();
    t.say([
      'One day, somebody new came to live in [home]. It was [s.a].',
      'One gray morning, a stranger stood [here]. It was [s.a], who had come to live in [home].',
      ...(stranger.kind === 'dog'
        ? ['One day, [s.a] came and slept in an old shed by the water.']
        : [
            'One day, [s.a] moved into the {old|empty} house by the water.',
            'One day, there was light in the empty house behind the hill, and there was [s.a].',
          ]),
    ]);
    if (t.unhurried || t.random.chance(0.6)) t.say(stranger.looks);
    gossip(t, stranger);
    t.moment('fear', 'h', 0.2);
    t.scenery('h', 0.1);
    t.day('h', 0.05);
    if (t.has('Foreshadowing')) {
      t.mark('hint');
      t.say(stranger.hint);
    }
    t.paragraph();
    if (t.has('Conflict')) {
      friend(t);
      dispute(t);
    }
    t.moment('think', 'h', 0.1);
    if (t.has('BadEnding')) drivenOut(t, stranger);
    else visit(t, stranger);
  },
};

function gossip(t: Tale, { rumors }: Stranger): void {
  const [one = '', two = ''] = t.random.shuffle([...rumors]);
  t.say(
    t.unhurried
      ? [
          `Soon it was said ${one}, and even ${two}.`,
          `[all] began to talk. Some said ${one}. Others had heard ${two}.`,
          `Somebody claimed ${one}. Somebody else added ${two}.`,
        ]
      : [
          `Soon it was said ${one}.`,
          `[all] began to talk. Some said ${one}.`,
          `Somebody claimed ${one}, and all were afraid.`,
          `Everybody had heard ${one}.`,
        ],
  );
  if (t.unhurried)
    t.say([
      'Wherever [s.the] went, windows were closed and little ones were called in.',
      'When [s.the] came along, everybody crossed to the other side.',
      'Doors were locked that had never been locked before.',
      '[all] whispered and ran, and nobody said good morning to [s.the].',
    ]);
}

function dispute(t: Tale): void {
  t.mark('Conflict');
  t.say([
    'Then came [h.ns] friend [f.n] with a loud drum.',
    '[f.n], who was [h.ns] friend, came running with a bag of mud balls.',
    'Then came [h.ns] friend [f.n], with many others.',
  ]);
  t.speak(
    'f',
    [
      'We will make so much noise that the stranger leaves! Come on!',
      'Let us throw mud at the windows. Somebody like that must not stay here!',
      'Out with the stranger! Are you with us or not?',
    ],
    [
      '[f.n] wanted to throw mud at the windows and chase the stranger away.',
      '[f.n] said that somebody like that must not stay [here].',
    ],
    'angry',
  );
  t.speak(
    'h',
    [
      'No! You do not even know [s.the]! I will not help you!',
      'That is mean, and I will not let you do it!',
      'What has [s.the] done to you? Nothing at all!',
    ],
    ['[h.n] did not want that and stood in the way.', '[h.n] said that this was mean.'],
    'angry',
  );
  if (t.unhurried || !t.has('Dialogue'))
    t.speak(
      'f',
      [
        'Then you are not my friend any more!',
        'You will be sorry for that!',
        'You always think that you are better than we are!',
      ],
      [
        'They began to shout, and in the end [f.n] ran off and was very angry.',
        'They had a fight, and [f.n] ran off.',
      ],
      'angry',
    );
}

function visit(t: Tale, stranger: Stranger): void {
  t.say(
    [
      ...(t.has('Conflict')
        ? []
        : [
            'One evening, [h.n] played with a ball, and it rolled away, right up to the door of [house]. [h.n] had to go and get it.',
          ]),
      '[h.n] wanted to know for [h.self]. That evening, [h.he] crept up to [house], very quietly, to have a look.',
      '[h.n] did not believe everything that [h.he] heard. So [h.he] took a deep breath and went to see [s.the].',
      '[h.s] knees shook, but [h.he] went to [house] to see with [h.his] own eyes.',
    ].filter((line) => t.character('h').sort === 'child' || !line.includes('ball')),
  );
  if (t.unhurried && !t.has('Foreshadowing'))
    t.say([
      'And what did [h.he] see?',
      '[h.n] could not believe it.',
      'It was nothing like what had been said.',
    ]);
  t.say(stranger.truth);
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say(['Now [h.n] understood what had seemed so strange before!', 'So that was the secret!']);
  }
  if (t.unhurried || t.has('Dialogue'))
    t.speak(
      's',
      [
        'Oh, a visitor! You are the first one. Do come in.',
        'You do not run away? How nice!',
        'Please do not be afraid. I look worse than I am.',
        'Good evening. I hoped that somebody would come one day.',
      ],
      [
        '[s.the] looked up and smiled, because [h.n] was the very first visitor.',
        '[s.the] was so glad of the visit that [s.he] had tears in [s.his] eyes.',
      ],
      'happy',
    );
  if (t.unhurried || !(t.has('Twist') || t.has('Dialogue'))) t.say(stranger.shared);
  t.paragraph();
  // What comes of it is for all of them.
  if (!t.brief)
    t.say([
      'The next day, [h.n] told everyone about it. First one came to look, then two, then all of them.',
      '[h.n] came back again and again, and one day others came along.',
      '[h.n] did not rest until all the others had seen it too.',
    ]);
  if (t.has('Conflict')) makeUp(t, 'f', 'h');
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'And then came the surprise. [s.the] had been born in that very place and had come home at last.',
      'Then something unexpected happened. [s.the] said that [s.he] had been more afraid than all the others!',
    ]);
  }
  t.say(stranger.gift);
  t.moral(
    'one should not believe everything that is said',
    'one can only know somebody by getting to know them',
    'those who look strange may be the best of friends',
    ...(t.has('Conflict') ? ['it takes courage to stand up for somebody'] : []),
  );
  happyEnd(t, 'h', 'later');
  t.bind({ short: stranger.short });
  t.summarise(
    'Bad things are said about [s.a]. But [h.n] goes to see [s.him] and finds out that [s.he] [short].',
    '[s.a] comes to live [here], and bad things are said. [h.n] finds out that [s.he] really [short].',
  );
}

function drivenOut(t: Tale, stranger: Stranger): void {
  t.say(
    t.has('Conflict')
      ? [
          'But the others were many. They went to [house] with pots and made a terrible noise.',
          'That night, [f.n] and the others threw mud at [house] until it was black. [h.n] came too late.',
        ]
      : [
          '[h.n] did not dare to go and see. And then, one night, the others went to [house] and shouted.',
          'One day somebody threw the first stone at the door. [h.n] stood by and said nothing.',
          '[h.n] was afraid like all the rest. When they went to shout in front of [house], [h.he] went along.',
        ],
  );
  t.say([
    'The next morning, [house] was empty. [s.the] had gone, and nobody knew where.',
    'In the gray of the morning, one could see [s.the] go off down the road, with [s.his] head down.',
  ]);
  t.say(`[h.n] went to [house]. ${stranger.left}.`);
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say([
      'Now [h.n] understood what had seemed so strange before. But it was too late.',
      'So that had been the secret all along, and nobody had asked.',
    ]);
  }
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'And there was one more surprise. An old picture showed that [s.the] had been born there, and had only wanted to come home.',
      'And then came the worst surprise. All those stories had been told about somebody else.',
    ]);
  }
  t.paragraph();
  if (t.unhurried || !t.has('MoralValue') || t.has('Dialogue'))
    t.speak(
      'h',
      [
        'Please come back! Nobody knew what you were really like!',
        'Wait! Please come back!',
        `Oh no! What have ${t.has('Conflict') ? 'they' : 'we'} done?`,
        'Nobody asked. Nobody even asked!',
      ],
      [
        '[h.n] ran down the road and called. Nobody answered.',
        '[h.n] wrote a letter to say sorry, but there was no place to send it to.',
        'From then on, [h.n] looked down the road every day. Nobody came.',
      ].filter((line) => t.character('h').sort === 'child' || !line.includes('letter')),
      'sad',
    );
  t.moral(
    'one should not believe everything that is said',
    'it is too late to be kind to somebody who has gone',
    'to say nothing can be as wrong as to shout',
  );
  sadAtHome(t);
  t.summarise(
    'Bad things are said about [s.a], and [s.he] has to go away. Too late, [h.n] learns what [s.he] was really like.',
  );
}
