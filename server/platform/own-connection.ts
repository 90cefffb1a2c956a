import pg from "pg";
import { env } from "./env";

export type OwnConnection = {
  /** Rows of a statement. Throws when it fails or takes longer than was allowed at opening. */
  readonly query: <R extends pg.QueryResultRow>(text: string, values: readonly unknown[]) => Promise<R[]>;
  /** Ends it also when the server does not answer. */
  readonly close: () => Promise<void>;
};

/**
 * A connection beside the pool, for what lives as long as a connection does (an advisory lock) and for what must not
 * wait until the pool has one free (the leader's lease). `onLost` is called when it ends without close().
 */
export async function openOwnConnection(options: {
  readonly queryTimeoutMs: number;
  readonly onLost: () => void;
}): Promise<OwnConnection> {
  const client = new pg.Client({
    connectionString: env().DATABASE_URL,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    query_timeout: options.queryTimeoutMs,
  });
  let closed = false;
  const lost = () => {
    if (closed) return;
    closed = true;
    options.onLost();
  };
  client.on("error", lost);
  client.on("end", lost);
  await client.connect();
  return {
    query: async (text, values) => (await client.query(text, [...values])).rows,
    close: async () => {
      closed = true;
      await client.end();
    },
  };
}
