import type { Command } from 'commander';
import { everyCommand } from './main.ts';

/** docs/cli.md: the help of every verb, one after another. */
export function documentCli(program: Command): string {
  const verbs = everyCommand(program).filter((command) => command.commands.length === 0);
  const chapters = verbs.map((command) => {
    const help: string[] = [];
    command.configureOutput({ writeOut: (text) => void help.push(text) });
    command.outputHelp();
    return `## ${nameOf(command)}\n\n\`\`\`\n${help.join('').trimEnd()}\n\`\`\`\n`;
  });
  return `# The command line

What \`tinystories <verb> --help\` says, verb by verb. This page is made by \`node scripts/document-cli.mjs\`; a
test keeps it true. In a clone the command is \`npx tinystories\`. Exit codes: [errors.md](errors.md).

${chapters.join('\n')}`;
}

function nameOf(command: Command): string {
  return command.parent?.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name();
}
