/** Everybody seems to have forgotten the hero's birthday. */
import type { Tale } from '../tale.ts';
import { begin, elder, friend, happyEnd, sadEnd } from '../telling/beats.ts';
import { startled } from './indoors.ts';
import { aside, leisure, pang } from './leisure.ts';
import type { Plot } from './plot.ts';
import { thingFit } from './things.ts';

export const surprise: Plot = {
  name: 'surprise',
  always: ['Twist'],
  can: ['Dialogue', 'MoralValue', 'Foreshadowing', 'Conflict', 'BadEnding'],
  nouns: ['like'],
  tell(t: Tale): void {
    begin(t);
    elder(t);
    friend(t);
    t.paragraph();
    morning(t);
    meeting(t);
    if (t.has('Conflict')) quarrel(t);
    else {
      t.say(['[h.n] wanted to play.', '[h.n] asked [f.n] to play.', 'Would [f.n] have time to play?']);
      t.speak(
        'f',
        [
          'I am sorry, I have no time today.',
          'I cannot play now. I have to go home.',
          'Not today. I have too much to do.',
          'I must go to the shop. Maybe tomorrow!',
        ],
        [
          'But [f.n] had no time and ran off.',
          'But [f.n] said that [f.he] had to go home.',
          '[f.n] looked left and right, whispered something about being late, and was gone.',
          'But [f.n] had a basket on one arm and could not stay.',
          '[f.n] hid something behind [f.his] back, said goodbye, and was gone.',
        ],
      );
    }
    pang(t, 'h', 0.7, ['very sad', 'so sad', 'lonely', 'disappointed']);
    t.moment('think', 'h', 0.15);
    aside(t, [
      'Everybody had forgotten it.',
      'Nobody remembered.',
      'It was the loneliest birthday of all.',
      '[h] sang a birthday song for [h.self], very quietly.',
      '[h] made a crown out of leaves and put it on. But who was there to see it?',
      '[h] blew out a flower, as if it were a candle, and made a wish.',
    ]);
    t.paragraph();
    party(t);
    if (t.has('BadEnding')) spoiled(t);
    else gifts(t);
  },
};

/** What is asked in the hope of a good word, and what answers it. */
const QUESTIONS: readonly { readonly asked: readonly string[]; readonly answers: readonly string[] }[] = [
  {
    asked: ['Do you know what day it is today?', 'Is today not a special day?'],
    answers: [
      'It is Monday, I think. Please go out and play.',
      'Just a day like every other. Why do you ask?',
      'I have no time to think about it now. Go and play outside.',
    ],
  },
  {
    asked: ['Did anything come for me?', 'Is there nothing for me today?'],
    answers: [
      'No, nothing at all. Were you waiting for something?',
      'Only your porridge. Eat it, and then go out and play.',
      'I have not seen anything. Run along, I have floors to clean!',
    ],
  },
  {
    asked: ['What are we going to do today?', 'Can we do something nice today?'],
    answers: [
      'There are clothes to wash and floors to clean. You can go and play.',
      'I have no time today. Go and play outside.',
      'The same as every day, I think. Go out and play.',
    ],
  },
];

function morning(t: Tale): void {
  t.say([
    '{One day|One morning|One fine day}, [h] woke up early. It was [h.his] birthday!',
    'It was [h.ns] birthday, and [h.he] jumped out of bed.',
    '[h] had waited a whole year for this day. It was [h.his] birthday!',
    'One more night, [h] had counted, and one more. Now the day was here. It was [h.his] birthday!',
    'Before the sun was up, [h] was awake. Who can sleep on a birthday?',
  ]);
  t.day('h', 0);
  if (t.has('Foreshadowing')) {
    t.mark('hint');
    t.say([
      'The night before, [h] had heard whispers and the sound of paper behind the kitchen door.',
      'There was a smell of cake in the house, and no cake was to be seen.',
      'On the stairs, [h] found one little red balloon. Nobody knew where it came from.',
      'There was a bit of flour on the floor, and the big cupboard was locked. It had never been locked before.',
    ]);
  }
  const asks = leisure(t) || t.random.chance(0.5);
  const told = !asks || t.unhurried;
  if (told)
    t.say([
      'But [h.his] [m.kind] said nothing about it.',
      'But [h.his] [m.kind] only read a book and did not look up.',
      'But [h.his] [m.kind] was busy and hardly said hello.',
      'On the table stood the same old bowl as on every other day.',
      '[h] ran to the kitchen. There was no cake, no candle, no song.',
    ]);
  if (!asks) return;
  if (!told)
    t.say([
      '[h] ran to [h.his] [m.kind].',
      '[h.s] [m.kind] was in the kitchen.',
      'At breakfast, [h] looked at [h.his] [m.kind].',
      '[h.s] [m.kind] was already up.',
    ]);
  const { asked, answers } = t.random.pick(QUESTIONS);
  t.speak('h', asked, [
    '[h.n] asked what day it was.',
    '[h.n] asked if there was anything special that day.',
    '[h.n] hopped from one foot to the other and waited. Nothing came.',
    '[h.n] coughed, sat down at the table and smiled as nicely as [h.he] could.',
    '[h.n] asked for a song. Any song would do, [h.he] said.',
  ]);
  t.speak('m', answers, [
    '[h.s] [m.kind] said that it was a day like every other.',
    '[h.s] [m.kind] had no time and sent [h.him] out to play.',
    '[h.s] [m.kind] yawned and said something about the weather.',
    'There were beds to make and floors to clean, and [h.his] [m.kind] had no eyes for [h.him].',
    '[h.s] [m.kind] looked into a pot and seemed not to hear.',
  ]);
}

