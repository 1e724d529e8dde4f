/** The style of a page: light and dark, from a phone's width on. */

/** Colours that series have, one for each. */
export const MOST_SERIES = 8;
const SERIES: readonly number[] = Array.from({ length: MOST_SERIES }, (_, i) => i);

function seriesStyle(i: number): string {
  const colour = `var(--series-${i})`;
  return `svg .line.series-${i}, svg .area.series-${i} { stroke: ${colour}; }
svg .area.series-${i}, svg .bar.series-${i}, svg .band.series-${i}, svg .dot.series-${i} { fill: ${colour}; }`;
}

export const PAGE_STYLE: string = `
:root {
  color-scheme: light dark;
  --page: #f6f6f3; --card: #ffffff; --ink: #1d1f21; --soft: #5c6268; --rule: #dcdcd6;
  --series-0: #2166ac; --series-1: #c8551b; --series-2: #1b7f5c; --series-3: #8a3fa0;
  --series-4: #a67c00; --series-5: #b3123f; --series-6: #3f7f93; --series-7: #5b6470;
  --good: #1b7f5c; --middling: #8a6d00; --bad: #b3123f;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #15171a; --card: #1e2125; --ink: #e6e6e3; --soft: #a2a8ae; --rule: #363b41;
    --series-0: #6cb0f2; --series-1: #f29a5f; --series-2: #5fcda5; --series-3: #cf92e6;
    --series-4: #e0bd4a; --series-5: #ff7d9c; --series-6: #7cc8de; --series-7: #b0bac6;
    --good: #5fcda5; --middling: #e0bd4a; --bad: #ff7d9c;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; padding: 20px 14px 48px; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif;
}
main { max-width: 1180px; margin: 0 auto; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 4px; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 34px 0 10px; }
h3 { font-size: 1rem; margin: 0 0 8px; overflow-wrap: anywhere; }
p { margin: 0 0 8px; }
.soft { color: var(--soft); }
.key { display: inline-block; width: .8em; height: .8em; margin-right: .45em; border-radius: 2px; }
${SERIES.map((i) => `.key.series-${i} { background: var(--series-${i}); }`).join('\n')}
.legend span { display: inline-block; max-width: 100%; margin-right: 1.4em; overflow-wrap: anywhere; }
.legend {
  position: sticky; top: 0; z-index: 1; margin: 10px -14px 0; padding: 6px 14px; background: var(--page);
}
.grid-of { display: grid; gap: 14px; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); }
figure, .card {
  margin: 0; padding: 14px; background: var(--card); border: 1px solid var(--rule); border-radius: 8px;
  min-width: 0;
}
figcaption { font-weight: 600; margin-bottom: 6px; overflow-wrap: anywhere; }
svg { display: block; width: 100%; height: auto; max-width: 560px; }
svg text { font-size: 11px; fill: var(--soft); }
svg .label { fill: var(--ink); }
svg .tick-x, svg .axis, svg .value { text-anchor: middle; }
svg .value { font-size: 9.5px; }
svg .tick-y { text-anchor: end; }
svg .grid { stroke: var(--rule); stroke-width: 1; }
svg .line { fill: none; stroke-width: 2.2; }
svg .area { fill-opacity: .22; stroke-width: 1.6; }
svg .line.faint { stroke-width: 1; stroke-opacity: .55; }
svg .band { fill-opacity: .16; }
svg .ring { fill: none; stroke: var(--rule); stroke-width: 1; }
svg .reference { fill: none; stroke: var(--soft); stroke-width: 1.4; stroke-dasharray: 5 4; }
svg .end { text-anchor: end; }
svg .middle { text-anchor: middle; }
${SERIES.map(seriesStyle).join('\n')}
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td {
  padding: 4px 10px 4px 0; text-align: left; vertical-align: top; border-top: 1px solid var(--rule);
  overflow-wrap: anywhere;
}
thead th { border-top: 0; }
tbody th { font-weight: 400; color: var(--soft); width: 34%; }
tr.title th { padding-top: 18px; font-weight: 600; border-top: 0; color: var(--ink); }
td { font-variant-numeric: tabular-nums; }
.story { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; unicode-bidi: isolate; }
table.figures td, table.figures th { white-space: pre; padding-right: 14px; }
table.figures tbody th { width: auto; color: var(--ink); }
table.figures tr.ours th, table.figures tr.ours td { font-weight: 600; }
table.figures th:first-child { position: sticky; left: 0; background: var(--card); white-space: normal; min-width: 96px; }
details { border-top: 1px solid var(--rule); padding: 6px 0; }
details > summary { cursor: pointer; overflow-wrap: anywhere; }
details > *:not(summary) { margin-top: 10px; }
.told { border-left: 3px solid var(--rule); padding-left: 12px; margin-top: 14px; }
.told .begin { color: var(--soft); }
.marks { font-variant-numeric: tabular-nums; margin: 6px 0 0; }
.assessment { white-space: pre-wrap; overflow-wrap: anywhere; margin: 6px 0 0; font-style: italic; }
.note { border-left: 3px solid var(--middling); padding-left: 12px; }
.bad { color: var(--bad); }
.good { color: var(--good); }
section > .card + .card, section > p + .card + p { margin-top: 14px; }
.stack > * + * { margin-top: 22px; }
@media (min-width: 700px) {
  table.figures th:first-child { white-space: nowrap; }
}
@media (max-width: 520px) {
  body { font-size: 14px; }
  figure, .card { padding: 10px; }
  svg text { font-size: 13px; }
  svg .value { font-size: 10.5px; }
}
`;
