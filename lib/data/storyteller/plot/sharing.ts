/** Two want what only one has: it is shared, or it is not. */
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
  thanks,
} from '../telling/beats.ts';
import { look } from '../telling/details.ts';
import { play } from '../telling/uses.ts';
import { fright } from './fright.ts';
import { leisure } from './leisure.ts';
import type { Plot } from './plot.ts';
import { SOLID, thingFit } from './things.ts';

export const sharing: Plot = {
  name: 'sharing',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  nouns: ['food', 'kind:toy'],
  tell(t: Tale): void {
    const hero = begin(t);
    const denied = t.has('Conflict') || t.has('BadEnding');
    // What is not shared may break.
    const thing = thingFit(
      t,
      ['food', 'kind:toy'],
      (noun) =>
        !denied ||
        t.lexicon.hasTag(noun, 'food') ||
        (t.lexicon.hasTag(noun, 'break') && !SOLID.includes(noun.word)),
    );
    const food = t.choice.edible(thing);
    t.bind({ o: thing, some: food ? 'a bite' : 'a turn', praise: food ? 'so good' : 'so nice' });
    if (t.has('Foreshadowing')) saying(t);
    t.paragraph();
    goOut(t, [
      `${ONE_DAY}, [h] went [to] with [o.a].`,
      `${ONE_DAY}, [h] had [o.a] and took it [to].`,
      `${ONE_DAY}, [h] got [o.a] from [h.his] {mom|grandpa|aunt} and went [to].`,
      `${ONE_DAY}, [h] carried [o.a] [to] and looked for a good place.`,
      `${ONE_DAY}, there was [o.a] on the table, just for [h.o]. [h] took it along [to].`,
    ]);
    t.world.own(hero, thing);
    look(t, 'o');
    t.scenery('h');
    t.moment('way', 'h', 0.5);
    if (!denied) fright(t);
    const waits = t.brief || leisure(t, 0.5);
    if (waits && food)
      t.say([
        '[h.n] sat down in the shade and wanted to eat [o.the].',
        '[h.n] was hungry, and [o.the] smelled good.',
        '[h.n] wanted to eat [o.the] slowly, bite by bite.',
        'All the way, [h.n] had looked forward to the first bite.',
      ]);
    else if (waits) play(t, 'h');
    friendComes(t);
    asks(t, food);
    if (denied) {
      refuses(t, food);
      return;
    }
    t.moment('think', 'h', 0.6);
    if (leisure(t, 0.2))
      t.say([
        '[h] looked at [o.the], and then at [f.n].',
        'For a moment, [h] wished to keep [o.the] all to [h.self]. But only for a moment!',
        'There was only one, and [h] liked it very much. Still, a friend is a friend.',
        '[h] knew how it feels to stand there and have nothing.',
      ]);
    share(t, food);
    if (t.brief || leisure(t, 0.5)) thanks(t, 'f', 'h', 'gift');
    t.paragraph();
    const returned = t.brief || t.has('Twist') || t.has('Foreshadowing') || leisure(t, 0.65);
    if (returned) comesBack(t);
    t.moral(
      'sharing makes everything twice as good',
      returned ? 'what we share comes back to us' : 'it is kind to share',
      'it feels good to share',
      'a thing gets better when there are two to enjoy it',
    );
    // What comes back without a surprise comes on another day.
    happyEnd(t, 'both', returned && !t.has('Twist') ? 'later' : 'today');
    t.summarise(
      '[h.n] shares [h.his] [o.n] with [f.n], and both are happy.',
      '[f.n] asks [h.n] for [some], and [h.n] shares [h.his] [o.n] [at].',
      '[h.n] has [o.a] [at]. [f.n] has none, and so they share.',
    );
  },
};

function saying(t: Tale): void {
  elder(t);
  t.mark('hint');
  t.speak(
    'm',
    t.has('BadEnding')
      ? ['One who keeps it all ends up with nothing.', 'When the door is always shut, no one comes in.']
      : t.has('Conflict')
        ? ['Joy gets bigger when it is cut in two.', 'What is kept for one alone is only half as good.']
        : [
            'What you give away comes back by another road.',
            'Share what you have, and you will never be poor.',
          ],
    t.has('BadEnding')
      ? ['[h.s] [m.kind] liked to say that one who keeps all ends up with nothing.']
      : t.has('Conflict')
        ? ['[h.s] [m.kind] liked to say that joy gets bigger when it is cut in two.']
        : [
            '[h.s] [m.kind] liked to say that what we give away comes back by another road.',
            '[h.s] [m.kind] had told [h.him] that those who share are never poor.',
          ],
  );
}

function pay(t: Tale): void {
  if (!t.has('Foreshadowing')) return;
  t.mark('payoff');
  t.say([
    'It was just as [h.ns] [m.kind] had said.',
    'Now [h] knew that [h.his] [m.kind] had been right.',
    '[h] thought of what [h.his] [m.kind] had said.',
  ]);
}

