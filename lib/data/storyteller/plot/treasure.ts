/** A map with riddles leads from place to place, and at the end there is a box. */
import type { Tale } from '../tale.ts';
import { begin, elder, friend, happyEnd, makeUp, sadEnd } from '../telling/beats.ts';
import { PLACES } from '../words/places.ts';
import type { Plot } from './plot.ts';
import { present } from './presents.ts';
import { CLUES, type Clue, MAPS, PRIZES, type Prize } from './treasure-clues.ts';

/** What is seen early and understood late: an elder's secret, or a key without a lock. */
const HINTS = ['boots', 'key'] as const;
type Hint = (typeof HINTS)[number] | null;

export const treasure: Plot = {
  name: 'treasure',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  nouns: ['like', 'kind:treasure'],
  tell(t: Tale): void {
    const hero = begin(t);
    const bad = t.has('BadEnding');
    const hint: Hint = t.has('Foreshadowing') ? (bad ? 'key' : t.random.pick(HINTS)) : null;
    plant(t, hint);
    t.paragraph();
    const whose = hero.sort === 'animal' ? 'animal' : 'child';
    hero.place = t.random.pick(PLACES.filter((place) => place.for === 'all'));
    // What an elder has hidden does not come with the water or the wind.
    t.say(hint === 'boots' ? MAPS[whose].filter((line) => !/bottle|flew|rain/.test(line)) : MAPS[whose]);
    t.say([
      'It was a map with riddles on it and a big red cross!',
      'Lines, arrows, riddles, a red cross: it was a treasure map!',
      'It showed a winding line that led to a red cross, and next to the line were riddles in tiny letters.',
      '[h.n] turned it this way and that way. There were riddles on it, and a red cross: it was the map of a treasure!',
    ]);
    if (t.choice.waits('feeling') || t.choice.waits('weather')) t.day('h', 0);
    const together = t.has('Conflict') || t.random.chance(t.unhurried ? 0.6 : 0.3);
    if (together) {
      friend(t);
      t.say([
        '[h.n] ran to [h.his] friend [f.n] and showed [f.him] the map.',
        '[h.n] went and got [h.his] friend [f.n].',
        'Just then, [h.his] friend [f.n] came by, and of course [f.n] wanted to go along.',
      ]);
    }
    if (together) t.moment('game', 'both', 0);
    t.bind({ us: together ? t.group(hero, t.character('f')) : hero });
    if (t.has('Dialogue') || t.unhurried)
      t.speak(
        'h',
        [
          'A treasure! A real treasure!',
          'Where there is a red cross, there is a box!',
          'What can be in it? Gold? A crown?',
          'I must find it!',
        ],
        ['[h] could not wait to begin.', '[h.s] heart beat fast.'],
        'happy',
      );
    t.scenery('h', 0.1);
    t.paragraph();
    const clues = t.random.shuffle([...CLUES[whose]]).slice(0, t.unhurried ? 2 : 1);
    const quarrelAt = !t.has('Conflict') ? -1 : bad ? clues.length - 1 : t.random.int(clues.length);
    follow(t, clues, (index) => {
      if (index === quarrelAt) torn(t);
    });
    t.moment('way', 'h', 0.1);
    t.paragraph();
    if (bad) nothing(t, hint);
    else box(t, hint);
  },
};

function plant(t: Tale, hint: Hint): void {
  if (hint === null) return;
  t.mark('hint');
  if (hint === 'boots') {
    elder(t);
    t.say([
      'The evening before, [h.ns] [m.kind] had come home late with earth on both knees and a secret smile.',
      'That week, [h.ns] [m.kind] had borrowed a shovel and laughed when [h] asked what it was for.',
      '[h.ns] [m.kind] had been busy with paper and ink the day before, and would not show it to anybody.',
    ]);
  } else
    t.say([
      'In [h.ns] bag was a small rusty key. Nobody knew what it opened.',
      'On a string around the neck, [h] wore a tiny key that fit no door.',
      'In the spring, [h] had found a little iron key. It opened nothing, but [h.he] kept it.',
    ]);
}

