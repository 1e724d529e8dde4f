/** A contest: somebody boasts, somebody falls, somebody must choose between winning and helping. */
import type { Tale } from '../tale.ts';
import { begin, elder, friend, goOut, happyEnd, makeUp, sadEnd, thanks } from '../telling/beats.ts';
import type { Plot } from './plot.ts';

const CONTESTS = [
  {
    contest: 'a race to the big tree',
    act: 'ran',
    lead: 'was far ahead',
    trouble: 'tripped over a root and fell',
    prize: 'a golden cup',
  },
  {
    contest: 'a race around the field',
    act: 'ran as fast as the wind',
    lead: 'was a little faster',
    trouble: 'stepped on a sharp stone',
    prize: 'a basket of apples',
  },
  {
    contest: 'a contest to build the tallest tower',
    act: 'put one block on the other',
    lead: 'had the taller tower',
    trouble: 'knocked over the tower',
    prize: 'a big blue ribbon',
  },
  {
    contest: 'a race with little boats',
    act: 'pushed the boats into the water',
    lead: 'had the faster boat',
    trouble: 'got stuck in the reeds',
    prize: 'a silver bell',
  },
  {
    contest: 'a contest to find the most nuts',
    act: 'looked under every leaf',
    lead: 'had the fuller basket',
    trouble: 'dropped the whole basket',
    prize: 'a jar of honey',
  },
  {
    contest: 'a contest to sing the best song',
    act: 'sang one song after the other',
    lead: 'sang more sweetly',
    trouble: 'forgot all the words',
    prize: 'a little gold star',
  },
  {
    contest: 'a race up the hill',
    act: 'ran up the steep path',
    lead: 'was ahead',
    trouble: 'slipped and rolled back down',
    prize: 'a red flag',
  },
  {
    contest: 'a contest to paint the best picture',
    act: 'painted and painted',
    lead: 'was almost done',
    trouble: 'spilled all the paint',
    prize: 'a new box of colors',
  },
] as const;

