/** Every plot can be told with every set of features that it declares. */
import { describe, expect, test } from '@jest/globals';
import { FEATURES, type Feature } from '../../../lib/data/storyteller/features.ts';
import { PLOTS } from '../../../lib/data/storyteller/plot/all.ts';
import type { Plot } from '../../../lib/data/storyteller/plot/plot.ts';
import { told } from './told.ts';

const SEED = 11;

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
      const tales = Array.from({ length: 12 }, (_, index) => told(plot, features, SEED, index));
      expect([[...features].join(), tales.some((tale) => tale.complete())]).toEqual([
        [...features].join(),
        true,
      ]);
    }
  });

  test('its probes have one right answer that is not among the wrong ones', () => {
    for (let index = 0; index < 200; index++) {
      const { text, probes } = told(plot, new Set(plot.always), SEED, index);
      for (const { prompt, right, wrong } of probes) {
        expect(text.startsWith(prompt + right)).toBe(true);
        expect(new Set([right, ...wrong]).size).toBe(wrong.length + 1);
      }
    }
  });

  test('differs in what happens: few sentences are in most of its stories', () => {
    const stories = Array.from({ length: 200 }, (_, index) => told(plot, new Set(plot.always), SEED, index));
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
