/** A seed is planted and waited for: with too little or too much care, against goats and weather, until it grows or not. */
import type { Tale } from '../tale.ts';
import { begin, elder, friend, happyEnd, makeUp } from '../telling/beats.ts';
import { sadAtHome, walkFirst } from './indoors.ts';
import { aside, leisure, pang, tersely } from './leisure.ts';
import { PLANTS, type Plant, TROUBLES, type Trouble } from './plants.ts';
import type { Plot } from './plot.ts';

export const seed: Plot = {
  name: 'seed',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  tell(t: Tale): void {
    begin(t);
    const plant = t.random.pick(PLANTS);
    elder(t, ['mom', 'dad', 'grandma', 'grandpa', 'aunt', 'uncle']);
    // What lies in the ground is named, for nothing of it can be seen.
    const sown = `the ${plant.seed.split(' ').at(-1)}`;
    t.bind({ seed: plant.seed, sown, plant: plant.plant, looks: plant.looks });
    const { kind } = t.character('h');
    const trouble = t.random.pick(TROUBLES.filter(({ name }) => name !== 'goat' || kind !== 'goat'));
    const word = t.random.pick(ADVICE.filter(({ of }) => of === undefined || of.includes(trouble.name)));
    t.paragraph();
    given(t, walkFirst(t), word);
    planted(t, plant);
    t.paragraph();
    waiting(t);
    if (t.has('Conflict')) bet(t);
    if (['frost', 'shade'].includes(trouble.name))
      aside(t, [
        'Then, one morning, there was something green!',
        'On the tenth day, two tiny leaves looked out of the ground.',
        'At last, something green came up, as thin as a thread.',
      ]);
    tersely(t, trouble.told);
    t.moment('think', 'h', 0.15);
    if (t.has('BadEnding')) gone(t, trouble);
    else grows(t, plant, trouble, word);
  },
};

/** What an elder says of plants, the troubles that it is about, and how it comes true. */
interface Advice {
  readonly said: string;
  readonly of?: readonly string[];
  readonly true: string;
}

const ADVICE: readonly Advice[] = [
  {
    said: 'There was one thing to remember, said [m.n]: a plant must not get too much water, and not too little.',
    of: ['water'],
    true: 'It was just as [m.n] had said: not too much and not too little.',
  },
  {
    said: 'And [m.n] said that a plant has its enemies, and that one must keep an eye on it.',
    of: ['goat', 'frost', 'shade', 'dry'],
    true: '[h.n] had kept an eye on it, as [m.n] had said, and that had made all the difference.',
  },
  {
    said: '[m.n] also told [h.o] that there are two ways to lose a plant: to forget it, and to bother it.',
    of: ['water', 'digging', 'dry'],
    true: 'One must not forget a plant, and one must not bother it. Now [h.n] knew why [m.n] had said that.',
  },
  {
    said: 'A plant is like a baby, [m.n] said: it needs care every day, and it needs rest.',
    true: 'Care and rest, rest and care: [m.n] had been right about plants.',
  },
];

