/** A contest: one must choose between winning and helping, or between winning and being fair; or wins by trying. */
import type { Tale } from '../tale.ts';
import { begin, goOut, makeUp, ONE_DAY, thanks } from '../telling/beats.ts';
import { GAMES, type Game } from './contest-games.ts';
import { badly, boasting, close, foretold, pay, rival, wishes } from './contest-telling.ts';
import { fright } from './fright.ts';
import { brisk, leisure, pang } from './leisure.ts';
import type { Plot } from './plot.ts';

export const contest: Plot = {
  name: 'contest',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  tell(t: Tale): void {
    begin(t);
    const game = t.random.pick(GAMES);
    t.bind({ contest: game.contest, act: game.act, lead: game.lead, prize: game.prize });
    const theContest = game.contest.replace(/^an? /, 'the ');
    const way = t.random.pick(t.has('BadEnding') ? [help, fair] : [help, fair, practice]);
    const known = way === practice;
    if (known) {
      t.paragraph();
      t.say([
        'The year before, [h] had come in last in [contest]. [h] did not want to be last again, and so [h.he] began to practice.',
        'Once before, [h] had been in [contest] and had come in last. Next time, it was to be better.',
      ]);
      t.say(game.practice);
      if (leisure(t, 0.3))
        t.say([
          'Nobody saw it, and nobody clapped.',
          'Some laughed about it. [h] went on.',
          'It got a little better every day.',
        ]);
    }
    t.paragraph();
    goOut(
      t,
      [
        ...(known
          ? [
              `Then the day came, and everybody went [to] for ${theContest}.`,
              `At last it was time for ${theContest}. It was held [at].`,
            ]
          : [
              `${ONE_DAY}, there was [contest] [at].`,
              `${ONE_DAY}, everybody came [to]. There was to be [contest].`,
            ]),
        known
          ? `At last the day came. Flags hung [at], and everybody had come to see ${theContest}.`
          : `${ONE_DAY}, flags hung [at], and everybody had come to see ${game.contest}.`,
      ],
      game.scenes ?? ['town', 'field', 'water', 'wood'],
      ['train station', 'flower shop', 'waterfall', 'market', ...(game.notAt ?? [])],
    );
    t.moment('way', 'h', 0.1);
    t.scenery('h', 0.1);
    // Whoever foretells it does so before there is another of whom one could think.
    if (t.has('Foreshadowing')) foretold(t);
    rival(t);
    if (t.has('BadEnding') || leisure(t, 0.6))
      t.say([
        'The one who won would get [prize].',
        'There was a prize, too: [prize].',
        'On a table stood the prize, [prize].',
      ]);
    fright(t);
    if (t.has('Conflict')) boasting(t);
    else wishes(t);
    t.moment('think', 'h', 0.1);
    t.paragraph();
    t.say([
      'Then it began. They [act].',
      'One, two, three, and it began! They [act].',
      '{A bell rang|Somebody waved a flag|A whistle blew}, and they [act].',
      'Everybody clapped, and all who had come to try [act].',
    ]);
    way(t, game);
  },
};

