/** An animal is found and taken care of, until it has to go where it belongs, or it is kept too long. */
import type { Tale } from '../tale.ts';
import { address, begin, elder, goOut, happyEnd, makeUp, sadEnd } from '../telling/beats.ts';
import type { Character } from '../world.ts';
import { startled } from './indoors.ts';
import { aside, leisure, pang, tersely } from './leisure.ts';
import { PET_NAMES, PETS, type Pet } from './pets.ts';
import type { Plot } from './plot.ts';

export const pet: Plot = {
  name: 'pet',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  tell(t: Tale): void {
    const hero = begin(t);
    const what = choose(t, hero);
    elder(t);
    t.bind({ pet: what.kind, called: t.random.pick(PET_NAMES.filter((name) => name !== hero.name)) });
    if (t.has('Foreshadowing')) {
      t.mark('hint');
      t.say([
        '[h.s] [m.kind] had a saying: what you love, you must also let go.',
        '[h.s] [m.kind] often said that nobody can own an animal.',
        'On the wall at home hung an old picture of a boy with an open cage. [h.s] [m.kind] liked it best of all.',
      ]);
    }
    t.paragraph();
    const place = goOut(t, [], ['wood', 'field', 'farm', 'town']);
    t.bind({ spot: t.random.pick(place.spots) });
    t.scenery('h');
    t.moment('way', 'h', 0.2);
    startled(t);
    tersely(t, what.found);
    if (t.has('Dialogue') || leisure(t) || t.random.chance(0.5))
      t.speak(
        'h',
        [
          'Hello, little one! I will take care of you.',
          'Hello, you! Do you want to live with me?',
          'Come home with me, little one. I will be your friend.',
          ...(what.sort === 'wild' ? ['Oh, you poor thing! Come home with me.'] : []),
        ],
        [
          '[h] decided to take care of it.',
          '[h] knew at once that they would be friends.',
          ...(what.sort === 'bug'
            ? ['[h] wanted to have it at home.', '[h] thought that it was the prettiest one in the world.']
            : ['[h] could not leave it there all alone.', '[h] looked around. It was all alone.']),
          ...(what.sort === 'wild' ? ['It needed somebody, and here was [h.n].'] : []),
        ],
        'calm',
      );
    t.say(
      [
        'So [h] carried it home very gently.',
        '[h] took it home.',
        'Step by step, [h] brought it home.',
      ].slice(what.kind === 'dog' ? 1 : 0, 3),
    );
    t.paragraph();
    hero.place = null;
    care(t, what);
    if (t.has('Conflict')) quarrel(t);
    tersely(t, what.sign);
    t.moment('think', 'h', 0.15);
    if (t.has('BadEnding')) kept(t, what);
    else if (what.sort === 'owned') owner(t, what);
    else free(t, what);
  },
};

/** What no animal is that only eats and sleeps. */
const STRANGE: readonly string[] = [
  ...['stuffed', 'talking', 'singing', 'sleeping', 'flying', 'early', 'late'],
  // Nor is one like that which needs somebody.
  ...['nosy', 'busy', 'greedy', 'noisy', 'fast', 'quick', 'loud', 'fierce', 'mighty'],
];

/** The required noun where it is one of them; a small animal has a bug for a pet. */
function choose(t: Tale, hero: Character): Pet {
  const fitting = PETS.filter(({ sort }) => hero.sort === 'child' || sort === 'bug');
  const { required, nounUsed } = t.choice;
  const wanted = nounUsed ? undefined : fitting.find(({ kind }) => kind === required.noun.word);
  const what = wanted ?? t.random.pick(fitting.filter(({ kind }) => kind !== required.noun.word));
  const noun = wanted === undefined ? t.lexicon.noun(what.kind) : t.choice.takeNoun();
  const waited = !t.choice.adjectiveUsed;
  const found = noun === undefined ? null : t.choice.describe(noun);
  // Not a pet like any other; if the story must use the word, it waits for another place.
  const strange = found !== null && STRANGE.includes(found.word);
  if (strange && waited) t.choice.adjectiveUsed = false;
  const described = strange ? null : found;
  const animal = t.stranger(what.kind, described?.word ?? t.random.pick(['little', 'small', 'young']));
  t.bind({ c: { ...animal, pronoun: 'it' } });
  return what;
}

