// What the page showed when a journey failed: where only the output of a run is kept, nothing else tells why.
import { readFileSync } from "node:fs";

const SHOWN_MAX = 4;
const LINES_MAX = 90;
const LINE_LENGTH_MAX = 160;

/** The journeys of a report that failed in one of their tries: {title, error, page: [line]}, the first few of them. */
export function failedJourneys(report, read = readContext) {
  const specs = (report?.suites ?? []).flatMap((suite) => specsOf(suite));
  return specs
    .flatMap(({ title, tests }) =>
      tests.flatMap(({ results }) => results.filter(isFailure).map((result) => ({ title, result }))),
    )
    .slice(0, SHOWN_MAX)
    .map(({ title, result }) => ({
      title,
      error: firstLine(result.error?.message),
      page: toLines(read(result.attachments?.find(({ name }) => name === "error-context")?.path)),
    }));
}

/** All specs of a suite, nested ones too. */
export const specsOf = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specsOf)];

/** Says them, a line each. */
export function printFailedJourneys(report, line) {
  for (const { title, error, page } of failedJourneys(report)) {
    line("");
    line(`e2e: ${title}: ${error}`);
    line("the page showed:");
    for (const each of page) line(`  ${each}`);
  }
}

const isFailure = ({ status }) => status !== "passed" && status !== "skipped";

// biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of a terminal are control characters
const COLOURS = /\u001b\[[0-9;]*m/g;
const firstLine = (text) => (text ?? "no word of it").replace(COLOURS, "").split("\n")[0];

/** The page as its reader of the screen has it, without what only a program needs. */
function toLines(text) {
  const snapshot = /```yaml\n([\s\S]*?)```/.exec(text)?.[1] ?? "";
  const lines = snapshot
    .split("\n")
    .map((line) => line.replace(/ \[(ref|cursor)=[^\]]*\]/g, ""))
    .filter((line) => line.trim() !== "" && !/^\s*- (\/url: .*|generic:?|paragraph:?|list:?)$/.test(line))
    .map((line) => line.slice(0, LINE_LENGTH_MAX));
  // a dialog is what was being worked at
  const dialog = lines.findIndex((line) => /^\s*- (alert)?dialog/.test(line));
  return lines.slice(Math.max(0, dialog)).slice(0, LINES_MAX);
}

function readContext(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