function meeting(t: Tale): void {
  const hero = t.character('h');
  const other = t.character('f');
  const place = t.somewhere(hero);
  t.world.go(hero, place);
  other.place = place;
  t.bind({ to: place.to, at: place.at });
  t.say(
    other.sort === 'animal'
      ? [
          'So [h] went [to]. [f.a], [h.his] friend, was there.',
          'So [h] went out. [at], [h.he] met [f.a], [h.his] friend.',
          '[h] went [to] and found [h.his] friend, [f.a].',
        ]
      : [
          '[h] went [to] and found [h.his] friend [f.n] there.',
          'So [h] went [to], where [h.his] friend [f.n] was playing.',
          'At least [h.his] friend [f.n] would remember! [h] ran [to], and [f.n] was there.',
          'With slow steps, [h] went [to]. There was [f.n], [h.his] best friend!',
        ],
  );
  t.moveTo('there');
  t.moment('way', 'h', 0.2);
  startled(t);
  t.scenery('h');
}

function quarrel(t: Tale): void {
  t.mark('Conflict');
  t.say([
    '[f.n] did not say a word about the birthday.',
    '[f.n] talked about the weather, and about nothing else.',
    '[f.n] told a long story about a snail. There was nothing in it about a birthday.',
    '[f.n] only said hello and went on sorting leaves.',
  ]);
  t.speak(
    'h',
    [
      'You forgot my birthday too! You are a bad friend!',
      'Nobody cares about me, and you are no better!',
      'I never forget your birthday! And you forget mine!',
    ],
    [
      '[h.n] thought that [f.n] had forgotten it too and got very angry.',
      '[h.n] told [f.n] that a real friend does not forget, and [h.his] voice got loud.',
      '[h.n] shouted that nobody in the whole world cared about [h.him], and [f.n] least of all.',
      'It was too much for [h.n]. [h.he] called [f.n] a false friend.',
    ],
    'angry',
  );
  t.speak(
    'f',
    [
      'Do not shout at me! I do not have to play with you!',
      'How can you say that? Go home, then!',
      'If I am so bad, I can go!',
    ],
    [
      '[f.n] got angry too, and they had a fight.',
      '[f.n] shouted back and ran away.',
      '[f.n] turned red, said something mean and left.',
      'Then both of them shouted at once, and nobody listened.',
    ],
    'angry',
  );
}

