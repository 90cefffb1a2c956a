/** Everything the page looks like: narrow first, light and dark by the reader's choice, ink on white when printed. */
export const PAGE_STYLE = `
:root{color-scheme:light dark;--page:#fff;--panel:#f5f7fa;--line:#d5dbe5;--text:#131a2a;--soft:#4d586c;--gain:#0a7a4b;--loss:#c62828;--mark:#1d4ed8;--fall:#c6282833}
@media (prefers-color-scheme:dark){:root{--page:#0f172a;--panel:#172136;--line:#2f3b54;--text:#e8edf6;--soft:#a6b2c8;--gain:#2ecc8f;--loss:#ff6b6b;--mark:#8ab4ff;--fall:#ff6b6b33}}
*{box-sizing:border-box}
body{margin:0 auto;padding:16px;max-width:1080px;background:var(--page);color:var(--text);font:15px/1.45 system-ui,sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
h1{font-size:20px;margin:0 0 4px}h2{font-size:16px;margin:28px 0 8px}h3{font-size:14px;margin:14px 0 4px}
p{margin:4px 0 8px}.soft,small,caption{color:var(--soft);font-size:13px}small{font-weight:400}
caption{text-align:left;padding-bottom:4px}
.kpis{display:grid;grid-template-columns:repeat(2,1fr);gap:8px;margin:14px 0;padding:0}@media (min-width:640px){.kpis{grid-template-columns:repeat(4,1fr)}}
.kpis div{background:var(--panel);border:1px solid var(--line);border-radius:8px;padding:8px 10px}
.kpis dt{color:var(--soft);font-size:13px}.kpis dd{margin:0;font-size:18px}
.gain{color:var(--gain)}.loss{color:var(--loss)}
.wide{overflow-x:auto}.wide th,.wide td{white-space:nowrap;overflow-wrap:normal}.two>div{min-width:0;overflow-x:auto}td.v{text-align:right}
table{border-collapse:collapse;width:100%;font-size:13px}
th,td{padding:4px 8px;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
.r{text-align:right;white-space:nowrap}thead th{color:var(--soft);font-weight:500}
td.heat{text-align:right;background:color-mix(in srgb,var(--gain) calc(var(--h)*55%),transparent)}
td.cold{text-align:right;background:color-mix(in srgb,var(--loss) calc(var(--h)*55%),transparent)}
td.best{outline:2px solid var(--mark);outline-offset:-2px}
.chart{display:grid;grid-template-columns:1fr auto;gap:2px 6px;margin:8px 0}
.plot{position:relative;height:220px;background:var(--panel);border:1px solid var(--line);overflow:hidden}
.plot.low{height:80px}.plot svg{position:absolute;inset:0;width:100%;height:100%}
.axis{display:flex;flex-direction:column;justify-content:space-between;font-size:12px;color:var(--soft);text-align:right;min-width:72px}
.times{display:flex;justify-content:space-between;font-size:12px;color:var(--soft)}
path{vector-effect:non-scaling-stroke;fill:none;stroke-width:1.5}
.eq{stroke:var(--mark)}.hold{stroke:var(--soft);stroke-dasharray:4 3}.fall{fill:var(--fall);stroke:var(--loss);stroke-width:1}
.up{fill:var(--gain);stroke:var(--gain);stroke-width:1}.down{fill:var(--loss);stroke:var(--loss);stroke-width:1}
.plot i{position:absolute;width:0;height:0;border:5px solid transparent;margin-left:-5px}
.plot i.b{border-bottom:8px solid var(--mark);border-top:0}.plot i.s{border-top:8px solid var(--text);border-bottom:0;margin-top:-8px}
.plot i.d{width:7px;height:7px;border:0;border-radius:50%;background:var(--soft);margin:-4px}.plot i.d.p{background:var(--mark);width:9px;height:9px}
.key{font-size:13px;color:var(--soft)}
pre{white-space:pre-wrap;background:var(--panel);border:1px solid var(--line);border-radius:8px;padding:10px;font-size:13px}
.bad{border-left:4px solid var(--loss);padding-left:10px}.good{border-left:4px solid var(--gain);padding-left:10px}
.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,300px),1fr));gap:0 24px}
@media print{:root{--page:#fff;--panel:#fff;--line:#bbb;--text:#000;--soft:#444;--gain:#0a7a4b;--loss:#c62828;--mark:#1d4ed8;--fall:#c6282833}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}body{padding:0;max-width:none;font-size:11px}.wide{overflow:visible}
section,figure,tr,.chart{break-inside:avoid}section.long{break-inside:auto}h2{break-after:avoid}}
figure{margin:0}
`;
