/** The quality report of a corpus: how varied it is, how much of it repeats, and whether it has what was asked for. */
import { basename } from 'node:path';
import { checkOptions, checkPaths, type OptionNames } from '../../runtime/arguments.ts';
import { InvalidArgumentError } from '../../runtime/errors.ts';
import { Pace } from '../../runtime/pace.ts';
import type { OnProgress } from '../../runtime/progress.ts';
import { checkWhole } from '../../runtime/whole.ts';
import type { CheckFigures } from './checks.ts';
import type { ExactDuplicateFigures } from './duplicates.ts';
import { encodeSample } from './encoded.ts';
import type { LengthFigures } from './lengths.ts';
import { type NearDuplicateFigures, nearDuplicateFigures } from './near-duplicates.ts';
import { type NgramFigures, ngramFigures } from './ngrams.ts';
import { type OpeningFigures, openingFigures } from './openings.ts';
import { type Reading, readCorpus } from './reading.ts';
import { type RougeFigures, rougeFigures } from './rouge.ts';
import { type SampledStory, sampledText } from './sample.ts';
import { type VocabularyFigures, vocabularyFigures } from './vocabulary.ts';

const FORMAT = 'tinystories corpus report';
const VERSION = 1;
const SHOWN_STORIES = 3;
/** Characters of a story that is shown. */
const SHOWN_CHARACTERS = 4000;

export interface CorpusInput {
  /** Files and folders, as `prepare` takes them. */
  inputs: readonly string[];
  /** What the report calls the corpus. Default: the name of the first input. */
  name?: string | undefined;
}

export interface ReportOptions {
  /** Stories in the sample. Default 10,000. */
  sample?: number | undefined;
  /** Which sample; whole number from 0 to 2^53 − 1. Default 1. */
  seed?: number | undefined;
  /** Words in lower case; the report then says how much of the text is none of them. */
  knownWords?: ReadonlySet<string> | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: OnProgress | undefined;
}

/** A story the report shows. */
export interface ShownStory {
  /** Its place among the stories of the corpus, from 0. */
  index: number;
  text: string;
}

/** Plain data, the same on every machine for the same stories, sample size and seed. Shares are from 0 to 1. */
export interface CorpusReport {
  format: typeof FORMAT;
  version: typeof VERSION;
  name: string;
  files: { name: string; bytes: number }[];
  /** Counted on all stories: `stories`, `empty`, `lengths`, `duplicates.exact`, `checks`. The rest: on the sample. */
  stories: number;
  /** Entries of white space alone, which are left out everywhere. */
  empty: number;
  sample: {
    stories: number;
    seed: number;
    /** Stories cut because they are longer than a story can be. */
    cut: number;
  };
  lengths: LengthFigures;
  duplicates: {
    exact: ExactDuplicateFigures;
    near: Omit<NearDuplicateFigures, 'nearest'> & {
      nearest: { jaccard: number; stories: [ShownStory, ShownStory] } | null;
    };
  };
  ngrams: NgramFigures;
  rouge: Omit<RougeFigures, 'nearest'> & {
    nearest: { score: number; stories: [ShownStory, ShownStory] } | null;
  };
  vocabulary: VocabularyFigures;
  /** By the first three and by the first four words. */
  openings: OpeningFigures[];
  /** Null where no record says what was asked for. */
  checks: CheckFigures | null;
  shown: ShownStory[];
}

const OPTIONS: OptionNames<ReportOptions> = {
  sample: true,
  seed: true,
  knownWords: true,
  signal: true,
  onProgress: true,
};

/**
 * Reports on the stories of files and folders. They are read once; memory holds the sample and some 24 bytes for
 * each story.
 * @throws InvalidArgumentError; FileError where an input cannot be read or there is no story; FormatError;
 *   AbortedError.
 */
export async function reportCorpus(
  inputs: readonly string[],
  options: ReportOptions & { name?: string | undefined } = {},
): Promise<CorpusReport> {
  checkOptions<typeof options>('reportCorpus', options, { ...OPTIONS, name: true });
  const { name, ...rest } = options;
  const [report] = await reportCorpora([{ inputs, name }], rest);
  return report as CorpusReport;
}

