/** Checks grading.json, which may come from anywhere. */
import { Fields } from '../formats/fields.ts';
import { FormatError, UnsupportedError } from '../runtime/errors.ts';
import type {
  GradingFile,
  GradingKind,
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

/** @throws FormatError naming the field; UnsupportedError for a later version of the file. */
export function checkGradingFile(value: unknown, path: string): GradingFile {
  const fields = new Fields(value, path);
  const version = fields.whole('version', -1, 0, MOST);
  if (version !== 1)
    throw new UnsupportedError(
      `${path}: version ${version} of the file; this package reads version 1, so update it`,
    );
  const prompts = inner(fields, 'prompts');
  const counts = inner(fields, 'counts');
  const dates = inner(fields, 'dates');
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
    name: text(fields, 'name'),
    kind: choice(fields, 'kind', ['story', 'instruct']) as GradingKind,
    packageVersion: text(fields, 'packageVersion'),
    teller: tellerOf(inner(fields, 'teller')),
    prompts: {
      source: text(prompts, 'source'),
      hash: text(prompts, 'hash'),
      items,
      overlap: prompts.absent('overlap') ? null : overlapOf(inner(prompts, 'overlap')),
    },
    settings: settingsOf(inner(fields, 'settings')),
    questionHash: text(fields, 'questionHash'),
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
  const list = (name: 'words' | 'features') => (fields.absent(name) ? {} : { [name]: texts(fields, name) });
  const line = (name: 'summary' | 'sentence') => (fields.absent(name) ? {} : { [name]: text(fields, name) });
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
    id: text(fields, 'id'),
    category: text(fields, 'category'),
    text: text(fields, 'text'),
    ...(fields.absent('instruction') ? {} : { instruction: instructionOf(inner(fields, 'instruction')) }),
  };
}

function tellerOf(fields: Fields): TellerRecord {
  return {
    source: choice(fields, 'source', ['model', 'server', 'given']) as TellerRecord['source'],
    name: text(fields, 'name'),
    hash: textOrNull(fields, 'hash'),
    step: wholeOrNull(fields, 'step'),
    parameters: wholeOrNull(fields, 'parameters'),
    valLoss: fields.absent('valLoss') ? null : fields.number('valLoss', 0, 0, Number.MAX_VALUE),
    baseURL: textOrNull(fields, 'baseURL'),
    answered: texts(fields, 'answered'),
  };
}

function judgeOf(fields: Fields): JudgeRecord {
  const journal = text(fields, 'journal');
  if (!JOURNAL.test(journal)) throw fields.error('journal', 'a name such as journal-gpt-4o.jsonl', journal);
  const usage = inner(fields, 'usage');
  return {
    id: text(fields, 'id'),
    model: text(fields, 'model'),
    baseURL: textOrNull(fields, 'baseURL'),
    api: choice(fields, 'api', ['chat', 'responses']) as JudgeRecord['api'],
    answered: texts(fields, 'answered'),
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
    corpus: texts(fields, 'corpus'),
    n: fields.whole('n', -1, 1, 1000),
    stories: fields.whole('stories', -1, 0, MOST),
    prompts: fields.list('prompts').map((item) => {
      const prompt = new Fields(item, fields.path);
      return {
        id: text(prompt, 'id'),
        phrases: prompt.whole('phrases', -1, 0, MOST),
        shared: texts(prompt, 'shared'),
      };
    }),
    dropped: texts(fields, 'dropped'),
  };
}

function inner(fields: Fields, name: string): Fields {
  return new Fields(fields.value(name), `${fields.path}, ${name}`);
}

/** A text that must be there. */
export function text(fields: Fields, name: string): string {
  if (fields.absent(name)) throw fields.error(name, 'text', fields.value(name));
  return fields.text(name, '');
}

function textOrNull(fields: Fields, name: string): string | null {
  return fields.absent(name) ? null : fields.text(name, '');
}

function wholeOrNull(fields: Fields, name: string): number | null {
  return fields.absent(name) ? null : fields.whole(name, 0, 0, MOST);
}

/** One of a few texts. */
export function choice(fields: Fields, name: string, values: readonly string[]): string {
  const value = text(fields, name);
  if (!values.includes(value)) throw fields.error(name, `one of ${values.join(', ')}`, value);
  return value;
}

/** A list of texts, possibly of none. */
export function texts(fields: Fields, name: string): string[] {
  const list = fields.list(name);
  if (!list.every((item) => typeof item === 'string')) throw fields.error(name, 'a list of texts', list);
  return list;
}

function unique(path: string, what: string, ids: readonly string[]): void {
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined) throw new FormatError(path, `${what}: ${JSON.stringify(twice)} stands twice`);
}
