/** Text that a model told or a file held, on a page or a terminal: it is shown, and steers nothing. */

/** Control characters but newlines and tabs, and those that turn the direction of all that follows, become U+FFFD. */
export function withoutControls(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replace(/[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}
