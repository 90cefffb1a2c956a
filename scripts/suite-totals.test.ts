import path from "node:path";
import { describe, expect, it } from "vitest";

type Failed = { readonly title: string; readonly error: string; readonly page: readonly string[] };
type Totals = { readonly passed: number };

const LIB = path.resolve(import.meta.dirname, "lib");
const { failedJourneys } = (await import(path.join(LIB, "failed-journeys.mjs"))) as {
  failedJourneys: (report: unknown, read?: () => string) => readonly Failed[];
};
const { printTotals, toTotals } = (await import(path.join(LIB, "suite-totals.mjs"))) as {
  toTotals: (parts: readonly unknown[]) => Totals;
  printTotals: (totals: Totals, line: (text: string) => void) => void;
};

const PAGE = [
  "# Page snapshot",
  "```yaml",
  "- generic [ref=f1e1]:",
  '  - link "Skip to content" [ref=f1e2] [cursor=pointer]:',
  '    - /url: "#main"',
  '  - dialog "Add a key" [ref=f1e4]:',
  "    - alert [ref=f1e5]: Type the key.",
  "```",
].join("\n");

const failure = {
  status: "timedOut",
  error: { message: "\u001b[31mTimeoutError\u001b[39m: waited\nCall log" },
  attachments: [{ name: "error-context", path: "here" }],
};
const passed = { status: "passed", attachments: [] };
const journey = (title: string, status: string, ...results: unknown[]) => ({
  title,
  tests: [{ status, results, annotations: [] }],
});
const report = {
  suites: [
    {
      specs: [journey("goes", "expected", passed)],
      suites: [
        {
          specs: [
            journey("stumbles", "flaky", failure, passed),
            journey("falls", "unexpected", failure, failure),
          ],
        },
      ],
    },
  ],
};

describe("the end of the suite", () => {
  it("counts a journey that passed when it was tried again, and names it", () => {
    const totals = toTotals([{ part: "browser", results: report, code: 1 }]);
    expect(totals).toMatchObject({ passed: 2, failed: ["e2e: falls"], unsteady: ["e2e: stumbles"] });
    const lines: string[] = [];
    printTotals(totals, (line) => lines.push(line));
    expect(lines.join("\n")).toMatch(/unsteady e2e: stumbles/);
    expect(lines.at(-1)).toBe("2 passed, 1 failed, 0 skipped");
  });

  it("says of each try that failed why, and what stood in the dialog of its page", () => {
    const failed = failedJourneys(report, () => PAGE);
    expect(failed.map(({ title }) => title)).toEqual(["stumbles", "falls", "falls"]);
    expect(failed[0]).toEqual({
      title: "stumbles",
      error: "TimeoutError: waited",
      page: ['  - dialog "Add a key":', "    - alert: Type the key."],
    });
  });

  it("is not thrown off by a report without pages, or by none", () => {
    expect(failedJourneys(report, () => "")[0]?.page).toEqual([]);
    expect(failedJourneys(null)).toEqual([]);
  });
});
