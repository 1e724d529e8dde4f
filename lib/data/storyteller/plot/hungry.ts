/** Somebody is hungry and goes from door to door. Everybody eats something else; will anybody share? */
import type { Tale } from '../tale.ts';
import { address, happyEnd, thanks } from '../telling/beats.ts';
import { PLACES } from '../words/places.ts';
import { visits } from './hungry-doors.ts';
import { EATERS, GIVERS, type Host, RIPE, SCARCE, SOURCES } from './hungry-foods.ts';
import { miser, payMiser } from './hungry-miser.ts';
import { brisk, leisure } from './leisure.ts';
import type { Plot } from './plot.ts';
import { absent, animalHero, meet } from './wayside.ts';

/** Kinds of nouns for what is told of as eaten or drunk before. */
const EATEN: readonly string[] = ['fruit', 'vegetable', 'baked', 'meal', 'drink'];

export const hungry: Plot = {
  name: 'hungry',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  tell(t: Tale): void {
    const eater = t.random.pick(EATERS);
    const hero = animalHero(t, [eater.kind]);
    hero.place = t.random.pick(PLACES.filter((place) => place.for === 'all' && place.scene === 'farm'));
    // Nobody called Clover looks for clover.
    const food = t.random.pick(
      eater.eats.filter((one) => !one.startsWith(hero.name.toLowerCase().replace(/y$/, ''))),
    );
    t.bind({ food, are: food.endsWith('s') && food !== 'grass' ? 'were' : 'was' });
    if (t.has('Foreshadowing')) kindness(t);
    else t.day('h', 0);
    t.paragraph();
    t.say([
      'One morning, [h] woke up because something growled. It was [h.his] own tummy.',
      'One day, there was nothing left to eat, not one bite. [h] looked into every corner.',
      // Nothing is ripe yet when the winter is over.
      ...(RIPE.includes(food)
        ? []
        : ['It had been a long winter, and [h.ns] cupboard was as empty as a drum.']),
      'For days, [h] had found nothing good to eat. [h.he] had gone to bed hungry and got up hungry.',
      'One day, [h] was so hungry that even the moon looked like something to eat.',
    ]);
    if (t.has('Foreshadowing')) t.day('h', 0);
    // What comes of that is the lesson.
    if (t.has('BadEnding') && t.has('MoralValue'))
      t.say([
        'As long as there was plenty, [h] had eaten it all up and had saved nothing.',
        'While others filled their cupboards, [h] had only played and had not put anything aside.',
        'There had been good days, when [h] could have saved something. [h.he] had not done it.',
      ]);
    if (leisure(t) || t.choice.due('sad') || t.choice.waits('hurt') || t.random.chance(0.3))
      t.sorrow('h', 0.3, ['weak', 'tired', 'sad', 'grumpy', 'a little dizzy']);
    t.say([
      'All [h] could think of was [food].',
      'What would [h] have given for some [food]!',
      '[h] thought of [food], and of nothing else.',
      'So [h] set out to look for [food].',
    ]);
    // Who is so hungry has had no breakfast.
    if (!EATEN.includes(t.choice.required.noun.kind)) t.scenery('h', 0.1);
    t.moment('way', 'h', 0.1);
    t.paragraph();
    const doors = visits(t, eater);
    t.moment('think', 'h', 0.1);
    if (t.has('Conflict')) miser(t);
    t.paragraph();
    if (t.has('BadEnding')) goHungry(t, doors);
    else if (t.has('Foreshadowing')) repaid(t);
    else t.random.pick(doors.length > 1 ? [given, source, soup] : [given, source])(t, doors);
  },
};

/** A small animal that gets the hero's last bite, long before. */
function kindness(t: Tale): void {
  t.mark('hint');
  meet(t, 'k', ['sparrow', 'titmouse', 'ant', 'shrew', 'finch'], ['little', 'tiny', 'very small', 'thin']);
  t.say(
    brisk(t, [
      'Once, in the cold, [h] had shared [h.his] last meal with [k.a].',
      'In the winter, [k.a] had come to the door and asked for something to eat. [h.n] had given [k.him] half of [h.his] dinner.',
      'Once, in the cold, [k.a] had sat in front of the door and shivered. [h.n] had let [k.him] in and shared [h.his] last meal with [k.him].',
      'Some time before, [h] had found [k.a] that was too weak to move, and had fed [k.him] for a whole week.',
    ]),
  );
}

