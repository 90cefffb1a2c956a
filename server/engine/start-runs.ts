import { type MarketMs, toDate, type WallMs } from "@/server/kernel/clock";
import type { Sql } from "./engine-db";
import type { FunctionSpec } from "./function-spec";
import { type EventPath, textAt } from "./match-expression";

/** An event as functions receive it. */
export type StoredEvent = {
  readonly id: string;
  readonly name: string;
  readonly data: object;
  /** Market clock. */
  readonly ts: number;
};

export type RunAsk = {
  readonly spec: FunctionSpec;
  readonly event: StoredEvent;
  readonly parent?: { readonly runId: string; readonly stepId: string };
};

export type Moment = { readonly clock: string; readonly wallNow: WallMs; readonly marketNow: MarketMs };

/**
 * Starts runs; leaves out those of paused functions and those that the event id, an idempotency key or a singleton
 * key says are already there. Returns the started ones by function id and event id.
 */
export async function startRuns(
  sql: Sql,
  asks: readonly RunAsk[],
  moment: Moment,
  newId: () => string,
): Promise<{ functionId: string; eventId: string }[]> {
  if (asks.length === 0) return [];
  const rows = asks.map((ask, place) => toRow(ask, place, newId()));
  return sql.rows({
    name: "job-start-runs",
    text: `WITH ask AS (
        SELECT * FROM json_to_recordset($1::json) AS a("id" text, "functionId" text, "eventId" text, "event" json,
          "singletonKey" text, "idempotencyKey" text, "parentRunId" text, "parentStepId" text,
          "concurrencyKey" text, "concurrencyLimit" int, "place" int)
      ), run AS (
        INSERT INTO job_run ("id", "functionId", "clock", "eventId", "event", "status", "singletonKey",
          "idempotencyKey", "parentRunId", "parentStepId", "queuedMarketAt", "queuedWallAt")
        SELECT a."id", a."functionId", $2, a."eventId", a."event", 'queued', a."singletonKey", a."idempotencyKey",
          a."parentRunId", a."parentStepId", $3, $4
        FROM ask a JOIN job_function f ON f."id" = a."functionId"
        WHERE NOT EXISTS (SELECT FROM job_pause p WHERE p."functionId" = a."functionId") ORDER BY a."place"
        ON CONFLICT DO NOTHING RETURNING "id", "functionId", "eventId"
      ), queued AS (
        INSERT INTO job_queue ("runId", "functionId", "clock", "concurrencyKey", "concurrencyLimit", "setWallAt")
        SELECT a."id", a."functionId", $2, a."concurrencyKey", a."concurrencyLimit", $4
        FROM ask a JOIN run ON run."id" = a."id" ORDER BY a."place"
      ) SELECT "functionId", "eventId" FROM run`,
    values: [JSON.stringify(rows), moment.clock, toDate(moment.marketNow), toDate(moment.wallNow)],
  });
}

function toRow({ spec, event, parent }: RunAsk, place: number, id: string) {
  const key = (path: EventPath | null) => `${spec.id}:${path ? (textAt(event, path) ?? "") : ""}`;
  return {
    id,
    functionId: spec.id,
    eventId: event.id,
    event,
    singletonKey: spec.singleton ? key(spec.singleton.path) : null,
    idempotencyKey: spec.idempotency ? textAt(event, spec.idempotency) : null,
    parentRunId: parent?.runId ?? null,
    parentStepId: parent?.stepId ?? null,
    concurrencyKey: spec.concurrency ? key(spec.concurrency.path) : null,
    concurrencyLimit: spec.concurrency?.limit ?? null,
    place,
  };
}
