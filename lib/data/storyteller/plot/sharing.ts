/** Two want what only one has: it is shared, or it is not. */
import type { Tale } from '../tale.ts';
import { begin, friendComes, goOut, happyEnd, makeUp, ONE_DAY, sadEnd, thanks } from '../telling/beats.ts';
import { look } from '../telling/details.ts';
import type { Plot } from './plot.ts';

export const sharing: Plot = {
  name: 'sharing',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Conflict'],
  tell(t: Tale): void {
    const hero = begin(t);
    const thing = t.choice.object('food', 'kind:toy');
    const food = t.choice.edible(thing);
    t.bind({
      o: thing,
      use: food ? 'eat' : 'play with',
      some: food ? 'a bite' : 'a turn',
      praise: food ? 'so good' : 'like so much fun',
    });
    t.paragraph();
    goOut(t, [
      `${ONE_DAY}, [h] went [to] with [o.a].`,
      `${ONE_DAY}, [h] had [o.a] and took it [to].`,
      `${ONE_DAY}, [h] got [o.a] from [h.his] {mom|grandpa|aunt} and went [to].`,
    ]);
    t.world.own(hero, thing);
    look(t, 'o');
    t.scenery('h');
    t.moment('way', 'h', 0.5);
    friendComes(t);
    t.say([
      '[f.n] saw [o.the] and came closer.',
      '[f.n] looked at [o.the] for a long time.',
      'When [f.n] saw [o.the], [f.his] eyes grew big.',
    ]);
    t.speak(
      'f',
      [
        'Can I have [some] too?',
        'That looks [praise]! May I have [some]?',
        'Will you share with me, please?',
      ],
      ['[f.n] asked for [some].', '[f.n] wanted to [use] it too.'],
    );
    const refuses = t.has('Conflict') || t.has('BadEnding');
    if (!refuses) {
      t.moment('think', 'h', 0.6);
      share(t, food);
      thanks(t, 'f', 'h');
      t.moment('sad', 'h', 0);
      t.paragraph();
      if (t.has('Twist')) {
        t.mark('Twist');
        const gift = t.choice.object('small');
        t.bind({ g: gift });
        t.world.own(t.character('f'), gift);
        t.world.give(t.character('f'), hero, gift);
        t.say([
          'Then something unexpected happened. [f.n] put a hand in [f.his] pocket and gave [h.n] [g.a]. It was for [h.him] to keep!',
          'To [h.s] surprise, [f.n] had something to share too: [g.a]. It was for [h.n] to keep.',
        ]);
      } else {
        t.say([
          'Later, [f.n] came back with {some nuts|a bag of berries|two apples}, and now [f.he] shared with [h.n].',
          'The next day, [f.n] brought {a cake|a pie|some plums} and gave half of it to [h.n].',
          'After that, [f.n] {showed [h.n] a good place to play|taught [h.n] a new song}.',
        ]);
      }
      t.moral(
        'sharing makes everything twice as good',
        'what we share comes back to us',
        'it feels good to share',
      );
      happyEnd(t, 'both');
      t.summarise(
        '[h.n] shares [h.his] [o.n] with [f.n], and both are happy.',
        '[f.n] asks [h.n] for [some], and [h.n] shares [h.his] [o.n] [at].',
      );
      return;
    }
    if (t.has('Conflict')) t.mark('Conflict');
    t.speak(
      'h',
      [
        'No! It is mine! Go away!',
        'No, it is all mine. You cannot have it!',
        'I do not want to share. It is mine!',
      ],
      ['[h] held [o.the] tight and said no.', 'But [h] did not want to share and turned away.'],
      t.has('Conflict') ? 'angry' : 'plain',
    );
    if (t.has('Conflict')) {
      t.say([
        '[f.n] pulled at it, and [h.n] pulled too. They began to fight.',
        '[f.n] got angry and pushed [h.n]. [h.n] pushed back.',
        'The two friends began to shout at each other.',
      ]);
    }
    t.bind({ a: t.choice.quality('hurt', ['sad', 'hurt', 'upset']) });
    t.say([
      '[f.n] felt [a] and {walked away|sat down alone}.',
      '[f.n] {walked away|went home}. [f.he] felt [a].',
    ]);
    t.moment('sad', 'f', 0.4);
    t.paragraph();
    if (t.has('BadEnding') || t.has('Twist')) {
      if (t.has('Twist')) t.mark('Twist');
      t.say(
        t.has('Twist')
          ? [
              'Then something unexpected happened. A big goose came out of nowhere, took [o.the] and ran off with it!',
              'What happened next was a surprise to everyone: a big dog jumped up, took [o.the] and was gone!',
            ]
          : food
            ? [
                '[h] ate it all alone, and very fast. Soon [h.his] tummy hurt badly.',
                '[h.n] turned around too fast. [o.the] fell into the mud, and nobody could eat it now.',
              ]
            : [
                '[h.n] played alone. Then [o.the] broke, and nobody was there to help.',
                '[h.n] ran off with it, but fell. [o.the] broke into pieces.',
              ],
      );
      if (t.has('Twist') || !food) {
        if (t.has('Twist')) t.world.vanish(null, thing);
        else t.world.break(hero, thing);
      } else t.world.vanish(hero, thing);
    } else {
      t.say([
        '[h.n] was alone with [o.the] now, and it was no fun at all.',
        'Now [h.n] had [o.the] all to [h.self], but [h.he] was not happy.',
      ]);
    }
    t.moment('fear', 'h', 0.2);
    t.moment('think', 'h', 0.5);
    if (t.has('BadEnding')) {
      t.say([
        '[h] looked for [f.n], but [f.he] did not want to play any more.',
        'When [h] called for [f.n], there was no answer. [f.he] had gone home.',
      ]);
      t.moral('one who never shares is soon alone', 'it is better to share than to be alone');
      t.moment('joy', 'f', 0);
      sadEnd(t);
      t.summarise('[h.n] will not share [h.his] [o.n] with [f.n], and in the end [h.he] is alone.');
      return;
    }
    t.say(['[h] went to look for [f.n].', '[h] ran after [f.n].']);
    makeUp(t, 'h', 'f');
    if (thing.state === 'gone') {
      t.say([
        'They {looked for something else to do|found another game}, and it was fun.',
        '[f.n] had {two plums|some nuts} left and gave half to [h.n].',
      ]);
    } else {
      share(t, food);
    }
    t.paragraph();
    t.moral(
      'sharing is better than having it all alone',
      'friends are worth more than things',
      'it is kind to share',
    );
    happyEnd(t, 'both');
    t.summarise(
      '[h.n] does not want to share [h.his] [o.n] with [f.n], but then [h.he] says sorry and they make up.',
    );
  },
};

function share(t: Tale, food: boolean): void {
  const thing = t.thing('o');
  if (food) {
    t.say([
      '[h.n] broke [o.the] in two and gave one half to [f.n].',
      '[h.n] smiled and gave half of [o.the] to [f.n].',
      '[h.n] cut [o.the] into two pieces, one for [f.n] and one for [h.self].',
    ]);
    t.world.vanish(t.character('h'), thing);
    t.say([
      'They ate it together, and it {was so good|tasted twice as good}.',
      'They sat down side by side and ate.',
      'They ate until nothing was left.',
    ]);
  } else {
    t.say([
      '[h.n] gave [o.the] to [f.n], and they took turns.',
      '[h.n] nodded and let [f.n] have the first turn.',
      'So they took turns with [o.the], first [f.n], then [h.n].',
    ]);
    t.say([
      'Together it was much more fun.',
      'They played like that for a long time.',
      'It was {more fun|better} than to play alone.',
    ]);
  }
}
