import { Html, html } from "@/server/backtest/html-report/html";
import type { Block, Letter } from "./compose-letter";
import { CHART_HEIGHT, CHART_WIDTH } from "./draw-equity";

/** The name a mail calls the picture of a currency by. */
export const chartName = (currency: string): string => `equity-${currency.toLowerCase()}@amarktai`;

/** A letter in plain text. */
export function printText({ title, blocks }: Letter, link: string): string {
  return [title, "", ...blocks.flatMap(textOf), link, ""].join("\n").replaceAll("\u00a0", " ");
}

function textOf(block: Block): readonly string[] {
  switch (block.kind) {
    case "heading":
      return [block.text, "-".repeat(block.text.length)];
    case "note":
      return [block.text, ""];
    case "chart":
      return [`${block.words}.`, ""];
    case "list":
      return [...block.items.map((item) => `- ${item}`), ""];
    case "figures": {
      const width = Math.max(0, ...block.rows.map(({ label }) => label.length));
      return [...block.rows.map(({ label, value }) => `${label.padEnd(width)}  ${value}`), ""];
    }
  }
}

// No colour of the ground and none of the text: a mailbox's own are right by day and by night. What gained or lost says
// so by its sign as well.
const STYLE = new Html(`
body{margin:0;padding:16px;font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
.page{max-width:560px;margin:0 auto}
h1{font-size:20px;line-height:1.3;margin:0 0 8px}
h2{font-size:16px;margin:24px 0 4px}
p{margin:8px 0}
table{width:100%;border-collapse:collapse}
th,td{padding:5px 0;border-bottom:1px solid rgba(128,128,128,.35);vertical-align:top;font-weight:400}
th{text-align:left;padding-right:12px}
td{text-align:right;font-variant-numeric:tabular-nums}
ul{margin:8px 0;padding-left:20px}
img{display:block;width:100%;height:auto;margin:12px 0 4px}
.up{color:#15803d}.down{color:#b91c1c}
@media (prefers-color-scheme:dark){.up{color:#4ade80}.down{color:#f87171}}
`);

/** A letter as HTML for mailboxes; pictures are named by `cid:`, and nothing is fetched from anywhere. */
export function printHtml({ title, summary, blocks }: Letter, link: string): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
<title>${title}</title><style>:root{color-scheme:light dark}${STYLE}</style></head>
<body><div style="display:none;max-height:0;overflow:hidden">${summary}</div>
<div class="page"><h1>${title}</h1>
${blocks.map(htmlOf)}
<p><a href="${link}">Open it in Amarktai</a></p></div></body></html>
`.text;
}

function htmlOf(block: Block): Html {
  switch (block.kind) {
    case "heading":
      return html`<h2>${block.text}</h2>\n`;
    case "note":
      return html`<p>${block.text}</p>\n`;
    case "chart":
      return html`<img src="cid:${chartName(block.currency)}" alt="${block.words}" width="${CHART_WIDTH / 2}" height="${CHART_HEIGHT / 2}">\n`;
    case "list":
      return html`<ul>${block.items.map((item) => html`<li>${item}</li>`)}</ul>\n`;
    case "figures":
      return html`<table>${block.rows.map(
        ({ label, value, tone }) =>
          html`<tr><th scope="row">${label}</th><td class="${tone}">${value}</td></tr>`,
      )}</table>\n`;
  }
}
