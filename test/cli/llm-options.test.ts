import { expect, test } from '@jest/globals';
import { noticeLines } from '../../lib/cli/llm-options.ts';

test('of many short waits some are told, of long ones and of other things every one', () => {
  const lines: string[] = [];
  let now = 0;
  const notice = noticeLines(
    (line) => lines.push(line),
    () => now,
  );
  const wait = (seconds: number) => notice({ type: 'wait', seconds, asked: seconds, message: '429' });
  for (; now < 100; now++) wait(1);
  expect(lines).toHaveLength(4);
  wait(60);
  wait(60);
  notice({ type: 'lost', requests: 3 });
  expect(lines.slice(4)).toEqual([
    expect.stringContaining('60 s'),
    expect.stringContaining('60 s'),
    expect.stringContaining('3 requests'),
  ]);
});
