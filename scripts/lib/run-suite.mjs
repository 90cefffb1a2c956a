// The whole suite, on a database of its own that is removed afterwards.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { findBrowser } from "./browser.mjs";
import { buildWeb, buildWorker, generateClient } from "./build.mjs";
import { lockBuild } from "./build-lock.mjs";
import { printFailedJourneys } from "./failed-journeys.mjs";
import { installPackages } from "./install.mjs";
import { inRoot, node24 } from "./paths.mjs";
import { endSteps, runStep } from "./run-step.mjs";
import { makeSay, took } from "./say.mjs";
import { StopWith } from "./stop-with.mjs";
import { removeLeftovers, startTestDatabase } from "./suite-database.mjs";
import { printTotals, toTotals } from "./suite-totals.mjs";
import { toStop } from "./to-stop.mjs";

const STEPS = 6;
const isBrowserTest = (file) => path.normalize(file).startsWith("e2e");

/** Runs everything, or only `files`; gives the exit status. */
export async function runSuite(files) {
  const say = makeSay(process.stdout, STEPS);
  const run = { stopping: false, closers: [] };
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(name, () => {
      run.stopping = true;
      endSteps();
    });
  }
  try {
    const totals = await runParts(files, run, say);
    if (run.stopping) throw new StopWith("Stopped before the end.", 130);
    printTotals(totals, say.line);
    return totals.failed.length === 0 && totals.passed > 0 ? 0 : 1;
  } catch (error) {
    const { message, exitCode } = toStop(error);
    process.stderr.write(`${message}\n`);
    return exitCode;
  } finally {
    for (const close of run.closers.reverse()) await close();
  }
}

async function runParts(files, run, say) {
  const all = files.length === 0;
  const browserFiles = files.filter(isBrowserTest);
  const otherFiles = files.filter((file) => !isBrowserTest(file));
  const release = await lockBuild(run, say);
  try {
    await prepare(say);
  } finally {
    release();
  }
  const work = mkdtempSync(path.join(tmpdir(), "amarktai-suite-"));
  run.closers.push(() => rmSync(work, { recursive: true, force: true }));
  const reports = [];
  const add = async (part, work) => {
    if (!run.stopping) reports.push({ part, ...(await work().catch(toFailure)) });
  };
  if (all) await add("check", () => check(work, say));
  if (all || otherFiles.length > 0) await add("unit", () => unit(work, otherFiles, run, say));
  if (all || browserFiles.length > 0) await add("browser", () => journeys(work, browserFiles, run, say));
  return toTotals(reports);
}

/** A part that cannot be run has failed, and the others still count. */
function toFailure(error) {
  if (!(error instanceof StopWith)) throw error;
  return { results: null, why: error.message };
}

async function prepare(say) {
  const from = Date.now();
  await say.during("installing", () => installPackages(say.note));
  await generateClient();
  say.step(1, `packages: in place after ${took(from)}`);
}

async function check(work, say) {
  say.step(2, "check: types, lint, imports, tables, length, dead code");
  const report = path.join(work, "check.json");
  await runStep(node24(), [inRoot("scripts", "check.mjs"), "--report", report], { show: true });
  return { results: readReport(report) };
}

async function unit(work, files, run, say) {
  removeLeftovers();
  const from = Date.now();
  const database = await startTestDatabase();
  run.closers.push(database.close);
  say.step(3, `database: a temporary one, ready after ${took(from)}`);
  say.step(4, "unit, property and database tests");
  const report = path.join(work, "unit.json");
  const reporters = ["--reporter=default", `--reporter=${inRoot("scripts", "lib", "vitest-reporter.mjs")}`];
  const vitest = inRoot("node_modules", "vitest", "vitest.mjs");
  const env = { ...process.env, AMARKTAI_TEST_DATABASE_URL: database.url, AMARKTAI_UNIT_REPORT: report };
  const { code } = await runStep(node24(), [vitest, "run", ...reporters, ...files], { env, show: true });
  return { results: readReport(report), code };
}

async function journeys(work, files, run, say) {
  if (!existsSync(inRoot("e2e")) || !readdirSync(inRoot("e2e")).some((name) => name.endsWith(".spec.ts"))) {
    say.step(5, "browser: there are no journeys in e2e/");
    return { results: [], code: 0 };
  }
  const browser = await say.during("installing the browser", () => findBrowser(say.note));
  say.step(5, `browser: ${browser}`);
  const release = await lockBuild(run, say);
  try {
    await generateClient();
    await buildWorker();
    await say.during("building", () => buildWeb(say.note));
  } finally {
    release();
  }
  say.step(6, "browser journeys");
  const report = path.join(work, "browser.json");
  const cli = inRoot("node_modules", "@playwright", "test", "cli.js");
  const env = { ...process.env, AMARKTAI_CHROMIUM: browser, PLAYWRIGHT_JSON_OUTPUT_FILE: report };
  const { code } = await runStep(node24(), [cli, "test", "--reporter=list,json", ...files], {
    env,
    show: true,
  });
  const results = readReport(report);
  printFailedJourneys(results, say.line);
  return { results, code };
}

/** What a tool wrote about its run, or null when it did not get that far. */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}
