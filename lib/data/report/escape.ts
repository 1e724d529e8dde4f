/** Corpus text on a page: shown as it is, never obeyed. */
import { withoutControls } from '../text/controls.ts';

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
