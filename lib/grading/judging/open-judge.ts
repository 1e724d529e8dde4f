/** A judge behind a server; its journal stands in the folder of the grading. */
import { join } from 'node:path';
import { LlmClient } from '../../llm/client.ts';
import type { LlmClientOptions } from '../../llm/types.ts';
import { checkObject, checkPath, checkText } from '../../runtime/arguments.ts';
import { InvalidArgumentError } from '../../runtime/errors.ts';
import type { JudgeRecord } from '../record.ts';
import type { GradingJudge } from './judge-all.ts';

/** A judge whose asker is a client of its own. */
export interface OpenedJudge extends GradingJudge {
  asker: LlmClient;
}

const ID = /^[\w.-]{1,100}$/;

/** Name of the journal of a judge. */
export function journalOf(id: string): string {
  return `journal-${id}.jsonl`;
}

/**
 * Opens a judge for a grading; whoever opened it closes its asker.
 * @param id tells it from the other judges of the grading, and names its journal: letters, digits, dots, dashes
 * @throws InvalidArgumentError; what `LlmClient.open` throws.
 */
export async function openJudge(
  folder: string,
  id: string,
  options: Omit<LlmClientOptions, 'journal'>,
): Promise<OpenedJudge> {
  checkPath('folder', folder);
  checkText('id', id);
  if (!ID.test(id)) throw new InvalidArgumentError('id', 'letters, digits, dots, dashes; at most 100', id);
  checkObject('options of openJudge', options);
  const journal = journalOf(id);
  const asker = await LlmClient.open({ ...options, journal: join(folder, journal) });
  const { model, baseURL } = asker;
  return { record: { id, model, baseURL, api: options.api ?? 'chat', journal }, asker };
}

/** A judge of an earlier grading, with its journal alone: nothing can be asked. @throws as `openJudge` */
export async function openOffline(folder: string, judge: JudgeRecord): Promise<OpenedJudge> {
  checkPath('folder', folder);
  checkObject('judge', judge);
  const { id, model, baseURL, api, journal } = judge;
  checkPath('judge.journal', journal);
  const asker = await LlmClient.open({
    model,
    ...(baseURL === null ? {} : { baseURL }),
    api,
    journal: join(folder, journal),
    offline: true,
  });
  return { record: { id, model, baseURL, api, journal }, asker };
}
