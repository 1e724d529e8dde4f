/** A training run in a process of its own: options as JSON in, the outcome as the last line out. */
import { writeSync } from 'node:fs';
import { faults } from '../../lib/runtime/files.ts';
import { train } from '../../lib/training/trainer.ts';

const options = JSON.parse(process.argv[3]);
train(options).then(
  (result) => writeSync(1, `${JSON.stringify({ result, writes: faults.count })}\n`),
  (error) => {
    writeSync(1, `${JSON.stringify({ error: { name: error.name, message: error.message } })}\n`);
    process.exitCode = 1;
  },
);
