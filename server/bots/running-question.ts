import type { Question, SqlPart } from "@/server/platform/question";
import { runningSql } from "./store";

/** Which of these bots run, asked together with what others know. */
export const runningQuestion = (botIds: readonly string[]): Question<ReadonlySet<string>> => ({
  sql: runningBots(botIds),
  read: (rows: readonly { readonly id: string }[]) => new Set(rows.map(({ id }) => id)),
});

/** The same as a query of their ids, for a statement that writes only while they run. */
export const runningBots = (botIds: readonly string[]): SqlPart => runningSql(botIds);
