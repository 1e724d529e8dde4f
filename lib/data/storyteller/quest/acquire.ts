/** How one comes by a tool: found, brought, asked for, earned by work, got for something else. */

import { leisure } from '../plot/leisure.ts';
import type { Tale } from '../tale.ts';
import { PLACES } from '../words/places.ts';
import type { Thing } from '../world.ts';
import { CHORES } from './chores.ts';
import { lender } from './lenders.ts';
import { RIDDLES } from './riddles.ts';
import { described, POOR, thingWith } from './things.ts';

/**
 * The hero gets the thing in role `x`, which nobody here has, and holds it in the end.
 * @param brief when much is told already: in few words
 */
export function acquire(t: Tale, brief: boolean): void {
  const hero = t.character('h');
  if (t.thing('x').holder === hero) {
    t.say([
      '[h] had [x.the] with [h.him], and now it was just what was needed.',
      '[h] had brought [x.the], so [h.he] did not have to look for one.',
    ]);
    return;
  }
  const ways = brief
    ? [found, found, asked, promised]
    : [found, asked, earned, sentOn, bartered, riddle, queued, promised, chained];
  if (t.cast.f !== undefined && t.cast.f !== t.cast.p) ways.push(fetched);
  // Nobody has to be asked for what lies under every tree.
  t.random.pick(GROWN.includes(t.thing('x').noun.word) ? [found] : ways)(t);
  described(t, 'x');
  if (t.cast.g !== undefined) described(t, 'g');
}

/** What nobody lends. */
const GROWN: readonly string[] = [
  'twig',
  'stick',
  'branch',
  'log',
  'leaf',
  'stone',
  'rock',
  'feather',
  'vine',
  'straw',
];

function found(t: Tale): void {
  t.bind({ where: t.random.pick(t.character('h').place!.spots) });
  t.world.find(t.character('h'), t.thing('x'));
  t.say([
    '[h] looked around, and there, [where], lay [x.a]!',
    '[h] went to look for one. [where], somebody had left [x.a].',
    'Was that not [x.a] there, [where]? [h] ran and got it.',
    '[h] searched for a while and found [x.a] [where].',
  ]);
}

function fetched(t: Tale): void {
  const friend = t.character('f');
  t.world.own(friend, t.thing('x'));
  t.speak(
    'f',
    [
      'I know where one is! Wait here.',
      'There is one at my house. I will be right back!',
      'We have one at home. I will get it.',
    ],
    ['[f] knew where there was one and ran off.'],
    'happy',
  );
  t.say([
    'Soon [f.n] came back with [x.a].',
    'It did not take long until [f.n] was back, carrying [x.a].',
    '[f.n] ran home as fast as [f.he] could and came back with [x.a].',
  ]);
  t.world.give(friend, t.character('h'), t.thing('x'), false);
}

function goToLender(t: Tale): void {
  lender(t, 'l');
  if (!leisure(t) && t.random.chance(0.7)) {
    t.say([
      'So [h] ran to [l.a] and asked for [x.one].',
      'Not far away lived [l.a]. [h] knocked and asked for [x.one].',
      '[h] went from door to door and asked for [x.one], until [h.he] came to [l.a].',
      'Who could have such a thing? [h] thought of [l.a] and went to ask.',
      '[h] saw [l.a] at work and asked for [x.one], very politely.',
    ]);
    return;
  }
  t.say([
    'So [h] went to [l.a] who lived not far away.',
    '[h] ran to the house of [l.a].',
    'Close by, there lived [l.a]. [h] knocked on the door.',
    '[h] went from door to door until [h.he] came to [l.a].',
    'Not far away, [l.a] was at work. [h] ran over and said good day.',
    'Who could have such a thing? [h] thought of [l.a] and set off at once.',
  ]);
  t.speak(
    'h',
    [
      'Do you have [x.one] for me?',
      'Please, can I have your [x.word] for a little while?',
      'Good day! May I borrow [x.one]?',
      'Would you lend me [x.one], please? I will be careful with it.',
    ],
    ['[h] asked for [x.one].', '[h] told [l.o] everything and asked for [x.one].'],
  );
}

/** @param seen whether it was told before what it looks like */
function thanksForLoan(t: Tale, seen = true): void {
  t.world.give(t.character('l'), t.character('h'), t.thing('x'), false);
  if (!seen) {
    t.say([
      '[h] got [x.a] and was soon back.',
      '[h] thanked [l.o] and ran back with [x.a].',
      'So [h] got [x.a] and hurried back.',
      '[h] promised to bring it back and ran off with [x.a].',
      'With [x.a], [h] came back, out of breath but happy.',
    ]);
    return;
  }
  t.say([
    '[h] took [x.the] and was soon back.',
    '[h] thanked [l.o] and ran back with [x.the].',
    'Happily, [h] carried [x.the] back.',
    '[h] took [x.the] and hurried back.',
    '[h] promised to bring it back and ran off with [x.the].',
    'With [x.the], [h] came back, out of breath but happy.',
  ]);
}

