import type { Inngest } from "inngest";
import type { JobEngine } from "@/server/events/job-engine";
import type { Clocks, WallMs } from "@/server/kernel/clock";
import { probeInngest } from "@/server/platform/probe-inngest";
import type { ServeHandler } from "./call-function";
import { registerFunctions } from "./register-functions";

type Options = {
  readonly client: Pick<Inngest, "send">;
  readonly serve: ServeHandler;
  /** The server's address. */
  readonly baseUrl: string;
  /** Where the server reaches the functions: this app's public address. */
  readonly publicUrl: string;
  readonly signingKey: string;
  readonly clocks: Pick<Clocks, "wall">;
};

const PROBE_EVERY_MS = 2_000;

/**
 * The same functions under an Inngest server or Cloud, named by INNGEST_BASE_URL. It calls /api/inngest; here is
 * nothing to do but to hand events on, to look every two seconds whether it answers, and to register whenever it has
 * come: at the start, and after it was away, for it may be a new one. Times (cron, sleeps) are then the server's: only
 * for markets at the wall clock's speed.
 */
export function createServerEngine(options: Options): JobEngine {
  const { client, serve, publicUrl, signingKey } = options;
  let registered = false;
  /** it has been away since: it may know nothing of the functions */
  let isOld = false;
  let lastAnswerAt: WallMs | null = null;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const look = async () => {
    if (!(await probeInngest(options.baseUrl))) {
      isOld = true;
      return;
    }
    lastAnswerAt = options.clocks.wall();
    if (registered && !isOld) return;
    registered = false;
    await registerFunctions(serve, new URL("/api/inngest", publicUrl).href, signingKey);
    registered = true;
    isOld = false;
  };
  const lookOn = async () => {
    await look().catch(() => undefined);
    if (stopped) return;
    timer = setTimeout(() => void lookOn(), PROBE_EVERY_MS);
    timer.unref();
  };
  return {
    start: lookOn,
    send: async (events) => client.send(events.map((event) => ({ ...event, data: event.data ?? {} }))),
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
    },
    nudge: () => void look().catch(() => undefined),
    status: () => ({
      kind: "server",
      running: registered,
      lastLookAt: lastAnswerAt,
      lastScheduleAt: null,
      lastScheduleMarketAt: null,
      callsInFlight: 0,
    }),
  };
}
