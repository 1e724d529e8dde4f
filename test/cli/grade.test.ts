import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Mock, startMock } from '../llm/mock.ts';
import { breakWeights, ensureDist, smallModelFolder } from '../small-model.ts';
import { expectFailure, inProcess, tinystories } from './run.ts';

let folder: string;
let model: string;
let mock: Mock | null = null;

beforeAll(async () => {
  ensureDist();
  model = await mkdtemp(join(tmpdir(), 'small-model-'));
  await smallModelFolder(model);
});
afterAll(() => rm(model, { recursive: true, force: true }));
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grading-'));
  // Few prompts, short enough for a context of 64 tokens.
  const prompts = ['Tom had a', 'Anna saw a', 'Lily had a cat. The', 'The dog was', 'A red ball', 'He was'];
  await writeFile(join(folder, 'prompts.yaml'), prompts.map((text) => `- "${text}"\n`).join(''));
});
afterEach(async () => {
  await mock?.close();
  mock = null;
  await rm(folder, { recursive: true, force: true });
});

function argsOf(...more: string[]): string[] {
  const judge = mock ? ['--judge', `judge@${mock.baseURL}`] : [];
  const prompts = ['--prompts', join(folder, 'prompts.yaml'), '--max-tokens', '8', '--samples', '4'];
  return ['grade', '--model', model, '--out', join(folder, 'graded'), ...prompts, ...judge, ...more];
}

const graded = (name: string): Promise<string> => readFile(join(folder, 'graded', name), 'utf8');