/**
 * Reports on several corpora so that they can be compared: figures of the samples depend on how many stories there
 * are, so all samples are made as small as the smallest.
 * @throws as `reportCorpus`.
 */
export async function reportCorpora(
  corpora: readonly CorpusInput[],
  options: ReportOptions = {},
): Promise<CorpusReport[]> {
  checkOptions('reportCorpora', options, OPTIONS);
  const { sample = 10_000, seed = 1, knownWords, signal, onProgress } = options;
  checkWhole('sample', sample, 1);
  checkWhole('seed', seed, 0);
  if (!Array.isArray(corpora)) throw new InvalidArgumentError('corpora', 'an array of corpora', corpora);
  for (const corpus of corpora) {
    checkOptions<CorpusInput>('a corpus', corpus, { inputs: true, name: true });
    checkPaths('inputs', corpus.inputs);
  }
  const readings: { name: string; reading: Reading }[] = [];
  for (const { inputs, name = basename(inputs[0] ?? '') } of corpora) {
    const reading = await readCorpus(inputs, { name, sample, seed, signal, onProgress });
    readings.push({ name, reading });
  }
  const size = Math.min(...readings.map(({ reading }) => reading.sampler.size));
  const reports: CorpusReport[] = [];
  for (const { name, reading } of readings) {
    const { files, stories, empty, lengths, exact, checks, sampler } = reading;
    const taken = sampler.take(size);
    const measured = await measureSample(name, taken, { knownWords, signal, onProgress });
    const { near, ...rest } = measured;
    reports.push({
      format: FORMAT,
      version: VERSION,
      name,
      files,
      stories,
      empty,
      sample: { stories: size, seed, cut: taken.filter(({ cut }) => cut).length },
      lengths,
      duplicates: { exact, near },
      ...rest,
      checks,
      shown: taken.slice(0, SHOWN_STORIES).map(shown),
    });
  }
  return reports;
}

/** Figures that need the stories themselves. */
async function measureSample(
  name: string,
  sample: readonly SampledStory[],
  { knownWords, signal, onProgress }: Pick<ReportOptions, 'knownWords' | 'signal' | 'onProgress'>,
): Promise<
  Pick<CorpusReport, 'ngrams' | 'rouge' | 'vocabulary' | 'openings'> & {
    near: CorpusReport['duplicates']['near'];
  }
> {
  const stage = `measuring ${name}`;
  const pace = new Pace(stage, signal);
  let done = 0;
  const step = async <T>(work: T | Promise<T>): Promise<T> => {
    const result = await work;
    await pace.rest();
    onProgress?.({ stage, done: ++done, total: 6, unit: 'parts' });
    return result;
  };
  const encoded = await step(encodeSample(sample, pace));
  const words = encoded.stories.map((story) => story.words);
  const pair = (first: number, second: number): [ShownStory, ShownStory] => [
    shown(sample[first] as SampledStory),
    shown(sample[second] as SampledStory),
  ];
  const vocabulary = await step(vocabularyFigures(encoded, pace, knownWords));
  const openings = await step(
    Promise.all([openingFigures(encoded, 3, pace), openingFigures(encoded, 4, pace)]),
  );
  const ngrams = await step(ngramFigures(encoded.stories, pace));
  const rouge = await step(rougeFigures(words, pace));
  const near = await step(nearDuplicateFigures(words, pace));
  return {
    vocabulary,
    openings,
    ngrams,
    rouge: {
      ...rouge,
      nearest: rouge.nearest && {
        score: rouge.nearest.score,
        stories: pair(rouge.nearest.first, rouge.nearest.second),
      },
    },
    near: {
      ...near,
      nearest: near.nearest && {
        jaccard: near.nearest.jaccard,
        stories: pair(near.nearest.first, near.nearest.second),
      },
    },
  };
}

function shown(story: SampledStory): ShownStory {
  const { index } = story;
  const text = sampledText(story);
  return { index, text: text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text };
}
