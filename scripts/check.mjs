// npm run check: types, lint, imports, tables, length, dead code. Ends with status 1 when any part fails.
import { prepareProject } from "./lib/prepare-project.mjs";
import { took } from "./lib/say.mjs";
import { endWithStatus } from "./lib/to-stop.mjs";
import { writeWhole } from "./lib/write-file.mjs";

const AT_ONCE = 2;

/** Runs all parts, two at a time; gives [{name, ok, output}]. */
async function runChecks(checks) {
  const waiting = [...checks];
  const results = [];
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const from = Date.now();
      const { ok, output } = await next.run();
      console.log(
        `${ok ? "ok  " : "FAIL"}  ${next.name} (${took(from)})${ok ? `: ${output}` : `\n${output}\n`}`,
      );
      results.push({ name: next.name, ok, output });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return results;
}

process.exitCode = await endWithStatus(async () => {
  await prepareProject((text) => console.log(text));
  // they load packages: not before those are there
  const { CHECKS } = await import("./lib/checks.mjs");
  const results = await runChecks(CHECKS);
  const report = process.argv.indexOf("--report");
  if (report > 0) writeWhole(process.argv[report + 1], JSON.stringify(results));
  return results.every(({ ok }) => ok) ? 0 : 1;
});
