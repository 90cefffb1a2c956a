import type { Socket } from "node:net";
import pg from "pg";

/** Longer than any statement may take: the server ends those by itself, when it still can. */
const HUNG_AFTER_MS = 20_000;

/** What pg knows of a connection and does not declare. */
type Inside = { readonly connection: { readonly stream: Socket }; readonly readyForQuery: boolean };

/**
 * A client for pools whose connection is ended when it hangs: a statement was sent and nothing came back for
 * `hungAfterMs`. A frozen server, or a network that forgot the connection, ends no statement, and ten of them are a
 * pool. The whole connection goes, never the statement alone: one that is given back to the pool in the middle of a
 * transaction would have the next user commit it.
 */
export const patientClient = (hungAfterMs = HUNG_AFTER_MS) =>
  class PatientClient extends pg.Client {
    constructor(config?: pg.ClientConfig) {
      super(config);
      const inside = this as unknown as Inside;
      this.once("connect", () => {
        const { stream } = inside.connection;
        stream.setTimeout(hungAfterMs, () => {
          if (!inside.readyForQuery)
            stream.destroy(new Error("The database does not answer: connection ended."));
        });
      });
    }
  };
