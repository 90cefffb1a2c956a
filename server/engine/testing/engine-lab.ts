// A laboratory for the engine's tests: engines on one real database, functions made for the test, clocks that run
// as fast as the test wants.
import type { Inngest } from "inngest";
import pg from "pg";
import { type Clocks, marketMs, wallMs } from "@/server/kernel/clock";
import type { EmbeddedEngineOptions } from "../embedded-engine";
import { createOwnEngine, type OwnEngine, type OwnFunction } from "../own-engine";

export const SIGNING_KEY = "signkey-test-0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";
export const EVENT_KEY = "lab-event-key";

type Build = (client: Inngest) => readonly OwnFunction[];

export type Lab = OwnEngine;

/** An engine of its own client; several on one database are several workers. */
export function createLab(
  databaseUrl: string,
  build: Build,
  options: Partial<EmbeddedEngineOptions> = {},
): Lab {
  return createOwnEngine(build, {
    appId: "lab",
    databaseUrl,
    clocks: realClocks,
    signingKey: SIGNING_KEY,
    eventKey: EVENT_KEY,
    ...options,
  });
}

export const realClocks: Clocks = { market: () => marketMs(Date.now()), wall: () => wallMs(Date.now()) };

/** A market clock that starts at `start` and runs `speed` times as fast as the wall clock. */
export function fastClocks(start: string, speed: number): Clocks {
  const from = Date.now();
  return {
    market: () => marketMs(Date.parse(start) + Math.floor((Date.now() - from) * speed)),
    wall: () => wallMs(Date.now()),
  };
}

/** A market clock moved by hand. */
export function handClock(start: string): Clocks & { set: (at: string) => void } {
  let at = Date.parse(start);
  return {
    market: () => marketMs(at),
    wall: () => wallMs(Date.now()),
    set: (text) => {
      at = Date.parse(text);
    },
  };
}

/** Waits until `check` is true, at most `timeoutMs`; throws with `what` otherwise. */
export async function until(
  what: string,
  check: () => boolean | Promise<boolean>,
  timeoutMs = 10_000,
): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await check())) {
    if (Date.now() > end) throw new Error(`waited ${timeoutMs} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

const DEADLOCK = "40P01";
const TRIES_MAX = 5;

export type LabDb = {
  readonly rows: <R extends object>(text: string, values?: unknown[]) => Promise<R[]>;
  /** How many runs of a function there are, by status; the app's prefix is added. */
  readonly runs: (functionId: string) => Promise<Record<string, number>>;
  readonly end: () => Promise<void>;
};

export function openLabDb(url: string): LabDb {
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  pool.on("error", () => undefined);
  const rows = async <R extends object>(text: string, values: unknown[] = []): Promise<R[]> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return (await pool.query<R>(text, values)).rows;
      } catch (error) {
        // emptying the tables while an engine works on them: one of the two has to begin again
        if ((error as { code?: string }).code !== DEADLOCK || attempt >= TRIES_MAX) throw error;
      }
    }
  };
  return {
    rows,
    runs: async (functionId) => {
      const counts = await rows<{ status: string; n: number }>(
        `SELECT "status", count(*)::int AS n FROM job_run WHERE "functionId" = $1 GROUP BY 1`,
        [`lab-${functionId}`],
      );
      return Object.fromEntries(counts.map(({ status, n }) => [status, n]));
    },
    end: () => pool.end(),
  };
}
