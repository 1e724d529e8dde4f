/** A small animal has lost its mother; by asking and thinking, she is found. */
import type { Tale } from '../tale.ts';
import { begin, elder, friend, goOut, happyEnd, makeUp, sadEnd } from '../telling/beats.ts';
import type { Plot } from './plot.ts';

/** What the young one is called and who its mother is, how she can be known, and where she lives. */
const YOUNG: readonly { baby: string; mother: string; sign: string; home: string; sound: string }[] = [
  {
    baby: 'duckling',
    mother: 'duck',
    sign: 'it had flat yellow feet for swimming',
    home: 'by the pond',
    sound: 'quack',
  },
  {
    baby: 'chick',
    mother: 'hen',
    sign: 'it was yellow and picked at seeds',
    home: 'in the hen house',
    sound: 'peep',
  },
  {
    baby: 'kitten',
    mother: 'cat',
    sign: 'it had soft paws and a long tail',
    home: 'in the old shed',
    sound: 'meow',
  },
  {
    baby: 'puppy',
    mother: 'dog',
    sign: 'it barked and wagged its tail',
    home: 'behind the farm house',
    sound: 'woof',
  },
  {
    baby: 'lamb',
    mother: 'sheep',
    sign: 'it had white, curly wool',
    home: 'on the green hill',
    sound: 'baa',
  },
  {
    baby: 'calf',
    mother: 'cow',
    sign: 'it had big eyes and wanted milk',
    home: 'on the meadow',
    sound: 'moo',
  },
  {
    baby: 'piglet',
    mother: 'pig',
    sign: 'it was pink and had a curly tail',
    home: 'by the big mud hole',
    sound: 'oink',
  },
  {
    baby: 'foal',
    mother: 'horse',
    sign: 'it had long thin legs and ran fast',
    home: 'in the stable',
    sound: 'neigh',
  },
  {
    baby: 'cub',
    mother: 'bear',
    sign: 'it was brown and loved honey',
    home: 'in a cave in the woods',
    sound: 'grr',
  },
  {
    baby: 'owlet',
    mother: 'owl',
    sign: 'it had big round eyes and was awake at night',
    home: 'in a hollow tree',
    sound: 'hoot',
  },
  {
    baby: 'bunny',
    mother: 'rabbit',
    sign: 'it had long ears and could hop',
    home: 'in a hole under the hill',
    sound: 'squeak',
  },
];

