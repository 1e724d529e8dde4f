/** Reads what a report is made of: run directories with their gradings, and folders of gradings alone. */
import { basename, dirname, join, resolve } from 'node:path';
import { checkPaths } from '../../runtime/arguments.ts';
import { FileError } from '../../runtime/errors.ts';
import { exists } from '../../runtime/files.ts';
import { readMetrics, type StepMetrics } from '../../training/metrics.ts';
import { RunDirectory } from '../../training/run-directory.ts';
import { type RunFile, readRunFile } from '../../training/run-file.ts';
import type { Grading } from '../record.ts';
import { GRADING_FILES, listGradings, readGrading } from '../record-files.ts';

export interface ReportedRun {
  /** Name of its folder, told apart from others of the same name. */
  name: string;
  /** Null where there is a grading and no run. */
  run: RunFile | null;
  metrics: StepMetrics[];
  /** Made while training, by step ascending. */
  whileTraining: Grading[];
  /** All others, by name. */
  gradings: Grading[];
}

const WHILE_TRAINING = /^step-\d{6,15}$/;

/**
 * @param paths run directories, folders that hold `grades/`, or folders of single gradings
 * @throws InvalidArgumentError; FileError for a path with neither run nor grading; FormatError for files that are not what they should be.
 */
export async function readRuns(paths: readonly string[]): Promise<ReportedRun[]> {
  checkPaths('runs', paths);
  const runs: ReportedRun[] = [];
  for (const path of paths) {
    const run = await readRun(path);
    runs.push({ ...run, name: unused(run.name, runs) });
  }
  return runs;
}

async function readRun(path: string): Promise<ReportedRun> {
  const directory = new RunDirectory(path);
  const name = basename(resolve(path));
  if (await exists(join(path, GRADING_FILES.grading))) {
    const grading = await readGrading(path);
    return { name: nameOf(path), run: null, metrics: [], whileTraining: [], gradings: [grading] };
  }
  const run = (await exists(directory.runFile)) ? await readRunFile(directory.runFile) : null;
  const metrics = (await exists(directory.metrics)) ? await readMetrics(directory.metrics) : [];
  const all: Grading[] = [];
  for (const folder of await listGradings(path)) all.push(await readGrading(folder));
  if (run === null && all.length === 0) {
    const what = (await exists(path)) ? 'holds neither a run nor a grading' : 'does not exist';
    throw new FileError(
      path,
      `${what}; expected a run directory, or a folder that \`tinystories grade\` wrote`,
    );
  }
  const beside = (grading: Grading) => WHILE_TRAINING.test(basename(grading.folder));
  return {
    name,
    run,
    metrics,
    whileTraining: all.filter(beside).sort((a, b) => stepOf(a) - stepOf(b)),
    gradings: all.filter((grading) => !beside(grading)),
  };
}

/** Step of a checkpoint that was graded while training. */
export function stepOf({ folder, file }: Grading): number {
  return file.teller.step ?? Number(basename(folder).slice('step-'.length));
}

/** A grading in a run is called after both. */
function nameOf(path: string): string {
  const folder = resolve(path);
  const above = dirname(folder);
  return basename(above) === 'grades' ? `${basename(dirname(above))}, ${basename(folder)}` : basename(folder);
}

function unused(name: string, runs: readonly ReportedRun[]): string {
  const taken = new Set(runs.map((run) => run.name));
  let free = name;
  for (let n = 2; taken.has(free); n++) free = `${name} (${n})`;
  return free;
}
