/** All problems a quest can have. */
import type { Problem } from '../problem.ts';
import { stuck } from './stuck.ts';

export const PROBLEMS: readonly Problem[] = [stuck];