function asks(t: Tale, food: boolean): void {
  if (t.brief || !t.has('Dialogue') || leisure(t, 0.5))
    t.say([
      '[f.n] saw [o.the] and came closer.',
      '[f.n] looked at [o.the] for a long time.',
      'When [f.n] saw [o.the], [f.his] eyes grew big.',
      food ? '[f.n] had not had lunch yet.' : '[f.n] had nothing to play with.',
      food ? '[f.n] had only had a dry bun for lunch.' : '[f.n] stood there and did not know what to do.',
    ]);
  if (!t.has('Conflict') && !t.has('BadEnding')) t.moment('sad', 'f', 0.1);
  t.speak(
    'f',
    [
      'Can I have [some] too?',
      'That looks [praise]! May I have [some]?',
      'Will you share with me, please?',
      'Would you give me [some]? Please!',
      'Oh, how lucky you are! May I have [some]?',
    ],
    [
      '[f.n] asked for [some].',
      '[f.n] wanted [some] too.',
      '[f.n] did not say anything, but one could see the wish in [f.his] face.',
      'In a low voice, [f.n] asked for [some].',
    ],
  );
}

function share(t: Tale, food: boolean): void {
  const thing = t.thing('o');
  if (food) {
    t.say([
      '[h.n] broke [o.the] in two and gave one half to <context?[f.n]|[h.n]>.',
      '[h.n] smiled and gave half of [o.the] to [f.n].',
      '[h.n] cut [o.the] into two pieces, one for [f.n] and one for [h.self].',
      '[h.n] made two parts of it. One was a little bigger, and that one was for [f.n].',
      'So [o.the] became two halves, and each of them had one.',
    ]);
    t.world.vanish(t.character('h'), thing);
    if (t.brief || leisure(t, 0.6))
      t.say([
        'They ate it together, and it {was so good|tasted twice as good}.',
        'They sat down side by side and ate.',
        'They ate until nothing was left.',
        'Not one crumb was left for the {birds|mice}.',
        'They ate slowly and looked at the clouds.',
      ]);
  } else {
    t.say([
      '[h.n] gave [o.the] to [f.n], and they took turns.',
      '[h.n] nodded and let [f.n] have the first turn.',
      'So they took turns with [o.the], first [f.n], then <context?[h.n]|[f.n]>.',
      '[h.n] held out [o.the], and [f.n] began to beam.',
      '[h.n] showed [f.n] how to play with [o.the], and then let [f.o] try.',
    ]);
    if (t.brief || leisure(t, 0.6))
      t.say([
        'Together it was much more fun.',
        'They played like that for a long time.',
        'It was {more fun|better} than to play alone.',
        'One alone would not have laughed so much.',
        'One of them played, the other one cheered, and then they swapped.',
      ]);
  }
}

/** The friend has something to share, too. */
function comesBack(t: Tale): void {
  const hero = t.character('h');
  const other = t.character('f');
  if (t.has('Twist')) {
    t.mark('Twist');
    const gift = t.choice.object('small');
    t.bind({ g: gift });
    t.world.own(other, gift);
    t.world.give(other, hero, gift);
    t.say([
      'Then something unexpected happened. [f.n] looked into [f.his] pocket and gave [h.n] [g.a]. It was for [h.him] to keep!',
      'To [h.s] surprise, [f.n] had something to share too: [g.a]. It was for [h.n] to keep.',
      'But that was not all. [f.n] ran home and came back with [g.a]. What a surprise! It was a gift for [h.n].',
      'When it was time to go home, there was a surprise. [f.n] held out [g.a], and [h.n] could keep it!',
    ]);
  } else
    t.say([
      'The next time, [f.n] came with {some nuts|a bag of berries|two apples}, and shared with [h.n].',
      'The next day, [h] forgot to bring lunch. Who gave half of everything to [h.o]? It was <reasoning?[f.n]|[h.n]>.',
      'On the way home it began to rain. But [f.n] had a big umbrella, and under it they stayed <knowledge?dry|wet>.',
      'After that, [f.n] {showed [h.n] a good place to play|taught [h.n] a new song}.',
      'The next day, [f.n] brought {a cake|a pie|some plums} and gave half to [h.n].',
      'Not long after that, [f.n] had a new swing, and the first turn was for [h.n].',
    ]);
  pay(t);
}

