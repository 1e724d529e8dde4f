/** How many completions a precision takes, by the spread that a grading has shown. */
import { normalQuantile } from './distributions.ts';
import type { SpreadOfPrompts } from './variance.ts';

export interface Needed {
  /** Prompts with as many samples as now; Infinity is never the answer, but it may be many. */
  prompts: number;
  /** Their completions. */
  completions: number;
  /** Samples of each of the present prompts; null where no number of samples is enough, for the prompts themselves differ. */
  samples: number | null;
}

/**
 * For an interval of the mean of ± `halfWidth` at the 95 % level.
 * @param samples of each prompt, now.
 */
export function neededFor(
  halfWidth: number,
  { prompts: between, samples: within }: Pick<SpreadOfPrompts, 'prompts' | 'samples'>,
  prompts: number,
  samples: number,
): Needed {
  const allowed = (halfWidth / normalQuantile(0.975)) ** 2;
  const needed = Math.max(1, Math.ceil((between + within / samples) / allowed));
  const rest = allowed * prompts - between;
  const enough =
    within === 0 ? (rest >= 0 ? 1 : null) : rest > 0 ? Math.max(1, Math.ceil(within / rest)) : null;
  return { prompts: needed, completions: needed * samples, samples: enough };
}
