/** A page of HTML that stands alone: no script, nothing from elsewhere. */
import { type Chart, WIDTH } from './chart-frame.ts';
import { escapeHtml } from './escape.ts';
import { PAGE_STYLE } from './page-style.ts';

/** @param content HTML, with everything from outside escaped */
export function pageHtml(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<main>
${content}
</main>
</body>
</html>
`;
}

/** Which colour is whose; none for one series alone. */
export function legend(names: readonly string[]): string {
  if (names.length < 2) return '';
  const spans = names.map((name, i) => `<span>${key(i)}${escapeHtml(name)}</span>`);
  return `<div class="legend">${spans.join('')}</div>`;
}

/** The mark of a series. */
export function key(series: number): string {
  return `<i class="key series-${series}"></i>`;
}

/** A plot with its title above. */
export function figure({ title, height, content }: Chart): string {
  const name = escapeHtml(title);
  return `<figure><figcaption>${name}</figcaption>
<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${name}">${content}</svg></figure>`;
}