test('kill -9 in the middle, again and again: nothing is asked twice, and the grades are the same', async () => {
  // Answers that depend on the content alone, so that an undisturbed grading has the same.
  mock = await startMock({ mode: 'judge', judge: 'random', latency: [5, 40] });
  const straight = await inProcess(...argsOf('--json'), '--concurrency', '4');
  expect(straight.code).toBe(0);
  const expected = (await graded('grades.jsonl')).replaceAll(/"at":"[^"]*"/g, '');
  const questions = mock.received('/chat').length;
  await rm(join(folder, 'graded'), { recursive: true });

  let kills = 0;
  let code: number | null = null;
  for (let attempt = 0; attempt < 12 && code !== 0; attempt++) {
    const before = mock.received('/chat').length;
    const received = mock;
    let timer: NodeJS.Timeout | undefined;
    ({ code } = await tinystories(argsOf('--concurrency', '4'), {
      onStart: (child) => {
        if (attempt >= 4) return;
        timer = setInterval(() => {
          if (received.received('/chat').length < before + 9) return;
          clearInterval(timer);
          child.kill('SIGKILL');
          kills++;
        }, 5);
      },
    }));
    clearInterval(timer);
  }
  expect(code).toBe(0);
  expect(kills).toBeGreaterThanOrEqual(2);
  expect((await graded('grades.jsonl')).replaceAll(/"at":"[^"]*"/g, '')).toBe(expected);

  // A question is asked again only where the process died before its answer was in the journal: at most as many as
  // were under way at each kill.
  const again = mock.received('/chat').slice(questions);
  expect(new Set(again.map(({ text }) => text)).size).toBe(questions);
  expect(again.length).toBeLessThanOrEqual(questions + 4 * kills);
  const journal = await graded('journal-judge.jsonl');
  const answered = journal.split('\n').filter((line) => line.includes('"text":'));
  expect(answered).toHaveLength(questions);

  // All there: nothing is asked, and the files stay as they are.
  const files = [
    await graded('grades.jsonl'),
    await graded('grading.json'),
    await graded('completions.jsonl'),
  ];
  const asked = mock.received('/chat').length;
  expect((await inProcess(...argsOf())).code).toBe(0);
  expect(mock.received('/chat')).toHaveLength(asked);
  expect([
    await graded('grades.jsonl'),
    await graded('grading.json'),
    await graded('completions.jsonl'),
  ]).toEqual(files);
});

test('a grading says what came of it', async () => {
  mock = await startMock({ mode: 'judge' });
  const { code, stdout } = await inProcess(...argsOf());
  expect(code).toBe(0);
  expect(stdout).toMatch(/graded: 6 prompts, 24 completions\n/);
  expect(stdout).toMatch(/judge: 24 of 24 graded\n/);
  expect(stdout).toMatch(/grammar +7\.00 +7\.00 to 7\.00/);
  expect(stdout).toMatch(/age groups: A 0, B 0, C 24|age groups: .*\d/);
  expect(stdout).toMatch(/! the same grade for all 24 texts/);
  const json = JSON.parse((await inProcess(...argsOf('--json'))).stdout);
  expect(json.summary.judges[0].axes.grammar.mean).toBe(7);
  expect(json.file.counts).toEqual({ completions: 24, untold: 0, grades: 24, missing: 0 });
});

test('a spent budget: what there is is shown, and the exit code says so', async () => {
  mock = await startMock({ mode: 'judge' });
  const { code, stdout, stderr } = await inProcess(
    ...argsOf('--budget-requests', '11', '--concurrency', '1'),
  );
  expect(code).toBe(9);
  expect(mock.received('/chat')).toHaveLength(11);
  expect(stdout).toMatch(/judge: \d+ of 24 graded, missing: \d+ budget/);
  expect(stderr).toMatch(/error: /);
  expect((await inProcess(...argsOf())).code).toBe(0);
  expect(new Set(mock.received('/chat').map(({ text }) => text)).size).toBe(mock.received('/chat').length);
});

describe('a server that fails', () => {
  const failing = (more: object = {}) => ({ do: { fault: 'server-error' }, ...more });

  test.each([[[]], [['--json']]])('every question: exit code 8, and its words (%j)', async (more) => {
    mock = await startMock({ mode: 'judge', rules: [failing()] });
    const { code, stderr, stdout } = await inProcess(...argsOf('--attempts', '1', ...more));
    expect(code).toBe(8);
    expect(stderr).toMatch(/^error: judge has graded nothing: http:.*: 500 .*The same command asks again$/m);
    expect(stdout).toContain('failed');
  });

  test('to tell: exit code 8, and its words', async () => {
    mock = await startMock({ mode: 'judge', rules: [failing({ contains: '"model":"teller"' })] });
    const args = argsOf('--attempts', '1', '--server', `teller@${mock.baseURL}`);
    args.splice(args.indexOf('--model'), 2);
    const { code, stderr } = await inProcess(...args);
    expect(code).toBe(8);
    expect(stderr).toMatch(/^error: teller has told nothing: http:.*: 500 /m);
  });

  test('some: done, with a warning that says how many and why', async () => {
    mock = await startMock({ mode: 'judge', rules: [failing({ from: 1, to: 2 })] });
    const { code, stderr } = await inProcess(...argsOf('--attempts', '1', '--json'));
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^warning: judge failed to grade 2 of 24 texts, most often because: http:.*: 500 /m,
    );
  });

  test('to be understood: exit code 8, and some of them a warning', async () => {
    const unread = { contains: 'json_schema', do: { reply: 'I like it.' } };
    mock = await startMock({ mode: 'judge', rules: [{ ...unread, from: 1, to: 6 }] });
    const some = await inProcess(...argsOf('--reasks', '0'));
    expect(some.code).toBe(0);
    expect(some.stderr).toMatch(
      /^warning: judge failed to grade 6 of 24 texts, .*nor a line of grades: I like/m,
    );
    await mock.close();
    await rm(join(folder, 'graded'), { recursive: true });
    mock = await startMock({ mode: 'judge', rules: [unread] });
    const none = await inProcess(...argsOf());
    expect(none.code).toBe(8);
    expect(none.stderr).toMatch(/^error: judge has graded nothing: neither JSON nor .*take another judge$/m);
  });

  test('where people are compared with: exit code 8, and its words', async () => {
    mock = await startMock({ mode: 'judge', rules: [failing()] });
    const people = join(folder, 'people.csv');
    await writeFile(people, 'beginning,completion,grammar\nTom had,a ball.,5\nAnna saw,a dog.,7\n');
    const where = ['--human', people, '--out', join(folder, 'calibration'), '--attempts', '1'];
    const outcome = await inProcess('grade', 'calibrate', '--judge', `judge@${mock.baseURL}`, ...where);
    expectFailure(outcome, 8, /judge has graded nothing: http:.*: 500 /);
  });
});

test('a dry run asks nothing, opens nothing, and says what it would cost', async () => {
  const { code, stdout } = await inProcess(
    ...argsOf('--judge', 'gpt-4o-mini', '--judge', 'x@http://127.0.0.1:9/v1', '--dry-run'),
  );
  expect(code).toBe(0);
  expect(stdout).toMatch(/nothing was asked/);
  expect(stdout).toMatch(/gpt-4o-mini grades +48 +0 +[\d,]+ +28,800 +\$0\.\d+ +\$0\.\d+/);
  expect(stdout).toMatch(/x grades +48 .*no price known/);
  await expect(graded('grading.json')).rejects.toThrow(/ENOENT/);
  const half = await inProcess(...argsOf('--judge', 'gpt-4o-mini', '--one-turn', '--dry-run', '--json'));
  expect(JSON.parse(half.stdout).estimates[0].requests).toBe(24);
});

