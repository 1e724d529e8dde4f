import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import {
  availableParallelism,
  freemem,
  cpus as listCpus,
  release,
  type as systemType,
  totalmem,
} from 'node:os';
import { join, relative } from 'node:path';
import { type Command, Option } from 'commander';
import { type DeviceList, listDevices } from '../runtime/devices.ts';
import { packageRoot } from '../runtime/here.ts';
import { addonPath, glibcVersion, loadAddon } from '../runtime/native.ts';
import { packageVersion } from '../runtime/version.ts';
import type { Context } from './context.ts';
import { CliFailure, EXIT } from './exit.ts';
import { bytes, table } from './format.ts';
import { type SelfTestResult, selfTest } from './self-test.ts';
import { printJson } from './terminal.ts';

const SELF_TEST_LIMIT_MS = 60_000;

export function addDoctor(program: Command, { terminal, signal }: Context): void {
  program
    .command('doctor')
    .description('Say what this installation runs on and whether it works: a page to paste into a report.')
    .option('--json', 'print JSON')
    .addOption(new Option('--self-test', 'only run the self-test, in this process').hideHelp())
    .addHelpText(
      'after',
      `
Examples:
  tinystories doctor
  tinystories doctor --json > report.json

Exit code 0 when everything works, 1 when the self-test failed, 3 when the addon cannot be loaded.`,
    )
    .action(async (options: { json?: boolean; selfTest?: boolean }) => {
      if (options.selfTest) {
        printJson(terminal, await selfTest());
        return;
      }
      const report = await examine(signal);
      if (options.json) printJson(terminal, report);
      else terminal.out(render(report));
      if (!report.addon.loaded) throw new CliFailure(report.addon.problem, EXIT.addon);
      if (!report.selfTest.ok) throw new CliFailure(`the self-test failed: ${report.selfTest.problem}`);
    });
}

interface Report {
  version: string;
  node: { version: string; napi: string; v8: string };
  system: { platform: string; arch: string; kernel: string; glibc: string | null };
  cpu: { model: string; cpus: number; usable: number };
  memory: { total: number; free: number };
  addon:
    | {
        loaded: true;
        file: string;
        version: string;
        compiler: string;
        level: string;
        compiledLevels: string[];
        usableLevels: string[];
        threads: number;
      }
    | { loaded: false; problem: string };
  /** What can be computed on; null where the addon cannot be loaded. */
  devices: DeviceList | null;
  /** Version of the NVIDIA kernel driver. */
  driver: string | null;
  environment: Record<string, string>;
  selfTest: { ok: boolean; seconds: number; problem: string; result: SelfTestResult | null };
}

/** Looks at everything; never throws for what it finds. */
async function examine(signal: AbortSignal): Promise<Report> {
  const addon = examineAddon();
  return {
    version: packageVersion(),
    node: {
      version: process.versions.node,
      napi: process.versions.napi ?? 'unknown',
      v8: process.versions.v8,
    },
    system: {
      platform: process.platform,
      arch: process.arch,
      kernel: `${systemType()} ${release()}`,
      glibc: glibcVersion(),
    },
    cpu: {
      model: listCpus()[0]?.model.trim() ?? 'unknown',
      cpus: listCpus().length,
      usable: availableParallelism(),
    },
    memory: { total: totalmem(), free: freemem() },
    addon,
    devices: addon.loaded ? listDevices() : null,
    driver: nvidiaDriver(),
    environment: Object.fromEntries(
      Object.entries(process.env).flatMap(([name, value]) =>
        name.startsWith('TINYSTORIES_') && value !== undefined ? [[name, value] as const] : [],
      ),
    ),
    selfTest: addon.loaded
      ? await testInChild(signal)
      : { ok: false, seconds: 0, problem: 'not run: the addon cannot be loaded', result: null },
  };
}

