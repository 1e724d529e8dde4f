/** From what a model answered to a story and its summary: what is no part of either is taken off. */
import type { Phrasing } from './phrasing.ts';

/** A fence of three backticks around the whole answer, with or without the name of a language. */
const FENCED = /^```[^\n]*\n([\s\S]*?)\n?```$/;
/** `# Title`, `**Title**`, `Title: …` as the whole first line. */
const HEADING = /^(?:#{1,6}\s.*|\*\*[^*\n]+\*\*|__[^_\n]+__)$/;

/** The text without fences, headings and odd line ends. */
export function cleanReply(reply: string, { headings }: Pick<Phrasing, 'headings'>): string {
  const text = reply.replaceAll('\r\n', '\n').trim();
  const bare = (FENCED.exec(text)?.[1] ?? text).trim();
  const end = bare.indexOf('\n');
  if (end < 0) return bare;
  const first = bare.slice(0, end).trim();
  const [before = ''] = first.toLowerCase().split(':', 1);
  const named = first.includes(':') && headings.includes(before);
  return named || HEADING.test(first) ? bare.slice(end).trim() : bare;
}

/** Parts an answer that holds both; null where the label is missing or there is nothing on one side of it. */
export function partSummary(text: string, label: string): { story: string; summary: string } | null {
  const lines = text.split('\n');
  const start = `${label.toLowerCase()}:`;
  const at = lines.findLastIndex((line) => bareLine(line).startsWith(start));
  if (at < 0) return null;
  const story = lines.slice(0, at).join('\n').trim();
  const [first = '', ...rest] = lines.slice(at);
  const colon = first.indexOf(':');
  const summary = oneLine([first.slice(colon + 1).replace(/^\s*\*+/, ''), ...rest].join('\n'));
  return story === '' || summary === '' ? null : { story, summary };
}

/** A summary as records hold it. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

export function isRefusal(text: string, { refusals }: Pick<Phrasing, 'refusals'>): boolean {
  const begin = text
    .slice(0, 200)
    .replace(/[\u2018\u2019]/g, "'")
    .toLowerCase();
  return refusals.some((refusal) => begin.startsWith(refusal));
}

/** In lower case, without the stars of bold type around a label. */
function bareLine(line: string): string {
  return line
    .trim()
    .replace(/^\*+/, '')
    .replace(/^([^:*]*)\*+:/, '$1:')
    .toLowerCase();
}
