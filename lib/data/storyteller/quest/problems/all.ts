/** All problems a quest can have. */
import type { Problem } from '../problem.ts';
import { broken } from './broken.ts';
import { muddy, stained } from './dirty.ts';
import { dog } from './dog.ts';
import { fence } from './fence.ts';
import { heavy } from './heavy.ts';
import { gap, hole } from './hole.ts';
import { locked } from './locked.ts';
import { river } from './river.ts';
import { stuck } from './stuck.ts';
import { sunk } from './sunk.ts';
import { thief } from './thief.ts';
import { torn } from './torn.ts';
import { water } from './water.ts';

export const PROBLEMS: readonly Problem[] = [
  stuck,
  water,
  hole,
  gap,
  thief,
  fence,
  dog,
  broken,
  torn,
  muddy,
  stained,
  heavy,
  locked,
  river,
  sunk,
];
