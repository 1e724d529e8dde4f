/** The judges that a verb is given, and what they may cost. */
import { Command, InvalidArgumentError } from 'commander';
import type { GradingJudge } from '../grading/judging/judge-all.ts';
import { openJudge } from '../grading/judging/open-judge.ts';
import { BatchAsker } from '../llm/batch-asker.ts';
import { baseURLOf } from '../llm/options.ts';
import type { LlmBudget, LlmClientOptions } from '../llm/types.ts';
import { CliFailure, EXIT } from './exit.ts';
import { addLlmOptions, clientOptions, type LlmFlags, noticeLines } from './llm-options.ts';
import type { ProgressBar } from './progress.ts';

/** `name`, `name@url` or `name@url#KEY_VARIABLE`. */
export interface Asked {
  model: string;
  baseURL?: string;
  keyVariable?: string;
}

export const JUDGE_HELP =
  'who grades: a model by name, or name@url of an OpenAI-compatible server, or name@url#VARIABLE with the variable that holds its key (OPENAI_API_KEY goes to OpenAI, OPENAI_BASE_URL and this machine alone); several times for several judges';

/** The options of asking, but for the model: a judge is named otherwise. */
export function addAskingOptions(command: Command): Command {
  for (const option of addLlmOptions(new Command()).options) {
    if (option.long !== '--model') command.addOption(option);
  }
  return command;
}

export function asked(text: string): Asked {
  const [, model = '', baseURL, keyVariable] = /^([^@]*)(?:@([^#]*)(?:#(\w+))?)?$/s.exec(text) ?? [];
  if (model.trim() === '' || baseURL === '')
    throw new InvalidArgumentError(
      'Expected a model such as gpt-4o-mini or llama3@http://localhost:8080/v1.',
    );
  return {
    model,
    ...(baseURL === undefined ? {} : { baseURL }),
    ...(keyVariable === undefined ? {} : { keyVariable }),
  };
}

export function askedList(text: string, before: Asked[] | undefined): Asked[] {
  return [...(before ?? []), asked(text)];
}

/** A key that is named for one server is not sent to others as well. */
export function checkKeys(all: readonly Asked[], { keyVariable, baseUrl }: LlmFlags): void {
  if (keyVariable === undefined) return;
  const without = all.filter((one) => one.keyVariable === undefined);
  const servers = new Set(without.map(({ baseURL }) => new URL(baseURLOf(baseURL ?? baseUrl)).origin));
  if (servers.size < 2) return;
  throw new CliFailure(
    '--key-variable would send the key of one server to others; say whose it is with name@url#VARIABLE',
    EXIT.usage,
  );
}

/** What a client for it is opened with; `share` of the budget is its own. */
export function clientFor(
  one: Asked,
  flags: LlmFlags,
  share = 1,
): Omit<LlmClientOptions, 'journal' | 'signal'> {
  const { budget = {}, ...options } = clientOptions(one.model, flags);
  return { ...options, ...one, budget: part(budget, share) };
}

/** A stop for all is one for each: parted evenly, so that together they cannot pass it. */
function part(budget: LlmBudget, share: number): LlmBudget {
  const { dollars, tokens, requests } = budget;
  return {
    ...(dollars === undefined ? {} : { dollars: dollars * share }),
    ...(tokens === undefined ? {} : { tokens: Math.floor(tokens * share) }),
    ...(requests === undefined ? {} : { requests: Math.floor(requests * share) }),
  };
}

export interface OpenOptions {
  flags: LlmFlags;
  /** Part of the budget for each judge. */
  share: number;
  batch: boolean;
  bar: ProgressBar;
  signal: AbortSignal;
}

/** Opens the judges of a grading in its folder; the caller closes them. */
export async function openJudges(
  judges: readonly Asked[],
  folder: string,
  options: OpenOptions,
): Promise<GradingJudge[]> {
  const { flags, share, batch, bar, signal } = options;
  const opened: GradingJudge[] = [];
  try {
    for (const { id, asked: one } of namedJudges(judges)) {
      const { record, asker: client } = await openJudge(folder, id, {
        ...clientFor(one, flags, share),
        onNotice: noticeLines((line) => bar.line(`${id}: ${line}`)),
        signal,
      });
      const asker = batch
        ? new BatchAsker(client, {
            signal,
            onProgress: ({ done, requests }) =>
              bar.update({ stage: `in batches of ${id}`, done, total: requests, unit: 'answers' }),
          })
        : client;
      opened.push({ record, asker, batched: batch });
    }
  } catch (error) {
    await closeJudges(opened);
    throw error;
  }
  return opened;
}

export async function closeJudges(judges: readonly GradingJudge[]): Promise<void> {
  await Promise.all(judges.map(({ asker }) => asker.close()));
}

/** Ids that can be file names; two of the same name are told apart by their servers. */
export function namedJudges(judges: readonly Asked[]): { id: string; asked: Asked }[] {
  const ids = judges.map((one) => {
    const same = judges.filter(({ model }) => model === one.model);
    const host = same.length > 1 && one.baseURL !== undefined ? `-${hostOf(one.baseURL)}` : '';
    const id = `${one.model}${host}`.replace(/[^\w.-]+/g, '-').slice(0, 80);
    return { id, asked: one };
  });
  const twice = ids.find(({ id }, i) => ids.findIndex((other) => other.id === id) !== i);
  if (twice) throw new CliFailure(`--judge ${twice.asked.model} is named twice`, EXIT.usage);
  return ids;
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
