import { db } from "@/server/platform/db";

/** Runs `work` while the rows of the paper venue's money are locked by somebody else. */
export const withMoneyLocked = <T>(work: () => Promise<T>): Promise<T> =>
  db.$transaction(
    async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM "paper_balance" FOR UPDATE`;
      return work();
    },
    { timeout: 20_000 },
  );
