/** The completions of all prompts: those that the folder has already, and the rest. */
import { join } from 'node:path';
import { AppendLog } from '../../runtime/files.ts';
import type { OnProgress } from '../../runtime/progress.ts';
import { completionKey } from '../completion-key.ts';
import type { CompletionRecord, PromptRecord } from '../record.ts';
import { GRADING_FILES, readCompletions, writeCompletions } from '../record-files.ts';
import type { Teller } from './teller.ts';

export interface TellAllOptions {
  signal?: AbortSignal | undefined;
  onProgress?: OnProgress | undefined;
}

/** By prompt, then by sample. */
export async function tellAll(
  folder: string,
  prompts: readonly PromptRecord[],
  teller: Teller,
  samples: number,
  { signal, onProgress }: TellAllOptions = {},
): Promise<CompletionRecord[]> {
  const place = new Map(prompts.map(({ id }, i) => [id, i]));
  const order = (a: CompletionRecord, b: CompletionRecord): number =>
    place.get(a.prompt)! - place.get(b.prompt)! || a.sample - b.sample;
  // What a server failed to tell may be asked for again; what it would not tell stays as it is.
  const all = (await readCompletions(folder)).filter(
    ({ prompt, text, finish }) => place.has(prompt) && (text !== null || finish !== null),
  );
  const told = new Set(all.map(completionKey));
  const total = prompts.length * samples;
  const report = (): void => onProgress?.({ stage: 'telling', done: told.size, total, unit: 'completions' });
  const missing = prompts
    .map((prompt) => ({
      prompt,
      samples: range(samples).filter((sample) => !told.has(completionKey({ prompt: prompt.id, sample }))),
    }))
    .filter((work) => work.samples.length > 0);
  if (missing.length > 0) {
    const log = await AppendLog.open(join(folder, GRADING_FILES.completions));
    const working: Promise<CompletionRecord[]>[] = [];
    const stop = new AbortController();
    const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
    try {
      report();
      for (let begun = 0, done = 0; done < missing.length; done++) {
        for (; begun < missing.length && begun < done + teller.ahead; begun++) {
          const { prompt, samples: wanted } = missing[begun]!;
          const promise = teller.tell(prompt, wanted, either);
          // Awaited in order, while a later one may fail first.
          promise.catch(() => {});
          working.push(promise);
        }
        for (const completion of await working[done]!) {
          await log.append(JSON.stringify(completion));
          all.push(completion);
          told.add(completionKey(completion));
        }
        report();
      }
    } finally {
      stop.abort();
      await Promise.allSettled(working);
      await log.close();
    }
  }
  const sorted = all.toSorted(order);
  // In order, and without lines that another attempt has replaced.
  await writeCompletions(folder, sorted);
  return sorted;
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