function refuses(t: Tale, food: boolean): void {
  const thing = t.thing('o');
  if (t.has('Conflict')) t.mark('Conflict');
  t.speak(
    'h',
    t.has('Conflict')
      ? [
          'No! It is mine! Go away!',
          'No, it is all mine. You cannot have it!',
          'I do not want to share. It is mine!',
          'Get your own! This one is for me!',
        ]
      : [
          'No, it is all mine.',
          'I do not want to share.',
          'There is not enough for two.',
          'Maybe another day.',
        ],
    [
      '[h] held [o.the] tight and said no.',
      'But [h] did not want to share and turned away.',
      '[h] shook [h.his] head and hid [o.the] behind [h.his] back.',
      'But [h] acted as if [h.he] had not heard.',
    ],
    t.has('Conflict') ? 'angry' : 'plain',
  );
  if (t.has('Conflict')) {
    t.say([
      '[f.n] pulled at it, and [h.n] pulled too. They began to fight.',
      '[f.n] got angry and pushed [h.n]. [h.n] pushed back.',
      'The two friends began to shout at each other.',
      '[f.n] called [h.n] mean, and [h.n] called [f.n] greedy.',
    ]);
  }
  t.bind({ a: t.choice.quality('hurt', ['sad', 'hurt', 'upset']) });
  t.say([
    '[f.n] felt [a] and {walked away|went off}.',
    '[f.n] walked away. [f.he] felt [a].',
    '[f.n] felt [a] and left.',
    '[f.n] was [a] and walked off.',
  ]);
  t.moment('sad', 'f', 0.4);
  t.paragraph();
  if (t.has('BadEnding') || t.has('Twist')) {
    misfortune(t, food);
  } else
    t.say([
      '[h.n] was alone with [o.the] now, and it was no fun at all.',
      'Now [h.n] had [o.the] all to [h.self], but [h.he] was not happy.',
      food
        ? '[h.n] took one bite. It tasted of nothing.'
        : '[h.n] played with [o.the]. But nobody laughed, and nobody clapped.',
      'There was [h.n], and there was [o.the], and it was very quiet.',
    ]);
  t.moment('fear', 'h', 0.1);
  t.moment('think', 'h', 0.3);
  if (t.has('BadEnding')) {
    pay(t);
    t.say([
      '[h] looked for [f.n], but [f.he] did not want to play any more.',
      'When [h] called for [f.n], there was no answer.',
      'Not far away, [f.n] was already playing with somebody else.',
      'Then [h] would have shared everything. But it was too late, and nobody was there.',
    ]);
    t.moral('one who never shares is soon alone', 'it is better to share than to be alone');
    t.moment('joy', 'f', 0);
    sadEnd(t);
    t.summarise(
      '[h.n] will not share [h.his] [o.n] with [f.n], and in the end [h.he] is alone.',
      '[f.n] asks [h.n] for [some], but [h.n] wants to have [o.the] alone. It ends badly.',
    );
    return;
  }
  t.say([
    '[h] went to look for [f.n]. It did not take long to find [f.o].',
    '[h] ran after [f.n].',
    'So [h] got up and went to where [f.n] was sitting.',
    'It did not take long until [h] knew what to do, and ran after [f.n].',
  ]);
  makeUp(t, 'h', 'f');
  if (thing.state === 'gone')
    t.say([
      ...(t.has('Foreshadowing')
        ? []
        : ['They {looked for something else to do|found another game}, and it was fun.']),
      '[f.n] found {some plums|some nuts} under a tree and gave half of them to [h.n].',
      'Then [f.n] found one apple in the grass and shared it. They took bites, one after the other.',
    ]);
  else share(t, food);
  pay(t);
  t.paragraph();
  t.moral(
    'sharing is better than having it all alone',
    'friends are worth more than things',
    'it is kind to share',
  );
  happyEnd(t, 'both');
  t.summarise(
    '[h.n] does not want to share [h.his] [o.n] with [f.n], but then [h.he] says sorry and they make up.',
    '[h.n] and [f.n] fall out over [o.a]. Later, [h.n] is sorry, and they are friends again.',
  );
}

/** What was not shared is lost. */
function misfortune(t: Tale, food: boolean): void {
  const thing = t.thing('o');
  const hero = t.character('h');
  if (t.has('Twist')) {
    t.mark('Twist');
    t.world.vanish(null, thing);
    t.say([
      'Then something unexpected happened. A big goose came out of nowhere, took [o.the] and ran off with it!',
      'What happened next was a surprise to everyone: a big dog jumped up, took [o.the] and was gone!',
      'And then, all at once, there was a flash of white. A gull had [o.the] in its beak and was already far away! Nobody had seen it come.',
      'Nobody would have thought it: a monkey sat in a tree! It had run away from somewhere. It reached down, took [o.the] and was gone.',
    ]);
    return;
  }
  if (food) {
    t.say([
      '[h] ate it all alone, and so fast that [h.his] tummy hurt.',
      '[h.n] turned around too fast. [o.the] fell into the mud, and nobody could eat it now.',
      '[h] hid [o.the] under a bush for later. When [h.he] came back, the ants had found it.',
      '[h] did not look where [h.he] was going. [o.the] fell, rolled away and was gone in a deep hole.',
    ]);
    t.world.vanish(hero, thing);
  } else {
    t.say([
      '[h.n] played alone. Then [o.the] broke, and nobody was there to help.',
      '[h.n] ran off with [o.the], but fell, and it broke.',
      '[h.n] held [o.the] so tight that something went crack. It was broken.',
      '[h.n] put [o.the] on a wall to look at it, all alone. The wind came, and it fell and broke.',
    ]);
    t.world.break(hero, thing);
  }
}
