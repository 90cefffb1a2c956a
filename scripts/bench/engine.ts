// npm run bench -- engine [--json]. The measured process is one of its own and imports the engine, the library it
// drives and nothing else: its memory is theirs.
import { fork } from "node:child_process";
import { readFileSync } from "node:fs";
import { type EngineFigures, measureEngine } from "@/server/engine/bench/measure-engine";
import { openToolDatabase, type ToolDatabase } from "../lib/app-database";

const TICKS_PER_SECOND = 100;

async function main(): Promise<void> {
  const database = await openToolDatabase();
  try {
    const before = databaseCpuSeconds(database);
    const from = performance.now();
    const figures = await measured(database.url);
    const share = (databaseCpuSeconds(database) - before) / ((performance.now() - from) / 1_000);
    print({
      ...figures,
      database: database.own ? "temporary, durable" : "given",
      databaseCores: round(share),
    });
  } finally {
    await database.close();
  }
}

function measured(url: string): Promise<EngineFigures> {
  const [, script = ""] = process.argv;
  const env = { ...process.env, AMARKTAI_BENCH_URL: url };
  // as the worker is started: see scripts/lib/children.mjs
  const child = fork(script, [], { env, execArgv: ["--max-old-space-size=400", "--max-semi-space-size=4"] });
  return new Promise((resolve, reject) => {
    child.once("message", (figures) => resolve(figures as EngineFigures));
    child.once("exit", (code) => reject(new Error(`The measured process ended with status ${code}.`)));
  });
}

/** CPU time of the temporary Postgres and the processes it started, in seconds; 0 where it cannot be read. */
function databaseCpuSeconds({ own }: ToolDatabase): number {
  const pid = own?.pid();
  if (!pid || process.platform !== "linux") return 0;
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")
    .trim()
    .split(" ")
    .filter(Boolean);
  const ended = [11, 12, 13, 14].reduce((sum, field) => sum + Number(fields[field] ?? 0), 0);
  return (ended + children.reduce((sum, child) => sum + ownTicks(child), 0)) / TICKS_PER_SECOND;
}

function ownTicks(pid: string): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
  } catch {
    return 0;
  }
}

function print(figures: object): void {
  if (process.argv.includes("--json")) console.log(JSON.stringify(figures));
  else for (const [name, value] of Object.entries(figures)) console.log(`${name.padEnd(18)} ${value}`);
}

const round = (value: number): number => Math.round(value * 100) / 100;

const url = process.env.AMARKTAI_BENCH_URL;
if (url) {
  process.send?.(await measureEngine(url));
  process.disconnect();
} else {
  await main();
}
