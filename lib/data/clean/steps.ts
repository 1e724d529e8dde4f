/**
 * The steps of cleaning, in the order in which they are applied to each story. They are native
 * (native/text/clean_story.cc and the files beside it); this is what they are called and what they are for.
 */
import { InvalidArgumentError } from '../../runtime/errors.ts';
import { likest } from '../../runtime/spelling.ts';

/**
 * `always`: cannot be turned off; `mend`: changes the text; `drop`: drops a story for what it is; `compare`: drops
 * it for what others are.
 */
export type StepKind = 'always' | 'mend' | 'drop' | 'compare';

export interface CleaningStep {
  name: string;
  kind: StepKind;
  /** What is done, for people. */
  what: string;
}

const step = (name: string, kind: StepKind, what: string): CleaningStep => ({ name, kind, what });

/** Every step, in the order in which they are applied. */
export const CLEANING_STEPS: readonly CleaningStep[] = [
  step('oversized', 'always', 'stories of more than 16 MiB are dropped without being held'),
  step('utf8', 'always', 'bytes that are no UTF-8 are read as windows-1252, surrogates become U+FFFD'),
  step('mojibake', 'mend', 'UTF-8 that was read as windows-1252 is read back, up to three times'),
  step('mojibake-residue', 'mend', 'what lost a byte on the way is mended by a table: â€ becomes ”'),
  step('line-ends', 'mend', 'CR LF and CR become LF'),
  step('controls', 'mend', 'byte order marks, NUL and other controls are removed'),
  step('headings', 'mend', '"Possible story:" or "Story:" before the story is removed'),
  step('strip', 'mend', 'white space around the story is removed'),
  step('backslashes', 'mend', 'backslashes are removed'),
  step('spaces', 'mend', 'spaces in a row become one'),
  step('typography', 'mend', 'dashes, ellipses, double and closing single quotation marks become ASCII'),
  step('marks', 'always', 'a story with <|endoftext|> inside ends there'),
  step('empty', 'drop', 'nothing but white space'),
  step('tiny', 'drop', 'too few words'),
  step('cut', 'drop', 'first in its file and begins inside a sentence, or last and ends inside one'),
  step('junk', 'drop', 'HTML, <|im_start|>, web addresses, code fences, he/she'),
  step('ascii', 'drop', 'a character that is neither printable ASCII nor a line feed'),
  step('symbols', 'drop', 'one of |<>/`*=_&@~#%[]+()'),
  step('short', 'drop', 'too few characters'),
  step('ending', 'drop', 'does not end with . ! ? or "'),
  step('leaked', 'compare', 'the words of a story of the validation files'),
  step('exact-duplicates', 'compare', 'the words of an earlier story'),
  step('near-duplicates', 'compare', 'nearly the words of an earlier story'),
];

export type CleaningPreset = 'standard' | 'gpt4-clean' | 'strict' | 'none';

/** The steps that each preset of cleaning turns on, by name, besides those that are always on. */
export const CLEANING_PRESET_STEPS: Readonly<Record<CleaningPreset, readonly string[]>> = {
  /** For any corpus: what is broken is mended, what is no story and what is there twice goes. */
  standard: [
    'mojibake',
    'mojibake-residue',
    'line-ends',
    'controls',
    'headings',
    'strip',
    'spaces',
    'empty',
    'tiny',
    'cut',
    'junk',
    'leaked',
    'exact-duplicates',
  ],
  /** The recipe of ad8e/TinyStories-cleaner, which made `karpathy/tinystories-gpt4-clean`; for GPT-4's stories. */
  'gpt4-clean': [
    'strip',
    'backslashes',
    'spaces',
    'typography',
    'empty',
    'ascii',
    'symbols',
    'short',
    'ending',
  ],
  /** Everything. */
  strict: CLEANING_STEPS.filter(({ kind }) => kind !== 'always').map(({ name }) => name),
  /** Nothing but what is always done. */
  none: [],
};

/** Whether what a step counts are stories that it dropped; else they are mended. */
export function drops({ name, kind }: Pick<CleaningStep, 'name' | 'kind'>): boolean {
  return kind === 'drop' || kind === 'compare' || name === 'oversized';
}

/** The names of the presets of cleaning. (`presets` are models.) */
export const CLEANING_PRESETS: readonly CleaningPreset[] = Object.keys(
  CLEANING_PRESET_STEPS,
) as CleaningPreset[];

/**
 * The names of the steps that are on, in their order.
 * @throws InvalidArgumentError for a name that there is not, or a step that cannot be turned off.
 */
export function chosenSteps(
  preset: CleaningPreset,
  withSteps: readonly string[] = [],
  without: readonly string[] = [],
): string[] {
  for (const name of [...withSteps, ...without]) {
    const known = CLEANING_STEPS.find((one) => one.name === name);
    if (known === undefined) {
      const [meant] = likest(
        name,
        CLEANING_STEPS.map((one) => one.name),
        1,
        3,
      );
      throw new InvalidArgumentError('step', `a step of cleaning${meant ? ` (${meant}?)` : ''}`, name);
    }
    if (known.kind === 'always' && without.includes(name))
      throw new InvalidArgumentError('without', 'a step that can be turned off', name);
  }
  const on = new Set<string>([...CLEANING_PRESET_STEPS[preset], ...withSteps]);
  for (const name of without) on.delete(name);
  return CLEANING_STEPS.filter(({ name, kind }) => kind === 'always' || on.has(name)).map(({ name }) => name);
}
