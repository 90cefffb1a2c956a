import type { Prisma } from "@/prisma/generated/client";
import { isRetryable } from "@/server/platform/db";
import { askExpress } from "@/server/platform/express";
import { inOneSql, type KeyedTrace } from "./store";

const TRIES_MAX = 4;

/**
 * The same door as commit(), for a change that is one statement and must not wait: the change, its audit entries and its
 * outgoing events in that statement, which is its own transaction, one trip to the database beside the pool.
 *
 * `change` is a list of common table expressions; one is called moved and answers the `key` of each row it has changed. Only
 * those leave their trace. Answers their keys.
 */
export async function commitInOne(
  change: Prisma.Sql,
  traces: readonly KeyedTrace[],
): Promise<ReadonlySet<string>> {
  for (let attempt = 1; ; attempt++) {
    try {
      const rows = await askExpress<{ key: string }>(inOneSql(change, traces));
      return new Set(rows.map(({ key }) => key));
    } catch (error) {
      if (!isRetryable(error) || attempt >= TRIES_MAX) throw error;
    }
  }
}
