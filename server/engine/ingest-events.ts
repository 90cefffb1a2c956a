import { EventRefused, type SentEvent } from "@/server/events/job-engine";
import { toDate } from "@/server/kernel/clock";
import { cancelRuns } from "./cancel-runs";
import type { Sql } from "./engine-db";
import type { FunctionSpec } from "./function-spec";
import { textAt } from "./match-expression";
import { WORK_CHANNEL } from "./presence";
import { type Moment, type RunAsk, type StoredEvent, startRuns } from "./start-runs";

export const EVENT_BYTES_MAX = 512 * 1024;
export const EVENTS_PER_SEND_MAX = 5_000;
const NAME_CHARS_MAX = 200;

export type Registry = ReadonlyMap<string, FunctionSpec>;

/** Checks and completes what a sender handed in. Throws EventRefused. */
export function toStoredEvents(
  events: readonly SentEvent[],
  moment: Moment,
  newId: () => string,
): StoredEvent[] {
  if (events.length > EVENTS_PER_SEND_MAX) {
    throw new EventRefused(`${events.length} events at once; send at most ${EVENTS_PER_SEND_MAX}.`);
  }
  return events.map((event) => {
    if (!event.name || event.name.length > NAME_CHARS_MAX) {
      throw new EventRefused(`An event needs a name of 1 to ${NAME_CHARS_MAX} characters.`);
    }
    const stored = {
      id: event.id ?? newId(),
      name: event.name,
      data: event.data ?? {},
      ts: event.ts ?? moment.marketNow,
    };
    const json = JSON.stringify(stored);
    const bytes = Buffer.byteLength(json);
    if (bytes > EVENT_BYTES_MAX) {
      throw new EventRefused(
        `Event "${event.name}" has ${Math.ceil(bytes / 1024)} kB; the limit is ${EVENT_BYTES_MAX / 1024} kB. Send ids and look the rest up.`,
      );
    }
    // Postgres cannot hold the character 0 in text taken out of JSON.
    if (json.includes("\\u0000"))
      throw new EventRefused(`Event "${event.name}" contains the character NUL; remove it.`);
    return stored;
  });
}

/**
 * Takes events in one transaction: each id once, then what it cancels, then what it starts. `sql` is an open
 * transaction, so a run that fails and the event that says so are written together.
 */
export async function ingestEvents(
  sql: Sql,
  registry: Registry,
  events: readonly StoredEvent[],
  moment: Moment,
  newId: () => string,
): Promise<void> {
  if (events.length === 0) return;
  const taken = new Set(await saveEvents(sql, events, moment));
  const fresh = events.filter((event) => taken.delete(event.id));
  const starts: RunAsk[] = [];
  for (const event of fresh) {
    await cancelRuns(sql, registry.values(), event, moment);
    for (const spec of registry.values()) if (isTriggered(spec, event)) starts.push({ spec, event });
  }
  const started = await startRuns(sql, starts, moment, newId);
  if (started.length > 0) await sql.rows({ text: `NOTIFY ${WORK_CHANNEL}` });
}

/** Writes events that are not there yet; returns the ids of those. */
export async function saveEvents(
  sql: Sql,
  events: readonly StoredEvent[],
  moment: Moment,
): Promise<string[]> {
  const rows = await sql.rows<{ id: string }>({
    name: "job-save-events",
    text: `INSERT INTO job_event ("clock", "id", "name", "data", "marketAt", "wallAt")
      SELECT $2, e."id", e."name", e."data", to_timestamp(e."ts" / 1000.0), $3
      FROM json_to_recordset($1::json) AS e("id" text, "name" text, "data" json, "ts" float8)
      ON CONFLICT DO NOTHING RETURNING "id"`,
    values: [JSON.stringify(events), moment.clock, toDate(moment.wallNow)],
  });
  return rows.map((row) => row.id);
}

const isTriggered = (spec: FunctionSpec, event: StoredEvent): boolean =>
  spec.events.some(
    ({ name, match }) => name === event.name && (!match || textAt(event, match.path) === match.text),
  );
