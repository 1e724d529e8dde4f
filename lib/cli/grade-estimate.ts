/** What a grading would cost, before anything is asked. */
import { join } from 'node:path';
import { JUDGING_DEFAULTS } from '../grading/grade.ts';
import { journalOf } from '../grading/judging/open-judge.ts';
import { plannedQuestions } from '../grading/judging/plan.ts';
import type { PromptSet } from '../grading/prompts/prompt-set.ts';
import { readCompletions } from '../grading/record-files.ts';
import { tellingRequest } from '../grading/telling/server-teller.ts';
import { LlmClient } from '../llm/client.ts';
import type { LlmEstimate } from '../llm/types.ts';
import { clientFor, namedJudges } from './grade-judges.ts';
import { judgingOf, type RunFlags, TELLING_JOURNAL, tellingOf } from './grade-run-options.ts';

/** One for each who is asked, the teller first. */
export async function estimate(
  flags: RunFlags,
  set: PromptSet,
  folder: string,
): Promise<(LlmEstimate & { what: string })[]> {
  const telling = tellingOf(flags);
  const judging = { ...JUDGING_DEFAULTS, ...judgingOf(flags), samples: telling.samples };
  const told = await readCompletions(folder);
  const estimates: (LlmEstimate & { what: string })[] = [];
  if (flags.server) {
    const journal = join(folder, TELLING_JOURNAL);
    const client = await LlmClient.open({ ...clientFor(flags.server, flags), journal, offline: true });
    const requests = set.prompts.flatMap((prompt) =>
      Array.from({ length: telling.samples }, (_, sample) => tellingRequest(prompt, sample, telling)),
    );
    estimates.push({ what: `${client.model} tells`, ...(await client.estimate(requests)) });
    await client.close();
  }
  for (const { asked: one, id } of namedJudges(flags.judge ?? [])) {
    const client = await LlmClient.open({
      ...clientFor(one, flags),
      journal: join(folder, journalOf(id)),
      offline: true,
    });
    const questions = plannedQuestions(set, told, judging, async (question) => {
      const isKept = (await client.estimate([question])).kept > 0;
      return isKept ? (await client.ask(question)).text : null;
    });
    estimates.push({
      what: `${client.model} grades`,
      ...(await client.estimate(questions, { batch: flags.batch ?? false })),
    });
    await client.close();
  }
  return estimates;
}
