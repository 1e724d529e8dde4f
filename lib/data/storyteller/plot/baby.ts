/** A small animal has lost its mother; by looking, asking, listening and thinking, she is found, or not. */
import type { Tale } from '../tale.ts';
import { begin, elder, friend, goOut, happyEnd, makeUp, sadEnd } from '../telling/beats.ts';
import { article } from '../words/english.ts';
import type { Character } from '../world.ts';
import { startled } from './indoors.ts';
import { aside, leisure, pang } from './leisure.ts';
import type { Plot } from './plot.ts';
import { ASKED, YOUNG, type Young } from './young.ts';

export const baby: Plot = {
  name: 'baby',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  tell(t: Tale): void {
    const hero = begin(t);
    const young = t.random.pick(
      YOUNG.filter(({ baby: small, mother }) => small !== hero.kind && mother !== hero.kind),
    );
    // She has a part in the story although she is called by her kind.
    const mother = t.stranger(young.mother, 'big', hero);
    t.bind({
      mum: { ...mother, pronoun: 'she' },
      // What it is stays a riddle until its signs have been looked at.
      k: 'animal',
      mother: young.mother,
      sign: t.random.pick(young.signs),
      den: young.home,
      sound: young.sound,
    });
    if (t.has('Foreshadowing')) {
      elder(t);
      t.mark('hint');
      t.say([
        '[h.s] [m.kind] had once told [h.him] how to find out who belongs to whom: look closely, and then think.',
        '[h.s] [m.kind] always said that one who looks closely does not have to guess.',
        '[h.s] [m.kind] liked to say that everyone carries a sign of home, and one only has to see it.',
      ]);
    }
    t.paragraph();
    const place = goOut(t, [], ['field', 'wood', 'farm', 'water']);
    t.bind({ spot: t.random.pick(place.spots) });
    t.scenery('h');
    t.moment('way', 'h', 0.2);
    startled(t);
    found(t);
    if (t.has('Conflict')) claimed(t, young);
    t.paragraph();
    const asks = leisure(t) || t.random.chance(0.4);
    if (asks) ask(t, young);
    t.moment('think', 'h', 0.15);
    t.say([
      '[h] looked at the [k] {once more|from all sides} and saw that [sign].',
      'Then [h] looked at the [k] and noticed that [sign].',
      'What kind of mom could it have? [h] looked at it closely: [sign].',
      '[h] sat down and looked at the little [k]. One thing was clear: [sign].',
    ]);
    t.bind({ k: young.baby });
    if (t.has('Foreshadowing')) {
      t.mark('payoff');
      t.say([
        '[h.n] remembered what [h.his] [m.kind] had said, and thought about it.',
        'That was just what [h.his] [m.kind] had meant.',
        'How good that [h.his] [m.kind] had taught [h.him] to look closely!',
      ]);
    }
    const others = t.random.shuffle(
      ['duck', 'horse', 'cat', 'sheep', 'owl', 'cow'].filter((kind) => kind !== young.mother),
    );
    const named = leisure(t) || t.random.chance(0.4);
    if (named)
      t.say(
        [
          'So it was a(n) [k], and its mom had to be <knowledge?[amother]|[w1]|[w2]>!',
          'Now it was clear: it was a(n) [k], the child of <knowledge?[amother]|[w1]|[w2]>.',
          'It was a(n) [k]! And whose child is a(n) [k]? It is the child of <knowledge?[amother]|[w1]|[w2]>, of course!',
          'So it was a(n) [k], and a(n) [k] has <knowledge?[amother]|[w1]|[w2]> for a mom.',
        ],
        { amother: one(young.mother), w1: one(others[0]!), w2: one(others[1]!) },
      );
    t.say(
      [
        named
          ? 'They went to look for the mom <knowledge?[den]|[nothome]>.'
          : 'It was a(n) [k], the child of a(n) [mother]! They went to look for the mom <knowledge?[den]|[nothome]>.',
        `${named ? 'And' : 'It was a(n) [k], the child of a(n) [mother]. And'} where does a(n) [mother] live? They went to look [den].`,
        '[h] knew that such a mom lives <knowledge?[den]|[nothome]>, so that was the way to go.',
        'Slowly and carefully, [h] carried the [k] and looked [den].',
      ]
        .slice(0, named ? 4 : 2)
        .slice(0, hero.sort === 'animal' || ['calf', 'foal', 'cub'].includes(young.baby) ? 3 : 4),
      { nothome: young.notHome },
    );
    t.paragraph();
    if (t.has('BadEnding')) inVain(t);
    else home(t, young, asks);
  },
};

function one(kind: string): string {
  return `${article(kind)} ${kind}`;
}

