/** A storm outside, one small house, and one after the other somebody knocks. Is there room for one more? */
import type { Tale } from '../tale.ts';
import { begin, elder, happyEnd } from '../telling/beats.ts';
import { PLACES } from '../words/places.ts';
import type { Character } from '../world.ts';
import { brisk, leisure } from './leisure.ts';
import type { Plot } from './plot.ts';
import {
  BIG,
  BIG_IN_A_BURROW,
  CORNERS,
  GUESTS,
  HARDY,
  HOUSES,
  ROOMY,
  STORMS,
  type StormKind,
} from './storm-guests.ts';
import { absent, meet, sadAtHome } from './wayside.ts';

export const storm: Plot = {
  name: 'storm',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  tell(t: Tale): void {
    const hero = begin(t, HOUSES);
    hero.place = t.random.pick(
      PLACES.filter(({ scene, for: whose }) => scene === 'field' && whose === 'all'),
    );
    if (t.has('Foreshadowing')) {
      t.mark('hint');
      elder(t);
      t.speak(
        'm',
        [
          'Our old door will not hold for long. One good push, and it is open.',
          'I do not trust this door any more. The next strong wind will blow it in.',
        ],
        [
          'The door of the house was old. [h.ns] [m.kind] always said that one day the wind would blow it in.',
          'The lock of the door was rusty, and one hinge was loose. [h.s] [m.kind] said that it would not hold for long.',
        ],
      );
    }
    t.day('h', 0);
    t.scenery('h', 0.1);
    t.paragraph();
    const weather = t.random.pick(STORMS);
    t.bind({ weather: weather.name });
    t.say(brisk(t, weather.comes));
    if (hero.sort === 'child')
      t.say([
        '[h.n] was alone at home.',
        'All the others were away, and [h.n] was alone in the house.',
        'Nobody else was at home yet, only [h.n].',
      ]);
    t.moment('fear', 'h', 0.2);
    if (leisure(t))
      t.say([
        'Inside it was warm. [h.n] put one more piece of wood on the fire.',
        'But [h.n] had a roof, a fire and a pot of soup.',
        '[h.n] closed the windows and sat down by the stove with a cup of tea.',
        '[h.n] was glad to be inside and pulled a blanket over [h.his] knees.',
      ]);
    t.moment('think', 'h', 0.1);
    const refuses = t.has('BadEnding');
    const corners = t.random.shuffle([...CORNERS]);
    const kinds = t.random.shuffle(
      (weather.name === 'snowstorm' ? HARDY : GUESTS).filter((kind) => absent(t, kind)),
    );
    const inside: Character[] = [];
    const count = !refuses && leisure(t) && t.random.chance(0.4) ? 2 : 1;
    for (let index = 0; index < count; index++) {
      const role = `g${index}`;
      inside.push(
        meet(
          t,
          role,
          [kinds[index]!],
          weather.cold
            ? ['shivering', 'tired', 'little', 'old']
            : ['wet', 'shivering', 'tired', 'little', 'old', 'muddy'],
        ),
      );
      arrive(t, role, index, corners[index]!, weather);
    }
    t.paragraph();
    last(t, inside);
    if (refuses) turnedAway(t, weather);
    else squeezed(t, inside, corners[0]!, weather);
  },
};

/** Somebody knocks and is let in. */
function arrive(t: Tale, role: string, index: number, corner: string, weather: StormKind): void {
  t.bind({ g: t.character(role), corner });
  t.say(
    index === 0
      ? [
          'Then there was a knock at the door. Outside stood [g.a].',
          'Tap, tap! In front of the door stood [g.a].',
          'Something scratched at the door. It was [g.a].',
        ]
      : [
          'Soon there was another knock. This time it was [g.a].',
          'Knock, knock! [g.a] looked in.',
          'It did not take long until [g.a] stood in front of the door.',
          'Then somebody called softly in front of the door. It was [g.a].',
        ],
  );
  if (leisure(t) || t.has('BadEnding') || t.random.chance(0.5))
    t.speak(
      'g',
      [
        'Please, may I come in? My house is gone.',
        `May I sit by your fire until it is over? I am so ${weather.cold ? 'cold' : 'wet'}.`,
        'Is there room for one more?',
        'Let me in, please! I am afraid out here.',
      ],
      ['[g] had nowhere to go.', '[g] asked for a dry place.', '[g] shook all over and could hardly speak.'],
      'sad',
    );
  const asked = leisure(t, 0.5);
  if (asked)
    t.speak(
      'h',
      [
        'Of course! Come in, come in.',
        'There is always room for one more.',
        'Quick, come in and get warm!',
        'Come to the fire. There is soup, too.',
      ],
      ['[h.n] let [g.o] in at once.', 'Of course, [h.n] opened the door wide.'],
      'happy',
    );
  if (!asked || t.random.chance(0.4))
    t.say([
      'Soon [g.n] was inside and sat [corner].',
      '[g.n] came in and sat down [corner].',
      '[g.n] came in, found a place [corner] and gave a sigh.',
      // Nobody who is asleep speaks up against the last one.
      ...(t.has('Conflict') ? [] : ['Soon [g.n] was inside, asleep [corner].']),
    ]);
}

