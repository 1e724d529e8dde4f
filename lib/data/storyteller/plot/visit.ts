/** A way with a bag in which there are two things; one is given away, and what is left arrives, or not. */
import type { Tale } from '../tale.ts';
import { address, begin, elder, friend, happyEnd, ONE_DAY, sadEnd, thanks } from '../telling/beats.ts';
import type { Noun } from '../words/lexicon.ts';
import { startled } from './indoors.ts';
import { aside, leisure, pang } from './leisure.ts';
import type { Plot } from './plot.ts';
import { present } from './presents.ts';

const BEGGARS = ['fox', 'hen', 'goat', 'crow', 'hedgehog', 'mouse', 'squirrel', 'donkey', 'badger', 'raven'];

/** Those that eat whatever they get. */
const EAT_ALL = ['fox', 'crow', 'hedgehog', 'badger', 'raven', 'mouse'];
/** Those that eat nothing but plants and bread. */
const GRAZING = ['goat', 'donkey'];
const OF_MEAT = ['pizza', 'sandwich', 'egg', 'hot dog', 'hamburger', 'sausage', 'popsicle'];
const OF_BREAD = ['bun', 'pretzel', 'cracker'];

/** Whether such an animal would eat it. */
function eats(kind: string, { word, kind: sort }: Noun): boolean {
  if (EAT_ALL.includes(kind) || sort === 'fruit' || sort === 'vegetable') return true;
  return GRAZING.includes(kind) ? OF_BREAD.includes(word) : !OF_MEAT.includes(word);
}

export const visit: Plot = {
  name: 'visit',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  nouns: ['food'],
  tell(t: Tale): void {
    const hero = begin(t);
    const toFriend = t.random.chance(0.5);
    const host = toFriend ? friend(t) : elder(t, ['grandma', 'grandpa', 'aunt', 'uncle']);
    t.bind({
      v: host,
      a: present(t, 'food'),
      b: present(t, 'food'),
      whom: toFriend ? host.name : `${hero.pronoun === 'he' ? 'his' : 'her'} ${host.kind}`,
    });
    t.paragraph();
    news(t, toFriend);
    pack(t);
    const place = t.somewhere(hero, ['wood', 'field', 'water'], ['valley', 'forest path']);
    t.world.go(hero, place);
    t.bind({ the: place.the, at: place.at });
    t.say([
      'The way went past [the].',
      'To get to the house of [v.n], [h] had to go past [the].',
      'It was a long way, and it led past [the].',
      'The shortest way led past [the], and so [h] took that one.',
      'The sun was still low when [h] came past [the].',
    ]);
    t.day('h', 0);
    t.scenery('h');
    t.moment('way', 'h', 0.2);
    startled(t);
    if (t.unhurried && t.random.chance(0.4)) tempted(t);
    t.paragraph();
    const kind = t.random.pick(
      BEGGARS.filter((name) => name !== hero.kind && name !== host.kind && eats(name, t.thing('a').noun)),
    );
    t.bind({ x: t.stranger(kind, t.random.pick(['hungry', 'thin', 'old', 'tired']), hero), xkind: kind });
    met(t);
    t.paragraph();
    if (t.has('BadEnding')) tooLate(t);
    else arrival(t);
  },
};

function news(t: Tale, toFriend: boolean): void {
  if (toFriend)
    t.say(
      t.character('v').sort === 'animal'
        ? [
            `${ONE_DAY}, [h] heard that [f.a], [h.his] best friend, was sick.`,
            `${ONE_DAY}, somebody told [h.o] that [f.a] was in bed with a cold. And [f.n] was [h.ns] best friend!`,
          ]
        : [
            `${ONE_DAY}, [h] heard that [h.his] best friend [f.n] was sick.`,
            `${ONE_DAY}, [h.ns] friend [f.n] was sick and had to stay in bed.`,
            `${ONE_DAY}, [h] waited for [h.his] friend [f.n], but [f.n] did not come. [f.he] was in bed with a cold.`,
          ],
    );
  else
    t.say([
      `${ONE_DAY}, [h] heard that [h.his] [m.kind] was sick.`,
      `${ONE_DAY}, [h] wanted to visit [h.his] [m.kind], who was sick in bed.`,
      `${ONE_DAY}, a letter came. [h.s] [m.kind] had a cold and was all alone.`,
      `${ONE_DAY}, [h] was told that [h.his] [m.kind] had hurt one foot and could not go out.`,
    ]);
}

