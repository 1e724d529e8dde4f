/** What docs/architecture.md says of lib/, held against its imports: read top to bottom, nobody walks back. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { expect, test } from '@jest/globals';

const root = join(__dirname, '..');

/** Folders of lib/ in the order of the page's table; one that stands further left or above may import the others. */
const layers = readFileSync(join(root, 'docs/architecture.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| `lib\//.test(line))
  .flatMap((line) => [...line.split('|')[1]!.matchAll(/`lib\/(\w+)`/g)].map(([, folder]) => folder!));

const files = readdirSync(join(root, 'lib'), { recursive: true, encoding: 'utf8' })
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => name.endsWith('.ts') && name.includes('/'));

const sources = new Map(files.map((name) => [name, readFileSync(join(root, 'lib', name), 'utf8')]));

/** Of each import of another file of lib/: who imports what. */
const imports = [...sources].flatMap(([name, source]) =>
  [...source.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'(\.[^']+)'/g)].map(([, path]) => ({
    name,
    target: posix.join(dirname(name), path!),
  })),
);

const folderOf = (name: string): string => name.split('/')[0]!;

test('the page knows every folder of lib/', () => {
  expect([...layers].sort()).toEqual([...new Set(files.map(folderOf))].sort());
});

test('a folder imports only from those below it', () => {
  expect(imports.length).toBeGreaterThan(1000);
  const upwards = imports.filter(
    ({ name, target }) => layers.indexOf(folderOf(target)) < layers.indexOf(folderOf(name)),
  );
  expect(upwards).toEqual([]);
});

test('only lib/runtime writes to the disk', () => {
  const writing =
    /\b(?:writeFile|appendFile|createWriteStream|rename|rm|rmdir|unlink|mkdir|mkdtemp|link|symlink|copyFile|cp|truncate|utimes)(?:Sync)?\b/;
  const writers = [...sources].filter(([name, source]) => {
    if (folderOf(name) === 'runtime') return false;
    const taken = [...source.matchAll(/import (?:type )?\{([^}]*)\} from 'node:fs(?:\/promises)?'/g)];
    const opened = taken.some(([, names]) => /\bopen\b/.test(names!))
      ? source.match(/(?<=\bawait )open\(.*/g)
      : [];
    return (
      taken.some(([, names]) => writing.test(names!)) ||
      (opened ?? []).some((call) => !/^open\(\w+, 'r'\)/.test(call))
    );
  });
  expect(writers.map(([name]) => name)).toEqual([]);
});

test('the library neither prints nor exits', () => {
  const printing = /\bconsole\.\w|\bprocess\.(?:stdout|stderr|exit\b)/;
  const printers = [...sources].filter(([, source]) => printing.test(source)).map(([name]) => name);
  // A process of its own, which has nobody but its parent to tell.
  const allowed = ['grading/grade-child.ts'];
  expect(printers.filter((name) => folderOf(name) !== 'cli' && !allowed.includes(name))).toEqual([]);
});
