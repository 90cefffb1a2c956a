import { db, type ReadTx } from "@/server/platform/db";

/**
 * Runs reads that must fit together on one instant of the database: what is written between two of them is seen by none.
 * The database itself refuses writes here. One connection, one read after the other: keep them few.
 */
export const readAtOneInstant = <T>(read: (from: ReadTx) => Promise<T>): Promise<T> =>
  db.$transaction(
    async (tx) => {
      await tx.$executeRaw`SET TRANSACTION READ ONLY`;
      return read(tx);
    },
    { isolationLevel: "RepeatableRead" },
  );