function care(t: Tale, what: Pet): void {
  const [food, one, two] = what.food;
  tersely(t, what.bed);
  if (leisure(t) || t.random.chance(0.4))
    t.say(
      [
        `[h] gave it the name [called]. What would [called] like to eat? [h] brought some <knowledge?${food}|${one}|${two}>, and it ate them all.`,
        `[h] thought about what a(n) ${what.kind} likes to eat, and got some <knowledge?${food}|${one}|${two}>.`,
        `[h] called it [called] and gave it ${food}, all that it could eat.`,
      ].slice(food.endsWith('s') && food !== 'grass' ? 0 : 1),
    );
  aside(t, [
    'Every morning, the first thing that [h] did was to look after the [pet].',
    'Every evening, [h] said good night to the [pet].',
    '[h] and the [pet] became good friends. [h] told it everything.',
    'When [h] came into the room, the [pet] lifted its head.',
  ]);
  if (!t.has('Conflict') && !leisure(t)) return;
  t.say(what.mess);
  if (leisure(t))
    t.say([
      '[h] cleaned it all up.',
      'It took [h.o] an hour to clean up.',
      '[h] had to laugh, and got a cloth.',
    ]);
}

function quarrel(t: Tale): void {
  t.mark('Conflict');
  t.speak(
    'm',
    [
      `It cannot stay here, ${address(t, 'h')}. It has a home somewhere.`,
      'Look at this house! That animal has to go!',
    ],
    [
      '[h.s] [m.kind] said that it could not stay.',
      '[h.s] [m.kind] was angry about the mess and said that it had to go.',
      '[h.s] [m.kind] did not want animals in the house, and said so loudly.',
      'Something had to happen, said [h.ns] [m.kind], and happen that same day.',
    ],
    'angry',
  );
  t.speak(
    'h',
    [
      'No! It is mine! You are so mean!',
      'You do not like animals! If it goes, I will go too!',
      'I will never, ever give it away!',
    ],
    [
      '[h.n] got very angry and shouted that it was [h.own].',
      '[h.n] slammed the door and did not come out for dinner.',
      '[h.n] screamed that they would both run away, and locked the door.',
      '[h.n] called [h.his] [m.kind] heartless, and that was not a nice word.',
    ],
    'angry',
  );
  if (leisure(t))
    t.say([
      'For a whole day, they did not talk to each other.',
      'That evening, nobody said good night.',
      'The door stayed shut, and the soup got cold.',
      'It was a bad day for everybody in that house.',
    ]);
}

function free(t: Tale, what: Pet): void {
  t.paragraph();
  t.say([
    'Then [h] knew that it was time.',
    '[h] understood. The [pet] was not happy in a house.',
    'It hurt a little, but [h] knew what was right.',
    'What should [h] do? [h.he] thought of the [pet], and not of [h.self].',
  ]);
  if (leisure(t))
    t.speak(
      'h',
      [
        'I love you, and so I let you go.',
        'You belong out there. I will not forget you.',
        'Go home, my little friend.',
      ],
      [
        '[h] said goodbye to it, very quietly.',
        '[h] would have liked to keep it for ever.',
        'A tear ran down [h.ns] cheek.',
        '[h] looked at it once more, for a long time.',
        'There was a lump in [h.ns] throat.',
      ],
      'sad',
    );
  tersely(t, what.leaves);
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say(what.surprise.map((text) => `And then came a surprise: ${text}!`));
  }
  wise(t);
  if (t.has('Conflict')) makeUp(t, 'h', 'm');
  else if (leisure(t))
    t.speak(
      'm',
      ['You did the right thing.', 'I know that it was not easy. I am proud of you.'],
      [
        '[h.s] [m.kind] put one arm around [h.him].',
        'At home, [h.his] [m.kind] did not say anything. [m.he] only nodded.',
        'At home, [h.his] [m.kind] knew how hard it had been, and made cocoa.',
        '[h.s] [m.kind] stood next to [h.o] and watched it go.',
      ],
      'happy',
    );
  t.moral(
    'we must let go of what we love when it needs to be free',
    'a wild animal is happy only in the wild',
    'to take care of somebody means to do what is good for them',
  );
  happyEnd(t);
  t.summarise(
    '[h.n] finds [c.a] and takes care of it. When it wants to be free, [h.he] lets it go.',
    '[c.a] lives with [h.n] for a while. Then [h.he] understands that it wants to be free, and lets it go.',
  );
}

