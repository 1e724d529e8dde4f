/** Something found grants three wishes: a small one, a big one that goes wrong, and the last. */
import type { Tale } from '../tale.ts';
import { begin, friendComes, goOut, happyEnd, makeUp, sadEnd } from '../telling/beats.ts';
import { startled } from './indoors.ts';
import { aside, leisure, pang, tersely } from './leisure.ts';
import type { Plot } from './plot.ts';
import { SOURCES, WISHES, type Wish } from './wishes.ts';

/** First wishes, which are harmless. */
const SMALL: readonly { direct: string; indirect: string; comes: string }[] = [
  {
    direct: 'I wish that I had an apple!',
    indirect: '[h] wished for an apple.',
    comes: 'Plop! There it lay in front of [h.o], big and red.',
  },
  {
    direct: 'I wish for a blue balloon!',
    indirect: '[h] wished for a blue balloon.',
    comes: 'There it was, right in front of [h.o], with a long white string.',
  },
  {
    direct: 'I wish that a bird would sing for me!',
    indirect: '[h] wished that a bird would sing.',
    comes: 'A bird sat down on a branch right above [h.o] and sang a long song.',
  },
  {
    direct: 'I wish for a piece of cake with berries!',
    indirect: '[h] wished for a piece of cake with berries.',
    comes: 'There it was, on a small blue plate, and it was still warm.',
  },
];

export const wish: Plot = {
  name: 'wish',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  tell(t: Tale): void {
    begin(t);
    const source = t.random.pick(SOURCES.filter(({ word }) => word !== t.choice.required.noun.word));
    // In a hurry, there is no time for a small wish.
    const three = leisure(t);
    t.bind({
      it: source.word,
      one: source.one,
      use: source.use,
      count: three ? 'three' : 'two',
      big: three ? 'second' : 'first',
    });
    t.paragraph();
    const place = goOut(t);
    t.bind({ spot: t.random.pick(place.spots) });
    t.scenery('h');
    t.moment('way', 'h', 0.2);
    startled(t);
    tersely(t, source.found);
    rule(t);
    t.paragraph();
    aside(t, [
      '[h] did not believe it. But one can try!',
      '[h] wanted to see if it was true.',
      '[h] sat down and thought.',
      '',
    ]);
    if (three) small(t);
    if (t.has('Conflict')) quarrelled(t);
    // A sad evening has stars and a bed, and these wishes would leave none.
    else
      big(
        t,
        t.random.pick(WISHES.filter(({ short }) => !t.has('BadEnding') || !/night|fly|house/.test(short))),
        three,
      );
  },
};

/** The first of three wishes. */
function small(t: Tale): void {
  const { direct, indirect, comes } = t.random.pick(SMALL);
  t.speak('h', [direct], [indirect]);
  aside(t, ['[h.n] [use].', 'With a beating heart, [h.n] [use].', 'Then [h.n] [use].']);
  t.say(comes);
  t.moment('joy', 'h', 0.1);
}

/** The thing itself says what it can do, and what one has to mind. */
function rule(t: Tale): void {
  if (t.has('Dialogue'))
    t.say([
      'A tiny voice came out of it. "You have [count] wishes," it said. "^Think before you use them."',
      '"^[count] wishes, and not one more," whispered a tiny voice. It came from the [it]!',
      'Then the [it] began to speak. "^I can make [count] wishes come true," it said.',
    ]);
  else
    t.say([
      'A tiny voice came out of it and said that [h] had [count] wishes.',
      'On it, there were tiny letters. They said that whoever found it had [count] wishes.',
      'It whispered that it could make [count] wishes come true, and not one more.',
    ]);
  if (!t.has('Foreshadowing')) return;
  t.mark('hint');
  t.say([
    'And it said one thing more: the last wish puts things right.',
    'And there was a piece of advice: whoever is wise keeps one wish to the end.',
    'It also gave a piece of advice: keep the last wish for the day when you need it.',
  ]);
}

