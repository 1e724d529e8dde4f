/** Checks grading.json, which may come from anywhere. */
import { Fields } from '../formats/fields.ts';
import { FormatError, UnsupportedError } from '../runtime/errors.ts';
import type {
  GradingFile,
  GradingSettings,
  Instruction,
  JudgeRecord,
  OverlapRecord,
  PromptRecord,
  TellerRecord,
} from './record.ts';

const MOST = Number.MAX_SAFE_INTEGER;
/** A journal stands in the folder of its grading: a name that leaves it could point at any file. */
const JOURNAL = /^journal-[\w.-]{1,100}\.jsonl$/;

/** Whether a judge's journal may be called so. */
export function isJournal(name: unknown): boolean {
  return typeof name === 'string' && JOURNAL.test(name);
}

/** @throws FormatError naming the field; UnsupportedError for a later version of the file. */
export function checkGradingFile(value: unknown, path: string): GradingFile {
  const fields = new Fields(value, path);
  const version = fields.whole('version', -1, 0, MOST);
  if (version !== 1)
    throw new UnsupportedError(
      `${path}: version ${version} of the file; this package reads version 1, so update it`,
    );
  const prompts = fields.inner('prompts');
  const counts = fields.inner('counts');
  const dates = fields.inner('dates');
  const items = prompts.list('items').map((item) => promptOf(new Fields(item, path)));
  unique(
    path,
    'prompts',
    items.map(({ id }) => id),
  );
  const judges = fields.list('judges').map((judge) => judgeOf(new Fields(judge, path)));
  unique(
    path,
    'judges',
    judges.map(({ id }) => id),
  );
  return {
    version: 1,
    name: fields.text('name'),
    kind: fields.choice('kind', ['story', 'instruct']),
    packageVersion: fields.text('packageVersion'),
    teller: tellerOf(fields.inner('teller')),
    prompts: {
      source: prompts.text('source'),
      hash: prompts.text('hash'),
      items,
      overlap: prompts.absent('overlap') ? null : overlapOf(prompts.inner('overlap')),
    },
    settings: settingsOf(fields.inner('settings')),
    questionHash: fields.text('questionHash'),
    judges,
    complete: fields.flag('complete', false),
    counts: {
      completions: counts.whole('completions', -1, 0, MOST),
      untold: counts.whole('untold', -1, 0, MOST),
      grades: counts.whole('grades', -1, 0, MOST),
      missing: counts.whole('missing', -1, 0, MOST),
    },
    dates: { first: textOrNull(dates, 'first'), last: textOrNull(dates, 'last') },
  };
}

/** Checks what a prompt asks for. */
export function instructionOf(fields: Fields): Instruction {
  const list = (name: 'words' | 'features') => (fields.absent(name) ? {} : { [name]: fields.texts(name) });
  const line = (name: 'summary' | 'sentence') => (fields.absent(name) ? {} : { [name]: fields.text(name) });
  const instruction: Instruction = {
    ...list('words'),
    ...list('features'),
    ...line('summary'),
    ...line('sentence'),
  };
  if (Object.keys(instruction).length === 0)
    throw new FormatError(fields.path, 'an instruction without words, features, summary and sentence');
  return instruction;
}

function promptOf(fields: Fields): PromptRecord {
  return {
    id: fields.text('id'),
    category: fields.text('category'),
    text: fields.text('text'),
    ...(fields.absent('instruction') ? {} : { instruction: instructionOf(fields.inner('instruction')) }),
  };
}

function tellerOf(fields: Fields): TellerRecord {
  return {
    source: fields.choice('source', ['model', 'server', 'given']),
    name: fields.text('name'),
    hash: textOrNull(fields, 'hash'),
    step: wholeOrNull(fields, 'step'),
    parameters: wholeOrNull(fields, 'parameters'),
    valLoss: fields.absent('valLoss') ? null : fields.number('valLoss', 0, 0, Number.MAX_VALUE),
    baseURL: textOrNull(fields, 'baseURL'),
    answered: fields.texts('answered'),
  };
}

function judgeOf(fields: Fields): JudgeRecord {
  const journal = fields.text('journal');
  if (!isJournal(journal)) throw fields.error('journal', 'a name such as journal-gpt-4o.jsonl', journal);
  const usage = fields.inner('usage');
  return {
    id: fields.text('id'),
    model: fields.text('model'),
    baseURL: textOrNull(fields, 'baseURL'),
    api: fields.choice('api', ['chat', 'responses']),
    answered: fields.texts('answered'),
    journal,
    usage: {
      promptTokens: usage.whole('promptTokens', 0, 0, MOST),
      completionTokens: usage.whole('completionTokens', 0, 0, MOST),
      cachedTokens: usage.whole('cachedTokens', 0, 0, MOST),
    },
    cost: fields.number('cost', 0, 0, Number.MAX_VALUE),
  };
}

function settingsOf(fields: Fields): GradingSettings {
  return {
    samples: fields.whole('samples', -1, 1, 1e6),
    temperature: fields.number('temperature', Number.NaN, 0, 1e6),
    topP: fields.number('topP', 1, 0, 1),
    maxTokens: wholeOrNull(fields, 'maxTokens'),
    seed: fields.whole('seed', -1, 0, MOST),
    device: textOrNull(fields, 'device'),
    compute: textOrNull(fields, 'compute'),
    weights: textOrNull(fields, 'weights'),
    cutRepeats: fields.flag('cutRepeats', false),
    turns: fields.whole('turns', -1, 1, 2) as 1 | 2,
    reasks: fields.whole('reasks', -1, 0, 1000),
    judgeTemperature: fields.absent('judgeTemperature') ? null : fields.number('judgeTemperature', 0, 0, 10),
    judgeMaxTokens: fields.whole('judgeMaxTokens', -1, 1, MOST),
  };
}

function overlapOf(fields: Fields): OverlapRecord {
  return {
    corpus: fields.texts('corpus'),
    n: fields.whole('n', -1, 1, 1000),
    stories: fields.whole('stories', -1, 0, MOST),
    prompts: fields.list('prompts').map((item) => {
      const prompt = new Fields(item, fields.path);
      return {
        id: prompt.text('id'),
        phrases: prompt.whole('phrases', -1, 0, MOST),
        shared: prompt.texts('shared'),
      };
    }),
    dropped: fields.texts('dropped'),
  };
}

function textOrNull(fields: Fields, name: string): string | null {
  return fields.absent(name) ? null : fields.text(name);
}

function wholeOrNull(fields: Fields, name: string): number | null {
  return fields.absent(name) ? null : fields.whole(name, 0, 0, MOST);
}

function unique(path: string, what: string, ids: readonly string[]): void {
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined) throw new FormatError(path, `${what}: ${JSON.stringify(twice)} stands twice`);
}
