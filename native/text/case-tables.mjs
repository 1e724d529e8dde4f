// Writes case_tables.h beside this file: combining marks, and the lower case of characters that have one of a single
// character. Only told apart are texts that duplicates are looked for in, so the tables need not be of a fixed version
// of Unicode.
//   node native/text/case-tables.mjs
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const LAST = 0x10ffff;

function* characters() {
  for (let code = 0x80; code <= LAST; code++)
    if (code < 0xd800 || code > 0xdfff) yield [code, String.fromCodePoint(code)];
}

const marks = [];
/** Runs of characters whose lower case is equally far away, each so many after the one before. */
const lower = [];
for (const [code, character] of characters()) {
  if (/^\p{M}$/u.test(character)) {
    const last = marks.at(-1);
    if (last !== undefined && last[1] === code - 1) last[1] = code;
    else marks.push([code, code]);
  }
  const small = [...character.toLowerCase()];
  if (small.length !== 1 || small[0] === character) continue;
  const distance = small[0].codePointAt(0) - code;
  const run = lower.at(-1);
  const step = run === undefined ? 0 : code - run.last;
  if (run?.distance === distance && (step === run.step || (run.first === run.last && step <= 2)))
    Object.assign(run, { last: code, step });
  else lower.push({ first: code, last: code, step: 1, distance });
}

function lines(items) {
  const made = [];
  let line = ' ';
  for (const item of items) {
    if (line.length + item.length + 2 > 110) {
      made.push(line);
      line = ' ';
    }
    line += ` ${item},`;
  }
  return [...made, line].join('\n');
}

const hex = (value) => `0x${value.toString(16)}`;
const text = `// Made by case-tables.mjs from Unicode ${process.versions.unicode}; do not edit. Code points above ASCII.
#pragma once
#include <cstdint>

#include "text/unicode_tables.h"

namespace tinystories::text {

inline constexpr Range kMarks[] = {
${lines(marks.map(([first, last]) => `{${hex(first)}, ${hex(last)}}`))}
};

// The lower case of first, first + step … last lies so far away.
struct LowerRun {
  uint32_t first, last, step;
  int32_t distance;
};

inline constexpr LowerRun kLower[] = {
${lines(lower.map((run) => `{${hex(run.first)}, ${hex(run.last)}, ${run.step}, ${run.distance}}`))}
};

}  // namespace tinystories::text
`;
writeFileSync(fileURLToPath(new URL('case_tables.h', import.meta.url)), text);
