/** What the package exports can be named: a type that an exported declaration speaks of is exported as well. */
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { type ModuleItem, parseSync } from '@swc/core';
import { ensureDist } from './small-model.ts';

const dist = join(__dirname, '..', 'dist');

beforeAll(ensureDist);

/** Where a name of a file comes from. */
interface Origin {
  file: string;
  name: string;
}

/** What a declaration file holds: its declarations, and where the names come from that it imports or hands on. */
interface Declared {
  declarations: Map<string, object[]>;
  imports: Map<string, Origin>;
  exported: Origin[];
}

const read = new Map<string, Declared>();

function declared(file: string): Declared {
  const known = read.get(file);
  if (known) return known;
  const result: Declared = { declarations: new Map(), imports: new Map(), exported: [] };
  read.set(file, result);
  const source = readFileSync(file.replace(/\.ts$/, '.d.ts'), 'utf8');
  for (const item of parseSync(source, { syntax: 'typescript' }).body) add(file, item, result);
  return result;
}

function add(file: string, item: ModuleItem, { declarations, imports, exported }: Declared): void {
  const from = (path: string) => join(dirname(file), path);
  if (item.type === 'ImportDeclaration' && item.source.value.startsWith('.')) {
    for (const one of item.specifiers) {
      if (one.type !== 'ImportSpecifier') continue;
      const name = one.imported?.value ?? one.local.value;
      imports.set(one.local.value, { file: from(item.source.value), name });
    }
  } else if (item.type === 'ExportNamedDeclaration') {
    for (const one of item.specifiers) {
      if (one.type !== 'ExportSpecifier') continue;
      const origin = item.source ? { file: from(item.source.value), name: one.orig.value } : null;
      if (origin) imports.set((one.exported ?? one.orig).value, origin);
      exported.push(origin ?? { file, name: one.orig.value });
    }
  } else if (item.type === 'ExportAllDeclaration') {
    exported.push(...declared(from(item.source.value)).exported);
  } else {
    const isExported = item.type === 'ExportDeclaration';
    const declaration = isExported ? item.declaration : item;
    for (const name of namesOf(declaration)) {
      declarations.set(name, [...(declarations.get(name) ?? []), declaration]);
      if (isExported) exported.push({ file, name });
    }
  }
}

function namesOf(declaration: object): string[] {
  const { identifier, id, declarations } = declaration as {
    identifier?: { value: string };
    id?: { value: string };
    declarations?: { id: { value: string } }[];
  };
  return [identifier, id, ...(declarations ?? []).map((one) => one.id)].flatMap((one) =>
    one ? [one.value] : [],
  );
}

/** Where a name is declared, through files that only hand it on; null: not in the package. */
function resolve({ file, name }: Origin): Origin | null {
  const { declarations, imports } = declared(file);
  if (declarations.has(name)) return { file, name };
  const next = imports.get(name);
  return next ? resolve(next) : null;
}

/** Names of types in a declaration, but for those of its own type parameters. */
function typesIn(declaration: unknown): string[] {
  const named = new Set<string>();
  const own = new Set<string>();
  const waiting = [declaration];
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (typeof node !== 'object' || node === null) continue;
    const { type, typeName, expression, superClass, name } = node as Record<
      string,
      { value?: string } | undefined
    >;
    const kind = type as unknown;
    const found =
      kind === 'TsTypeReference'
        ? typeName
        : kind === 'TsExpressionWithTypeArguments'
          ? expression
          : superClass;
    if (found?.value) named.add(found.value);
    if (kind === 'TsTypeParameter' && name?.value) own.add(name.value);
    waiting.push(...Object.values(node));
  }
  return [...named].filter((one) => !own.has(one));
}

test('every type that an exported declaration names is exported', () => {
  const exported = declared(join(dist, 'index.ts')).exported.map((one) => {
    const found = resolve(one);
    if (!found) throw new Error(`${one.name} is not declared in ${one.file}`);
    return found;
  });
  const keyOf = ({ file, name }: Origin) => `${name} of ${relative(dist, file)}`;
  const known = new Set(exported.map(keyOf));
  expect(known.size).toBeGreaterThan(300);
  const missing = new Set<string>();
  for (const { file, name } of exported) {
    for (const type of (declared(file).declarations.get(name) ?? []).flatMap(typesIn)) {
      const origin = resolve({ file, name: type });
      if (origin && !known.has(keyOf(origin))) missing.add(keyOf(origin));
    }
  }
  expect([...missing].sort()).toEqual([]);
});