function party(t: Tale): void {
  // Nobody has to go home any more, and the evening is full.
  t.character('h').place = null;
  t.moveTo('home');
  t.interluded = true;
  t.say([
    'In the evening, [h] walked home slowly.',
    'When it got dark, [h] went home.',
    'At last, [h] went home with [h.his] head down.',
    'The first stars were out when [h] came home.',
  ]);
  if (leisure(t))
    t.say([
      'The house was dark. [h] opened the door.',
      '[h] opened the door. It was dark inside.',
      'There was no light in the windows. [h] pushed the door open.',
      'How quiet it was! [h] went in on tiptoe.',
    ]);
  t.mark('Twist');
  if (t.has('Dialogue'))
    t.say([
      '"Surprise!" everybody shouted. The light went on, and there were balloons everywhere. Something so unexpected had never happened to [h.him].',
      'Then the light went on. "Happy birthday!" everybody called. What a surprise it was!',
      ...(t.has('Conflict')
        ? []
        : [
            '"Surprise!" There stood [f.n] and [h.his] [m.kind] with a cake. It was so unexpected that [h] could not speak.',
          ]),
      'Somebody laughed in the dark. Then all the lights went on at once. "Happy birthday, [h.n]!" they all sang. What a surprise!',
    ]);
  else
    t.say([
      'Then the light went on, and something unexpected happened. All the friends were there, with a big cake!',
      'Then the light went on. What a surprise! There were balloons, a cake, and everybody was there.',
      'Somebody laughed in the dark, and then all the lights went on. What a surprise! The whole room was full of friends, and they began to sing.',
      'A match flared up, and one candle, and then many. What a surprise! Behind the candles were all the faces that [h] loved.',
      'Then something soft touched [h.ns] nose. It was a balloon! The light went on, and what a surprise, everybody was there!',
    ]);
  aside(t, [
    'There were paper chains on the walls, and the cake was as high as a hat.',
    'The cake had red berries on top and smelled of {honey|lemon|nuts}.',
    'Even the old clock wore a paper hat.',
    'There was juice for everybody, and a big bowl of cherries.',
    '',
  ]);
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say([
      'Now [h] understood the little sign that [h.he] had not understood before.',
      'So that was the secret behind it! [h] had seen the sign and had not understood it.',
      'Now it was clear to [h.o] what had been going on in the house.',
    ]);
  }
  if (t.has('Conflict')) {
    if (t.has('Dialogue'))
      t.say([
        'And there was [f.n], too, in a paper hat.',
        'In the middle of them all stood [f.n].',
        '[f.n] had come as well and held a red balloon.',
      ]);
    t.speak(
      'h',
      ['I am sorry that I was so angry, [f.n].', '[f.n], I am sorry that I said such bad things.'],
      [
        '[h] said sorry to [f.n].',
        '[h] turned red and went to [f.n] to say sorry.',
        '[h] was ashamed of what [h.he] had said, and told [f.n] so.',
        'The first piece of cake was for [f.n]. It was [h.ns] way to say sorry.',
      ],
      'sad',
    );
    t.speak(
      'f',
      [
        'I could not tell you. It was a secret!',
        'That is all right. I had to keep the secret.',
        'I almost told you! It was so hard to be quiet.',
      ],
      [
        '[f.n] was not angry. It had been so hard to keep the secret.',
        '[f.n] laughed and said that keeping a secret was hard work.',
        '[f.n] gave [h.o] a hug. All was forgiven.',
        '[f.n] had bitten [f.his] own tongue three times to keep the secret.',
      ],
      'happy',
    );
  } else if (leisure(t))
    t.speak(
      'm',
      [
        'How could we ever forget you?',
        'Did you think that we forgot? Never!',
        'It was hard to send you out today. But how else could we bake a cake?',
        'We needed the whole day to get everything ready!',
      ],
      [
        'Nobody had forgotten. They had planned it for weeks.',
        'They had needed the whole day to bake and to hang up the balloons.',
        'How could anybody forget [h.n]? They had talked of nothing else for days.',
        'That was why everybody had been so busy: there had been a cake to bake, and chains to cut, and a song to learn.',
        '[h.s] [m.kind] hugged [h.him] and said that it had been hard to keep quiet.',
      ],
      'happy',
    );
}

function spoiled(t: Tale): void {
  t.say([
    'But just then, the table fell over. The cake was on the floor, and all the gifts were broken.',
    'But when [h.n] blew out the candles on the cake, a curtain began to burn. They had to run out, and the party was over.',
    ...(t.character('h').kind === 'squirrel'
      ? []
      : [
          'But the cake had nuts in it, and [h.n] got sick from nuts. Soon [h.he] lay in bed with a red face, and everybody had to go home.',
        ]),
    'But before the first song was over, water came in under the door. It had rained so much that a stream had become a river, and they all had to run up the hill in the dark.',
  ]);
  t.moral('a good thing can end too soon', 'joy does not always last');
  t.moment('joy', 'h', 0);
  sadEnd(t);
  t.summarise(
    'Everybody seems to have forgotten [h.ns] birthday. There is a party after all, but it ends badly.',
    'On [h.ns] birthday, nobody has time for [h.him]. It was all for a party, but the party goes wrong.',
  );
}

function gifts(t: Tale): void {
  const gift = thingFit(
    t,
    ['like'],
    (noun) =>
      t.lexicon.hasTag(noun, 'gift') &&
      !t.lexicon.hasTag(noun, 'pair') &&
      // A letter or a ticket would have a story of its own.
      (noun.kind !== 'paper' || noun.word === 'book'),
  );
  t.bind({ g: gift });
  t.world.own(t.character('m'), gift);
  t.world.give(t.character('m'), t.character('h'), gift);
  t.say([
    '[h.n] got [g.a] from [h.his] [m.kind].',
    'There was a gift, too: [g.a].',
    '[h.s] [m.kind] gave [h.him] [g.a].',
    '[h.n] opened a box with a blue ribbon. Inside was [g.a], just what [h.he] had wished for.',
    'From a bag full of paper, [h.n] pulled out [g.a].',
  ]);
  aside(t, [
    'They sang and danced until the candles were small.',
    'Then they played games until it was time for bed.',
    'Everybody had two pieces of cake, and [f.n] had three.',
    'Later, they all went out and looked at the stars.',
    '',
  ]);
  t.moral(
    'good friends do not forget each other',
    'one should not give up hope too soon',
    'things are not always what they seem',
    ...(t.has('Conflict') ? ['it is better to ask than to be angry'] : []),
  );
  happyEnd(t);
  t.summarise(
    '[h.n] thinks that everybody has forgotten [h.his] birthday, but there is a surprise party.',
    'Nobody says a word about [h.ns] birthday. In the evening, [h.he] finds out why.',
    'On [h.ns] birthday, everybody is too busy for [h.him]. They are getting a party ready.',
  );
}