export const baby: Plot = {
  name: 'baby',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  tell(t: Tale): void {
    const hero = begin(t);
    const young = t.random.pick(
      YOUNG.filter(({ baby: small, mother }) => small !== hero.kind && mother !== hero.kind),
    );
    t.bind({ k: young.baby, mother: young.mother, sign: young.sign, home: young.home, sound: young.sound });
    if (t.has('Foreshadowing')) {
      elder(t);
      t.mark('hint');
      t.say([
        '[h.s] [m.kind] had once told [h.him] how to find out who belongs to whom: look well, and then think.',
        '[h.s] [m.kind] always said that one who looks well does not have to guess.',
      ]);
    }
    t.paragraph();
    const place = goOut(t, [], ['field', 'wood', 'farm', 'water']);
    t.bind({ spot: t.random.pick(place.spots) });
    t.scenery('h');
    t.moment('way', 'h', 0.4);
    t.say([
      '[spot], [h] found a little [k]. It was all alone.',
      'Then [h] saw a little [k] that was all alone.',
      '[h] heard a small cry. It was a little [k].',
    ]);
    t.speak(
      'h',
      [
        'Where is your mom, little one?',
        'Are you lost? Do not cry!',
        'You are so small. Why are you all alone?',
      ],
      ['The [k] had lost its mom.', '[h] saw that it was lost.'],
    );
    if (t.has('Dialogue'))
      t.say(['But the [k] only said, "^[sound]!"', 'The [k] looked up and said, "^[sound]."']);
    t.moment('sad', 'h', 0);
    if (t.has('Conflict')) {
      const other = friend(t);
      t.mark('Conflict');
      t.say(
        other.sort === 'animal'
          ? ['[f.a] came along and wanted to have the [k].']
          : ['A(n) [f.kind] named [f.n] came along and wanted to have the [k].'],
      );
      t.speak(
        'f',
        ['I saw it first! It is mine!', 'Give it to me! I want to keep it!'],
        ['[f.n] said that it was [f.own] and pulled at it.'],
        'angry',
      );
      t.speak(
        'h',
        ['Stop! You will hurt it! It wants to go home!', 'No! It is not a toy!'],
        ['[h.n] got angry and stood in front of the [k].'],
        'angry',
      );
    }
    t.paragraph();
    const wrong = t.random
      .shuffle(
        ['hen', 'goat', 'donkey', 'goose', 'cow', 'cat', 'turtle', 'fox', 'pig'].filter(
          (kind) => kind !== young.mother && kind !== hero.kind,
        ),
      )
      .slice(0, 1 + t.random.int(2));
    wrong.forEach((kind, index) => {
      const animal = t.stranger(kind, t.random.pick(['old', 'fat', 'sleepy', 'friendly', 'busy']), hero);
      t.bind({ x: animal });
      t.say([
        `${index === 0 ? 'First, they' : 'Then they'} came to [x.a].`,
        `${index === 0 ? 'First, they' : 'Next, they'} asked [x.a].`,
      ]);
      t.speak(
        'h',
        ['Is this your little one?', 'Are you the mom of this [k]?'],
        ['[h.n] wanted to know if the [k] belonged to [x.o].'],
      );
      t.speak(
        'x',
        [
          'No, it does not look like me at all.',
          'Mine is here with me. But I hope you will find her.',
          'No. Look at it well, and think!',
        ],
        ['But [x] shook [x.his] head.', 'But it was not [x.his] little one.'],
      );
    });
    t.moment('think', 'h', 0.6);
    t.say(['[h] looked at the [k] again and saw that [sign].', 'Then [h] noticed that [sign].']);
    if (t.has('Foreshadowing')) {
      t.mark('payoff');
      t.say('[h.n] remembered what [h.his] [m.kind] had said, and thought about it.');
    }
    t.say(['So its mom had to be a(n) [mother]!', 'Now it was clear: it was the child of a(n) [mother].']);
    t.say([
      'They went to look for her [home].',
      'Every child knows where a(n) [mother] lives. They went to look [home].',
    ]);
    t.paragraph();
    if (t.has('BadEnding')) {
      if (t.has('Twist')) {
        t.mark('Twist');
        t.say('But there was a bad surprise: the place was empty, and the whole family had moved away.');
      } else
        t.say([
          'But nobody was there. They waited until it was night, but she did not come.',
          'But she was gone, and nobody knew where to.',
        ]);
      t.say('The little [k] cried, and nothing could help it.');
      t.moral('we must stay close to those who love us', 'some things cannot be made good again');
      t.sorrow('h', 0.3, ['very sad', 'so sad', 'sad']);
      t.moment('joy', 'h', 0);
      sadEnd(t);
      t.summarise('[h.n] finds a lost [k] and looks for its mom, but cannot find her.');
      return;
    }
    t.say([
      'And there she was! The [mother] had looked for her [k] all day.',
      'There stood a(n) [mother], and she was so happy to see her little one.',
      'The [mother] saw them from far away and came running.',
    ]);
    if (t.has('Twist')) {
      t.mark('Twist');
      t.say(
        ['horse', 'cow', 'bear'].includes(young.mother)
          ? 'Then something unexpected happened. The [mother] took [h.n] on her back and carried [h.him] all the way home!'
          : 'And then came a big surprise: behind her were six more little ones, and all of them looked the same!',
      );
    }
    if (t.has('Dialogue'))
      t.say([
        '"Thank you," said the [mother]. "You looked well, and you have a kind heart."',
        '"Thank you for bringing my child home," said the [mother].',
      ]);
    else t.say(['She thanked [h.n] with all her heart.', 'She could not thank [h.n] enough.']);
    if (t.has('Conflict')) makeUp(t, 'f', 'h');
    t.moral(
      'everybody belongs somewhere',
      'one who looks well can find the way',
      'it is good to help the small ones',
    );
    happyEnd(t);
    t.summarise(
      '[h.n] finds a lost [k], asks around, and brings it back to its mom.',
      'A little [k] has lost its mom. [h.n] looks at it well and finds out who she is.',
    );
  },
};
