/** Something dear is lost, looked for, and found again, or not. */
import type { Tale } from '../tale.ts';
import {
  begin,
  elder,
  friendComes,
  goOut,
  happyEnd,
  makeUp,
  ONE_DAY,
  sadEnd,
  search,
  thanks,
} from '../telling/beats.ts';
import { look } from '../telling/details.ts';
import type { Noun } from '../words/lexicon.ts';
import { leisure } from './leisure.ts';
import { type Hint, payoff, plant } from './lost-hints.ts';
import { WAYS } from './lost-ways.ts';
import type { Plot } from './plot.ts';
import { thingFit } from './things.ts';
import { meet } from './wayside.ts';

export const lost: Plot = {
  name: 'lost',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  nouns: ['lose'],
  tell(t: Tale): void {
    const hero = begin(t);
    // What is a bag itself is not in a bag.
    const bag = (noun: Noun): boolean => t.lexicon.hasTag(noun, 'does:carry') || noun.word === 'sleeping bag';
    const told = t.has('Foreshadowing') || t.has('Twist');
    const thing = thingFit(t, ['lose'], (noun) => noun.word !== 'tissue' && !(told && bag(noun)));
    t.bind({ o: thing });
    t.world.own(hero, thing);
    t.say([
      '[h] had [o.a] that [h.he] {loved|liked} very much.',
      '[h] had [o.a]. It was a gift from [h.his] {grandma|grandpa|aunt|uncle}.',
      'The thing that [h] {loved|liked} most was [h.his] [o.n].',
      '[h] took [h.his] [o.n] everywhere.',
      'Nothing was as dear to [h.o] as [h.his] [o.n].',
      'On [h.his] last birthday, [h] had got [o.a], and since then [h.he] had never been without it.',
      'At night, [h.s] [o.n] lay next to [h.his] bed, and in the morning it was the first thing that [h.he] looked for.',
      '[h] owned [o.a], and nobody else had one like it.',
    ]);
    look(t, 'o');
    const hint: Hint = !t.has('Foreshadowing')
      ? null
      : t.has('BadEnding') || (!t.lexicon.hasTag(thing.noun, 'heavy') && t.random.chance(0.5))
        ? 'hole'
        : 'name';
    if (hint !== null) plant(t, hint);
    t.paragraph();
    const inBag = t.has('Twist') && !t.has('BadEnding') && hint === null && t.random.chance(0.6);
    const packed = [
      `${ONE_DAY}, [h] put [o.the] in [h.his] bag and went [to].`,
      `${ONE_DAY}, with [o.the] in [h.his] bag, [h] went [to].`,
      `${ONE_DAY}, [h] packed [o.the] into [h.his] bag and ran [to].`,
      `${ONE_DAY}, [h] wanted to show [o.the] to everyone [at], and carried it there in [h.his] bag.`,
    ];
    const place = goOut(
      t,
      inBag || hint === 'hole'
        ? packed
        : [
            `${ONE_DAY}, [h] took [o.the] [to].`,
            `${ONE_DAY}, [h] went [to] with [h.his] [o.word].`,
            ...(bag(thing.noun) ? [] : [`${ONE_DAY}, [h] put [o.the] in [h.his] bag and went [to].`]),
            `${ONE_DAY}, [h] wanted to show [o.the] to everyone [at].`,
            `${ONE_DAY}, the sun was out, and [h] ran [to], with [o.the] of course.`,
          ],
    );
    t.scenery('h');
    t.moment('way', 'h', 0.5);
    const withFriend = t.has('Conflict') || t.choice.due('game') || t.random.chance(leisure(t) ? 0.5 : 0.35);
    if (withFriend) {
      friendComes(t);
      if (leisure(t) || t.brief || t.random.chance(0.4))
        t.say([
          '[both] played {for a long time|all morning|until lunch}.',
          '[both] had a lot of fun.',
          'They {laughed and played|ran and laughed}.',
          'They ran and hid and climbed on everything there was.',
          '[both] played pirates, then horses, then trains.',
        ]);
      t.moment('game', 'both', 0.4);
    } else if (leisure(t) && t.random.chance(0.7))
      t.say([
        '[h] hopped over every stone, and then over every shadow.',
        'There was so much to see that [h] forgot the time.',
        '[h] built a little house out of mud and twigs.',
        '[h] lay on [h.his] back for a while and looked for animals in the clouds.',
      ]);
    const truth = t.random.pick(place.spots);
    t.bind({ spot: truth });
    if (!inBag) t.world.lose(thing, truth);
    t.say([
      'When it was time to go home, [h] {looked for|wanted to take} [h.his] [o.word]. It was gone!',
      'But then [h] saw that [h.his] [o.word] was gone.',
      'After some time, [h] wanted to see [h.his] [o.word], but [h.he] could not find it {anywhere|any more}.',
      'And where was [h.his] [o.word]? It had been there a moment ago.',
      'Then [h] stopped in the middle of a step. Something was missing. [h.s] [o.word] was not there any more!',
      '[h] reached for [h.his] [o.word], and there was nothing.',
    ]);
    if (leisure(t) || t.brief || t.choice.due('sad') || t.choice.waits('hurt') || t.random.chance(0.5))
      t.sorrow('h');
    t.paragraph();
    if (t.has('Conflict')) blame(t);
    t.moment('think', 'h', 0.4);
    search(t, place, leisure(t) ? 1 + t.random.int(2) : 1, truth);
    t.paragraph();
    if (inBag) neverLost(t, withFriend);
    else if (t.has('BadEnding')) gone(t, withFriend);
    else if (hint === 'name') returned(t, withFriend);
    else if (hint === 'hole' || (t.has('Twist') && t.random.chance(0.5))) together(t, withFriend);
    else byItself(t, withFriend);
  },
};