function pack(t: Tale): void {
  t.world.own(t.character('h'), t.thing('a'));
  t.world.own(t.character('h'), t.thing('b'));
  t.say([
    'For the visit, [h] took a bag and put two things into it: [a.a] and [b.a].',
    'For the visit, [h] packed [a.a] and [b.a] in [h.his] bag.',
    '[h] wanted to bring something along. In [h.his] bag, [h.he] put [a.a] and [b.a]. Nothing else was in it.',
    'What does one bring to somebody who cannot go out? [h] put [a.a] and [b.a] in a bag.',
    'In the kitchen were [a.a] and [b.a]. Both of them went into [h.ns] bag, for the visit.',
  ]);
  if (!t.has('Foreshadowing')) return;
  t.mark('hint');
  t.say([
    'Over the door hung an old saying: a gift always finds its way back.',
    'On the bag, somebody had long ago sewn the words that a gift finds its way back.',
    'People in the village said that a gift always finds its way back.',
  ]);
}

function tempted(t: Tale): void {
  t.say([
    'How good the bag smelled! But it was not for [h.o], and [h.he] did not even open it.',
    'After an hour, [h] was hungry. [h.he] looked at the bag, and then closed it again.',
    'The bag was heavy, and [h] changed it from one arm to the other.',
    '[h] sat down on a stone for a moment and looked into the bag. Yes, [a.the] and [b.the] were still there.',
  ]);
}

/** Somebody hungry gets the first thing. */
function met(t: Tale): void {
  t.say([
    '{There|Halfway there|On the road}, [h.n] met [x.a].',
    'Suddenly, [x.a] stood in the way.',
    'Behind a bush sat [x.a].',
    'Somebody sighed behind a tree. It was [x.a].',
    'At the side of the path, [x.a] looked for something in the dry leaves and found nothing.',
  ]);
  t.speak(
    'x',
    [
      'I have not eaten all day. Do you have something for me?',
      'I am so hungry. What do you have in your bag?',
      'Please, can you give me something to eat?',
      'My tummy is as empty as a drum. Could I have a bite?',
      'It smells so good here. Is that your bag?',
    ],
    [
      '[x] looked at the bag and asked for something to eat.',
      '[x] had not eaten all day.',
      '[x] could not take [x.his] eyes off the bag.',
      'The smell of the bag had brought [x.o] there. [x.he] begged for a bite.',
      '[x.ns] knees were weak from hunger.',
      '[x] looked up with big eyes and begged.',
    ],
    'sad',
  );
  if (t.has('Conflict')) {
    t.mark('Conflict');
    t.speak(
      'h',
      [
        'No! It is not for you! Go away!',
        'This is for somebody who is sick! You cannot have it!',
        'Find something yourself! This is not for you!',
      ],
      [
        '[h.n] did not want to give anything away.',
        '[h.n] held the bag tight and said no, three times.',
        '[h.n] hid the bag behind [h.his] back and shook [h.his] head.',
        '[h.n] said angrily that it was for somebody sick, and that beggars should go away.',
      ],
      'angry',
    );
    t.speak(
      'x',
      ['Then I will take it! Give it to me!', 'How mean you are! I will get it anyway!'],
      [
        '[x] got angry and pulled at the bag. They began to fight over it.',
        '[x] got hold of the bag and would not let go, and they shouted at each other.',
        '[x] called [h.n] mean and stingy, and bit into the bag.',
        'Soon each of them had one end of the bag, and they pulled as hard as they could.',
      ],
      'angry',
    );
    t.moment('fear', 'h', 0.5);
    t.say([
      'They both pulled at the bag until they were tired. Then [h.n] saw how thin [x] was.',
      'They pulled so hard that the bag almost broke. All at once, [x] let go and began to cry, and [h.n] felt sorry.',
      'They pulled at the bag, and then both of them fell into the grass. [h.n] felt how light [x] was, and was ashamed.',
      'Each of them pulled at the bag, and [h.n] was the stronger one. But when [x] let go, there were tears in [x.his] eyes.',
    ]);
  }
  t.moment('think', 'h', 0.15);
  t.say([
    '[h.n] opened the bag, took out [a.the] and gave it to [x.o].',
    '[h.n] looked into the bag. Then [h.he] gave [a.the] to [x.o].',
    t.has('Conflict')
      ? '[h.n] was sorry for the loud words. [h.he] gave [x.o] [a.the].'
      : '[h.n] could not bear to see anybody hungry. [h.he] gave [x.o] [a.the].',
    'One of the two things would be enough. So [h.n] held out [a.the].',
    '[h.n] knew how it felt to be hungry, and put [a.the] in front of [x.o].',
  ]);
  t.world.give(t.character('h'), t.character('x'), t.thing('a'));
  t.world.vanish(t.character('x'), t.thing('a'));
  aside(t, [
    'It was gone in one bite.',
    'One, two, three bites, and it was gone.',
    '[x.n] ate it all up, to the last crumb.',
    'Never had anybody eaten so fast.',
  ]);
  if (leisure(t)) thanks(t, 'x', 'h', 'gift');
  if (leisure(t) || t.has('BadEnding'))
    t.say([
      'Now only the <context?[b.word]|[a.word]> was left in the bag.',
      'There was still the <context?[b.word]|[a.word]> in the bag.',
      'Now [h.n] had only the <context?[b.word]|[a.word]> left.',
      'The bag was lighter now. In it was nothing but the <context?[b.word]|[a.word]>.',
    ]);
}

