import { createHash } from "node:crypto";
import pg from "pg";
import type { Prisma } from "@/prisma/generated/client";
import { env } from "./env";
import { patientClient } from "./patient-client";
import { processWide } from "./process-wide";

const CONNECTIONS = 3;
const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 15_000;

/** Texts that are named are kept by each connection for good: what comes after so many is read anew each time. */
const NAMES_MAX = 200;

const kept = () => processWide("database.express", (): { pool: pg.Pool | null } => ({ pool: null }));
const names = new Map<string, string>();

/**
 * A few connections beside the pool, for what an order waits for on its way to the wire: it queues behind nobody, and each
 * statement is read by the database once a connection. Statements that write come from commitInOne() alone.
 */
export async function askExpress<Row extends object>(statement: Prisma.Sql): Promise<readonly Row[]> {
  const express = kept();
  express.pool ??= open();
  const { text, values } = statement;
  const name = nameOf(text);
  return (await express.pool.query<Row>({ ...(name === null ? {} : { name }), text, values })).rows;
}

/** Ends them; the next use opens new ones. */
export async function closeExpress(): Promise<void> {
  const express = kept();
  const { pool } = express;
  express.pool = null;
  await pool?.end();
}

function open(): pg.Pool {
  const pool = new pg.Pool({
    connectionString: asked(),
    max: CONNECTIONS,
    idleTimeoutMillis: 0,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    keepAlive: true,
    allowExitOnIdle: true,
    Client: patientClient(),
  });
  // one that is idle and lost is opened anew by its next use
  pool.on("error", () => undefined);
  return pool;
}

/** How a statement is done is thought of once, not with each order: they are looked up by their keys whatever they name. */
function asked(): string {
  const url = new URL(env().DATABASE_URL);
  const options = url.searchParams.get("options") ?? "";
  url.searchParams.set(
    "options",
    `${options} -c plan_cache_mode=force_generic_plan -c jit=off -c timezone=UTC`.trim(),
  );
  return url.href;
}

/** The same text always has the same name: the database knows it already. Null: it goes without one. */
function nameOf(text: string): string | null {
  const known = names.get(text);
  if (known !== undefined) return known;
  if (names.size >= NAMES_MAX) return null;
  const name = createHash("sha256").update(text).digest("base64url");
  names.set(text, name);
  return name;
}