function blame(t: Tale): void {
  t.mark('Conflict');
  t.speak(
    'h',
    [
      'You took my [o.word], [f.n]! Give it back!',
      'Did you take my [o.word], [f.n]? You always take things!',
      'I know that you have my [o.word]! Give it to me now!',
      'You hid it, [f.n]! That is not funny at all!',
      'It is because of you! You wanted to run around so much!',
    ],
    [
      '[h] was angry and thought that [f.n] had taken it. They began to fight.',
      '[h] got angry at [f.n] and called [f.him] a thief.',
      '[h] was sure that [f.n] had hidden it for fun, and shouted at [f.him].',
    ],
    'angry',
  );
  t.speak(
    'f',
    [
      'I did not take it! That is not fair!',
      'No! I do not have it. You are mean!',
      "I don't have your [o.word]! Why do you say that?",
      'How can you think that of me? Look into my pockets, if you want!',
    ],
    [
      '[f] had not taken it, and got angry too.',
      '[f] said that it was not true, and turned away.',
      '[f] was hurt and shouted back.',
    ],
    'angry',
  );
  if (leisure(t, 0.4))
    t.say([
      'The two friends did not {speak|talk} for a while.',
      '[f.n] {sat down far away|turned away} with a red face.',
      'Now both of them were angry.',
      '[f.n] kicked a stone and did not say one more word.',
      'It was quiet, and it was not a good kind of quiet.',
    ]);
}

/** The friend helps, or somebody from home. Returns the role. */
function helper(t: Tale, withFriend: boolean): 'f' | 'm' {
  if (withFriend && !t.has('Conflict')) return 'f';
  elder(t);
  t.say([
    '[h.s] [m.kind] came to look for [h.him].',
    'Then [h.his] [m.kind] came along and saw [h.his] sad face.',
    '[h] went to [h.his] [m.kind] and told [m.him] everything.',
    'It was getting late, and [h.his] [m.kind] came to bring [h.him] home.',
  ]);
  return 'm';
}

