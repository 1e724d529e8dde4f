/** What native cleaning does, said plainly and one story after another: for tests, not for speed. */

export interface Rules {
  steps: string[];
  tinyWords: number;
  shortCharacters: number;
  nearThreshold: number;
}

export interface Cleaned {
  /** The text of each story that stays. */
  kept: string[];
  /** For each story the step that dropped it, or `kept`. */
  verdicts: string[];
  counts: Record<string, { stories: number; places: number }>;
}

const MARK = '<|endoftext|>';
const LONGEST = 16 << 20;
const SPACE = '\\p{White_Space}';

/** The stories of a file: without the line ends of the layout, and without a blank end. */
export function splitFile(file: Buffer): Buffer[] {
  const pieces: Buffer[] = [];
  let begin = 0;
  for (let at = file.indexOf(MARK); at >= 0; at = file.indexOf(MARK, begin)) {
    pieces.push(file.subarray(begin, at));
    begin = at + MARK.length;
  }
  const rest = file.subarray(begin);
  const texts = [...pieces, rest].map((piece, i, all) => {
    let text = piece.toString('latin1');
    if (i > 0) text = text.replace(/^(\r\n|\n)/, '');
    if (i < all.length - 1) text = text.replace(/(\r\n|\n)$/, '');
    return Buffer.from(text, 'latin1');
  });
  if (texts.length > 1 && /^[ \t-\r]*$/.test(texts.at(-1)!.toString('latin1'))) texts.pop();
  return texts;
}

/** 0x80 to 0x9f; five have no character. */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';
const windows1252 = (byte: number): string =>
  byte < 0xa0 ? WINDOWS_1252.charAt(byte - 0x80) : String.fromCharCode(byte);
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decoded(bytes: Buffer): string | null {
  try {
    return strict.decode(bytes);
  } catch {
    return null;
  }
}

export function makeUtf8(bytes: Buffer): { text: string; places: number } {
  let text = '';
  let places = 0;
  for (let at = 0; at < bytes.length; ) {
    let length = 0;
    for (const wanted of [1, 2, 3, 4]) {
      const one = at + wanted <= bytes.length ? decoded(bytes.subarray(at, at + wanted)) : null;
      if (one === null) continue;
      text += one;
      length = wanted;
      break;
    }
    if (length > 0) {
      at += length;
      continue;
    }
    places++;
    const byte = bytes[at]!;
    if (
      byte === 0xed &&
      bytes[at + 1]! >= 0xa0 &&
      bytes[at + 1]! <= 0xbf &&
      (bytes[at + 2]! & 0xc0) === 0x80
    ) {
      text += '\ufffd';
      at += 3;
    } else {
      text += [0x81, 0x8d, 0x8f, 0x90, 0x9d].includes(byte) ? '\ufffd' : windows1252(byte);
      at++;
    }
  }
  return { text, places };
}

/** The byte that a character was read from, by windows-1252 or ISO 8859-1. */
const byteOf = new Map<string, number>();
for (let byte = 0x80; byte < 0x100; byte++) {
  byteOf.set(String.fromCharCode(byte), byte);
  byteOf.set(windows1252(byte), byte);
}

const PLAUSIBLE =
  /\xc2[\xa0-\xbf]|\xc3[\x80-\xbf]|\xe2[\x80\x82\x84\x86\x87\x98-\x9e][\x80-\xbf]|\xef(?:\xbb\xbf|\xbf\xbd|\xb8\x8f)|\xf0\x9f[\x80-\xbf]{2}/g;

export function repairMojibake(text: string, residue: boolean): { text: string; places: number } {
  const characters = [...text];
  const bytes = characters.map((one) => String.fromCharCode(byteOf.get(one) ?? 0)).join('');
  let places = 0;
  let out = '';
  let at = 0;
  for (const found of bytes.matchAll(PLAUSIBLE)) {
    if (residue && found[0] === '\xe2\x80\xa0') continue;
    out += characters.slice(at, found.index).join('') + decoded(Buffer.from(found[0], 'latin1'));
    at = found.index + found[0].length;
    places++;
  }
  return { text: out + characters.slice(at).join(''), places };
}

const RESIDUE: Record<string, string> = {
  'â€\u00a0': '” ',
  'â€\ufffd': '”',
  'â€': '”',
  'â\u0080\u00a0': '” ',
  'â\u0080': '”',
  'Â ': ' ',
  'Ã ': 'à ',
};

type Mend = (text: string, count: (places: number) => void) => string;

function replacing(pattern: RegExp, by: string | ((found: string) => string)): Mend {
  return (text, count) => {
    let places = 0;
    const made = text.replace(pattern, (found) => {
      places++;
      return typeof by === 'string' ? by : by(found);
    });
    count(places);
    return made;
  };
}

