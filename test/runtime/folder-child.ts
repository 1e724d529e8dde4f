/** Replaces a folder in a process of its own, for tests that end it in the middle. */
import { writeSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { faults } from '../../lib/runtime/files.ts';
import { FolderInMaking } from '../../lib/runtime/folder-in-making.ts';

const place = process.argv[3] as string;
async function replace(): Promise<void> {
  const making = await FolderInMaking.begin(place);
  for (const name of ['a', 'c', 'record.json']) await writeFile(join(making.files, name), 'new');
  await making.commit((name) => name === 'record.json');
  await making.end();
}
replace().then(() => writeSync(1, `${faults.count}\n`));
