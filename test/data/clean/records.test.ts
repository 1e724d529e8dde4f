/** The records of cleaned blocks: their lines, and the turns that others get while they are written. */
import { expect, test } from '@jest/globals';
import { KeptRecords } from '../../../lib/data/clean/records.ts';
import { Pace } from '../../../lib/runtime/pace.ts';
import { packTexts } from '../../../lib/tokenizer/packed.ts';

const STAYS = 9;

/** Turns of the event loop until `work` is done; few, where it takes them all for itself. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
  let turns = 0;
  let immediate = setImmediate(function next() {
    turns++;
    immediate = setImmediate(next);
  });
  await work;
  clearImmediate(immediate);
  return turns;
}

function block(stories: readonly string[], verdicts: readonly number[]) {
  const stay = stories.filter((_, i) => verdicts[i] === STAYS);
  const { bytes, ends } = packTexts(stay.map((story) => `${story}\n<|endoftext|>\n`));
  return { bytes, ends, verdicts: Uint8Array.from(verdicts) };
}

test('a line for each story that stays, one block after another', async () => {
  const records = new KeptRecords(STAYS, undefined, new Pace('the test', undefined));
  const first = block(['Once.', 'Twice.', 'Größer.'], [STAYS, 1, STAYS]);
  const told = [{ text: 'once', source: 'A' }, { source: 'B' }, undefined];
  const lines = await records.take(first, told);
  expect(Buffer.from(lines).toString()).toBe('{"story":"Once.","source":"A"}\n{"story":"Größer."}\n');
  expect(Buffer.from(await records.take(block(['End.'], [STAYS]), [{}])).toString()).toBe(
    '{"story":"End."}\n',
  );
  expect((await records.take(block(['Text.'], [STAYS]), undefined)).length).toBe(0);
  expect(records.kept).toBe(4);
  expect(records.informative).toBe(true);
});

test('a large block leaves turns to others', async () => {
  const many = 40_000;
  const stories = Array.from({ length: many }, (_, i) => `Story ${i} ${'of a “red” ball '.repeat(20)}`);
  const large = block(stories, Array(many).fill(STAYS));
  const records = new KeptRecords(STAYS, undefined, new Pace('the test', undefined));
  const turns = await turnsDuring(records.take(large, Array(many).fill({ source: 'A' })));
  expect(turns).toBeGreaterThan(2);
});