/** The other has bad luck. */
function help(t: Tale, game: Game): void {
  t.bind({ trouble: game.trouble });
  if (t.has('BadEnding') || leisure(t, 0.6))
    t.say([
      'Soon [h.n] [lead].',
      'For a while, nobody could say who was better. Then [h.n] [lead].',
      'It went well, and [h.n] [lead].',
    ]);
  t.say([
    'But suddenly, [f.n] [trouble].',
    'Then something bad happened: [f.n] [trouble].',
    'All at once, [f.n] [trouble].',
  ]);
  if (leisure(t, 0.4))
    t.speak(
      'f',
      ['Oh no! Now all is lost!', 'Now I cannot win any more.', 'Why does it always happen to me?'],
      ['[f.n] sat on the ground with tears in [f.his] eyes.', '[f.n] did not move any more.'],
      'sad',
    );
  pang(t, 'f', 0, ['very sad', 'sad', 'so sad', 'unhappy']);
  t.moment('think', 'h', 0.1);
  if (t.has('BadEnding')) {
    t.say([
      '[h.n] saw it but did not stop. [h.he] only wanted the prize.',
      '[h.n] saw it, laughed, and did not help.',
      'For a moment, [h.n] wanted to help. But the prize was so close!',
    ]);
    if (t.has('Twist')) {
      t.mark('Twist');
      t.say([
        'At the end, something unexpected happened. Somebody else won, at whom nobody had looked.',
        'Then came a surprise. Whoever had stopped to help was to get the prize. And [h.n] had not stopped.',
      ]);
    } else
      t.say([
        '[h.n] won the prize, but nobody clapped.',
        '[h.n] was first, but all the others went to help [f.n]. Nobody looked at the winner.',
      ]);
    badly(t, [
      'In [contest], [h.n] does not help [f.n], and in the end [h.he] has no joy in it.',
      '[h.n] wants to win [prize] and leaves [f.n] in trouble. It ends sadly.',
    ]);
    return;
  }
  t.say([
    '[h.n] could have won, but [h.he] stopped and went to [f.n].',
    '[h.n] wanted to win so much. But [h.he] turned around and went to [f.n].',
    'For a moment, [h.n] thought of the prize. Then [h.he] hurried to [f.n].',
  ]);
  if (leisure(t, 0.3))
    t.speak(
      'h',
      [
        'Come, we will do it together.',
        'Are you all right? Let me help you.',
        'Friends are more important than a prize. Come!',
      ],
      [],
    );
  t.say(game.help);
  t.paragraph();
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'Nobody had won yet when something unexpected happened. The judge came over and gave the prize to both of them, for being good friends!',
      ...(race(game)
        ? ["To everyone's surprise, [f.n] turned to [h.n] at the last moment and let [h.n] win!"]
        : [
            'Somebody else won. But then something unexpected happened. The judge had a second prize in a bag, for the best friend of the day, and it went to [h.n]!',
          ]),
    ]);
  } else
    t.say([
      'Neither of them won, but everybody clapped for both.',
      'Somebody else won the prize, but [both] did not mind.',
      ...(race(game) ? ['They finished together, the last of all, and everybody cheered for them.'] : []),
    ]);
  if (t.has('Conflict')) makeUp(t, 'f', 'h');
  else if (leisure(t, 0.4)) thanks(t, 'f', 'h');
  pay(t);
  close(
    t,
    ['helping is better than winning', 'a friend is the best prize', 'it is not important to be first'],
    [
      '[h.n] could win [contest] but stops to help [f.n].',
      '[h.n] and [f.n] are in [contest]. When [f.n] has bad luck, [h.n] comes to help.',
    ],
  );
}

