import { afterEach, expect, jest, test } from '@jest/globals';
import { Interrupt } from '../../lib/cli/interrupt.ts';

let now = 0;
const said: string[] = [];
const terminal = {
  out() {},
  text() {},
  err: (text: string) => void said.push(text),
  live: false,
  width: () => 80,
};
const exit = jest.spyOn(process, 'exit').mockImplementation(() => undefined as never);
let interrupt: Interrupt;

function start(): void {
  now = 0;
  said.length = 0;
  exit.mockClear();
  interrupt = new Interrupt(terminal, () => now);
}

afterEach(() => interrupt.stop());

test('the first Ctrl-C asks to stop, the second ends at once', () => {
  start();
  expect(interrupt.exitCode).toBeUndefined();
  process.emit('SIGINT', 'SIGINT');
  expect(interrupt.signal.aborted).toBe(true);
  expect(said.join('')).toContain('stopping …');
  expect(exit).not.toHaveBeenCalled();
  now = 3000;
  process.emit('SIGINT', 'SIGINT');
  expect(exit).toHaveBeenCalledWith(130);
});

test('a press that npm forwards as well is one press', () => {
  start();
  process.emit('SIGINT', 'SIGINT');
  now = 20;
  process.emit('SIGINT', 'SIGINT');
  expect(exit).not.toHaveBeenCalled();
});

test('SIGTERM has an exit code of its own', () => {
  start();
  process.emit('SIGTERM', 'SIGTERM');
  expect(interrupt.signal.aborted).toBe(true);
  expect(interrupt.exitCode).toBe(143);
});

test('afterwards signals do what they always do', () => {
  start();
  interrupt.stop();
  expect(process.listenerCount('SIGINT')).toBe(0);
});
