/**
 * Places in stories where only one continuation is right: what a fact of the world, a consequence or the story so
 * far determines (the paper's knowledge, reasoning and context prompts, section 4.2). They are taken from stories of a
 * seed that nothing is trained on.
 */

import { checkOptions, type OptionNames } from '../../runtime/arguments.ts';
import { checkWhole } from '../../runtime/whole.ts';
import { compose } from './compose.ts';
import type { Probe } from './telling/teller.ts';
import { PROBE_KINDS } from './telling/template.ts';
import type { Variety } from './variety.ts';

export type { Probe } from './telling/teller.ts';
export { PROBE_KINDS, type ProbeKind } from './telling/template.ts';

/** Not a seed that anybody would make a corpus of. */
export const PROBE_SEED = 0x7e57_0000_0001;
/** Stories looked through for one probe of a kind, at most. */
const PATIENCE = 400;

export interface ProbeOptions {
  /** How many of each kind; there may be fewer when stories have few such places. */
  perKind: number;
  /** Which stories; default: the full variety's. */
  variety?: Variety;
  /** Default `PROBE_SEED`. */
  seed?: number;
}

const OPTIONS: OptionNames<ProbeOptions> = {
  perKind: true,
  variety: true,
  seed: true,
};

/**
 * Probes of each kind, one a story at most, so that no two of a kind stand in the same story.
 * @throws InvalidArgumentError
 */
export function storyProbes(options: ProbeOptions): Probe[] {
  checkOptions('storyProbes', options, OPTIONS);
  const { perKind, variety = 'full', seed = PROBE_SEED } = options;
  checkWhole('perKind', perKind, 1);
  const found = new Map(PROBE_KINDS.map((kind) => [kind, [] as Probe[]]));
  for (let index = 0; index < perKind * PATIENCE; index++) {
    const waiting = [...found].filter(([, probes]) => probes.length < perKind);
    if (waiting.length === 0) break;
    const { probes } = compose(seed, index, { variety }).tale;
    for (const [kind, list] of waiting) {
      const probe = probes.find((one) => one.kind === kind && !one.wrong.includes(one.right));
      if (probe) list.push(probe);
    }
  }
  return [...found.values()].flat();
}
