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
  CLEANING_PRESET_STEPS,
  CLEANING_PRESETS,
  CLEANING_STEPS,
  type CleaningPreset,
  type CleaningStep,
  type StepKind,
} from './data/clean/steps.ts';
export { cleanText } from './data/clean/text.ts';
export type { TextAndRecords } from './data/corpus-folder.ts';
export {
  type DataInfo,
  type InputInfo,
  openSplit,
  type Recipe as DataRecipe,
  readDataInfo,
  type ShardEntry,
  type SplitInfo,
  type SplitName,
} from './data/dataset.ts';
export { PINNED_FILES, type PinnedFile, SOURCE_SETS, type SourceSet } from './data/download/catalog.ts';
export { type DownloadedFile, type DownloadOptions, downloadSources } from './data/download/download.ts';
export type { Environment } from './data/download/environment.ts';
export type { Patience } from './data/download/patience.ts';
export type { Reason, Requirement } from './data/generate/check.ts';
export type { FolderRecord, MadeFile, Settings as CorpusSettings } from './data/generate/corpus-folder.ts';
export { type CorpusEstimate, type EstimateOptions, estimateStories } from './data/generate/estimate.ts';
export {
  type GenerateStoriesOptions,
  type GenerateStoriesProgress,
  type GenerateStoriesResult,
  generateStories,
} from './data/generate/generate.ts';
export type { GrowthFigures } from './data/generate/growth.ts';
export type { SummaryWay } from './data/generate/llm-stories.ts';
export {
  ENGLISH_PHRASING,
  type Match as PhrasingMatch,
  type Phrasing,
  type RequestTexts,
  readPhrasing,
  type Style,
} from './data/generate/phrasing.ts';
export { type Composer, composePrompt, type StoryPrompt } from './data/generate/prompts.ts';
export type { AskedStories } from './data/generate/settings.ts';
export { type ListedWord, readWordBank, type WordBank } from './data/generate/word-bank.ts';
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
export {
  type CheckOptions,
  checkOutOfDistribution,
  type OutOfDistributionCheck,
} from './data/instruct-check.ts';
export {
  buildInstructCorpus,
  type InstructCorpus,
  type InstructCorpusOptions,
  type InstructFile,
} from './data/instruct-corpus.ts';
export { type MakeOptions, type MakeProgress, type MakeResult, makeStories } from './data/make.ts';
export type { FileSummary } from './data/make-files.ts';
export { type PreparedData, type PrepareOptions, prepare } from './data/prepare.ts';
export type { Agreement as CheckAgreement, CheckFigures } from './data/report/checks.ts';
export type { ExactDuplicateFigures } from './data/report/duplicates.ts';
export { reportHtml } from './data/report/html.ts';
export type { LengthFigures } from './data/report/lengths.ts';
export type { NearDuplicateFigures } from './data/report/near-duplicates.ts';
export type { DistinctShare, NgramFigures } from './data/report/ngrams.ts';
export type { OpeningFigures } from './data/report/openings.ts';
export {
  type CorpusInput,
  type CorpusReport,
  type ReportOptions,
  reportCorpora,
  reportCorpus,
  type ShownStory,
} from './data/report/report.ts';
export type { RougeFigures } from './data/report/rouge.ts';
export { reportSvg } from './data/report/svg.ts';
export type { Histogram, Spread } from './data/report/tally.ts';
export { reportText } from './data/report/text.ts';
export type { VocabularyFigures } from './data/report/vocabulary.ts';
export { type ByteRange, responseRange } from './data/responses.ts';
export { type OpenShardOptions, Shard, type TokenizerIdentity } from './data/shards.ts';
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
export type { FoundWord } from './data/text/word-forms.ts';
export type { TokenizerJson } from './formats/tokenizer-json.ts';
export type { AddedToken, BpeJson, ByteLevel, RestrictedBpeJson } from './formats/tokenizer-json-bpe.ts';
export type { PieceJson } from './formats/tokenizer-json-pieces.ts';
// Tell: load a model and continue texts.
export type {
  Generation,
  Output as GenerationOutput,
  Producer as GenerationProducer,
} from './generation/generate.ts';
export {
  LanguageModel,
  type LoadOptions,
  type OfOptions,
  WEIGHT_PRECISIONS,
} from './generation/language-model.ts';
export type { GenerateOptions } from './generation/options.ts';
export type { Alternative, Completion, FinishReason, Piece } from './generation/pieces.ts';
export {
  type AxisCalibration,
  type CalibrateOptions,
  type Calibration,
  calibrate,
} from './grading/calibration/calibrate.ts';
export { type HumanScore, readHumanScores } from './grading/calibration/human-scores.ts';
// Grade: checks by rules, judges and their statistics, prompts with rules, reports.
export { type CompletionChecks, checkCompletion, type ToCheck } from './grading/checks/completion.ts';
export type { DictionaryShare } from './grading/checks/dictionary.ts';
export { type Ending, type EndingKind, ending } from './grading/checks/ending.ts';
export { type CheckedFeature, checkFeatures, type FeatureVerdict } from './grading/checks/features.ts';
export {
  type CheckedCompletion,
  type CompletionCheckOptions,
  checkCompletions,
} from './grading/checks/grading.ts';
export {
  cutAtRepetition,
  type RepeatedRun,
  type Repetition,
  repetition,
} from './grading/checks/repetition.ts';
export type { RequiredWord, SentenceFound } from './grading/checks/required.ts';
export type { SecondModelRecord } from './grading/checks/second-file.ts';
export {
  type Likelihood,
  likelihoods,
  type SecondModelOptions,
  type Told,
} from './grading/checks/second-model.ts';
export { type SelfSimilarity, selfSimilarity } from './grading/checks/similarity.ts';
export type { Slips } from './grading/checks/slips.ts';
export {
  type Checked,
  type ChecksSummary,
  type OfflineOrder,
  type OrderPart,
  summariseChecks,
} from './grading/checks/summary.ts';
export { type GradeOptions, type GradeResult, grade, type JudgingChoices } from './grading/grade.ts';
export type { GradingJudge } from './grading/judging/judge-all.ts';
export { type OpenedJudge, openJudge, openOffline } from './grading/judging/open-judge.ts';
export { findOverlap, type OverlapOptions, withoutOverlap } from './grading/prompts/overlap.ts';
export { readPromptFile } from './grading/prompts/prompt-file.ts';
export { ownPrompts, type PromptSet, promptsHash } from './grading/prompts/prompt-set.ts';
export { type RebuildOptions, rebuildGrading } from './grading/rebuild.ts';
export * from './grading/record.ts';
export { gradingFolder, listGradings, readGrading } from './grading/record-files.ts';
export type { RowComparison } from './grading/report/comparisons.ts';
export type { Curve as ReportCurve, CurvePoint } from './grading/report/curves.ts';
export { gradingReportHtml } from './grading/report/html.ts';
export { gradingReportMarkdown } from './grading/report/markdown.ts';
export { type GradingReport, type GradingReportOptions, gradingReport } from './grading/report/report.ts';
export type { Graded as GradingByJudge, ReportRow } from './grading/report/rows.ts';
export type { ReportedRun } from './grading/report/runs.ts';
export type { Shape as ReportedShape } from './grading/report/shape.ts';
export type { Estimate, Interval } from './grading/statistics/bootstrap.ts';
export {
  type AxisComparison,
  type CompareOptions,
  type Comparison,
  compareGradings,
} from './grading/statistics/compare.ts';
export {
  normalised,
  PAPER_HIGH,
  PAPER_LOW,
  type PaperColumn,
  paperColumn,
} from './grading/statistics/normalised.ts';
export type { Needed } from './grading/statistics/precision.ts';
export {
  type AxisSummary,
  type GradingSummary,
  type JudgeSummary,
  type SummaryOptions,
  summarise,
} from './grading/statistics/summary.ts';
export type { SpreadOfJudges, SpreadOfPrompts } from './grading/statistics/variance.ts';
export {
  type ListedPrompt,
  ownSuitePrompts,
  type PromptList,
  readPromptList,
} from './grading/suites/prompt-list.ts';
export type { Phrase as SuitePhrase, Rules as SuiteRules, Verdict } from './grading/suites/rules.ts';
export {
  type CategoryScore,
  type Decoding,
  type SuiteResult,
  type Trial,
  type TryOptions,
  tryPrompts,
} from './grading/suites/try-prompts.ts';
export {
  type DescribeTellerOptions,
  describeModelTeller,
  type ModelTellerOptions,
  modelTeller,
} from './grading/telling/model-teller.ts';
export { serverTeller } from './grading/telling/server-teller.ts';
export type { Teller, TellingSettings } from './grading/telling/teller.ts';
export { BackgroundGrader, type BackgroundGraderOptions } from './grading/while-training.ts';
// Language models over HTTP: asked through one client, with budget and journal.
export { BatchAsker, type BatchAskerOptions } from './llm/batch-asker.ts';
export { LlmClient } from './llm/client.ts';
export { listedPrice, PRICES_AS_OF } from './llm/prices.ts';
export type * from './llm/types.ts';
// Models: definitions, presets, costs, folders, and the programs that run them.
export {
  countParameters,
  estimateFlops,
  estimateMemory,
  type FlopsEstimate,
  type MemoryEstimate,
  type ParameterSplit,
} from './models/accounting.ts';
export {
  type LoadedModel,
  type LoadModelOptions,
  loadModelFolder,
  type ModelFolder,
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
  BackendName,
  BatchInput,
  Compute,
  ForwardOptions,
  ForwardResult,
  MachineInfo,
  NativeProgram,
  NativeWeights,
  OptimizerInput,
  Place,
  ProgramOptions,
  TrainStepResult,
  WeightPrecision,
} from './runtime/addon.ts';
export type {
  BpeDefinition,
  BpeRestriction,
  PackedTexts,
  SentencePieceDefinition,
  ShardAbout,
  ShardHeader,
  TokenizerDefinition,
} from './runtime/addon-text.ts';
export {
  type ChosenDevice,
  type Device,
  type DeviceList,
  type DeviceWish,
  type ListedDevice,
  listDevices,
  type PlaceWish,
  resolveDevice,
} from './runtime/devices.ts';
export * from './runtime/errors.ts';
export { machine } from './runtime/machine.ts';
export type { OnProgress, Progress } from './runtime/progress.ts';
export { Random } from './runtime/random.ts';
// Tokenizers.
export { type EncodedFile, type EncodeFileOptions, encodeFile } from './tokenizer/encode-file.ts';
export {
  type LostShare,
  type RemapFile,
  type RestrictedTokenizer,
  type RestrictOptions,
  type RestrictToOptions,
  remapFile,
  restrictTo,
  restrictToTop,
  TokenCounts,
} from './tokenizer/restrict.ts';
export type { TokenStream } from './tokenizer/stream.ts';
export { type EncodeBatchOptions, type EncodeOptions, Tokenizer } from './tokenizer/tokenizer.ts';
export type { CountedWords, TrainTokenizerOptions } from './tokenizer/train.ts';
// Train and evaluate.
export { type EvaluateOptions, type EvaluateResult, evaluate } from './training/evaluate.ts';
export type * from './training/events.ts';
export type { CheckpointGrader, CheckpointToGrade } from './training/grader.ts';
export { readMetrics, type StepMetrics } from './training/metrics.ts';
export type { ScorerOptions } from './training/open-scorer.ts';
export {
  type Length as LengthUnit,
  LOSSES,
  type LossKind,
  type SampleContext,
  type SequenceKind,
  TRAIN_OPTIONS,
  type TrainOption,
  type TrainOptions,
} from './training/options.ts';
export { type RunDevice, type RunFile, readRunFile } from './training/run-file.ts';
export type { Schedule, ScheduleKind } from './training/schedule.ts';
export type { Evaluation, KnownEvaluation } from './training/scoring.ts';
export type { Settings as RunSettings } from './training/settings.ts';
export { train } from './training/trainer.ts';
export type { DataIdentity } from './training/training-data.ts';
export {
  type Answer,
  type KindScore,
  type Understanding,
  type UnderstandingOptions,
  understanding,
} from './training/understanding.ts';
