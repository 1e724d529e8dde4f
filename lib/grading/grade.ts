/**
 * Grades a model (section 3 of the paper): it continues every prompt several times, and judges grade what it tells.
 * What was told and answered is kept, so that a grading that was stopped goes on where it was.
 */
import { basename, join } from 'node:path';
import {
  checkNumber,
  checkObject,
  checkOptions,
  checkPath,
  checkText,
  type OptionNames,
} from '../runtime/arguments.ts';
import { type BudgetError, InvalidArgumentError, type LlmError, MismatchError } from '../runtime/errors.ts';
import { exists, makeDirectory, removeLeftovers } from '../runtime/files.ts';
import type { OnProgress } from '../runtime/progress.ts';
import { packageVersion } from '../runtime/version.ts';
import { checkWhole } from '../runtime/whole.ts';
import { checkKind, checkList, checkPrompts, checkTelling } from './arguments.ts';
import { nobodyAnswered } from './failures.ts';
import { completeFile, type GradingJudge, judgeAll } from './judging/judge-all.ts';
import { questionHash } from './judging/question.ts';
import { type PromptSet, promptsHash } from './prompts/prompt-set.ts';
import type { Grading, GradingFile, GradingSettings, JudgeRecord, OverlapRecord } from './record.ts';
import { isJournal } from './record-check.ts';
import {
  GRADING_FILES,
  lockGrading,
  readGrades,
  readGradingFile,
  writeGrades,
  writeGradingFile,
} from './record-files.ts';
import { tellAll } from './telling/tell-all.ts';
import type { Teller, TellingSettings } from './telling/teller.ts';

export interface GradeOptions {
  /** Where the grading is kept: `grades/<name>` of a run directory, or any other folder. */
  folder: string;
  prompts: PromptSet;
  /** What a corpus has of the prompts, for the record. */
  overlap?: OverlapRecord | null;
  teller: Teller;
  telling: TellingSettings;
  judging?: Partial<JudgingChoices>;
  /** None: the completions alone are made. */
  judges: readonly GradingJudge[];
  signal?: AbortSignal;
  onProgress?: OnProgress;
}

/** How the judges are asked. */
export type JudgingChoices = Pick<
  GradingSettings,
  'cutRepeats' | 'turns' | 'reasks' | 'judgeTemperature' | 'judgeMaxTokens'
>;

export const JUDGING_DEFAULTS: JudgingChoices = {
  cutRepeats: false,
  turns: 2,
  reasks: 2,
  judgeTemperature: 0,
  judgeMaxTokens: 600,
};

export const TELLING_DEFAULTS: TellingSettings = {
  samples: 10,
  temperature: 1,
  topP: 1,
  maxTokens: null,
  seed: 1,
};

export interface GradeResult extends Grading {
  /**
   * Why there is less than was asked for: a spent budget, a server that answers nobody, be it that it stopped the asking
   * or that it failed every question by itself, or a judge of whom no answer is a verdict. All else was kept.
   */
  stop: BudgetError | LlmError | null;
}

const OPTIONS: OptionNames<GradeOptions> = {
  folder: true,
  prompts: true,
  overlap: true,
  teller: true,
  telling: true,
  judging: true,
  judges: true,
  signal: true,
  onProgress: true,
};

/** As far as any server takes them (lib/llm). */
const MOST_TEMPERATURE = 2;
const MOST_ANSWER_TOKENS = 10_000_000;
const MOST_REASKS = 1000;

/**
 * @throws InvalidArgumentError for options that there are not or that cannot be meant, before the folder is made;
 * MismatchError when it holds a grading with other prompts, settings or weights; LockedError; FileError, FormatError;
 * AbortedError, after what was done is written.
 */
export async function grade(options: GradeOptions): Promise<GradeResult> {
  check(options);
  const { folder, prompts, teller, telling, judges, signal, onProgress } = options;
  await makeDirectory(folder);
  const lock = await lockGrading(folder);
  try {
    await removeLeftovers(folder);
    const planned = plan(options);
    const file = await settle(folder, planned);
    await writeGradingFile(folder, file);
    const completions = await tellAll(folder, prompts.prompts, teller, telling.samples, {
      signal,
      onProgress,
    });
    file.teller = teller.record;
    const before = await readGrades(folder);
    const judged = await judgeAll({ file, completions, judges, before, signal, onProgress });
    const done = completeFile(file, completions, judged);
    await writeGrades(folder, judged.grades);
    await writeGradingFile(folder, done);
    if (judged.aborted) throw judged.aborted;
    const graded = { file: done, completions, grades: judged.grades };
    const asked = judges.map(({ record }) => record.id);
    return { folder, ...graded, stop: judged.stop ?? nobodyAnswered(graded, asked) };
  } finally {
    await lock.release();
  }
}

