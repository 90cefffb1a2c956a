import type { WallMs } from "@/server/kernel/clock";
import { plusMs } from "@/server/kernel/clock";
import { applyReply, type Held } from "./apply-reply";
import { callFunction, type ServeHandler, toCallId } from "./call-function";
import {
  type ClaimedRun,
  claimRuns,
  findNextDue,
  type NextDue,
  releaseLeases,
  renewLeases,
} from "./claim-runs";
import type { Context } from "./end-run";
import type { EngineDb } from "./engine-db";
import { planReply, type ReplyPlan } from "./plan-reply";

const APPLY_PAUSE_MS = 500;
const APPLY_TRIES_MAX = 60;
/** How long stopping waits for a claim on its way; one that takes longer finds no database to give leases back to. */
const LOOK_ENDS_MS = 1_000;

export type CallerOptions = {
  readonly db: EngineDb;
  readonly worker: string;
  /** False while others may take this worker for dead: it takes no new work then. */
  readonly isPresent: () => boolean;
  readonly serve: ServeHandler;
  readonly signingKey: string;
  readonly callsMax: number;
  readonly leaseMs: number;
  readonly callTimeoutMs: number;
  readonly context: () => Context;
  readonly onError: (error: unknown) => void;
  readonly onFailed: (run: ClaimedRun, plan: ReplyPlan) => void;
};

export type Caller = {
  /** Claims and calls until nothing is ready; a call while it is at it makes it look once more. */
  readonly kick: () => void;
  readonly renew: () => Promise<void>;
  /** Takes no new work; resolves when all calls have ended or `drainMs` have passed. */
  readonly drain: (drainMs: number) => Promise<void>;
  readonly inFlight: () => number;
  readonly lastLookAt: () => WallMs | null;
  /** When the queue has something due by itself; known after a look that found nothing. */
  readonly nextDue: () => NextDue;
};

export function createCaller(options: CallerOptions): Caller {
  // By call, not by run: after a lost lease a run may be called again here before the first call has ended.
  const calls = new Map<string, { readonly runId: string; readonly ended: Promise<void> }>();
  const runIds = () => [...calls.values()].map((call) => call.runId);
  let stopping = false;
  // After stop(): calls that are not waited for report to nobody.
  let givenUp = false;
  let looking = false;
  let newestLook: Promise<void> = Promise.resolve();
  let wanted = false;
  // A claim whose answer was lost may have leased runs that nobody here knows of.
  let strays = false;
  let lastLookAt: WallMs | null = null;
  let nextDue: NextDue = { market: null, wall: null };

  const kick = () => {
    wanted = true;
    if (!looking && !stopping) newestLook = look();
  };

  async function look(): Promise<void> {
    looking = true;
    try {
      while (wanted && !stopping && calls.size < options.callsMax && options.isPresent()) {
        wanted = false;
        await lookOnce(options.callsMax - calls.size);
      }
    } catch (error) {
      strays = true;
      options.onError(error);
    } finally {
      looking = false;
    }
  }

  async function lookOnce(take: number): Promise<void> {
    if (strays) await releaseLeases(options.db, options.worker, runIds());
    strays = false;
    const runs = await claim(options, take);
    const { moment } = options.context();
    lastLookAt = moment.wallNow;
    // what was claimed while stopping is given back by stop(), not begun
    if (stopping) return;
    for (const run of runs) begin(run);
    if (runs.length === take) wanted = true;
    if (runs.length === 0) nextDue = await findNextDue(options.db, moment.clock);
  }

  function begin(run: ClaimedRun): void {
    const callId = toCallId(run);
    const ended = oneCall(run, options, () => givenUp)
      .catch(options.onError)
      .finally(() => {
        calls.delete(callId);
        kick();
      });
    calls.set(callId, { runId: run.runId, ended });
  }

  return {
    kick,
    renew: async () => {
      if (calls.size === 0) return;
      const until = plusMs(options.context().moment.wallNow, options.leaseMs);
      await renewLeases(options.db, options.worker, runIds(), until);
    },
    drain: async (drainMs) => {
      stopping = true;
      const ended = Promise.all([...calls.values()].map((call) => call.ended));
      await within(drainMs, ended);
      // a claim on its way must arrive before the leases are given back, or it would keep what it claims
      await within(LOOK_ENDS_MS, newestLook);
      givenUp = true;
    },
    inFlight: () => calls.size,
    lastLookAt: () => lastLookAt,
    nextDue: () => nextDue,
  };
}

const within = (ms: number, work: Promise<unknown>): Promise<unknown> =>
  Promise.race([work, new Promise((resolve) => setTimeout(resolve, ms).unref())]);

function claim(options: CallerOptions, take: number): Promise<ClaimedRun[]> {
  const { registry, moment } = options.context();
  return claimRuns(options.db, {
    clock: moment.clock,
    worker: options.worker,
    functionIds: [...registry.keys()],
    take,
    wallNow: moment.wallNow,
    marketNow: moment.marketNow,
    leaseMs: options.leaseMs,
  });
}

async function oneCall(run: ClaimedRun, options: CallerOptions, isGivenUp: () => boolean): Promise<void> {
  const spec = options.context().registry.get(run.functionId);
  if (!spec) return;
  const { serve, signingKey, callTimeoutMs } = options;
  const reply = await callFunction(run, spec, { serve, signingKey, timeoutMs: callTimeoutMs });
  const { moment } = options.context();
  const plan = planReply(reply, {
    attempt: run.attempt,
    attemptsMax: spec.attemptsMax,
    marketNow: moment.marketNow,
    wallNow: moment.wallNow,
  });
  const applied = await applyUntilDone({ ...run, worker: options.worker }, plan, options, isGivenUp);
  if (applied && plan.next.kind === "fail") options.onFailed(run, plan);
}

/** The database may be away for a while: what was done is not thrown away for that. A repeat finds no lease. */
async function applyUntilDone(
  held: Held,
  plan: ReplyPlan,
  options: CallerOptions,
  isGivenUp: () => boolean,
): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    if (isGivenUp()) return false;
    try {
      return await applyReply(options.db, held, plan, options.context());
    } catch (error) {
      options.onError(error);
      if (attempt >= APPLY_TRIES_MAX) return false;
      await new Promise((resolve) => setTimeout(resolve, APPLY_PAUSE_MS));
    }
  }
}