function asked(t: Tale): void {
  goToLender(t);
  t.world.own(t.character('l'), t.thing('x'));
  t.speak(
    'l',
    [
      'Of course! Just bring it back when you are done.',
      'Take it, my child. It is yours until tonight.',
      'Somebody who asks so nicely can have it.',
      'It has been hanging on the wall for years. Take it!',
      'Yes, but tell me later how it went.',
    ].map((line) => (t.character('h').sort === 'animal' ? line.replace(', my child', ', little one') : line)),
    ['[l] was glad to help and brought it out.', '[l] nodded and went to get it.'],
    'happy',
  );
  thanksForLoan(t, false);
}

function earned(t: Tale): void {
  goToLender(t);
  const [ask, done] = t.random.pick(CHORES);
  t.bind({ ask, done });
  t.world.own(t.character('l'), t.thing('x'));
  t.speak(
    'l',
    [
      'You can have it if you [ask].',
      'First you must [ask], and then you can take it.',
      'I will make you a deal. If you [ask], it is yours for today.',
    ],
    ['[l] would lend it, but first there was some work to be done.', '[l] would lend it for a little help.'],
  );
  t.say([
    'So [h] [done].',
    '[h] set to work at once and [done].',
    '[h] did not wait a moment. [h.he] [done].',
    'It was hard work, but [h] [done].',
  ]);
  t.say([
    'Then [l] gave [h.o] [x.a], just as [l.he] had promised.',
    '[l] kept [l.his] word and brought [x.a].',
    'And [h] got what [h.he] had earned: [x.a].',
  ]);
  thanksForLoan(t);
}

/** One who has none knows who has. */
function sentOn(t: Tale): void {
  lender(t, 'l');
  lender(t, 'k');
  const place = t.random.pick(
    PLACES.filter(
      (other) =>
        other !== t.character('h').place &&
        (other.for === 'all' || other.for === (t.character('h').sort === 'animal' ? 'animals' : 'children')),
    ),
  );
  t.bind({ there: place.to, over: place.at });
  t.say([
    'So [h] went and asked [k.a].',
    '[h] met [k.a] on the road and asked for [x.one].',
    'The first one that [h] asked for [x.one] was [k.a].',
  ]);
  t.world.learn(t.character('k'), 'who has it');
  t.speak(
    'k',
    [
      'I have none. But [l.the] has one. You will find [l.him] [over].',
      'Sorry, I do not have [x.one]. Go [there] and ask [l.the].',
    ],
    ['[k] had none, but told [h.o] to ask [l.the] [over].'],
  );
  t.world.learn(t.character('h'), 'who has it');
  t.world.recall(t.character('h'), 'who has it');
  t.world.own(t.character('l'), t.thing('x'));
  t.say([
    'So [h] ran [there]. There [h.he] found [l.the].',
    '[h] went [there], and really, there was [l.the] with [x.a].',
    '[l.the] was [over], just as [h] had been told.',
  ]);
  t.speak(
    'l',
    ['Yes, I have one. Take it.', 'You can have it, but do not break it.', 'Here you are. Good luck!'],
    ['[l] was happy to lend it.'],
    'happy',
  );
  thanksForLoan(t);
}

/** Something that one carries in a bag and can do without. */
function trifle(t: Tale): Thing {
  return thingWith(
    t,
    ['small', 'kind:fruit'],
    (noun) => noun.countable && !t.lexicon.hasTag(noun, 'heavy') && !t.lexicon.hasTag(noun, 'big'),
    POOR,
  );
}

/** Something small for it. */
function bartered(t: Tale): void {
  const price = trifle(t);
  t.bind({ g: price });
  t.world.own(t.character('h'), price);
  goToLender(t);
  t.world.own(t.character('l'), t.thing('x'));
  t.say([
    '[l] looked at [h.o] and thought about it. [h] looked into [h.his] bag and found [g.a].',
    '[h] had nothing to give for it but [g.a], which was in [h.his] bag.',
  ]);
  t.speak(
    'h',
    ['I will give you my [g.word] for it.', 'You can have [g.the] if I can have [x.the].'],
    ['[h] offered [g.the] for it.'],
  );
  t.speak('l', ['That is a fair trade!', 'I always wanted [g.a]. Yes!'], ['[l] liked the trade.'], 'happy');
  t.world.give(t.character('h'), t.character('l'), t.thing('g'));
  t.world.give(t.character('l'), t.character('h'), t.thing('x'));
  t.say([
    'So [l] had <context?[g.the]|[x.the]> now, and [h] had [x.the].',
    'They traded, and both were happy. [h] ran back with [x.the].',
    '[h] gave [l.o] [g.the] and got [x.the].',
  ]);
}

