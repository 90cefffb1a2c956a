import { type MarketMs, plusMs } from "@/server/kernel/clock";
import type { QuarantineLadder, Resting } from "@/server/risk/guard-sources";
import { getSettings } from "@/server/settings/get-settings";
import type { CheckName } from "./core/checks";
import type { Finding } from "./core/detection";
import { rungAfter } from "./core/ladder";
import { whyWords } from "./core/measure-words";
import { countRests, saveAllEnded, saveConfirmed } from "./store/detections";
import { saveWatchedFrom } from "./store/watches";

const DAY_MS = 86_400_000;

/** The one ladder of quarantines, for the guards and the bodyguard alike: each rest is a detection with its evidence. */
export const quarantineLadder: QuarantineLadder = {
  rungOf: async ({ userId, botId, marketNow }) => {
    const { bodyguard } = await getSettings(userId);
    const since = plusMs(marketNow, -bodyguard.ladderDays * DAY_MS);
    return rungAfter(await countRests(userId, botId, since), bodyguard);
  },
  began: async (tx, ctx, resting) => {
    const { bot, book, until, rung } = resting;
    const { userId } = ctx;
    const finding = findingOf(resting);
    const place = { userId, book, botId: bot.botId, subject: bot.name };
    const acted =
      until === null
        ? ({ act: "archived", rung, outcome: "archived" } as const)
        : ({ act: "quarantined", rung, until } as const);
    await saveConfirmed(tx, place, finding, { ...ctx, acted });
    // whatever else was suspected of it waits until it trades again
    const rest = { userId, botId: bot.botId, quarantined: false, except: finding.check };
    await saveAllEnded(tx, rest, "cleared", ctx);
  },
  ended: async (tx, ctx, botId, how) => {
    await saveAllEnded(tx, { userId: ctx.userId, botId, quarantined: true }, how, ctx);
    await saveWatchedFrom(tx, botId, ctx.marketNow);
  },
};

function findingOf({ cause }: Resting): Finding {
  const { value, threshold, severity, window, figures, since } = cause;
  const check = cause.check as CheckName;
  const reason = whyWords({ check, value, limit: threshold });
  return { check, severity, value, threshold, reason, window, figures, since: since as MarketMs | null };
}