/** Somebody who has it shares. */
function given(t: Tale, doors: readonly Host[]): void {
  const kinds = GIVERS[t.cast.food as string]!.filter((kind) => absent(t, kind));
  meet(t, 'g', kinds, ['poor', 'old', 'quiet', 'gentle']);
  t.say([
    ...(leisure(t)
      ? []
      : [
          'In the last house lived [g.a], who had a bowl of [food].',
          'Then [h.n] came to [g.a], who was just having some [food].',
          'At the end of the road lived [g.a], and what [g.he] had was [food].',
        ]),
    'At the end of the road, in the smallest house of all, lived [g.a]. [g.he] had very little, but what [g.he] had was [food].',
    "Tired, [h.n] leaned against somebody's door. It opened, and there was [g.a] with a bowl of [food].",
  ]);
  t.speak(
    'g',
    [
      'It is not much. Half for you and half for me!',
      'Come in. Where one can eat, two can eat.',
      'I know what it is like to be hungry. Take it!',
    ],
    [
      '[g] made two parts of it, and the bigger one was for [h.n].',
      '[g] did not ask any questions and shared with [h.o].',
    ],
    'happy',
  );
  if (leisure(t, 0.5)) thanks(t, 'h', 'g');
  // The lesson is about the meal.
  if (!eaten(t) && t.has('MoralValue')) t.say(['Then they ate it together.', 'Then they ate, side by side.']);
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say(
      brisk(t, [
        'And then came a surprise. When they opened the door, even more [food] lay in front of it, and nobody was to be seen!',
        'And then came a surprise. However much they ate, they always had enough [food] left. To this day, nobody knows how!',
        'Then something unexpected happened. All the neighbors came along, each with a basket. It became a feast!',
      ]),
    );
  }
  payMiser(t);
  lesson(t, 'even a small meal is enough for two', 'what is shared tastes best');
  t.summarise(
    t.has('Conflict')
      ? '[h.n] is hungry and asks for [food], but [r.a] gives nothing away. In the end, [g.a] shares some.'
      : doors.length > 1
        ? '[h.n] is hungry and goes from door to door, but everybody eats something else. In the end, [g.a] shares some [food].'
        : '[h.n] is hungry, and what a neighbor offers is nothing for a(n) [h.kind]. In the end, [g.a] shares some [food].',
  );
}

/** It is found where nobody looked. */
function source(t: Tale): void {
  const food = t.cast.food as string;
  t.say([
    '[h.n] went on and looked behind every bush and every stone.',
    'So [h.n] walked on, farther than ever before. [h.he] was about to turn back. But what was that?',
    '[h.n] had to go on looking. Then the wind turned, and something smelled good.',
    'On and on went [h.n]. Only one more corner, [h] thought, and went around it.',
    '[h.n] searched all morning, up one path and down the next.',
    'It took a while. [h.n] looked here and there, and [h.his] feet hurt.',
  ]);
  t.say(SOURCES[food]!);
  if (leisure(t, 0.5))
    t.say([
      'For a moment, [h.n] only stood there. Then [h.he] ate and ate.',
      '[h.n] ate until [h.his] tummy did not growl any more.',
      'Never before had [food] tasted so good.',
    ]);
  if (leisure(t) || t.has('Dialogue') || t.random.chance(0.5))
    if (SCARCE.includes(food))
      t.speak(
        'h',
        ['That was worth every step!', 'It is just what I needed!'],
        ['It was not much, but it was just what [h.n] had needed.'],
        'happy',
      );
    else
      t.speak(
        'h',
        [
          'I will not keep all of this for myself.',
          'There is enough for more than one. I must tell the others!',
        ],
        [
          'There was more than enough, and [h.n] went to tell others who were hungry too.',
          '[h.n] did not keep it a secret and told everyone who was hungry too.',
        ],
        'happy',
      );
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say(
      brisk(t, [
        'And the funny thing was that it was only ten steps from [h.ns] own door. [h.he] had walked in a big circle!',
        'But the biggest surprise was still to come. Back at home, in front of the door, stood a big basket with [food]. The neighbors had put it there!',
      ]),
    );
  }
  payMiser(t);
  lesson(t, 'it is worth it to take one more step', 'everybody needs something else to be full');
  t.summarise(
    ...(t.has('Conflict')
      ? [
          '[h.n] is hungry, but [r.a] will not share. [h.he] goes on looking, and in the end [h.he] finds some [food].',
          'All that [h.n] wants is some [food], but [r.a] keeps everything. In the end, [h.n] finds enough without [r.him].',
        ]
      : [
          'What others eat is nothing for [h.n]. [h.he] goes on looking, and in the end [h.he] finds some [food].',
          '[h.n] is hungry and looks for [food]. Others eat something else, but in the end [h.he] finds what [h.he] needs.',
        ]),
  );
}

/** Everybody gives a little of what they have. */
function soup(t: Tale, doors: readonly Host[]): void {
  t.say([
    'Then the friendly neighbors came running after [h.him]. They had been thinking.',
    'When [h.n] came by the village green, all of those who had been asked were there. They had talked about [h.him].',
  ]);
  t.bind({
    list: `the ${doors.map(({ kind }) => kind).join(', the ')}`.replace(/, (?=the [a-z]+$)/, ' and '),
  });
  t.say([
    'They had no [food]. But [list] knew somebody who knew somebody who had. And before long, a big bowl of [food] was passed over the fence.',
    'So [list] put their heads together. They knew all the hidden places. After an hour they were back, and they carried [food], as much as they could hold.',
  ]);
  eaten(t);
  if (leisure(t))
    t.say([
      'And because everyone brought something for themselves as well, it became a real feast.',
      'They all sat down around one table, and each of them ate what they liked best.',
    ]);
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say(
      brisk(t, [
        'Only then did the surprise come out. It was [h.ns] birthday, and [h.he] had been so hungry that [h.he] had forgotten it!',
        'And what a surprise! In the middle of the meal, everyone began to sing, and it became the best evening of the year.',
      ]),
    );
  }
  payMiser(t);
  lesson(t, 'together, nobody has to be hungry', 'good neighbors are better than a full cupboard');
  t.summarise(
    '[h.n] is hungry, but the neighbors whom [h.he] asks eat something else. Together they find some [food].',
  );
}

