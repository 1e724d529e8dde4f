/** A run directory that nobody trained: settings, losses, gradings and assessments made up by dice, the same every time. */
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  AGE_GROUPS,
  AXES,
  type CompletionRecord,
  type GradeRecord,
  type GradingFile,
  type GradingKind,
  type PromptRecord,
} from '../../../lib/grading/record.ts';
import {
  gradingFolder,
  writeCompletions,
  writeGrades,
  writeGradingFile,
} from '../../../lib/grading/record-files.ts';
import { gptNeo } from '../../../lib/models/gpt-neo.ts';
import { Random } from '../../../lib/runtime/random.ts';
import { newRunFile } from '../../../lib/training/run-file.ts';
import { settle } from '../../../lib/training/settings.ts';

export interface MadeUp {
  seed?: number;
  /** Mean grade, out of 10. */
  skill?: number;
  steps?: number;
  /** Steps graded while training. */
  graded?: number[];
  judges?: string[];
  /** Names of gradings besides those; `instruct` is one of that kind. */
  gradings?: string[];
  /** Share of the grades that are missing. */
  missing?: number;
  prompts?: number;
  samples?: number;
  /** Put into every text from outside. */
  hostile?: string;
}

const ENDS = [
  ' went home and was happy.',
  ' saw a big dog and ran away.',
  ' gave the ball to Tom. They played and laughed.',
  ' frumbled the',
];
const SAYS = [
  'The sentence is completed well, and the story is easy to follow.',
  'There are some mistakes, and the end comes too soon.',
];

export async function makeUpRun(folder: string, options: MadeUp = {}): Promise<void> {
  const { seed = 1, steps = 400, graded = [100, 200, 300, 400], gradings = ['final'], skill = 6 } = options;
  await mkdir(folder, { recursive: true });
  const config = { vocab: 500, hidden: 64, layers: 2, heads: 2, maxPositions: 128, window: 32 };
  const document = gptNeo(config);
  const facts = { suited: () => ({ learningRate: 1e-3, batch: 8 }), maxPositions: 128, trainTokens: 1e6 };
  const settings = settle({ out: folder, steps }, facts as Parameters<typeof settle>[1], null);
  const machine = { cpu: 'a processor', level: 'avx2', threads: 2 };
  const data = { path: '/data', tokenizerHash: 'ab'.repeat(32) };
  const run = newRunFile(
    '0.1.0',
    { name: '64x2', config, document } as Parameters<typeof newRunFile>[1],
    data as Parameters<typeof newRunFile>[2],
    settings,
    machine as Parameters<typeof newRunFile>[4],
    { id: 'cpu', name: 'a processor', compute: 'float32' } as Parameters<typeof newRunFile>[5],
  );
  await writeFile(join(folder, 'run.json'), JSON.stringify({ ...run, created: '2026-01-02T03:04:05.000Z' }));
  await writeFile(join(folder, 'metrics.jsonl'), metrics(steps, seed));
  for (const step of graded)
    await makeUpGrading(gradingFolder(folder, `step-${String(step).padStart(6, '0')}`), {
      ...options,
      seed: seed + step,
      skill: (skill * step) / steps,
      step,
    });
  for (const name of gradings)
    await makeUpGrading(gradingFolder(folder, name), {
      ...options,
      seed: seed + 7,
      skill,
      kind: name === 'instruct' ? 'instruct' : 'story',
      step: steps,
      hash: 'cd'.repeat(32).slice(0, 62) + String(seed).padStart(2, '0'),
    });
}

function metrics(steps: number, seed: number): string {
  const random = new Random(seed, 1);
  return Array.from({ length: steps }, (_, i) => {
    const step = i + 1;
    const loss = 1.5 + 6 * Math.exp(-step / 60) + 0.1 * random.float();
    const valLoss = step % 50 === 0 ? { valLoss: loss + 0.1 } : {};
    return `${JSON.stringify({ step, loss, lr: 1e-3, gradNorm: 1, tokens: step * 1024, tokensPerSecond: 5000, ...valLoss })}\n`;
  }).join('');
}