/** How riddles are put: the first one, and those after it. `@` stands for the answer. */
const FIRST = [
  'The first riddle said to look for [riddle]. That could only be the @!',
  'First of all, it said: look for [riddle]. It was the @, of course!',
  'At the top it said to find [riddle]. [h.n] knew it at once. It was the @.',
  'It began with a riddle about [riddle]. That was easy. It was the @.',
];
const LATER = [
  'The next riddle was harder. It spoke of [riddle]. Yes, it was the @!',
  'Now it said to go to [riddle]. That was the @, and [us] ran.',
  'This time, one had to find [riddle]. What could it be but the @?',
  'In crooked letters, it said: search for [riddle]. That must be the @!',
  'The paper asked for [riddle]. What could that be? Ah, the @!',
];
const FOUND = [
  '[us] looked high and low. There, [spot], was {another paper|a small rolled paper} that showed the way on.',
  'And really, [spot], something white was waiting. It was another paper, and it showed the way on.',
  'It took a while. [spot], there was another paper at last, and it showed where to go next.',
  'And there it was, [spot], a paper with a red arrow.',
  '[h.n] found another paper [spot]. It was damp, but one could still read it.',
  'There, [spot], stuck a scrap of paper with an arrow on it.',
];

function follow(t: Tale, clues: readonly Clue[], then: (index: number) => void): void {
  const later = t.random.shuffle([...LATER]);
  const found = t.random.shuffle([...FOUND]);
  clues.forEach(({ riddle, answer, wrong, spot }, index) => {
    const asks = index === 0 ? t.pick(FIRST) : later[index]!;
    t.bind({ riddle, spot });
    t.say(asks.replace('@', `<knowledge?${[answer, ...wrong].join('|')}>`));
    if (index === 0) t.moment('think', 'h', 0.1);
    t.say(found[index]!);
    then(index);
  });
}

function torn(t: Tale): void {
  t.mark('Conflict');
  t.speak(
    'h',
    [
      'Let me hold the map! I found it!',
      'Give me the paper! You read too slowly!',
      'It is my map, so it is my treasure!',
    ],
    [
      '[h.n] would not let [f.n] hold the map for one moment.',
      '[h.n] said that the treasure would be all [h.his] own, because [h.he] had found the map.',
    ],
    'angry',
  );
  t.speak(
    'f',
    [
      'But I helped you! I want to hold it too!',
      'That is not fair! Half of it is mine!',
      'Without me you would know nothing!',
    ],
    ['[f.n] thought that this was not fair, and said so in a loud voice.'],
    'angry',
  );
  t.say([
    'They pulled, each at one end. Rip! Now there were two halves of a map.',
    'They grabbed the map at the same time. Rip, it was torn right through the middle.',
  ]);
  if (t.unhurried)
    t.say([
      'Each of them marched off with one half, and neither could make sense of it.',
      'With half a map, [h.n] could only walk in circles. [f.n] fared no better.',
      'On one half was the way and on the other half was the cross.',
    ]);
  if (t.has('BadEnding')) return;
  makeUp(t, 'h', 'f');
  t.say([
    'They put the two halves side by side, and the map was whole again.',
    'The halves fit together again, and so did the two friends.',
  ]);
}

function box(t: Tale, hint: Hint): void {
  t.say([
    'At last [us] came to the red cross. [us.he] dug, and something went clonk. It was a box!',
    'The last sign on the map pointed to a mossy stone, and behind it stood a wooden box.',
    'The last sign on the map pointed straight down. [us] dug until there was a small iron box.',
    'At the place of the red cross was a pile of stones. Under them was a box.',
  ]);
  if (hint === 'key') {
    t.mark('payoff');
    t.say([
      'But it was locked. [h.n] took out what [h.he] had kept for so long, the little <context?key|candle|rope>. It slid in, turned, and the lid sprang open.',
      'There was a lock on it. Then [h.n] thought of [h.his] own little <context?key|spoon|shell>. Click! After all that time, it had found its lock.',
    ]);
  } else if (t.unhurried)
    t.say([
      'The lid creaked as it opened.',
      '[h.n] held [h.his] breath and lifted the lid.',
      'Slowly, very slowly, [h.n] opened it.',
    ]);
  const prize = t.random.pick(
    PRIZES.filter(({ hidden }) => hidden === 'any' || (hidden === 'now') === (hint === 'boots')),
  );
  if (prize.name === 'thing') t.bind({ o: present(t, 'like') });
  if (prize.name === 'letter') {
    t.bind({ g: t.choice.object('kind:treasure') });
    t.world.own(t.character('h'), t.thing('g'));
  }
  t.say(prize.opened);
  if (prize.name === 'thing') t.world.find(t.character('h'), t.thing('o'));
  if (prize.name === 'letter') t.world.lose(t.thing('g'), 'in the box');
  if (hint === 'boots') {
    t.mark('payoff');
    t.say([
      'Then [h.ns] [m.kind] stepped out from behind a bush, laughing. [m.he] had made the map and hidden the box!',
      'On the lid was a drawing, and it was by [h.ns] [m.kind]! Now [h.n] understood what [m.he] had been up to.',
    ]);
  }
  // What a letter asks for is done.
  if (!prize.grows && (t.unhurried || !t.has('Twist') || prize.name === 'letter')) t.say(prize.after);
  if (t.has('Twist')) surprise(t, hint, prize);
  if (prize.grows) t.say(prize.after);
  ended(t, prize);
}

