/** The whole way through the real command: make, prepare, train, evaluate, generate. */
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { resolveDevice } from '../../lib/runtime/devices.ts';
import { bin, expectFailure, inProcess, tinystories } from './run.ts';

let folder: string;
let data: string;
let run: string;
const at = (...parts: string[]) => join(folder, ...parts);

async function json(...args: string[]) {
  const outcome = await tinystories([...args, '--json']);
  if (outcome.code !== 0) throw new Error(`${args.join(' ')}: ${outcome.stderr}`);
  return JSON.parse(outcome.stdout);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tinystories-cli-'));
  data = at('data');
  run = at('run');
  writeFileSync(
    at('tiny.json'),
    JSON.stringify({ hidden: 32, layers: 2, heads: 4, context: 64, window: 32 }),
  );
  await json('data', 'make', '--stories', '200', '--seed', '3', '--out', at('made'));
  await json('data', 'prepare', '--input', at('made', 'stories.txt'), '--vocab', '300', '--out', data);
  const length = ['--steps', '10', '--batch', '4', '--eval-every', '5'];
  await json('train', '--data', data, '--model', at('tiny.json'), '--out', run, ...length);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('data make', () => {
  test('same seed, same bytes; another seed, other stories', async () => {
    await inProcess('data', 'make', '--stories', '200', '--seed', '3', '--out', at('again'));
    await inProcess('data', 'make', '--stories', '200', '--seed', '4', '--out', at('other'));
    const text = (name: string) => readFileSync(at(name, 'stories.txt'), 'utf8');
    expect(text('again')).toBe(text('made'));
    expect(text('other')).not.toBe(text('made'));
  });

  test('workers change nothing but the time, and the rate is shown', async () => {
    const wishes = ['--features', 'Dialogue,Twist', '--words', '-, kite, -', '--instruct'];
    const args = ['data', 'make', '--stories', '400', ...wishes];
    const { code, stdout, stderr } = await inProcess(...args, '--workers', '1', '--out', at('one'));
    expect(code).toBe(0);
    expect(stderr).toMatch(/^telling {2}100% {2}400\/400 stories {2}[\d,]+ stories\/s {2}0:\d\d\n$/);
    expect(stdout).toMatch(
      /one\/stories\.txt: 400 stories, .*\n.*one\/instruct\.txt: 400 records, .*\nnext: /,
    );
    const { out, ...made } = await json(...args, '--workers', '2', '--out', at('two'));
    expect(out).toBe(at('two'));
    expect(made).toEqual(JSON.parse(readFileSync(at('one', 'make.json'), 'utf8')));
    expect(made).toMatchObject({ features: ['Dialogue', 'Twist'], words: { noun: 'kite' } });
    for (const name of Object.keys(made.files))
      expect(readFileSync(at('two', name), 'utf8')).toBe(readFileSync(at('one', name), 'utf8'));
  });

  test('Ctrl-C while workers tell: exit code 130, and nothing is left', async () => {
    const args = ['data', 'make', '--stories', '5000000', '--workers', '2', '--out', at('stopped')];
    const begun = () => readdirSync(folder).find((name) => name.startsWith('.stopped.'));
    const outcome = await tinystories(args, {
      onStart: (child) => {
        const watch = setInterval(() => {
          const text = at(begun() ?? 'none', 'new', 'stories.txt');
          if (!existsSync(text) || statSync(text).size === 0) return;
          clearInterval(watch);
          child.kill('SIGINT');
        }, 20);
      },
    });
    expectFailure(outcome, 130, /making stories in .*stopped was aborted/);
    expect(readdirSync(folder).filter((name) => name.includes('stopped'))).toEqual([]);
  });

  test.each([
    ['--features', 'Dialog', /^error: features: .*did you mean Dialogue\?/],
    ['--words', 'kite', /^error: words: expected a verb, a noun and an adjective/],
    ['--words', 'climb, kitte, -', /^error: noun: .*nouns\.txt.* kite/],
    ['--workers', '0', /--workers.*Expected a whole number/],
    ['--workers', '9999', /^error: workers: expected/],
  ])('%s %j is wrong usage', async (option, value, message) => {
    const outcome = await inProcess('data', 'make', '--stories', '5', '--out', at('x'), option, value);
    expectFailure(outcome, 2, message);
    expect(existsSync(at('x'))).toBe(false);
  });

  test('an out folder that cannot be made', async () => {
    writeFileSync(at('a-file'), '');
    expectFailure(await inProcess('data', 'make', '--stories', '5', '--out', at('a-file', 'x')), 1, /a-file/);
  });
});

describe('data prepare', () => {
  test('a missing input', async () => {
    const outcome = await inProcess(
      'data',
      'prepare',
      '--input',
      at('none.txt'),
      '--vocab',
      '300',
      '--out',
      at('x'),
    );
    expectFailure(outcome, 1, /none\.txt.*no such file/);
  });

  test('a vocabulary and a tokenizer exclude each other', async () => {
    const input = ['data', 'prepare', '--input', at('made', 'stories.txt'), '--out', at('x')];
    expectFailure(await inProcess(...input, '--vocab', '300', '--tokenizer', 'gpt2'), 2, /tokenizer/);
  });

  test('a corrupt tokenizer', async () => {
    mkdirSync(at('corrupt'), { recursive: true });
    writeFileSync(at('corrupt', 'tokenizer.json'), '{"model": {"type": "BPE", "vocab": ');
    const input = ['data', 'prepare', '--input', at('made', 'stories.txt'), '--out', at('x')];
    expectFailure(
      await inProcess(...input, '--tokenizer', at('corrupt')),
      1,
      /tokenizer\.json: .*not valid JSON/,
    );
  });
});

describe('train', () => {
  test('leaves a run directory that can be read', () => {
    const lines = readFileSync(join(run, 'metrics.jsonl'), 'utf8').trim().split('\n');
    const steps = lines.map((line) => JSON.parse(line)).filter((line) => line.loss !== undefined);
    expect(steps.map((line) => line.step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    for (const name of ['lr', 'gradNorm', 'tokens', 'tokensPerSecond']) expect(steps[0]).toHaveProperty(name);
    expect(readdirSync(join(run, 'checkpoints'))).toContain('step-000010');
    expect(existsSync(join(run, 'run.json'))).toBe(true);
  });

  test('shows what the model costs before it starts', async () => {
    const length = ['--steps', '2', '--batch', '2', '--eval-every', '0'];
    const args = ['train', '--data', data, '--model', at('tiny.json'), '--out', at('shown'), ...length];
    const { code, stderr, stdout } = await inProcess(...args);
    expect(code).toBe(0);
    expect(stderr).toMatch(/parameters +\d/);
    expect(stderr).toMatch(/2\/2 steps/);
    expect(stdout).toContain(`tinystories generate --model ${at('shown')}`);
  });

  test('a run that stands there is not touched', async () => {
    const outcome = await inProcess('train', '--data', data, '--out', run, '--steps', '5');
    expectFailure(outcome, 1, /a run stands here already/);
  });

  test('--resume of a finished run says so', async () => {
    const { code, stdout } = await inProcess('train', '--out', run, '--resume');
    expect(code).toBe(0);
    expect(stdout).toContain('was done already');
  });

  test.each([
    [['--steps', '5', '--minutes', '1'], /exactly one of/],
    [[], /exactly one of/],
    [['--steps', '5', '--lr', '0'], /--lr.*above 0/],
    [['--steps', '5', '--schedule', 'cosin'], /Allowed choices are/],
    [['--stesp', '5'], /Did you mean --steps\?/],
    [['--steps', '5', '--model', '2M'], /3M/],
  ])('wrong usage: %j', async (options, message) => {
    expectFailure(await inProcess('train', '--data', data, '--out', at('wrong'), ...options), 2, message);
  });

  test('more than memory holds: needed, available, what fits; and the directory stays free', async () => {
    const args = ['train', '--data', data, '--model', '1M', '--out', at('huge'), '--steps', '2'];
    const huge = await inProcess(...args, '--batch', '1e6');
    expectFailure(huge, 6, /needs .*GiB.* available; the largest .* that fits is \d+/);
    const small = await inProcess(...args, '--batch', '1', '--context', '64', '--eval-every', '0');
    expect(small.code).toBe(0);
  });

  test('data that is none', async () => {
    const outcome = await inProcess('train', '--data', at('made'), '--out', at('wrong'), '--steps', '5');
    expectFailure(outcome, 1, /made/);
  });

  test('neither data nor a run to resume', async () => {
    expectFailure(await inProcess('train', '--out', at('wrong'), '--steps', '5'), 2, /data/);
  });
});

describe('eval', () => {
  test('prints the numbers that machines rely on', async () => {
    const result = await json('eval', '--model', run, '--data', data);
    expect(Object.keys(result)).toEqual(
      expect.arrayContaining(['loss', 'perplexity', 'bitsPerByte', 'tokens', 'bytes', 'stories']),
    );
    expect(result.device).toEqual(resolveDevice());
    expect(result.perplexity).toBeCloseTo(Math.exp(result.loss), 6);
    expect(result.bitsPerByte).toBeCloseTo((result.loss * result.tokens) / Math.LN2 / result.bytes, 6);
  });

  test('a checkpoint and a text file do as well', async () => {
    const checkpoint = join(run, 'checkpoints', 'step-000010');
    writeFileSync(at('unseen.txt'), 'Tom had a dog.\n<|endoftext|>\nAnna had a cat.\n');
    const result = await json('eval', '--model', checkpoint, '--data', at('unseen.txt'));
    expect(result.stories).toBe(2);
    const { stdout } = await inProcess('eval', '--model', checkpoint, '--data', at('unseen.txt'));
    expect(stdout).toContain(`bits per byte  ${result.bitsPerByte.toFixed(4)}`);
  });

  test('a folder without a model', async () => {
    expectFailure(await inProcess('eval', '--model', at('made'), '--data', data), 1, /made/);
  });

  test('missing data', async () => {
    expectFailure(await inProcess('eval', '--model', run, '--data', at('none')), 1, /none/);
  });
});

describe('generate', () => {
  const prompt = 'Once upon a time';

  test('same seed, same text, streamed or not', async () => {
    const args = ['generate', '--model', run, '--prompt', prompt, '--seed', '5', '--max-tokens', '20'];
    const first = await tinystories(args);
    const second = await inProcess(...args);
    const [completion] = (await json(...args)).completions;
    expect(first.code).toBe(0);
    expect(first.stdout.startsWith(prompt)).toBe(true);
    expect(second.stdout).toBe(first.stdout);
    expect(`${prompt}${completion.text}\n`).toBe(first.stdout);
  });

  test('several prompts and samples', async () => {
    const args = ['generate', '--model', run, '--prompt', 'Tom', '--prompt', 'Anna', '--samples', '2'];
    const { seed, completions } = await json(...args, '--max-tokens', '5');
    expect(completions.map(({ prompt }: { prompt: string }) => prompt)).toEqual([
      'Tom',
      'Tom',
      'Anna',
      'Anna',
    ]);
    expect(Number.isSafeInteger(seed)).toBe(true);
  });

  test('a prompt from stdin', async () => {
    const args = ['generate', '--model', run, '--prompt', '-', '--max-tokens', '3', '--seed', '1'];
    const { stdout } = await tinystories(args, { input: 'Lily' });
    expect(stdout.startsWith('Lily')).toBe(true);
  });

  test('a reader that goes away ends it without a word', async () => {
    const args = ['generate', '--model', run, '--prompt', prompt, '--samples', '50', '--max-tokens', '40'];
    const { code, stderr } = await tinystories(args, {
      onStart: (child) => child.stdout?.destroy(),
    });
    expect(stderr).not.toContain('EPIPE');
    expect(code).toBe(0);
  });

  const full = existsSync('/dev/full') ? test : test.skip;
  full('a full disk behind stdout is one line and a failure', () => {
    const args = [bin, 'generate', '--model', run, '--prompt', prompt, '--max-tokens', '3'];
    const stdout = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, args, {
      stdio: ['ignore', stdout, 'pipe'],
      encoding: 'utf8',
    });
    closeSync(stdout);
    expect(stderr).toMatch(/^error: stdout: [^\n]*ENOSPC[^\n]*\n$/);
    expect(status).toBe(1);
  });

  test.each([
    [['--model', 'no-such-folder'], 1, /no-such-folder/],
    [['--temperature', '-1'], 2, /--temperature.*from 0 on/],
    [['--top-p', '1.5'], 2, /--top-p.*from 0 to 1/],
    [['--max-tokens', '0'], 2, /--max-tokens/],
    [['--beams', '4', '--top-k', '3'], 2, /topK/],
  ])('wrong: %j', async (options, code, message) => {
    expectFailure(await inProcess('generate', '--model', run, '--prompt', prompt, ...options), code, message);
  });

  test('weights that were cut short', async () => {
    mkdirSync(at('cut'), { recursive: true });
    const from = join(run, 'checkpoints', 'step-000010');
    for (const name of readdirSync(from)) {
      if (!/\.(json|safetensors)$/.test(name)) continue;
      const bytes = readFileSync(join(from, name));
      writeFileSync(
        at('cut', name),
        name.endsWith('.safetensors') ? bytes.subarray(0, bytes.length / 2) : bytes,
      );
    }
    expectFailure(await inProcess('generate', '--model', at('cut'), '--prompt', prompt), 1, /safetensors/);
  });
});
