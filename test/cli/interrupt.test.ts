/** Ctrl-C while training: a checkpoint is left, the way to go on is said, and going on changes nothing. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { run } from '../../lib/cli/main.ts';
import { type Outcome, tinystories } from './run.ts';

const STEPS = 300;
let folder: string;
let common: string[];
const at = (...parts: string[]) => join(folder, ...parts);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tinystories-interrupt-'));
  const model = { hidden: 32, layers: 2, heads: 4, context: 64, window: 32 };
  writeFileSync(at('tiny.json'), JSON.stringify(model));
  await tinystories(['data', 'make', '--stories', '200', '--out', at('made')]);
  const input = ['--input', at('made', 'stories.txt'), '--vocab', '300'];
  await tinystories(['data', 'prepare', ...input, '--out', at('data')]);
  const length = [
    '--steps',
    String(STEPS),
    '--batch',
    '4',
    '--checkpoint-every',
    '100',
    '--eval-every',
    '150',
  ];
  common = ['train', '--data', at('data'), '--model', at('tiny.json'), ...length];
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Line {
  step: number;
  loss?: number;
  valLoss?: number;
}

function metrics(run: string): Line[] {
  const file = join(run, 'metrics.jsonl');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return whole
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

const losses = (run: string) => metrics(run).map(({ step, loss, valLoss }) => ({ step, loss, valLoss }));

/** Starts a training run and sends it signals once it has taken `after` steps. */
async function interrupted(out: string, after: number, signals: NodeJS.Signals[]): Promise<Outcome> {
  return tinystories([...common, '--out', out], {
    onStart: (child) => {
      const timer = setInterval(() => {
        if (metrics(out).length < after) return;
        clearInterval(timer);
        for (const signal of signals) child.kill(signal);
      }, 5);
      child.on('close', () => clearInterval(timer));
    },
  });
}

describe('Ctrl-C while training', () => {
  test('leaves a checkpoint, says how to go on, and the whole is as if nothing had happened', async () => {
    const straight = await tinystories([...common, '--out', at('straight')]);
    expect(straight.code).toBe(0);

    const stopped = await interrupted(at('stopped'), 20, ['SIGINT']);
    expect(stopped.stderr).toContain('stopping …');
    expect(stopped.stderr).toMatch(
      /^error: interrupted at step \d+; go on with: tinystories train .*--resume$/m,
    );
    expect(stopped.code).toBe(130);
    const done = metrics(at('stopped')).length;
    expect(done).toBeGreaterThanOrEqual(20);
    expect(done).toBeLessThan(STEPS);

    const resumed = await tinystories(['train', '--out', at('stopped'), '--resume']);
    expect(resumed.code).toBe(0);
    expect(losses(at('stopped'))).toEqual(losses(at('straight')));
    const weights = (run: string) => {
      const checkpoint = `checkpoints/step-${String(STEPS).padStart(6, '0')}/model.safetensors`;
      return readFileSync(at(run, checkpoint));
    };
    expect(weights('stopped').equals(weights('straight'))).toBe(true);
  });

  test('one press that arrives twice, as below npm run, is one', async () => {
    const stopped = await interrupted(at('twice'), 120, ['SIGINT', 'SIGINT']);
    expect(stopped.code).toBe(130);
    expect(stopped.stderr).toContain('--resume');
    const resumed = await tinystories(['train', '--out', at('twice'), '--resume']);
    expect(resumed.code).toBe(0);
    expect(losses(at('twice'))).toEqual(losses(at('straight')));
  });

  test('a process that is killed resumes from its last checkpoint', async () => {
    const stopped = await interrupted(at('killed'), 120, ['SIGKILL']);
    expect(stopped.code).toBeNull();
    const resumed = await tinystories(['train', '--out', at('killed'), '--resume']);
    expect(resumed.code).toBe(0);
    expect(losses(at('killed'))).toEqual(losses(at('straight')));
  });

  test('SIGTERM stops as gently, with an exit code of its own', async () => {
    const stopped = await interrupted(at('term'), 20, ['SIGTERM']);
    expect(stopped.code).toBe(143);
    expect(stopped.stderr).toContain('--resume');
  });
});

test('before the first step it does not name a run to go on with: none stands', async () => {
  const errors: string[] = [];
  const quiet = { out() {}, text() {}, live: false, width: () => 100 };
  const terminal = { ...quiet, err: (text: string) => void errors.push(text) };
  const train = [...common, '--out', at('early')];
  expect(await run(train, { terminal, signal: AbortSignal.abort() })).toBe(130);
  expect(errors.join('')).toMatch(/^error: interrupted before the first step; .*same command again$/m);
  expect(existsSync(at('early', 'run.json'))).toBe(false);
});
