/** The library: everything that the command line does is one of these calls. */

export { type Batch, type BatchCursor, type BatchOptions, BatchStream } from './data/batches.ts';
// Fetch, clean and make stories, report on stories, and turn them into training data.
export {
  type CleanOptions,
  type CleanReport,
  cleanStories,
  type StepReport,
} from './data/clean/clean.ts';
export {
  CLEANING_PRESETS,
  CLEANING_STEPS,
  type CleaningPreset,
  type CleaningStep,
  PRESETS,
  type StepKind,
} from './data/clean/steps.ts';
export { cleanText } from './data/clean/text.ts';
export { type DataInfo, openSplit, readDataInfo, type SplitInfo } from './data/dataset.ts';
export { PINNED_FILES, type PinnedFile, SOURCE_SETS, type SourceSet } from './data/download/catalog.ts';
export { type DownloadedFile, type DownloadOptions, downloadSources } from './data/download/download.ts';
export type { Patience } from './data/download/patience.ts';
export { type ImportOptions, type ImportResult, importStories } from './data/import.ts';
export {
  buildInstruct,
  INSTRUCT_KINDS,
  type InstructKind,
  type InstructLayout,
  type InstructRecord,
  type InstructSource,
  instructFor,
  parseInstruct,
} from './data/instruct.ts';
export { type MakeOptions, type MakeProgress, type MakeResult, makeStories } from './data/make.ts';
export type { FileSummary } from './data/make-files.ts';
export { type PreparedData, type PrepareOptions, prepare } from './data/prepare.ts';
export type { CheckFigures } from './data/report/checks.ts';
export { reportHtml } from './data/report/html.ts';
export {
  type CorpusInput,
  type CorpusReport,
  type ReportOptions,
  reportCorpora,
  reportCorpus,
} from './data/report/report.ts';
export { reportText } from './data/report/text.ts';
export { Shard } from './data/shards.ts';
export { readStories } from './data/sources.ts';
export { type Probe, type ProbeKind, type ProbeOptions, storyProbes } from './data/storyteller/probes.ts';
export type { StoryRecord } from './data/storyteller/record.ts';
export {
  FEATURES,
  type Feature,
  type StoryWishes,
  storyRecords,
  storyWords,
  tellStory,
  VARIETIES,
  type Variety,
  type WordWishes,
} from './data/storyteller/storyteller.ts';
// Tell: load a model and continue texts.
export type { Generation } from './generation/generate.ts';
export {
  LanguageModel,
  type LoadOptions,
  type OfOptions,
  WEIGHT_PRECISIONS,
} from './generation/language-model.ts';
export type { GenerateOptions } from './generation/options.ts';
export type { Alternative, Completion, FinishReason, Piece } from './generation/pieces.ts';
// Models: definitions, presets, costs, folders, and the programs that run them.
export * from './models/accounting.ts';
export {
  type LoadedModel,
  loadModelFolder,
  type ModelFolderOptions,
  saveModelFolder,
} from './models/checkpoint.ts';
export type { CallOptions, Program } from './models/compiled.ts';
export { describeModel, type ModelDescription } from './models/description.ts';
export { attentionKinds, type GptNeoConfig, gptNeo } from './models/gpt-neo.ts';
export { Model, type ModelOptions } from './models/model.ts';
export { findModelFolder } from './models/model-path.ts';
export {
  findPreset,
  type ModelPreset,
  presetConfig,
  presets,
  type SuitedSettings,
} from './models/presets.ts';
export * from './models/program.ts';
export * from './models/recorder.ts';
// The machine, progress and errors.
export type {
  ArenaName,
  BatchInput,
  Compute,
  ForwardOptions,
  ForwardResult,
  MachineInfo,
  NativeWeights,
  OptimizerInput,
  Place,
  ProgramOptions,
  TrainStepResult,
  WeightPrecision,
} from './runtime/addon.ts';
export {
  type ChosenDevice,
  type Device,
  type DeviceList,
  type DeviceWish,
  type ListedDevice,
  listDevices,
  resolveDevice,
} from './runtime/devices.ts';
export * from './runtime/errors.ts';
export { machine } from './runtime/machine.ts';
export type { OnProgress, Progress } from './runtime/progress.ts';
export { Random } from './runtime/random.ts';
// Tokenizers.
export { type EncodedFile, type EncodeFileOptions, encodeFile } from './tokenizer/encode-file.ts';
export type { TokenStream } from './tokenizer/stream.ts';
export { type EncodeBatchOptions, type EncodeOptions, Tokenizer } from './tokenizer/tokenizer.ts';
export type { TrainTokenizerOptions } from './tokenizer/train.ts';
// Train and evaluate.
export { type EvaluateOptions, type EvaluateResult, evaluate } from './training/evaluate.ts';
export type * from './training/events.ts';
export { readMetrics, type StepMetrics } from './training/metrics.ts';
export {
  type SampleContext,
  TRAIN_OPTIONS,
  type TrainOption,
  type TrainOptions,
} from './training/options.ts';
export { type RunFile, readRunFile } from './training/run-file.ts';
export type { Schedule, ScheduleKind } from './training/schedule.ts';
export type { Evaluation } from './training/scoring.ts';
export { train } from './training/trainer.ts';
export {
  type Answer,
  type KindScore,
  type Understanding,
  type UnderstandingOptions,
  understanding,
} from './training/understanding.ts';
