/**
 * A story, a line of 100 MB and another story, cleaned in a process that does nothing else. Prints as JSON what came of
 * them and by how much the process grew. See cleaning.test.ts.
 */
import { loadAddon } from '../../lib/runtime/native.ts';

const MARK = '<|endoftext|>';

async function main(): Promise<void> {
  const addon = loadAddon();
  const steps: string[] = JSON.parse(process.argv[3] as string);
  const rules = { steps, tinyWords: 3, shortCharacters: 20, nearThreshold: 0.8 };
  const cleaner = new addon.Cleaner(rules);
  const block = Buffer.alloc(4 << 20, 'abc ');
  const before = process.memoryUsage().rss;
  const verdicts: string[] = [];
  let most = 0;
  let text = '';
  const send = async (bytes: Buffer, first = false, last = false) => {
    const result = await cleaner.clean({ bytes, first, last }, 2);
    for (const step of result.verdicts) verdicts.push(addon.cleaningSteps[step] ?? 'kept');
    text += Buffer.from(result.bytes).toString();
    most = Math.max(most, process.memoryUsage().rss);
  };
  await send(Buffer.from(`Before it.\n${MARK}\n`), true);
  for (let i = 0; i < 25; i++) await send(block);
  await send(Buffer.from('<|endof'));
  await send(Buffer.from(`text|>\nAfter it.\n${MARK}\n`), false, true);
  console.log(JSON.stringify({ verdicts, text, grown: most - before }));
}

void main();
