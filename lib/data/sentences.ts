/**
 * Cuts a story into its sentences, each just as it stands there. A sentence ends outside of quotation marks:
 * `"Look! A frog!" said Tom.` is one, and so is `"Help!" Tom cried.`
 */

const TITLES = /(?:^|\s)(?:Mr|Mrs|Ms|Dr|St|Prof)\.$/;
/** Where a sentence may end: its mark, what closes around it, and white space before what looks like a beginning. */
const END = /[.!?…]+["”’')\]]*(?=\s+["“‘'([]?[\p{Lu}\p{N}])/gu;
/** What may follow `!"` or `?"` in the same sentence: who speaks, and a word for speaking. */
const TAG =
  /^\s+(?:[\p{L}'’-]+\s+){1,4}?(?:said|says|asked|cried|shouted|yelled|called|answered|replied|whispered|exclaimed|added|thought|told|screamed|begged|laughed|giggled|sang|agreed|wondered|growled|roared|squeaked|barked|croaked|chirped|quacked|sobbed|sighed|gasped|wailed|murmured|muttered|announced|explained|suggested|continued|repeated)\b/u;

export function sentences(story: string): string[] {
  return story.split('\n').flatMap((line) => inLine(line.trim()));
}

function inLine(line: string): string[] {
  if (line === '') return [];
  const marks = quotations(line);
  const found: string[] = [];
  let begin = 0;
  for (const match of line.matchAll(END)) {
    const end = match.index + match[0].length;
    if (inside(marks, end) || TITLES.test(line.slice(begin, end))) continue;
    if (/[!?]["”]$/.test(match[0]) && isTag(line.slice(end))) continue;
    found.push(line.slice(begin, end).trim());
    begin = end;
  }
  found.push(line.slice(begin).trim());
  return found.filter((sentence) => sentence !== '');
}

/** Pairs of places between which somebody speaks. Where marks are not in pairs, nothing is taken for speech. */
function quotations(line: string): [from: number, to: number][] {
  const pairs: [number, number][] = [];
  let open = -1;
  for (const { 0: mark, index } of line.matchAll(/["“”]/g)) {
    const opens = mark === '“' || (mark === '"' && open < 0);
    // A mark of the wrong sort: which words are spoken cannot be known.
    if (opens === open >= 0) return [];
    if (opens) open = index;
    else {
      pairs.push([open, index]);
      open = -1;
    }
  }
  return open < 0 ? pairs : [];
}

function inside(pairs: readonly [number, number][], place: number): boolean {
  return pairs.some(([from, to]) => from < place && place <= to);
}

/** Whether a text goes on with who has just spoken, before the sentence ends. */
function isTag(rest: string): boolean {
  const tag = TAG.exec(rest);
  return tag !== null && !/[.!?"“]/.test(tag[0]);
}