test('a name with @ in it: the server begins behind the last one that a scheme follows', async () => {
  mock = await startMock({ mode: 'judge' });
  const url = mock.baseURL;
  const judges = ['@cf/meta/llama-3.1', 'sonnet@20240620'].flatMap((name) => ['--judge', `${name}@${url}`]);
  expect((await inProcess(...argsOf(...judges))).code).toBe(0);
  const models = new Set(mock.received('/chat').map(({ body }) => body.model));
  expect(models).toEqual(new Set(['judge', '@cf/meta/llama-3.1', 'sonnet@20240620']));
});

test('a dry run of what was asked already says that nothing is left to pay for', async () => {
  mock = await startMock({ mode: 'judge', judge: 'random' });
  await inProcess(...argsOf());
  const kept = await inProcess(...argsOf('--dry-run', '--json', '--price', '1,1'));
  expect(JSON.parse(kept.stdout).estimates[0]).toMatchObject({ requests: 48, kept: 48, mostDollars: 0 });
});

test('offline: completions alone, which a judge grades later', async () => {
  const told = await inProcess(...argsOf('--offline'));
  expect(told.code).toBe(0);
  const before = await graded('completions.jsonl');
  mock = await startMock({ mode: 'judge' });
  expect((await inProcess(...argsOf())).stdout).toMatch(/24 of 24 graded/);
  expect(await graded('completions.jsonl')).toBe(before);
});

test('a model whose weights are broken is not measured, and has its exit code', async () => {
  const broken = join(folder, 'broken');
  await smallModelFolder(broken);
  await breakWeights(broken);
  const stories = join(folder, 'stories.txt');
  await writeFile(stories, 'Tom had a red ball. He was happy.');
  for (const more of [[], ['--json']])
    expectFailure(
      await inProcess('eval', '--model', broken, '--data', stories, ...more),
      5,
      /NaN or infinity/,
    );
  expectFailure(await inProcess(...argsOf('--offline', '--second-model', broken)), 5, /NaN or infinity/);
  await expect(graded('second-model.json')).rejects.toThrow('ENOENT');
});

test('rebuild of what is no grading names the file that is not there', async () => {
  const { code, stderr } = await inProcess('grade', 'rebuild', join(folder, 'nothing'));
  expect(code).toBe(1);
  expect(stderr).toMatch(/nothing\/grading\.json: could not be read: no such file/);
});

test('rebuild and compare', async () => {
  mock = await startMock({ mode: 'judge', judge: 'random' });
  await inProcess(...argsOf());
  const before = await graded('grades.jsonl');
  await writeFile(join(folder, 'graded', 'grades.jsonl'), '');
  expect((await inProcess('grade', 'rebuild', join(folder, 'graded'))).code).toBe(0);
  expect(await graded('grades.jsonl')).toBe(before);
  const { stdout } = await inProcess('grade', 'compare', join(folder, 'graded'), join(folder, 'graded'));
  expect(stdout).toMatch(/grammar .* \+0\.00 +0\.00 to 0\.00 +1\.0000 +within noise/);
});

