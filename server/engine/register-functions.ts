import { toDate } from "@/server/kernel/clock";
import { signBody } from "@/server/platform/sign-request";
import type { ServeHandler } from "./call-function";
import type { Sql } from "./engine-db";
import { type FunctionSpec, toFunctionSpec } from "./function-spec";
import type { Registry } from "./ingest-events";
import type { Moment } from "./start-runs";

/** Asks the SDK to register, which calls the engine's API in turn. Throws with the reason of a refusal. */
export async function registerFunctions(
  serve: ServeHandler,
  endpoint: string,
  signingKey: string,
): Promise<void> {
  const signature = signBody("", signingKey, Math.floor(Date.now() / 1000));
  const headers = { host: new URL(endpoint).host, "x-inngest-signature": signature };
  const response = await serve(new Request(endpoint, { method: "PUT", headers }));
  if (response.ok) return;
  const body = (await response.json().catch(() => null)) as { message?: string } | null;
  throw new Error(body?.message ?? `The functions could not be registered (status ${response.status}).`);
}

/** Reads registered configurations. Throws FunctionRefused. */
export function toRegistry(configs: readonly unknown[]): Registry {
  return new Map(
    configs.map((config) => toFunctionSpec(config)).map((spec): [string, FunctionSpec] => [spec.id, spec]),
  );
}

/** Keeps the configurations, for pages and for other processes that send events. */
export async function saveFunctions(
  sql: Sql,
  configs: readonly { id: string }[],
  moment: Moment,
): Promise<void> {
  await sql.rows({
    text: `WITH gone AS (DELETE FROM job_function WHERE NOT ("id" = ANY ($3)))
      INSERT INTO job_function ("id", "config", "registeredAt")
      SELECT c->>'id', c, $2 FROM jsonb_array_elements($1::jsonb) AS c
      ON CONFLICT ("id") DO UPDATE SET "config" = EXCLUDED."config", "registeredAt" = EXCLUDED."registeredAt"`,
    values: [JSON.stringify(configs), toDate(moment.wallNow), configs.map((config) => config.id)],
  });
}

/** The functions as the worker registered them last, for a process that only sends. */
export async function loadRegistry(sql: Sql): Promise<Registry> {
  const rows = await sql.rows<{ config: unknown }>({ text: `SELECT "config" FROM job_function` });
  return toRegistry(rows.map((row) => row.config));
}
