import { html, type Markup, raw } from './markup.ts'

/** The whole page, with its style in it: one file, no script, nothing fetched. */
export const page = (title: string, ...body: readonly Markup[]): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<main>
${body}</main>
</body>
</html>
`.markup

const LIGHT = `--paper: #fff; --wash: #f6f7f9; --ink: #1b1f24; --muted: #5c6570; --rule: #dfe3e8;
  --s1: #0072b2; --s2: #d55e00; --s3: #009e73; --s4: #aa4499; --s5: #8a6d00; --s6: #56a0d3;
  --warn-paper: #fff4e0; --warn: #9a5b00; --bad-paper: #fdecea; --bad: #b3261e;`

const DARK = `--paper: #14171b; --wash: #1c2026; --ink: #e8eaed; --muted: #9aa4b0; --rule: #333a43;
  --s1: #4ba6e6; --s2: #f2884b; --s3: #2fbf94; --s4: #d98cc5; --s5: #e0c04d; --s6: #8fd0f5;
  --warn-paper: #33270f; --warn: #f0b75a; --bad-paper: #3a1b19; --bad: #f28b82;`

const STYLE = `
:root { ${LIGHT} color-scheme: light; }
@media (prefers-color-scheme: dark) { :root { ${DARK} color-scheme: dark; } }
@media print { :root { ${LIGHT} color-scheme: light; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif;
  -webkit-text-size-adjust: 100%; }
main { max-width: 1088px; margin: 0 auto; padding: 48px 24px 96px; }
h1, h2, h3, p, dl, dd, figure, ul { margin: 0; padding: 0; }
h1 { font-size: 38px; line-height: 1.15; letter-spacing: -0.02em; font-weight: 680; overflow-wrap: anywhere; }
h1 span { color: var(--muted); font-weight: 400; white-space: nowrap; }
h2 { font-size: 23px; line-height: 1.25; letter-spacing: -0.01em; font-weight: 650; margin-bottom: 20px; }
h2 small { font-size: 15px; font-weight: 400; color: var(--muted); letter-spacing: 0; }
h3 { font-size: 16px; font-weight: 620; }
section { margin-top: 64px; padding-top: 28px; border-top: 1px solid var(--rule); }
.kicker { color: var(--muted); font-size: 13px; margin-bottom: 6px; }
.lead { margin-top: 8px; font-size: 17px; color: var(--muted); }
.status { display: inline-block; margin-left: 8px; padding: 1px 10px; border-radius: 999px;
  border: 1px solid currentColor; font-size: 13px; color: var(--s3); }
.status.interrupted, .status.running { color: var(--warn); }
.status.failed { color: var(--bad); }
.banner { margin-top: 24px; padding: 14px 18px; border-left: 4px solid var(--warn); background: var(--warn-paper); }
.banner.failed { border-color: var(--bad); background: var(--bad-paper); }
.banner p + p, section > p + p { margin-top: 6px; }
.quiet { color: var(--muted); }
.note { margin-top: 10px; color: var(--muted); font-size: 13.5px; }
dl.facts { margin-top: 28px; display: grid; grid-template-columns: 1fr 1fr; gap: 14px 40px; font-size: 14px; }
dl.facts dt { color: var(--muted); font-size: 13px; }
dl.facts dd { overflow-wrap: anywhere; }
dl.facts div:last-child { grid-column: 1 / -1; }
dl.tiles { margin-top: 40px; display: flex; flex-wrap: wrap; justify-content: space-between; gap: 24px 28px; }
dl.tiles dt { color: var(--muted); font-size: 13px; }
dl.tiles dd { font-size: 25px; font-weight: 620; letter-spacing: -0.01em; font-variant-numeric: tabular-nums; white-space: nowrap; }
dl.tiles small { font-size: 13px; font-weight: 400; color: var(--muted); letter-spacing: 0; }
code, pre { font: 13px/1.6 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; }
code { overflow-wrap: anywhere; }
pre { margin: 16px 0 0; padding: 14px 18px; background: var(--wash); border-radius: 6px; overflow-x: auto; }
figure { margin-top: 36px; break-inside: avoid; }
h2 + figure, h2 + .columns > figure { margin-top: 0; }
figcaption { margin-bottom: 8px; }
figcaption p { color: var(--muted); font-size: 13.5px; line-height: 1.45; }
.legend { display: flex; flex-wrap: wrap; gap: 2px 18px; list-style: none; font-size: 13px; margin-bottom: 4px; }
.legend i { display: inline-block; width: 14px; height: 10px; border-radius: 2px; margin-right: 6px; }
svg { display: block; width: 100%; height: auto; overflow: visible; }
svg text { font-family: inherit; font-variant-numeric: tabular-nums; }
svg.narrow { display: none; }
.columns { display: grid; grid-template-columns: 1fr 1fr; gap: 36px 40px; margin-top: 36px; align-items: start; }
h2 + .columns { margin-top: 0; }
.columns > figure { margin: 0; min-width: 0; }
.none { padding: 22px 18px; background: var(--wash); color: var(--muted); border-radius: 6px; }
.scroll { overflow-x: auto; margin-top: 8px; }
figure + .scroll, .scroll + figure, .scroll + .columns { margin-top: 36px; }
table { border-collapse: collapse; width: 100%; font-size: 14px; font-variant-numeric: tabular-nums; }
th { text-align: left; font-weight: 500; font-size: 13px; color: var(--muted); vertical-align: bottom; }
th, td { padding: 7px 14px 7px 0; border-bottom: 1px solid var(--rule); }
td { vertical-align: top; }
th:last-child, td:last-child { padding-right: 0; }
.number { text-align: right; white-space: nowrap; }
#quality td:first-child { white-space: nowrap; }
#quality td.number { font-weight: 600; padding-right: 20px; }
#events td { overflow-wrap: anywhere; }
#events td:nth-child(-n+3) { white-space: nowrap; }
@media screen and (max-width: 860px) { svg.half { max-width: 560px; } dl.tiles { display: grid; grid-template-columns: repeat(3, 1fr); } .columns { grid-template-columns: 1fr; } }
@media screen and (max-width: 640px) {
  main { padding: 28px 16px 64px; }
  h1 { font-size: 30px; }
  section { margin-top: 48px; padding-top: 22px; }
  dl.facts { grid-template-columns: 1fr; }
  dl.tiles { grid-template-columns: repeat(2, 1fr); }
  table { font-size: 13px; }
  th, td { padding-right: 10px; }
  svg.wide { display: none; }
  svg.narrow { display: block; }
  #beside .number { white-space: normal; }
  #quality table, #quality tbody, #quality tr { display: block; }
  #quality thead { display: none; }
  #quality tr { display: grid; grid-template-columns: 1fr auto auto; gap: 0 6px; padding: 9px 0; border-bottom: 1px solid var(--rule); }
  #quality td { border: 0; padding: 0; }
  #quality td.number { padding: 0; }
  #quality td:last-child { grid-column: 1 / -1; font-size: 13px; }
}
@media print {
  body { font-size: 11px; }
  table, dl.facts, .legend, figcaption p { font-size: 11px; }
  dl.tiles dd { font-size: 17px; }
  .columns { gap: 20px 28px; }
  .columns > figure, figure { margin-top: 18px; }
  main { max-width: none; padding: 0; }
  section { margin-top: 28px; padding-top: 16px; }
  h2 { break-after: avoid; }
  tr { break-inside: avoid; }
  .scroll, pre { overflow: visible; }
  pre { white-space: pre-wrap; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
`