function check(options: GradeOptions): void {
  checkOptions('grade', options, OPTIONS);
  const { folder, prompts, overlap, teller, telling, judging = {}, judges } = options;
  checkPath('folder', folder);
  checkObject('prompts', prompts);
  checkKind(prompts.kind);
  checkText('prompts.source', prompts.source);
  checkPrompts('prompts', prompts.prompts);
  if (overlap) checkObject('overlap', overlap);
  checkObject('teller', teller);
  checkObject('teller.record', teller.record);
  checkObject('teller.computed', teller.computed);
  checkTelling(telling);
  checkJudging(judging);
  checkList('judges', judges);
  const ids = new Set<string>();
  for (const judge of judges) {
    checkObject('judges', judge);
    checkObject('judges.asker', judge.asker);
    checkObject('judges.record', judge.record);
    const { id, journal } = judge.record;
    checkText('judges.id', id);
    if (!isJournal(journal))
      throw new InvalidArgumentError('judges.journal', 'a name such as journal-gpt-4o.jsonl', journal);
    if (ids.has(id)) throw new InvalidArgumentError('judges.id', 'one of its own', id);
    ids.add(id);
  }
}

function checkJudging(judging: Partial<JudgingChoices>): void {
  checkOptions<JudgingChoices>('judging', judging, {
    cutRepeats: true,
    turns: true,
    reasks: true,
    judgeTemperature: true,
    judgeMaxTokens: true,
  });
  const { cutRepeats, turns, reasks, judgeTemperature, judgeMaxTokens } = { ...JUDGING_DEFAULTS, ...judging };
  if (typeof cutRepeats !== 'boolean')
    throw new InvalidArgumentError('judging.cutRepeats', 'true or false', cutRepeats);
  checkWhole('judging.turns', turns, 1, 2);
  checkWhole('judging.reasks', reasks, 0, MOST_REASKS);
  if (judgeTemperature !== null)
    checkNumber('judging.judgeTemperature', judgeTemperature, 0, MOST_TEMPERATURE);
  checkWhole('judging.judgeMaxTokens', judgeMaxTokens, 1, MOST_ANSWER_TOKENS);
}

function plan(options: GradeOptions): GradingFile {
  const { folder, prompts, overlap = null, teller, telling, judges } = options;
  const judging = { ...JUDGING_DEFAULTS, ...options.judging };
  return {
    version: 1,
    name: basename(folder),
    kind: prompts.kind,
    packageVersion: packageVersion(),
    teller: teller.record,
    prompts: {
      source: prompts.source,
      hash: promptsHash(prompts.prompts),
      items: prompts.prompts,
      overlap,
    },
    settings: { ...telling, ...teller.computed, ...judging },
    questionHash: questionHash(prompts.kind, judging.turns),
    judges: judges.map(({ record }) => newJudge(record)),
    complete: false,
    counts: { completions: 0, untold: 0, grades: 0, missing: 0 },
    dates: { first: null, last: null },
  };
}

/** Goes on with the grading in the folder, where there is one; judges may join it. */
async function settle(folder: string, planned: GradingFile): Promise<GradingFile> {
  if (!(await exists(join(folder, GRADING_FILES.grading)))) return planned;
  const old = await readGradingFile(folder);
  const differs = (what: string, before: unknown, now: unknown): void => {
    if (JSON.stringify(before) === JSON.stringify(now)) return;
    throw new MismatchError(
      `${folder} holds a grading with other settings (${what}: ${JSON.stringify(before)}, now ${JSON.stringify(now)}); ` +
        'choose another folder, or remove this one',
    );
  };
  differs('kind of prompts', old.kind, planned.kind);
  differs('model', identity(old), identity(planned));
  differs('set of prompts', old.prompts.hash, planned.prompts.hash);
  for (const [name, value] of Object.entries(planned.settings))
    differs(name, old.settings[name as keyof GradingSettings], value);
  differs('wording of the questions', old.questionHash, planned.questionHash);
  const judges = [...old.judges];
  for (const judge of planned.judges) {
    const met = judges.find(({ id }) => id === judge.id);
    if (met)
      differs(
        `judge ${judge.id}`,
        [met.model, met.baseURL, met.api],
        [judge.model, judge.baseURL, judge.api],
      );
    else judges.push(judge);
  }
  const overlap = planned.prompts.overlap ?? old.prompts.overlap;
  const { packageVersion, dates } = old;
  return { ...planned, packageVersion, dates, judges, prompts: { ...planned.prompts, overlap } };
}

/** A model is its weights, wherever they lie; a server is its name. */
function identity({ teller }: GradingFile): string {
  return teller.hash ?? `${teller.source} ${teller.baseURL ?? ''} ${teller.name}`;
}

function newJudge(record: GradingJudge['record']): JudgeRecord {
  return {
    ...record,
    answered: [],
    usage: { promptTokens: 0, completionTokens: 0, cachedTokens: 0 },
    cost: 0,
  };
}
