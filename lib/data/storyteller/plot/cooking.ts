/** Something is cooked or baked together; one thing goes wrong, and something is made of it, or not. */
import type { Tale } from '../tale.ts';
import { address, begin, elder, makeUp } from '../telling/beats.ts';
import { BURNT, DISHES, DROPPED, GUESTS, type Guest, isMistaken, type Mishap } from './cooking-dishes.ts';
import { happyAtHome, sadAtHome, sibling, walkFirst } from './indoors.ts';
import { aside, leisure, pang, tersely } from './leisure.ts';
import type { Plot } from './plot.ts';

export const cooking: Plot = {
  name: 'cooking',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  tell(t: Tale): void {
    begin(t);
    // Nobody needs a spoon to make dough for bread, so nobody fights over one.
    const dish = t.pick(t.has('Conflict') ? DISHES.filter((one) => one.dish !== 'bread') : DISHES);
    const mishap = t.random.pick(dish.mishaps);
    if (t.has('Conflict')) sibling(t);
    else elder(t, ['mom', 'dad', 'grandma', 'grandpa', 'aunt', 'uncle']);
    const guest = leisure(t) || t.random.chance(0.3) ? t.random.pick(GUESTS) : null;
    const { name } = t.character('m');
    t.bind({
      mname: name === '' ? '' : ` ${name}`,
      dish: dish.dish,
      short: mishap.short,
      sign: mishap.sign,
      baked: dish.baked,
      guest: guest === null ? '' : `, ${guest.who}`,
    });
    t.paragraph();
    const walked = walkFirst(t);
    const here = [
      '{One day|One Sunday|One morning}, [h] and [h.his] [m.kind][mname] wanted to make [dish][guest].',
      '{One rainy day|One Saturday}, [h.s] [m.kind][mname] had an idea: they would make [dish][guest].',
      '{One morning|One fine day}, [h.s] [m.kind][mname] put on an apron. They were going to make [dish][guest].',
      '{One day|One Saturday}, [h] was allowed to help [h.his] [m.kind][mname] in the kitchen. They wanted to make [dish][guest].',
    ];
    const back = [
      'After that, [h] and [h.his] [m.kind][mname] wanted to make [dish][guest].',
      'When [h.he] was back, [h.his] [m.kind][mname] had an idea: they would make [dish][guest].',
      'At home, [h.his] [m.kind][mname] had put on an apron. They were going to make [dish][guest].',
      'Back at home, [h] was allowed to help [h.his] [m.kind][mname] in the kitchen. They wanted to make [dish][guest].',
    ];
    t.say(walked ? back : here);
    if (t.has('Foreshadowing')) {
      t.mark('hint');
      t.say(mishap.hint);
    }
    if (leisure(t))
      t.speak(
        'm',
        t.has('Conflict')
          ? ['Wash your hands first. Then we can begin.', 'I will read what we need, and you can get it.']
          : [
              'Wash your hands first. Then we can begin.',
              'You may stir, and I will read what we need.',
              'Here is a spoon for you, my little cook.',
            ],
        [
          'They washed, put on aprons and got out the big bowl.',
          '[m.n] read aloud what they needed, and [h.n] put it on the table.',
          'There was flour in the air before they had even begun.',
          '[m.n] put [h.n] on a chair, so that [h.he] could reach the table.',
          'The old cook book had spots on every page. Those were the best pages, said [m.n].',
        ],
      );
    const [first, second] = dish.steps;
    // What goes into the bowl goes in before anything is put together, and what burns is put together first.
    const baked = mishap === BURNT;
    const begun = baked || mishap === DROPPED || leisure(t) || t.random.chance(0.3);
    if (begun) tersely(t, first);
    // Once it is in its form, there is nothing left to stir.
    if (t.has('Conflict')) quarrel(t);
    if (baked || (mishap === DROPPED && leisure(t))) t.say(second);
    tersely(t, begun ? mishap.happens : (mishap.first ?? mishap.happens));
    if (isMistaken(mishap)) {
      if (leisure(t)) t.say(second);
      if (t.random.chance(0.5))
        aside(t, [
          ...(t.has('Conflict') ? [] : ['They sang a song at their work.']),
          'It all looked good. Nobody knew yet what was wrong.',
        ]);
      // What is tried must have been baked.
      t.say(dish.done);
    }
    t.paragraph();
    tersely(t, mishap.noticed);
    if (t.choice.required.adjective.word !== 'lonely')
      pang(t, 'h', 0.4, ['sad', 'upset', 'sorry', 'unhappy']);
    t.moment('think', 'h', 0.15);
    if (t.has('BadEnding')) ruined(t, mishap, guest);
    else saved(t, mishap, guest);
  },
};

