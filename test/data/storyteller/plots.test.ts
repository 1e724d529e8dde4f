/** Every plot about home, feelings and magic can be told with every set of features that it declares. */
import { describe, expect, test } from '@jest/globals';
import { FEATURES, type Feature } from '../../../lib/data/storyteller/features.ts';
import { afraid } from '../../../lib/data/storyteller/plot/afraid.ts';
import { baby } from '../../../lib/data/storyteller/plot/baby.ts';
import { bedtime } from '../../../lib/data/storyteller/plot/bedtime.ts';
import { cooking } from '../../../lib/data/storyteller/plot/cooking.ts';
import { doctor } from '../../../lib/data/storyteller/plot/doctor.ts';
import { dream } from '../../../lib/data/storyteller/plot/dream.ts';
import { dress } from '../../../lib/data/storyteller/plot/dress.ts';
import { gift } from '../../../lib/data/storyteller/plot/gift.ts';
import { helper } from '../../../lib/data/storyteller/plot/helper.ts';
import { mended } from '../../../lib/data/storyteller/plot/mended.ts';
import { noise } from '../../../lib/data/storyteller/plot/noise.ts';
import { patience } from '../../../lib/data/storyteller/plot/patience.ts';
import { pet } from '../../../lib/data/storyteller/plot/pet.ts';
import type { Plot } from '../../../lib/data/storyteller/plot/plot.ts';
import { seed } from '../../../lib/data/storyteller/plot/seed.ts';
import { surprise } from '../../../lib/data/storyteller/plot/surprise.ts';
import { tidy } from '../../../lib/data/storyteller/plot/tidy.ts';
import { visit } from '../../../lib/data/storyteller/plot/visit.ts';
import { wish } from '../../../lib/data/storyteller/plot/wish.ts';
import { Tale } from '../../../lib/data/storyteller/tale.ts';
import { scopeOf } from '../../../lib/data/storyteller/variety.ts';
import { ENGLISH } from '../../../lib/data/storyteller/words/lexicon.ts';
import { Random } from '../../../lib/runtime/random.ts';

const PLOTS = [
  afraid,
  baby,
  bedtime,
  cooking,
  doctor,
  dream,
  dress,
  gift,
  helper,
  mended,
  noise,
  patience,
  pet,
  seed,
  surprise,
  tidy,
  visit,
  wish,
];
const scope = scopeOf('full', ENGLISH);

function told(plot: Plot, features: ReadonlySet<Feature>, index: number): Tale {
  const random = new Random(11, index);
  const words = {
    verb: random.pick(scope.verbs),
    noun: random.pick(scope.nouns),
    adjective: random.pick(scope.adjectives),
  };
  const tale = new Tale(random, words, features, scope);
  plot.tell(tale);
  return tale;
}

function featureSets({ always, can }: Plot): Set<Feature>[] {
  const free = FEATURES.filter((feature) => can.includes(feature));
  return Array.from(
    { length: 2 ** free.length },
    (_, set) => new Set([...always, ...free.filter((_, bit) => set & (1 << bit))]),
  );
}

describe.each(PLOTS.map((plot) => [plot.name, plot] as const))('%s', (_, plot) => {
  test('comes about with each set of its features', () => {
    for (const features of featureSets(plot)) {
      const tales = Array.from({ length: 12 }, (_, index) => told(plot, features, index));
      expect([[...features].join(), tales.some((tale) => tale.complete())]).toEqual([
        [...features].join(),
        true,
      ]);
    }
  });

  test('its probes have one right answer that is not among the wrong ones', () => {
    for (let index = 0; index < 200; index++) {
      const { text, probes } = told(plot, new Set(plot.always), index);
      for (const { prompt, right, wrong } of probes) {
        expect(text.startsWith(prompt + right)).toBe(true);
        expect(new Set([right, ...wrong]).size).toBe(wrong.length + 1);
      }
    }
  });

  test('differs in what happens: few sentences are in most of its stories', () => {
    const stories = Array.from({ length: 200 }, (_, index) => told(plot, new Set(plot.always), index));
    const often = new Map<string, number>();
    for (const { text, people } of stories) {
      let plain = text;
      for (const { name } of people) if (name !== '') plain = plain.replaceAll(name, 'N');
      for (const sentence of new Set(plain.split(/(?<=[.!?]) /)))
        often.set(sentence, (often.get(sentence) ?? 0) + 1);
    }
    const longer = [...often].filter(([sentence]) => sentence.split(' ').length > 4);
    expect(longer.filter(([, count]) => count > stories.length * 0.5)).toEqual([]);
  });
});
