import { inflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { toDecimal } from "@/server/kernel/money";
import { buildReport } from "../core/build-report";
import { sampleFacts, tally } from "../testing/sample-report";
import { composeLetter } from "./compose-letter";
import { CHART_HEIGHT, CHART_WIDTH, drawEquity } from "./draw-equity";
import { printHtml, printText } from "./print-letter";

const LINK = "https://bots.example.org/reports";
const letterOf = (more: Parameters<typeof sampleFacts>[0] = {}) =>
  composeLetter(buildReport(sampleFacts(more)));

test("HTML and text say the same figures, with the book's name on it", () => {
  const letter = letterOf();
  expect(letter.subject).toBe("Amarktai Daily report: Sunday 29 November 2026, paper book");
  const [markup, text] = [printHtml(letter, LINK).replaceAll("\u00a0", " "), printText(letter, LINK)];
  for (const words of [
    ...[
      "paper book",
      "no real money",
      "+12.34 USDT (1.12 %)",
      "+12.35 USDT",
      "1 112.34 USDT",
      "+100.00 USDT",
    ],
    ...["Zeus (1 trade)", "+15.50 USDT (7.75 %)", "Hera", "not known", "5 000.00 ZAR", "2 (67 %)", LINK],
  ]) {
    expect(markup, words).toContain(words);
    expect(text, words).toContain(words);
  }
  expect(markup).toContain("\u22123.16 USDT");
});

test("says plainly that nothing happened", () => {
  const letter = letterOf({ tallies: [] });
  expect(letter.summary).toBe("Nothing happened.");
  expect(printText(letter, LINK)).toContain("Nothing happened: no bot bought or sold");
});

test("takes names and reasons of strangers for text, and fetches nothing", () => {
  const evil = `<img src=x onerror=alert(1)>"'&`;
  const said = [{ at: "2026-11-29T10:00:00.000Z", words: evil }];
  const bots = new Map([["zeus", { name: evil, capital: toDecimal("1") }]]);
  const markup = printHtml(
    letterOf({ bots, promotions: said, bodyguard: said, tallies: [tally("zeus", "1")] }),
    LINK,
  );
  expect(markup).not.toMatch(/<img src=x|<script/);
  expect(markup).toContain("&lt;img src=x onerror=alert(1)&gt;");
  expect([...markup.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, to]) => to)).toEqual([
    "cid:equity-usdt@amarktai",
    LINK,
  ]);
  // the ground and the colour of text are the mailbox's own
  expect(markup).not.toMatch(/background|[;{]color:#(?:000|fff)/);
});

test("the picture is a PNG whose line goes where the equity went", () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 10, 29, 0, minute)).toISOString();
  const png = drawEquity([
    { at: at(0), equity: "1" },
    { at: at(1), equity: "3" },
    { at: at(2), equity: "2" },
  ]);
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([CHART_WIDTH, CHART_HEIGHT]);
  const length = png.readUInt32BE(33);
  const rows = inflateSync(png.subarray(41, 41 + length));
  expect(rows.length).toBe((CHART_WIDTH * 4 + 1) * CHART_HEIGHT);
  /** The middle of what is fully drawn in a column, 0 at the bottom and 1 at the top. */
  const heightAt = (column: number) => {
    const drawn = Array.from({ length: CHART_HEIGHT }, (_, row) => row).filter(
      (row) => rows[row * (CHART_WIDTH * 4 + 1) + 1 + column * 4 + 3] === 255,
    );
    return 1 - (drawn.reduce((sum, row) => sum + row, 0) / drawn.length + 0.5) / CHART_HEIGHT;
  };
  const [start, middle, end] = [
    heightAt(0),
    heightAt((CHART_WIDTH - 1) / 2 - 0.5),
    heightAt(CHART_WIDTH - 1),
  ];
  expect(start).toBeLessThan(0.1);
  expect(middle).toBeGreaterThan(0.9);
  expect(end).toBeCloseTo(0.5, 1);
});

test("a curve that never moved, or has one point, is drawn and breaks nothing", () => {
  const point = { at: "2026-11-29T00:00:00.000Z", equity: "5" };
  for (const points of [[], [point], [point, { ...point, at: "2026-11-29T01:00:00.000Z" }]])
    expect(drawEquity(points).subarray(1, 4).toString()).toBe("PNG");
});
