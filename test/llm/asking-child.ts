/** Asks many questions in a process of its own, for tests that end it in the middle. SIGINT stops it as Ctrl-C does. */
import { writeSync } from 'node:fs';
import { LlmClient } from '../../lib/llm/client.ts';
import type { LlmClientOptions } from '../../lib/llm/types.ts';
import { questions } from './asking.ts';

const { count, batch, ...options } = JSON.parse(process.argv[3]) as LlmClientOptions & {
  count: number;
  batch: boolean;
};
const controller = new AbortController();
process.on('SIGINT', () => controller.abort());

async function main(): Promise<void> {
  const client = await LlmClient.open({ ...options, signal: controller.signal });
  try {
    if (batch) await client.askInBatches(questions(count), { poll: { first: 0.02, last: 0.05 }, size: 7 });
    const replies = await Promise.all(questions(count).map((one) => client.ask(one)));
    writeSync(1, JSON.stringify({ texts: replies.map(({ text }) => text), totals: client.totals }));
  } finally {
    await client.close();
  }
}

main().catch((error: Error) => {
  writeSync(1, JSON.stringify({ error: error.name, message: error.message }));
  process.exitCode = 1;
});