function found(t: Tale): void {
  t.say([
    '[spot], [h] found a little [k]. It was all alone.',
    'Then [h] saw a little [k] that was all alone.',
    '[h] heard a small cry. It was a little [k] without its mom.',
    'Something small moved [spot]. It was a little [k] that was lost.',
    'What was that sound? [h] went closer. [spot] sat a(n) [k], all alone, and it shook all over.',
    'A little [k] came right up to [h.o] and would not go away. Its mom was nowhere to be seen.',
  ]);
  const asked = leisure(t) || (t.has('Dialogue') && (t.has('BadEnding') || t.random.chance(0.4)));
  if (asked)
    t.speak(
      'h',
      [
        'Where is your mom, little one?',
        'Are you lost? Do not be afraid!',
        'You are so small. Why are you all alone?',
        'Oh, you poor little thing! Who do you belong to?',
        'Did you run away, or did you get lost?',
      ],
      [
        'Where could its mom be? [h] wanted to find her.',
        '[h] wanted to help it to find its mom.',
        'Somewhere, a mom was looking for it. [h] was sure of that.',
      ],
    );
  if (t.has('Dialogue') && asked)
    t.say([
      'But the [k] only said, "^[sound]!"',
      'The [k] looked up and said, "^[sound]."',
      '"^[sound], [sound]," was the only answer.',
    ]);
  else if (!t.has('Dialogue'))
    aside(t, [
      'Little ones like that cannot say where they live.',
      'It made a small, sad sound.',
      'It was too little to find the way alone.',
    ]);
  t.moment('sad', 'h', 0);
}

const TRIES = 8;

/** A friend who would not know at once what the little one is. */
function friendUnlike(t: Tale, { baby: small, mother }: Young): Character {
  let other = friend(t);
  for (let tries = 0; tries < TRIES && (other.kind === small || other.kind === mother); tries++)
    other = friend(t);
  return other;
}

function claimed(t: Tale, young: Young): void {
  const other = friendUnlike(t, young);
  t.mark('Conflict');
  t.say(
    other.sort === 'animal'
      ? ['[f.a] came along and wanted to have the [k].', 'Then [f.a] saw it, and came running.']
      : [
          'A(n) [f.kind] named [f.n] came along and wanted to have the [k].',
          'Then a(n) [f.kind] named [f.n] saw it, and came running.',
        ],
  );
  t.speak(
    'f',
    [
      'I saw it first! It is mine!',
      'Give it to me! I want to keep it!',
      'I will take it home and put it in a box!',
      'Let me have it! I always wanted a little [k]!',
    ],
    [
      '[f.n] said that it was [f.own] and pulled at it.',
      '[f.n] wanted to put it in a box and keep it.',
      '[f.n] was sure that it would make a nice pet, and took hold of it.',
      '[f.n] had always wanted to have one, and would not listen.',
    ],
    'angry',
  );
  t.speak(
    'h',
    [
      'Stop! You will hurt it! It wants to go home!',
      'No! It is not a toy!',
      'Do not touch it! It has a mom, and she is waiting!',
    ],
    [
      '[h.n] got angry and stood in front of the [k].',
      '[h.n] shouted that it was not a toy, and pushed [f.n] away.',
    ],
    'angry',
  );
  t.say([
    '[f.n] was cross, but came along to see what would happen.',
    'They did not say another word to each other. But [f.n] followed a few steps behind.',
    '[f.n] kicked a stone and walked behind them with a dark face.',
  ]);
}

/** Some who are not the mother are asked, and give the reason. */
function ask(t: Tale, young: Young): void {
  const { kind: own } = t.character('h');
  const other = t.cast.f === undefined ? '' : t.character('f').kind;
  const asked = t.random
    .shuffle(ASKED.filter(({ kind }) => kind !== young.mother && kind !== own && kind !== other))
    .slice(0, 1 + (t.unhurried && leisure(t) ? t.random.int(2) : 0));
  asked.forEach(({ kind, cover, sound }, index) => {
    const animal = t.stranger(
      kind,
      t.random.pick(['old', 'fat', 'sleepy', 'friendly', 'busy', 'big', 'kind']),
      t.character('h'),
    );
    // Only a mom can be asked whether she is one.
    t.bind({ x: { ...animal, pronoun: 'she' }, cover, voice: sound, have: young.cover });
    const first = index === 0 ? 'Soon' : 'Then';
    const puts = t.has('Dialogue') || leisure(t);
    t.say([
      ...(puts
        ? [
            `${first} they came to [x.a].`,
            `${first} they met [x.a] {by the gate|on the path|under a tree}.`,
            `${index === 0 ? 'Not far away' : 'A little farther on'} stood [x.a].`,
          ]
        : [`${first} they met [x.a]. Was she the mom?`, `${first} [h] asked [x.a] if she was the mom.`]),
    ]);
    if (puts)
      t.speak(
        'h',
        [
          'Is this your little one?',
          'Are you the mom of this [k]?',
          'Does this little one belong to you?',
          'Have you lost a child?',
        ],
        ['[h.n] wanted to know if the [k] belonged to [x.o].', 'Was she the mom of the little [k]?'],
      );
    const direct = [
      'Mine is here with me. But I hope that you find its mom.',
      'No. Look at it closely, and think!',
    ];
    const indirect = [
      'But [x] shook [x.his] head.',
      'But it was not [x.his] little one.',
      'She looked at the [k] and at her own feet. No, it was not hers.',
      'No, [x.the] was not the mom.',
      'But all of her own children were at home.',
    ];
    if (cover !== young.cover) {
      direct.push(
        'Look at me. I have [cover], and it has [have].',
        'No, no. My children have [cover], not [have].',
      );
      indirect.push(
        'But the [x.kind] had [cover], and the [k] had [have].',
        'But anybody could see that a(n) [x.kind] has [cover], and this one had [have].',
      );
    } else if (sound !== '') {
      direct.push(
        'We say [voice] in my family. What does it say?',
        'No. My children say [voice], and this one says [sound].',
      );
      indirect.push('But the [x.kind] said [voice], and the [k] said [sound].');
    }
    t.speak('x', direct, indirect);
  });
}

