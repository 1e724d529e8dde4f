import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { documentCli } from '../../lib/cli/document.ts';
import { createProgram, everyCommand } from '../../lib/cli/main.ts';
import { expectFailure, inProcess, tinystories } from './run.ts';

const silent = { out() {}, text() {}, err() {}, live: false, width: () => 100 };
const program = () => createProgram({ terminal: silent, signal: new AbortController().signal });
const pathOf = (command: ReturnType<typeof program>): string[] =>
  command.parent ? [...pathOf(command.parent), command.name()] : [];
const verbs = everyCommand(program())
  .filter((command) => command.parent)
  .map((command) => pathOf(command));

describe('help', () => {
  test.each(verbs.map((verb) => ({ name: verb.join(' '), verb })))('$name --help', async ({ verb }) => {
    const { code, stdout, stderr } = await inProcess(...verb, '--help');
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toContain(`Usage: tinystories ${verb.join(' ')} `);
    const command = verb.reduce((at, name) => at.commands.find((one) => one.name() === name)!, program());
    if (command.commands.length === 0) {
      expect(stdout).toContain(`Examples:\n  tinystories ${verb.join(' ')}`);
      expect(stdout).toContain('--json');
    }
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
  });

  test.each([
    ['make-stories', 'data make'],
    ['prepare', 'data prepare'],
    ['train', 'train'],
    ['evaluate', 'eval'],
    ['generate', 'generate'],
  ])('scripts/%s.mjs is %s', async (script, verb) => {
    const { code, stdout } = await tinystories(['--help'], { script: `${script}.mjs` });
    expect(code).toBe(0);
    expect(stdout).toContain(`Usage: tinystories ${verb} `);
  });

  test('docs/cli.md is what the commands say (node scripts/document-cli.mjs writes it)', () => {
    const page = readFileSync(join(__dirname, '../../docs/cli.md'), 'utf8');
    expect(page).toBe(documentCli(program()));
  });

  test('without a verb: help, and the exit code of wrong usage', async () => {
    const { code, stderr } = await inProcess();
    expect(code).toBe(2);
    expect(stderr).toContain('Usage: tinystories');
  });

  test('--version is the package’s', async () => {
    const { version } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8'));
    expect(await inProcess('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });
});

describe('wrong usage', () => {
  test('a misspelt verb', async () => {
    expectFailure(await inProcess('modles'), 2, /unknown command 'modles' \(Did you mean models\?\)/);
  });

  test.each([
    [['--grade-judge', 'x'], /say which with --grade-every/],
    [['--grade-dollars', '1'], /go with --grade-judge/],
    [['--grade-every', '1', '--grade-judge-url', 'http://x'], /go with --grade-judge/],
  ])('train %j', async (flags, message) => {
    expectFailure(await inProcess('train', '--out', 'none', ...flags), 2, message);
  });

  test('a misspelt option', async () => {
    expectFailure(await inProcess('models', '--vocabb', '5'), 2, /Did you mean --vocab\?/);
  });

  test.each(['x', '-1', '0', '1.5', '', 'NaN', '1e99'])('--vocab %j', async (value) => {
    expectFailure(await inProcess('models', `--vocab=${value}`), 2, /--vocab.*Expected a whole number/);
  });

  test('an argument too many', async () => {
    expectFailure(await inProcess('models', '1M', '3M'), 2, /too many arguments/);
  });
});

describe('seeds and counts', () => {
  test.each([
    ['data', 'make'],
    ['data', 'generate'],
    ['data', 'instruct'],
    ['data', 'report'],
    ['generate'],
    ['probe'],
    ['grade', 'run'],
    ['grade', 'compare'],
  ])('%s %s takes the seeds that all take', async (...verb) => {
    const args = verb.filter((part) => part !== undefined);
    for (const seed of ['-1', '0.5', '9007199254740992', 'x'])
      expectFailure(
        await inProcess(...args, '--seed', seed),
        2,
        /--seed <n>.*Expected a whole number from 0 on/,
      );
  });

  test.each([['data', 'make'], ['data', 'generate'], ['quickstart']])(
    '%s %s takes one story at least',
    async (...verb) => {
      const args = verb.filter((part) => part !== undefined);
      expectFailure(
        await inProcess(...args, '--stories', '0'),
        2,
        /--stories <n>.*Expected a whole number from 1 on/,
      );
    },
  );
});

describe('models', () => {
  test('lists the grid of the paper, as a table and as JSON', async () => {
    const { code, stdout } = await inProcess('models');
    expect(code).toBe(0);
    expect(stdout).toContain('33M');
    const { stdout: json } = await inProcess('models', '--json');
    const models = JSON.parse(json);
    expect(models).toHaveLength(26);
    expect(models[0]).toMatchObject({ name: '64x2', hidden: 64, parameters: { total: 772_480 } });
  });

  test('one model', async () => {
    const { stdout } = await inProcess('models', 'TinyStories-1M', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ name: '64x8', parameters: { total: 1_071_232 } });
  });

  test('an unknown model names the nearest ones', async () => {
    expectFailure(await inProcess('models', '34M'), 2, /33M/);
  });
});

describe('devices', () => {
  test('a GPU that cannot be used: an exit code of its own, why, what to do, and nothing done', async () => {
    const out = join(tmpdir(), `devices-${process.pid}`);
    const args = ['quickstart', '--device', 'cuda', '--out', out];
    const outcome = await tinystories(args, { env: { CUDA_VISIBLE_DEVICES: '' } });
    expectFailure(
      outcome,
      7,
      /^error: device cuda: .*(driver|CUDA_VISIBLE_DEVICES|not built).*; the device cpu/,
    );
    expect(existsSync(out)).toBe(false);
  });

  test.each(['train', 'eval', 'generate', 'probe', 'quickstart'])('%s: what is no device', async (verb) => {
    expectFailure(
      await inProcess(verb, '--device', 'gpu'),
      2,
      /--device.*Expected auto, cpu, cuda or cuda:N/,
    );
    expectFailure(await inProcess(verb, '--compute', 'fp8'), 2, /--compute.*float32, bf16/);
  });

  test('the CPU does not compute in bfloat16', async () => {
    const args = ['quickstart', '--device', 'cpu', '--compute', 'bf16', '--out', '/no/such/folder'];
    expectFailure(await inProcess(...args), 2, /compute: expected float32 on the CPU/);
  });
});

describe('as a process', () => {
  test('exit code and message reach the shell', async () => {
    expectFailure(await tinystories(['models', 'no-such']), 2, /^error: model: expected/);
  });

  test('TINYSTORIES_DEBUG shows where', async () => {
    const { stderr } = await tinystories(['models', 'no-such'], { env: { TINYSTORIES_DEBUG: '1' } });
    expect(stderr).toMatch(/\n\s+at /);
  });
});
