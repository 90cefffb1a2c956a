// An embedded engine with a client of its own, beside the app's: for measurements, proofs and tests. Several on one
// database are several workers.
import { Inngest } from "inngest";
import { serve } from "inngest/edge";
import { createEngineTransport } from "@/server/events/engine-transport";
import { createEmbeddedEngine, type EmbeddedEngine, type EmbeddedEngineOptions } from "./embedded-engine";

export type OwnFunction = ReturnType<Inngest["createFunction"]>;

export type OwnEngine = {
  readonly engine: EmbeddedEngine;
  readonly client: Inngest;
  readonly handler: (request: Request) => Promise<Response>;
};

export type OwnEngineOptions = Omit<EmbeddedEngineOptions, "serve" | "log" | "clockId"> & {
  /** The functions' ids begin with it. */
  readonly appId: string;
  readonly clockId?: string;
};

const silent = { debug() {}, info() {}, warn() {}, error() {} };

export function createOwnEngine(
  build: (client: Inngest) => readonly OwnFunction[],
  { appId, ...options }: OwnEngineOptions,
): OwnEngine {
  const { signingKey, eventKey } = options;
  const transport = createEngineTransport();
  const client = new Inngest({
    id: appId,
    isDev: false,
    signingKey,
    eventKey,
    fetch: transport.fetch,
    logger: silent,
  });
  const handler = serve({ client, functions: [...build(client)] });
  const engine = createEmbeddedEngine({ clockId: appId, ...options, serve: handler, log: silent });
  transport.attach(engine.api);
  return { engine, client, handler };
}
