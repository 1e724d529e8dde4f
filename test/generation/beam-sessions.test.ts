/** Beam searches take turns: no more at once than have room together. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { BeamSessions } from '../../lib/generation/beam-sessions.ts';
import type { NativeSession } from '../../lib/runtime/addon.ts';
import { AbortedError, DisposedError } from '../../lib/runtime/errors.ts';
import { type Storybook, storybook } from './storybook.ts';

const never = new AbortController().signal;
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Sessions that are not there, and the slots of those open. */
function fake(room: number) {
  const open: number[] = [];
  const make = (slots: number) => {
    open.push(slots);
    return { dispose: () => open.splice(open.indexOf(slots), 1) } as unknown as NativeSession;
  };
  return { open, sessions: new BeamSessions(make, room) };
}

test('those that have room are open at once, the others in the order they came, a wide one alone', async () => {
  const { open, sessions } = fake(8);
  const closes: (() => void)[] = [];
  for (const slots of [4, 3, 2, 100, 5]) sessions.open(slots, never).then(({ close }) => closes.push(close));
  const seen: number[][] = [];
  for (let left = 5; left > 0; left--) {
    await settled();
    seen.push([...open]);
    closes.shift()?.();
  }
  expect(seen).toEqual([[4, 3], [3, 2], [2], [100], [5]]);
});

test('an abort ends the wait and lets those behind come', async () => {
  const { open, sessions } = fake(8);
  const first = await sessions.open(4, never);
  const wide = new AbortController();
  const refused = expect(sessions.open(8, wide.signal)).rejects.toThrow(AbortedError);
  const behind = sessions.open(4, never);
  await settled();
  expect(open).toEqual([4]);
  wide.abort();
  await refused;
  await behind;
  expect(open).toEqual([4, 4]);
  first.close();
});

test('a session that cannot be made leaves its room, and disposing tells all that wait', async () => {
  let fails = true;
  const make = () => {
    if (fails) throw new RangeError('none');
    return { dispose() {} } as unknown as NativeSession;
  };
  const sessions = new BeamSessions(make, 1);
  await expect(sessions.open(1, never)).rejects.toThrow(RangeError);
  fails = false;
  const { close } = await sessions.open(1, never);
  const waiting = [1, 2, 3].map((slots) =>
    expect(sessions.open(slots, never)).rejects.toThrow(DisposedError),
  );
  sessions.dispose();
  await Promise.all(waiting);
  close();
  await sessions.idle();
});

let book: Storybook;
beforeAll(async () => {
  book = await storybook();
});
afterAll(() => book.model.dispose());

test('many searches of a language model, one of them aborted as it waits', async () => {
  const teller = book.open({ slots: 4 });
  const options = { beams: 3, samples: 2, maxTokens: 8 };
  const alone = await teller.generate('Once', options).texts();
  const controller = new AbortController();
  const running = Array.from({ length: 20 }, () => teller.generate('Once', options).texts());
  const reason = new Error('no more');
  const cut = teller.generate('Once', { ...options, signal: controller.signal }).texts();
  controller.abort(reason);
  await expect(cut).rejects.toMatchObject({ code: 'ABORTED', cause: reason });
  for (const texts of await Promise.all(running)) expect(texts).toEqual(alone);
  await teller[Symbol.asyncDispose]();
});
