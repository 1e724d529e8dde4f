/** The plot families. Every set of features is possible in at least one of them. */

import { quest } from '../quest/quest.ts';
import { ability } from './ability.ts';
import { afraid } from './afraid.ts';
import { apology } from './apology.ts';
import { astray } from './astray.ts';
import { baby } from './baby.ts';
import { bedtime } from './bedtime.ts';
import { boast } from './boast.ts';
import { borrow } from './borrow.ts';
import { building } from './building.ts';
import { contest } from './contest.ts';
import { cooking } from './cooking.ts';
import { crossing } from './crossing.ts';
import { cry } from './cry.ts';
import { doctor } from './doctor.ts';
import { dream } from './dream.ts';
import { dress } from './dress.ts';
import { explore } from './explore.ts';
import { farewell } from './farewell.ts';
import { firstday } from './firstday.ts';
import { forbidden } from './forbidden.ts';
import { gift } from './gift.ts';
import { guest } from './guest.ts';
import { helper } from './helper.ts';
import { hungry } from './hungry.ts';
import { hurry } from './hurry.ts';
import { jealous } from './jealous.ts';
import { journey } from './journey.ts';
import { lost } from './lost.ts';
import { making } from './making.ts';
import { mended } from './mended.ts';
import { newcomer } from './newcomer.ts';
import { noise } from './noise.ts';
import { patience } from './patience.ts';
import { pet } from './pet.ts';
import type { Plot } from './plot.ts';
import { promise } from './promise.ts';
import { quarrel } from './quarrel.ts';
import { rescue } from './rescue.ts';
import { seasons } from './seasons.ts';
import { seed } from './seed.ts';
import { sharing } from './sharing.ts';
import { storm } from './storm.ts';
import { surprise } from './surprise.ts';
import { team } from './team.ts';
import { teasing } from './teasing.ts';
import { tidy } from './tidy.ts';
import { trade } from './trade.ts';
import { treasure } from './treasure.ts';
import { turns } from './turns.ts';
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
  helper,
  dream,
];
