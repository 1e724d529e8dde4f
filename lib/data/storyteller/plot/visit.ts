/** A way with a bag in which there are two things; one is given away, and what is left arrives. */
import type { Tale } from '../tale.ts';
import { address, begin, elder, friend, happyEnd, ONE_DAY, sadEnd, thanks } from '../telling/beats.ts';
import type { Plot } from './plot.ts';

export const visit: Plot = {
  name: 'visit',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  tell(t: Tale): void {
    const hero = begin(t);
    const toFriend = t.random.chance(0.5);
    const host = toFriend ? friend(t) : elder(t, ['grandma', 'grandpa', 'aunt', 'uncle']);
    t.bind({ v: host });
    const first = t.choice.object('food');
    const second = t.choice.object('food');
    t.bind({ a: first, b: second });
    t.paragraph();
    if (toFriend)
      t.say(
        host.sort === 'animal'
          ? [`${ONE_DAY}, [h] heard that [f.a], [h.his] best friend, was sick.`]
          : [
              `${ONE_DAY}, [h] heard that [h.his] best friend [f.n] was sick.`,
              `${ONE_DAY}, [h.ns] friend [f.n] was sick and had to stay in bed.`,
            ],
      );
    else
      t.say([
        `${ONE_DAY}, [h] heard that [h.his] [m.kind] was sick.`,
        `${ONE_DAY}, [h] wanted to visit [h.his] [m.kind], who was sick in bed.`,
      ]);
    t.world.own(hero, first);
    t.world.own(hero, second);
    t.say([
      '[h] took a bag and put two things into it: [a.a] and [b.a].',
      '[h] packed [a.a] and [b.a] in [h.his] bag.',
      'In [h.his] bag, [h] put [a.a] and [b.a]. Nothing else was in it.',
    ]);
    if (t.has('Foreshadowing')) {
      t.mark('hint');
      t.say([
        'Over the door hung an old saying. It said that a gift always finds its way back.',
        'On the bag, somebody had long ago sewn the words that a gift finds its way back.',
      ]);
    }
    const place = t.somewhere(hero, ['wood', 'field', 'water']);
    t.world.go(hero, place);
    t.bind({ the: place.the, at: place.at });
    t.say([
      'The way went past [the].',
      'To get there, [h] had to go past [the].',
      'It was a long way, and it led past [the].',
    ]);
    t.day('h', 0);
    t.scenery('h');
    t.moment('way', 'h', 0.5);
    t.paragraph();
    const kind = t.random.pick(
      ['fox', 'hen', 'goat', 'crow', 'hedgehog', 'mouse', 'squirrel', 'donkey', 'badger'].filter(
        (name) => name !== hero.kind && name !== host.kind,
      ),
    );
    const beggar = t.stranger(kind, t.random.pick(['hungry', 'thin', 'old', 'tired']), hero);
    t.bind({ x: beggar });
    t.say([
      '{There|Half way there|On the road}, [h.n] met [x.a].',
      'Suddenly, [x.a] stood in the way.',
      'Behind a bush sat [x.a].',
    ]);
    t.speak(
      'x',
      [
        'I have not eaten all day. Do you have something for me?',
        'I am so hungry. What do you have in your bag?',
        'Please, can you give me something to eat?',
      ],
      ['[x] was hungry and asked for something to eat.', '[x] had not eaten all day.'],
      'sad',
    );
    if (t.has('Conflict')) {
      t.mark('Conflict');
      t.speak(
        'h',
        ['No! It is not for you! Go away!', 'This is for somebody who is sick! You cannot have it!'],
        ['[h.n] did not want to give anything away.'],
        'angry',
      );
      t.speak(
        'x',
        ['Then I will take it! Give it to me!', 'How mean you are! I will get it anyway!'],
        ['[x] got angry and pulled at the bag. They began to fight over it.'],
        'angry',
      );
      t.moment('fear', 'h', 0.5);
      t.say('They pulled and pulled until both were tired. Then [h.n] saw how thin [x] was.');
    }
    t.moment('think', 'h', 0.5);
    t.say([
      '[h] opened the bag, took out [a.the] and gave it to [x.o].',
      '[h.n] looked into the bag. Then [h.he] gave [a.the] to [x.o].',
      '[h.n] could not bear to see anybody hungry. [h.he] gave [x.o] [a.the].',
    ]);
    t.world.give(hero, beggar, first);
    t.world.vanish(beggar, first);
    thanks(t, 'x', 'h');
    t.say([
      'Now only [b.the] was left in the bag.',
      'There was still [b.the] in the bag.',
      'Now [h.n] had only [b.the] left.',
    ]);
    t.paragraph();
    if (t.has('BadEnding')) {
      t.world.lose(second, 'in a ditch');
      t.say([
        'Then [h] fell into a ditch, and [b.the] rolled away into the dark. [h.he] never found it.',
        'But then it began to rain, the bag broke, and [b.the] was lost in the mud.',
      ]);
      if (t.has('Twist')) {
        t.mark('Twist');
        t.say('When [h.n] came to the house, there was a bad surprise. Nobody was there any more.');
      } else t.say('With an empty bag, [h.n] came much too late. The door was locked, and nobody opened.');
      if (t.has('Foreshadowing')) {
        t.mark('payoff');
        t.say('This time, no gift had found its way back, whatever the old saying said.');
      }
      t.moral('one should not stay too long on the way', 'a good heart must also be careful');
      t.sorrow('h', 0.3, ['very sad', 'so sad', 'sad']);
      t.moment('joy', 'h', 0);
      sadEnd(t);
      t.summarise(
        `[h.n] wants to bring food to ${toFriend ? '[f.n]' : '[h.his] [m.kind]'}, but in the end the bag is empty and [h.he] comes too late.`,
      );
      return;
    }
    t.say([`At last, [h.n] came to [v.ns] house.`, `Soon [h.n] knocked on [v.ns] door.`]);
    t.speak(
      'v',
      [
        `Come in, ${address(t, 'h')}! What do you have in your bag?`,
        `How nice to see you, ${address(t, 'h')}!`,
      ],
      ['[v.n] was so glad to see [h.n].'],
      'happy',
    );
    t.speak(
      'h',
      [
        'I had two things, but I gave one to somebody who was hungry. This is for you.',
        'I only have [b.a]. I gave the other thing away.',
      ],
      ['[h.n] told [v.o] about the hungry [xkind] on the way.'],
      'plain',
      { xkind: kind },
    );
    t.world.give(hero, host, second);
    t.say(['[h.n] gave [v.o] [b.the].', 'Then [h.n] took out [b.the] and gave it to [v.o].']);
    if (t.has('Twist')) {
      t.mark('Twist');
      t.say([
        `Just then, something unexpected happened. There was a knock on the door, and outside stood the ${kind} with a basket full of berries for everybody!`,
        `To their surprise, the ${kind} came in through the window. There were flowers from the woods for everybody!`,
      ]);
      if (t.has('Foreshadowing')) {
        t.mark('payoff');
        t.say('The old saying was true: a gift had found its way back.');
      }
    } else if (t.has('Foreshadowing')) {
      t.mark('payoff');
      t.say(
        `The next morning, a basket of berries stood before the door of [h.n]. It was from the ${kind}. The old saying was true.`,
      );
    }
    t.say([
      'After some days, [v.n] was well again.',
      'They sat together and told stories, and soon [v.n] felt better.',
      'They laughed so much that [v.n] forgot to be sick.',
    ]);
    t.moral(
      'there is always enough to share',
      'one who gives is never poor',
      'it is good to think of others',
    );
    happyEnd(t, toFriend ? 'both' : 'h');
    t.summarise(
      `[h.n] has two things in [h.his] bag for ${toFriend ? '[f.n]' : '[h.his] [m.kind]'}. On the way, [h.he] gives one of them to a hungry ${kind}.`,
      `On the way to ${toFriend ? '[f.n]' : '[h.his] [m.kind]'}, [h.n] meets somebody hungry and gives away half of what [h.he] has.`,
    );
  },
};
