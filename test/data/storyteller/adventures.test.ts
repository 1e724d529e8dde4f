/** Every plot of adventure and nature can be told with every set of features that it declares. */
import { describe, expect, test } from '@jest/globals';
import { FEATURES } from '../../../lib/data/storyteller/features.ts';
import { ability } from '../../../lib/data/storyteller/plot/ability.ts';
import { astray } from '../../../lib/data/storyteller/plot/astray.ts';
import { building } from '../../../lib/data/storyteller/plot/building.ts';
import { crossing } from '../../../lib/data/storyteller/plot/crossing.ts';
import { explore } from '../../../lib/data/storyteller/plot/explore.ts';
import { guest } from '../../../lib/data/storyteller/plot/guest.ts';
import { hungry } from '../../../lib/data/storyteller/plot/hungry.ts';
import { DIETS, EATERS, HOSTS, SOURCES } from '../../../lib/data/storyteller/plot/hungry-foods.ts';
import { hurry } from '../../../lib/data/storyteller/plot/hurry.ts';
import { journey } from '../../../lib/data/storyteller/plot/journey.ts';
import { lost } from '../../../lib/data/storyteller/plot/lost.ts';
import { making } from '../../../lib/data/storyteller/plot/making.ts';
import { rescue } from '../../../lib/data/storyteller/plot/rescue.ts';
import { seasons } from '../../../lib/data/storyteller/plot/seasons.ts';
import { storm } from '../../../lib/data/storyteller/plot/storm.ts';
import { treasure } from '../../../lib/data/storyteller/plot/treasure.ts';
import { weather } from '../../../lib/data/storyteller/plot/weather.ts';
import { told } from './told.ts';

const SEED = 17;

const PLOTS = [
  ability,
  astray,
  building,
  crossing,
  explore,
  guest,
  hungry,
  hurry,
  journey,
  lost,
  making,
  rescue,
  seasons,
  storm,
  treasure,
  weather,
];

describe.each(PLOTS.map((plot) => [plot.name, plot] as const))('%s', (_, plot) => {
  test('has just the features that are asked for, ends once and has a summary', () => {
    for (let set = 0; set < 2 ** FEATURES.length; set++) {
      const features = new Set(FEATURES.filter((_feature, bit) => set & (1 << bit)));
      if ([...features].some((feature) => !plot.can.includes(feature))) continue;
      for (let index = 0; index < 6; index++) {
        const { text, summary, world } = told(plot, features, SEED, 64 * index + set);
        const marks = world.events.filter(({ kind }) => kind === 'feature').map(({ note }) => note);
        const expected = [...features].flatMap((feature) =>
          feature === 'Dialogue' ? [] : feature === 'Foreshadowing' ? ['hint', 'payoff'] : [feature],
        );
        expect(marks.toSorted()).toEqual(expected.toSorted());
        expect(marks.indexOf('hint')).toBeLessThanOrEqual(marks.indexOf('payoff'));
        if (!features.has('Dialogue')) expect(text).not.toContain('"');
        expect(world.events.filter(({ kind }) => kind === 'end')).toHaveLength(1);
        expect(summary).not.toBe('');
        expect(`${text} ${summary}`).not.toMatch(/undefined|[[\]{}<>@]| {2}| [.,!?]/);
      }
    }
  });

  test('goes several ways', () => {
    const stories = Array.from({ length: 200 }, (_element, index) => told(plot, new Set(), SEED, index).text);
    const sentences = new Set(stories.flatMap((story) => story.split(/(?<=[.!?])\s/)));
    expect(sentences.size).toBeGreaterThan(1000);
  });
});

describe('what is eaten', () => {
  test('nobody offers what the guest could eat, and everybody eats what is on the own table', () => {
    for (const { eats, not } of EATERS) for (const food of eats) expect(not).not.toContain(food);
    for (const { kind, food } of HOSTS) expect(DIETS[kind]).toContain(food);
  });

  test('whatever somebody looks for can be found', () => {
    for (const { eats } of EATERS) for (const food of eats) expect(SOURCES[food]).toBeDefined();
  });
});