function inVain(t: Tale): void {
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'But there was a bad surprise: the place was empty, and the whole family had moved away.',
      'But then came a bad surprise: the mom had been taken away that very morning, nobody knew where.',
    ]);
  } else
    t.say([
      'But nobody was there. They waited until it was night, and no mom came.',
      'But the mom was gone, and nobody knew where to.',
      'They called until their voices were gone. There was no answer but the wind.',
      'The place was there, but it was cold and still. Nobody had been there for days.',
      'They looked in every corner. There were some tracks in the mud, old ones, and nothing else.',
    ]);
  t.say([
    'The little [k] cried, and nothing could help it.',
    'The [k] lay down, so small, and did not want to eat.',
    'All night long, the [k] called for its mom.',
  ]);
  t.moral(
    'we must stay close to those who love us',
    'some things cannot be made right again',
    'not everything that is lost can be found',
  );
  pang(t, 'h', 0.3, ['very sad', 'so sad', 'sad']);
  t.moment('joy', 'h', 0);
  sadEnd(t);
  t.summarise(
    '[h.n] finds a lost [k] and looks for its mom, but cannot find her.',
    '[h.n] tries to bring a little [k] back to its mom. But she is gone, and nobody can help.',
  );
}

function home(t: Tale, { mother, glad }: Young, asked: boolean): void {
  t.bind({ glad });
  t.say([
    'And there she was! The [mother] had looked for her [k] all day.',
    'There stood a(n) [mother], and she was so happy to see her little one.',
    'Its mom saw them from far away and came at once.',
    'Somebody called, and the [k] lifted its head. It knew that voice! It was its mom, a big [mother].',
    'A big [mother] looked up, and in a moment she was with her child.',
  ]);
  aside(t, ['The [k] [glad].', 'Full of joy, the little [k] [glad].']);
  if (t.has('Dialogue'))
    t.say([
      '"Thank you," said [mum.n]. "You looked closely, and you have a kind heart."',
      '"Thank you for bringing my child home," said [mum.n].',
      '[mum.n] said, "You are always welcome here, [h.n]."',
      '"I looked for it everywhere," said [mum.n]. "How can I thank you?"',
    ]);
  else
    t.say([
      '[mum.n] thanked [h.n] with all her heart.',
      '[mum.n] could not thank [h.n] enough.',
      '[mum.n] looked at [h.n] with warm eyes, and that was a thank you.',
      '[mum.n] put her head on [h.ns] shoulder for a moment.',
      'How thankful [mum.n] was! One could see it in her eyes.',
      'For a moment, [mum.n] and [h.n] looked at each other, and no words were needed.',
      'Three times [mum.n] bowed to [h.n].',
    ]);
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say(
      ['horse', 'cow', 'bear'].includes(mother)
        ? [
            'Then something unexpected happened. The [mother] took [h.n] on her back and carried [h.him] all the way home!',
            'And then, to the surprise of everybody, the [mother] knelt down and let [h.n] ride on her back!',
          ]
        : [
            'And then came a big surprise: behind [mum.n] were six more little ones, and all of them looked the same!',
            'And what a surprise! She knew [h.n] well. Every day, she had seen [h.him] go by!',
            'Then something unexpected happened. Another [k] came out of the grass, and then one more. All of them had been lost, and all had followed [h.n]!',
          ],
    );
  }
  if (t.has('Conflict')) makeUp(t, 'f', 'h');
  t.moral(
    'everybody belongs somewhere',
    'one who looks closely can find the way',
    'it is good to help the small ones',
    'nobody is happier than one who is home again',
    ...(t.has('Conflict') ? ['animals are not toys'] : []),
  );
  happyEnd(t);
  t.summarise(
    asked
      ? '[h.n] finds a lost [k], asks around, and brings it back to its mom.'
      : '[h.n] finds a lost [k], thinks of what it looks like, and brings it back to its mom.',
    'A little [k] has lost its mom. [h.n] looks at it closely and finds out who she is.',
    'Because [h.n] looks closely, a lost [k] finds its mom [den].',
  );
}
