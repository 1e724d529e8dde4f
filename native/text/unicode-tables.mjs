// Writes unicode_tables.h beside this file: the letters and numbers of Unicode 16.0, as ranges.
//   node native/text/unicode-tables.mjs
// Needs a Node whose own tables are of Unicode 16.0 or newer. What came later is left out on purpose: the
// tokenizers we must agree with (tiktoken, Hugging Face tokenizers) stand at 16.0, and a tokenizer whose
// splitting moves with the library version would give other ids for the same text.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Letters and numbers that Unicode 17.0 added, from its DerivedAge.txt. */
const NEWER = [
  [0x088f, 0x088f],
  [0x0c5c, 0x0c5c],
  [0x0cdc, 0x0cdc],
  [0xa7ce, 0xa7cf],
  [0xa7d2, 0xa7d2],
  [0xa7d4, 0xa7d4],
  [0xa7f1, 0xa7f1],
  [0x10940, 0x10959],
  [0x10ec5, 0x10ec7],
  [0x11db0, 0x11ddb],
  [0x11de0, 0x11de9],
  [0x16ea0, 0x16eb8],
  [0x16ebb, 0x16ed3],
  [0x16ff2, 0x16ff6],
  [0x187f8, 0x187ff],
  [0x18d09, 0x18d1e],
  [0x18d80, 0x18df2],
  [0x1e6c0, 0x1e6de],
  [0x1e6e0, 0x1e6e2],
  [0x1e6e4, 0x1e6e5],
  [0x1e6e7, 0x1e6ed],
  [0x1e6f0, 0x1e6f4],
  [0x1e6fe, 0x1e6ff],
  [0x2b73a, 0x2b73f],
  [0x2cea2, 0x2cead],
  [0x323b0, 0x33479],
];

if (Number.parseInt(process.versions.unicode, 10) < 16) {
  console.error(`This Node has Unicode ${process.versions.unicode}; 16.0 or newer is needed.`);
  process.exit(1);
}

function ranges(pattern) {
  const found = [];
  for (let code = 0x80; code <= 0x10ffff; code++) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    if (!pattern.test(String.fromCodePoint(code))) continue;
    if (NEWER.some(([first, last]) => code >= first && code <= last)) continue;
    const last = found.at(-1);
    if (last !== undefined && last[1] === code - 1) last[1] = code;
    else found.push([code, code]);
  }
  return found;
}

function table(name, pattern) {
  const lines = [];
  let line = ' ';
  for (const [first, last] of ranges(pattern)) {
    const item = ` {0x${first.toString(16)}, 0x${last.toString(16)}},`;
    if (line.length + item.length > 110) {
      lines.push(line);
      line = ' ';
    }
    line += item;
  }
  lines.push(line);
  return `inline constexpr Range ${name}[] = {\n${lines.join('\n')}\n};\n`;
}

const text = `// Made by unicode-tables.mjs; do not edit. Code points above ASCII by general category, Unicode 16.0.
#pragma once
#include <cstdint>

namespace tinystories::text {

struct Range {
  uint32_t first, last;
};

${table('kLetters', /^\p{L}$/u)}
${table('kNumbers', /^\p{N}$/u)}
}  // namespace tinystories::text
`;
writeFileSync(fileURLToPath(new URL('unicode_tables.h', import.meta.url)), text);