/** Whether a cow would get in at the door. */
function roomy({ sort, kind }: Character): boolean {
  return sort === 'child' || ROOMY.includes(kind);
}

/** The last one is so big that nobody knows where to put it. */
function last(t: Tale, inside: readonly Character[]): void {
  meet(
    t,
    'b',
    (roomy(t.character('h')) ? BIG : BIG_IN_A_BURROW).filter((kind) => absent(t, kind)),
    roomy(t.character('h'))
      ? ['big', 'very big', 'huge', 'heavy', 'enormous']
      : ['big', 'very big', 'heavy', 'fat'],
  );
  t.say(
    brisk(t, [
      'Then there was a loud knock. It was [b.a]!',
      'And who came next? It was [b.a].',
      'Then somebody knocked so hard that the cups danced. It was [b.a]!',
      'Bump, bump! The whole house shook. In front of the door stood [b.a].',
      'Late in the night, there was one more knock, a heavy one. Outside stood [b.a] with [b.his] head down.',
    ]),
  );
  if (leisure(t) || t.has('BadEnding') || t.has('Conflict') || t.random.chance(0.5))
    t.speak(
      'b',
      [
        'I know that I am big. But I am cold, too.',
        'Nobody lets me in. May I at least put my head inside?',
        'Is there a little corner left for me?',
      ],
      ['[b] knew how big [b.he] was, and asked very softly.', '[b] only wanted a little corner.'],
      'sad',
    );
  if (!t.has('Conflict')) return;
  t.mark('Conflict');
  t.bind({ i: inside[0]! });
  t.speak(
    'i',
    [
      'No! There is no room! We will all be crushed!',
      'Close the door! There is not enough air for all of us!',
      'You are much too big! Go away!',
    ],
    [
      'But [i] did not want that at all and began to shout that there was no room.',
      '[i] jumped up and tried to push the door shut.',
    ],
    'angry',
  );
  t.speak(
    'b',
    ['You are in there and dry! It is easy for you to talk!', 'That is not fair! You came in, too!'],
    [
      '[b] got angry and pushed from the other side, and there was a lot of shouting.',
      '[b] shouted back that this was not fair.',
    ],
    'angry',
  );
}

function turnedAway(t: Tale, weather: StormKind): void {
  t.say(
    brisk(t, [
      '[h.n] looked at the small room, and then at [b.o]. It would never work. Slowly, [h.he] closed the door.',
      '[h.n] thought of the clean floor and the last of the soup, and shook [h.his] head.',
      '[h.n] was afraid and did not know what to say. So [h.he] said no, and shut the door.',
    ]),
  );
  if (leisure(t, 0.4))
    t.say([
      'The heavy steps went away, slower and slower.',
      'Through the window, one could see [b.n] walk off into the dark.',
      'For a while something breathed out there. Then it was gone.',
    ]);
  if (t.has('Foreshadowing'))
    t.say(
      'In the night, there was a crash. The wind had blown in the old door, and nobody in the house was strong enough to hold it. Everything was blown away.',
    );
  else if (weather.name === 'flood')
    t.say(
      'Toward morning, the water came up to the door and in, and there was nobody with a strong back. All that [h.n] owned floated away.',
    );
  else
    t.say([
      'In the middle of the night, the wind got under the roof and lifted it off. A strong back could have held it, but there was none.',
      'In the night, the chimney fell and broke the wall. All that was in the house was spoiled, and nobody there was strong enough to help.',
    ]);
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say([
      'It had come just as [h.ns] [m.kind] had always said.',
      '[h.ns] [m.kind] had been right about the door.',
    ]);
  }
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say(
      brisk(t, [
        'And what a bitter surprise! Not far away stood a bag of bread. [b.n] had brought it.',
        'And there came a bitter surprise. Not far away stood a bag full of bread, with big footprints all around it. [b.n] had brought something for everyone.',
        'And in the morning came a surprise. Across the stream lay a new bridge, made in the night out of one thick trunk. It had been a gift, and the one who had made it was far away by now.',
      ]),
    );
  }
  t.paragraph();
  t.say(
    brisk(t, [
      '[h.n] looked for [b.o] the next day and the day after. But [b.n] did not come back.',
      '[h.n] called and called across the fields. [b.n] was gone for good.',
    ]),
  );
  t.moral(
    'a door should be open to those who are cold',
    'one should not send anybody away because of how they look',
  );
  sadAtHome(t);
  t.summarise('In a storm, [h.n] takes in [g0.a] but sends [b.a] away, and is sorry for it.');
}

