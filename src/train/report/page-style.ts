// SPDX-License-Identifier: MIT
// The look of a report: light or dark as the reader has it, and on paper.

/** Style sheet; no font and no picture comes from anywhere else. */
export const PAGE_STYLE = `:root{color-scheme:light dark;--paper:#fff;--ink:#1c2330;--soft:#5a6474;--line:#dde2ea;--panel:#f5f7fa;
--good:#1b7f5c;--bad:#b3401f;--warn:#fff6df;--warn-line:#d9a514;
--series-0:#0b62c4;--series-1:#c2500c;--series-2:#1b7f5c;--series-3:#8b3fa8;--series-4:#8a6100;--series-5:#6b7280}
@media screen and (prefers-color-scheme:dark){:root{--paper:#12161d;--ink:#e6eaf1;--soft:#a3adbd;--line:#2d3542;--panel:#1a202a;
--good:#5fd0a3;--bad:#ff9b7a;--warn:#2b2513;--warn-line:#d9a514;
--series-0:#6fb1ff;--series-1:#ff9d61;--series-2:#5fd0a3;--series-3:#d8a0f2;--series-4:#e2c04a;--series-5:#a5adba}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:1000px;margin:0 auto;padding:24px 20px 64px}
h1{font-size:1.7rem;line-height:1.2;margin:0 0 4px}
h2{font-size:1.3rem;margin:48px 0 8px;padding-top:16px;border-top:1px solid var(--line)}
h3{font-size:1.05rem;margin:28px 0 8px}
p{margin:8px 0;max-width:70ch}
.about{color:var(--soft);margin:0 0 24px}
.summary{background:var(--panel);border-radius:10px;padding:16px 22px 12px}
.summary .verdict{font-size:1.2rem;font-weight:600;margin:0 0 8px;max-width:none}
.summary h2{border:0;margin:0 0 4px;padding:0;font-size:.85rem;letter-spacing:.04em;color:var(--soft)}
li{margin:4px 0;max-width:75ch}
.warnings{background:var(--warn);border-left:4px solid var(--warn-line);border-radius:0 10px 10px 0;margin:16px 0;padding:10px 22px}
.warnings h2{border:0;margin:0;padding:0;font-size:1rem}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:4px 18px;padding:0;margin:20px 0 0;font-size:.92rem}
a{color:var(--series-0)}
.figures{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:28px 32px;align-items:start}
figure{margin:0;min-width:0}
figure.wide{grid-column:1/-1}
.swatch{display:inline-block;width:12px;height:12px;border-radius:3px}
figure svg.plot{width:100%;height:auto;max-width:560px;font-size:11px}
figcaption{font-size:.9rem;color:var(--soft);margin-bottom:6px}
figcaption strong{color:var(--ink)}
.plot{--plot-background:var(--paper)}
details{font-size:.85rem;margin-top:4px}
summary{cursor:pointer;color:var(--soft)}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:4px 20px;padding:0;margin:8px 0 16px;font-size:.9rem}
.legend li{display:flex;align-items:center;gap:8px;margin:0}
.scroll{overflow-x:auto;margin:12px 0}
table{border-collapse:collapse;font-size:.86rem;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--soft);padding:4px 0}
.caption{color:var(--soft);font-size:.86rem;margin:0 0 4px}
td{white-space:pre}th,td{padding:4px 12px 4px 0;text-align:right;border-bottom:1px solid var(--line);font-weight:400;vertical-align:top}
thead th{color:var(--soft);vertical-align:bottom}
th:first-child{text-align:left;white-space:nowrap}
.words{display:grid;grid-template-columns:max-content 1fr;gap:4px 18px;margin:12px 0}.words dd{margin:0}
figure.wide svg.plot{max-width:860px}
.metrics td:nth-child(2),.metrics thead th:nth-child(2),tr.marked th,tr.marked td{font-weight:600}
.confusion td,.confusion th{padding:10px 16px;text-align:left;border:1px solid var(--line)}
.confusion thead td{border:0}
.confusion b{display:block;font-size:1.25rem}
.confusion span{color:var(--soft)}
.right b{color:var(--good)}.wrong b{color:var(--bad)}
.bar{vertical-align:middle}.for{fill:var(--series-0)}.against{fill:var(--series-1)}
@media screen and (max-width:720px){main{padding:16px 14px 48px}.figures{grid-template-columns:minmax(0,1fr)}h1{font-size:1.4rem}
.confusion td,.confusion th{padding:6px 8px}}
@media print{td{white-space:pre-line}body{font-size:10.5pt}main{max-width:none;padding:0}nav,details{display:none}.scroll{overflow:visible}
h2{break-after:avoid;margin-top:24px}h3,caption{break-after:avoid}figure,tr,.summary,.warnings,.confusion,.example{break-inside:avoid}
table{font-size:8pt}th,td{padding:2px 6px 2px 0}.figures{gap:16px}th:first-child{white-space:normal}
body,.summary,.warnings,.plot,.bar,.legend{print-color-adjust:exact;-webkit-print-color-adjust:exact}}`
