/** Questions asked many at a time, with their answers in the order of the questions. */

/**
 * Yields the answer to question 0, 1, 2 … Before it waits for one, further questions are asked as long as `room` says
 * so, which is told how many answers are awaited; it ends when none is awaited and there is no room. However it ends,
 * every question that was asked has been answered or has failed.
 */
export async function* inOrder<Answer>(
  ask: (index: number) => Promise<Answer>,
  room: (awaited: number) => boolean,
): AsyncGenerator<Answer, void, void> {
  const awaited: Promise<PromiseSettledResult<Answer>>[] = [];
  let next = 0;
  try {
    for (;;) {
      while (room(awaited.length)) awaited.push(settled(ask(next++)));
      const first = awaited.shift();
      if (first === undefined) return;
      const outcome = await first;
      if (outcome.status === 'rejected') throw outcome.reason;
      yield outcome.value;
    }
  } finally {
    await Promise.all(awaited);
  }
}

/** Never rejects: an answer that nobody waits for yet is no unhandled rejection. */
export async function settled<Answer>(answer: Promise<Answer>): Promise<PromiseSettledResult<Answer>> {
  const [outcome] = await Promise.allSettled([answer]);
  return outcome;
}
