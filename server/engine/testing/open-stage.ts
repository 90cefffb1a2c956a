// Puts an engine and the scenarios' app on a stage, each in processes that can be killed.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { build } from "esbuild";
import { until } from "./engine-lab";
import type { Effect, Scenario, Stage } from "./scenario";
import type { AppPlace } from "./scenario-app";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const KEY = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";
/** The embedded engine's market clock here: a minute in four seconds. */
const SPEED = 15;
const SEND_TRIES = 60;

export type Theatre = {
  readonly stageOf: (scenario: Pick<Scenario, "id">) => Stage;
  readonly close: () => Promise<void>;
};

/** The embedded engine lives in the app: to kill one is to kill both. */
export async function openEmbedded(databaseUrl: string): Promise<Theatre> {
  const at = { effectsFile: newFile(), port: await freePort(), baseMs: Date.now(), speed: SPEED };
  const keys = { signingKey: `signkey-test-${KEY}`, eventKey: "scenarios" };
  const app = await startProgram({ kind: "embedded", databaseUrl, ...at, ...keys });
  const eventUrl = `http://127.0.0.1:${at.port}/e/${keys.eventKey}`;
  return toTheatre({ ...at, eventUrl, patienceMs: 20_000, killApp: app.kill, killEngine: app.kill }, [app]);
}

/**
 * A real server: `url` of one that runs and reaches this machine's loopback, or the binary to start. Killing it needs
 * the binary with INNGEST_POSTGRES_URI and INNGEST_REDIS_URI: with its built-in stores it forgets.
 */
export async function openServer(from: { url?: string | undefined; binary?: string | undefined }) {
  const keys = {
    signingKey: process.env.INNGEST_SIGNING_KEY || KEY,
    eventKey: process.env.INNGEST_EVENT_KEY || "e0".repeat(16),
  };
  const port = await freePort();
  const serverUrl = from.url || `http://127.0.0.1:${port}`;
  const server = from.url ? null : await startServer(from.binary ?? "", port, keys);
  const at = { effectsFile: newFile(), port: await freePort(), baseMs: Date.now(), speed: 1 };
  const app = await startProgram({ kind: "server", serverUrl, ...at, ...keys });
  const killEngine = server?.kill ?? (() => Promise.reject(new Error("this server is not ours to kill")));
  const eventUrl = `${serverUrl}/e/${keys.eventKey}`;
  const parts = server ? [app, server] : [app];
  return toTheatre({ ...at, eventUrl, patienceMs: 150_000, killApp: app.kill, killEngine }, parts);
}

type Props = {
  readonly effectsFile: string;
  readonly eventUrl: string;
  readonly speed: number;
  readonly patienceMs: number;
  readonly killApp: () => Promise<void>;
  readonly killEngine: () => Promise<void>;
};

function toTheatre(props: Props, programs: readonly Program[]): Theatre {
  return {
    stageOf: ({ id }) => {
      const effects = () => readEffects(props.effectsFile).filter(({ scenario }) => scenario === id);
      const count = (what: string) => effects().filter((effect) => effect.what === what).length;
      return {
        effects,
        count,
        killApp: props.killApp,
        killEngine: props.killEngine,
        send: (name, data = {}, eventId) =>
          sendEvent(props.eventUrl, { name, data, ...(eventId ? { id: eventId } : {}) }),
        until: (what, times = 1) =>
          until(`"${what}" ${times} times in "${id}"`, () => count(what) >= times, props.patienceMs),
        pass: (marketMs) => sleep(marketMs / props.speed),
      };
    },
    close: async () => {
      for (const program of programs) await program.end();
      rmSync(path.dirname(props.effectsFile), { recursive: true, force: true });
    },
  };
}

function newFile(): string {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "amarktai-scenarios-")), "effects");
  writeFileSync(file, "");
  return file;
}

const readEffects = (file: string): Effect[] =>
  readFileSync(file, "utf8")
    .split("\n")
    // what stands behind the last newline is being written, or was cut off by the kill
    .slice(0, -1)
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Effect);

async function sendEvent(url: string, event: object): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const reply = await fetch(url, { method: "POST", body: JSON.stringify([event]) }).catch(() => null);
    if (reply?.ok) return;
    if (attempt >= SEND_TRIES) throw new Error(`the event was not taken: ${reply?.status ?? "no answer"}`);
    await sleep(100);
  }
}

type Program = { readonly kill: () => Promise<void>; readonly end: () => Promise<void> };

/** A child that is killed by kill -9 and started again at once. */
async function keepProgram(start: () => Promise<ChildProcess>, clean = () => {}): Promise<Program> {
  let child = await start();
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
  };
  return {
    kill: async () => {
      await stop();
      child = await start();
    },
    end: async () => {
      await stop();
      clean();
    },
  };
}

async function startProgram(place: AppPlace): Promise<Program> {
  const script = path.join(ROOT, `node_modules/.cache/scenario-app-${process.pid}-${place.port}.mjs`);
  mkdirSync(path.dirname(script), { recursive: true });
  const contents = `import { runScenarioApp } from "@/server/engine/testing/scenario-app";
    await runScenarioApp(JSON.parse(process.argv[2]));
    process.send("ready");`;
  await build({
    stdin: { contents, resolveDir: ROOT, loader: "js" },
    alias: { "@": ROOT },
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    outfile: script,
  });
  const start = async () => {
    const stdio = ["ignore", "ignore", "inherit", "ipc"] as const;
    const child = spawn(process.execPath, [script, JSON.stringify(place)], { stdio: [...stdio] });
    await new Promise<void>((resolve, reject) => {
      child.once("message", () => resolve());
      child.once("exit", (code) => reject(new Error(`the app ended with status ${code}`)));
    });
    return child;
  };
  return keepProgram(start, () => rmSync(script, { force: true }));
}

async function startServer(
  binary: string,
  port: number,
  keys: { signingKey: string; eventKey: string },
): Promise<Program> {
  const folder = mkdtempSync(path.join(tmpdir(), "amarktai-inngest-"));
  const stores = process.env.INNGEST_POSTGRES_URI ? [] : ["--sqlite-dir", folder];
  const start = async () => {
    const args = ["start", "--port", String(port), "--event-key", keys.eventKey, ...stores];
    const child = spawn(binary, [...args, "--signing-key", keys.signingKey], { stdio: "ignore" });
    const answers = () =>
      fetch(`http://127.0.0.1:${port}/health`).then(
        (reply) => reply.ok,
        () => false,
      );
    await until("the Inngest server answers", answers, 60_000);
    return child;
  };
  return keepProgram(start, () => rmSync(folder, { recursive: true, force: true }));
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
