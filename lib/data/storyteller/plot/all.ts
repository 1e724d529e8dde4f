/** The plot families. Every set of features is possible in at least one of them. */

import { quest } from '../quest/quest.ts';
import { afraid } from './afraid.ts';
import { baby } from './baby.ts';
import { bedtime } from './bedtime.ts';
import { contest } from './contest.ts';
import { cooking } from './cooking.ts';
import { doctor } from './doctor.ts';
import { dream } from './dream.ts';
import { dress } from './dress.ts';
import { forbidden } from './forbidden.ts';
import { gift } from './gift.ts';
import { helper } from './helper.ts';
import { lost } from './lost.ts';
import { making } from './making.ts';
import { mended } from './mended.ts';
import { newcomer } from './newcomer.ts';
import { noise } from './noise.ts';
import { patience } from './patience.ts';
import { pet } from './pet.ts';
import type { Plot } from './plot.ts';
import { quarrel } from './quarrel.ts';
import { rescue } from './rescue.ts';
import { seed } from './seed.ts';
import { sharing } from './sharing.ts';
import { surprise } from './surprise.ts';
import { tidy } from './tidy.ts';
import { trade } from './trade.ts';
import { visit } from './visit.ts';
import { weather } from './weather.ts';
import { wish } from './wish.ts';

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
  noise,
  bedtime,
  doctor,
  wish,
  seed,
  pet,
  cooking,
  tidy,
  gift,
  dress,
  helper,
  dream,
];