test('phrases that a corpus shares are reported, and --strict leaves their prompts out', async () => {
  await writeFile(join(folder, 'prompts.yaml'), '- Tom had a red ball and a\n- Anna saw a\n');
  await writeFile(join(folder, 'corpus.txt'), 'One day Tom had a red ball and he was happy.');
  const corpus = ['--corpus', join(folder, 'corpus.txt'), '--offline'];
  const plain = await inProcess(...argsOf(...corpus));
  expect(plain.stderr).toMatch(
    /1 prompt shares six words in a row with 1 story of corpus.txt \(kept; --strict/,
  );
  expect(plain.stderr).toMatch(/"tom had a red ball and"/);
  expect(plain.stdout).toMatch(/2 prompts, 8 completions/);
  await rm(join(folder, 'graded'), { recursive: true });
  const strict = await inProcess(...argsOf(...corpus, '--strict'));
  expect(strict.stdout).toMatch(/1 prompt, 4 completions/);
  expect(JSON.parse(await graded('grading.json')).prompts.overlap.dropped).toHaveLength(1);
});

describe('wrong usage', () => {
  test.each<[string[], RegExp]>([
    [['grade', '--judge', 'x', '--out', 'y'], /either a --model or a --server/],
    [['grade', '--model', 'a', '--server', 'b', '--judge', 'x'], /either a --model or a --server/],
    [['grade', '--model', 'a'], /name a --judge, or take --offline/],
    [['grade', '--model', 'a', '--judge', 'x', '--offline'], /--offline asks no --judge/],
    [['grade', '--model', 'a', '--judge', 'x', '--strict'], /--strict needs a --corpus/],
    [
      [
        'grade',
        '--server',
        'a@http://127.0.0.1:9',
        '--judge',
        'x@http://127.0.0.1:9/v1',
        '--judge',
        'x@http://127.0.0.1:9/v1',
        '--out',
        join(tmpdir(), 'never'),
      ],
      /--judge x is named twice/,
    ],
    [
      [
        'grade',
        '--model',
        'a',
        '--judge',
        'x',
        '--judge',
        'y@https://partner.example/v1',
        '--key-variable',
        'KEY',
      ],
      /--key-variable would send the key of one server to others/,
    ],
    [
      [
        'grade',
        'calibrate',
        '--human',
        'a.csv',
        '--out',
        'b',
        '--judge',
        'x',
        '--judge',
        'y@http://127.0.0.1:9/v1',
      ].concat(['--key-variable', 'KEY']),
      /name@url#VARIABLE/,
    ],
    [['grade', '--model', 'a', '--judge', 'x', '--out', 'b', '--name', 'c'], /--name is for/],
    [['grade', '--model', 'a', '--judge', 'x', '--name', '../c'], /--name: letters/],
    [
      ['grade', 'calibrate', '--human', 'x.csv'],
      /either gradings that there are with --grading, or a --judge/,
    ],
    [['grade', 'calibrate', '--human', 'x.csv', '--judge', 'x'], /say with --out/],
  ])('%j', async (args, message) => {
    expectFailure(await inProcess(...args), 2, message);
  });

  test.each([
    ['--judge', 'gpt-4o@http://localhost:7101/v1#sk-proj-SECRET'],
    ['--judge', 'gpt-4o#sk-proj-SECRET'],
    ['--judge', 'gpt-4o@gateway.example.com/v1?api_key=SECRET'],
    ['--judge', 'gpt-4o@https://gateway.example.com/v1?api_key=SECRET'],
    ['--judge', 'gpt-4o@http://localhost:7101/v1#gsk_SECRETsecretSECRETsecret'],
    ['--server', 'gpt-4o#sk-proj-SECRET'],
    ['--judge', 'gpt-4o', '--base-url', 'gateway.example.com/v1?api_key=SECRET'],
    ['--judge', 'gpt-4o', '--base-url', 'me:SECRET@gateway.example.com/v1'],
    ['--judge', 'gpt-4o', '--key-variable', 'gsk_SECRET'],
    ['--judge', 'gpt-4o', '--api', 'sk-proj-SECRET'],
    ['--judge', 'gpt-4o', '--api-key=SECRET'],
  ])('a key in the wrong place is refused and not repeated: %j', async (...given) => {
    const model = given[0] === '--server' ? ['--judge', 'x'] : ['--server', 'x@http://127.0.0.1:9/v1'];
    for (const dry of [['--dry-run'], []]) {
      const args = ['grade', ...model, '--out', join(folder, 'graded'), ...given, ...dry];
      const outcome = await inProcess(...args);
      expectFailure(outcome, 2, /^error: /);
      expect(outcome.stderr).not.toMatch(/secret/i);
    }
  });

  test('a budget that leaves nothing for each of those who are asked', async () => {
    const judges = ['--judge', 'x@http://127.0.0.1:9/v1', '--judge', 'y@http://127.0.0.1:9/v1'];
    const args = ['--server', 'z@http://127.0.0.1:9/v1', ...judges, '--out', join(folder, 'graded')];
    const outcome = await inProcess('grade', ...args, '--budget-requests', '2');
    expectFailure(outcome, 2, /--budget-requests 2 is parted among 3 .* at least 3/);
  });

  test('a model of no run directory needs a folder', async () => {
    expectFailure(
      await inProcess('grade', '--model', model, '--judge', 'x@http://127.0.0.1:9/v1'),
      2,
      /--out/,
    );
  });

  test('one key for two judges of one server is meant', async () => {
    const judges = [
      '--judge',
      'gpt-4o',
      '--judge',
      'x@https://api.openai.com/v1',
      '--key-variable',
      'NOT_SET',
    ];
    const env = { ...process.env, OPENAI_BASE_URL: '' };
    expectFailure(await tinystories(argsOf(...judges), { env }), 8, /NOT_SET.* is not set/);
  });

  test('a key that would go to another machine in the clear', async () => {
    const judge = ['--judge', 'x@http://192.0.2.2/v1#PARTNER_KEY'];
    const env = { ...process.env, PARTNER_KEY: 'of-the-partner' };
    expectFailure(
      await tinystories(argsOf(...judge), { env }),
      2,
      /PARTNER_KEY would cross.*--key-over-http/,
    );
  });

  test('a judge without a key', async () => {
    const env = { ...process.env, OPENAI_API_KEY: '', OPENAI_BASE_URL: '' };
    const { code, stderr } = await tinystories(argsOf('--judge', 'gpt-4o'), { env });
    expect(code).toBe(8);
    expect(stderr).toMatch(/OPENAI_API_KEY.* is not set/);
  });
});
