/** Surprises after all seemed told. */
import type { Tale } from '../tale.ts';
import type { Plan } from './planning.ts';

/** The surprise of a quest that ends well, unless there was one already. */
export function turn(t: Tale, { itself, premise }: Plan): void {
  if (!t.has('Twist') || itself) return;
  t.mark('Twist');
  if (premise === 'seen' && t.random.chance(0.6)) {
    owner(t);
    return;
  }
  t.random.pick([nest, extra])(t);
}

/** What was found belongs to somebody. */
function owner(t: Tale): void {
  const other = t.named(t.character('h').sort === 'animal' ? 'animal' : 'child', t.character('h'));
  t.bind({ w: other });
  t.say([
    'But then came a surprise. [w.a] ran up and stared at [o.the].',
    'Then something unexpected happened. [w.a] came along and cried out with joy.',
  ]);
  t.thing('o').owner = other;
  t.speak(
    'w',
    ['That is my [o.word]! I lost it long ago.', 'You found my [o.word]! I looked for it everywhere.'],
    ['It was [w.ns] [o.word], lost long ago.'],
    'happy',
  );
  t.world.give(t.character('h'), other, t.thing('o'));
  t.say([
    '[h.n] was sad for a moment. Then [h.he] smiled and gave it to [w.n], and [w.n] became a new friend.',
    '[h.n] gave [o.the] to [w.n]. It was not easy, but it was right.',
  ]);
}

function nest(t: Tale): void {
  const { noun } = t.choice.required;
  t.bind({
    e: t.random.pick(
      ['a tiny mouse', 'a little snail', 'a ladybug', 'a small green frog', 'a caterpillar'].filter(
        (text) => !text.endsWith(noun.word),
      ),
    ),
  });
  t.say([
    'Then came the surprise: on [o.the] sat [e], fast asleep! Nobody had seen it before.',
    "What was that? To everyone's surprise, [e] had come along with [o.the].",
  ]);
  t.say([
    '[h] carried [e] to a safe place before [h.he] went on.'.replace('[e]', 'it'),
    'Very carefully, [h] put it down in the grass.',
  ]);
}

function extra(t: Tale): void {
  const gift = t.choice.object('small');
  t.bind({ g2: gift });
  t.say([
    'Then something unexpected happened. In the grass, right at [h.ns] feet, lay [g2.a].',
    'And there was a surprise. Where [o.the] had been, [h.n] found [g2.a] as well!',
  ]);
  t.world.find(t.character('h'), gift);
  t.say([
    'What a lucky day!',
    'Now [h] had one thing more to be happy about.',
    '[h] put it in [h.his] pocket and laughed.',
  ]);
}
