// The engine's own door to Postgres: a small pool of plain connections. Memo, queue and lease of a reply must be
// one transaction of few round trips; see docs/decisions/0010-job-engine.md.
import pg from "pg";
import { patientClient } from "../platform/patient-client";

const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 15_000;
const TRIES_MAX = 4;

export type Statement = {
  /** Named statements are planned once per connection. */
  readonly name?: string;
  readonly text: string;
  readonly values?: readonly unknown[];
};

export type Sql = { readonly rows: <R extends object>(statement: Statement) => Promise<R[]> };

export type EngineDb = Sql & {
  /** Runs `work` in a transaction, again after a deadlock; it must not keep anything outside. */
  readonly transaction: <T>(work: (sql: Sql) => Promise<T>) => Promise<T>;
  readonly end: () => Promise<void>;
};

const RETRYABLE = new Set(["40001", "40P01"]);

/** `connectionsMax` of the pool; a connection is opened when needed. */
export function openEngineDb(
  databaseUrl: string,
  connectionsMax: number,
  onError: (error: Error) => void,
): EngineDb {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: connectionsMax,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: "amarktai-jobs",
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
    keepAlive: true,
    Client: patientClient(),
  });
  pool.on("error", onError);
  // The pool listens to idle connections only. One that is cut while it is lent, or in the instant of being handed
  // over, would end the process.
  pool.on("connect", (client) => client.on("error", onError));
  let ended = false;
  return {
    rows: (statement) => rowsOf(pool, statement),
    transaction: async (work) => {
      for (let attempt = 1; ; attempt++) {
        try {
          return await transact(pool, work);
        } catch (error) {
          const code = (error as { code?: string }).code ?? "";
          if (!RETRYABLE.has(code) || attempt >= TRIES_MAX) throw error;
        }
      }
    },
    end: async () => {
      if (ended) return;
      ended = true;
      await pool.end();
    },
  };
}

async function rowsOf<R extends object>(on: pg.Pool | pg.PoolClient, statement: Statement): Promise<R[]> {
  const { name, text, values } = statement;
  const result = await on.query<R>({ ...(name ? { name } : {}), text, values: values ? [...values] : [] });
  return result.rows;
}

async function transact<T>(pool: pg.Pool, work: (sql: Sql) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("BEGIN");
    const value = await work({ rows: (statement) => rowsOf(client, statement) });
    await client.query("COMMIT");
    return value;
  } catch (error) {
    await client.query("ROLLBACK").catch((rollback: Error) => {
      broken = rollback;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
