import type { BotView } from "@/server/bots/core/bot";
import type { Book } from "@/server/kernel/book";
import type { GuardSources } from "@/server/risk/guard-sources";
import type { Detection } from "./core/detection";
import { endDetection } from "./end-detection";

/**
 * Ends what stands of bots that are no longer judged: a suspicion of one that was paused, and a quarantine that its owner
 * turned into a pause.
 */
export async function endLeft(
  sources: GuardSources,
  { userId }: { readonly userId: string; readonly book: Book },
  { standing, bots }: { readonly standing: readonly Detection[]; readonly bots: readonly BotView[] },
): Promise<void> {
  const statusOf = new Map(bots.map(({ botId, status }) => [botId, status]));
  for (const one of standing) {
    if (one.botId === null) continue;
    const status = statusOf.get(one.botId);
    const belongs = one.act === "quarantined" ? "quarantined" : "running";
    if (status === belongs) continue;
    // read before this look quarantined it: its row tells that by itself
    if (one.act !== "quarantined" && status === "quarantined") continue;
    await endDetection(sources, userId, one, "left");
  }
}
