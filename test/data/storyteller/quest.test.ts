import { describe, expect, test } from '@jest/globals';
import { FEATURES } from '../../../lib/data/storyteller/features.ts';
import { PROBLEMS } from '../../../lib/data/storyteller/quest/problems/all.ts';
import { quest } from '../../../lib/data/storyteller/quest/quest.ts';
import { Tale } from '../../../lib/data/storyteller/tale.ts';
import { scopeOf } from '../../../lib/data/storyteller/variety.ts';
import { ENGLISH } from '../../../lib/data/storyteller/words/lexicon.ts';
import { Random } from '../../../lib/runtime/random.ts';

/** Quests with every set of features, told with words drawn at random. */
const TALES = Array.from({ length: 1 << FEATURES.length }, (_, set) =>
  Array.from({ length: 12 }, (__, index) => {
    const random = new Random(5, set * 1000 + index);
    const required = {
      verb: random.pick(ENGLISH.verbs),
      noun: random.pick(ENGLISH.nouns),
      adjective: random.pick(ENGLISH.adjectives),
    };
    const features = new Set(FEATURES.filter((___, bit) => (set >> bit) & 1));
    const tale = new Tale(random, required, features, scopeOf('full', ENGLISH));
    quest.tell(tale);
    return tale;
  }),
).flat();

describe('quests', () => {
  test('come about with every set of features, and have just these', () => {
    const marks = TALES.map((tale) => {
      const marked = new Set(
        tale.world.events.filter(({ kind }) => kind === 'feature').map(({ note }) => note),
      );
      return FEATURES.every((feature) => {
        if (feature === 'Dialogue') return tale.text.includes('"') === tale.has(feature);
        if (feature === 'Foreshadowing')
          return marked.has('hint') === tale.has(feature) && marked.has('payoff') === tale.has(feature);
        return marked.has(feature) === tale.has(feature);
      });
    });
    expect(marks.filter((right) => !right)).toHaveLength(0);
  });

  test('leave nothing of the notation in story or summary', () => {
    const left = TALES.filter(({ text, summary }) => /[[\]{}<>|]| {2}| [.,!?]/.test(`${text}${summary}`));
    expect(left.map(({ text, summary }) => `${text}\n${summary}`)).toEqual([]);
  });

  test('offer no wrong answer that is the right one', () => {
    const probes = TALES.flatMap((tale) => tale.probes);
    expect(probes.length).toBeGreaterThan(50);
    expect(probes.filter(({ right, wrong }) => wrong.includes(right))).toEqual([]);
  });

  test('bring the thing back to whom it belongs unless they end badly', () => {
    const good = TALES.filter((tale) => !tale.has('BadEnding'));
    const astray = good.filter(({ cast }) => {
      const thing = cast.o;
      if (typeof thing !== 'object' || thing.type !== 'thing') return true;
      const nested = thing.holder === null && thing.spot === 'in the tree';
      return !nested && thing.holder !== (thing.owner ?? cast.p);
    });
    expect(astray.map(({ text }) => text)).toEqual([]);
  });
});

describe.each(PROBLEMS.map((problem) => [problem.name, problem] as const))(
  'the problem "%s"',
  (_, problem) => {
    test('has ways that fail and ways that help, each with what the summary says of it', () => {
      const { ways } = problem;
      expect(ways.filter(({ fails }) => fails).length).toBeGreaterThanOrEqual(3);
      const helping = ways.filter(({ works }) => works);
      expect(helping.length).toBeGreaterThanOrEqual(4);
      expect(helping.filter(({ short, won }) => (short ?? won) === undefined)).toEqual([]);
      expect(new Set(ways.map(({ name }) => name)).size).toBe(ways.length);
    });

    test('can be solved without tool, animal or friend', () => {
      expect(problem.ways.some(({ works, by, needs }) => works && by === 'self' && needs === undefined)).toBe(
        true,
      );
    });
  },
);
