// npm run check: types, lint, imports, tables, length, dead code. Ends with status 1 when any part fails.
import { writeFileSync } from "node:fs";
import { generateClient } from "./lib/build.mjs";
import { CHECKS } from "./lib/checks.mjs";
import { installPackages } from "./lib/install.mjs";
import { took } from "./lib/say.mjs";
import { StopWith } from "./lib/stop-with.mjs";

const AT_ONCE = 2;

/** Runs all parts, two at a time; gives [{name, ok, output}]. */
async function runChecks() {
  const waiting = [...CHECKS];
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

try {
  await installPackages((text) => console.log(text));
  await generateClient();
  const results = await runChecks();
  const report = process.argv.indexOf("--report");
  if (report > 0) writeFileSync(process.argv[report + 1], JSON.stringify(results));
  process.exitCode = results.every(({ ok }) => ok) ? 0 : 1;
} catch (error) {
  if (!(error instanceof StopWith)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