function surprise(t: Tale, hint: Hint, { name }: Prize): void {
  t.mark('Twist');
  t.say(
    hint === 'boots'
      ? [
          'But now came something that not even [h.ns] [m.kind] had expected. The box had a second drawer, and it was full of old silver coins!',
          'And then even [m.n] was surprised. Deeper down in the same hole stood a second box, much older than the first, with seven gold coins in it.',
        ]
      : [
          'And what a surprise! The way had gone once around in a circle, and the treasure had been next to [h.ns] own home all the time!',
          'Then came a surprise. Into the lid somebody had scratched a name, and it was that of [h.ns] own great-grandmother!',
          'And that was not all. When the lid fell shut, a hidden drawer sprang out, and it was full of silver coins!',
          // Whoever has hidden the box again has drawn a map already.
          ...(name === 'letter'
            ? []
            : [
                'And what a surprise! Under the lid stuck a pencil and a blank paper for the next map. [h.n] began to draw it that same day!',
              ]),
        ],
  );
}

function ended(t: Tale, { short, lessons, grows = false }: Prize): void {
  t.paragraph();
  // What grows has taken weeks.
  if (grows) t.late = true;
  t.moral(
    ...lessons,
    ...(t.has('Conflict')
      ? [
          'half a treasure with a friend is better than a whole one alone',
          'two find more when they do not fight',
        ]
      : []),
  );
  happyEnd(t, t.cast.f === undefined ? 'h' : 'both', grows ? 'later' : 'today');
  t.summarise(
    `[h.n] finds a map. It leads to a box with ${short}.`,
    `An old map leads [us.n] from place to place. The treasure is ${short}.`,
  );
}

function nothing(t: Tale, hint: Hint): void {
  if (t.has('Conflict'))
    t.say([
      'When they had stopped shouting, the wind had taken one of the halves.',
      'While they shouted, a gust came and blew one half into a puddle.',
    ]);
  t.say(
    [
      // A key needs its lock.
      ...(hint === 'key' ? [] : ['At the red cross, there was only a hole. Somebody had been there before.']),
      'At the place of the red cross stood a box with an open lid. It was empty, except for one dead leaf.',
      'There was the box at last! But the rain of many years had come in, and everything inside had turned to mud.',
    ].map((line) => (t.has('Conflict') ? `From memory, they found the place. ${line}` : line)),
  );
  if (hint === 'key') {
    t.mark('payoff');
    t.say([
      'And only now [h.n] knew what the little <context?key|candle|rope> had been for. It fit the lock of that box.',
      'The lock lay beside it, and [h.ns] little <context?key|spoon|shell> fit. But there was nothing left to unlock.',
    ]);
  }
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'And then came a surprise that hurt. On the edge of the map stood a year, in tiny letters. It was more than a hundred years old! Of course nothing was left.',
      'And then came a bad surprise. The way had gone around in a circle, and the red cross was right behind [h.ns] own home. All that time, the treasure had been so near!',
    ]);
  }
  t.sorrow('h', 0.6, ['sad', 'disappointed', 'very sad', 'unhappy']);
  t.paragraph();
  t.moral(
    ...(t.has('Conflict')
      ? ['those who fight over a thing have no joy in it']
      : [
          'not everything that is drawn on paper is still there',
          'one should not count on a treasure before one has it',
        ]),
  );
  sadEnd(t, t.cast.f === undefined || t.has('Conflict') ? 'h' : 'both');
  t.summarise(
    '[h.n] follows an old map from place to place, but there is no treasure any more.',
    '[h.n] finds the map of a treasure, but somebody or something was there first.',
  );
}
