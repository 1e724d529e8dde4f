/** English forms by rule. With the word lists and the tellings, all that depends on the language. */

const VOWEL = /[aeiou]/;

export interface VerbForms {
  readonly past: string;
  readonly ing: string;
  readonly third: string;
}

/** The regular forms of a verb; of several words the first is inflected. */
export function regularForms(base: string): VerbForms {
  const [head = base, ...rest] = base.split(' ');
  const tail = rest.length > 0 ? ` ${rest.join(' ')}` : '';
  const yAfterConsonant = head.endsWith('y') && !VOWEL.test(head.at(-2) ?? '');
  const stem = yAfterConsonant ? head.slice(0, -1) : head;
  // One vowel before one consonant, in one syllable: the consonant doubles (stop, stopped).
  const doubled = /^[^aeiou]*(qu)?[aeiou][bdgklmnprt]$/.test(head) ? head + head.at(-1) : head;
  const past = head.endsWith('e') ? `${head}d` : yAfterConsonant ? `${stem}ied` : `${doubled}ed`;
  const third = yAfterConsonant ? `${stem}ies` : /(s|x|z|ch|sh|o)$/.test(head) ? `${head}es` : `${head}s`;
  const ing = head.endsWith('ie')
    ? `${head.slice(0, -2)}ying`
    : /[^aeioy]e$/.test(head)
      ? `${head.slice(0, -1)}ing`
      : `${doubled}ing`;
  return { past: past + tail, ing: ing + tail, third: third + tail };
}

/** The regular plural of a noun; the last word of several is inflected. */
export function regularPlural(word: string): string {
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return /(s|x|z|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
}

const AN_BY_SOUND = /^(hour|honest)/;
const A_BY_SOUND = /^(uni|use|usu|one\b|u-)/;

/** "a" or "an" before the text. */
export function article(text: string): 'a' | 'an' {
  const lower = text.toLowerCase();
  if (AN_BY_SOUND.test(lower)) return 'an';
  if (A_BY_SOUND.test(lower)) return 'a';
  return VOWEL.test(lower[0] ?? '') ? 'an' : 'a';
}