/** Those of the steps that mend, but for the first three. */
const MENDS: [string, Mend][] = [
  [
    'mojibake-residue',
    replacing(/â€\u00a0|â€\ufffd|â€|â\u0080\u00a0|â\u0080|Â |Ã /g, (found) => RESIDUE[found]!),
  ],
  ['line-ends', replacing(/\r\n?/g, '\n')],
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  ['controls', replacing(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff]/g, '')],
  ['headings', replacing(new RegExp(`^${SPACE}*(?:possible story:|story:)${SPACE}*`, 'iu'), '')],
  ['strip', replacing(new RegExp(`^${SPACE}+|${SPACE}+$`, 'gu'), '')],
  ['backslashes', replacing(/\\/g, '')],
  ['spaces', replacing(/ {2,}/g, ' ')],
  [
    'typography',
    (text, count) => {
      let places = 0;
      let out = '';
      for (let i = 0; i < text.length; i++) {
        const sign = ({ '–': '-', '’': "'", '“': '"', '”': '"', '…': '...' } as Record<string, string>)[
          text[i]!
        ];
        const dash = text[i] === '—';
        if (dash) out += out.endsWith(' ') && text[i + 1] === ' ' ? '-' : ' - ';
        else out += sign ?? text[i];
        if (dash || sign !== undefined) places++;
      }
      count(places);
      return out;
    },
  ],
];

/** The words that duplicates have in common. */
export function wordsOf(text: string): string[] {
  const lower = (one: string): string => ([...one.toLowerCase()].length === 1 ? one.toLowerCase() : one);
  return [...text]
    .map((one) => (/[\p{L}\p{M}\p{N}]/u.test(one) ? lower(one) : ' '))
    .join('')
    .split(' ')
    .filter((word) => word !== '');
}