/** It would be easy to cheat. */
function fair(t: Tale, game: Game): void {
  t.say([
    race(game)
      ? '[f.n] was good, very good. Soon [h.n] was behind.'
      : '[f.n] was good, very good. Soon [h.n] saw it.',
    '[h] did what [h.he] could, but [f.n] did it better.',
    ...(race(game) ? ['It did not go well. [f.n] was ahead, and the prize seemed far away for [h.n].'] : []),
  ]);
  const index = t.random.int(game.trick.length);
  t.say(game.trick[index]!);
  if (leisure(t, 0.5))
    t.speak(
      'h',
      ['Just a little. It does not hurt anybody.', 'Nobody would ever know.', 'I want to win so much!'],
      ['Nobody would ever know, [h] thought.', 'Just a little, [h] thought. It would not hurt anybody.'],
    );
  t.moment('think', 'h', 0.1);
  if (t.has('BadEnding')) {
    t.say(game.cheats[index]!);
    if (t.has('Twist')) {
      t.mark('Twist');
      t.say([
        'And [h] won! But then something unexpected happened. [f.n] had seen it all, and said nothing, and only looked at [h.n]. That was worse than anything.',
        'And so [h] won. But to the surprise of all, the judge had stood behind a bush and had seen everything.',
      ]);
    } else
      t.say([
        'And so [h] won. But a small child had seen it and said it out loud. The prize had to be given back.',
        '[h] got the prize. But when they asked how it had been done, [h] could not say one word, and then they knew.',
      ]);
    badly(t, [
      'In [contest], [h.n] cheats in order to win, and it comes out.',
      '[h.n] wants [prize] so much that [h.he] is not fair. It ends badly.',
    ]);
    return;
  }
  t.say(
    brisk(t, [
      'But then [h] thought of how it would feel to win by a trick. The prize would be no fun at all.',
      'But then [h] saw how [f.n] was trying, with the tip of [f.his] tongue out. No. It would not be right.',
      'But it would have been a trick, and [h] did not do it.',
    ]),
  );
  if (leisure(t, 0.5) || t.has('Twist'))
    t.say([
      '[h] went on as well as [h.he] could, and came in second.',
      'So [f.n] won, and [h.n] was only second.',
      '[h] was not first. But [h.he] could look everybody in the eye.',
    ]);
  else t.say(['And so [f.n] won.', '[h.n] came in second.']);
  t.paragraph();
  if (t.has('Conflict')) {
    t.speak(
      'h',
      ['You were better. That was great!', 'You won, and it was fair.'],
      ['[h.n] was the first to clap for [f.n].'],
      'happy',
    );
    makeUp(t, 'f', 'h');
  } else if (leisure(t, 0.6))
    t.speak(
      'h',
      ['You were better. That was great!', 'Well done, [f.n]! How did you do that?'],
      ['[h.n] was the first to clap for [f.n].'],
      'happy',
    );
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'Then came a surprise. The judge had seen it all, and how easy it would have been. There was a second prize, for the fairest one, and it went to [h.n]!',
      'Then something unexpected happened. [f.n] said that the prize belonged to both of them, because nobody could be fairer than [h.n].',
    ]);
  } else if (leisure(t, 0.4))
    t.speak(
      'f',
      [
        'Come over tomorrow. I will show you how I do it.',
        'It was only so much fun because you were so good, too.',
      ],
      ['[f.n] promised to show [h.n] how it was done.'],
      'happy',
    );
  pay(t);
  close(
    t,
    [
      'it is better to lose than to cheat',
      'those who are fair are winners, too',
      'a prize is worth nothing if it is not earned',
    ],
    [
      'In [contest], [h.n] could cheat, but does not. [f.n] wins, and they are friends.',
      '[h.n] wants to win [contest], but not by a trick. [h.he] comes in second, and [f.n] wins.',
    ],
  );
}

/** Whether those who take part can be ahead of each other and behind. */
function race({ contest: of }: Game): boolean {
  return of.startsWith('a race');
}

/** Somebody who was last has tried hard. */
function practice(t: Tale, game: Game): void {
  if (leisure(t, 0.6))
    t.say([
      ...(race(game) ? ['At first, [f.n] was ahead.'] : []),
      'Everybody looked at [f.n]. Nobody looked at [h.n].',
      '[h] did not look left or right, and did it just as [h.he] had done it every day.',
    ]);
  t.say([
    '[h] went on as [h.he] had learned it, and got better and better.',
    ...(race(game) ? ['Slowly, [h] caught up. The people stopped talking.'] : []),
    'And then everybody stood up to see. Was that really [h.n]?',
  ]);
  t.paragraph();
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      // Whoever heard that there is more than one way to win does not simply win.
      ...(t.has('Foreshadowing')
        ? []
        : ['In the end something unexpected happened. [h.n] won! [h] had only wanted not to be last.']),
      'And then came the surprise: [h.n] and [f.n] were equally good, and so there were two winners!',
      'Then something unexpected happened. [h.n] and [f.n] had done equally well, and each of them got a prize!',
    ]);
  } else
    t.say([
      '[f.n] won, but only just. [h.n] was second, out of twelve!',
      'This time, [f.n] was second and [h.n] was third. And last was somebody else.',
      '[h.n] did not win. But it was the best that [h.he] had ever done.',
    ]);
  t.speak(
    'f',
    ['How did you get so good?', 'Last time, nobody was behind you! How did you do it?'],
    ['[f.n] wanted to know how [h.n] had done it.'],
    'happy',
  );
  t.speak(
    'h',
    ['I tried it every day, even in the rain.', 'A little every day. That is all.'],
    ['A little every day, that was the whole secret.'],
    'happy',
  );
  if (t.has('Conflict')) makeUp(t, 'f', 'h');
  pay(t);
  close(
    t,
    [
      'a little every day becomes a lot',
      'it is worth it to try again',
      ...(t.has('Twist') ? [] : ['one does not have to be first to be proud']),
    ],
    [
      '[h.n] was once last in [contest]. [h.he] tries every day and does much better.',
      '[h.n] tries hard for [contest], and in the end even [f.n] is amazed.',
    ],
  );
}
