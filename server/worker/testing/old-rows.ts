import { asOwner } from "@/server/bots/testing/arrange-fleet";
import type { TestDatabase } from "@/server/platform/testing/test-database";

/** What the nightly tidying removes once it is old enough. */
export type OldRow = "outbox" | "runs" | "alerts" | "reports";

const ROWS: { readonly [part in OldRow]: string } = {
  outbox: `INSERT INTO outbox_event ("userId", "name", "data", "marketAt", "wallAt")
    VALUES ($1, 'cycle/completed', '{}', $2, $2)`,
  alerts: `INSERT INTO alert ("userId", "kind", "severity", "subject", "dedupeKey", "why", "todo", "facts",
      "firstWallAt", "lastWallAt", "toldWallAt", "resolvedWallAt")
    VALUES ($1, 'feed_frozen', 'high', 'venue:luno', gen_random_uuid()::text, 'why', 'todo', '{}', $2, $2, $2, $2)`,
  reports: `WITH mail AS (INSERT INTO letter ("userId", "subject", "text", "html", "images", "keptWallAt")
      VALUES ($1, '', '', '', '[]', $2) RETURNING "id")
    INSERT INTO report ("userId", "book", "kind", "forDate", "content", "letterId", "madeMarketAt", "madeWallAt")
    SELECT $1, 'demo', 'daily', gen_random_uuid()::text, '{}', "id", $2, $2 FROM mail`,
  runs: `INSERT INTO command_run ("userId", "runId", "command", "argsHash", "args", "channel", "status", "startedAt")
    VALUES ($1, gen_random_uuid()::text, 'bots.list', '', '{}', 'web', 'done', $2)`,
};

/** Leaves a row behind that was over at an instant. */
export const leaveOldRow = (
  { ownerUrl }: TestDatabase,
  part: OldRow,
  { userId, at }: { readonly userId: string; readonly at: Date },
) => asOwner(ownerUrl, (client) => client.query(ROWS[part], [userId, at]));
