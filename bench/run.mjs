// `npm run bench`: what this machine can do at most, and how much of that the package gets out of it. See --help.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { ensureAll, root, succeeded } from '../scripts/ensure-built.mjs';
import { ceilingAgain, measureCeilings } from './ceilings.mjs';
import { compareRows, comparisonText } from './compare.mjs';
import { percent } from './format.mjs';
import { commit, describeMachine, isBusy, load, threadCounts } from './machine.mjs';
import { HELP, parseOptions, UsageError } from './options.mjs';
import { FORMAT, mergeRuns, readResults, resultsPath, toText } from './results.mjs';
import { notShown } from './rows.mjs';
import { rowLine, textTable } from './table.mjs';
import { judge, targetsText, targetsWithin } from './targets.mjs';
import { benchTexts } from './texts.mjs';

/** A ceiling that moves by more makes shares of it uncertain. */
const DRIFT = 0.05;

const say = (line) => process.stderr.write(`${line}\n`);

async function main() {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) return console.log(HELP);
  if (!succeeded(ensureAll)) process.exit(1);
  const before = options.compare ? earlier(options.compare) : null;
  const bench = await prepare(options);
  const { plan } = await import('./plan.mjs');
  const tasks = plan(bench);
  if (options.list) return console.log(tasks.map(({ id }) => id).join('\n'));
  if (tasks.length === 0) throw new UsageError(`--filter: nothing is named like ${options.filter}`);

  const results = await measure(bench, tasks).finally(bench.close);
  const rows = mergeRuns(results.runs);
  const out =
    options.out ?? (options.whole ? resultsPath(join(root, 'bench', 'results'), bench.machine) : null);
  if (out) {
    mkdirSync(dirname(resolve(out)), { recursive: true });
    writeFileSync(out, toText(results));
    say(`\nwritten to ${resolve(out)}`);
  }
  if (options.json) return process.stdout.write(toText(results));
  console.log(`\n${textTable(rows)}`);
  const targets = targetsWithin(results.filter);
  if (targets.length > 0) console.log(`\n${targetsText(judge(results.runs, targets))}`);
  if (before) console.log(`\n${comparisonText(compareRows(mergeRuns(before.runs), rows))}`);
}

function earlier(path) {
  try {
    return readResults(path);
  } catch (error) {
    throw new UsageError(`--compare: ${error.message}`);
  }
}

/** What every measurement is handed. */
async function prepare(options) {
  const library = await import('../dist/index.js');
  const addon = createRequire(import.meta.url)('node-gyp-build')(root);
  const machine = describeMachine(library);
  const textBytes = options.quick ? 1 << 20 : 16 << 20;
  let texts;
  let folder;
  const tokenizers = {};
  const bench = {
    library,
    addon,
    machine,
    options,
    threads: threadCounts(machine.threads),
    seconds: options.seconds,
    // What was left out was not asked for.
    filter: options.filter.source === '(?:)' ? null : options.filter.source,
    limits: {},
    /** For files that last as long as the run. */
    folder: () => {
      folder ??= mkdtempSync(join(tmpdir(), 'tinystories-bench-'));
      return folder;
    },
    close: () => folder && rmSync(folder, { recursive: true, force: true }),
    texts: () => {
      texts ??= benchTexts({ library, file: options.text, bytes: textBytes });
      return texts;
    },
    /** `10k` or `gpt2`. */
    tokenizer: (name) => {
      tokenizers[name] ??=
        name === 'gpt2'
          ? library.Tokenizer.load('gpt2')
          : library.Tokenizer.train(bench.texts().texts, { vocab: 10_000 });
      return tokenizers[name];
    },
  };
  return bench;
}

/** Undefined where no task is held against a bandwidth. */
function workingSetsOf(tasks, bench) {
  if (tasks.every((task) => task.bandwidth === false)) return undefined;
  return [...new Set(tasks.flatMap((task) => task.reads?.(bench) ?? []))];
}

async function measure(bench, tasks) {
  const { machine, options } = bench;
  const began = { load: load(), at: Date.now() };
  if (isBusy(began.load, machine.processors))
    say(`the machine is busy (load ${began.load}): expect low figures`);
  const runs = [];
  for (let run = 1; run <= options.runs; run++) {
    if (options.runs > 1) say(`run ${run} of ${options.runs}`);
    const { limits, rows } = measureCeilings(bench, workingSetsOf(tasks, bench));
    bench.limits = limits;
    for (const row of rows) say(rowLine(row));
    for (const task of tasks) {
      for (const row of await attempt(task, bench)) {
        rows.push(row);
        say(rowLine(row));
      }
    }
    const again = ceilingAgain(bench);
    rows.push(again);
    say(rowLine(again));
    const drift = again.more.best / limits[Math.max(...bench.threads)].multiplyAdds - 1;
    if (Math.abs(drift) > DRIFT) say(`the ceiling moved by ${percent(drift)} during the run: measure again`);
    runs.push(rows);
  }
  const ended = load();
  return {
    format: FORMAT,
    date: new Date(began.at).toISOString(),
    commit: commit(root),
    machine,
    versions: { node: process.versions.node },
    seconds: options.seconds,
    // What was left out was not asked for.
    filter: options.filter.source === '(?:)' ? null : options.filter.source,
    took: Math.round((Date.now() - began.at) / 1000),
    // Before, what others wanted of the machine; after, that and what the benchmarks themselves took.
    load: { before: began.load, after: ended, busy: isBusy(began.load, machine.processors) },
    text: options.text ? 'a text of the user' : 'stories of the storyteller',
    runs,
  };
}

/** What cannot be measured is told as such; the rest goes on. */
async function attempt(task, bench) {
  try {
    return await task.run(bench);
  } catch (error) {
    return [notShown(task.id, error.message)];
  }
}

try {
  await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  say(`error: ${error.message}\n\n${HELP}`);
  process.exitCode = 2;
}
