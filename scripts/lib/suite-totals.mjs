// Adds up what the parts of the suite reported.
import { specsOf } from "./failed-journeys.mjs";

/**
 * Gives {passed, failed: [name], skipped: [{name, reason}], unsteady: [name]} of all parts; a part without a report has
 * failed. Unsteady is a journey that failed and then passed from its beginning: it counts as passed, and is named.
 */
export function toTotals(reports) {
  const lists = reports.map(toList);
  return {
    passed: lists.reduce((sum, { passed }) => sum + passed, 0),
    failed: lists.flatMap(({ failed }) => failed),
    skipped: lists.flatMap(({ skipped }) => skipped),
    unsteady: lists.flatMap(({ unsteady = [] }) => unsteady),
  };
}

function toList({ part, results, code, why = "it did not finish" }) {
  if (results === null) return { passed: 0, failed: [`${part}: ${why}`], skipped: [] };
  const list = { check: ofChecks, unit: ofUnits, browser: ofJourneys }[part](results);
  // a tool that ends badly with every test green (an error outside of tests) is a failure all the same
  if (code && list.failed.length === 0) list.failed.push(`${part}: it ended with status ${code}`);
  return list;
}

const ofChecks = (results) => ({
  passed: results.filter(({ ok }) => ok).length,
  failed: results.filter(({ ok }) => !ok).map(({ name }) => `check: ${name}`),
  skipped: [],
});

const ofUnits = ({ passed, failed, skipped }) => ({ passed, failed: [...failed], skipped });

function ofJourneys(report) {
  const specs = (report.suites ?? []).flatMap((suite) => specsOf(suite));
  const tests = specs.flatMap(({ title, tests: runs }) => runs.map((run) => ({ title, run })));
  const having = (...states) => tests.filter(({ run }) => states.includes(run.status));
  return {
    passed: having("expected", "flaky").length,
    failed: having("unexpected").map(({ title }) => `e2e: ${title}`),
    skipped: having("skipped").map(({ title, run }) => ({ name: `e2e: ${title}`, reason: reasonOf(run) })),
    unsteady: having("flaky").map(({ title }) => `e2e: ${title}`),
  };
}

const reasonOf = (run) =>
  run.annotations?.find(({ type }) => type === "skip")?.description ?? "no reason given";

/** The end of the suite: what failed, what was skipped and why, and the line that counts. */
export function printTotals({ passed, failed, skipped, unsteady }, line) {
  line("");
  for (const name of unsteady)
    line(`unsteady ${name}: passed when it was tried again; why it failed stands above`);
  for (const name of failed) line(`failed   ${name}`);
  for (const { name, reason } of skipped) line(`skipped  ${name}: ${reason}`);
  line(`${passed} passed, ${failed.length} failed, ${skipped.length} skipped`);
}
