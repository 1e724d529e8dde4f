/** All problems a quest can have. */
import type { Problem } from '../problem.ts';
import { stuck } from './stuck.ts';
import { water } from './water.ts';

export const PROBLEMS: readonly Problem[] = [stuck, water];
