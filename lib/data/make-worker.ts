/** The entry of the worker threads that tell stories for `makeStories`. */
import { serveTasks } from '../runtime/worker-tasks.ts';
import { tellBlock } from './make-block.ts';

serveTasks(tellBlock, ({ records, text, instruct }) =>
  [records, text, instruct].map(({ buffer }) => buffer as ArrayBuffer),
);
