/**
 * `metrics.jsonl`: a line for every step. Numbers that are not finite are written as null. A resumed run first
 * cuts what lies past its checkpoint, so the file reads as if the run had never stopped.
 */
import { FormatError } from '../runtime/errors.ts';
import { AppendLog, exists, readBytes, writeFileAtomic } from '../runtime/files.ts';
import { parseJson } from '../runtime/json.ts';

export interface StepMetrics {
  /** Counted from 1. */
  step: number;
  /** Mean over the step's tokens, nats. */
  loss: number | null;
  lr: number;
  /** Global norm before clipping. */
  gradNorm: number | null;
  /** Tokens trained on since the run began. */
  tokens: number;
  tokensPerSecond: number;
  /** Validation loss after this step, nats a token. */
  valLoss?: number;
  /** The step changed nothing: its gradients were not finite. */
  skipped?: true;
}

export class MetricsLog {
  readonly #log: AppendLog;

  private constructor(log: AppendLog) {
    this.#log = log;
  }

  /** Opens the file and cuts every line past `step` (0: all of them). */
  static async open(path: string, step: number): Promise<MetricsLog> {
    await cutAfter(path, step);
    return new MetricsLog(await AppendLog.open(path));
  }

  append(metrics: StepMetrics): Promise<void> {
    return this.#log.append(JSON.stringify(metrics));
  }

  /** Resolves when all lines are on the disk. */
  sync(): Promise<void> {
    return this.#log.sync();
  }

  close(): Promise<void> {
    return this.#log.close();
  }
}

/**
 * Rewrites a log of objects with a `step` without the lines past `step`, if there are any. A line that cannot be read lies
 * past it, and all behind it do, where a line of that step or a later one stands before it.
 */
export async function cutAfter(path: string, step: number): Promise<void> {
  if (!(await exists(path))) return;
  const text = Buffer.from(await readBytes(path)).toString('utf8');
  const end = text.lastIndexOf('\n') + 1;
  const lines = text.slice(0, end).split('\n').slice(0, -1);
  const kept: string[] = [];
  let latest = -Infinity;
  for (const [i, line] of lines.entries()) {
    if (latest >= step && !isJson(line)) break;
    latest = stepOf(path, line, i);
    if (latest <= step) kept.push(line);
  }
  if (kept.length === lines.length && end === text.length) return;
  await writeFileAtomic(path, kept.map((line) => `${line}\n`).join(''));
}

/**
 * Reads a `metrics.jsonl`; a torn last line is left out.
 * @throws FormatError naming the line; FileError.
 */
export async function readMetrics(path: string): Promise<StepMetrics[]> {
  const text = Buffer.from(await readBytes(path)).toString('utf8');
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line, i) => {
    stepOf(path, line, i);
    return JSON.parse(line) as StepMetrics;
  });
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

function stepOf(path: string, line: string, index: number): number {
  const value = parseJson(`${path}:${index + 1}`, line);
  const step = (value as { step?: unknown } | null)?.step;
  if (typeof step !== 'number') {
    throw new FormatError(path, `line ${index + 1} has no step; expected an object a line`);
  }
  return step;
}
