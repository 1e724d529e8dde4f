/** Corpus text on a page: shown as it is, never obeyed. */

const NAMED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for an element or a quoted attribute; control characters but newlines and tabs become U+FFFD. */
export function escapeHtml(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      .replace(/[\0-\x08\x0b-\x1f\x7f-\x9f]/g, '\ufffd')
      .replace(/[&<>"']/g, (mark) => NAMED[mark] as string)
  );
}