function tooLate(t: Tale): void {
  t.world.lose(t.thing('b'), 'in a ditch');
  t.say([
    'Then [h] fell into a ditch, and [b.the] rolled away into the bushes. [h.he] never found it.',
    'But then it began to rain, the bag broke, and [b.the] was lost in the mud.',
    'At the river, [h] slipped. The bag fell into the water and floated away, with [b.the] in it.',
    'A strong wind came up and pulled the bag out of [h.s] arms. Over the hedge it flew, with [b.the] in it.',
  ]);
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'When [h.n] came to the house, there was a bad surprise. Nobody was there any more.',
      'And at the house came a surprise, and not a good one: [whom] was not there. A cart had taken [v.him] to a doctor, far away.',
    ]);
  } else
    t.say([
      'With nothing left to give, [h.n] came much too late. The door was locked, and nobody opened.',
      'It was dark when [h.n] got there. All the lights were out, and nobody opened the door.',
      'At the house, nobody opened. A neighbor said that [whom] had waited all day and was asleep now, and that it was too late for a visit.',
      'At the door, [h.n] had nothing to give any more, and did not dare to knock.',
    ]);
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say([
      'This time, no gift had found its way back, whatever the old saying said.',
      'The old saying about gifts had not come true that day.',
    ]);
  }
  t.moral('one should not stay too long on the way', 'a good heart must also be careful');
  pang(t, 'h', 0.3, ['very sad', 'so sad', 'sad']);
  t.moment('joy', 'h', 0);
  sadEnd(t);
  t.summarise(
    '[h.n] wants to bring food to [whom], but in the end the bag is empty, and there is no visit.',
    'On the way to [whom], [h.n] gives away [a.the] and loses [b.the]. Nothing comes of the visit.',
  );
}