function given(t: Tale, walked: boolean, word: Advice): void {
  const here = [
    'One spring day, [h.s] [m.kind] had something for [h.him]. It was [seed], [looks].',
    '{One day|One morning} in spring, [h.his] [m.kind] gave [h.him] [seed].',
    'In an old jar on the shelf, [h] found [seed] {one day|one morning}. It was [looks]. [h.s] [m.kind] said that [h.he] could have it.',
    '{One day|One morning}, [h.s] [m.kind] opened one hand. In it lay [seed], [looks].',
  ];
  const back = [
    'Back at home, [h.his] [m.kind] had something for [h.him]. It was [seed], [looks].',
    'Back home, [h.his] [m.kind] gave [h.him] [seed].',
    'On the way back, [h] met [h.his] [m.kind], who gave [h.him] [seed]. It was [looks].',
    'At home, in an old jar on the shelf, [h] found [seed]. It was [looks]. [h.s] [m.kind] said that [h.he] could have it.',
    '[h.s] [m.kind] was waiting at home and opened one hand. In it lay [seed], [looks].',
  ];
  tersely(t, walked ? back : here);
  if (leisure(t))
    t.speak(
      'h',
      ['What is that? Can I eat it?', 'It is so small! What can one do with it?', 'May I plant it?'],
      [
        '[h.n] wanted to know what one could do with it.',
        '[h.n] looked at it from all sides.',
        '[h.n] held it to one ear. It did not say anything.',
        '[h.n] almost put it in [h.his] mouth.',
        '[h.n] had never seen anything like it.',
      ],
    );
  if (t.has('Dialogue') || t.has('Foreshadowing') || leisure(t) || t.random.chance(0.4))
    t.speak(
      'm',
      [
        'Put it in the ground, give it water, and wait.',
        'There is a whole plant asleep in there. You only have to wake it up.',
        'If you take good care of it, something wonderful will come out.',
      ],
      [
        '[m] said that there was a whole plant asleep in it.',
        '[m] told [h.n] to plant it and to wait.',
        'It looked like nothing much. But [m] said that something big was hidden in it.',
        '[m] told [h.o] what it needed: earth, water, sun, and somebody to look after it.',
        'It was to go into the ground, and then one had to be patient.',
      ],
    );
  if (!t.has('Foreshadowing')) return;
  t.mark('hint');
  t.say(word.said);
}

function planted(t: Tale, { not }: Plant): void {
  const [one, two] = not;
  tersely(t, [
    'Next to the fence, [h.n] made a little hole and put [sown] in.',
    '[h.n] chose a place by the shed, made a hole as deep as a spoon for [sown], and said good night to it.',
    '[h.n] planted [sown] in the best corner of the garden and put a stick there, so that nobody would step on it.',
    'So [h.n] put [sown] into the ground by the wall.',
    '[h.n] planted [sown] right in front of the window.',
  ]);
  if (leisure(t))
    t.say(
      [
        'What would come out of it? Out of [seed] comes <knowledge?[plant]|[one]|[two]>, of course.',
        'One day, it was to be <knowledge?[plant]|[one]|[two]>.',
        '',
      ],
      { one, two },
    );
}

function waiting(t: Tale): void {
  aside(t, [
    'Then [h] waited. One day, two days, three days. Nothing.',
    'The next morning, [h] ran out before breakfast. There was only earth.',
    'Waiting was hard. [h] sat down next to the spot and looked at it until it was dark.',
    '[h] sang to [sown] and told it stories. It did not answer.',
  ]);
}

function bet(t: Tale): void {
  const other = friend(t);
  t.mark('Conflict');
  t.say(
    other.sort === 'animal'
      ? ['[f.a], who lived close by, looked over the fence and laughed.']
      : [
          '[f.n], who lived next door, looked over the fence and laughed.',
          '[h.s] friend [f.n] came by and laughed.',
        ],
  );
  t.speak(
    'f',
    [
      'Nothing will ever come out of that! You are talking to dirt!',
      'That is not a garden! That is a mud hole!',
    ],
    [
      '[f.n] said that nothing would ever come out of it.',
      '[f.n] said that [h.n] was silly to sit in front of dirt.',
      '[f.n] thought that it was a stone, and that [h.n] would wait for a hundred years.',
      '[f.n] said that nobody had ever seen such an empty bed.',
    ],
  );
  t.speak(
    'h',
    ['It will grow! You know nothing about it!', 'Go away! You will scare it with your loud voice!'],
    [
      '[h.n] got angry and told [f.n] to go away.',
      '[h.n] shouted that it would grow, and threw a bit of mud.',
      '[h.n] turned red and told [f.n] never to come back.',
      '[h.n] called [f.n] stupid, and [f.n] called [h.n] a mud face.',
    ],
    'angry',
  );
  aside(t, ['[f.n] stamped on the ground and left.', 'They did not talk to each other for many days.']);
}

