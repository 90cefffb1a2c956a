import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { patient } from "./patience";

// the project itself, also out of a bundle: tools and suites run in it
const ROOT = process.cwd();
const READY_TIMEOUT_MS = patient(60_000);
const READY = /is ready after .*: (http:\S+)/;

export type Part = "web" | "worker" | "database" | "supervisor";

export type RunningApp = {
  readonly url: string;
  /** The data folder; hand it to the next startApp to go on with the same data. */
  readonly home: string;
  /** Everything printed so far, both streams. */
  readonly output: () => string;
  /** Ctrl-C; gives the exit status and how long it took. The data stays. */
  readonly stop: () => Promise<{ code: number | null; tookMs: number }>;
  /** kill -9 of one process. */
  readonly kill: (part: Part) => void;
  /** The process id of one part, as it is now. */
  readonly pid: (part: Part) => number;
};

export type StartAsk = {
  readonly args?: readonly string[];
  readonly home?: string;
  /** more of the environment */
  readonly env?: Readonly<Record<string, string>>;
  /** longer where nothing has built the pages yet */
  readonly readyWithinMs?: number;
};

/**
 * Starts the real thing through scripts/start.mjs on a free port, on a data folder of its own unless `home` is
 * given. Throws with all that was printed when it does not become ready.
 */
export async function startApp(ask: StartAsk = {}): Promise<RunningApp> {
  const home = ask.home ?? mkdtempSync(path.join(tmpdir(), "amarktai-journey-"));
  const child = spawn(
    process.execPath,
    [
      path.join(ROOT, "scripts/start.mjs"),
      "--port",
      "0",
      "--home",
      home,
      ...onSimulatedPrices(ask.args ?? []),
    ],
    { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"], env: { ...withoutTestSettings(), ...ask.env } },
  );
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (printed += String(chunk)));
  const output = () => printed;
  const url = await waitForUrl(child, output, ask.readyWithinMs ?? READY_TIMEOUT_MS);
  const pid = (part: Part) => (part === "supervisor" ? (child.pid ?? 0) : readPid(home, part));
  return {
    url,
    home,
    output,
    pid,
    kill: (part) => {
      process.kill(pid(part), "SIGKILL");
    },
    stop: () => stop(child),
  };
}

/** A journey has prices of its own, also on a machine from which exchanges can be reached. */
const onSimulatedPrices = (args: readonly string[]): readonly string[] =>
  ["--market", "--practice", "--candles"].some((one) => args.includes(one))
    ? args
    : ["--market", "simulated", ...args];

/** Removes the data of a stopped app. */
export function removeHome({ home }: Pick<RunningApp, "home">): void {
  rmSync(home, { recursive: true, force: true });
}

function withoutTestSettings(): NodeJS.ProcessEnv {
  const { DATABASE_URL, NODE_ENV, FORCE_COLOR, ...rest } = process.env;
  return Object.fromEntries(
    Object.entries(rest).filter(([name]) => !name.startsWith("AMARKTAI_")),
  ) as NodeJS.ProcessEnv;
}

async function waitForUrl(child: ChildProcess, output: () => string, withinMs: number): Promise<string> {
  const until = Date.now() + withinMs;
  for (;;) {
    const url = READY.exec(output())?.[1];
    if (url) return url;
    if (child.exitCode !== null) throw new Error(`The app ended with status ${child.exitCode}:\n${output()}`);
    if (Date.now() > until) {
      child.kill("SIGINT");
      throw new Error(`The app was not ready after ${withinMs / 1000} s:\n${output()}`);
    }
    await new Promise((done) => setTimeout(done, 100));
  }
}

function readPid(home: string, part: Exclude<Part, "supervisor">): number {
  if (part !== "database") return readJson<{ pid: number }>(path.join(home, "run", `${part}.json`)).pid;
  const { dataDir } = readJson<{ dataDir: string }>(path.join(home, "database.json"));
  return Number(readFileSync(path.join(dataDir, "postmaster.pid"), "utf8").split("\n")[0]);
}

const readJson = <T>(file: string): T => JSON.parse(readFileSync(file, "utf8")) as T;

async function stop(child: ChildProcess): Promise<{ code: number | null; tookMs: number }> {
  const from = Date.now();
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, "exit");
    child.kill("SIGINT");
    await ended;
  }
  return { code: child.exitCode, tookMs: Date.now() - from };
}