function arrival(t: Tale): void {
  t.say([
    'At last, [h.n] came to [v.ns] house.',
    'Soon [h.n] knocked on [v.ns] door.',
    'In the afternoon, [h.n] saw the house of [whom]. Smoke came out of the chimney.',
    'The door was not locked, and [h.n] tiptoed in. There lay [v.n], under two blankets.',
  ]);
  t.speak(
    'v',
    [
      `Come in, ${address(t, 'h')}! What do you have in your bag?`,
      `How nice to see you, ${address(t, 'h')}!`,
      `You came all this way, ${address(t, 'h')}? How kind of you!`,
      `${address(t, 'h')}! I was so bored, all alone in bed.`,
    ],
    [
      '[v.n] was so glad to see [h.n].',
      '[v.n] sat up in bed and smiled for the first time that day.',
      'A visit was just what [v.n] had wished for.',
      '[v.n] was pale, but smiled at once.',
      '[v.n] had been counting the flies on the wall, and was happy to see a face.',
    ],
    'calm',
  );
  if (leisure(t))
    t.speak(
      'h',
      [
        'I had two things, but I gave one to somebody who was hungry. This is for you.',
        'I only have [b.a]. I gave the other thing away.',
        'There were two things in the bag. But somebody on the way needed one of them more.',
      ],
      [
        '[h.n] told [v.o] about the hungry [xkind] on the way.',
        '[h.n] was a little ashamed that there was only one thing left, and told the whole story.',
        '[h.n] told it all, from the first step to the last.',
        '[h.n] said that there had been two things in the bag that morning, and told how one of them was eaten.',
        'The bag looked thin. [h.n] explained why.',
      ],
    );
  t.world.give(t.character('h'), t.character('v'), t.thing('b'));
  t.say([
    '[h.n] reached into the bag, took out the <context?[b.word]|[a.word]> and gave it to [v.o].',
    'Then [h.n] took out [b.the] and put it on the blanket.',
    '[h.n] gave [v.o] [b.the], and they shared it.',
  ]);
  aside(t, [
    'With such a visit, [v.n] soon felt better.',
    'They sat together and told stories, and soon [v.n] felt better.',
    'They told jokes and laughed so much that [v.n] forgot everything else.',
    '[h.n] made a cup of hot <knowledge?tea|sand|ice>, and shook the pillow. It helped.',
    '[h.n] read a story aloud, and [v.n] listened with closed eyes.',
  ]);
  came(t);
  t.moral(
    'there is always enough to share',
    // Only where something has come back.
    ...(t.has('Twist') || t.has('Foreshadowing') ? ['one who gives is never poor'] : []),
    'it is good to think of others',
    'half of something given gladly is better than all of it',
    ...(t.has('Conflict') ? ['one should look twice before one gets angry'] : []),
  );
  happyEnd(t);
  t.summarise(
    '[h.n] has two things in [h.his] bag for [whom]. On the way, [h.he] gives one of them to a hungry [xkind].',
    'On the way to [whom], [h.n] meets somebody hungry and gives away half of what [h.he] has.',
    '[h.n] visits [whom], who is not well. A hungry [xkind] on the way gets [a.the], and [whom] gets [b.the].',
  );
}

/** What was given comes back, as a surprise or as was said. */
function came(t: Tale): void {
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'Just then, something unexpected happened. There was a knock on the door, and outside stood the [xkind] with a basket full of dry pine cones for the fire!',
      'To their surprise, the [xkind] looked in through the window and had brought flowers from the woods for everybody!',
      ...(t.has('Foreshadowing')
        ? []
        : [
            'And then came a big surprise. The [xkind] looked in at the door. [x.he] knew the house well and wanted to pay a visit, too!',
          ]),
    ]);
    if (!t.has('Foreshadowing')) return;
    t.mark('payoff');
    t.say([
      'The old saying was true: a gift had found its way back.',
      '[h.n] thought of the old saying. So it was true!',
      'A gift finds its way back! [h.n] had never really believed it before.',
      'So that was what the old saying meant, about gifts that come back.',
    ]);
    return;
  }
  if (!t.has('Foreshadowing')) return;
  t.mark('payoff');
  t.say([
    'When [h.n] came home, a bunch of wild flowers lay before the door. It was from the [xkind]. The old saying was true.',
    'Then there was a knock. Outside lay a bunch of flowers, and the [xkind] ran off. So a gift did find its way back, as the old saying said!',
  ]);
}