function owner(t: Tale, what: Pet): void {
  let later = false;
  t.paragraph();
  const other = t.named('child', t.character('h'));
  t.bind({ w: other });
  t.say([
    'So it belonged to somebody! [h] swallowed hard. Then [h.he] went to the right house and knocked.',
    '[h] read it twice. Somebody was missing that animal. With slow steps, [h.he] went there.',
    '[h] could have said nothing. But somewhere, somebody was crying. So [h.he] went to that house.',
  ]);
  t.say([
    'A(n) [w.kind] named [w.n] opened the door, looked down, and cried out with joy.',
    'At the window sat a(n) [w.kind] named [w.n], with red eyes. When [w.he] saw the [pet], [w.he] ran out at once.',
  ]);
  t.speak(
    'w',
    [
      'You found my [pet]! I looked everywhere!',
      'There you are! Where have you been?',
      'I thought that I would never see my [pet] again!',
    ],
    ['It was [w.ns] [pet], and it had been lost for days.'],
    'happy',
  );
  wise(t);
  t.speak(
    'w',
    [
      'You can come and play with us whenever you like.',
      'Thank you so much! Will you come and visit us tomorrow?',
    ],
    ['[w.n] asked [h.n] to come and visit whenever [h.he] liked.'],
    'happy',
  );
  if (t.has('Conflict')) {
    t.say(['At home, there was still something to be said.', 'Then [h.n] went home to [h.his] [m.kind].']);
    makeUp(t, 'h', 'm');
  }
  if (t.has('Twist')) {
    t.mark('Twist');
    const surprise = t.pick(what.surprise);
    later = surprise.includes('month');
    t.say(`And then came a surprise: ${surprise}!`);
  }
  t.moral(
    'what belongs to somebody else must go back',
    'it is good to think of those who miss something',
    'one who gives something up can win a friend',
  );
  t.bind({ both: t.group(t.character('h'), other) });
  happyEnd(t, t.random.chance(0.5) ? 'both' : 'h', later ? 'later' : 'today');
  t.summarise(
    '[h.n] finds [c.a] and grows fond of it. Then [h.he] hears that it belongs to [w.n], and brings it back.',
    '[c.a] comes home with [h.n], but it belongs to somebody. [h.he] gives it back and wins a friend.',
  );
}

function wise(t: Tale): void {
  if (!t.has('Foreshadowing')) return;
  t.mark('payoff');
  t.say([
    'Now [h.n] understood what [h.his] [m.kind] had always known: one must let go of what one loves.',
    '[h.n] thought of [h.his] [m.kind]. It was true: one has to let go.',
    'So this was what it meant to let go of somebody.',
    '[h.s] [m.kind] had been right all along. It hurt, and it was good.',
  ]);
}

function kept(t: Tale, what: Pet): void {
  t.say([
    'But [h] did not want to see it. [h.he] shut the door and kept it.',
    '[h] knew what it meant. But [h.he] looked away and told nobody.',
    'It was time to let it go. But [h] could not do it.',
  ]);
  t.paragraph();
  if (what.sort === 'owned')
    t.say([
      'Then somebody knocked. It was the owner, who had heard it. [h.n] had to give it back, and the owner did not even say thank you.',
      'After a week, everybody in the street knew. The owner came, took the [pet] and said that [h.n] was a thief.',
    ]);
  else t.say(what.pity.map((text) => `Then it happened: ${text}.`));
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'And then [h.n] heard something that [h.he] had not expected: if [h.he] had let it go in time, it would have come back to visit, as such animals do.',
      ...(t.has('Conflict')
        ? []
        : [
            'What [h.n] heard next was a surprise, and a sad one: [h.s] [m.kind] had known about it for a long time, and had waited for [h.him] to do what was right.',
          ]),
    ]);
  }
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say([
      'Too late, [h.n] understood what [h.his] [m.kind] had always known: one must let go of what one loves.',
    ]);
  }
  pang(t, 'h', 0.4, ['sad', 'very sad', 'so sorry', 'lonely']);
  t.moral('we must let go of what does not belong to us', 'an animal is not a toy');
  t.moment('joy', 'h', 0);
  sadEnd(t);
  t.summarise(
    '[h.n] finds [c.a] and keeps it too long. It ends badly.',
    '[h.n] does not want to let [c.a] go, and so [h.he] loses it.',
  );
}