function squeezed(t: Tale, inside: readonly Character[], corner: string, weather: StormKind): void {
  t.speak(
    'h',
    [
      'Come in. We will just sit a little closer.',
      'Nobody stays outside tonight!',
      'Where there is room in the heart, there is room in the house.',
    ],
    [
      '[h.n] said that nobody would stay outside that night.',
      '[h.n] was already making room.',
      '[h.n] did not think twice and opened the door wide.',
      '[h.n] held the door open as far as it would go.',
      'Nobody was to stay out in that, [h.n] thought.',
    ],
    'happy',
  );
  t.say([
    'It was not easy, but in the end [b.n] was inside, and one had to breathe in while the others breathed out.',
    'They pushed and they pulled, and then [b.n] was in. Now nobody could fall over any more.',
    'The table had to go into the kitchen and the chair had to go onto the table. Then [b.n] fit in, too.',
    '[b.n] lay down along the wall, and everybody else lay down next to [b.him].',
  ]);
  if (leisure(t) && t.random.chance(0.5))
    t.say([
      'And how warm it was now! [b.n] was better than any stove.',
      'All of them leaned on [b.n], and it was as soft and warm as a bed.',
      'It was tight, but it was warmer than before.',
    ]);
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say(
      brisk(t, [
        'In the night, the wind blew in the old door. But [b.n] leaned against it until morning.',
        'In the middle of the night, the old door cracked. The wind blew it in, just as [h.ns] [m.kind] had said! But [b.n] got up, leaned against it and held it shut until morning.',
        'Then came a crack. It was the <context?door|roof|chimney>! But before it could fly open, [b.n] put [b.his] broad back against it, and it held.',
      ]),
    );
  } else if (inside.length < 2 || t.random.chance(0.5)) {
    if (t.random.chance(leisure(t) ? 0.5 : 0.2))
      t.say([
        'At midnight, the roof began to shake. [b.n] put up [b.his] head and held it, and the wind gave up.',
        'Outside something cracked and fell. The house shook, but it stood, because [b.n] leaned against the wall.',
        'They told each other stories until the last one was asleep.',
      ]);
  } else {
    t.bind({ first: inside[0]!, corner });
    const wrong = inside[1]!;
    t.bind({ other: wrong });
    t.say([
      'Somebody began to hum in the dark. It came from <context?[first.the]|[other.the]>, who lay [corner].',
      '[corner], <context?[first.the]|[other.the]> was already snoring.',
    ]);
  }
  if (t.has('Conflict')) {
    t.speak(
      'i',
      [
        'I am sorry that I wanted to send you away. You are good to lean on.',
        'I was wrong. There is room for one more.',
      ],
      ['[i] was sorry for having shouted, and said so.'],
      'sad',
    );
    if (leisure(t, 0.6))
      t.speak(
        'b',
        [
          'Never mind. Move a bit closer, you are still shivering.',
          'It is all right. Good night, little one.',
        ],
        ['[b] was not angry any more and moved closer to [i.o].'],
        'happy',
      );
  }
  t.paragraph();
  t.say(brisk(t, weather.goes));
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say(
      brisk(t, [
        'And then came the surprise. In the wood basket sat a mouse, and nobody had let it in!',
        'And what a surprise! [b.the] was a cook, and [b.he] made breakfast for everybody.',
        ...(weather.name === 'flood'
          ? [
              'When they opened the door, there was a surprise. In the night, the water had carried a little boat to the doorstep, and in it, fast asleep, lay a kitten!',
            ]
          : []),
        'But what was that? [h.n] counted, and there was one too many! In the wood basket sat a mouse that had been there all along and had been too shy to knock.',
        'And then came the surprise. [b.n] went out, and came back with honey, apples and warm bread for all of them. [b.he] was a cook!',
      ]),
    );
  } else if (leisure(t, 0.3))
    t.say([
      'Together they cleaned up in front of the house.',
      'Nobody was in a hurry to leave. First they all had breakfast together.',
      'One by one, they said thank you and went to see what was left of their homes. Everybody helped everybody.',
    ]);
  t.moral(
    'there is always room for one more',
    'a small house can hold many friends',
    'those who take others in are never alone',
    ...(t.has('Conflict') ? ['those who have been let in should not shut the door on others'] : []),
  );
  t.character('h').place = null;
  happyEnd(t, 'h', 'later');
  t.summarise(
    'In the [weather], [h.n] takes in those who knock. Even for [b.a] there is room.',
    'Outside is a(n) [weather], and [h.n] opens the door to those who need a dry place. In the end, even [b.a] gets in.',
  );
}