/** The one who was fed before comes back. */
function repaid(t: Tale): void {
  t.mark('payoff');
  t.say(
    brisk(t, [
      '[h.n] sat down by the road. Then somebody called [h.his] name. It was <context?[k.the]|[d.the]>, whom [h.n] had fed in bad times.',
      'Something tapped on [h.ns] back. It was [k.the], whom [h.n] had fed in bad times.',
    ]),
  );
  t.speak(
    'k',
    [
      'You shared with me when I was hungry. Now it is my turn!',
      'I have not forgotten it. Now I will help you!',
    ],
    ['[k] had not forgotten what [h.n] had done for [k.him].'],
    'happy',
  );
  t.say(
    brisk(t, [
      'And really, [k.he] had brought [food], more than [h.n] could use.',
      '[k.the] showed [h.n] where there [are] [food], more than enough for both of them.',
      'Behind [k.him] came all of [k.his] family in a long line, and they carried [food], a little at a time, until there was more than enough.',
      '[k.the] led [h.n] to a place that nobody else knew. There [are] more [food] than anybody could need.',
    ]),
  );
  eaten(t);
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say(
      brisk(t, [
        'And what a surprise! All the neighbors came with food, and it became a feast!',
        'And then came a surprise. From all sides the neighbors came too, with bread, with cake and with a big pot of soup, and it became a feast!',
        'And what a surprise! Under the heap lay a tiny gold ring, and nobody knew how it had got there.',
      ]),
    );
  }
  payMiser(t);
  lesson(t, 'kindness comes back', 'those who share will never be alone');
  t.summarise('[h.n] is hungry and cannot get any [food]. But [k.a], whom [h.he] once fed, comes to help.');
}

/** Whether there is time to tell of the meal. */
function eaten(t: Tale): boolean {
  const told = leisure(t, 0.4);
  if (told)
    t.say([
      'How good it tasted! [h.n] ate until [h.his] tummy was full.',
      '[h.n] ate slowly, so that the meal would last longer.',
      'For a while, nobody said a word. [h.n] was busy with [h.his] meal.',
      'Never before had [food] tasted so good.',
    ]);
  return told;
}

function lesson(t: Tale, ...lessons: string[]): void {
  t.paragraph();
  t.moral(...lessons, ...(t.has('Conflict') ? ['to be greedy is to be lonely'] : []));
  happyEnd(t);
}

function goHungry(t: Tale, doors: readonly Host[]): void {
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say(
      'Then [h.n] thought of [k.the], with whom [h.he] had once shared. But [k.he] had left the land long ago and could not help.',
    );
  }
  t.say([
    'Then the sun went down, and all the doors were closed.',
    'There was one more house, but it was empty, and the wind blew through it.',
    'Behind a hill, there had once been more [food] than anybody could eat. Now there was only dust.',
  ]);
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say(
      brisk(t, [
        'But what a bad surprise! On the path lay something good to eat, and a crow ate it before [h.n] could move.',
        'And then came the worst surprise. While [h.n] was away, a kind neighbor had left a basket of [food] at the door, and somebody had eaten it all.',
        'Suddenly [h.n] saw one last bite of food on the road. What a surprise! But before [h.n] could move, a big crow had swallowed it.',
      ]),
    );
  }
  if (leisure(t, 0.5))
    t.say([
      'With an empty tummy, [h.n] crept home.',
      'Slowly, [h.n] walked home, and [h.his] tummy growled at every step.',
      `There was nothing for ${address(t, 'h')} but a drink of water.`,
    ]);
  t.paragraph();
  t.moral('one should save something for bad times', 'it is wise to think of tomorrow');
  t.mark('BadEnding');
  t.moment('sad', 'h', 0);
  t.world.end('sad');
  t.say([
    'That night, [h] was too hungry to sleep, and [h.he] cried a little.',
    '[h] went to bed with nothing in [h.his] tummy and tears in [h.his] eyes.',
    '[h] dreamed of [food]. When [h.he] woke up, [h.he] was sad, and hungrier than before.',
    'It was a sad evening, and the night was long. [h] counted the hours until morning.',
    'There was nothing to be done about it. [h] lay down, sad and hungry, and looked at the wall.',
  ]);
  t.summarise(
    doors.length > 1
      ? '[h.n] is hungry and goes from door to door, but gets no [food] and goes to bed hungry.'
      : '[h.n] is hungry and looks for [food], but gets none and goes to bed hungry.',
  );
}
