/** The command line: wiring of the verbs, and how each of them ends. */
import { Command, CommanderError } from 'commander';
import { withoutKeys } from '../llm/scrub.ts';
import { packageVersion } from '../runtime/version.ts';
import type { Context } from './context.ts';
import { addData } from './data.ts';
import { addDoctor } from './doctor.ts';
import { addEval } from './eval.ts';
import { describeError, exitCode } from './exit.ts';
import { addGenerate } from './generate.ts';
import { addGrade } from './grade.ts';
import { Interrupt } from './interrupt.ts';
import { addModels } from './models.ts';
import { addProbe } from './probe.ts';
import { addQuickstart } from './quickstart.ts';
import { addGradingReport } from './report.ts';
import { processTerminal, type Terminal } from './terminal.ts';
import { addTokenizer } from './tokenizer.ts';
import { addTrain } from './train.ts';

/** Runs the verb in `args` (without node and script) and sets the exit code of the process. */
export async function main(args: string[]): Promise<void> {
  const terminal = processTerminal();
  const interrupt = new Interrupt(terminal);
  const code = await run(args, { terminal, signal: interrupt.signal });
  interrupt.stop();
  process.exitCode = code === 0 ? 0 : (interrupt.exitCode ?? code);
}

/** Runs a verb to its end; what goes wrong becomes one line on stderr and the exit code. */
export async function run(args: string[], context: Context): Promise<number> {
  const debug = Boolean(process.env.TINYSTORIES_DEBUG);
  try {
    await createProgram(context).parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has written its own line already.
    if (!(error instanceof CommanderError)) context.terminal.err(describeError(error, debug));
    return exitCode(error);
  }
}

/** All verbs, as commander knows them. */
export function createProgram(context: Context): Command {
  const program = new Command('tinystories')
    .description('Make, train, sample and evaluate TinyStories language models.')
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    .showHelpAfterError(false);
  const verbs = [
    addQuickstart,
    addData,
    addTokenizer,
    addTrain,
    addEval,
    addProbe,
    addGenerate,
    addGrade,
    addGradingReport,
    addModels,
    addDoctor,
  ];
  for (const add of verbs) add(program, context);
  for (const command of everyCommand(program)) settle(command, context.terminal);
  return program;
}

/** A command and all below it. */
export function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

function settle(command: Command, terminal: Terminal): void {
  command
    .exitOverride()
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    .allowExcessArguments(false)
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(text),
      getOutHelpWidth: () => 100,
      getErrHelpWidth: () => 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
      outputError: (text, write) =>
        write(`${withoutValues(oneLine(text))}; see \`${path(command)} --help\`\n`),
    });
}

function oneLine(text: string): string {
  return text
    .trim()
    .replace(/\s*\n\s*/g, ' ')
    .replace(/\.$/, '');
}

/** An option that there is not may have been meant for a key: of it, and of all that looks like one, nothing is repeated. */
function withoutValues(text: string): string {
  return withoutKeys(text.replace(/(unknown option '[^'=]+)=.*'/s, "$1'"));
}

function path(command: Command): string {
  return command.parent ? `${path(command.parent)} ${command.name()}` : command.name();
}
