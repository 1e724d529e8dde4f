import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import * as library from '../../lib/index.ts';

const root = join(__dirname, '../..');
const pages = ['README.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)].filter((name) =>
  name.endsWith('.md'),
);

/** What a page's headings are called in links: in lower case, letters, digits and hyphens alone. */
function anchors(path: string): Set<string> {
  const headings = readFileSync(path, 'utf8').matchAll(/^#+ (.+)$/gm);
  return new Set(
    [...headings].map((heading) =>
      heading[1]!
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replace(/ /g, '-'),
    ),
  );
}

test.each(pages)('%s: every link leads somewhere', (page) => {
  const text = readFileSync(join(root, page), 'utf8');
  const dead = [...text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)]
    .filter(([, target, anchor]) => {
      const path = target ? join(root, dirname(page), target) : join(root, page);
      return !existsSync(path) || (anchor !== undefined && !anchors(path).has(anchor));
    })
    .map(([link]) => link);
  expect(dead).toEqual([]);
});

test.each(pages)('%s: what is imported from the package is there', (page) => {
  const text = readFileSync(join(root, page), 'utf8');
  const names = [...text.matchAll(/import \{([^}]+)\} from 'tinystories'/g)].flatMap((match) =>
    match[1]!
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name && !name.startsWith('type ')),
  );
  expect(names.filter((name) => !(name in library))).toEqual([]);
});

test('the README leads to every page', () => {
  const text = readFileSync(join(root, 'README.md'), 'utf8');
  const missing = pages.filter((page) => page !== 'README.md' && !text.includes(`(${page})`));
  expect(missing).toEqual([]);
});
