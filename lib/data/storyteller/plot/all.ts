/** The plot families. Every set of features is possible in at least one of them. */

import { quest } from '../quest/quest.ts';
import { afraid } from './afraid.ts';
import { apology } from './apology.ts';
import { baby } from './baby.ts';
import { boast } from './boast.ts';
import { borrow } from './borrow.ts';
import { contest } from './contest.ts';
import { cry } from './cry.ts';
import { farewell } from './farewell.ts';
import { firstday } from './firstday.ts';
import { forbidden } from './forbidden.ts';
import { jealous } from './jealous.ts';
import { lost } from './lost.ts';
import { making } from './making.ts';
import { mended } from './mended.ts';
import { newcomer } from './newcomer.ts';
import { patience } from './patience.ts';
import type { Plot } from './plot.ts';
import { promise } from './promise.ts';
import { quarrel } from './quarrel.ts';
import { rescue } from './rescue.ts';
import { sharing } from './sharing.ts';
import { surprise } from './surprise.ts';
import { team } from './team.ts';
import { teasing } from './teasing.ts';
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
  cry,
  promise,
  teasing,
  jealous,
  team,
  borrow,
  apology,
  farewell,
  firstday,
];