/** The lender asks a riddle first. */
function riddle(t: Tale): void {
  goToLender(t);
  const [question, answer, wrong] = t.random.pick(RIDDLES);
  t.bind({ answer, wrong });
  t.world.own(t.character('l'), t.thing('x'));
  t.speak(
    'l',
    [
      'You can have it if you can guess my riddle.',
      'First I will ask you something. If you know it, you can take it.',
    ],
    ['[l] would lend it to anyone who could guess a riddle.'],
  );
  const asked = question.replace(' What am I?', '');
  const told = t.has('Dialogue')
    ? [`"${question}" [l] asked.`, `[l] said slowly, "${question}"`]
    : [`It went like this: ${asked[0]!.toLowerCase()}${asked.slice(1)}`].map((line) =>
        line.replace(/\bi am\b/g, 'I am').replace(/\bi\b/g, 'I'),
      );
  t.say(told);
  t.say([
    '[h] thought for a long time. It had to be <reasoning?[answer]|[wrong]>! That was right.',
    '[h] looked at the sky, and then at the ground. It was <reasoning?[answer]|[wrong]>, of course!',
    '[h] laughed, because it was easy. The answer was <reasoning?[answer]|[wrong]>.',
  ]);
  t.say([
    '[l] clapped and brought [x.a].',
    '[l] had to laugh and gave [h.o] [x.a].',
    'So [h] had won [x.a], for that day.',
  ]);
  thanksForLoan(t);
}

/** Others were there before. */
function queued(t: Tale): void {
  lender(t, 'l');
  t.say([
    'There was [l.a] who had [x.a]. But in front of the door stood a long line.',
    '[l.a] had [x.a] to lend, and everybody knew it. [h] had to stand at the end of a long line.',
  ]);
  t.say([
    '[h] waited. One went away, then another. Somebody very old came, and [h] stepped aside.',
    'It took so long that [h] counted all the stones of the house. [h.he] did not push, not even once.',
    '[h] stood first on one leg and then on the other. But [h.he] did not push in front of anybody.',
  ]);
  t.world.own(t.character('l'), t.thing('x'));
  t.speak(
    'l',
    [
      'You waited so nicely. What can I do for you?',
      'Now it is your turn. Here, take it.',
      'You were the only one who did not push.',
    ],
    ['At last, it was [h.ns] turn, and [l] handed [x.the] over.', '[l] had seen how nicely [h] had waited.'],
    'happy',
  );
  thanksForLoan(t);
}

/** A promise, which is kept when the tool goes back. */
function promised(t: Tale): void {
  goToLender(t);
  const [promise, kept] = t.random.pick([
    ['share [h.his] cookies', '[h] shared [h.his] cookies with [l.the], just as [h.he] had promised.'],
    ['come back and tell how it had ended', '[h] told [l.the] the whole story, just as [h.he] had promised.'],
    ['sing a song', 'And [h] sang a song for [l.the], just as [h.he] had promised.'],
    [
      'pick a basket of apples',
      'Then [h] picked a basket of apples for [l.the], just as [h.he] had promised.',
    ],
  ] as const);
  t.bind({ kept });
  t.world.own(t.character('l'), t.thing('x'));
  t.say([
    `[l] was not sure. Then [h] promised to ${promise}, and [l] nodded.`,
    `[h] had nothing to give. But [h.he] could promise to ${promise}. That was enough for [l.the].`,
  ]);
  t.world.learn(t.character('h'), 'the promise');
  thanksForLoan(t, false);
}

/** Whoever has it wants something that somebody else has, who wants something done. */
function chained(t: Tale): void {
  const wanted = trifle(t);
  t.bind({ g: wanted });
  goToLender(t);
  lender(t, 'k');
  t.world.own(t.character('l'), t.thing('x'));
  t.world.own(t.character('k'), wanted);
  t.speak(
    'l',
    [
      'Bring me [g.a], and you can have it.',
      'I will give it to you for [g.a].',
      'What I need is [g.a]. Can you get one for me?',
    ],
    ['[l] wanted to have [g.a] for it.'],
  );
  t.say([
    'So [h] ran to [k.a] who had [g.one].',
    '[h] knew [k.a] who had [g.one], and ran there.',
    'Where could one get that? [h] asked around and was sent to [k.a].',
  ]);
  const [ask, done] = t.random.pick(CHORES);
  t.bind({ ask, done });
  t.speak(
    'k',
    ['You can have [g.the] if you [ask].', 'Gladly! But please [ask] first.'],
    ['[k] would give it away for a little help.'],
  );
  t.say(['[h] [done].', 'So [h] [done].', '[h] did not ask twice. [h.he] [done].']);
  t.world.give(t.character('k'), t.character('h'), wanted);
  t.world.give(t.character('h'), t.character('l'), wanted);
  t.world.give(t.character('l'), t.character('h'), t.thing('x'));
  t.say(
    [
      'For that, [h.he] got [g.the]. [h] ran back to <context?[l.the]|[k.the]>, gave [l.o] [g.the], and got [x.the].',
      'Then [h] had [g.the], and a moment later [l.the] had it, and [h] had [x.the]. What a lot of running for one [x.word]!',
      'With [g.the], [h] ran back to <context?[l.the]|[k.the]>. So one thing was traded for the other, and [h] had [x.the] at last.',
    ].map((line) => line.replace('[h.he] got', '[h] got')),
  );
}