function neverLost(t: Tale, withFriend: boolean): void {
  const who = helper(t, withFriend);
  t.speak(
    who,
    [
      'Did you look in your bag?',
      'Where did you look? Did you look in your own bag?',
      'And what is in your bag there?',
    ],
    [`[${who}] had an idea: maybe it was in [h.his] own bag.`, `[${who}] asked what was in [h.his] bag.`],
  );
  t.mark('Twist');
  t.say([
    '[h] opened the bag, and what a surprise! [o.the] was inside. It had been there all the time.',
    '[h] opened the bag. To [h.his] surprise, [o.the] was right there. It had never been lost at all!',
    'What was that at the bottom of the bag? It was [o.the], and nobody had taken it anywhere!',
  ]);
  if (leisure(t))
    t.say([
      '[h.he] turned red and laughed.',
      '[h] had to laugh at [h.self].',
      'One should always look there first!',
    ]);
  if (t.has('Conflict')) makeUp(t, 'h', 'f');
  else if (leisure(t)) thanks(t, 'h', who, 'gift');
  finish(t, withFriend, '');
}

/** With somebody's help, at the place where it had been all along. */
function together(t: Tale, withFriend: boolean): void {
  const who = helper(t, withFriend);
  t.speak(
    who,
    [
      'Where did you play? Let us look there again.',
      'Do not cry. We will look for it together.',
      'Think hard. Where did you have it last?',
      'Two can see more than one. I will help you.',
    ],
    [
      `[${who}] wanted to help, and they looked {for it |}together.`,
      `[${who}] asked where [h.he] had last seen it, and they went back there.`,
    ],
  );
  t.moment('way', 'h', 0.3);
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say(
      [
        'Then something unexpected happened. A little [b] came out of its hole, and behind it lay [o.the]! The [b] had slept next to it.',
        'To their surprise, they heard a small sound. A little [b] sat [spot], and it had made its bed on [o.the]!',
      ],
      { b: t.pick(['mouse', 'hedgehog', 'toad', 'rabbit']) },
    );
    t.world.find(t.character('h'), t.thing('o'));
    t.say(['Very gently, [h] picked up [o.the].', '[h] took [o.the] back very gently.']);
  } else {
    t.world.find(t.character('h'), t.thing('o'));
    t.say([
      'Then [h] looked [spot], and there it was! [h] had found [h.his] [o.word].',
      'And there, [spot], lay [o.the]! [h] picked it up and held it tight.',
      `At last, [${who}] pointed at something [spot]. It was [o.the]!`,
      `[${who}] bent down and looked [spot]. Something was lying there. It was [o.the]!`,
    ]);
  }
  payoff(t);
  if (leisure(t, 0.4)) thanks(t, 'h', who);
  if (t.has('Conflict')) makeUp(t, 'h', 'f');
  finish(t, withFriend, 'with some help');
}

/** The hero finds a way alone. */
function byItself(t: Tale, withFriend: boolean): void {
  const how = t.pick(WAYS)(t);
  if (t.has('Twist')) {
    t.mark('Twist');
    const extra = t.choice.object('kind:treasure');
    t.bind({ e: extra });
    t.say([
      'And then came a surprise. Right next to it lay [e.a] that [h.n] had lost a whole year before!',
      'Then something unexpected happened. When [h.n] wanted to go, [h.he] stepped on [e.a], which had lain there, half under the earth, for who knows how long!',
    ]);
    t.world.find(t.character('h'), extra);
  }
  if (t.has('Conflict')) {
    t.say([
      '[h.n] thought of [f.n] and felt hot with shame.',
      '[f.n] had not taken it after all. [h.n] went to look for [f.him].',
      'Now [h.n] knew that [h.he] had been wrong about [f.n].',
    ]);
    makeUp(t, 'h', 'f');
  }
  finish(t, withFriend, how);
}

