/** Scenes for process.test.ts: `node test/typescript.cjs test/program/ending.ts SCENE`. */
import { parentPort, Worker } from 'node:worker_threads';
import { begun, busyModel, long, optimizer } from './busy.ts';

const scene = process.argv[3] ?? '';
const say = (line: string) => process.stdout.write(`${line}\n`);
const worker = (role: string) => new Worker(process.argv[1]!, { argv: [process.argv[2]!, role] });
const exited = (of: Worker) => new Promise<number>((resolve) => of.once('exit', resolve));
const message = (of: Worker) =>
  new Promise<number>((resolve, reject) => {
    of.once('message', resolve);
    of.once('error', reject);
  });

/** Starts more than a process or worker can finish before it ends. */
async function busy(calls = 4): Promise<Promise<unknown>[]> {
  const { program } = await busyModel();
  const running = Array.from({ length: calls }, () => program.trainStep([long, long, long], 1, optimizer));
  for (const call of running) call.catch(() => {});
  await begun();
  return running;
}

async function loss(): Promise<number> {
  const { model, program } = await busyModel();
  const result = await program.trainStep([long], 1, optimizer);
  await model[Symbol.asyncDispose]();
  return result.loss;
}

const scenes: Record<string, () => Promise<void>> = {
  async exit() {
    await busy();
    say('leaving');
    process.exit(7);
  },
  async throw() {
    await busy();
    setImmediate(() => {
      throw new Error('nobody catches this');
    });
  },
  async drain() {
    const running = await busy(2);
    let done = 0;
    for (const call of running) call.then(() => ++done === 2 && say(`done ${done}`));
  },
  async leave() {
    const { model, program } = await busyModel();
    const calls = [1, 2].map(() =>
      program.trainStep([long, long], 1, optimizer).catch((error) => error.code),
    );
    await begun();
    await model[Symbol.asyncDispose]();
    say((await Promise.all(calls)).join(' '));
  },
  async forget() {
    await busyModel();
    say('forgotten');
  },
  async workers() {
    const workers = [1, 2, 3].map(() => worker('role-loss'));
    const gone = Promise.all(workers.map(exited));
    const [here, ...there] = await Promise.all([loss(), ...workers.map(message)]);
    await gone;
    if (there.every((value) => value === here)) say('the same in 3 workers and here');
  },
  async terminate() {
    for (let i = 0; i < 4; i++) {
      const one = worker('role-busy');
      await message(one);
      await one.terminate();
    }
    await loss();
    say('terminated 4 times; still here');
  },
  async 'only-workers'() {
    for (let i = 0; i < 3; i++) {
      const one = worker('role-loss');
      // Both at once: a worker that has nothing left to do is gone together with its message.
      await Promise.all([message(one), exited(one)]);
    }
    say('loaded by workers alone, 3 times');
  },
  async 'exit-in-worker'() {
    const one = worker('role-exit');
    say(`left with ${await exited(one)}`);
  },
  async 'exit-with-workers'() {
    const workers = [1, 2].map(() => worker('role-busy'));
    await Promise.all([busy(), ...workers.map(message)]);
    say('leaving');
    process.exit(0);
  },
  async 'role-loss'() {
    parentPort!.postMessage(await loss());
  },
  async 'role-busy'() {
    await busy();
    parentPort!.postMessage(1);
  },
  async 'role-exit'() {
    await busy();
    process.exit(3);
  },
};

void scenes[scene]!();
