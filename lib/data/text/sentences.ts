/**
 * Cuts a story into its sentences, each just as it stands there. A sentence ends outside of quotation marks:
 * `"Look! A frog!" said Tom.` is one, and so is `"Help!" Tom cried.`
 */

const TITLES = /(?:^|\s)(?:Mr|Mrs|Ms|Dr|St|Prof)\.$/;
/** With what stands before it. */
const LONGEST_TITLE = ' Prof.'.length;
/** Where a sentence may end: its mark, what closes around it, and white space before what looks like a beginning. */
const END = /(?<![.!?…])[.!?…]+["”’')\]]*(?=\s+["“‘'([]?[\p{Lu}\p{N}])/gu;
const SPEAKING =
  'said|says|asked|asks|cried|cries|shouted|shouts|yelled|yells|called|calls|answered|answers|replied|replies|' +
  'whispered|whispers|exclaimed|exclaims|added|adds|thought|thinks|told|tells|screamed|screams|begged|begs|laughed|' +
  'giggled|sang|agreed|wondered|growled|roared|squeaked|barked|croaked|chirped|quacked|sobbed|sighed|gasped|wailed|' +
  'murmured|muttered|announced|explained|suggested|continued|repeated';
/** What may follow `!"` or `?"` in the same sentence: who spoke. With more speech after it, it begins a sentence. */
const TAG = new RegExp(
  `^\\s+(?:[\\p{L}'’-]+\\s+){1,4}?(?:${SPEAKING})(?![\\p{L}'’-])(?!\\s*[,:]?\\s*["“])`,
  'u',
);

/** In their order, without the white space between them. */
export function sentences(story: string): string[] {
  return story.split('\n').flatMap((line) => inLine(line.trim()));
}

function inLine(line: string): string[] {
  if (line === '') return [];
  const speech = quotations(line);
  const found: string[] = [];
  let begin = 0;
  let next = 0;
  for (const match of line.matchAll(END)) {
    const end = match.index + match[0].length;
    while (next < speech.length && speech[next]!.to < end) next++;
    const spoken = next < speech.length && speech[next]!.from < end;
    if (spoken || TITLES.test(line.slice(Math.max(begin, end - LONGEST_TITLE), end))) continue;
    if (/[!?]["”]$/.test(match[0]) && TAG.test(line.slice(end))) continue;
    found.push(line.slice(begin, end).trim());
    begin = end;
  }
  found.push(line.slice(begin).trim());
  return found.filter((sentence) => sentence !== '');
}

/** Where somebody speaks, marks included. Where marks are not in pairs, nothing is taken for speech. */
function quotations(line: string): { from: number; to: number }[] {
  const pairs: { from: number; to: number }[] = [];
  let open = -1;
  for (const { 0: mark, index } of line.matchAll(/["“”]/g)) {
    const opens = mark === '“' || (mark === '"' && open < 0);
    // A mark of the wrong sort: which words are spoken cannot be known.
    if (opens === open >= 0) return [];
    if (opens) open = index;
    else {
      pairs.push({ from: open, to: index });
      open = -1;
    }
  }
  return open < 0 ? pairs : [];
}