function verdict(text: string, rules: Rules, first: boolean, last: boolean): string {
  const on = (name: string): boolean => rules.steps.includes(name);
  const letter = /[a-z]|[^\0-\x7f]/i.exec(text)?.[0] ?? '';
  const ended = /[.!?…]["'”’)]*$/.test(text.replace(new RegExp(`${SPACE}+$`, 'u'), ''));
  const junk = /<[|/!a-zA-Z]|\/\/|```|www\./.exec(text);
  const both = /he\/she|she\/he|him\/her|her\/him|his\/her|her\/his/i.test(text);
  const words = text.split(new RegExp(`${SPACE}+`, 'u')).filter((word) => word !== '').length;
  if (on('empty') && words === 0) return 'empty';
  if (on('tiny') && words < rules.tinyWords) return 'tiny';
  if (on('cut') && ((first && /[a-z]/.test(letter)) || (last && !ended))) return 'cut';
  if (on('junk') && (junk !== null || both)) return 'junk';
  if (on('ascii') && /[^\n\x20-\x7f]/.test(text)) return 'ascii';
  if (on('symbols') && /[|<>/`*=_&@~#%[\]+()]/.test(text)) return 'symbols';
  if (on('short') && [...text].length < rules.shortCharacters) return 'short';
  if (on('ending') && !/[.!"?]$/.test(text)) return 'ending';
  return 'kept';
}

/** Mends one story. */
export function mended(bytes: Buffer, rules: Rules, count: (step: string, places: number) => void): string {
  const on = (name: string): boolean => rules.steps.includes(name);
  const utf8 = makeUtf8(bytes);
  count('utf8', utf8.places);
  let { text } = utf8;
  if (on('mojibake')) {
    let places = 0;
    for (let turn = 0; turn < 3; turn++) {
      const repaired = repairMojibake(text, on('mojibake-residue'));
      text = repaired.text;
      places += repaired.places;
    }
    count('mojibake', places);
  }
  for (const [name, mend] of MENDS) if (on(name)) text = mend(text, (places) => count(name, places));
  const mark = text.indexOf(MARK);
  if (mark >= 0) {
    text = text.slice(0, mark);
    if (on('strip')) text = text.replace(new RegExp(`${SPACE}+$`, 'u'), '');
    count('marks', 1);
  }
  return text;
}

/** All stories of some files, each a list of stories; `protect`: words of validation. */
export function cleaned(files: Buffer[][], rules: Rules, protect: string[] = []): Cleaned {
  const on = (name: string): boolean => rules.steps.includes(name);
  const counts: Cleaned['counts'] = {};
  const count = (step: string, places: number): void => {
    counts[step] ??= { stories: 0, places: 0 };
    if (places > 0) counts[step].stories++;
    counts[step].places += places;
  };
  const verdicts: string[] = [];
  const texts: string[] = [];
  const met = new Set<string>();
  const leaks = new Set(protect.map((text) => wordsOf(text).join(' ')));
  for (const stories of files) {
    for (const [i, bytes] of stories.entries()) {
      const text = bytes.length > LONGEST ? '' : mended(bytes, rules, count);
      let said =
        bytes.length > LONGEST ? 'oversized' : verdict(text, rules, i === 0, i === stories.length - 1);
      const words = wordsOf(text).join(' ');
      if (said === 'kept' && on('leaked') && leaks.has(words)) said = 'leaked';
      if (said === 'kept' && on('exact-duplicates')) {
        if (met.has(words)) said = 'exact-duplicates';
        met.add(words);
      }
      verdicts.push(said);
      texts.push(text);
    }
  }
  if (on('near-duplicates')) {
    const left = verdicts.flatMap((said, i) => (said === 'kept' ? [i] : []));
    const gone = nearDuplicates(
      left.map((i) => wordsOf(texts[i]!)),
      rules.nearThreshold,
    );
    for (const place of gone) verdicts[left[place]!] = 'near-duplicates';
  }
  for (const said of verdicts) if (said !== 'kept') count(said, 1);
  return { kept: texts.filter((_, i) => verdicts[i] === 'kept'), verdicts, counts };
}

// --- near duplicates, as native/text/near_duplicates.h says ---

const HASHES = 56;
const BAND = 4;
const WINDOW = 4;
const M64 = (1n << 64n) - 1n;

function mix(a: bigint, b: bigint): bigint {
  let h = ((a ^ 0x9e3779b97f4a7c15n) * 0xbf58476d1ce4e5b9n) & M64;
  h = ((h ^ (h >> 29n) ^ b) * 0x94d049bb133111ebn) & M64;
  return h ^ (h >> 32n);
}

function wordHash(word: string): bigint {
  const bytes = Buffer.from(word);
  let hash = BigInt(bytes.length);
  let at = 0;
  for (; bytes.length - at >= 8; at += 8) hash = mix(hash, bytes.readBigUInt64LE(at));
  const rest = Buffer.alloc(8);
  bytes.copy(rest, 0, at);
  return mix(hash, rest.readBigUInt64LE(0));
}

const factors: [number, number][] = [];
for (let k = 0, state = 1n; k < HASHES; k++) {
  state = (state + 0x9e3779b97f4a7c15n) & M64;
  let z = state;
  z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & M64;
  z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & M64;
  z ^= z >> 31n;
  factors.push([Number(z & 0xffffffffn) | 1, Number(z >> 32n)]);
}

export function signature(words: string[]): number[] {
  const hashes = words.map(wordHash);
  const length = Math.min(5, words.length);
  const smallest = Array<number>(HASHES).fill(0xffffffff);
  for (let i = 0; i === 0 || i + length <= words.length; i++) {
    let hash = BigInt(length);
    for (const word of hashes.slice(i, i + length)) hash = (hash * 0xd6e8feb86659fd93n + word) & M64;
    hash ^= hash >> 32n;
    const run = Number(((hash * 0xd6e8feb86659fd93n) >> 32n) & 0xffffffffn);
    for (const [k, [factor, summand]] of factors.entries())
      smallest[k] = Math.min(smallest[k]!, (Math.imul(factor, run) + summand) >>> 0);
    if (length === 0) break;
  }
  return smallest.map((value) => value & 255);
}

/** Places of the stories that go. */
export function nearDuplicates(stories: string[][], threshold: number): Set<number> {
  const signatures = stories.map(signature);
  const needed = Math.ceil(HASHES * (threshold + (1 - threshold) / 256) - 1e-9);
  const near = (i: number, j: number): boolean =>
    signatures[i]!.filter((byte, k) => byte === signatures[j]![k]).length >= needed;
  const earliest = stories.map((_, i) => {
    let found = Number.POSITIVE_INFINITY;
    for (let band = 0; band < HASHES; band += BAND) {
      const key = (j: number): string => signatures[j]!.slice(band, band + BAND).join();
      const bucket = stories.flatMap((_, j) => (j < i && key(j) === key(i) ? [j] : []));
      const looked = bucket.filter((_, place) => place === 0 || place >= bucket.length - WINDOW);
      found = Math.min(found, looked.find((j) => near(i, j)) ?? found);
    }
    return found;
  });
  const goesFor = new Map<number, number>();
  for (const [i, j] of earliest.entries()) {
    if (j === Number.POSITIVE_INFINITY) continue;
    const stays = goesFor.get(j) ?? j;
    if (stays === j || near(i, stays)) goesFor.set(i, stays);
  }
  return new Set(goesFor.keys());
}
