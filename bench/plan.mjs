// All there is to measure, in order.
import { cleaningTasks } from './cleaning.mjs';
import { corpusTrainingTasks } from './corpus-training.mjs';
import { decodingTasks } from './decoding.mjs';
import { generatingTasks } from './generating.mjs';
import { operationTasks } from './operations.mjs';
import { peerTasks } from './peers/tasks.mjs';
import { prefillTasks } from './prefill.mjs';
import { storytellerTasks } from './storyteller.mjs';
import { tokenizerTasks } from './tokenizer.mjs';
import { trainingTasks } from './training.mjs';

/**
 * @typedef {object} Task
 * @property {string} id
 * @property {false} [bandwidth] false where no row is held against a bandwidth
 * @property {(bench: any) => number} [reads] bytes at which the bandwidth is to be measured
 * @property {(bench: any) => Promise<import('./rows.mjs').Row[]>} run
 */

/**
 * @param {any} bench
 * @returns {Task[]}
 */
export function plan(bench) {
  const tasks = [
    ...operationTasks(bench),
    ...trainingTasks(bench),
    ...prefillTasks(bench),
    ...decodingTasks(bench),
    ...tokenizerTasks(bench),
    ...corpusTrainingTasks(),
    ...storytellerTasks(bench),
    ...generatingTasks(bench),
    ...cleaningTasks(bench),
    ...(bench.options.peers ? peerTasks(bench) : []),
  ];
  return tasks.filter(({ id }) => bench.options.filter.test(id));
}
