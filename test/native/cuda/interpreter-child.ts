/**
 * Decodes on simt, in bfloat16, in a process of its own whose environment says whether steps are interpreted; see
 * interpreter.test.ts. The task comes on standard input; what the slots told goes to standard output.
 */
import { readFileSync } from 'node:fs';
import { Model } from '../../../lib/models/model.ts';
import type { ProgramDocument } from '../../../lib/models/program.ts';
import { resolveDevice } from '../../../lib/runtime/devices.ts';
import { loadAddon } from '../../../lib/runtime/native.ts';

export interface Task {
  document: ProgramDocument;
  prompts: number[][];
  tokens: number;
}
export interface Told {
  ids: number[];
  /** Of the likeliest tokens at each place. */
  logprobs: number[];
  /** Launches of kernels in the second half of the tokens. */
  launches: number;
}

async function tell({ document, prompts, tokens }: Task): Promise<Told[]> {
  const addon = loadAddon();
  const model = await Model.create(document, {
    seed: 5,
    device: resolveDevice({ device: 'simt', compute: 'bf16' }),
  });
  const program = model.compile({ maxSequences: 1, maxLength: 1, maxRows: 1 });
  const session = new addon.Session(program.native, { slots: prompts.length, capacity: 200 });
  const { simulate } = addon as unknown as { simulate(options: object): { launches: number } };
  for (const [i, prompt] of prompts.entries()) {
    session.add(Int32Array.from(prompt), {
      repetitionPenalty: 1,
      temperature: 1,
      topK: 0,
      topP: 1,
      minP: 0,
      seed: i,
      stream: 0,
      stop: new Int32Array(0),
      maxTokens: tokens,
      logprobs: 3,
    });
  }
  const told: Told[] = prompts.map(() => ({ ids: [], logprobs: [], launches: 0 }));
  for (let half = 0; half < 2; half++) {
    const before = simulate({}).launches;
    for (const { slot, ids, topLogprobs } of await session.run(tokens / 2)) {
      told[slot]!.ids.push(...ids);
      told[slot]!.logprobs.push(...topLogprobs);
    }
    for (const one of told) one.launches = simulate({}).launches - before;
  }
  session.dispose();
  await model[Symbol.asyncDispose]();
  return told;
}

void tell(JSON.parse(readFileSync(0, 'utf8')) as Task).then((told) =>
  process.stdout.write(JSON.stringify(told)),
);
