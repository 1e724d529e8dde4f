/** What the stories of taking turns have in common: the advice, the dispute, how it fails and how it ends. */
import type { Tale } from '../tale.ts';
import { elder, happyEnd, sadEnd } from '../telling/beats.ts';
import { leisure } from './leisure.ts';

export function advice(t: Tale): void {
  elder(t);
  t.mark('hint');
  if (t.has('Dialogue'))
    t.say([
      'Once, [h] and a cousin both wanted the seat by the window. [h.s] [m.kind] had seen it.',
      'Once, [h] and a cousin both wanted to sit in the same chair, until [h.s] [m.kind] came in.',
      '[h] and a cousin had both wanted the biggest cup. [h.s] [m.kind] looked from one to the other.',
    ]);
  t.speak(
    'm',
    t.has('BadEnding')
      ? [
          'Those who pull from both ends will both fall down.',
          'While two argue, a third one goes away with the cake.',
          'You cannot hold on to everything, my dear. Learn to wait.',
        ]
      : [
          'There is nearly always a way for two, if you look for it.',
          'When two want the same, they must look for a way that is fair.',
          'Fair is when both of you can be glad.',
        ],
    t.has('BadEnding')
      ? [
          '[h.s] [m.kind] liked to say that those who pull from both ends will both fall down.',
          'More than once, [h.his] [m.kind] had said that one must learn to wait.',
        ]
      : [
          '[h.s] [m.kind] liked to say that there is nearly always a way for two.',
          'At breakfast, [h.s] [m.kind] had said that fair is when both can be glad.',
        ],
  );
  if (leisure(t, 0.4))
    t.say([
      '[h] did not think much about it.',
      '[h] nodded, but [h.he] was hardly listening.',
      '[h] did not know yet what that meant.',
    ]);
}

export function payoff(t: Tale): void {
  if (!t.has('Foreshadowing')) return;
  t.mark('payoff');
  t.say([
    'Now [h] thought of what [h.his] [m.kind] had said.',
    'What had [h.ns] [m.kind] said? [h] tried to remember.',
    '[h] remembered the words of [h.his] [m.kind].',
  ]);
}

/** What they quarrel about: a seat, what belongs to both of them, or the last bite. */
type Prize = 'seat' | 'shared' | 'bite';

/** What one claims, what the other answers, and how the first is told of. */
const CLAIMS: Readonly<Record<Prize, { first: readonly string[]; answer: string; told: string }>> = {
  seat: {
    first: ['I saw it first!', 'It is mine! Go away!', 'You always get everything!'],
    answer: 'No, I saw it first!',
    told: '[h.n] said that [h.he] had seen it first.',
  },
  shared: {
    first: ['I want to have it first!', 'You always get everything!', 'Let go! It is my turn!'],
    answer: 'No! Half of it is mine!',
    told: '[h.n] said that [h.he] would be the first.',
  },
  bite: {
    first: ['That one is for me!', 'You ate more than I did!', 'You always get everything!'],
    answer: 'No! I am still hungry, too!',
    told: '[h.n] said that [f.n] had eaten enough.',
  },
};

/** They quarrel about it, where they may; else both only say what they wish. */
export function clash(t: Tale, prize: Prize): void {
  if (!t.has('Conflict')) {
    t.speak(
      'h',
      ['Oh, I would love to have [prize]!', 'May I have [prize]?'],
      ['[h.n] wanted [prize] very much.', '[h.n] would have loved to have [prize].'],
    );
    t.speak(
      'f',
      ['I would like it too. And there is only one.', 'I want it just as much. What do we do now?'],
      ['[f.n] wanted it just as much.', '[f.n] wished for the very same thing.'],
    );
    return;
  }
  t.mark('Conflict');
  const claims = CLAIMS[prize];
  t.speak(
    'h',
    claims.first,
    [claims.told, '[h.n] pushed [f.n] away and said that it was not fair.'],
    'angry',
  );
  t.speak(
    'f',
    [claims.answer, 'That is not fair! You are always first!', 'You are so mean! I want it too!'],
    ['[f.n] got angry too and would not give in.', '[f.n] stamped and said the very same.'],
    'angry',
  );
  noise(t);
}

export function noise(t: Tale): void {
  if (leisure(t, 0.4))
    t.say([
      'They shouted until both were {red in the face|out of breath}.',
      'Each of them said the same thing again and again.',
      'A bird flew up from a bush, so loud were they.',
      'It would have been a good moment to stop, but neither of them did.',
    ]);
}

export function lost(
  t: Tale,
  plain: string,
  lessons: readonly string[],
  sudden = 'somebody much bigger came along, took it and did not give it back',
): void {
  if (!t.has('Conflict'))
    t.say([
      'Each of them waited for the other to say something. Nobody did, and so nothing was settled.',
      '[f.n] was too shy to say more, and [h.n] did not ask. So nothing was settled.',
    ]);
  t.paragraph();
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([`And then something happened that nobody had expected: ${sudden}!`]);
    t.say(['Now it was too late.', 'So in the end, neither of them got what they wanted.']);
  } else t.say(plain);
  payoff(t);
  t.say([
    '[h.n] looked at [f.n], and [f.n] looked at the ground.',
    'They stood there, and there was nothing more to say.',
    '[f.n] went home without a word.',
  ]);
  t.moment('joy', 'f', 0);
  t.moral(...lessons);
  sadEnd(t);
}

export function close(
  t: Tale,
  summaries: readonly string[],
  lessons: readonly string[] = ['taking turns is fair', 'those who can wait have twice the fun'],
  when: 'today' | 'later' = 'today',
): void {
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'Then came a surprise. Close by stood {an old neighbor|a baker with a basket} who had seen it all, and there was a gift for each of them!',
      `What [h.n] did not know: it was [f.ns] birthday that day, and [f] had told nobody. Now [f.n] said it very softly.`,
      'To their surprise, they were not alone. Their families had come with cake and had watched the whole time.',
    ]);
  }
  t.paragraph();
  t.moral(...lessons, 'there is nearly always a way for two', 'a friend is worth more than the first turn');
  happyEnd(t, 'both', when);
  t.summarise(...summaries);
}
