/** What servers and judges failed at in a grading: how often, and for which reason most of all. */
import { LlmError } from '../runtime/errors.ts';
import type { Grading, MissingReason } from './record.ts';

export interface GradingFailures {
  /** Id of a judge; null: whoever was to tell. */
  judge: string | null;
  /** Texts without grades, be it that they could not be asked about or that no answer is a verdict; or completions without texts. */
  failed: number;
  /** All that it was asked for. */
  of: number;
  /** What was said most often of those. */
  reason: string;
}

const AGAIN = 'The same command asks again';
const KEPT = 'Its answers are kept and not asked for again: take another judge';
/** What a judge or its server is to blame for. A spent budget and an end of the asking are told in their own words. */
const FAILURES: readonly (MissingReason | null)[] = [
  'failed',
  'unreadable',
  'truncated',
  'refused',
  'filtered',
];

/** Of who told and of each judge, those that failed at least once. */
export function failuresOf({
  file,
  completions,
  grades,
}: Pick<Grading, 'file' | 'completions' | 'grades'>): GradingFailures[] {
  const untold = completions.filter(({ text }) => text === null).map(({ failure }) => failure);
  const all = [summed(null, untold, completions.length)];
  for (const { id } of file.judges) {
    const own = grades.filter(({ judge }) => judge === id);
    const failed = own.filter(({ missing }) => FAILURES.includes(missing)).map(({ faults }) => faults.at(-1));
    all.push(summed(id, failed, own.filter(({ missing }) => missing !== 'untold').length));
  }
  return all.filter(({ failed }) => failed > 0);
}

/**
 * What a grading ends with when its server told nothing, or one of the judges that were asked graded nothing: its server
 * failed, or none of its answers is a verdict. Null where there is something to go by.
 */
export function nobodyAnswered(
  grading: Pick<Grading, 'file' | 'completions' | 'grades'>,
  asked: readonly string[],
): LlmError | null {
  const { file, completions, grades } = grading;
  // What a server would not tell is not asked for a second time.
  const refused = completions.every(({ finish }) => finish !== null);
  for (const { judge, failed, of, reason } of failuresOf(grading)) {
    if (judge === null) {
      if (file.teller.source !== 'server' || failed < of) continue;
      const advice = refused ? '' : `. ${AGAIN}`;
      return new LlmError(`${file.teller.name} has told nothing: ${reason}${advice}`);
    }
    const own = grades.filter((grade) => grade.judge === judge);
    if (!asked.includes(judge) || own.some(({ scores }) => scores !== null)) continue;
    const advice = own.some(({ missing }) => missing === 'failed') ? AGAIN : KEPT;
    return new LlmError(`${judge} has graded nothing: ${reason}. ${advice}`);
  }
  return null;
}

function summed(judge: string | null, reasons: readonly (string | undefined)[], of: number): GradingFailures {
  const counts = new Map<string, number>();
  for (const reason of reasons) {
    const text = reason ?? 'for a reason that was not kept';
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return { judge, failed: reasons.length, of, reason: most?.[0] ?? '' };
}
