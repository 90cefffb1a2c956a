// Puts the job engine together from the environment: the embedded one, or the hand-over to an Inngest server.
import type { InngestFunction } from "inngest";
import { serve } from "inngest/edge";
import { inngest, jobTransport } from "@/server/events/inngest-client";
import type { JobEngine } from "@/server/events/job-engine";
import type { Clocks } from "@/server/kernel/clock";
import { env } from "@/server/platform/env";
import { doorPass, sameSecret } from "@/server/platform/sign-request";
import { createEmbeddedEngine, type EngineLog } from "./embedded-engine";
import { inspectHandler } from "./inspect-handler";
import type { KeepPolicy } from "./prune-runs";
import { createServerEngine } from "./server-engine";
import { startWorkerDoor } from "./worker-endpoint";

export type JobsOptions = {
  readonly functions: readonly InngestFunction.Any[];
  /** Ids (without the app's name) of functions whose missed schedule is caught up once: nightly work. */
  readonly catchUpOnce?: readonly string[];
  /** How long ended runs are kept; the engine's own when left out. */
  readonly keep?: () => Promise<KeepPolicy>;
  readonly clocks: Clocks;
  /** Names the market clock, for example the market session's source. */
  readonly clockId: string;
  readonly log: EngineLog;
};

/**
 * Registers the functions and begins to run them. With INNGEST_BASE_URL an Inngest server runs them instead, through
 * /api/inngest: the web carries its calls to the worker's door on 127.0.0.1 (AMARKTAI_WORKER_PORT), which is open
 * only then. Throws with the reason when the port is taken, a function asks for what is not supported, or a key is
 * missing.
 */
export async function startJobs(options: JobsOptions): Promise<JobEngine> {
  const { INNGEST_SIGNING_KEY: signingKey, INNGEST_BASE_URL, AMARKTAI_WORKER_PORT: port } = env();
  if (!/^(signkey-\w+-)?([0-9a-f]{2})+$/.test(signingKey)) {
    throw new Error(
      'INNGEST_SIGNING_KEY is missing or not "signkey-prod-" and hexadecimal digits. "npm start" makes one.',
    );
  }
  for (const fn of options.functions) inspect(fn);
  const handler = serve({
    client: inngest,
    functions: [...options.functions],
    // To register again is harmless but nobody's business: it must be signed as well.
    enableUnauthedSync: false,
  });
  const engine = INNGEST_BASE_URL === "" ? embedded(options, handler) : server(options, handler);
  const onError = (error: unknown) => options.log.warn({ err: error }, "the worker's door could not answer");
  const health = () => ({ ok: engine.status().running, engine: engine.status().kind });
  const mayCall = (headers: Headers) => {
    const signature = headers.get("x-inngest-signature") ?? "";
    return sameSecret(headers.get("x-amarktai-pass") ?? "", doorPass(signature, signingKey));
  };
  // the embedded engine calls within the process: then nobody outside has anything to ask here
  const door =
    INNGEST_BASE_URL === ""
      ? null
      : await startWorkerDoor({ port, serve: handler, mayCall, health, onError });
  try {
    await engine.start();
  } catch (error) {
    await door?.close();
    await engine.stop({ drainMs: 0 });
    throw error;
  }
  return {
    ...engine,
    stop: async (how) => {
      await engine.stop(how);
      await door?.close();
    },
  };
}

type Handler = (request: Request) => Promise<Response>;

function embedded(options: JobsOptions, handler: Handler): JobEngine {
  const { DATABASE_URL, INNGEST_SIGNING_KEY, INNGEST_EVENT_KEY } = env();
  const engine = createEmbeddedEngine({
    databaseUrl: DATABASE_URL,
    clocks: options.clocks,
    clockId: options.clockId,
    signingKey: INNGEST_SIGNING_KEY,
    eventKey: INNGEST_EVENT_KEY,
    serve: handler,
    catchUpIds: (options.catchUpOnce ?? []).map((id) => `${inngest.id}-${id}`),
    log: options.log,
    ...(options.keep && { keep: options.keep }),
  });
  jobTransport.attach(engine.api);
  const stop: JobEngine["stop"] = async (how) => {
    await engine.stop(how);
    jobTransport.detach(engine.api);
  };
  return { ...engine, stop };
}

function server({ clocks }: JobsOptions, handler: Handler): JobEngine {
  jobTransport.toNetwork();
  const { INNGEST_BASE_URL: baseUrl, NEXTAUTH_URL: publicUrl, INNGEST_SIGNING_KEY: signingKey } = env();
  return createServerEngine({ client: inngest, serve: handler, baseUrl, publicUrl, signingKey, clocks });
}

function inspect(fn: InngestFunction.Any): void {
  const id = fn.id(inngest.id);
  inspectHandler(id, String(Reflect.get(fn, "fn")));
  if (fn.opts.onFailure) inspectHandler(id, String(fn.opts.onFailure));
}
