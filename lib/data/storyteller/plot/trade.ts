/** One has what the other wants: things change hands, and who holds what matters. */
import type { Tale } from '../tale.ts';
import { address, begin, friend, goOut, happyEnd, makeUp, sadEnd, thanks } from '../telling/beats.ts';
import { look } from '../telling/details.ts';
import type { Plot } from './plot.ts';

export const trade: Plot = {
  name: 'trade',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  tell(t: Tale): void {
    const hero = begin(t);
    const mine = t.choice.object('kind:toy', 'small');
    const theirs = t.choice.object('kind:toy', 'small');
    t.bind({ a: mine, b: theirs, aw: mine.noun.word, bw: theirs.noun.word });
    t.world.own(hero, mine);
    t.say([
      '[h] had [a.a].',
      '[h] had [a.a] and played with it every day.',
      '[h] had found [a.a] once and kept it in a box.',
    ]);
    look(t, 'a');
    if (t.has('Foreshadowing')) {
      t.mark('hint');
      t.say([
        'The [aw] was from [h.his] {grandpa|grandma}, who had said that one day [h] would know what it was worth.',
        'One thing was strange about it: it always made [h] feel warm inside. But what was it worth?',
      ]);
    }
    t.paragraph();
    goOut(t, ['One day, [h] took [a.the] [to].', 'One morning, [h] went [to] and took [a.the] along.']);
    t.scenery('h');
    t.moment('way', 'h', 0.4);
    const other = friend(t);
    t.world.own(other, theirs);
    t.say(
      other.sort === 'animal'
        ? ['There, [h] met [f.a]. [f.he] had [b.a].', 'Soon [f.a] came by with [b.a].']
        : ['There, [h] met [h.his] friend [f.n]. [f.n] had [b.a].', '[h.s] friend [f.n] came by with [b.a].'],
    );
    t.say([
      '[h.n] looked at [b.the] and wanted to have it.',
      '[h.n] had never seen such a nice [bw].',
      'How [h.n] wished to have [b.the]!',
    ]);
    t.speak(
      'h',
      [
        'I like your [bw]. If you give me your [bw], I will give you my [aw].',
        "Let's trade! You get my [aw], and I get your [bw].",
        'Will you give me your [bw] for my [aw]?',
      ],
      ['[h.n] wanted to trade [a.the] for [b.the].', '[h.n] said that [f.n] could have [a.the] for [b.the].'],
    );
    if (t.has('Conflict')) {
      t.mark('Conflict');
      t.speak(
        'f',
        [
          'No! Your [aw] is ugly! I would never trade it for that!',
          'Never! My [bw] is much better than your silly old thing!',
        ],
        ['[f.n] laughed and said that [a.the] was ugly.'],
      );
      t.speak(
        'h',
        ['That is mean! Your [bw] is ugly too!', 'You are so rude! I do not like you any more!'],
        ['[h.n] got angry, and they had a fight.'],
        'angry',
      );
      t.sorrow('h', 0.6);
      t.say(['For a long time, they did not talk.', 'They sat back to back and did not say a word.']);
      makeUp(t, 'f', 'h');
      t.say('Then [f.n] wanted to trade after all.');
    } else {
      t.moment('think', 'f', 0.4);
      t.speak(
        'f',
        [
          'All right, let us trade!',
          'Yes! I always wanted one like that.',
          'That is a good idea. Here you are!',
        ],
        ['[f.n] said yes.', '[f.n] nodded and held out [b.the].'],
        'happy',
      );
    }
    t.world.give(hero, other, mine);
    t.world.give(other, hero, theirs);
    t.say([
      'So [h.n] gave [a.the] to [f.n], and [f.n] gave [b.the] to [h.n].',
      '[h.n] gave [f.n] [a.the] and got [b.the] for it.',
      'Now [h.n] had [b.the], and [f.n] had [a.the].',
    ]);
    t.paragraph();
    t.say(['At home, [h] {played with|looked at} [b.the] for a while.', '[h] ran home with [b.the].']);
    t.say([
      'But it was not the same. [h] missed [h.his] old [aw].',
      'But after an hour, [h] thought only of [h.his] old [aw].',
      'But when evening came, [h.his] old place for [a.the] was empty, and that felt bad.',
    ]);
    t.sorrow('h', 0.4, ['sad', 'very sad', 'unhappy', 'so sad']);
    t.moment('think', 'h', 0.4);
    if (t.has('BadEnding')) {
      t.say('The next day, [h] went back and asked for [a.the].');
      if (t.has('Twist')) {
        t.mark('Twist');
        t.world.vanish(other, mine);
        t.say('But something unexpected had happened. A big bird had carried [a.the] away in the night.');
      } else {
        t.speak(
          'f',
          ['No, it is mine now. You wanted to trade!', 'A trade is a trade. I will keep it.'],
          ['But [f.n] did not want to give it back.'],
        );
      }
      if (t.has('Foreshadowing')) {
        t.mark('payoff');
        t.say('Now [h] knew what it had been worth, but it was too late.');
      }
      t.moral(
        'one should think before giving something dear away',
        'we often know what we had only when it is gone',
      );
      t.moment('joy', 'h', 0);
      sadEnd(t);
      t.summarise('[h.n] trades [h.his] [a.n] for [f.ns] [b.n] and is sorry, but it is too late.');
      return;
    }
    if (t.has('Twist')) {
      t.mark('Twist');
      t.say([
        '[h] wanted to go back. But when [h.he] opened the door, there was a big surprise: outside stood [f.n], who missed [b.the] just as much!',
        'Just then, something unexpected happened. [f.n] was at the door and wanted to trade back too!',
      ]);
    } else {
      t.say(['The next day, [h] went to [f.n] and told [f.him].', 'So [h] went to see [f.n].']);
      t.speak(
        'h',
        [`${address(t, 'f')}, I miss my [aw]. Can we trade back?`, 'I am sorry, but I miss my [aw] so much.'],
        ['[h.n] asked to trade back.'],
        'sad',
      );
      t.speak(
        'f',
        ['Of course! To be honest, I miss my [bw] too.', 'Yes, let us trade back. We are friends.'],
        ['[f.n] did not mind at all.'],
        'happy',
      );
    }
    t.world.give(hero, other, theirs);
    t.world.give(other, hero, mine);
    t.say([
      'So [f.n] got [b.the] back, and [h.n] got [a.the].',
      '[h.n] gave [b.the] back to [f.n] and held [a.the] in [h.his] arms again.',
    ]);
    if (t.has('Foreshadowing')) {
      t.mark('payoff');
      t.say('Now [h.n] knew what it was worth.');
    }
    thanks(t, 'h', 'f');
    t.say(['After that, they often played with both things together.', 'From then on, they shared both.']);
    t.moral(
      'what we have is often better than what we want',
      'the best things are those we love',
      'a good friend understands',
    );
    happyEnd(t, 'both');
    t.summarise(
      '[h.n] trades [h.his] [a.n] for [f.ns] [b.n], but then [h.he] misses it, and they trade back.',
      '[h.n] and [f.n] trade their things and find out that they like their own things best.',
    );
  },
};
