/** The published files, each pinned: which repository, which revision of it, how long, which SHA-256. */

export type SourceSet = 'v1' | 'v2' | 'all' | 'instruct' | 'v1-parquet';

export interface PinnedFile {
  set: SourceSet;
  split: 'train' | 'validation' | 'all';
  /** A data set of the Hugging Face hub. */
  repository: string;
  /** Commit. */
  revision: string;
  path: string;
  /** Null: not known beforehand; what the hub says counts, and is kept with the file. */
  bytes: number | null;
  sha256: string | null;
  licence: string;
}

/** What can be downloaded: the sets by name, each with what it holds, for people. */
export const SOURCE_SETS: Readonly<Record<SourceSet, string>> = {
  v1: 'TinyStories, by GPT-3.5 and GPT-4: what the models of the paper were trained on',
  v2: 'TinyStories V2, by GPT-4 alone',
  all: 'all stories with prompts, words, features and summaries (50 JSON shards in a tar.gz)',
  instruct: 'TinyStories-Instruct',
  'v1-parquet': 'TinyStories as parquet',
};

const TINY_STORIES = {
  repository: 'roneneldan/TinyStories',
  revision: 'f54c09fd23315a6f9c86f9dc80f725de7d8f9c64',
  licence: 'CDLA-Sharing-1.0',
} as const;
const INSTRUCT = {
  repository: 'roneneldan/TinyStoriesInstruct',
  revision: 'ee050ed1f8720795be342921335e821856a2b42e',
  licence: 'CDLA-Sharing-1.0',
} as const;

/** Every file of every set. */
export const PINNED_FILES: readonly PinnedFile[] = [
  {
    ...TINY_STORIES,
    set: 'v1',
    split: 'train',
    path: 'TinyStories-train.txt',
    bytes: 1_924_281_556,
    sha256: 'c5cf5e22ff13614e830afbe61a99fbcbe8bcb7dd72252b989fa1117a368d401f',
  },
  {
    ...TINY_STORIES,
    set: 'v1',
    split: 'validation',
    path: 'TinyStories-valid.txt',
    bytes: 19_447_282,
    sha256: '94e431816c4cce81ff71e4408ff8d3bda9a42e8d2663986697c3954288cb38b4',
  },
  {
    ...TINY_STORIES,
    set: 'v2',
    split: 'train',
    path: 'TinyStoriesV2-GPT4-train.txt',
    bytes: 2_227_753_162,
    sha256: '6418d412de72888f52b5142c761ac21a582f7d1166f0bfbdb5f03ccfdec90443',
  },
  {
    ...TINY_STORIES,
    set: 'v2',
    split: 'validation',
    path: 'TinyStoriesV2-GPT4-valid.txt',
    bytes: 22_502_601,
    sha256: '6874bae9a4c1a4e7edcf0e53b86c17817e9cf881fc75ff2368da457b80c0585d',
  },
  {
    ...TINY_STORIES,
    set: 'all',
    split: 'all',
    path: 'TinyStories_all_data.tar.gz',
    bytes: 1_608_001_638,
    sha256: '26cf7605aca15bc4ea6fa637256400d9d01317b28ed296172b2d1dd160cd7699',
  },
  {
    ...INSTRUCT,
    set: 'instruct',
    split: 'train',
    path: 'TinyStories-Instruct-train.txt',
    bytes: null,
    sha256: null,
  },
  {
    ...INSTRUCT,
    set: 'instruct',
    split: 'validation',
    path: 'TinyStories-Instruct-valid.txt',
    bytes: null,
    sha256: null,
  },
  ...(
    [
      ['train-00000-of-00004-2d5a1467fff1081b', 248_731_111],
      ['train-00001-of-00004-5852b56a2bd28fd9', 248_171_980],
      ['train-00002-of-00004-a26307300439e943', 245_894_874],
      ['train-00003-of-00004-d243063613e5a057', 247_988_350],
      ['validation-00000-of-00001-869c898b519ad725', 9_989_127],
    ] as const
  ).map(
    ([name, bytes]): PinnedFile => ({
      ...TINY_STORIES,
      set: 'v1-parquet',
      split: name.startsWith('train') ? 'train' : 'validation',
      path: `data/${name}.parquet`,
      bytes,
      sha256: null,
    }),
  ),
];