function quarrel(t: Tale): void {
  t.mark('Conflict');
  t.say([
    'There was only one spoon, and [m.n] had it.',
    '[m.n] had the only big spoon and began to stir.',
    '[m.n] took the big spoon and stirred, around and around.',
  ]);
  t.speak(
    'h',
    ['I want to stir now! You never let me have the spoon!', 'Give me the spoon! It is my turn!'],
    [
      '[h.n] wanted to stir and pulled at the spoon.',
      '[h.n] said that it was not fair, and reached for the spoon.',
      '[h.n] did not want to be the one who only watches. [h.he] took the spoon away.',
      '[h.n] said that [m.n] always got to stir, and pulled at the spoon.',
    ],
    'angry',
  );
  t.speak(
    'm',
    ['No! You are too small! You spill everything!', 'Let go! You do it all wrong!'],
    [
      '[m.n] said that [h.n] was too small for that, and would not let go.',
      '[m.n] pushed [h.n] away, and soon they were shouting.',
      '[m.n] held the spoon up high, where [h.n] could not reach it, and laughed.',
      '[m.n] said something mean, and [h.n] said something meaner.',
    ],
    'angry',
  );
  if (leisure(t))
    t.say([
      'There was flour on [h.ns] nose and egg in [m.s] hair, and nobody laughed.',
      'They turned their backs on each other, and each did something else.',
      'An egg fell on the floor, and each said that it was the other one.',
      'After that, one of them stirred to the left and the other one to the right.',
    ]);
}

function regret(t: Tale): void {
  t.speak(
    'h',
    ['Oh no! What have I done?', 'I am so sorry! Now it is all spoiled!', 'Can we do something about it?'],
    [
      '[h.n] was close to tears.',
      '[h.n] was very sorry about it.',
      '[h.n] would have liked to hide under the table.',
      '[h.n] did not dare to look up.',
    ],
    'sad',
  );
}

function saved(t: Tale, mishap: Mishap, guest: Guest | null): void {
  const both = leisure(t) || t.random.chance(0.3);
  if (both || !t.has('Conflict')) regret(t);
  if (t.has('Conflict')) {
    t.say([
      ...(isMistaken(mishap) ? ['Nobody had looked, because both of them had been so angry.'] : []),
      'Who still thought of the spoon now?',
      'Now the spoon did not matter any more.',
      'They looked at each other. The fight was forgotten.',
    ]);
    const [who, to] = t.random.chance(0.5) ? (['h', 'm'] as const) : (['m', 'h'] as const);
    makeUp(t, who, to);
  } else if (both)
    t.speak(
      'm',
      [
        `That happens to the best of cooks, ${address(t, 'h')}.`,
        'Wait. Let us think before we throw it away.',
        'A mistake is only a new recipe.',
      ],
      [
        '[m.n] did not scold. That happens to the best of cooks.',
        '[m.n] put one arm around [h.him] and began to think.',
        '[m.n] began to laugh, and after a while [h.n] laughed, too.',
        'A good cook is never at a loss, said [m.n].',
        '[m.n] had done the very same thing once, as a child.',
      ],
      'happy',
    );
  tersely(t, mishap.saved);
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say([
      'Only now did [h.n] think of [sign]. That was how it had come about!',
      '[h.n] thought of [sign]. One could have seen it coming!',
      'Now they remembered [sign]. From then on, they were more careful in that kitchen.',
    ]);
  }
  if (guest !== null) t.say(guest.got);
  else
    aside(t, [
      'Soon, both of them wanted more.',
      'In the evening, not one crumb was left.',
      'It was eaten up in no time.',
      'The neighbors smelled it and came over, one after the other.',
    ]);
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'Then something unexpected happened. The old baker from the corner tried some, closed both eyes, and asked how it was made!',
      'And what a surprise! Somebody who never liked anything ate three pieces and asked for more.',
      'Then came a surprise: in the very last piece was a ring that had been lost for a year! It must have slipped into the flour.',
    ]);
  }
  t.moral(
    'a mistake can be the beginning of something good',
    'one should not throw things away too soon',
    ...(isMistaken(mishap) ? ['it is good to look twice before one takes something'] : []),
    ...(t.has('Conflict') ? ['two cooks must learn to share one spoon'] : []),
  );
  happyAtHome(t);
  t.summarise(
    '[h.n] and [h.his] [m.kind] make [dish]. When [short], they make the best of it.',
    'While [h.n] and [h.his] [m.kind] make [dish], [short]. In the end, they make something good of it.',
  );
}

function ruined(t: Tale, mishap: Mishap, guest: Guest | null): void {
  if (t.has('Dialogue') && !t.has('Conflict')) regret(t);
  t.say(mishap.ruined);
  if (guest !== null) t.say(guest.none);
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'And just then, to their surprise, hungry visitors stood at the door, and there was nothing to eat.',
      'Then came a surprise that made it worse: the shop was closed, and there was nothing else to eat in the house.',
    ]);
  }
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say([
      'One could have seen it coming. [h.n] thought of [sign], but it was too late.',
      'Too late, [h.n] thought of [sign].',
    ]);
  }
  if (t.has('Conflict')) t.say(['[m.n] said that it was all [h.ns] fault, and [h.n] said that it was not.']);
  t.moral(
    ...(isMistaken(mishap) ? ['one should look twice before one takes something'] : []),
    'one careless moment can spoil a lot of work',
  );
  t.moment('joy', 'h', 0);
  sadAtHome(t);
  t.summarise('[h.n] and [h.his] [m.kind] make [dish], but [short], and it cannot be saved.');
}
