/** `tinystories grade …`. */
import type { Command } from 'commander';
import type { Context } from './context.ts';
import { addCalibrate } from './grade-calibrate.ts';
import { addCompare } from './grade-compare.ts';
import { addRebuild } from './grade-rebuild.ts';
import { addRun } from './grade-run.ts';

export function addGrade(program: Command, context: Context): void {
  const grade = program
    .command('grade')
    .description('Let judges grade what a model tells; compare gradings, and judges with people.');
  addRun(grade, context);
  addCompare(grade, context);
  addCalibrate(grade, context);
  addRebuild(grade, context);
}