function big(t: Tale, chosen: Wish, second: boolean): void {
  if (second)
    aside(t, [
      'So it was true! {Now [h] wanted something big|The next wish had to be a bigger one|And there were wishes left}.',
      'Now [h] thought of a real wish. {It had to be a big one|And it was to be a big one|It would be no small one}.',
      'That was only a small wish. The next one was to be much bigger.',
    ]);
  // A wish in passing would be one of those that count.
  if (t.choice.due('think') && t.choice.required.verb.base !== 'wish') t.moment('think', 'h', 1);
  t.speak('h', [chosen.direct], [chosen.indirect], 'happy');
  tersely(t, chosen.good);
  tersely(t, chosen.wrong);
  pang(t, 'h', 0.3, ['sad', 'unhappy', 'worried', 'sorry']);
  t.paragraph();
  if (t.has('BadEnding')) {
    wasted(t, chosen.stays);
    t.moral('one should think before one makes a wish', chosen.lesson);
    t.moment('joy', 'h', 0);
    sadEnd(t);
    t.summarise(
      `[h.n] finds [one] that grants [count] wishes, and [h.he] wishes ${chosen.short}. In the end, there is no wish left, and it cannot be undone.`,
    );
    return;
  }
  aside(t, [
    'There was one wish left. [h] could have wished for anything, for gold or for a castle.',
    'Only one wish was left now, and [h] did not have to think for long.',
    'How good that there was still one wish left!',
  ]);
  hintedAt(t);
  t.speak(
    'h',
    [
      'I wish that everything were as it was before!',
      'Please let all be as it was!',
      'I take back my wish! Please, make it as it was!',
    ],
    [
      '[h] wished that everything were as before.',
      'With the last wish, [h] asked for nothing but that all be as it was.',
      '[h] closed [h.his] eyes and wished it all away again.',
      '[h] used the last wish to take back the [big] one.',
      'Everything was to be as it had always been. That was [h.ns] last wish.',
    ],
  );
  tersely(t, chosen.undone);
  parting(t);
  t.moral(
    'one should think before one makes a wish',
    chosen.lesson,
    'the best things are there without a wish',
  );
  happyEnd(t);
  t.summarise(
    `[h.n] finds [one] that grants [count] wishes, and [h.he] wishes ${chosen.short}. When that goes wrong, [h.he] uses the last wish to undo it.`,
    `A wish comes true for [h.n], but it is not as nice as [h.he] thought. In the end, [h.he] is glad that all is as before.`,
  );
}

function hintedAt(t: Tale): void {
  if (!t.has('Foreshadowing')) return;
  t.mark('payoff');
  t.say([
    'Now [h] understood what had been said about the last wish.',
    'So that was what the last wish was for! [h] remembered it now.',
    'It was as the [it] had said: now the last wish was needed.',
  ]);
}

