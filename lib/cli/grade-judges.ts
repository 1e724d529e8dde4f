/** The judges that a verb is given, and what they may cost. */
import { Command } from 'commander';
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

/**
 * Reads who is asked. The URL begins behind the last `@` that a scheme follows, as names of models may have one too.
 * @throws CliFailure that does not repeat the text, which may hold a key in the wrong place
 */
export function asked(text: string, option: string): Asked {
  const [, model = '', baseURL, keyVariable] =
    /^(.*)@(https?:\/\/[^#]+)(?:#(\w+))?$/is.exec(text) ?? /^([^#]*)$/s.exec(text) ?? [];
  // Behind another @ comes a version, or a server whose scheme was forgotten.
  if (model.trim() === '' || /#|.@.*[./:]|@localhost$/s.test(model)) {
    throw new CliFailure(
      `${option}: expected a model such as gpt-4o-mini or llama3@http://localhost:8080/v1, with #VARIABLE behind the ` +
        'URL for the name of the variable that holds its key; what was given is not shown, as a key may be in it',
      EXIT.usage,
    );
  }
  return {
    model,
    ...(baseURL === undefined ? {} : { baseURL }),
    ...(keyVariable === undefined ? {} : { keyVariable }),
  };
}

export function askedList(text: string, before: Asked[] | undefined): Asked[] {
  return [...(before ?? []), asked(text, '--judge')];
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

/** What a client for it is opened with, one of `among` who have the budget together. */
export function clientFor(
  one: Asked,
  flags: LlmFlags,
  among = 1,
): Omit<LlmClientOptions, 'journal' | 'signal'> {
  const { budget = {}, ...options } = clientOptions(one.model, flags);
  return { ...options, ...one, budget: part(budget, among) };
}

/** A stop for all is one for each: parted evenly, so that together they cannot pass it. */
function part({ dollars, tokens, requests }: LlmBudget, among: number): LlmBudget {
  return {
    ...(dollars === undefined ? {} : { dollars: dollars / among }),
    ...(tokens === undefined ? {} : { tokens: wholePart('tokens', tokens, among) }),
    ...(requests === undefined ? {} : { requests: wholePart('requests', requests, among) }),
  };
}

function wholePart(name: 'tokens' | 'requests', budget: number, among: number): number {
  if (budget >= among) return Math.floor(budget / among);
  throw new CliFailure(
    `--budget-${name} ${budget} is parted among ${among} and leaves nothing for each; give at least ${among}`,
    EXIT.usage,
  );
}

export interface OpenOptions {
  flags: LlmFlags;
  /** Those who have the budget together, these judges among them. */
  among: number;
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
  const { flags, among, batch, bar, signal } = options;
  const opened: GradingJudge[] = [];
  try {
    for (const { id, asked: one } of namedJudges(judges)) {
      const { record, asker: client } = await openJudge(folder, id, {
        ...clientFor(one, flags, among),
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
