import { describe, expect, test } from '@jest/globals';
import { CommanderError } from 'commander';
import { CliFailure, describeError, EXIT, exitCode } from '../../lib/cli/exit.ts';
import {
  AbortedError,
  AddonError,
  BudgetError,
  DisposedError,
  FileError,
  InvalidArgumentError,
  LlmError,
  LockedError,
  NonFiniteError,
  OutOfMemoryError,
} from '../../lib/runtime/errors.ts';

describe('exit codes', () => {
  test.each([
    [new InvalidArgumentError('x', '1', 2), EXIT.usage],
    [new AddonError('no addon'), EXIT.addon],
    [new LockedError('locked'), EXIT.locked],
    [new NonFiniteError('NaN'), EXIT.diverged],
    [new OutOfMemoryError('too much'), EXIT.memory],
    [new LlmError('refused'), EXIT.llm],
    [new BudgetError('used up'), EXIT.budget],
    [new AbortedError(), EXIT.interrupted],
    [new DOMException('aborted', 'AbortError'), EXIT.interrupted],
    [new FileError('a', 'b'), EXIT.failed],
    [new DisposedError('model'), EXIT.failed],
    [new CliFailure('no'), EXIT.failed],
    [new CliFailure('no', 3), 3],
    [new Error('what?'), EXIT.failed],
    [new CommanderError(0, 'commander.helpDisplayed', ''), EXIT.done],
    [new CommanderError(1, 'commander.unknownOption', ''), EXIT.usage],
    ['a string', EXIT.failed],
  ])('%s', (error, code) => expect(exitCode(error)).toBe(code));
});

describe('what is said', () => {
  test('one line, whatever the message', () => {
    expect(describeError(new FileError('a', 'first\n  second\n'), false)).toBe('error: a: first second\n');
  });

  test('text of a file cannot steer the terminal', () => {
    expect(describeError(new FileError('\x1b[2Jname', 'bad'), false)).toBe('error: �[2Jname: bad\n');
    // What turns the direction of letters could make one file's name read as another's.
    expect(describeError(new FileError('a\u202etxt.b', 'bad'), false)).toBe('error: a�txt.b: bad\n');
  });

  test('an error that nobody foresaw says how to see more', () => {
    expect(describeError(new TypeError('x is undefined'), false)).toMatch(
      /^error: x is undefined \(unexpected; TINYSTORIES_DEBUG=1 shows where\)\n$/,
    );
  });

  test('with debug: the stack, and that of the cause', () => {
    const text = describeError(new FileError('a', 'b', { cause: new Error('deeper') }), true);
    expect(text).toMatch(/\n\s+at /);
    expect(text).toContain('caused by Error: deeper');
  });
});
