/** How one comes by a tool: found, brought, asked for, earned by work, got for something else. */
import type { Tale } from '../tale.ts';
import { PLACES } from '../words/places.ts';
import { lender } from './lenders.ts';

/** Small jobs that can be done for somebody, and how one asks for them. */
const CHORES: readonly (readonly [ask: string, done: string])[] = [
  ['sweep the floor for me', 'swept the floor until it was clean'],
  ['carry these boxes inside', 'carried all the boxes inside'],
  ['water my flowers', 'watered every single flower'],
  ['feed the hens', 'gave the hens their corn'],
  ['pick up the apples under my tree', 'picked up the apples, every one of them'],
  ['wash these pots', 'washed the pots until they shone'],
  ['stack the wood behind the house', 'stacked the wood in a neat pile'],
  ['brush my horse', 'brushed the horse from head to tail'],
  ['pull the weeds between the beans', 'pulled out all the weeds'],
  ['find my glasses', 'looked everywhere and found the glasses under a chair'],
  ['bring in the washing', 'took down the washing and folded it'],
  ['hold this door while I paint it', 'held the door until the paint was dry'],
  ['rake the leaves', 'raked the leaves into one big pile'],
  ['bring me water from the well', 'carried two buckets of water from the well'],
];

/** The hero gets the thing in role `x`, which nobody here has, and holds it in the end. */
export function acquire(t: Tale): void {
  const hero = t.character('h');
  if (t.thing('x').holder === hero) {
    t.say([
      '[h] had [x.the] with [h.him], and now it was just what was needed.',
      'And what a good thing that [h] had brought [x.the]!',
    ]);
    return;
  }
  const ways = [found, asked, earned, sentOn, bartered];
  if (t.cast.f !== undefined && t.cast.f !== t.cast.p) ways.push(fetched);
  t.random.pick(ways)(t);
}

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
  t.say([
    'So [h] went to [l.a] who lived not far away.',
    '[h] ran to the house of [l.a].',
    'Close by, there lived [l.a]. [h] knocked on the door.',
    '[h] went from door to door until [h.he] came to [l.a].',
  ]);
  t.speak(
    'h',
    [
      'Do you have [x.one] for me?',
      'Please, can I have your [x.word] for a little while?',
      'Good day! May I borrow [x.one]?',
    ],
    ['[h] asked for [x.one].', '[h] told [l.o] everything and asked for [x.one].'],
  );
}

function thanksForLoan(t: Tale): void {
  t.world.give(t.character('l'), t.character('h'), t.thing('x'), false);
  t.say([
    '[h] thanked [l.o] and ran back with [x.the].',
    'Happily, [h] carried [x.the] back.',
    'With [x.the] in [h.his] arms, [h] hurried back.',
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
      'For somebody who asks so nicely? Here it is.',
    ].map((line) => (t.character('h').sort === 'animal' ? line.replace(', my child', ', little one') : line)),
    ['[l] was glad to help and gave it to [h.o].', '[l] nodded and brought [x.the].'],
    'happy',
  );
  thanksForLoan(t);
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
    ['[l] would lend it, but first [h] had to [ask].'],
  );
  t.say([
    'So [h] [done].',
    '[h] set to work at once and [done].',
    '[h] did not wait a moment. [h.he] [done].',
    'It was hard work, but [h] [done].',
  ]);
  t.say([
    'Then [l] gave [x.the] to [h.o], just as [l.he] had promised.',
    '[l] kept [l.his] word and brought [x.the].',
    'And [h] got what [h.he] had earned: [x.the].',
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
    'First, [h] asked [k.a].',
    '[h] met [k.a] on the road and asked for [x.one].',
    'The first one that [h] asked was [k.a].',
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

/** Something small for it. */
function bartered(t: Tale): void {
  const price = t.choice.object('small', 'kind:fruit');
  t.bind({ g: price });
  t.world.own(t.character('h'), price);
  goToLender(t);
  t.world.own(t.character('l'), t.thing('x'));
  t.say([
    '[l] looked at [h.o] and thought about it. [h] put a hand in [h.his] pocket and found [g.a].',
    '[h] had nothing to give but [g.a], which was in [h.his] pocket.',
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
    'So [l] had [g.the] now, and [h] had [x.the].',
    'They traded, and both were happy. [h] ran back with [x.the].',
    '[h] gave [l.o] [g.the] and got [x.the].',
  ]);
}

/** After use, what was lent goes back; what was found stays where it was. */
export function giveBack(t: Tale): void {
  const tool = t.thing('x');
  const hero = t.character('h');
  if (tool.owner === null || tool.owner === hero || tool.holder !== hero) return;
  const role = tool.owner === t.cast.l ? 'l' : 'f';
  t.world.give(hero, tool.owner, tool, false);
  if (role === 'l')
    t.say([
      `Then [h] took [x.the] back to [l.the] and said thank you{| once more}.`,
      'Of course, [h] did not forget to bring [x.the] back.',
      'Before it got dark, [h] brought [x.the] back to [l.the].',
    ]);
  else t.say(['[f.n] took [x.the] again and smiled.', 'Then [f.n] could take [x.the] home again.']);
}
