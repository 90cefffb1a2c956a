import type { Letter } from "@/server/alerts/letters";
import { env } from "@/server/platform/env";
import type { ReportContent } from "./core/report";
import { composeLetter } from "./mail/compose-letter";
import { drawEquity } from "./mail/draw-equity";
import { chartName, printHtml, printText } from "./mail/print-letter";

/** A report as mail: HTML, plain text, and a picture for each currency with a curve. */
export function renderReport(content: ReportContent): Letter {
  const link = `${env().NEXTAUTH_URL.replace(/\/+$/, "")}/reports`;
  const letter = composeLetter(content);
  return {
    subject: letter.subject,
    text: printText(letter, link),
    html: printHtml(letter, link),
    images: content.currencies
      .filter(({ curve }) => curve.length >= 2)
      .map(({ currency, curve }) => ({
        name: chartName(currency),
        png: drawEquity(curve).toString("base64"),
      })),
  };
}
