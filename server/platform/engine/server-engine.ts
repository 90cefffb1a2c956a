import type { Inngest } from "inngest";
import type { JobEngine } from "@/server/events/job-engine";
import type { ServeHandler } from "./call-function";
import { registerFunctions } from "./register-functions";

type Options = {
  readonly client: Pick<Inngest, "send">;
  readonly serve: ServeHandler;
  /** Where the server reaches the functions: this app's public address. */
  readonly publicUrl: string;
  readonly signingKey: string;
};

const RETRY_MS = 10_000;

/**
 * The same functions under an Inngest server or Cloud, named by INNGEST_BASE_URL. It calls /api/inngest; here is
 * nothing to do but to register, again and again while the server is away, and to hand events on. Times (cron,
 * sleeps) are then the server's: only for markets at the wall clock's speed.
 */
export function createServerEngine({ client, serve, publicUrl, signingKey }: Options): JobEngine {
  let registered = false;
  let timer: NodeJS.Timeout | undefined;
  const register = async () => {
    try {
      await registerFunctions(serve, new URL("/api/inngest", publicUrl).href, signingKey);
      registered = true;
    } catch {
      timer = setTimeout(() => void register(), RETRY_MS);
      timer.unref();
    }
  };
  return {
    start: register,
    send: async (events) => client.send(events.map((event) => ({ ...event, data: event.data ?? {} }))),
    stop: async () => clearTimeout(timer),
    status: () => ({
      kind: "server",
      running: registered,
      lastLookAt: null,
      lastScheduleAt: null,
      lastScheduleMarketAt: null,
      callsInFlight: 0,
    }),
  };
}
