/** The plot families. Every set of features is possible in at least one of them. */
import { afraid } from './afraid.ts';
import { lost } from './lost.ts';
import type { Plot } from './plot.ts';
import { sharing } from './sharing.ts';
import { weather } from './weather.ts';

export const PLOTS: readonly Plot[] = [lost, sharing, afraid, weather];
