/** The plot families. Every set of features is possible in at least one of them. */

import { quest } from '../quest/quest.ts';
import { ability } from './ability.ts';
import { afraid } from './afraid.ts';
import { astray } from './astray.ts';
import { baby } from './baby.ts';
import { building } from './building.ts';
import { contest } from './contest.ts';
import { crossing } from './crossing.ts';
import { explore } from './explore.ts';
import { forbidden } from './forbidden.ts';
import { guest } from './guest.ts';
import { hungry } from './hungry.ts';
import { hurry } from './hurry.ts';
import { journey } from './journey.ts';
import { lost } from './lost.ts';
import { making } from './making.ts';
import { mended } from './mended.ts';
import { newcomer } from './newcomer.ts';
import { patience } from './patience.ts';
import type { Plot } from './plot.ts';
import { quarrel } from './quarrel.ts';
import { rescue } from './rescue.ts';
import { seasons } from './seasons.ts';
import { sharing } from './sharing.ts';
import { storm } from './storm.ts';
import { surprise } from './surprise.ts';
import { trade } from './trade.ts';
import { treasure } from './treasure.ts';
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
  astray,
  journey,
  explore,
  seasons,
  hurry,
  guest,
  storm,
  hungry,
  ability,
  building,
  crossing,
  treasure,
];
