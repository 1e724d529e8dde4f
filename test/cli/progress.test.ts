import { describe, expect, test } from '@jest/globals';
import { ProgressBar } from '../../lib/cli/progress.ts';

function recorder(live: boolean) {
  const written: string[] = [];
  let now = 0;
  const terminal = {
    out: () => {},
    text: () => {},
    err: (text: string) => void written.push(text),
    live,
    width: () => 100,
  };
  const progress = new ProgressBar(terminal, () => now);
  const tick = (ms: number) => {
    now += ms;
  };
  return { progress, tick, text: () => written.join('') };
}

const step = (done: number) => ({ stage: 'training', done, total: 100, unit: 'steps' });

describe('ProgressBar', () => {
  test('a log gets a line every ten seconds and one at the end, without control characters', () => {
    const { progress, tick, text } = recorder(false);
    for (let done = 0; done <= 30; done++) {
      progress.update(step(done), 'loss 2.500');
      tick(1000);
    }
    progress.end();
    const lines = text().trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toBe('training  10%  10/100 steps  loss 2.500  ETA 1:30');
    expect(lines[3]).toMatch(/^training {2}30% {2}30\/100 steps/);
    expect(text()).not.toContain('\x1b');
  });

  test('a terminal gets one line drawn anew, at most ten times a second', () => {
    const { progress, tick, text } = recorder(true);
    for (let done = 1; done <= 50; done++) {
      progress.update(step(done));
      tick(10);
    }
    expect(text().split('\r\x1b[2K')).toHaveLength(6);
    expect(text()).not.toContain('\n');
    progress.end();
    expect(text().endsWith('\n')).toBe(true);
    expect(text()).toContain('50%  50/100 steps');
  });

  test('a line that quotes a server steers no terminal', () => {
    const { progress, text } = recorder(false);
    progress.line('\x1b[2J\x07gpt answers now\nas ever');
    expect(text()).toBe('\ufffd[2J\ufffdgpt answers now\nas ever\n');
  });

  test('no line is wider than the terminal', () => {
    const { progress, text } = recorder(true);
    progress.update(step(1), 'x'.repeat(300));
    for (const line of text().split('\r\x1b[2K')) expect(line.length).toBeLessThan(100);
  });

  test('a new stage ends the one before with its last state', () => {
    const { progress, text } = recorder(false);
    progress.update({ stage: 'reading', done: 5, total: 0, unit: 'stories' });
    progress.update({ stage: 'reading', done: 9, total: 0, unit: 'stories' });
    progress.update({ stage: 'writing', done: 1, total: 2, unit: 'files' });
    progress.end();
    expect(text()).toBe('reading  9 stories  0:00\nwriting  50%  1/2 files  0:00\n');
  });

  test('ETA counts from where the stage began, so a resumed run is not thought fast', () => {
    const { progress, tick, text } = recorder(false);
    progress.update(step(50));
    tick(10_000);
    progress.update(step(60));
    expect(text()).toContain('ETA 0:40');
  });

  test('a detail can be made of the rate, once there is one', () => {
    const { progress, tick, text } = recorder(false);
    const rate = (perSecond: number) => `${perSecond.toFixed(1)} steps/s`;
    progress.update(step(0), rate);
    tick(12_000);
    progress.update(step(30), rate);
    tick(5000);
    progress.update({ ...step(0), stage: 'ending' }, rate);
    progress.end();
    expect(text().split('\n').slice(0, 3)).toEqual([
      'training  30%  30/100 steps  2.5 steps/s  ETA 0:28',
      'training  30%  30/100 steps  2.5 steps/s  ETA 0:28',
      'ending  0%  0/100 steps  0:00',
    ]);
  });
});