export async function makeUpGrading(
  folder: string,
  options: MadeUp & { kind?: GradingKind; step?: number; hash?: string } = {},
): Promise<void> {
  const {
    seed = 1,
    skill = 6,
    judges = ['gpt-4o'],
    missing = 0,
    hostile = '',
    kind = 'story',
    step = null,
  } = options;
  const { prompts: count = 6, samples = 3, hash = 'ef'.repeat(32) } = options;
  const random = new Random(seed, 2);
  await mkdir(folder, { recursive: true });
  const prompts: PromptRecord[] = Array.from({ length: count }, (_, i) => ({
    id: `p${i}`,
    category: i % 2 ? 'fact' : 'plot',
    text:
      kind === 'story'
        ? `Once there was a girl number ${i}. She${hostile}`
        : `Words: dog, run\nStory:${hostile}`,
    ...(kind === 'instruct' ? { instruction: { words: ['dog', 'run'], features: ['Dialogue'] } } : {}),
  }));
  const completions: CompletionRecord[] = [];
  const grades: GradeRecord[] = [];
  for (const { id: prompt } of prompts) {
    for (let sample = 0; sample < samples; sample++) {
      const text = ENDS[random.int(ENDS.length)]! + hostile;
      completions.push({ prompt, sample, text, finish: 'end', seed: 1, tokens: 12, perplexity: 4.5 });
      for (const judge of judges)
        grades.push(grade({ prompt, sample, judge, skill, missing, random, hostile }));
    }
  }
  const lost = grades.filter((one) => one.missing !== null).length;
  const file: GradingFile = {
    version: 1,
    name: basename(folder),
    kind,
    packageVersion: '0.1.0',
    teller: {
      source: 'model',
      name: 'runs/made-up',
      hash,
      step,
      parameters: 133_000,
      valLoss: null,
      baseURL: null,
      answered: [],
    },
    prompts: { source: 'own', hash: '12'.repeat(32), items: prompts, overlap: null },
    settings: {
      samples,
      temperature: 1,
      topP: 1,
      maxTokens: null,
      seed: 1,
      device: 'cpu',
      compute: 'float32',
      weights: 'float32',
      cutRepeats: false,
      turns: 2,
      reasks: 2,
      judgeTemperature: 0,
      judgeMaxTokens: 600,
    },
    questionHash: '34'.repeat(32),
    judges: judges.map((id) => ({
      id,
      model: id + hostile,
      baseURL: null,
      api: 'chat',
      answered: [`${id}-2026-01-01${hostile}`],
      journal: `journal-${id}.jsonl`,
      usage: { promptTokens: 12_345, completionTokens: 678, cachedTokens: 0 },
      cost: 0.0421,
    })),
    complete: true,
    counts: { completions: completions.length, untold: 0, grades: grades.length, missing: lost },
    dates: { first: '2026-01-02T03:04:05.000Z', last: '2026-01-02T04:05:06.000Z' },
  };
  await writeGradingFile(folder, file);
  await writeCompletions(folder, completions);
  await writeGrades(folder, grades);
}

function grade({
  prompt,
  sample,
  judge,
  skill,
  missing,
  random,
  hostile,
}: {
  prompt: string;
  sample: number;
  judge: string;
  skill: number;
  missing: number;
  random: Random;
  hostile: string;
}): GradeRecord {
  const points = () => Math.min(10, Math.max(0, Math.round(skill + 3 * random.float() - 1.5)));
  const gone = random.float() < missing;
  const scores = {
    ...(Object.fromEntries(AXES.map((axis) => [axis, points()])) as Record<(typeof AXES)[number], number>),
    age: AGE_GROUPS[Math.min(5, Math.max(0, Math.floor(skill / 2)))]!,
  };
  return {
    prompt,
    sample,
    judge,
    scores: gone ? null : scores,
    missing: gone ? 'unreadable' : null,
    assessment: SAYS[random.int(SAYS.length)]! + hostile,
    attempts: gone ? 3 : 2,
    faults: gone ? [`no JSON${hostile}`] : [],
    replies: [],
    neutralised: 0,
    cost: 0.001,
    at: '2026-01-02T03:04:05.000Z',
  };
}