/** Somebody reads the name on it and brings it. */
function returned(t: Tale, withFriend: boolean): void {
  meet(
    t,
    'g',
    t.character('h').sort === 'animal'
      ? ['magpie', 'hare', 'deer', 'goose']
      : ['gardener', 'baker', 'farmer', 'painter'],
    ['old', 'friendly', 'kind', 'tall'],
  );
  if (!withFriend && t.random.chance(0.6)) {
    t.character('h').place = null;
    t.say([
      'Sadly, [h.n] went home. In front of the door stood [g.a], with something behind [g.his] back.',
      '[h.n] went home without it. Soon there was a knock, and it was [g.a].',
      'At home, [h.n] sat down and sighed. Then there was a knock. It was [g.a].',
    ]);
  } else
    t.say([
      'Then somebody came along with something behind [g.his] back. It was [g.a].',
      'Just then, somebody called. It was [g.a], out of breath.',
      'Somebody came down the path. It was [g.a].',
    ]);
  t.speak(
    'g',
    [
      'Are you [h.n]? Then this must be yours. I found it [spot].',
      'I found this [spot]. Your name is on it.',
    ],
    ['[g] had found [o.the] [spot] and had read the <context?name|story|number> on it.'],
    'happy',
  );
  t.world.find(t.character('g'), t.thing('o'));
  t.world.give(t.character('g'), t.character('h'), t.thing('o'), false);
  t.mark('payoff');
  t.say([
    'So it had been good for something that [h.his] [k.kind] had put a name on it!',
    'How good that [h.ns] [k.kind] had thought of the name!',
    'Without the name, nobody would have known whose it was.',
  ]);
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'But what a surprise! [g.the] had one that looked just the same!',
      'And there was a surprise. Something was sticking to it, and it was a four-leaf clover!',
    ]);
  }
  if (leisure(t, 0.5)) thanks(t, 'h', 'g');
  if (t.has('Conflict')) makeUp(t, 'h', 'f');
  finish(t, withFriend, 'because [h.his] name is on it');
}

function gone(t: Tale, withFriend: boolean): void {
  const who = helper(t, withFriend);
  t.speak(
    who,
    [
      'Where did you play? Let us look there again.',
      'Do not cry. We will look for it together.',
      'Two can see more than one. I will help you.',
    ],
    [
      `[${who}] wanted to help, and they looked {for it |}together.`,
      `[${who}] asked where [h.he] had last seen it, and they went back there.`,
    ],
  );
  if (t.has('Twist')) {
    t.mark('Twist');
    t.world.find(t.character('h'), t.thing('o'));
    t.world.vanish(null, t.thing('o'));
    const thief = t.lexicon.hasTag(t.thing('o').noun, 'small')
      ? 'a big bird came down'
      : 'a strange dog came running';
    t.bind({ thief, off: thief.startsWith('a big') ? 'flew' : 'ran' });
    t.say([
      "They found [o.it] [spot] at last. But then, to everyone's surprise, [thief], took [o.the] and [off] away with it!",
      'There it was, [spot]! [h.n] was about to pick it up when something unexpected happened. [thief], grabbed [o.the] and [off] off with it, and nobody ever saw it again.',
    ]);
  } else
    t.say([
      'They looked until {it was dark|the sun went down}, but [o.the] was gone for good.',
      'They looked and looked, but they never found [o.it].',
      'They looked everywhere, but it was no use. [o.the] was never found.',
      'They turned over every stone. Then it began to rain, and the rain washed away every trace.',
    ]);
  payoff(t);
  lessons(t);
  sadEnd(t);
  t.summarise(
    '[h.n] loses [h.his] [o.n] [at] and never gets it back.',
    `[h.n] loses [h.his] [o.n] [at]. [h.he] looks for it with [h.his] ${who === 'm' ? '[m.kind]' : 'friend'}, but it is gone for good.`,
  );
}

function lessons(t: Tale): void {
  t.moral(
    ...(t.has('Conflict')
      ? ['it is wrong to blame a friend', 'one should ask before getting angry']
      : ['we should take good care of our things', 'it is good to look after dear things']),
  );
}

/** @param how for the summary: "with some help"; '' when it was never lost */
function finish(t: Tale, withFriend: boolean, how: string): void {
  t.paragraph();
  lessons(t);
  happyEnd(t, withFriend ? 'both' : 'h');
  if (how === '') {
    t.summarise('[h.n] thinks that [h.his] [o.n] is lost, but it was in the bag all the time.');
    return;
  }
  t.summarise(
    `[h.n] loses [h.his] [o.n] [at] and gets it back ${how}.`,
    t.has('Conflict')
      ? '[h.n] cannot find [h.his] [o.n] and blames [f.n]. When it turns up, they make up.'
      : `[h.n] cannot find [h.his] [o.n] [at]. In the end, it turns up again, ${how}.`,
  );
}