export const contest: Plot = {
  name: 'contest',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  tell(t: Tale): void {
    begin(t);
    const game = t.random.pick(CONTESTS);
    t.bind({
      contest: game.contest,
      act: game.act,
      lead: game.lead,
      trouble: game.trouble,
      prize: game.prize,
    });
    t.paragraph();
    goOut(
      t,
      ['One day, there was [contest] [at].', 'One morning, everybody came [to]. There was to be [contest].'],
      ['town', 'field', 'water', 'wood'],
    );
    t.scenery('h');
    const other = friend(t);
    t.say(
      other.sort === 'animal'
        ? ['[h.n] wanted to win, and so did [f.a].', 'Only two were left to try: [h.n], and [f.a].']
        : [
            '[h.n] wanted to win, and so did a(n) [f.kind] named [f.n].',
            '[h.n] was in it, and so was [f.n] from next door.',
          ],
    );
    t.say(['The one who won would get [prize].', 'There was a prize, too: [prize].']);
    t.moment('way', 'h', 0.3);
    if (t.has('Foreshadowing')) {
      elder(t);
      t.mark('hint');
      t.speak(
        'm',
        [
          'The one who looks back is sometimes the one who wins.',
          'Winning is not always coming first. You will see.',
        ],
        ['Before it began, [h.his] [m.kind] said that the first one was not always the one who wins.'],
      );
    }
    if (t.has('Conflict')) {
      t.mark('Conflict');
      t.speak(
        'f',
        ['I will win! You have no chance, you snail!', 'You? You cannot even tie your shoes! I am the best!'],
        ['[f.n] laughed at [h.n] and called [h.him] a snail.'],
      );
      t.speak(
        'h',
        ['We will see about that! You always talk so big!', 'Stop it! You are so mean!'],
        ['[h.n] got angry, and they pushed each other.'],
        'angry',
      );
    } else {
      t.speak(
        'f',
        ['Good luck, [h.n]! May the best one win.', 'This will be fun. Good luck!'],
        ['They shook hands and wished each other luck.'],
        'happy',
      );
      t.speak('h', ['Good luck to you, too!', 'Thank you! I am so excited.'], [], 'happy');
    }
    t.moment('think', 'h', 0.2);
    t.paragraph();
    t.say([
      'Then it began. They [act].',
      'One, two, three, and off they went! They [act].',
      '{A bell rang|Somebody waved a flag|A whistle blew}, and they [act].',
      'All {the others|their friends} watched as they [act].',
    ]);
    t.say(['Soon [h.n] [lead].', 'For a while they were even. Then [h.n] [lead].']);
    t.say(['But suddenly, [f.n] [trouble].', 'Then something bad happened: [f.n] [trouble].']);
    t.speak(
      'f',
      ['Oh no! Now all is lost!', 'Ouch! Please help me!'],
      ['[f.n] sat on the ground with tears in [f.his] eyes.'],
      'sad',
    );
    t.sorrow('f', 0, ['very sad', 'sad', 'so sad', 'unhappy']);
    t.moment('think', 'h', 0.5);
    if (t.has('BadEnding')) {
      t.say([
        '[h.n] saw it but did not stop. [h.he] only wanted the prize.',
        '[h.n] looked back and laughed, and did not help.',
      ]);
      if (t.has('Twist')) {
        t.mark('Twist');
        t.say('At the end, something unexpected happened. Somebody else came out of nowhere and was first.');
      } else
        t.say([
          '[h.n] won [prize], but nobody clapped.',
          '[h.n] was first, but all the others went to help [f.n]. Nobody looked at the winner.',
        ]);
      if (t.has('Foreshadowing')) {
        t.mark('payoff');
        t.say('Now [h.n] understood what [h.his] [m.kind] had meant before it began.');
      }
      t.moral('winning is worth nothing without friends', 'it is wrong to leave others in trouble');
      t.sorrow('h', 0.3, ['lonely', 'sad', 'so sad']);
      t.moment('joy', 'h', 0);
      sadEnd(t);
      t.summarise('In [contest], [h.n] does not help [f.n], and in the end [h.he] has no joy in it.');
      return;
    }
    t.say([
      '[h.n] could have won, but [h.he] stopped and went back.',
      '[h.n] wanted to win so much. But [h.he] turned around and ran to [f.n].',
      'For a moment, [h.n] thought of the prize. Then [h.he] went back to [f.n].',
    ]);
    t.speak(
      'h',
      [
        'Give me your hand. We will do it together.',
        'Are you all right? Let me help you.',
        'Friends are more important than a prize. Come!',
      ],
      ['[h.he] gave [f.n] a hand and helped [f.him].'],
    );
    t.paragraph();
    if (t.has('Twist')) {
      t.mark('Twist');
      t.say([
        'Nobody had won yet when something unexpected happened. The judge came down and gave [prize] to [h.n] and [f.n], for being good friends!',
        "To everyone's surprise, [f.n] turned to [h.n] in the last moment and let [h.him] win!",
      ]);
    } else
      t.say([
        'They came in last, hand in hand, and everybody clapped.',
        'Somebody else won [prize], but [both] did not mind.',
        'They finished together, and everybody cheered for them.',
      ]);
    if (t.has('Conflict')) makeUp(t, 'f', 'h');
    else thanks(t, 'f', 'h');
    if (t.has('Foreshadowing')) {
      t.mark('payoff');
      t.say([
        '[h.ns] [m.kind] had been right: there is more than one way to win.',
        'It was just as [h.ns] [m.kind] had said. Coming first was not what mattered.',
      ]);
    }
    t.moral(
      'helping is better than winning',
      'a friend is the best prize',
      'it is not important to be first',
    );
    happyEnd(t, 'both');
    t.summarise(
      '[h.n] could win [contest] but stops to help [f.n].',
      '[h.n] and [f.n] are in [contest]. When [f.n] has bad luck, [h.n] comes to help.',
    );
  },
};
