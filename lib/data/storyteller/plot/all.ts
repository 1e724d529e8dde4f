/** The plot families. Every set of features is possible in at least one of them. */

import { quest } from '../quest/quest.ts';
import { afraid } from './afraid.ts';
import { baby } from './baby.ts';
import { boast } from './boast.ts';
import { contest } from './contest.ts';
import { forbidden } from './forbidden.ts';
import { lost } from './lost.ts';
import { making } from './making.ts';
import { mended } from './mended.ts';
import { newcomer } from './newcomer.ts';
import { patience } from './patience.ts';
import type { Plot } from './plot.ts';
import { quarrel } from './quarrel.ts';
import { rescue } from './rescue.ts';
import { sharing } from './sharing.ts';
import { surprise } from './surprise.ts';
import { trade } from './trade.ts';
import { turns } from './turns.ts';
import { visit } from './visit.ts';
import { weather } from './weather.ts';

export const PLOTS: readonly Plot[] = [
  quest,
  lost,
  sharing,
  afraid,
  weather,
  making,
  forbidden,
  quarrel,
  mended,
  rescue,
  newcomer,
  patience,
  contest,
  surprise,
  visit,
  trade,
  baby,
  turns,
  boast,
];
