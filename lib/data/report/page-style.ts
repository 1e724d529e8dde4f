/** The style of the report's page: light and dark, from a phone's width on. */
export const PAGE_STYLE: string = `
:root {
  color-scheme: light dark;
  --page: #f6f6f3; --card: #ffffff; --ink: #1d1f21; --soft: #5c6268; --rule: #dcdcd6;
  --series-0: #2166ac; --series-1: #c8551b;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #15171a; --card: #1e2125; --ink: #e6e6e3; --soft: #a2a8ae; --rule: #363b41;
    --series-0: #6cb0f2; --series-1: #f29a5f;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; padding: 20px 14px 48px; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif;
}
main { max-width: 1080px; margin: 0 auto; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 4px; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 34px 0 10px; }
h3 { font-size: 1rem; margin: 0 0 8px; overflow-wrap: anywhere; }
p { margin: 0 0 8px; }
.soft { color: var(--soft); }
.key { display: inline-block; width: .8em; height: .8em; margin-right: .45em; border-radius: 2px; }
.key.series-0 { background: var(--series-0); }
.key.series-1 { background: var(--series-1); }
.legend span { margin-right: 1.4em; overflow-wrap: anywhere; }
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
svg .line.series-0, svg .area.series-0 { stroke: var(--series-0); }
svg .line.series-1, svg .area.series-1 { stroke: var(--series-1); }
svg .area.series-0, svg .bar.series-0 { fill: var(--series-0); }
svg .area.series-1, svg .bar.series-1 { fill: var(--series-1); }
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
section > .card + .card, section > p + .card + p { margin-top: 14px; }
.stack > * + * { margin-top: 22px; }
@media (max-width: 520px) {
  body { font-size: 14px; }
  figure, .card { padding: 10px; }
  svg text { font-size: 13px; }
  svg .value { font-size: 10.5px; }
}
`;