function examineAddon(): Report['addon'] {
  try {
    const addon = loadAddon();
    const { level, compiledLevels, usableLevels, compiler, threads } = addon.machine();
    return {
      loaded: true,
      file: relative(packageRoot, addonPath()),
      version: addon.version,
      compiler,
      level,
      compiledLevels,
      usableLevels,
      threads,
    };
  } catch (error) {
    return { loaded: false, problem: error instanceof Error ? error.message : String(error) };
  }
}

/** A wrong binary may end the process that runs it, so it is not this one. */
function testInChild(signal: AbortSignal): Promise<Report['selfTest']> {
  const script = join(packageRoot, 'scripts', 'tinystories.mjs');
  const began = performance.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [script, 'doctor', '--self-test'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      signal,
      timeout: SELF_TEST_LIMIT_MS,
    });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    const finish = (problem: string, result: SelfTestResult | null) =>
      resolve({
        ok: problem === '',
        seconds: Math.round(performance.now() - began) / 1000,
        problem,
        result,
      });
    child.on('error', (error) => finish(error.message, null));
    child.on('close', (code, killedBy) => {
      if (killedBy) finish(`the process ended with ${killedBy}${levelHint(killedBy)}`, null);
      else if (code !== 0) finish(err.trim() || `exit code ${code}`, null);
      else {
        const result = JSON.parse(out) as SelfTestResult;
        finish(result.ok ? '' : `unexpected results ${JSON.stringify(result)}`, result);
      }
    });
  });
}

function levelHint(killedBy: string): string {
  return killedBy === 'SIGILL'
    ? '; try TINYSTORIES_CPU=base, which uses no special instructions, and report this'
    : '';
}

/** Version of the NVIDIA kernel driver, where Linux tells. */
function nvidiaDriver(): string | null {
  const file = '/proc/driver/nvidia/version';
  if (!existsSync(file)) return null;
  return /Kernel Module\s+(?:for \S+\s+)?(\d[\d.]*)/.exec(readFileSync(file, 'utf8'))?.[1] ?? 'present';
}

function render(report: Report): string {
  const { addon, selfTest: test, devices, driver } = report;
  const rows: string[][] = [
    ['tinystories', report.version],
    ['Node', `${report.node.version} (Node-API ${report.node.napi}, V8 ${report.node.v8})`],
    [
      'system',
      `${report.system.platform}-${report.system.arch}, ${report.system.kernel}${report.system.glibc ? `, glibc ${report.system.glibc}` : ''}`,
    ],
    ['CPU', `${report.cpu.model}, ${report.cpu.cpus} CPUs, ${report.cpu.usable} usable`],
    ['memory', `${bytes(report.memory.total)}, ${bytes(report.memory.free)} free`],
  ];
  if (addon.loaded) {
    rows.push(
      ['addon', `${addon.file}, version ${addon.version}, compiled by ${addon.compiler}`],
      [
        'CPU level',
        `${addon.level} (compiled: ${addon.compiledLevels.join(', ')}; this CPU runs: ${addon.usableLevels.join(', ')})`,
      ],
      ['threads', String(addon.threads)],
    );
  } else {
    rows.push(['addon', 'cannot be loaded']);
  }
  if (devices)
    rows.push(...describeGpus(devices), [
      'device',
      `auto means ${devices.auto ?? 'one that cannot be used'}`,
    ]);
  if (driver) rows.push(['NVIDIA driver', driver]);
  for (const [name, value] of Object.entries(report.environment))
    rows.push(['environment', `${name}=${value}`]);
  rows.push(['self-test', test.ok ? `passed in ${test.seconds.toFixed(1)} s` : `FAILED: ${test.problem}`]);
  return table(rows);
}

function describeGpus({ devices, noGpu }: DeviceList): string[][] {
  const rows = devices
    .filter(({ id }) => id !== 'cpu')
    .map(({ id, name, memory, available, capability, problem }) => [
      'GPU',
      problem === null
        ? `${id}: ${name}, compute capability ${capability}, ${bytes(memory)}, ${bytes(available)} free`
        : `${id}: ${name}, cannot be used: ${problem}`,
    ]);
  return rows.length === 0 ? [['GPU', `none: ${noGpu}`]] : rows;
}
