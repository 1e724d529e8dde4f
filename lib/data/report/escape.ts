/** Corpus text on a page: shown as it is, never obeyed. */

const NAMED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for an element or a quoted attribute, without control characters. */
export function escapeHtml(text: string): string {
  return withoutControls(text).replace(/[&<>"']/g, (mark) => NAMED[mark] as string);
}

/** Control characters but newlines and tabs, and those that turn the direction of all that follows, become U+FFFD. */
export function withoutControls(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replace(/[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}
