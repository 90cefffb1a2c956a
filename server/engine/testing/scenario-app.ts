// The app under test, in a process of its own: it holds the functions of all scenarios, and the embedded engine too
// when that is the one that is tried.
import { appendFileSync } from "node:fs";
import { Inngest } from "inngest";
import { serve } from "inngest/edge";
import { type Clocks, marketMs, wallMs } from "@/server/kernel/clock";
import { mayAsk } from "../engine-api";
import { createOwnEngine, type OwnFunction } from "../own-engine";
import { registerFunctions } from "../register-functions";
import { startWorkerDoor, type WorkerDoorOptions } from "../worker-endpoint";
import type { Effect } from "./scenario";
import { scenarios } from "./scenarios";

export type AppPlace = {
  readonly effectsFile: string;
  readonly port: number;
  readonly signingKey: string;
  readonly eventKey: string;
  /** when the market clock began (wall clock), and how fast it runs */
  readonly baseMs: number;
  readonly speed: number;
} & (
  | { readonly kind: "embedded"; readonly databaseUrl: string }
  | { readonly kind: "server"; readonly serverUrl: string }
);

/** Starts the app; resolves when the engine knows its functions. */
export async function runScenarioApp(place: AppPlace): Promise<void> {
  const clocks = clocksOf(place);
  const build = (client: Inngest): OwnFunction[] =>
    scenarios.flatMap(({ id, functions }) => [
      ...functions(client, (what) => note(place.effectsFile, { scenario: id, what }, clocks)),
    ]);
  if (place.kind === "embedded") return runEmbedded(place, build, clocks);
  const { signingKey, eventKey, serverUrl: baseUrl, port } = place;
  const client = new Inngest({ id: "scenarios", isDev: false, signingKey, eventKey, baseUrl });
  const handler = serve({ client, functions: build(client) });
  await open(port, { serve: handler });
  await registerFunctions(handler, `http://127.0.0.1:${port}/api/inngest`, signingKey);
}

async function runEmbedded(
  place: AppPlace & { kind: "embedded" },
  build: (client: Inngest) => OwnFunction[],
  clocks: Clocks,
): Promise<void> {
  const { databaseUrl, signingKey, eventKey, port } = place;
  const options = { appId: "scenarios", databaseUrl, clocks, signingKey, eventKey };
  const { engine, handler } = createOwnEngine(build, options);
  await engine.start();
  await open(port, {
    serve: handler,
    api: engine.api,
    mayAsk: (path, headers) => mayAsk({ signingKey, eventKey }, path, headers),
  });
}

// here the server itself stands at the door, without the web before it: the SDK checks its signature
const open = (port: number, doors: Pick<WorkerDoorOptions, "serve" | "api" | "mayAsk">) =>
  startWorkerDoor({
    ...doors,
    port,
    mayCall: (headers: Headers) => headers.has("x-inngest-signature"),
    health: () => ({ ok: true }),
    onError: () => undefined,
  });

const clocksOf = ({ baseMs, speed }: AppPlace): Clocks => ({
  market: () => marketMs(baseMs + Math.floor((Date.now() - baseMs) * speed)),
  wall: () => wallMs(Date.now()),
});

function note(file: string, effect: Pick<Effect, "scenario" | "what">, clocks: Clocks): void {
  const line: Effect = { ...effect, marketAt: clocks.market(), at: clocks.wall() };
  appendFileSync(file, `${JSON.stringify(line)}\n`);
}