/** Two quarrel about the second wish, and one of them is turned into something. */
function quarrelled(t: Tale): void {
  friendComes(t, false);
  t.mark('Conflict');
  t.say([
    '[h.n] told [f.n] about it.',
    '[f.n] had seen it all.',
    '[h.n] was so excited that [h.he] could not keep it a secret.',
    'It did not take long, and [f.n] knew all about the [it].',
  ]);
  t.speak(
    'f',
    [
      'Let me make a wish! I want to be rich!',
      'I want a wish too! Give it to me!',
      'Do not be so mean! One of them is for me!',
    ],
    [
      '[f.n] wanted to have a wish and reached for the [it].',
      '[f.n] said that one wish was [f.own].',
      '[f.n] thought that friends should share their wishes, and would not stop asking.',
      '[f.n] had a long list of wishes and wanted to begin at once.',
    ],
    'angry',
  );
  t.speak(
    'h',
    [
      'No! I found it! They are my wishes!',
      'You would only wish for something silly!',
      'Let go! It is mine, mine, mine!',
    ],
    [
      '[h.n] held it tight and shouted that it was [h.own] alone.',
      '[h.n] pulled it away, and they began to fight.',
      '[h.n] shook [h.his] head, and soon they rolled in the grass, and each of them pulled.',
      '[h.n] said that [f.n] would only spoil it. Then there was a bad fight.',
    ],
    'angry',
  );
  const changed = t.random.pick(
    ['frog', 'goose', 'snail', 'turnip', 'mushroom', 'teapot'].filter(
      (word) =>
        word !== t.character('f').kind &&
        word !== t.character('h').kind &&
        word !== t.choice.required.noun.word,
    ),
  );
  t.bind({ changed, sound: changed === 'frog' ? 'croak' : changed === 'goose' ? 'honk' : '' });
  if (t.has('Dialogue'))
    t.say([
      '[h.n] was so angry that [h.he] did not think.',
      '[h.n] held the [it] up high.',
      'Each of them pulled, and [h.n] got very angry.',
      'Now [h.n] was really angry.',
    ]);
  t.speak(
    'h',
    ['I wish that you were a(n) [changed]!', 'Oh, I wish you were nothing but a(n) [changed]!'],
    ['[h.n] was so angry that [h.he] wished [f.n] were a(n) [changed].'],
    'angry',
  );
  t.say([
    'There was a flash. Where [f.n] had been stood a(n) [changed].',
    'Puff! [f.n] was gone, and there was a(n) [changed] instead.',
    'Nothing was heard for a moment. Then [h.n] looked down. There was a(n) [changed] at [h.his] feet.',
  ]);
  aside(t, [
    'The anger was gone at once. What had [h.he] done?',
    '[h.n] had not really meant it! [h.he] sat down next to the [changed] and did not know what to do.',
    'Now there was nobody to fight with, and nobody to play with.',
  ]);
  pang(t, 'h', 0.3, ['sad', 'unhappy', 'so sorry']);
  t.paragraph();
  if (t.has('BadEnding')) {
    wasted(t, [
      'The [changed] stayed a(n) [changed], and [h.n] never had a better friend than [f.n] had been.',
      'There was no wish left for [f.n], who had to stay a(n) [changed].',
    ]);
    t.moral('one should not speak when one is angry', 'a bad word is soon said and hard to take back');
    t.moment('joy', 'h', 0);
    sadEnd(t);
    t.summarise(
      '[h.n] finds [one] that grants wishes. In anger, [h.he] turns [f.n] into a(n) [changed], and cannot undo it.',
    );
    return;
  }
  aside(t, ['One wish was left.', 'There was only one wish left, and it had to be the right one.']);
  hintedAt(t);
  t.speak(
    'h',
    ['I wish that [f.n] were [f.n] again!', 'Please, give me back my friend!'],
    [
      '[h.n] wished for nothing but to have [f.n] back.',
      'With the last wish, [h.n] asked for [f.n] back.',
      'There was only one thing that [h.n] wanted now: to have [f.n] back.',
      '[h.n] held the [it] tight and wished with all [h.his] heart that [f.n] were there again.',
    ],
    'sad',
  );
  t.say([
    'There was a flash, and there stood [f.n] and looked around.',
    'Puff! The [changed] was gone, and [f.n] rubbed [f.his] eyes.',
    'The [changed] shook, grew, and was [f.n] again, with grass in [f.his] hair.',
    'It took a moment, the longest one in [h.ns] life. Then [f.n] stood there and sneezed.',
  ]);
  makeUp(t, 'h', 'f');
  parting(t);
  t.moral(
    'a friend is worth more than any wish',
    'one should not speak when one is angry',
    'a bad word is soon said and hard to take back',
  );
  happyEnd(t, 'both');
  t.summarise(
    '[h.n] finds [one] that grants wishes. In anger, [h.he] turns [f.n] into a(n) [changed], and uses the last wish to get [f.him] back.',
  );
}

/** The last wish comes to nothing. */
function wasted(t: Tale, stays: readonly string[]): void {
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      "One wish was left. But just then, to everyone's surprise, a crow flew down, took the [it] in its beak and was gone.",
      'One wish was left. Then something happened that nobody had expected: the [it] broke into a thousand pieces, and the wind blew them away.',
    ]);
  } else
    t.say([
      'One wish was left. [h.n] ran, and stumbled, and said without thinking that [h.he] wished [h.he] could sit down. There was a chair, and that was the last wish.',
      'One wish was left. But a fly sat on [h.ns] nose, and [h.he] wished that it would go away. It did. That was the last wish.',
      'One wish was left. But [h.n] was so upset that the [it] slipped away and fell into deep water.',
    ]);
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say(['Too late, [h.n] thought of what had been said about the last wish.']);
  }
  t.say(stays);
}

/** What becomes of the thing. */
function parting(t: Tale): void {
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'Then something unexpected happened. The [it] began to shine, rose up and flew away into the sky. It had only waited for somebody who would use the last wish well!',
      'And what a surprise! When [h.n] looked for the [it], it was gone, and in its place stood a bright yellow flower!',
      'And then came a surprise. A tiny old woman with silver hair stood there, smiled and held out one hand. The [it] was hers, and she had looked for it for a hundred years!',
    ]);
    return;
  }
  aside(t, [
    'The [it] was gray and quiet now, like any other [it].',
    '[h.n] put the [it] back where it had been. There was no magic left in it.',
    'The light of the [it] went out, and that was all right.',
  ]);
}