function grows(t: Tale, plant: Plant, trouble: Trouble, word: Advice): void {
  tersely(t, trouble.saved);
  t.paragraph();
  if (trouble.name === 'water' || trouble.name === 'digging')
    t.say([
      'And then, one morning, there was something green!',
      'It was a long week. But then something green looked out of the ground!',
      'After ten days, two small leaves came up. [h.n] had only needed to wait.',
      'At last, a green tip came up.',
    ]);
  else
    aside(t, [
      'After that, the plant grew a little every day. One could almost see it.',
      'The days went by, and the plant got bigger and bigger.',
      'Every morning, the plant was a bit bigger than the evening before.',
      'Rain came, and sun came, and the plant grew.',
    ]);
  if (leisure(t))
    t.speak(
      'h',
      ['Look! Look what it has done!', 'It is growing! I can see it!', 'Good morning, little plant!'],
      [
        '[h.n] danced around the little plant.',
        '[h.n] called everybody to come and look.',
        '[h.n] lay down on the ground to look at the plant from very near.',
        '[h.n] said good morning to the plant, and then to everybody else.',
        '[h.n] jumped as high as [h.he] could.',
      ],
      'happy',
    );
  tersely(t, plant.grown);
  // What else comes up does so while it is still growing time.
  if (!t.has('Twist')) aside(t, plant.harvest);
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say([word.true, word.true, 'So that was what [m.n] had meant on the first day!']);
  }
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'But there was a surprise. A tiny toad had made its home under the leaves, and it had kept all the bugs away!',
      'Then something unexpected happened. Close by, another plant came up that nobody had planted. A bird must have dropped the seed!',
      'And what a surprise! One morning, a scarecrow stood next to the plant, with a smile of buttons. Nobody knew who had put it there.',
      ...(plant.plant !== 'an apple tree'
        ? []
        : [
            'And what a surprise! In the leaves, a little bird had built a nest, and there were three blue eggs in it.',
          ]),
    ]);
  }
  if (t.has('Conflict')) {
    t.say([
      'One day, [f.n] looked over the fence once more and saw what had grown there.',
      'Then [f.n] came by again and did not laugh this time.',
      'One morning, [f.n] stood there with big eyes and saw what had grown in the empty bed.',
    ]);
    makeUp(t, 'f', 'h');
  } else if (leisure(t))
    t.speak(
      'm',
      [
        'I could not have done it better.',
        'Now you are a real gardener.',
        'See? All of that was asleep in there.',
      ],
      [
        '[h.s] [m.kind] was proud of [h.him].',
        '[h.s] [m.kind] said that [h.n] was a real gardener now.',
        '[h.s] [m.kind] looked at all of it for a long time and nodded.',
        '[h.s] [m.kind] gave [h.him] the old straw hat that all the gardeners of the family had worn.',
      ],
      'happy',
    );
  t.moral(
    'good things take time',
    'what we take care of will grow',
    ...(['water', 'digging'].includes(trouble.name)
      ? ['one must be able to wait', 'too much can be as bad as too little']
      : []),
  );
  happyEnd(t, 'h', 'later');
  t.summarise(
    `[h.n] plants [seed] and takes care of it. There is some trouble, but in the end there is [plant].`,
    `[h.n] plants [seed]. In spite of some trouble, it turns into [plant].`,
  );
}

function gone(t: Tale, trouble: Trouble): void {
  t.say(trouble.ruined);
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      "And then came a surprise that hurt even more: in the neighbor's garden stood a big, strong plant. It had been the very same kind of seed.",
      'Only then did [h.n] hear, to [h.his] surprise, that it had been the last seed of its kind.',
    ]);
  }
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say(['[h.n] thought of what [m.n] had said on the first day. Now it was too late.']);
  }
  if (t.has('Conflict')) t.say(['[f.n] had been right, and said so, and that made it even worse.']);
  pang(t, 'h', 0.3, ['sad', 'very sad', 'so sorry']);
  t.moral(
    'one must take good care of what is small',
    'what we love needs us every day',
    ...(['water', 'digging'].includes(trouble.name) ? ['too much can be as bad as too little'] : []),
  );
  t.moment('joy', 'h', 0);
  sadAtHome(t);
  t.summarise('[h.n] plants [seed] and wants to see it grow, but in the end it is lost.');
}
